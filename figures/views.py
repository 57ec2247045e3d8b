"""The pages and files of the yearly figures. Each number on them leads to the list behind it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import ngettext

from accounts.access import me
from accounts.models import User
from accounts.recent import recently_signed_in
from figures import access, files, output
from figures.behind import unit_of
from figures.breaks import breaks_of
from figures.compare.periods import address_of as compare_address
from figures.counted import Table
from figures.dimensions import FILTERS
from figures.figure import Figure
from figures.figurepage import figure_page
from figures.headcounts import staff_for
from figures.keynumbers import key_numbers
from figures.opening import Opening, read_open
from figures.recordlist import chips_of, rows_of_page, words_of
from figures.sections import SHOWN, asked_of, file_of, sections
from figures.selection import ONLY, OPEN, Selection, choices_of, narrow, read, read_file
from figures.setup.access import may_configure
from figures.sofar import so_far
from figures.tables import count, scopes_of, tables_of
from lib import clock, csvout
from lib.dates import FIRST_YEAR, LAST_YEAR
from lib.listing import CONTROLS, listing
from lib.methods import require_http_methods, require_safe
from office import exports, looks


def _selector(selection: Selection, figures: list[Figure]) -> dict[str, Any]:
    """What the form on top of a page offers."""
    at, narrowed = selection.basis.at, selection.basis.narrowed
    return {
        "earliest": str(FIRST_YEAR),
        "latest": str(LAST_YEAR),
        "first": str(selection.period.first),
        "last": str(selection.period.last),
        **choices_of(selection.basis, figures),
        "narrowed": bool(at or narrowed),
        "as_at": date_format(at, "j M Y") if at else "",
        "filters": [
            (ONLY[key], dimension.label, list(dimension.words().items()), narrowed.get(key, ""))
            for key, dimension in FILTERS.items()
            if any(key in figure.unit.narrows for figure in figures)
        ],
    }


def _page(
    selection: Selection, figures: list[Figure], known_on: datetime.date, tables: Iterable[Table]
) -> dict[str, Any]:
    """What every page of figures says of itself: what was chosen, and as known when."""
    return {
        "selection": selection,
        "selector": _selector(selection, figures),
        "today": known_on,
        "past": selection.basis.at is not None,
        "running": known_on.year in selection.period,
        "empty": selection.basis.at is not None
        and not any(table.whole.total or table.whole.undated for table in tables),
    }


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The yearly figures that this person may count: key numbers, then a section for each figure."""
    user, today = me(request), clock.today()
    figures = access.open_figures(user)
    selection = read(request.GET, today, lambda day: access.recent(user, day), also=(OPEN,))
    opened = read_open(request.GET.getlist(OPEN), figures)
    access.record_view(user, selection, opened=[row.key for row in opened])
    known_on = selection.known_on(today)
    scopes = scopes_of(user)
    tables = count(asked_of(figures), selection.period, selection.basis, scopes)
    beside = so_far(figures, tables, selection, known_on, scopes)
    opening = Opening(opened, tables, selection, known_on, scopes)
    context = {
        **_page(selection, figures, known_on, tables.values()),
        "blocks": key_numbers(tables, selection, known_on),
        "opened": [row.key for row in opened],
        "sections": sections(tables, selection, known_on, breaks_of(selection.period), beside, opening.apply),
        "apart": [file_of(one, selection) for one in figures if one.key not in SHOWN],
        "compare": compare_address(selection, known_on),
        "configures": may_configure(user),
    }
    return render(request, "figures/dashboard.html", context)


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure with all its breakdowns."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    selection = read(request.GET, today, lambda day: access.recent(user, day))
    access.record_view(user, selection, found)
    known_on = selection.known_on(today)
    tables = tables_of(found, selection.period, selection.basis, scopes_of(user))
    breaks, staff = breaks_of(selection.period), staff_for(selection, access.scope_for(user, found))
    grids, rule, file = figure_page(tables, selection, known_on, breaks, staff)
    context = {
        **_page(selection, [found], known_on, tables),
        "figure": found,
        "label": found.label_in(selection.basis),
        "back": reverse("figures:dashboard") + selection.query(),
        "grids": grids,
        "rule": rule,
        "file": file,
    }
    return render(request, "figures/figure.html", context)


@require_safe
def figure_json(request: HttpRequest, key: str) -> JsonResponse:
    """One figure as the page shows it, in machine values, under an address that stays."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    selection = read_file(request.GET, today, lambda day: access.recent(user, day))
    access.record_view(user, selection, found)
    tables = tables_of(found, selection.period, selection.basis, scopes_of(user))
    known_on = selection.known_on(today)
    return JsonResponse(output.as_json([tables], selection.period, selection.basis, known_on))


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def figure_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """A figure's counts as CSV, with the day they were known on and the rule they were counted by."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    asked = request.GET.copy()
    written = csvout.take_dialect(asked)
    selection = read_file(asked, today, lambda day: access.recent(user, day))
    offer = files.of_counts(user, found, selection, today)
    return exports.answer(request, offer, by=user, written=written)


@require_safe
def records(request: HttpRequest, key: str) -> HttpResponse:
    """The list behind a number: exactly the rows it counts, in coded columns."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    narrowing = narrow(found, request.GET, today, also=CONTROLS)
    rows, unit = access.rows_for(user, narrowing), unit_of(narrowing)
    columns = unit.columns_in(narrowing.basis)
    number, added = access.numbers_for(user, narrowing)
    access.record_drill(user, narrowing, {**looks.place_of(request.GET), "rows": number})
    page = listing(rows, columns, request.GET, key=unit.public_key, default=unit.order, tie=unit.tie)
    context = {
        "figure": found,
        "label": narrowing.label,
        "figure_label": found.label_in(narrowing.basis),
        "number": number if added is None else added,
        "counted": words_of(narrowing, number, added),
        "figure_query": narrowing.selection(today).query(found),
        "chips": chips_of(narrowing),
        "page": page,
        "rows": list(rows_of_page(user, found, page)),
        "rule": found.rules_in(narrowing.basis),
        "back": reverse("figures:dashboard") + narrowing.selection(today).query(),
        "file": _records_file(user, found, narrowing.query()),
        "export": ngettext("Export this %(n)s", "Export these %(n)s", number) % {"n": number_format(number)},
        "today": narrowing.basis.known_on(today),
    }
    return render(request, "figures/records.html", context)


def _records_file(user: User, found: Figure, query: str) -> str:
    """Where the rows can be taken out, for those who may."""
    if not access.may_export(user, found):
        return ""
    return reverse("figures:records_file", args=[found.key]) + query


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def records_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The rows behind a number as CSV, in the same coded columns."""
    user = me(request)
    found = access.open_figure(user, key)
    access.check_export(user, found)
    asked = request.GET.copy()
    written = csvout.take_dialect(asked)
    offer = files.of_records(user, narrow(found, asked, clock.today()))
    return exports.answer(request, offer, by=user, written=written)
