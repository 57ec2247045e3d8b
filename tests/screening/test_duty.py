"""The duty to report: recorded on the trajectory on which a screening rests, and assessed once."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from lib import clock
from lib.refusal import Refused
from screening import access, actions, timeline
from screening.models import DutyReport, Trajectory
from screening.models.values import DutyKind, DutyOutcome, Result
from tests.cast import Cast, person
from tests.screening.conftest import request
from tests.support.audited import events, kinds

TODAY = datetime.date(2019, 1, 24)
DECIDED = datetime.date(2019, 1, 10)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _that_day(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def decided(cast: Cast) -> Trajectory:
    by = cast.screening_officer
    trajectory = actions.start_trajectory(by=by, **request(officer=by, name="A. Bos", number="48151623"))
    actions.complete(trajectory=trajectory, by=by, result=Result.POSITIVE, completed_on=DECIDED)
    return trajectory


def recorded(trajectory: Trajectory, by: User | None = None, **said: Any) -> DutyReport:
    values = {"kind": DutyKind.FINANCES, "reported_on": DECIDED + DAY, "note": " By letter ", **said}
    return actions.record_duty(trajectory=trajectory, by=by, **values)


def assessed(duty: DutyReport, by: User | None = None, **said: Any) -> DutyReport:
    return actions.assess_duty(duty=duty, by=by, **{"outcome": DutyOutcome.NO_ACTION, "assessed_on": TODAY, **said})


def test_it_is_recorded_and_assessed_each_as_one_act(cast: Cast, decided: Trajectory) -> None:
    by = cast.screening_officer
    with events() as found:
        duty = recorded(decided, by)
        assessed(duty, by, outcome=DutyOutcome.RENEWED, note=" Seen together. ")
    assert kinds(found) == [Kind.DUTY_REPORTED, Kind.DUTY_ASSESSED]
    assert {(event.target, event.on_team, event.reason) for event in found} == {(decided.reference, True, "")}
    duty.refresh_from_db()
    assert (duty.kind, duty.reported_on, duty.note) == (DutyKind.FINANCES, DECIDED + DAY, "By letter")
    assert (duty.outcome, duty.assessed_on) == (DutyOutcome.RENEWED, TODAY)
    rows = duty.history.order_by("history_id").values_list("history_change_reason", "event")
    assert list(rows) == [("", found[0].public_key), ("Seen together.", found[1].public_key)]


@pytest.mark.parametrize(
    "said, field",
    [
        ({"kind": "lottery"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"reported_on": TODAY + DAY}, "reported_on"),
        ({"reported_on": DECIDED - DAY}, "reported_on"),
        ({"reported_on": None}, "reported_on"),
    ],
)
def test_what_is_refused_of_a_report(decided: Trajectory, said: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        recorded(decided, **said)
    assert set(caught.value.message_dict) == {field}
    assert not DutyReport.objects.exists()


@pytest.mark.parametrize(
    "said, field",
    [
        ({"outcome": DutyOutcome.PENDING}, "outcome"),
        ({"outcome": ""}, "outcome"),
        ({"assessed_on": TODAY + DAY}, "assessed_on"),
        ({"assessed_on": DECIDED}, "assessed_on"),
        ({"assessed_on": None}, "assessed_on"),
    ],
)
def test_what_is_refused_of_an_assessment(decided: Trajectory, said: dict[str, Any], field: str) -> None:
    duty = recorded(decided)
    with pytest.raises(ValidationError) as caught:
        assessed(duty, **said)
    assert set(caught.value.message_dict) == {field}
    duty.refresh_from_db()
    assert duty.outcome == DutyOutcome.PENDING


def test_it_is_assessed_once(decided: Trajectory) -> None:
    duty = recorded(decided)
    assessed(duty)
    with pytest.raises(Refused, match="assessed already"):
        assessed(duty, outcome=DutyOutcome.RENEWED)


def test_there_is_no_duty_before_the_decision(cast: Cast) -> None:
    with pytest.raises(Refused, match="no decision yet"):
        recorded(actions.start_trajectory(by=None, **request()))


def test_the_door_of_a_report(cast: Cast, decided: Trajectory) -> None:
    by, duty = cast.screening_officer, recorded(decided)
    other = actions.start_trajectory(by=None, **request())
    with events() as found:
        opened = access.open_duty(by, decided.reference, duty.public_key, to_act=False)
        access.open_duty(by, decided.reference, duty.public_key, to_act=True)
        for reference, key in ((other.reference, duty.public_key), (decided.reference, "AAAAAAAAAAAA")):
            with pytest.raises(Http404):
                access.open_duty(by, reference, key, to_act=False)
    assert (opened, opened.trajectory) == (duty, decided)
    assert kinds(found) == [Kind.TRAJECTORY_OPENED], "no look where the key leads nowhere, or who comes to act"


def test_reports_wait_for_those_who_may_open_the_trajectory(cast: Cast, decided: Trajectory) -> None:
    by, other = cast.screening_officer, person("sven", Role.SCREENING_OFFICER)
    second, first = recorded(decided, reported_on=TODAY), recorded(decided)
    assert list(access.duties_waiting(by)) == access.duty_reports_of(decided) == [first, second]
    assert not access.duties_waiting(cast.manager).exists()
    assessed(first)
    assert set(access.duties_waiting(other)) == {second}
    actions.raise_wall(trajectory=decided, by=by, person=other, reason="Married.")
    assert not access.duties_waiting(other).exists()
    with pytest.raises(Http404):
        assessed(second, other)


def test_the_history_of_the_trajectory_tells_it(cast: Cast, decided: Trajectory) -> None:
    with clock.at(TODAY + DAY):
        duty = recorded(decided, cast.screening_officer)
    with clock.at(TODAY + 2 * DAY):
        assessed(duty, cast.screening_officer, note="Seen together.", assessed_on=TODAY)
    acts = timeline.acts_of(decided)
    assert [act.what for act in acts[:2]] == ["Duty-to-report event assessed", "Duty-to-report event recorded"]
    assert acts[0].why == "Seen together."
    assert [change.new for act in acts[:2] for change in act.changes] == [
        "Nothing needed, 24 Jan 2019",
        "Debts or other change in finances, 11 Jan 2019",
    ]
