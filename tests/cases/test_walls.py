"""For whom a case does not exist: its subject, and those walled off by decision. Everywhere, and at once."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, User
from accounts.roles import Role
from cases import access, actions
from cases.models import Case, TeamMember, Wall
from lib import identity
from tests.cast import Cast, person
from tests.support.audited import events
from tests.support.casework import Make, alleged, nth

Sign = Callable[[User], Client]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def at(case: Case, step: str = "") -> str:
    return f"/cases/{case.reference}/{step}"


def wall_off(case: Case, user: User, by: User) -> Wall:
    return actions.raise_wall(case=case, by=by, person=user, reason="A friend of a witness")


def bare(answer: Any) -> bytes:
    """The bytes of an answer but for the token of its forms, and its headers but for cookies and the time."""
    headers = {name: value for name, value in answer.headers.items() if name not in {"Set-Cookie", "Expires"}}
    return TOKEN.sub("", answer.content.decode()).encode() + repr(sorted(headers.items())).encode()


WALLED = ["coordinator", "second_coordinator", "manager", "admin", "other_investigator"]


@pytest.fixture
def shared(make_case: Make, cast: Cast) -> Case:
    """A case with a member beside its lead."""
    case = make_case(summary="Plates looked up")
    actions.grant_access(case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work")
    return case


@pytest.mark.parametrize("part", WALLED)
def test_for_the_walled_the_case_does_not_exist(shared: Case, client_of: Sign, cast: Cast, part: str) -> None:
    user = getattr(cast, part)
    client = client_of(user)
    before = client.get(at(shared)).status_code
    assert before in (200, 403)
    wall_off(shared, user, cast.investigator)
    unknown = bare(client.get("/cases/2018-ZZZZ0/"))
    hidden = bare(client.get(at(shared)))
    assert hidden.replace(shared.reference.encode(), b"2018-ZZZZ0") == unknown
    assert b"404" in hidden or client.get(at(shared)).status_code == 404
    for count in (access.visible_to, access.countable_by, access.listed_for):
        assert not count(User.objects.get(pk=user.pk)).filter(pk=shared.pk).exists()
    listed = client.get("/cases/", {"q": shared.reference})
    assert listed.status_code == 200
    assert not listed.context["listing"].rows
    assert [tab.count for tab in listed.context["tabs"]] == [0, 0, 0, 0]
    assert "2018" not in dict(listed.context["filter"].form.fields["year"].choices)
    assert client.get("/cases/", {"after": shared.reference}).status_code == 400
    scope = access.scope_of(user)
    assert scope.hidden is None or list(scope.hidden) == [shared]


@pytest.mark.parametrize("part", ["subject", "other_investigator"])
def test_every_address_of_a_walled_case_answers_as_an_unknown_one(
    make_case: Make, client_of: Sign, cast: Cast, part: str
) -> None:
    case = make_case(name="Sam Verburg", number="T-sam")
    user = getattr(cast, part)
    wall = wall_off(case, cast.other_investigator, cast.investigator)
    keys = {"allegation": nth(case).public_key, "wall": wall.public_key}
    steps = ("", "correct/", "looked/", "lead/", "step-out/", "team/new/", "walls/new/", "walls/{wall}/lift/", "void/")
    client = client_of(user)
    for step in (*steps, "allegations/{allegation}/finding/"):
        path = step.format(**keys)
        for method in ("get", "post"):
            hidden = getattr(client, method)(at(case, path))
            unknown = getattr(client, method)(f"/cases/2018-ZZZZ0/{path}")
            assert bare(hidden).replace(case.reference.encode(), b"2018-ZZZZ0") == bare(unknown)
            assert hidden.status_code == unknown.status_code
            assert hidden.status_code in (404, 405)


def test_equal_refusals_leave_equal_events(shared: Case, client_of: Sign, cast: Cast) -> None:
    wall_off(shared, cast.coordinator, cast.investigator)
    client = client_of(cast.coordinator)
    told = []
    for reference in (shared.reference, "2018-ZZZZ0"):
        with events() as written:
            client.get(f"/cases/{reference}/")
        told.append([(event.kind, event.detail, event.on_team, event.target == reference) for event in written])
    assert told[0] == told[1]
    assert len(told[0]) == 1
    assert told[0][0][0] == "request.refused"


def test_a_form_that_is_open_answers_404_once_the_wall_stands(shared: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.other_investigator)
    assert client.get(at(shared, "correct/")).status_code == 200
    wall_off(shared, cast.other_investigator, cast.investigator)
    answers = {"received_on": "18 Oct 2018", "summary": "Mine", "reason": "Mine"}
    hidden, unknown = client.post(at(shared, "correct/"), answers), client.post("/cases/2018-ZZZZ0/correct/", answers)
    assert hidden.status_code == 404
    assert bare(hidden).replace(shared.reference.encode(), b"2018-ZZZZ0") == bare(unknown)
    assert Case.objects.get(pk=shared.pk).summary == "Plates looked up"


def test_a_form_that_is_open_answers_404_once_the_subject_is_identified(
    make_case: Make, client_of: Sign, cast: Cast
) -> None:
    case = make_case(lead=cast.subject)
    client = client_of(cast.subject)
    assert client.get(at(case, "correct/")).status_code == 200
    actions.identify_subject(allegation=nth(case), by=cast.coordinator, name="", number="t.sam")
    answers = {"received_on": "18 Oct 2018", "summary": "Mine", "reason": "Mine"}
    assert client.post(at(case, "correct/"), answers).status_code == 404
    assert client.get("/cases/").context["listing"].rows == []


def test_the_coordinator_is_told_that_the_case_concerns_its_lead(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case(lead=cast.subject, name="Sam")
    client = client_of(cast.coordinator)
    sentence = "It concerns the lead, who can no longer open it."
    assert sentence not in client.get(at(case)).content.decode()
    actions.identify_subject(allegation=nth(case), by=cast.coordinator, name="", number="t.sam")
    text = client.get(at(case)).content.decode()
    assert sentence in text
    assert "Concerned: can no longer open the case" in text


def test_the_own_wall_follows_the_users_number(case: Case, client_of: Sign, cast: Cast) -> None:
    coordinator = cast.coordinator
    client = client_of(coordinator)
    assert client.get(at(case)).status_code == 200
    coordinator.set_number("T-sam-2")
    coordinator.save()
    subject = nth(case).subject
    assert subject is not None
    actions.identify_subject(allegation=nth(case), by=cast.investigator, name="", number="t sam 2", reason="Corrected")
    assert client.get(at(case)).status_code == 404
    coordinator.set_number("T-other")
    coordinator.save()
    assert client.get(at(case)).status_code == 200


def test_a_walled_member_leaves_the_team_and_stays_away_when_the_wall_is_lifted(shared: Case, cast: Cast) -> None:
    wall = wall_off(shared, cast.other_investigator, cast.investigator)
    assert not TeamMember.objects.current().filter(case=shared, user=cast.other_investigator).exists()
    actions.lift_wall(wall=wall, by=cast.coordinator, reason="It was another witness")
    with pytest.raises(Http404):
        access.open_case(cast.other_investigator, shared.reference)
    actions.grant_access(
        case=shared, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work"
    )
    assert access.open_case(cast.other_investigator, shared.reference) == shared


def test_a_wall_beats_a_membership_that_stands_beside_it(shared: Case, cast: Cast) -> None:
    Wall.objects.bulk_create(
        [
            Wall(
                case=shared,
                person_hash=cast.other_investigator.wall_hash,
                reason="X",
                raised_by=cast.coordinator,
                raised_at=datetime.datetime.now(datetime.UTC),
            )
        ]
    )
    assert TeamMember.objects.current().filter(user=cast.other_investigator).exists()
    with pytest.raises(Http404):
        access.open_case(cast.other_investigator, shared.reference)


def test_a_lead_who_is_walled_off_loses_the_lead(case: Case, client_of: Sign, cast: Cast) -> None:
    coordinator = client_of(cast.coordinator)
    assert "the lead too" in coordinator.get(at(case, "walls/new/")).content.decode()
    answers = {"person": "ines", "reason": "A friend of a witness"}
    assert coordinator.post(at(case, "walls/new/"), answers)["Location"] == at(case)
    assert list(Case.objects.without_lead()) == [case]
    assert client_of(cast.investigator).get(at(case)).status_code == 404
    assert cast.investigator not in access.possible_team(case)


def test_a_lead_walls_off_a_coordinator_and_a_coordinator_himself(case: Case, client_of: Sign, cast: Cast) -> None:
    first, second = client_of(cast.coordinator), client_of(cast.second_coordinator)
    answers = {"person": "cor", "reason": "Knows a person concerned"}
    assert client_of(cast.investigator).post(at(case, "walls/new/"), answers)["Location"] == at(case)
    assert first.get(at(case)).status_code == 404
    answer = second.post(at(case, "walls/new/"), {"person": "cleo", "reason": "My cousin"}, follow=True)
    assert answer.redirect_chain == [("/cases/", 302)]
    assert case.reference not in answer.content.decode()
    assert second.get(at(case)).status_code == 404


def test_the_lead_and_the_coordinator_see_whom_a_wall_concerns_and_lift_it(
    shared: Case, client_of: Sign, cast: Cast
) -> None:
    wall = wall_off(shared, cast.manager, cast.investigator)
    for user in (cast.investigator, cast.coordinator):
        text = client_of(user).get(at(shared)).content.decode()
        assert "Wall raised around Mara Smit" in text
        assert "A friend of a witness" in text
    lift = at(shared, f"walls/{wall.public_key}/lift/")
    assert client_of(cast.coordinator).post(lift, {"reason": ""}).status_code == 200
    assert client_of(cast.coordinator).post(lift, {"reason": "It was another"}).status_code == 302
    assert client_of(cast.manager).get(at(shared)).status_code == 403
    assert client_of(cast.coordinator).post(lift, {"reason": "Again"}).status_code == 409
    assert "Wall lifted for Mara Smit" in client_of(cast.investigator).get(at(shared)).content.decode()


def test_nobody_else_learns_that_there_is_a_wall(shared: Case, client_of: Sign, cast: Cast) -> None:
    wall = wall_off(shared, cast.manager, cast.investigator)
    member = client_of(cast.other_investigator)
    text = member.get(at(shared)).content.decode()
    for told in ("Mara Smit", "A friend of a witness", "Wall", wall.public_key):
        assert told not in text
    for step in ("walls/new/", f"walls/{wall.public_key}/lift/"):
        assert member.get(at(shared, step)).status_code == 403
        assert member.post(at(shared, step), {"person": "cor", "reason": "X"}).status_code == 403


def test_the_team_sees_who_left_and_not_that_it_was_a_wall(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case, rik = make_case(), person("rik", Role.INVESTIGATOR)
    for user in (cast.other_investigator, rik):
        actions.grant_access(case=case, by=cast.investigator, person=user, role="member", reason="Work")
    wall_off(case, rik, cast.coordinator)
    text = client_of(cast.other_investigator).get(at(case)).content.decode()
    assert "A friend of a witness" not in text
    assert "Not on the team" in text


def test_the_event_says_that_a_wall_was_raised_and_around_nobody(shared: Case, cast: Cast) -> None:
    with events() as written:
        wall = wall_off(shared, cast.manager, cast.investigator)
        actions.lift_wall(wall=wall, by=cast.coordinator, reason="It was another")
    assert [(event.kind, event.target, event.actor, event.on_team) for event in written] == [
        ("case.wall_raised", shared.reference, "ines", True),
        ("case.wall_lifted", shared.reference, "cor", False),
    ]
    for event in written:
        assert (event.reason, event.detail) == ("", "")
    assert set(Wall.history.values_list("event", flat=True)) == {event.public_key for event in written}


def test_the_table_names_nobody(shared: Case, cast: Cast) -> None:
    wall = wall_off(shared, cast.manager, cast.investigator)
    assert wall.person_hash == identity.wall_hash("mara")
    assert len(wall.person_hash) == 64
    hashes = {cast.manager.subject_hash, cast.manager.screening_hash, identity.account_hash(cast.manager.number)}
    assert wall.person_hash not in hashes
    assert identity.wall_hash("a.b") != identity.wall_hash("ab")


def test_one_wall_at_a_time_around_a_person(shared: Case, client_of: Sign, cast: Cast) -> None:
    wall_off(shared, cast.manager, cast.investigator)
    assert 'value="mara"' not in client_of(cast.investigator).get(at(shared, "walls/new/")).content.decode()
    with pytest.raises(ValidationError):
        wall_off(shared, cast.manager, cast.coordinator)
    assert Wall.objects.count() == 1


def test_a_wall_needs_a_reason(shared: Case, client_of: Sign, cast: Cast) -> None:
    answer = client_of(cast.investigator).post(at(shared, "walls/new/"), {"person": "mara", "reason": " "})
    assert list(answer.context["form"].errors) == ["reason"]
    with pytest.raises(ValidationError):
        actions.raise_wall(case=shared, by=cast.investigator, person=cast.manager, reason=" ")
    assert not Wall.objects.exists()


@pytest.mark.parametrize("part", ["manager", "admin", "auditor", "stranger", "screening_officer"])
def test_who_may_not_raise_walls(case: Case, client_of: Sign, cast: Cast, part: str) -> None:
    client = client_of(getattr(cast, part))
    answer = client.post(at(case, "walls/new/"), {"person": "cor", "reason": "X"})
    assert answer.status_code in (403, 404)
    assert not Wall.objects.exists()


def test_a_wall_is_around_one_case(make_case: Make, cast: Cast) -> None:
    one, other = make_case(), make_case()
    wall_off(one, cast.coordinator, cast.investigator)
    assert list(access.visible_to(cast.coordinator)) == [other]
    assert list(access.visible_to(cast.second_coordinator).order_by("pk")) == [one, other]


def test_both_walls_are_subtracted_once(case: Case, make_case: Make, cast: Cast) -> None:
    """Whoever is subject and walled off is hidden from it once, and counts the others."""
    RoleGrant.objects.create(user=cast.subject, role=Role.MANAGER)
    manager = User.objects.get(pk=cast.subject.pk)
    wall_off(case, manager, cast.investigator)
    other = make_case()
    hidden = access.scope_of(manager).hidden
    assert hidden is not None
    assert list(hidden) == [case]
    assert list(access.countable_by(manager)) == [other]


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.parametrize("part", ["coordinator", "manager", "other_investigator"])
def test_forty_hidden_cases_cost_no_query(make_case: Make, client_of: Sign, cast: Cast, part: str) -> None:
    user = getattr(cast, part)
    client, seen = client_of(user), make_case(lead=cast.other_investigator)
    paths = ("/cases/", f"/cases/?q={seen.reference}", at(seen), "/cases/2018-ZZZZ0/")
    for path in paths:
        client.get(path)
    before = [queries(client, path) for path in paths]
    for number in range(40):
        hidden = make_case(lead=cast.other_investigator, **alleged())
        if number % 2:
            wall_off(hidden, user, cast.second_coordinator)
        else:
            actions.identify_subject(allegation=nth(hidden), by=cast.second_coordinator, name="", number=user.number)
    assert [queries(client, path) for path in paths] == before


def test_an_act_asks_again_once_nobody_else_changes_the_case(make_case: Make, cast: Cast) -> None:
    """The door was passed before the wall stood, or before another lead was appointed."""
    walled, replaced = make_case(lead=cast.investigator), make_case(lead=cast.investigator)
    wall_off(walled, cast.investigator, cast.coordinator)
    actions.appoint_lead(case=replaced, by=cast.coordinator, lead=cast.other_investigator, reason="Holiday")
    for case in (walled, replaced):
        with events() as found, pytest.raises(Http404):
            actions.hand_over(case=case, by=cast.investigator, lead=cast.other_investigator, reason="For a friend")
        assert found == []
