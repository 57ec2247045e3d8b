"""Who may open a case: the team, put together by the lead, given a lead by the coordinator, left by oneself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import RoleGrant, User
from accounts.roles import Role
from cases import access, actions
from cases.models import Case, TeamMember
from cases.models.values import TeamRole
from lib import clock
from lib.refusal import Refused
from tests.cast import Cast, person
from tests.support.audited import events
from tests.support.casework import Make, close, find, nth

Sign = Callable[[User], Client]
GRANT = {"person": "otto", "role": "member", "reason": "Knows the systems"}


def at(case: Case, step: str) -> str:
    return f"/cases/{case.reference}/{step}"


def take(client: Client, case: Case, step: str, answers: dict[str, Any]) -> str:
    """Take a step that must succeed; where it leads."""
    answer = client.post(at(case, step), answers)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def team(case: Case) -> dict[str, str]:
    """Who is on the team now, as what."""
    return dict(TeamMember.objects.current().filter(case=case).values_list("user__username", "role"))


def member(case: Case, user: User) -> TeamMember:
    return TeamMember.objects.current().get(case=case, user=user)


@pytest.mark.parametrize("role", ["member", "reviewer"])
def test_the_lead_puts_somebody_on_the_team(case: Case, client_of: Sign, cast: Cast, role: str) -> None:
    other = client_of(cast.other_investigator)
    assert other.get(at(case, "")).status_code == 404
    assert take(client_of(cast.investigator), case, "team/new/", {**GRANT, "role": role}) == at(case, "")
    assert other.get(at(case, "")).status_code == 200
    joined = member(case, cast.other_investigator)
    assert (joined.role, joined.reason, joined.until) == (role, "Knows the systems", None)


def test_a_member_becomes_reviewer_and_stays_one_person(case: Case, cast: Cast) -> None:
    for role in (TeamRole.MEMBER, TeamRole.REVIEWER):
        actions.grant_access(
            case=case, by=cast.investigator, person=cast.other_investigator, role=role, reason="Second look"
        )
    assert team(case) == {"ines": "lead", "otto": "reviewer"}
    assert TeamMember.objects.filter(case=case, user=cast.other_investigator).count() == 2


def test_the_lead_takes_somebody_off_the_team(case: Case, client_of: Sign, cast: Cast) -> None:
    lead, other = client_of(cast.investigator), client_of(cast.other_investigator)
    take(lead, case, "team/new/", GRANT)
    key = member(case, cast.other_investigator).public_key
    assert "Take Otto Bakker off the team" in lead.get(at(case, f"team/{key}/take-off/")).content.decode()
    take(lead, case, f"team/{key}/take-off/", {"reason": "Done"})
    assert team(case) == {"ines": "lead"}
    assert other.get(at(case, "")).status_code == 404
    again = lead.post(at(case, f"team/{key}/take-off/"), {"reason": "Done"})
    assert again.status_code == 409


def test_the_lead_is_not_taken_off_but_hands_over(case: Case, client_of: Sign, cast: Cast) -> None:
    lead = client_of(cast.investigator)
    key = member(case, cast.investigator).public_key
    assert lead.post(at(case, f"team/{key}/take-off/"), {"reason": "Done"}).status_code == 409
    assert take(lead, case, "hand-over/", {"lead": "otto", "reason": "Leave"}) == "/cases/"
    assert team(case) == {"otto": "lead"}
    assert lead.get(at(case, "")).status_code == 404


@pytest.mark.parametrize("why", ["knows", "conflict", "work"])
def test_stepping_out_takes_one_page_and_one_click(case: Case, client_of: Sign, cast: Cast, why: str) -> None:
    lead = client_of(cast.investigator)
    assert at(case, "step-out/") in lead.get(at(case, "")).content.decode()
    assert "nobody leads it" in lead.get(at(case, "step-out/")).content.decode()
    assert take(lead, case, "step-out/", {"why": why}) == "/cases/"
    assert lead.get(at(case, "")).status_code == 404
    left = TeamMember.history.filter(history_type="~").get()
    assert left.history_change_reason


def test_stepping_out_for_another_reason_says_which(case: Case, client_of: Sign, cast: Cast) -> None:
    lead = client_of(cast.investigator)
    for answers, field in (({}, "why"), ({"why": "other"}, "reason"), ({"why": "none"}, "why")):
        assert list(lead.post(at(case, "step-out/"), answers).context["form"].errors) == [field]
    take(lead, case, "step-out/", {"why": "other", "reason": "A neighbour is a witness"})
    assert TeamMember.history.filter(history_type="~").get().history_change_reason == "A neighbour is a witness"


def test_a_case_that_nobody_is_left_on_is_the_coordinators_to_give(case: Case, client_of: Sign, cast: Cast) -> None:
    actions.recuse(case=case, by=cast.investigator, reason="Other work")
    coordinator = client_of(cast.coordinator)
    listed = coordinator.get("/cases/?lead=none")
    assert [row.key for row in listed.context["listing"].rows] == [case.reference]
    assert "Nobody is on the team." in coordinator.get(at(case, "")).content.decode()
    take(coordinator, case, "lead/", {"lead": "otto"})
    assert team(case) == {"otto": "lead"}


def test_who_may_change_the_team(case: Case, client_of: Sign, cast: Cast) -> None:
    for role, user in (("member", cast.other_investigator), ("reviewer", person("rik", Role.INVESTIGATOR))):
        actions.grant_access(case=case, by=cast.investigator, person=user, role=role, reason="Work")
    key = member(case, cast.other_investigator).public_key
    steps = ("team/new/", "hand-over/", f"team/{key}/take-off/")
    for user in (cast.other_investigator, User.objects.get(username="rik"), cast.coordinator, cast.manager):
        for step in steps:
            assert client_of(user).get(at(case, step)).status_code == 403
            assert client_of(user).post(at(case, step), GRANT).status_code == 403
    assert client_of(cast.coordinator).post(at(case, "step-out/"), {"why": "work"}).status_code == 403
    assert len(team(case)) == 3


@pytest.mark.parametrize("step", ["team/new/", "hand-over/"])
def test_whom_the_case_concerns_is_answered_like_one_who_does_not_exist(
    case: Case, client_of: Sign, cast: Cast, step: str
) -> None:
    walled = person("wim", Role.INVESTIGATOR)
    actions.raise_wall(case=case, by=cast.coordinator, person=walled, reason="His brother")
    lead = client_of(cast.investigator)
    for name in ("sam", "wim"):
        assert f'value="{name}"' not in lead.get(at(case, step)).content.decode()
    told = set()
    for name in ("sam", "wim", "mara", "nobody"):
        answers = {**GRANT, "person": name, "lead": name}
        errors = lead.post(at(case, step), answers).context["form"].errors
        told.add(str(errors))
    assert len(told) == 1


def test_the_action_says_no_more_than_the_form(case: Case, cast: Cast) -> None:
    walled = person("wim", Role.INVESTIGATOR)
    actions.raise_wall(case=case, by=cast.coordinator, person=walled, reason="His brother")
    told = set()
    for user in (walled, cast.subject, cast.manager, cast.investigator):
        with pytest.raises(ValidationError) as refused:
            actions.grant_access(case=case, by=cast.investigator, person=user, role="member", reason="Work")
        told.add(str(refused.value.message_dict))
        with pytest.raises(ValidationError) as refused:
            actions.hand_over(case=case, by=cast.investigator, lead=user, reason="Work")
        told.add(str(refused.value.message_dict))
    assert told == {
        str({"person": ["This person cannot join the team. Choose somebody else"]}),
        str({"lead": ["This person cannot lead the case. Choose somebody else"]}),
    }
    assert team(case) == {"ines": "lead"}


def test_every_change_of_the_team_needs_a_reason(case: Case, client_of: Sign, cast: Cast) -> None:
    lead = client_of(cast.investigator)
    take(lead, case, "team/new/", GRANT)
    key = member(case, cast.other_investigator).public_key
    for step in ("team/new/", "hand-over/", f"team/{key}/take-off/"):
        answers = {**GRANT, "lead": "otto", "reason": " "}
        assert list(lead.post(at(case, step), answers).context["form"].errors) == ["reason"]


def test_a_coordinator_works_no_case_that_he_reviews(case: Case, client_of: Sign, cast: Cast) -> None:
    both = person("bo", Role.INVESTIGATOR, Role.COORDINATOR)
    find(nth(case), cast.investigator)
    close(case, cast.investigator, both)
    actions.reopen_case(case=case, by=cast.coordinator, reason="New report")
    assert both not in access.possible_team(case)
    with pytest.raises(ValidationError):
        actions.grant_access(case=case, by=cast.investigator, person=both, role="member", reason="Work")


def test_a_coordinator_who_works_a_case_does_not_act_as_its_coordinator(
    case: Case, make_case: Make, client_of: Sign, cast: Cast
) -> None:
    both = person("bo", Role.INVESTIGATOR, Role.COORDINATOR)
    actions.grant_access(case=case, by=cast.investigator, person=both, role="member", reason="Work")
    client = client_of(both)
    assert client.get(at(case, "correct/")).status_code == 200
    for step in ("lead/", "void/"):
        assert client.get(at(case, step)).status_code == 403
        assert at(case, step) not in client.get(at(case, "")).content.decode()
        assert client.get(at(make_case(), step)).status_code == 200


def test_nobody_appoints_himself(make_case: Make, client_of: Sign, cast: Cast) -> None:
    both = person("bo", Role.INVESTIGATOR, Role.COORDINATOR)
    case = make_case(lead=None)
    answer = client_of(both).post(at(case, "lead/"), {"lead": "bo"})
    assert list(answer.context["form"].errors) == ["lead"]
    with pytest.raises(ValidationError):
        actions.appoint_lead(case=case, by=both, lead=both, reason="")


def test_who_lost_the_role_is_no_longer_offered_and_no_longer_opens(case: Case, client_of: Sign, cast: Cast) -> None:
    actions.grant_access(case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work")
    RoleGrant.objects.filter(user=cast.other_investigator).update(ended_at=clock.now())
    assert client_of(cast.other_investigator).get(at(case, "")).status_code == 404
    assert cast.other_investigator not in access.possible_team(case)


def test_the_reasons_stand_in_the_line_of_time_and_in_no_event(case: Case, client_of: Sign, cast: Cast) -> None:
    with events() as written:
        actions.grant_access(
            case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Knows the systems"
        )
        actions.recuse(case=case, by=cast.other_investigator, reason="A neighbour is a witness")
    assert [(event.kind, event.target, event.on_team, event.reason) for event in written] == [
        ("case.access_granted", case.reference, True, ""),
        ("case.recused", case.reference, True, ""),
    ]
    text = client_of(cast.investigator).get(at(case, "")).content.decode()
    assert "Knows the systems" in text
    assert "A neighbour is a witness" in text


def test_a_lead_does_not_leave_a_case_that_no_coordinator_could_give_away(cast: Cast, case: Case) -> None:
    for coordinator in (cast.coordinator, cast.second_coordinator):
        actions.raise_wall(case=case, by=cast.investigator, person=coordinator, reason="A neighbour")
    with pytest.raises(Refused, match="No coordinator could appoint"):
        actions.recuse(case=case, by=cast.investigator, reason="Other work")
    actions.hand_over(case=case, by=cast.investigator, lead=cast.other_investigator, reason="Other work")


def test_where_nobody_could_be_on_the_team_the_page_says_so(
    cast: Cast, case: Case, client_of: Callable[[User], Client]
) -> None:
    RoleGrant.objects.filter(role=Role.INVESTIGATOR).exclude(user=cast.investigator).update(ended_at=clock.now())
    answer = client_of(cast.investigator).get(f"/cases/{case.reference}/team/new/")
    assert answer.status_code == 409
    assert "nobody else who could be on this team" in answer.content.decode()
