"""The facts that trajectories are counted and listed by, stored on each row by the one write path."""

import datetime
from collections.abc import Iterable
from typing import Any

from office.models import Ground, Level
from screening.models import Trajectory
from screening.models.values import StageKind

ORDER = list(StageKind)
"""The usual order of the stages; of two reached on one day the later one holds."""


def of_start(started_on: datetime.date, level: Level) -> dict[str, Any]:
    """What follows from the day of the request and the level."""
    return {"started_on": started_on, "started_year": started_on.year, "level": level, "screening": level.screening}


def of_completion(result: str, completed_on: datetime.date, ground: Ground | None) -> dict[str, Any]:
    """The columns of a first decision, and what follows from it."""
    return {
        "result": result,
        "completed_on": completed_on,
        "completed_year": completed_on.year,
        "ground": ground,
        "stage": StageKind.DECISION,
        "stage_on": completed_on,
    }


def of_stages(trajectory: Trajectory, reached: Iterable[tuple[str, datetime.date]]) -> dict[str, Any]:
    """The stage that a trajectory is in, and since when: the one reached last.

    Its start and its first decision count as stages also where it has no rows for them.
    """
    dated = dict(reached)
    dated[StageKind.REQUESTED] = trajectory.started_on
    if trajectory.completed_on:
        dated[StageKind.DECISION] = trajectory.completed_on
    stage, stage_on = max(dated.items(), key=lambda item: (item[1], ORDER.index(StageKind(item[0]))))
    return {"stage": stage, "stage_on": stage_on}


def put(trajectory: Trajectory, columns: dict[str, Any]) -> None:
    """Set columns on a record that is about to be saved."""
    for name, value in columns.items():
        setattr(trajectory, name, value)
