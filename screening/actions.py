"""Every write to the screening register: keyword-only arguments, one act, who and why in the history.

Who may do it, the doors of `access.py` have settled before; whether it is possible now, `rules.py` says here, on the
row that the transaction holds with a lock.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import clock, history
from lib.problems import reason_problems, settle
from lib.publickey import new_references
from lib.refusal import Refused
from office.models import Ground, Level, Occasion, Unit
from screening import access, facts, rules
from screening.models import Stage, Trajectory, Wall
from screening.models.values import Result, StageKind

PREFIX = "S"
UNKNOWN_UNIT = "unknown"


def _about(said: Mapping[str, Any], _result: Any) -> log.Act:
    """Which trajectory. What was written, and why, stands in its history alone."""
    by, trajectory = said["by"], said["trajectory"]
    on_team = access.is_officer_of(by, trajectory) if by else None
    return log.Act(target=trajectory.reference, on_team=on_team)


def _about_new(_said: Mapping[str, Any], started: Trajectory) -> log.Act:
    return log.Act(target=started.reference)


def _about_many(said: Mapping[str, Any], _result: Any) -> log.Act:
    """How many; which ones, their history says by the key of the event."""
    return log.Act(detail={"trajectories": len(said["rows" if "rows" in said else "trajectories"])})


def _locked(trajectory: Trajectory, by: User | None) -> Trajectory:
    """The trajectory as it is now, which nobody else changes until this act is done.

    Raises Http404, as the door does, if it no longer exists for who acts: a wall may have come since.
    """
    held = Trajectory.objects.select_for_update().get(pk=trajectory.pk)
    if by is not None and not access.visible_to(by).filter(pk=held.pk).exists():
        raise Http404
    return held


@log.act(Kind.TRAJECTORY_STARTED, _about_new)
def start_trajectory(
    *,
    by: User | None,
    started_on: datetime.date,
    level: Level,
    occasion: Occasion,
    subject_group: str,
    function: str = "",
    unit: Unit | None = None,
    officer: User | None = None,
    name: str = "",
    number: str = "",
) -> Trajectory:
    """Start a trajectory, with its first stage. Raises ValidationError, by field, if a rule does not hold.

    Who writes down his own number cannot be its officer: the trajectory then does not exist for him.
    """
    row = {
        "started_on": started_on,
        "level": level,
        "occasion": occasion,
        "subject_group": subject_group,
        "function": function,
        "unit": unit,
        "officer": None if officer == by and rules.concerns(by, number) else officer,
        "name": name,
        "number": number,
    }
    return start_many(by=by, rows=[row], with_stages=True)[0]


@log.act(Kind.TRAJECTORY_STARTED, _about_many)
def start_many(*, by: User | None, rows: Sequence[Mapping[str, Any]], with_stages: bool = False) -> list[Trajectory]:
    """Start many trajectories in as few statements as can be; each row holds the arguments of `start_trajectory`.

    Raises ValidationError, by field, if a rule does not hold of a row; then none is started.
    """
    for row in rows:
        settle([*rules.started_problems(row["started_on"]), *rules.identity_problems(row)])
    references = new_references(Trajectory.objects.all(), [row["started_on"].year for row in rows], PREFIX)
    started = [_new(row, key, by) for row, key in zip(rows, references, strict=True)]
    history.create(started, by=by)
    if with_stages:
        _add_stages(started, StageKind.REQUESTED, by=by)
    return started


def _new(row: Mapping[str, Any], key: str, by: User | None) -> Trajectory:
    trajectory = Trajectory(
        reference=key,
        occasion=row["occasion"],
        subject_group=row["subject_group"],
        function=(row.get("function") or "").strip(),
        officer=row.get("officer"),
        stage=StageKind.REQUESTED,
        stage_on=row["started_on"],
        registered_by=by,
        registered_at=clock.now(),
    )
    facts.put(trajectory, facts.of_start(row["started_on"], row["level"]))
    _put_unit(trajectory, row.get("unit"))
    if row.get("name") or row.get("number"):
        trajectory.set_identity(row.get("name") or "", row.get("number") or "")
    return trajectory


def _put_unit(trajectory: Trajectory, unit: Unit | None) -> None:
    trajectory.unit_id = unit.pk if unit is not None else UNKNOWN_UNIT


def _add_stages(trajectories: Iterable[Trajectory], kind: str, *, by: User | None) -> None:
    """A row for the stage that these trajectories are in now, as their facts say."""
    history.create([Stage(trajectory=one, kind=kind, reached_on=one.stage_on) for one in trajectories], by=by)


@log.act(Kind.STAGE_REACHED, _about)
def reach_stage(
    *, trajectory: Trajectory, by: User | None, kind: str, reached_on: datetime.date, note: str = ""
) -> Trajectory:
    """Record that a trajectory reached a stage: each once, and a decision only through `complete`."""
    trajectory = _locked(trajectory, by)
    rules.check_can_reach(trajectory, kind)
    settle(rules.reached_problems(trajectory, kind, reached_on))
    _add_stage(trajectory, kind, reached_on, by=by, note=note)
    before = history.columns_of(trajectory)
    _put_stage(trajectory)
    if history.columns_of(trajectory) != before:
        history.save(trajectory, by=by)
    return trajectory


@log.act(Kind.STAGE_REACHED, _about_many)
def reach_many(*, by: User | None, trajectories: Sequence[Trajectory], kind: str, reached_on: datetime.date) -> int:
    """Record that many trajectories reached the same stage on one day; returns how many.

    Raises Refused if one of them is past it; then none is changed.
    """
    ids = [trajectory.pk for trajectory in trajectories]
    chosen = Trajectory.objects.filter(pk__in=ids)
    if chosen.filter(~Q(result=Result.PENDING) | Q(stage_on__gt=reached_on)).exists():
        raise Refused(rules.NOT_ALL_CAN_REACH)
    changed = history.update(chosen, by=by, stage=kind, stage_on=reached_on)
    _add_stages(chosen, kind, by=by)
    return changed


def _add_stage(trajectory: Trajectory, kind: str, reached_on: datetime.date, *, by: User | None, note: str) -> None:
    history.save(Stage(trajectory=trajectory, kind=kind, reached_on=reached_on, note=note.strip()), by=by)


def _put_stage(trajectory: Trajectory) -> None:
    """Derive the stage from the rows. An earlier stage that is recorded late changes nothing."""
    reached = Stage.objects.filter(trajectory=trajectory).values_list("kind", "reached_on")
    facts.put(trajectory, facts.of_stages(trajectory, reached))


@log.act(Kind.TRAJECTORY_COMPLETED, _about)
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
    trajectory = _locked(trajectory, by)
    rules.check_can_complete(trajectory)
    values = {"result": result, "completed_on": completed_on, "ground": ground, "conditions": conditions.strip()}
    settle(rules.completed_problems(values, trajectory.stage_on))
    facts.put(trajectory, facts.of_completion(result, completed_on, ground))
    trajectory.conditions = conditions.strip()
    history.save(trajectory, by=by)
    _add_stages([trajectory], StageKind.DECISION, by=by)
    return trajectory


@log.act(Kind.TRAJECTORY_COMPLETED, _about_many)
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
    settle(rules.completed_problems(values, first=completed_on))
    chosen = Trajectory.objects.filter(pk__in=ids)
    if chosen.filter(~Q(result=Result.PENDING) | Q(stage_on__gt=completed_on)).exists():
        raise Refused(rules.NOT_ALL_CAN_BE_COMPLETED)
    changed = history.update(chosen, by=by, **facts.of_completion(result, completed_on, ground))
    if with_stages:
        _add_stages(chosen, StageKind.DECISION, by=by)
    return changed


@log.act(Kind.OBJECTION_RECORDED, _about)
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
    trajectory = _locked(trajectory, by)
    rules.check_decided(trajectory)
    lodged = Stage.objects.filter(trajectory=trajectory, kind=StageKind.OBJECTION).exists()
    values = {"lodged_on": lodged_on, "result": result, "reason": reason}
    settle(rules.objection_problems(trajectory, values, lodged=lodged))
    if lodged_on is not None and not lodged:
        _add_stage(trajectory, StageKind.OBJECTION, lodged_on, by=by, note=note)
    before = history.columns_of(trajectory)
    trajectory.objection_result = result
    _put_stage(trajectory)
    if history.columns_of(trajectory) != before:
        history.save(trajectory, by=by, reason=reason)
    return trajectory


@log.act(Kind.OFFICER_ASSIGNED, _about)
def assign_officer(*, trajectory: Trajectory, by: User | None, officer: User, reason: str = "") -> Trajectory:
    """Give the trajectory to a screening officer, or to another one; a wall holds also around its officer."""
    trajectory = _locked(trajectory, by)
    if trajectory.officer_id != officer.pk:
        trajectory.officer = officer
        history.save(trajectory, by=by, reason=reason)
    return trajectory


REQUEST = ("started_on", "level", "occasion", "subject_group", "function", "unit")
PERSON = ("name", "number")
DECISION = ("result", "completed_on", "ground", "conditions")
CORRECTABLE = (*REQUEST, *PERSON, *DECISION)


@log.act(Kind.TRAJECTORY_CORRECTED, _about)
def correct_trajectory(*, trajectory: Trajectory, by: User | None, reason: str, **corrected: Any) -> Trajectory:
    """Correct, with a reason, what was recorded of the request, the person or the decision.

    `corrected` are names of `REQUEST`, `PERSON` and, once there is a decision, `DECISION`; what is not named stays. The
    reference stays as it was given. Raises ValidationError, by field, if a rule does not hold.
    """
    trajectory = _locked(trajectory, by)
    if corrected.keys() & set(DECISION):
        rules.check_decided(trajectory)
    values = {name: corrected.get(name, getattr(trajectory, name)) for name in CORRECTABLE}
    settle(rules.correction_problems(trajectory, values, reason))
    settle(rules.identity_problems(values))
    before = history.columns_of(trajectory)
    _put_corrected(trajectory, values)
    _move_stages(trajectory, by=by, reason=reason)
    _put_stage(trajectory)
    if history.columns_of(trajectory) != before:
        history.save(trajectory, by=by, reason=reason)
    return trajectory


def _put_corrected(trajectory: Trajectory, values: Mapping[str, Any]) -> None:
    facts.put(trajectory, facts.of_start(values["started_on"], values["level"]))
    trajectory.occasion, trajectory.subject_group = values["occasion"], values["subject_group"]
    trajectory.function = values["function"].strip()
    _put_unit(trajectory, values["unit"])
    trajectory.set_identity(values["name"], values["number"])
    if trajectory.completed_on:
        facts.put(trajectory, facts.of_completion(values["result"], values["completed_on"], values["ground"]))
        trajectory.conditions = values["conditions"].strip()


def _move_stages(trajectory: Trajectory, *, by: User | None, reason: str) -> None:
    """The rows of the request and of the decision follow a corrected day."""
    days = {StageKind.REQUESTED: trajectory.started_on, StageKind.DECISION: trajectory.completed_on}
    for stage in Stage.objects.filter(trajectory=trajectory, kind__in=days):
        day = days[StageKind(stage.kind)]
        if day is not None and stage.reached_on != day:
            stage.reached_on = day
            history.save(stage, by=by, reason=reason)


@log.act(Kind.TRAJECTORY_WALL_RAISED, _about)
def raise_wall(*, trajectory: Trajectory, by: User, person: User, reason: str) -> Wall:
    """From now on the trajectory does not exist for this person."""
    trajectory = _locked(trajectory, by)
    settle(rules.wall_problems(trajectory, person, reason))
    person_hash, reason = person.screening_wall_hash, reason.strip()
    wall = Wall(trajectory=trajectory, person_hash=person_hash, reason=reason, raised_by=by, raised_at=clock.now())
    history.save(wall, by=by, reason=reason)
    return wall


def _about_wall(said: Mapping[str, Any], result: Any) -> log.Act:
    return _about({**said, "trajectory": said["wall"].trajectory}, result)


@log.act(Kind.TRAJECTORY_WALL_LIFTED, _about_wall)
def lift_wall(*, wall: Wall, by: User, reason: str) -> Wall:
    """The trajectory exists for this person again, if his roles let him see it."""
    _locked(wall.trajectory, by)
    settle(reason_problems(reason))
    wall = Wall.objects.get(pk=wall.pk)
    rules.check_can_lift(wall)
    wall.lifted_by, wall.lifted_at, wall.lift_reason = by, clock.now(), reason.strip()
    history.save(wall, by=by, reason=wall.lift_reason)
    return wall
