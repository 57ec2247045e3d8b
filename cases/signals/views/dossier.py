"""The page of one signal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import me
from accounts.models import User
from audit import looks
from cases.models import Signal
from cases.models.values import Decision
from cases.signals import access, clocks, walls
from cases.signals.overview import Steps
from cases.signals.timeline import acts_of
from lib import clock
from lib.methods import require_safe
from office.walls import with_people

LOOKS = 5
"""So many looks and acts stand beside the signal."""


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Its text, its clocks, what was decided, and what was written of it."""
    user = me(request)
    signal = access.open_signal(user, reference)
    return render(request, "signals/detail.html", _dossier(user, signal))


def _dossier(user: User, signal: Signal) -> dict[str, Any]:
    steps = Steps(user, signal)
    return {
        "signal": signal,
        "undecided": signal.decision == Decision.UNDECIDED,
        "days": (clock.today() - signal.received_on).days,
        "buttons": steps.at_head(),
        "clocks": [{"it": one, "buttons": steps.of_clock(one)} for one in clocks.clocks_of(signal)],
        "for_triager": steps.of_triager(),
        "for_reporter": steps.of_reporter(user),
        "has_reporter": access.has_reporter(signal),
        "manages": steps.manages,
        "for_walls": steps.of_walls(),
        "walls": _walls(signal) if steps.manages and signal.case_id is None else [],
        "looks": looks.latest(signal.reference, LOOKS) if steps.watches else [],
        "acts": acts_of(signal, manages=steps.manages),
    }


def _walls(signal: Signal) -> list[Any]:
    """The walls by decision that hold, each with whom it is around; a case has its own."""
    return with_people(walls.standing_around(signal), lambda person: person.signal_wall_hash)
