"""The auditor's pages: the log, one event of it, and the monthly sheet."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from audit import access, actions, columns
from audit.columns import events_page
from audit.filters import GROUPS, EventFilter
from audit.forms import ReviewForm
from audit.models import Event, Seal
from audit.months import Month
from audit.sheet import sheet
from audit.state import state
from lib.listing import with_changed
from lib.methods import require_http_methods, require_safe

TABS = ("", "opened", "exports", "refusals", "failures")
"""The kinds of act that are asked for most."""


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The log, newest first, and the state of its chain."""
    reader = access.reader_of(request)
    asked = EventFilter(request.GET, Event.objects.all())
    access.record(reader, target=asked.target_asked, detail=asked.told)
    if asked.form.errors:
        return render(request, "audit/log.html", {"form": asked.form})
    found = events_page(asked.qs, request.GET, by_clock=asked.by_clock)
    now = state()
    chosen = asked.form.cleaned_data["kind"]
    context = {
        "form": asked.form,
        "chips": asked.chips,
        "cleared": asked.cleared,
        "tabs": _tabs(request),
        "chosen": chosen,
        "listing": found,
        "state": now,
        "anchor_line": _anchor_line(found, now.anchor.sequence if now.anchor else 0),
        "month": Month.present(),
    }
    return render(request, "audit/log.html", context)


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Without counts: nobody counts the whole log for a page."""
    labels = {name: label for name, (label, _kinds) in GROUPS.items()}
    return [
        {
            "value": value,
            "label": labels[value] if value else _("All"),
            "query": with_changed(request.GET, kind=value, after="", before=""),
        }
        for value in TABS
    ]


def _anchor_line(found: columns.Events, anchored: int) -> str:
    """The key of the first line that is anchored, if newer ones that are not stand above it on this page."""
    for above, line in zip(found.lines, found.lines[1:], strict=False):
        if line.number and line.number <= anchored and not (above.number and above.number <= anchored):
            return line.key
    return ""


@require_safe
def event(request: HttpRequest, key: str) -> HttpResponse:
    """One event with all that it says."""
    found = access.open_event(access.reader_of(request), key)
    context = {
        "event": found,
        "who": columns.who_of(found.actor, found.actor_name, found.where),
        "roles": columns.roles_of(found.roles),
        "detail": [(name, _written(value)) for name, value in json.loads(found.detail or "{}").items()],
        "seal": Seal.objects.filter(event_id=found.pk).first(),
    }
    return render(request, "audit/event.html", context)


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@require_safe
def month_sheet(request: HttpRequest, month: str) -> HttpResponse:
    """What of a month deserves an auditor's eye."""
    reader = access.reader_of(request)
    asked = _month(month)
    access.record(reader, detail={"sheet": str(asked)})
    return render(request, "audit/sheet.html", {"sheet": sheet(asked)})


def _month(text: str) -> Month:
    month = Month.read(text)
    if month is None:
        raise Http404
    return month


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, month: str, key: str) -> HttpResponse:
    """One item of a sheet: what was said of it, and the form to mark it as reviewed."""
    reader = access.reader_of(request)
    asked = _month(month)
    found = sheet(asked).find(key)
    if found is None:
        raise Http404
    section, item = found
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.mark_reviewed(item=item.key, by=reader, note=form.cleaned_data["note"])
        messages.success(request, _("Marked as reviewed."))
        return redirect("audit:sheet", month)
    access.record(reader, target=item.key, detail={"sheet": str(asked)})
    return render(request, "audit/review.html", {"section": section, "item": item, "month": asked, "form": form})
