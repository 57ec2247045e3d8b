"""When the next step is due, and which stages and results a level has."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib import clock
from lib.refusal import Refused
from office.models import Level
from screening import actions, rules
from screening.models import Trajectory
from screening.models.values import Result, StageKind
from tests.cast import Cast
from tests.screening.conftest import request

START = datetime.date(2018, 6, 4)


def day(number: int) -> datetime.date:
    return START + datetime.timedelta(days=number)


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(day(200)):
        yield


@pytest.fixture
def started(cast: Cast) -> Trajectory:
    return actions.start_trajectory(by=cast.screening_officer, **request(started_on=START))


def due(trajectory: Trajectory) -> datetime.date | None:
    trajectory.refresh_from_db()
    return trajectory.due_on


def reach(trajectory: Trajectory, number: int, kind: str = StageKind.FORM, **more: Any) -> None:
    actions.reach_stage(trajectory=trajectory, by=None, kind=kind, reached_on=day(number), **more)


def problems_of(action: Any, **arguments: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        action(**arguments)
    return set(caught.value.message_dict)


def test_it_follows_from_the_stage_and_the_level(started: Trajectory) -> None:
    assert due(started) == day(21)
    reach(started, 5)
    assert due(started) == day(26)
    reach(started, 9, StageKind.FILES, due_on=day(40))
    assert due(started) == day(40)
    assert started.stages.get(kind=StageKind.FILES).due_on == day(40)
    assert started.stages.get(kind=StageKind.FORM).due_on is None
    reach(started, 30, StageKind.INTERVIEW)
    assert due(started) == day(51), "the day given was for the stage before"


def test_a_start_may_have_a_day_of_its_own(cast: Cast) -> None:
    given = actions.start_trajectory(by=None, **request(started_on=START, due_on=day(10)))
    assert due(given) == day(10)
    assert given.stages.get().due_on == day(10)
    assert problems_of(actions.start_trajectory, by=None, **request(started_on=START, due_on=day(-1))) == {"due_on"}


def test_an_earlier_stage_recorded_late_changes_nothing(started: Trajectory) -> None:
    reach(started, 30, StageKind.INTERVIEW, due_on=day(33))
    reach(started, 5)
    assert due(started) == day(33)
    late = {"trajectory": started, "by": None, "kind": StageKind.FILES, "reached_on": day(7), "due_on": day(60)}
    assert problems_of(actions.reach_stage, **late) == {"due_on"}
    assert not started.stages.filter(kind=StageKind.FILES).exists()


def test_it_lies_not_before_the_stage(started: Trajectory) -> None:
    early = {"trajectory": started, "by": None, "kind": StageKind.FORM, "reached_on": day(7), "due_on": day(6)}
    assert problems_of(actions.reach_stage, **early) == {"due_on"}
    reach(started, 7, due_on=day(7))
    assert due(started) == day(7)


def test_what_is_decided_is_due_no_more(started: Trajectory) -> None:
    actions.complete(trajectory=started, by=None, result=Result.POSITIVE, completed_on=day(9))
    assert due(started) is None
    actions.record_objection(trajectory=started, by=None, lodged_on=day(20))
    assert due(started) is None
    appeal = {"trajectory": started, "by": None, "kind": StageKind.APPEAL, "reached_on": day(30)}
    assert problems_of(actions.reach_stage, **appeal, due_on=day(40)) == {"due_on"}
    actions.reach_stage(**appeal)
    assert due(started) is None


def test_a_changed_term_holds_for_what_happens_from_then_on(started: Trajectory) -> None:
    Level.objects.filter(pk="reliability").update(stage_days=5)
    actions.correct_trajectory(trajectory=started, by=None, reason="Typing.", function="Analyst")
    assert due(started) == day(21)
    reach(started, 6)
    assert due(started) == day(11)


def test_a_corrected_start_or_level_moves_it(started: Trajectory) -> None:
    actions.correct_trajectory(trajectory=started, by=None, reason="Misread.", started_on=day(-3))
    assert due(started) == day(18)
    Level.objects.filter(pk="security_a").update(stage_days=60)
    level = Level.objects.get(pk="security_a")
    actions.correct_trajectory(trajectory=started, by=None, reason="Misread.", level=level)
    assert due(started) == day(57)


def test_a_day_given_survives_a_correction_until_the_stage_passes_it(cast: Cast) -> None:
    started = actions.start_trajectory(by=None, **request(started_on=START, due_on=day(10)))
    actions.correct_trajectory(trajectory=started, by=None, reason="Misread.", started_on=day(8))
    assert due(started) == day(10)
    actions.correct_trajectory(trajectory=started, by=None, reason="Misread.", started_on=day(12))
    assert due(started) == day(33)


def test_in_bulk_each_by_its_level(cast: Cast) -> None:
    Level.objects.filter(pk="security_a").update(stage_days=60)
    rows = [request(started_on=START, level=level) for level in ("reliability", "security_a", "conduct_certificate")]
    made = actions.start_many(by=None, rows=rows)
    assert [due(one) for one in made] == [day(21), day(60), day(21)]
    actions.reach_many(by=None, trajectories=made, kind=StageKind.FORM, reached_on=day(3))
    assert [due(one) for one in made] == [day(24), day(63), day(24)]
    with pytest.raises(Refused):
        actions.reach_many(by=None, trajectories=made, kind=StageKind.INTERVIEW, reached_on=day(4))
    assert [due(one) for one in made] == [day(24), day(63), day(24)]
    actions.complete_many(by=None, trajectories=made, result=Result.POSITIVE, completed_on=day(9))
    assert [due(one) for one in made] == [None] * 3


def test_a_bulk_stage_takes_the_same_statements_for_any_number(cast: Cast) -> None:
    counts = []
    for number in (1, 30):
        made = actions.start_many(by=None, rows=[request(started_on=START)] * number)
        with CaptureQueriesContext(connection) as queries:
            actions.reach_many(by=None, trajectories=made, kind=StageKind.FORM, reached_on=day(3))
        counts.append(len(queries))
    assert counts[0] == counts[1]


class TestWhatALevelNeeds:
    def test_its_stages(self, db: None) -> None:
        certificate = rules.stages_of(Level.objects.get(pk="conduct_certificate"))
        assert certificate == ["requested", "form_received", "decision", "objection", "appeal"]
        plain = rules.stages_of(Level.objects.get(pk="reliability"))
        assert plain == [kind for kind in StageKind if kind != StageKind.ENVIRONMENT]
        assert rules.stages_of(Level.objects.get(pk="security_a")) == list(StageKind)

    @pytest.mark.parametrize("level, kind", [("reliability", "environment_check"), ("conduct_certificate", "advice")])
    def test_no_other_is_offered_or_reached(self, cast: Cast, level: str, kind: str) -> None:
        started = actions.start_trajectory(by=None, **request(started_on=START, level=level))
        assert kind not in rules.stages_ahead(started, [])
        with pytest.raises(Refused, match="no such stage"):
            reach(started, 3, kind)

    def test_a_certificate_has_no_conditions(self, cast: Cast) -> None:
        level = Level.objects.get(pk="conduct_certificate")
        assert Result.CONDITIONAL not in rules.results_of(level)
        assert Result.CONDITIONAL in rules.results_of(Level.objects.get(pk="reliability"))
        started = actions.start_trajectory(by=None, **request(started_on=START, level="conduct_certificate"))
        ends = {"by": None, "result": Result.CONDITIONAL, "completed_on": day(9)}
        assert problems_of(actions.complete, trajectory=started, **ends) == {"result"}
        assert problems_of(actions.complete_many, trajectories=[started], **ends) == {"result"}
        other = actions.start_trajectory(by=None, **request(started_on=START))
        actions.complete(trajectory=other, **ends)
        corrected = {"trajectory": other, "by": None, "reason": "Misread.", "level": level}
        assert problems_of(actions.correct_trajectory, **corrected) == {"result"}
