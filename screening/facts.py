"""The facts that trajectories are counted and listed by, stored on each row by the one write path."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop

from lib.dates import months_later
from office.models import Ground, Level
from screening.models import Trajectory
from screening.models.values import ObjectionResult, Result, StageKind

ORDER = list(StageKind)
"""The usual order of the stages; of two reached on one day the later one holds."""
GOOD = (Result.POSITIVE, Result.CONDITIONAL)
NEGATIVE_RENEWAL = gettext_noop("A later decision ended the renewals.")
"""Why renewals end without anybody saying so; stored as it stands here, translated where it is shown.

It does not say which decision: who reads it need not be one who may open the renewed screening.
"""


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
        "due_on": None,
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


def due_on(level: Level, stage_on: datetime.date, given: datetime.date | None = None) -> datetime.date:
    """When the next step of a trajectory under way is due: on the day that its officer gave, or after the usual days.

    A day that by now lies before the stage says nothing any more.
    """
    if given is not None and given >= stage_on:
        return given
    return stage_on + datetime.timedelta(days=level.stage_days)


def renewal_day(level: Level, completed_on: datetime.date) -> datetime.date | None:
    """When a screening of this level is due to be renewed, by the term that the level has now."""
    return months_later(completed_on, level.renewal_months) if level.renewal_months else None


def of_renewal(trajectory: Trajectory, others: Iterable[Trajectory]) -> dict[str, Any]:
    """When a trajectory is due to be renewed, and whether its renewals ended; `others` are those of the same person.

    It is due once it ended well, until a later decision takes its place: that of the one which renews it, or one on the
    same level. A renewed one that ends negative ends the renewals. Once planned the day stays: a changed term of the
    level holds for what happens from then on.
    """
    later = [other for other in others if other.pk != trajectory.pk and _follows(other, trajectory)]
    ended_on, reason = trajectory.renewal_ended_on, trajectory.renewal_end_reason
    if reason == NEGATIVE_RENEWAL:
        ended_on, reason = None, ""
    refused = [other.completed_on for other in later if _renews(other, trajectory) and _is_negative(other)]
    if refused and ended_on is None:
        ended_on, reason = refused[0], NEGATIVE_RENEWAL
    due = _is_good(trajectory) and trajectory.number_hash and ended_on is None
    day = None
    if due and trajectory.completed_on and not any(_replaces(other, trajectory) for other in later):
        day = trajectory.renewal_on or renewal_day(trajectory.level, trajectory.completed_on)
    return {"renewal_on": day, "renewal_ended_on": ended_on, "renewal_end_reason": reason}


def _follows(other: Trajectory, trajectory: Trajectory) -> bool:
    """Whether `other` was decided later."""
    if other.completed_on is None or trajectory.completed_on is None:
        return False
    return (other.completed_on, other.pk) > (trajectory.completed_on, trajectory.pk)


def _is_good(trajectory: Trajectory) -> bool:
    return trajectory.result in GOOD or trajectory.objection_result == ObjectionResult.REVISED


def _is_negative(trajectory: Trajectory) -> bool:
    return trajectory.result == Result.NEGATIVE and not _is_good(trajectory)


def _renews(other: Trajectory, trajectory: Trajectory) -> bool:
    """Whether `other` was started to renew it; a certificate of conduct renews no screening."""
    return other.renews_id == trajectory.pk and (other.screening or not trajectory.screening)


def _replaces(other: Trajectory, trajectory: Trajectory) -> bool:
    """Whether a later decision stands in the place of this one; one that was withdrawn decided nothing."""
    if _is_good(other):
        return _renews(other, trajectory) or other.level_id == trajectory.level_id
    return _is_negative(other) and other.level_id == trajectory.level_id


def put(trajectory: Trajectory, columns: dict[str, Any]) -> None:
    """Set columns on a record that is about to be saved."""
    for name, value in columns.items():
        setattr(trajectory, name, value)
