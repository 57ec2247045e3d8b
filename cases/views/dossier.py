"""The page of a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import me
from accounts.models import User
from cases import access, overview, timeline
from cases.models import Allegation, Case, Closure, Investigation, TeamMember
from cases.models.values import TeamRole
from cases.words import Words
from lib import clock

CLOSERS = ("proposed_by", "confirmed_by", "declined_by", "reopened_by")


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """A case for those who may open it: its facts, the steps open now, and what happened."""
    user = me(request)
    case = access.open_case(user, reference)
    return render(request, "cases/case_detail.html", _dossier(user, case))


def _dossier(user: User, case: Case) -> dict[str, Any]:
    words = Words()
    team = list(TeamMember.objects.current().filter(case=case).select_related("user"))
    role = next((member.role for member in team if member.user_id == user.pk), "")
    lead = next((member.user for member in team if member.role == TeamRole.LEAD), None)
    allegations = _of_case(Allegation.objects.select_related("subject"), case)
    investigations = _of_case(Investigation.objects.all(), case)
    closures = _of_case(Closure.objects.select_related(*CLOSERS), case)
    open_closure = next((one for one in closures if not one.declined_on and not one.reopened_on), None)
    steps = overview.Steps(user, case, role)
    return {
        "case": case,
        "category": words.of(case, "category"),
        "today": clock.today(),
        "stages": overview.stages(case, investigations),
        "situation": overview.situation(role, lead),
        "next_up": overview.next_up(user, case, open_closure, lead),
        "buttons": steps.at_head(open_closure, allegations, lead),
        "for_team": steps.of_team(lead),
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
        "team": team,
        "lead": lead,
        "closures": closures,
        "days": timeline.days_of(
            case, allegations=allegations, investigations=investigations, closures=closures, words=words
        ),
    }


def _of_case(queryset: Any, case: Case) -> list[Any]:
    """The records of one kind in the case, each knowing it."""
    records = list(queryset.filter(case=case))
    for record in records:
        record.case = case
    return records
