"""The page of a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import me
from accounts.models import User
from audit import looks
from cases import access, overview, timeline, walls
from cases.models import Allegation, Case, Closure, Investigation, TeamMember
from cases.models.values import TeamRole
from cases.signals import access as signals
from cases.signals.timeline import entries_of
from cases.watched import watched
from cases.words import Words
from lib import clock
from lib.methods import require_safe

CLOSERS = ("proposed_by", "confirmed_by", "declined_by", "reopened_by")


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """A case for those who may open it: its facts, the steps open now, and what happened."""
    user = me(request)
    case = access.open_case(user, reference)
    return render(request, "cases/case_detail.html", _dossier(user, case))


@require_safe
def looked(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was done with a case, looks and refusals included; for its lead and coordinators."""
    case = access.watch_case(me(request), reference)
    return render(request, "cases/case_looked.html", {"case": case, "looks": looks.on(case.reference, request.GET)})


def _dossier(user: User, case: Case) -> dict[str, Any]:
    words = Words()
    team = list(TeamMember.objects.current().filter(case=case).select_related("user"))
    role = next((member.role for member in team if member.user_id == user.pk), "")
    lead = next((member.user for member in team if member.role == TeamRole.LEAD), None)
    allegations = _of_case(Allegation.objects.select_related("subject"), case)
    investigations = _of_case(Investigation.objects.all(), case)
    closures = _of_case(Closure.objects.select_related(*CLOSERS), case)
    open_closure = next((one for one in closures if not one.declined_on and not one.reopened_on), None)
    concerned = frozenset(one.subject.number_hash for one in allegations if one.subject and one.subject.number_hash)
    steps = overview.Steps(user, case, role)
    beside = watched(case) if steps.directs else None
    reported = list(signals.of_case(user, case).select_related("decided_by"))
    return {
        "case": case,
        "category": words.of(case, "category"),
        "today": clock.today(),
        "stages": overview.stages(case, investigations),
        "situation": overview.situation(role, lead),
        "next_up": [
            *overview.out_of_reach(steps, lead, concerned),
            *overview.next_up(user, case, open_closure, lead),
        ],
        "buttons": steps.at_head(open_closure, allegations, lead),
        "watched": beside,
        "signals": reported,
        "for_team": steps.of_team(lead),
        "for_walls": steps.of_walls(),
        "for_investigations": steps.of_investigations(),
        "for_allegations": steps.of_allegations(),
        "for_closing": steps.of_closing(open_closure),
        "allegations": [
            {"it": one, "rows": overview.alleged_rows(one, words), "buttons": steps.of_allegation(one)}
            for one in allegations
        ],
        "investigations": [
            {"it": one, "offences": words.offences(one), "buttons": steps.of_investigation(one)}
            for one in investigations
        ],
        "team": [
            {"it": one, "buttons": steps.of_member(one), "kept_out": walls.keep_out(concerned, one.user)}
            for one in team
        ],
        "walls": [{"it": one, "buttons": steps.of_wall(one.it)} for one in beside.standing] if beside else [],
        "closures": closures,
        "days": timeline.days_of(
            case,
            allegations=allegations,
            investigations=investigations,
            closures=closures,
            words=words,
            beside=[*entries_of(reported), *(beside.entries() if beside else ())],
        ),
    }


def _of_case(queryset: Any, case: Case) -> list[Any]:
    """The records of one kind in the case, each knowing it."""
    records = list(queryset.filter(case=case))
    for record in records:
        record.case = case
    return records
