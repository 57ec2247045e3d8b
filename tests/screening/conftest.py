"""A trajectory in each state, for the tests of screening."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest

from lib import clock
from office.models import Ground, Level, Occasion, Unit
from screening import actions
from screening.models import Trajectory
from screening.models.values import ObjectionResult, Result, StageKind, SubjectGroup
from tests.cast import Cast


def request(**changed: Any) -> dict[str, Any]:
    """The arguments of a start, of 2 January 2019 unless it says otherwise."""
    level = Level.objects.get(pk=changed.pop("level", "reliability"))
    return {
        "started_on": datetime.date(2019, 1, 2),
        "level": level,
        "occasion": Occasion.objects.get(pk="initial"),
        "subject_group": SubjectGroup.CANDIDATE,
        "function": "Control room operator",
        **changed,
    }


@dataclass(frozen=True)
class Trajectories:
    """The trajectories of a small register."""

    under_way: Trajectory
    """At the interview; of somebody without an account."""
    negative: Trajectory
    """With an objection whose result is known."""
    officers_own: Trajectory
    """Concerns the screening officer himself."""


@pytest.fixture
def trajectories(cast: Cast) -> Trajectories:
    """A small register, as of 24 January 2019."""
    unit = Unit.objects.create(key="harbour", label_en="Unit Harbour", label_nl="Eenheid Haven")
    by = cast.screening_officer
    with clock.at(datetime.date(2019, 1, 24)):
        under_way = actions.start_trajectory(by=by, **request(unit=unit, officer=by, name="A. Bos", number="48151623"))
        for kind, day in ((StageKind.FORM, 3), (StageKind.FILES, 9), (StageKind.INTERVIEW, 14)):
            reached_on = datetime.date(2019, 1, day)
            actions.reach_stage(trajectory=under_way, by=by, kind=kind, reached_on=reached_on, note="Two hours")
        negative = actions.start_trajectory(
            by=by, **request(started_on=datetime.date(2017, 5, 1), function="Detective")
        )
        actions.complete(
            trajectory=negative,
            by=by,
            result=Result.NEGATIVE,
            completed_on=datetime.date(2018, 2, 1),
            ground=Ground.objects.get(pk="finances"),
        )
        lodged_on = datetime.date(2018, 3, 1)
        actions.record_objection(trajectory=negative, by=by, lodged_on=lodged_on, result=ObjectionResult.UPHELD)
        own = actions.start_trajectory(by=None, **request(number=by.number, function="Head of screening"))
    for trajectory in (under_way, negative, own):
        trajectory.refresh_from_db()
    return Trajectories(under_way, negative, own)
