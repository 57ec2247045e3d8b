"""The first decision, and the objection to it."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history
from lib.problems import Problem, settle
from lib.refusal import Refused
from office.models import Ground, Level
from screening import facts, rules
from screening.actions.acts import about, about_many, add_stages, levels_among, locked_with_person, put_stage
from screening.actions.renewal import people_among, refresh_renewals, save_with_renewals, with_others
from screening.actions.stages import add_stage
from screening.models import Stage, Trajectory
from screening.models.values import Result, StageKind


@log.act(Kind.TRAJECTORY_COMPLETED, about)
def complete(
    *,
    trajectory: Trajectory,
    by: User | None,
    result: str,
    completed_on: datetime.date,
    ground: Ground | None = None,
    conditions: str = "",
) -> Trajectory:
    """Record the first decision, with its stage. Raises ValidationError, by field, if a rule does not hold."""
    trajectory = locked_with_person(trajectory, by)
    rules.check_can_complete(trajectory)
    values = {"result": result, "completed_on": completed_on, "ground": ground, "conditions": conditions.strip()}
    settle(rules.completed_problems(values, trajectory.stage_on, trajectory.level))
    before = history.columns_of(trajectory)
    facts.put(trajectory, facts.of_completion(result, completed_on, ground))
    trajectory.conditions = conditions.strip()
    save_with_renewals(trajectory, before, by=by)
    add_stages([trajectory], StageKind.DECISION, by=by)
    return trajectory


@log.act(Kind.TRAJECTORY_COMPLETED, about_many)
def complete_many(
    *,
    by: User | None,
    trajectories: Sequence[Trajectory | int],
    result: str,
    completed_on: datetime.date,
    ground: Ground | None = None,
    with_stages: bool = False,
) -> int:
    """Record the same first decision on many trajectories in as few statements as can be; returns how many.

    Takes records or primary keys. Raises Refused if one of them cannot be completed so; then none is.
    """
    ids = [item.pk if isinstance(item, Trajectory) else item for item in trajectories]
    values = {"result": result, "completed_on": completed_on, "ground": ground}
    chosen = Trajectory.objects.filter(pk__in=ids)
    people = people_among(chosen)
    _lock(ids, people)
    levels = levels_among(chosen)
    settle(_problems(values, levels, completed_on))
    if chosen.filter(~Q(result=Result.PENDING) | Q(stage_on__gt=completed_on)).exists():
        raise Refused(rules.NOT_ALL_CAN_BE_COMPLETED)
    decided = facts.of_completion(result, completed_on, ground)
    changed = history.update(chosen, by=by, **decided, **_renewals(result, completed_on, levels, people))
    if with_stages:
        add_stages(chosen, StageKind.DECISION, by=by)
    refresh_renewals(with_others(people), by=by)
    return changed


def _problems(values: dict[str, Any], levels: Collection[Level], completed_on: datetime.date) -> Iterator[Problem]:
    yield from rules.completed_problems(values, completed_on)
    for level in levels:
        yield from rules.ending_problems(values, level)


def _lock(ids: Sequence[int], people: Collection[str]) -> None:
    """Hold these trajectories and the others of their people, in one order."""
    if not people:
        return
    theirs: QuerySet[Trajectory] = Trajectory.objects.filter(Q(pk__in=ids) | Q(number_hash__in=people))
    list(theirs.order_by("pk").select_for_update().values_list("pk"))


def _renewals(
    result: str, completed_on: datetime.date, levels: Collection[Level], people: Collection[str]
) -> dict[str, Any]:
    """The day on which each is renewed, by its level, as if it were the only one of its person."""
    days = {level: facts.renewal_day(level, completed_on) for level in levels}
    planned = [When(~Q(number_hash="") & Q(level=level), then=Value(day)) for level, day in days.items() if day]
    if result not in facts.GOOD or not people or not planned:
        return {}
    return {"renewal_on": Case(*planned, default=None, output_field=Trajectory._meta.get_field("renewal_on"))}


@log.act(Kind.OBJECTION_RECORDED, about)
def record_objection(
    *,
    trajectory: Trajectory,
    by: User | None,
    lodged_on: datetime.date | None = None,
    result: str = "",
    note: str = "",
    reason: str = "",
) -> Trajectory:
    """Record an objection to the decision: the first time the day it was lodged, then, or at once, its result.

    The first decision stays as it was. A result that was recorded before changes only with a reason.
    """
    trajectory = locked_with_person(trajectory, by)
    rules.check_decided(trajectory)
    lodged = Stage.objects.filter(trajectory=trajectory, kind=StageKind.OBJECTION).exists()
    values = {"lodged_on": lodged_on, "result": result, "reason": reason}
    settle(rules.objection_problems(trajectory, values, lodged=lodged))
    if lodged_on is not None and not lodged:
        add_stage(trajectory, StageKind.OBJECTION, lodged_on, by=by, note=note)
    before = history.columns_of(trajectory)
    trajectory.objection_result = result
    put_stage(trajectory)
    save_with_renewals(trajectory, before, by=by, reason=reason)
    return trajectory
