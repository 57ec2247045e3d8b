"""The list of trajectories, and the same rows as a file."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.models import User
from accounts.recent import recently_signed_in
from audit.kinds import Kind
from lib import clock, csvout
from lib.columns import Cell
from lib.listing import Listing, listing, with_changed
from lib.methods import require_http_methods, require_safe
from office import exports, looks
from screening import access
from screening.columns import CODED, OPENED
from screening.filters import DEFAULT, CountedFilter, filter_for
from screening.models.values import Result, StageKind

ORDER = "-started_on"


@dataclass(frozen=True)
class StageCount:
    """One stage of the strip: how many of the listed trajectories are in it, and the link that shows them."""

    stage: StageKind
    count: int
    query: str
    chosen: bool


@require_safe
def trajectories(request: HttpRequest) -> HttpResponse:
    """The list; without anything asked it shows those under way. Who opens none sees coded columns and no links."""
    user = me(request)
    access.enter_register(user)
    filters = _filters(user, _asked(request))
    access.record_list(user, {**looks.asked_of(filters), **looks.place_of(filters.data)})
    works = access.may_work(user)
    shown = listing(filters.qs, OPENED if works else CODED, filters.data, key="reference", default=ORDER)
    strip = _strip(filters)
    context = {
        "filters": filters,
        "listing": shown,
        "rows": _rows(shown),
        "kept": filters.kept,
        "strip": strip,
        "total": sum(stage.count for stage in strip if stage.chosen or not filters.data.get("stage")),
        "under_way": filters.data.get("result") == Result.PENDING,
        "may_work": works,
        "may_export": access.may_export(user),
        "today": clock.today(),
    }
    return render(request, "screening/trajectory_list.html", context)


def _asked(request: HttpRequest) -> QueryDict:
    """What the address asks. A bare address means the default; every link from there says all that it asks."""
    asked = request.GET.copy()
    if not asked:
        asked.update(DEFAULT)
    asked.setdefault("sort", ORDER)
    return asked


def _filters(user: User, asked: QueryDict) -> CountedFilter:
    return filter_for(user)(asked, access.countable_by(user))


def _rows(shown: Listing) -> list[dict[str, Any]]:
    """The cells of each row, by column, with the days from start to decision, or to today."""
    rows = []
    for row in shown.rows:
        cells: dict[str, Cell] = {cell.column.key: cell for cell in row.cells}
        last = cells["completed_on"].value or clock.today()
        rows.append({"key": row.key, "cells": cells, "days": (last - cells["started_on"].value).days})
    return rows


def _strip(filters: CountedFilter) -> list[StageCount]:
    """How many trajectories are in each stage, whatever stage the list shows: one GROUP BY."""
    counted = filters.without("stage").order_by().values("stage").annotate(n=Count("*"))
    counts = dict(counted.values_list("stage", "n"))
    chosen = filters.data.get("stage")
    # Those under way have no decision, so the stages after it would always be empty.
    last = StageKind.DECISION if filters.data.get("result") == Result.PENDING else None
    kinds = list(StageKind)
    shown = kinds[: kinds.index(last)] if last else kinds
    return [
        StageCount(
            stage=kind,
            count=counts.get(kind, 0),
            query=with_changed(filters.data, stage="" if kind == chosen else kind, after="", before=""),
            chosen=kind == chosen,
        )
        for kind in kinds
        if kind in shown or kind == chosen
    ]


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The rows that the address asks for, coded columns and machine values only, streamed once it is said what for."""
    user = me(request)
    access.enter_to_export(user)
    asked = request.GET.copy()
    written = csvout.take_dialect(asked)
    filters = _filters(user, asked)
    file = exports.File(
        name=f"screening-{clock.today():%Y-%m-%d}.csv",
        begun=Kind.SCREENING_EXPORT_BEGUN,
        ended=Kind.SCREENING_EXPORT_ENDED,
        read=exports.coded(filters.qs.order_by("-started_on", "-pk"), CODED),
        detail=looks.asked_of(filters),
    )
    offer = exports.Offer(
        file,
        title=_("Export trajectories"),
        holds=exports.CODED_ONLY,
        back=reverse("screening:list") + with_changed(asked, sort=asked.get("sort") or ORDER),
        back_label=_("Screening"),
        narrowed=filters.chips,
    )
    return exports.answer(request, offer, by=user, written=written)
