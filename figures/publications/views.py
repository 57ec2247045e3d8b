"""Pages of publications: the list, one with its exact numbers, its public edition, and the form that makes one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.recent import recently_signed_in
from audit.kinds import Kind
from figures.counted import TOTAL
from figures.models import Publication
from figures.publications import access, package, pages, rules
from figures.publications.actions import publish
from figures.publications.content import UNDATED, Content, version_of
from figures.publications.forms import CorrectForm, PublishForm
from figures.publications.sections import edition_sections
from lib import csvout
from lib.methods import require_http_methods, require_safe
from lib.periods import Period
from lib.refusal import Refused
from office import exports

CONFIRMED = "confirmed"
"""Sent with the form by whoever has read what will be frozen."""


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Every publication, the newest first."""
    user = me(request)
    context = {
        "publications": access.publications(user),
        "may_read": access.may_read(user),
        "may_publish": access.may_publish(user),
    }
    return render(request, "publications/list.html", context)


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Publish a period for the first time."""
    access.enter(me(request))
    return _ask(request, PublishForm(request.POST or None))


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Publish a correction: the same years again, as known later."""
    replaced = access.to_correct(me(request), key)
    return _ask(request, CorrectForm(request.POST or None), replaced)


def _ask(request: HttpRequest, form: CorrectForm, replaced: Publication | None = None) -> HttpResponse:
    """The form; when it is right, what will be frozen; and when that is confirmed, the publication."""
    said = ""
    if form.is_valid():
        answers: dict[str, Any] = {**form.cleaned_data, "replaces": replaced}
        if replaced is not None:
            answers |= {"first": replaced.first, "last": replaced.last}
        try:
            if CONFIRMED in request.POST:
                made = publish(by=me(request), **answers)
                messages.success(request, _("The figures were published. They stay as they are now."))
                return redirect("publications:publication", made.public_key)
            period = rules.period_of(answers["first"], answers["last"])
            rules.check(period, answers["as_at"], replaced)
            said = _announced(period, answers)
        except Refused as refusal:
            form.add_error(None, refusal)
    back = reverse("publications:publication", args=[replaced.public_key]) if replaced else ""
    context = {"form": form, "said": said, "replaced": replaced, "back": back or reverse("publications:list")}
    return render(request, "publications/new.html", context)


def _announced(period: Period, answers: Mapping[str, Any]) -> str:
    return _(
        "All figures of %(period)s are frozen over the whole register, as known at the end of %(day)s: leaks only, and "
        "without certificates of conduct. The public edition masks numbers below %(threshold)s. Nobody can change or "
        "take back a publication; a correction is a new one that names it."
    ) % {
        "period": period.label,
        "day": date_format(answers["as_at"], "DATE_FORMAT"),
        "threshold": rules.threshold(),
    }


@require_safe
def publication(request: HttpRequest, key: str) -> HttpResponse:
    """A publication with its exact numbers, whether they come out again, and what has changed since."""
    user = me(request)
    found = access.open_publication(user, key)
    content = pages.content_of(found)
    context = {
        "publication": found,
        "replaced_by": getattr(found, "replaced_by", None),
        "period": pages.period_of(found).label,
        "sections": pages.exact_sections(user, found, content),
        "staff": pages.staff(content),
        "since": pages.since(user, found, content),
        "is_as_recorded": access.is_as_recorded(found),
        "may_correct": access.may_publish(user) and not hasattr(found, "replaced_by"),
    }
    return render(request, "publications/publication.html", context)


