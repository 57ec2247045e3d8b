"""The undecided signals, which are the coordinator's first page, and the list of all."""

import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import me
from cases.models import Signal
from cases.signals import access, clocks, columns
from cases.signals.filters import filter_for
from lib import clock
from lib.listing import CONTROLS, Listing, Row, listing
from lib.methods import require_safe
from office import looks

OLDEST_FIRST = "received"


@require_safe
def undecided(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, oldest first, and above it the clocks that run."""
    user = me(request)
    waiting = access.enter_undecided(user)
    if set(request.GET) - set(CONTROLS):
        raise BadRequest(_("This list cannot be filtered that way."))
    access.record_list(user, {"decision": "undecided", **looks.place_of(request.GET)})
    shown = listing(columns.with_title(waiting), columns.UNDECIDED, request.GET, key="reference", default=OLDEST_FIRST)
    running = access.clocks_running_for(user)
    context = {
        "listing": shown,
        "rows": _rows(shown),
        "total": waiting.count(),
        "running": [{"signal": signal, "clock": clocks.running(signal)} for signal in running],
        "more_run": len(running) == access.MOST_CLOCKS,
        "may_manage": access.may_manage(user),
        "today": clock.today(),
    }
    return render(request, "signals/undecided.html", context)


def _rows(shown: Listing) -> list[dict[str, Any]]:
    """The cells of each row, by column, with its age in days and the clock that runs."""
    rows = []
    for row in shown.rows:
        cells = {cell.column.key: cell for cell in row.cells}
        received_on: datetime.date = cells["received"].value
        rows.append(
            {"key": row.key, "cells": cells, "days": (clock.today() - received_on).days, "clock": _clock_of(row)}
        )
    return rows


def _clock_of(row: Row) -> clocks.Clock | None:
    values = {cell.column.source: cell.value for cell in row.cells}
    names = ("received_on", "whistleblower", "acknowledged_on", "feedback_on")
    return clocks.running(Signal(**{name: values[name] for name in names}))


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """All of them, whatever was decided: for those who may open them, and for those who only count them."""
    user = me(request)
    asked = filter_for(user)(request.GET, access.enter_all(user))
    access.record_list(user, {**looks.asked_of(asked), **looks.place_of(request.GET)})
    opens = access.may_open_any(user)
    rows, shown = (columns.with_title(asked.qs), columns.OPENED) if opens else (asked.qs, columns.CODED)
    context = {
        "listing": listing(rows, shown, request.GET, key="reference", default="-received"),
        "filter": asked,
        "chips": asked.chips,
        "total": asked.qs.count(),
        "opens": "signals:detail" if opens else "",
        "may_triage": opens and access.may_triage_any(user),
        "may_register": access.may_register(user),
        "today": clock.today(),
    }
    return render(request, "signals/list.html", context)
