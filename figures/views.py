"""The pages and files of the yearly figures. Each number on them leads to the list behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import me
from accounts.models import User
from accounts.recent import recently_signed_in
from figures import access, files
from figures.basis import Categories, Choice
from figures.definitions import Figure
from figures.keynumbers import key_numbers
from figures.recordlist import chips_of, rows_of_page, words_of
from figures.sections import asked_of, figure_page, sections
from figures.selection import Selection, narrow, read
from figures.tables import count, scopes_of, tables_of
from figures.tables import records as counted_records
from lib import clock, csvout
from lib.listing import CONTROLS, listing
from lib.methods import require_http_methods, require_safe
from office import exports, looks


def _selector(selection: Selection, figures: list[Figure]) -> dict[str, Any]:
    """What the form on top of a page offers."""
    choices = {figure.unit.register.choice for figure in figures}
    this_year = clock.today().year
    offered = {*range(this_year - 14, this_year + 1), selection.period.first, selection.period.last}
    return {
        "years": [str(year) for year in sorted(offered)],
        "first": str(selection.period.first),
        "last": str(selection.period.last),
        "categories": [(Categories.LEAKS, _("Leaks only")), (Categories.ALL, _("All categories"))],
        "chosen": selection.basis.categories,
        "certificates": selection.basis.certificates,
        "cases": Choice.CATEGORIES in choices,
        "screening": Choice.CERTIFICATES in choices,
    }


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The yearly figures that this person may count: key numbers, then a section for each figure."""
    user, today = me(request), clock.today()
    figures = access.open_figures(user)
    selection = read(request.GET, lambda: access.recent(user, today))
    access.record_view(user, selection)
    tables = count(asked_of(figures), selection.period, selection.basis, scopes_of(user))
    context = {
        "selection": selection,
        "selector": _selector(selection, figures),
        "today": today,
        "running": today.year in selection.period,
        "blocks": key_numbers(tables, selection, today),
        "sections": sections(tables, selection, today),
    }
    return render(request, "figures/dashboard.html", context)


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure with all its breakdowns."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    selection = read(request.GET, lambda: access.recent(user, today))
    access.record_view(user, selection, found)
    tables = tables_of(found, selection.period, selection.basis, scopes_of(user))
    grids, rule, file = figure_page(tables, selection, today)
    context = {
        "figure": found,
        "label": found.label_in(selection.basis),
        "selection": selection,
        "selector": _selector(selection, [found]),
        "back": reverse("figures:dashboard") + selection.query(),
        "today": today,
        "running": today.year in selection.period,
        "grids": grids,
        "rule": rule,
        "file": file,
    }
    return render(request, "figures/figure.html", context)


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def figure_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """A figure's counts as CSV, with the day they were known on and the rule they were counted by."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    asked = request.GET.copy()
    written = csvout.take_dialect(asked)
    selection = read(asked, lambda: access.recent(user, today))
    offer = files.of_counts(user, found, selection, today)
    return exports.answer(request, offer, by=user, written=written)


@require_safe
def records(request: HttpRequest, key: str) -> HttpResponse:
    """The list behind a number: exactly the rows it counts, in coded columns."""
    user, today = me(request), clock.today()
    found = access.open_figure(user, key)
    narrowing = narrow(found, request.GET, today, also=CONTROLS)
    rows = counted_records(found, access.rows_for(user, found), narrowing.years, narrowing.basis, narrowing.values)
    unit = found.unit
    columns = unit.columns_in(narrowing.basis)
    number, added = access.numbers_for(user, narrowing)
    access.record_drill(user, narrowing, {**looks.place_of(request.GET), "rows": number})
    page = listing(rows, columns, request.GET, key=unit.public_key, default=unit.order)
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
        "today": today,
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
