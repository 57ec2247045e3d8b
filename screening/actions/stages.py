"""The stages that trajectories reach."""

import datetime
from collections.abc import Sequence

from django.db.models import Case, Q, Value, When

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history
from lib.problems import settle
from lib.refusal import Refused
from screening import facts, rules
from screening.actions.acts import about, about_many, add_stages, levels_among, locked, put_stage
from screening.models import Stage, Trajectory
from screening.models.values import Result


@log.act(Kind.STAGE_REACHED, about)
def reach_stage(
    *,
    trajectory: Trajectory,
    by: User | None,
    kind: str,
    reached_on: datetime.date,
    note: str = "",
    due_on: datetime.date | None = None,
) -> Trajectory:
    """Record that a trajectory reached a stage: each once, and a decision only through `complete`.

    `due_on` is the day that its officer gives for the next step; without one the usual days of the level hold.
    """
    trajectory = locked(trajectory, by)
    rules.check_can_reach(trajectory, kind)
    settle(
        [
            *rules.reached_problems(trajectory, kind, reached_on),
            *rules.due_problems(reached_on, due_on),
            *rules.place_problems(trajectory, kind, reached_on, due_on),
        ]
    )
    add_stage(trajectory, kind, reached_on, by=by, note=note, due_on=due_on)
    before = history.columns_of(trajectory)
    put_stage(trajectory)
    if history.columns_of(trajectory) != before:
        history.save(trajectory, by=by)
    return trajectory


@log.act(Kind.STAGE_REACHED, about_many)
def reach_many(*, by: User | None, trajectories: Sequence[Trajectory], kind: str, reached_on: datetime.date) -> int:
    """Record that many trajectories reached the same stage on one day; returns how many.

    Raises Refused if one of them is past it, or needs no such stage; then none is changed.
    """
    chosen = Trajectory.objects.filter(pk__in=[trajectory.pk for trajectory in trajectories])
    if chosen.filter(~Q(result=Result.PENDING) | Q(stage_on__gt=reached_on)).exists():
        raise Refused(rules.NOT_ALL_CAN_REACH)
    levels = levels_among(chosen)
    if any(kind not in rules.stages_of(level) for level in levels):
        raise Refused(rules.NOT_ALL_CAN_REACH)
    days = [When(level=level, then=Value(facts.due_on(level, reached_on))) for level in levels]
    due_on = Case(*days, output_field=Trajectory._meta.get_field("due_on"))
    changed = history.update(chosen, by=by, stage=kind, stage_on=reached_on, due_on=due_on)
    add_stages(chosen, kind, by=by)
    return changed


def add_stage(
    trajectory: Trajectory,
    kind: str,
    reached_on: datetime.date,
    *,
    by: User | None,
    note: str,
    due_on: datetime.date | None = None,
) -> None:
    """A row for a stage."""
    stage = Stage(trajectory=trajectory, kind=kind, reached_on=reached_on, note=note.strip(), due_on=due_on)
    history.save(stage, by=by)
