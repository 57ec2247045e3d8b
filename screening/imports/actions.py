"""The write of an import of trajectories: derived in memory by the facts, and inserted in bulk with history."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from accounts.models import User
from lib import clock, history
from lib.batches import TOGETHER, batches
from lib.publickey import new_references
from office.models import ImportRun
from screening import actions, facts, walls
from screening.actions.renewal import refresh_renewals, with_others
from screening.actions.start import put_own_staff
from screening.imports import standing
from screening.models import Stage, Trajectory

if TYPE_CHECKING:
    from screening.imports.trajectories import TrajectoryRow

COLUMNS = {
    "started_on": "started_on",
    "completed_on": "completed_on",
    "level": "level_id",
    "occasion": "occasion_id",
    "subject_group": "subject_group",
    "stage": "stage",
    "stage_on": "stage_on",
    "result": "result",
    "ground": "ground_id",
    "function": "function",
    "unit": "unit_id",
}
"""The fields that a known trajectory is compared by, with the column behind each."""
BATCH = TOGETHER
"""So many rows are held as records at a time."""


def stored(row: "TrajectoryRow", name: str) -> Any:
    """The value of a field as the column behind it holds it."""
    if name == "ground":
        return row.coded.ground or None
    return getattr(row.coded if name in row.coded._fields else row, name)


def take_over(rows: Sequence["TrajectoryRow"], *, by: User | None, run: ImportRun, items: Mapping[str, Any]) -> None:
    """Create a trajectory for each row, as part of the act of the import. Memory holds the records of one batch."""
    writing = _Writing(by, run, items)
    for some in batches(rows, BATCH):
        writing.create(some, _references(some, by))
    refresh_renewals(with_others(writing.hashes), by=by)


def _references(rows: Sequence["TrajectoryRow"], by: User | None) -> list[str]:
    """The references that a file gives, where the institution itself brings it in: it knows all that are taken.

    A person gets new ones: by a reference that did not stay he would learn of a trajectory that is hidden from him.
    """
    if by is None and all(row.reference for row in rows):
        return [row.reference for row in rows]
    return new_references(Trajectory.objects.all(), [row.started_on.year for row in rows], actions.PREFIX)


class _Writing:
    """Makes trajectories of rows, batch by batch, and remembers whom they concern."""

    def __init__(self, by: User | None, run: ImportRun, items: Mapping[str, Any]) -> None:
        self._by, self._run, self._items = by, run, items
        self._moment, self._team = clock.now(), walls.hashes_of_team()
        self.hashes: set[str] = set()

    def create(self, rows: Sequence["TrajectoryRow"], references: Sequence[str]) -> None:
        """Insert one batch, with the stages that do not follow from the days of start and decision."""
        made = [self._made(row, reference) for row, reference in zip(rows, references, strict=True)]
        self.hashes |= {one.number_hash for one in made if one.number_hash}
        history.create(made, by=self._by)
        reached = [one for one in made if one.stage not in standing.IMPLIED]
        stages = [Stage(trajectory=one, kind=one.stage, reached_on=one.stage_on) for one in reached]
        history.create(stages, by=self._by)

    def _made(self, row: "TrajectoryRow", reference: str) -> Trajectory:
        coded, level = row.coded, self._items["level"][row.coded.level]
        stands = facts.of_start(row.started_on, level)
        if row.completed_on is not None:
            ground = self._items["ground"][coded.ground] if coded.ground else None
            stands |= facts.of_completion(coded.result, row.completed_on, ground)
        else:
            stands["due_on"] = facts.due_on(level, row.stage_on)
        stands |= {"stage": coded.stage, "stage_on": row.stage_on}
        trajectory = Trajectory(
            reference=reference,
            occasion_id=coded.occasion,
            subject_group=coded.subject_group,
            function=row.function,
            unit_id=coded.unit,
            registered_by_id=self._by.pk if self._by else None,
            registered_at=self._moment,
            register=self._run.register,
            register_number=row.number,
            import_run_id=self._run.pk,
            **stands,
        )
        if row.name or row.personnel_number:
            trajectory.set_identity(row.name, row.personnel_number)
        put_own_staff(trajectory, own_staff=False, by=self._by, team=self._team)
        facts.put(trajectory, facts.of_renewal(trajectory, ()))
        return trajectory
