"""One act, one event: each look, list, search, refusal and change among the staff and the training sessions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from screening.models import StaffMember, Trajectory
from screening.staff import actions
from tests.cast import Cast
from tests.screening.staff.conftest import TODAY, Staff
from tests.screening.staff.test_actions import trajectory
from tests.screening.staff.test_training import said
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
LIST, SWEAR, TRAINING = "/screening/staff/", "/screening/staff/swear-in/", "/screening/training/"


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


def path(name: str, one: StaffMember, *keys: str) -> str:
    return reverse(f"staff:{name}", args=[one.reference, *keys])


def detail(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.detail or "{}")
    return found


STEPS = {
    "leave": ("fresh", {"in_service_to": "today", "reason": "Moved"}, Kind.SERVICE_LEFT),
    "correct": ("fresh", {"number": "4816", "reason": "Typing."}, Kind.STAFF_CORRECTED),
    "oath": ("fresh", {"sworn_in_on": "today"}, Kind.SWORN_IN),
    "oath_correct": ("sworn", {"sworn_in_on": "today", "unit": "unknown", "reason": "x"}, Kind.OATH_CORRECTED),
    "oath_take_back": ("sworn", {"reason": "Typing."}, Kind.OATH_CORRECTED),
    "code": ("fresh", {"edition": "code_2018", "acknowledged_on": "today"}, Kind.CODE_ACKNOWLEDGED),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step(officer: Client, staff: Staff, name: str) -> None:
    part, answers, kind = STEPS[name]
    one = getattr(staff, part)
    for ask in (officer.get, officer.post):
        with events() as found:
            assert ask(path(name, one)).status_code == 200
        assert [(event.kind, event.target) for event in found] == [(Kind.STAFF_OPENED, one.reference)]
    with events() as found:
        assert officer.post(path(name, one), answers).status_code == 302
    (event,) = found
    # Reasons stand in the history alone.
    assert (event.kind, event.target, event.actor) == (kind, one.reference, "sonja")
    assert (event.detail, event.reason) == ("", "")


def test_pages_of_one(officer: Client, staff: Staff) -> None:
    made = staff.acknowledgement
    for address in (path("detail", staff.sworn), path("code_withdraw", staff.sworn, made.public_key)):
        with events() as found:
            assert officer.get(address).status_code == 200
        assert [(event.kind, event.target) for event in found] == [(Kind.STAFF_OPENED, staff.sworn.reference)]
    with events() as found:
        officer.post(path("code_withdraw", staff.sworn, made.public_key), {"reason": "Typing."})
    assert [(event.kind, event.target) for event in found] == [(Kind.ACKNOWLEDGEMENT_CORRECTED, staff.sworn.reference)]
    with events() as found:
        assert officer.get(path("code_withdraw", staff.sworn, "AAAAAAAAAAAA")).status_code == 404
    assert kinds(found) == [Kind.REQUEST_REFUSED]
    with events() as found:
        assert officer.get(path("oath", staff.sworn)).status_code == 409
    assert kinds(found) == [Kind.STAFF_OPENED]


def test_entering_service_is_one_act(officer: Client, cast: Cast, staff: Staff) -> None:
    screened = trajectory(cast, number="")
    address = reverse("staff:enter", args=[screened.reference])
    with events() as found:
        officer.get(address)
        officer.post(address, {})
    assert [(event.kind, event.target) for event in found] == [(Kind.TRAJECTORY_OPENED, screened.reference)] * 2
    with events() as found:
        officer.post(address, {"in_service_from": "today", "number": "5150", "unit": ""})
    (event,) = found
    made = StaffMember.objects.latest("pk")
    assert (event.kind, event.target, event.detail) == (Kind.SERVICE_ENTERED, made.reference, "")
    assert made.history.get().event == event.public_key
    assert Trajectory.history.filter(id=screened.pk).latest("history_id").event == event.public_key


def test_lists_keep_their_filters_and_no_word(officer: Client, staff: Staff) -> None:
    with events() as found:
        officer.get(LIST)
        officer.get(LIST, {"missing": "oath", "sort": "reference", "after": staff.fresh.reference})
        officer.get(LIST, {"q": "4815"})
        officer.get(SWEAR, {"since": "1 Jan 2018", "unit": "harbour"})
        officer.get("/screening/staff/code/")
    assert kinds(found) == [Kind.STAFF_LISTED] * 2 + [Kind.STAFF_SEARCHED] + [Kind.STAFF_LISTED] * 2
    assert [detail(event) for event in (*found[:2], *found[3:])] == [
        {"service": "in", "sort": "-registered"},
        {"missing": "oath", "sort": "reference", "after": staff.fresh.reference},
        {"missing": "oath", "since": "2018-01-01", "unit": "harbour"},
        {"missing": "code", "edition": "code_2018"},
    ]
    assert set(detail(found[2])) == {"sort", "words"}
    assert "4815" not in found[2].detail


def test_an_intake_leaves_a_look_for_each_page_and_one_act(officer: Client, staff: Staff) -> None:
    answers = {"chosen": [staff.fresh.reference], "sworn_in_on": "today"}
    with events() as found:
        officer.post(SWEAR, {})
        seen = officer.post(SWEAR, answers).context["seen"]
        officer.post(SWEAR, {**answers, "back": "1"})
    assert kinds(found) == [Kind.STAFF_LISTED] * 3
    with events() as found:
        assert officer.post(SWEAR, {**answers, "seen": seen}).status_code == 302
    assert [(event.kind, event.target) for event in found] == [(Kind.SWORN_IN, staff.fresh.reference)]


def test_a_bulk_act_is_one_event_that_each_history_row_bears(cast: Cast, staff: Staff) -> None:
    both, by = [staff.fresh, staff.sworn], cast.screening_officer
    actions.correct_oath(by=None, staff=staff.sworn, sworn_in_on=None, reason="x")
    actions.withdraw_acknowledgement(by=None, acknowledgement=staff.acknowledgement, reason="x")
    with events() as found:
        actions.swear_in(by=by, staff=both, sworn_in_on=TODAY)
        actions.acknowledge(by=by, staff=both, edition=staff.edition, acknowledged_on=TODAY)
        actions.enter_many(by=by, rows=[{"number": "1"}, {"number": "2"}])
        actions.record_sessions(by=by, sessions=[said(), said()])
    assert [(event.kind, event.target, detail(event)) for event in found] == [
        (Kind.SWORN_IN, "", {"staff": 2}),
        (Kind.CODE_ACKNOWLEDGED, "", {"staff": 2}),
        (Kind.SERVICE_ENTERED, "", {"staff": 2}),
        (Kind.TRAINING_RECORDED, "", {"sessions": 2}),
    ]
    for one in both:
        assert StaffMember.history.filter(id=one.pk).latest("history_id").event == found[0].public_key
        assert one.acknowledgements.latest("pk").history.get().event == found[1].public_key


def test_training(officer: Client, staff: Staff) -> None:
    with events() as found:
        officer.get(TRAINING, {"held_year": "2018"})
        officer.get(f"{TRAINING}new/")
        officer.post(f"{TRAINING}new/", {})
    assert [(event.kind, detail(event)) for event in found] == [
        (Kind.TRAINING_LISTED, {"held_year": "2018", "sort": "-held_on"})
    ], "an empty form shows nothing"
    with events() as found:
        officer.post(f"{TRAINING}new/", {"held_on": "today", "topic": "information", "attending": "3"})
    (event,) = found
    address = f"{TRAINING}{event.target}/"
    assert event.kind == Kind.TRAINING_RECORDED
    with events() as found:
        officer.get(address)
        officer.get(f"{address}correct/")
        officer.post(f"{address}void/", {})
        officer.post(f"{address}void/", {"reason": "Typing."})
    assert kinds(found) == [Kind.TRAINING_OPENED] * 3 + [Kind.TRAINING_VOIDED]
    assert {one.target for one in found} == {event.target}


def test_a_refusal_is_one_event_and_ones_own_or_unknown_it_is_the_same(officer: Client, staff: Staff) -> None:
    told = []
    for reference in (staff.officers_own.reference, "P2019-AAAAA"):
        with events() as found:
            for name in ("detail", *STEPS):
                officer.get(reverse(f"staff:{name}", args=[reference]))
                officer.post(reverse(f"staff:{name}", args=[reference]))
            officer.get(LIST, {"after": reference})
        told.append([(one.kind, one.target.replace(reference, ""), one.detail.replace(reference, "")) for one in found])
    assert told[0] == told[1]
    assert {kind for kind, *_rest in told[0][:-1]} == {Kind.REQUEST_REFUSED}


def test_who_may_only_count_is_refused_and_that_is_recorded(cast: Cast, client_of: ClientOf, staff: Staff) -> None:
    with events() as found:
        assert client_of(cast.manager).get(path("detail", staff.sworn)).status_code == 403
    assert [(one.kind, one.target) for one in found] == [(Kind.REQUEST_REFUSED, staff.sworn.reference)]
