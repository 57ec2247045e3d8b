"""Walls by decision, and who is its officer."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import clock, history
from lib.problems import reason_problems, settle
from lib.refusal import Refused
from screening import access, rules
from screening.actions.acts import about, locked
from screening.models import Trajectory, Wall


@log.act(Kind.OFFICER_ASSIGNED, about)
def assign_officer(*, trajectory: Trajectory, by: User | None, officer: User, reason: str = "") -> Trajectory:
    """Give the trajectory to a screening officer, or to another one; a wall holds also around its officer."""
    return _give(locked(trajectory, by), officer, by=by, reason=reason)


@log.act(Kind.OFFICER_ASSIGNED, about)
def name_officer(*, trajectory: Trajectory, by: None, officer: User, reason: str) -> Trajectory:
    """Name, on the server, the officer of somebody of the screening team whose trajectory no officer may open.

    Raises Refused if one may, or if it would not exist for this one either.
    """
    trajectory = locked(trajectory, by)
    settle(reason_problems(reason))
    if trajectory not in access.left_alone():
        raise Refused(rules.NOT_LEFT_ALONE)
    if not access.can_be_officer(trajectory, officer):
        raise Refused(rules.CANNOT_BE_OFFICER)
    return _give(trajectory, officer, by=by, reason=reason)


def _give(trajectory: Trajectory, officer: User, *, by: User | None, reason: str) -> Trajectory:
    if trajectory.officer_id != officer.pk:
        trajectory.officer = officer
        history.save(trajectory, by=by, reason=reason.strip())
    return trajectory


@log.act(Kind.TRAJECTORY_WALL_RAISED, about)
def raise_wall(*, trajectory: Trajectory, by: User, person: User, reason: str) -> Wall:
    """From now on the trajectory does not exist for this person."""
    trajectory = locked(trajectory, by)
    settle(rules.wall_problems(trajectory, person, reason))
    person_hash, reason = person.screening_wall_hash, reason.strip()
    wall = Wall(trajectory=trajectory, person_hash=person_hash, reason=reason, raised_by=by, raised_at=clock.now())
    history.save(wall, by=by, reason=reason)
    return wall


def _about_wall(said: Mapping[str, Any], result: Any) -> log.Act:
    return about({**said, "trajectory": said["wall"].trajectory}, result)


@log.act(Kind.TRAJECTORY_WALL_LIFTED, _about_wall)
def lift_wall(*, wall: Wall, by: User, reason: str) -> Wall:
    """The trajectory exists for this person again, if his roles let him see it."""
    locked(wall.trajectory, by)
    settle(reason_problems(reason))
    wall = Wall.objects.get(pk=wall.pk)
    rules.check_can_lift(wall)
    wall.lifted_by, wall.lifted_at, wall.lift_reason = by, clock.now(), reason.strip()
    history.save(wall, by=by, reason=wall.lift_reason)
    return wall
