"""What all acts on trajectories are: one transaction, one event in the log, and the trajectory held with a lock."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from audit import log
from lib import history, identity
from office.models import Level, Unit
from screening import access, facts
from screening.models import Stage, Trajectory

PREFIX = "S"
UNKNOWN_UNIT = "unknown"


def about(said: Mapping[str, Any], _result: Any) -> log.Act:
    """Which trajectory. What was written, and why, stands in its history alone."""
    by, trajectory = said["by"], said["trajectory"]
    on_team = access.is_officer_of(by, trajectory) if by else None
    return log.Act(target=trajectory.reference, on_team=on_team)


def about_new(_said: Mapping[str, Any], started: Trajectory) -> log.Act:
    """The one that was started."""
    return log.Act(target=started.reference)


def about_many(said: Mapping[str, Any], _result: Any) -> log.Act:
    """How many; which ones, their history says by the key of the event."""
    return log.Act(detail={"trajectories": len(said["rows" if "rows" in said else "trajectories"])})


def locked(trajectory: Trajectory, by: User | None) -> Trajectory:
    """The trajectory as it is now, which nobody else changes until this act is done.

    Raises Http404, as the door does, if it no longer exists for who acts: a wall may have come since.
    """
    held = Trajectory.objects.select_for_update().get(pk=trajectory.pk)
    if by is not None and not access.visible_to(by).filter(pk=held.pk).exists():
        raise Http404
    return held


def locked_with_person(trajectory: Trajectory, by: User | None, *, number: str = "") -> Trajectory:
    """The same, and the other trajectories of its person, and of the person with `number`: one decides on another.

    They are locked in one order, so that two acts wait for each other and never cross.
    """
    held = Q(pk=trajectory.pk)
    for hashed in map(identity.screening_hash, (trajectory.number, number)):
        held |= Q(number_hash=hashed) if hashed else Q()
    list(Trajectory.objects.filter(held).order_by("pk").select_for_update().values_list("pk"))
    return locked(trajectory, by)


def put_unit(trajectory: Trajectory, unit: Unit | None) -> None:
    """Set the unit, or that it is not known."""
    trajectory.unit_id = unit.pk if unit is not None else UNKNOWN_UNIT


def add_stages(trajectories: Iterable[Trajectory], kind: str, *, by: User | None) -> None:
    """A row for the stage that these trajectories are in now, as their facts say."""
    history.create([Stage(trajectory=one, kind=kind, reached_on=one.stage_on) for one in trajectories], by=by)


def put_stage(trajectory: Trajectory) -> None:
    """Derive the stage from the rows, and when the next is due. An earlier stage that is recorded late changes nothing.

    What is due changes only with the stage: a changed term of the level holds for what happens from then on.
    """
    before = (trajectory.stage_on, trajectory.stage)
    rows = list(Stage.objects.filter(trajectory=trajectory).values_list("kind", "reached_on", "due_on"))
    facts.put(trajectory, facts.of_stages(trajectory, [(kind, day) for kind, day, _due in rows]))
    if trajectory.completed_on:
        trajectory.due_on = None
    elif before != (trajectory.stage_on, trajectory.stage) or trajectory.due_on is None:
        given = {kind: due for kind, _day, due in rows}.get(trajectory.stage)
        trajectory.due_on = facts.due_on(trajectory.level, trajectory.stage_on, given)


def levels_among(trajectories: Any) -> list[Level]:
    """The levels of these trajectories."""
    return list(Level.objects.filter(pk__in=trajectories.order_by().values_list("level").distinct()))
