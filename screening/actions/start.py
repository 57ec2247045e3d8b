"""Starting trajectories."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import clock, history
from lib.problems import Problem, settle
from lib.publickey import new_references
from office.models import Level, Occasion, Unit
from office.queue import wait_in_line
from screening import access, facts, rules, walls
from screening.actions.acts import PREFIX, about_many, about_new, put_unit
from screening.models import Stage, Trajectory
from screening.models.values import StageKind


@log.act(Kind.TRAJECTORY_STARTED, about_new)
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
    own_staff: bool = False,
    renews: Trajectory | None = None,
    due_on: datetime.date | None = None,
) -> Trajectory:
    """Start a trajectory, with its first stage. Raises ValidationError, by field, if a rule does not hold.

    Who writes down his own number cannot be its officer: the trajectory then does not exist for him. One that `renews`
    another carries over whom it concerns, unless that is said.
    """
    row = {
        "started_on": started_on,
        "level": level,
        "occasion": occasion,
        "subject_group": subject_group,
        "function": function,
        "unit": unit,
        "officer": officer,
        "name": name,
        "number": number,
        "own_staff": own_staff,
        "renews": renews,
        "due_on": due_on,
    }
    return start_many(by=by, rows=[row], with_stages=True)[0]


@log.act(Kind.TRAJECTORY_STARTED, about_many)
def start_many(*, by: User | None, rows: Sequence[Mapping[str, Any]], with_stages: bool = False) -> list[Trajectory]:
    """Start many trajectories in as few statements as can be; each row holds the arguments of `start_trajectory`.

    A row that bears `completed_on` is completed in the same act by who calls, so it is not open beside another. Raises
    ValidationError, by field, if a rule does not hold of a row; then none is started.
    """
    for row in rows:
        settle(_problems(row))
    if any(_number_of(row) for row in rows):
        wait_in_line()
    _check_renewed(rows, by)
    team = walls.hashes_of_team() if any(_number_of(row) for row in rows) else frozenset()
    started = [_new(row, by, team) for row in rows]
    settle(problem for one in started if one.renews is not None for problem in rules.renewal_problems(one, one.renews))
    check_twice((one for one, row in zip(started, rows, strict=True) if not row.get("completed_on")), by)
    references = new_references(Trajectory.objects.all(), [one.started_on.year for one in started], PREFIX)
    for one, reference in zip(started, references, strict=True):
        one.reference = reference
    history.create(started, by=by)
    if with_stages:
        history.create([_first_stage(one, row) for one, row in zip(started, rows, strict=True)], by=by)
    return started


def _problems(row: Mapping[str, Any]) -> Iterator[Problem]:
    yield from rules.started_problems(row["started_on"])
    yield from rules.identity_problems(row)
    yield from rules.due_problems(row["started_on"], row.get("due_on"))


def _number_of(row: Mapping[str, Any]) -> str:
    return row.get("number") or (row["renews"].number if row.get("renews") else "")


def _check_renewed(rows: Sequence[Mapping[str, Any]], by: User | None) -> None:
    """What is renewed must exist for who starts it. Raises Http404, as the door does."""
    renewed = {row["renews"].pk for row in rows if row.get("renews")}
    if by is not None and renewed and access.visible_to(by).filter(pk__in=renewed).count() != len(renewed):
        raise Http404


def check_twice(trajectories: Iterable[Trajectory], by: User | None) -> None:
    """Raise ValidationError if one of these would be the second open one of a person for a function, as `by` sees it.

    Only for one who stands in line (`office.queue`).
    """
    known = [one for one in trajectories if one.number_hash and one.function]
    if known:
        others = access.open_ones(by, {one.number_hash for one in known})
        settle(rules.twice_problems(known, others))


def _new(row: Mapping[str, Any], by: User | None, team: Collection[str]) -> Trajectory:
    renews = row.get("renews")
    started_on, level = row["started_on"], row["level"]
    trajectory = Trajectory(
        occasion=row["occasion"],
        subject_group=row["subject_group"],
        function=(row.get("function") or "").strip(),
        officer=row.get("officer"),
        renews=renews,
        stage=StageKind.REQUESTED,
        stage_on=started_on,
        due_on=facts.due_on(level, started_on, row.get("due_on")),
        registered_by=by,
        registered_at=clock.now(),
    )
    facts.put(trajectory, facts.of_start(started_on, level))
    put_unit(trajectory, row.get("unit"))
    name, number = row.get("name") or "", row.get("number") or ""
    if renews is not None and not name and not number:
        name, number = renews.name, renews.number
    if name or number:
        trajectory.set_identity(name, number)
    if by is not None and trajectory.officer == by and rules.concerns(by, trajectory.number):
        trajectory.officer = None
    own_staff = row.get("own_staff") or (renews is not None and renews.own_staff)
    put_own_staff(trajectory, own_staff=bool(own_staff), by=by, team=team)
    return trajectory


def put_own_staff(trajectory: Trajectory, *, own_staff: bool, by: User | None, team: Collection[str]) -> None:
    """Mark somebody of the screening team, also where only the number tells it; `team` are the hashes of those.

    One whom nobody screens falls to who writes it down, so that it does not exist for nobody.
    """
    trajectory.own_staff = own_staff or str(trajectory.number_hash) in team
    if not trajectory.own_staff or trajectory.officer_id or by is None:
        return
    if access.may_work(by) and not rules.concerns(by, trajectory.number):
        trajectory.officer = by


def _first_stage(trajectory: Trajectory, row: Mapping[str, Any]) -> Stage:
    return Stage(
        trajectory=trajectory,
        kind=StageKind.REQUESTED,
        reached_on=trajectory.started_on,
        due_on=row.get("due_on"),
    )
