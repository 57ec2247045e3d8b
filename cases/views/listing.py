"""The list of cases, and the same rows as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts.access import me
from accounts.recent import recently_signed_in
from audit.kinds import Kind
from cases import access, columns
from cases.filters import CountedFilter, filter_for
from cases.models.values import Outcome
from lib import clock, csvout
from lib.listing import listing, with_changed
from lib.methods import require_http_methods, require_safe
from office import exports, looks

OUTCOMES = ("", *Outcome.values)
ALL = gettext_lazy("All")


@dataclass(frozen=True)
class Tab:
    """One part of the split by outcome, with how many cases it has and the link to it."""

    value: str
    label: str | Promise
    count: int
    query: str


def _asked(request: HttpRequest, parameters: QueryDict) -> CountedFilter:
    """What this person's list is narrowed to by `parameters`."""
    user = me(request)
    if not access.may_count(user):
        raise Http404
    return filter_for(user)(parameters, access.listed_for(user))


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The list: for those who may open its cases, and for those who only count them."""
    user = me(request)
    asked = _asked(request, request.GET)
    access.look_through(user, {**looks.asked_of(asked), **access.page_asked(request.GET)})
    opens = access.may_open_any(user)
    rows = columns.with_lead(asked.qs) if opens else asked.qs
    shown = columns.OPENED if opens else columns.CODED
    counts = _outcomes(asked)
    chosen = asked.form.cleaned_data["outcome"]
    context = {
        "listing": listing(rows, shown, request.GET, key="reference", default="-received"),
        "filter": asked,
        "kept": asked.kept,
        "chips": asked.chips,
        "tabs": _tabs(counts, request.GET),
        "chosen": chosen,
        "total": _total(counts, chosen),
        "others": _total(counts, ""),
        "any_outcome": with_changed(request.GET, outcome="", after="", before=""),
        "opens": "cases:detail" if opens else "",
        "may_log": access.may_log(user),
        "may_export": access.may_export(user),
        "duplicates": access.duplicates_for(user).waiting().exists() if access.may_manage(user) else False,
        "today": clock.today(),
    }
    return render(request, "cases/case_list.html", context)


def _outcomes(asked: CountedFilter) -> Mapping[str, int]:
    """How many cases each outcome has, with all other filters as they are."""
    cases = asked.without("outcome").order_by().values_list("outcome")
    return dict(cases.annotate(n=Count("*")))


def _total(counts: Mapping[str, int], outcome: str) -> int:
    return counts.get(outcome, 0) if outcome else sum(counts.values())


def _tabs(counts: Mapping[str, int], parameters: QueryDict) -> list[Tab]:
    labels: dict[str, Any] = {"": ALL, **dict(Outcome.choices)}
    return [
        Tab(value, labels[value], _total(counts, value), with_changed(parameters, outcome=value, after="", before=""))
        for value in OUTCOMES
    ]


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows of the list, coded columns and machine values only, streamed once it is said what for."""
    user = me(request)
    if not access.may_export(user):
        raise Http404
    parameters = request.GET.copy()
    written = csvout.take_dialect(parameters)
    asked = _asked(request, parameters)
    file = exports.File(
        name=f"cases-{clock.today():%Y-%m-%d}.csv",
        begun=Kind.CASES_EXPORT_BEGUN,
        ended=Kind.CASES_EXPORT_ENDED,
        read=exports.coded(asked.qs.order_by("-received_on", "-pk"), columns.CODED),
        detail=looks.asked_of(asked),
    )
    offer = exports.Offer(
        file,
        title=gettext("Export cases"),
        holds=exports.CODED_ONLY,
        back=reverse("cases:list") + with_changed(parameters),
        back_label=gettext("Cases"),
        narrowed=asked.chips,
    )
    return exports.answer(request, offer, by=user, written=written)