@require_safe
def edition(request: HttpRequest, key: str) -> HttpResponse:
    """The public edition: everything on it stands in the edition's own text."""
    user = me(request)
    found = access.open_edition(user, key)
    printed = pages.edition_of(found)
    context = {
        "publication": found,
        "replaced_by": getattr(found, "replaced_by", None),
        "may_read": access.may_read(user),
        "period": Period(printed["first"], printed["last"]).label,
        "as_at": found.as_at,
        "printed": printed,
        "most": printed["threshold"] - 1,
        "sections": edition_sections(printed),
        "left_out": pages.left_out(printed),
        "masked_share": pages.masked_share(printed),
    }
    return render(request, "publications/edition.html", context)


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def publication_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The exact numbers as CSV, in machine values."""
    user = me(request)
    found = access.to_export(user, key)
    asked = request.GET.copy()
    written = csvout.take_dialect(asked)
    content = pages.content_of(found)
    file = exports.File(
        name=f"figures-{found.first}-{found.last}.csv",
        begun=Kind.FIGURE_EXPORT_BEGUN,
        ended=Kind.FIGURE_EXPORT_ENDED,
        read=lambda: (_header(content), _lines(content)),
        detail={"publication": found.public_key},
    )
    return exports.answer(request, _offer(found, file), by=user, written=written)


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def publication_zip(request: HttpRequest, key: str) -> HttpResponseBase:
    """The exact numbers as a data package, as the edition has one."""
    user = me(request)
    found = access.to_export(user, key)
    content = pages.content_of(found)
    file = exports.File(
        name=f"{package.name_of(content)}.zip",
        begun=Kind.FIGURE_EXPORT_BEGUN,
        ended=Kind.FIGURE_EXPORT_ENDED,
        read=lambda: package.table(content),
        detail={"publication": found.public_key, "package": True},
        packed=partial(package.zip_of_exact, found, content),
    )
    offer = replace(_offer(found, file), button=_("Download the data package"))
    return exports.answer(request, offer, by=user, written=None)


def _offer(found: Publication, file: exports.File) -> exports.Offer:
    """The exact numbers, as the page says what goes out."""
    label = pages.period_of(found).label
    return exports.Offer(
        file,
        title=_("Export the publication of %(period)s") % {"period": label},
        holds=_("Exact counts as published, not masked. Small numbers can point to a person."),
        back=reverse("publications:publication", args=[found.public_key]),
        back_label=_("Publication of %(period)s") % {"period": label},
    )


@require_safe
def edition_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The public edition as CSV."""
    found = access.open_edition(me(request), key)
    written = csvout.take_dialect(request.GET.copy())
    printed = pages.edition_of(found)
    tables: Content = {
        **printed,
        "figures": [{**figure, "tables": [{**figure, "part": ""}]} for figure in printed["figures"]],
    }
    lines = csvout.lines(_header(tables), _lines(tables), written)
    return csvout.download(f"figures-{printed['first']}-{printed['last']}-public.csv", (one.encode() for one in lines))


@require_safe
def edition_zip(request: HttpRequest, key: str) -> HttpResponse:
    """The public edition as a data package: its numbers with their types, a page to print, and the rules."""
    found = access.open_edition(me(request), key)
    printed = pages.edition_of(found)
    name = f"{package.name_of(printed)}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(package.zip_of_edition(found, printed), content_type=exports.ZIP, headers=headers)


def _years(content: Content) -> list[str]:
    return [str(year) for year in range(content["first"], content["last"] + 1)]


def _header(content: Content) -> list[str]:
    return ["figure", "part", "breakdown", "value", *_years(content), TOTAL, UNDATED, "as_at", "version"]


def _lines(content: Content) -> Iterator[list[Any]]:
    """A line for each whole and each value; what it does not have stays empty."""

    def cells(line: Mapping[str, Any], figure: Mapping[str, Any]) -> list[Any]:
        numbers = [line["years"][year] for year in _years(content)]
        return [*numbers, line.get(TOTAL, ""), line.get(UNDATED, ""), content["as_at"], version_of(figure)]

    for figure in content["figures"]:
        for table in figure["tables"]:
            yield [figure["key"], table["part"], "", "", *cells(table, figure)]
            for breakdown in table["breakdowns"]:
                for line in breakdown["lines"]:
                    yield [figure["key"], table["part"], breakdown["key"], line["value"], *cells(line, figure)]
