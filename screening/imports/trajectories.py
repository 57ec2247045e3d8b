"""A file of trajectories: each row is one, known by its number in the register that it comes from, or by reference."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.kinds import Kind
from lib import identity
from lib.batches import batches
from lib.problems import Problem
from lib.publickey import ALPHABET
from office.importfields import Fields
from office.importing import Overtaken
from office.importrows import SAME_NUMBER, RowImport
from office.importruns import Summary, note
from office.models import FileKind, Ground, ImportRun, Level, Occasion, Unit
from office.queue import wait_in_line
from screening import access, rules
from screening.imports import actions, standing
from screening.models import Trajectory
from screening.models.trajectory import TrajectoryQuerySet
from screening.models.values import Result, StageKind, SubjectGroup

DIFFERS = gettext_lazy("The row differs from the trajectory that the register has already: that stays as it is.")
SAME_FUNCTION = gettext_lazy("Row %(row)s is open too, for the same person and function. Keep one of them.")
_REFERENCE = re.compile(rf"S\d{{4}}-[{ALPHABET}]{{5}}")
_LONGEST = 120


@dataclass
class TrajectorySummary(Summary):
    """The result of an import of trajectories."""

    counted: ClassVar[Mapping[str, str | Promise]] = {
        "trajectories": gettext_lazy("Trajectories created"),
        "known_trajectories": gettext_lazy("Trajectories known already"),
    }

    trajectories: int = 0
    known_trajectories: int = 0


class Coded(NamedTuple):
    """What a row comes to in machine values. Rows that come to the same share one."""

    level: str
    occasion: str
    subject_group: str
    unit: str
    stage: str
    result: str
    ground: str


class TrajectoryRow(NamedTuple):
    """A trajectory to be."""

    row: int
    number: str
    reference: str
    started_on: datetime.date
    completed_on: datetime.date | None
    stage_on: datetime.date
    coded: Coded
    function: str
    name: str
    personnel_number: str

    @property
    def one_at_a_time(self) -> tuple[identity.Hash, str] | None:
        """Of whom and for which function there can be no other one under way; nothing where there can."""
        if self.coded.result != Result.PENDING or not self.personnel_number:
            return None
        function = rules.function_key(self.function)
        return (identity.screening_hash(self.personnel_number), function) if function else None


class TrajectoryImport(RowImport[TrajectoryRow]):
    """A file of trajectories."""

    file_kind, dated = FileKind.TRAJECTORIES, "started_on"
    tried, imported = Kind.SCREENING_IMPORT_TRIED, Kind.SCREENING_IMPORTED
    fields = Fields(
        dates=("started_on", "completed_on", "stage_on"),
        choices={"subject_group": SubjectGroup, "result": Result, "stage": StageKind},
        lists={"level": Level, "occasion": Occasion, "ground": Ground, "unit": Unit},
        texts={"reference": 14, "function": _LONGEST, "name": _LONGEST, "personnel_number": _LONGEST},
        required=("started_on", "level", "occasion", "subject_group", "result"),
        may_be_empty=("stage", "ground"),
        identity=("name", "personnel_number"),
    )
    defaults = {
        **dict.fromkeys(("completed_on", "stage_on")),
        **dict.fromkeys(("stage", "ground", "reference", "function", "name", "personnel_number"), ""),
        "unit": "unknown",
    }
    summary: TrajectorySummary

    def new_summary(self) -> TrajectorySummary:
        self._shared: dict[Coded, Coded] = {}
        return TrajectorySummary()

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        if "reference" in self.profile.fields and not _REFERENCE.fullmatch(values["reference"]):
            yield "reference", _("This is no reference of a trajectory.")
        yield from standing.problems(values)

    def made(self, row: int, number: str, values: Mapping[str, Any]) -> TrajectoryRow:
        is_open = values["result"] == Result.PENDING
        implied = values["started_on"] if is_open else values["completed_on"]
        stage = values["stage"] or (StageKind.REQUESTED.value if is_open else StageKind.DECISION.value)
        coded = Coded(*({**values, "stage": stage}[name] for name in Coded._fields))
        return TrajectoryRow(
            row=row,
            number=number,
            reference=number if values["reference"] == number else values["reference"],
            started_on=values["started_on"],
            completed_on=values["completed_on"],
            stage_on=values["stage_on"] or implied,
            coded=self._shared.setdefault(coded, coded),
            function=values["function"],
            name=values["name"],
            personnel_number=values["personnel_number"],
        )

    def day_of(self, row: TrajectoryRow) -> datetime.date:
        return row.started_on

    def among_themselves(self) -> None:
        self.refuse_twins(lambda row: row.number, "number", SAME_NUMBER)
        if self.reader.column_of("reference") not in {"", self.profile.number}:
            self.refuse_twins(lambda row: row.reference, "reference", SAME_NUMBER)
        self.refuse_twins(lambda row: row.one_at_a_time, "function", SAME_FUNCTION)

    def compare(self) -> None:
        known = self._known()
        self._tell_differences(known)
        new = [row for row in self.rows if row.number not in known]
        open_ones = self._open_ones(new)
        left = [row for row in new if not self.refuse(row, _twice(row, open_ones))]
        self.summary.known_trajectories, self.summary.trajectories = len(known), len(left)
        self.keep(left)

    def _seen(self) -> TrajectoryQuerySet:
        return Trajectory.objects.all() if self.by is None else access.visible_to(self.by)

    def _known(self) -> dict[str, int]:
        """The numbers of rows that are here already, within what who imports may see, each with its key.

        What he may not see he is not told of: such a row comes in anew.
        """
        numbers = {row.number for row in self.rows}
        came = self._seen().filter(register=self.profile.register).order_by().values_list("register_number", "pk")
        known = {number: pk for number, pk in came.iterator() if number in numbers}
        for some in batches([row for row in self.rows if row.reference], actions.BATCH):
            asked = {row.reference: row.number for row in some}
            found = self._seen().filter(reference__in=list(asked)).order_by()
            known |= {asked[reference]: pk for reference, pk in found.values_list("reference", "pk")}
        return known

    def _tell_differences(self, known: Mapping[str, int]) -> None:
        """A warning for each row that is known otherwise; what the profile does not name is not compared."""
        names = [name for name in actions.COLUMNS if name in self.profile.fields]
        columns = [actions.COLUMNS[name] for name in names]
        for some in batches([row for row in self.rows if row.number in known], actions.BATCH):
            stored = {
                pk: said
                for pk, *said in Trajectory.objects.filter(pk__in=[known[row.number] for row in some])
                .order_by()
                .values_list("pk", *columns)
            }
            for row in some:
                if stored.get(known[row.number]) != [actions.stored(row, name) for name in names]:
                    self.summary.warnings.append(note(row.row, self.profile.number, row.number, DIFFERS))

    def _open_ones(self, rows: Sequence[TrajectoryRow]) -> dict[tuple[str, str], str]:
        keys = (row.one_at_a_time for row in rows)
        return access.open_ones(self.by, {key[0] for key in keys if key})

    def write(self, run: ImportRun) -> None:
        wait_in_line()
        open_ones = self._open_ones(self.rows)
        if self._known() or any(row.one_at_a_time in open_ones for row in self.rows):
            raise Overtaken
        self.vocabulary.units.create(row.coded.unit for row in self.rows)
        actions.take_over(self.rows, by=self.by, run=run, items=self.vocabulary.items)


def _twice(row: TrajectoryRow, open_ones: Mapping[tuple[str, str], str]) -> Iterator[Problem]:
    """What is said of a row that would be the second one under way, of a person for a function."""
    key = row.one_at_a_time
    if key and key in open_ones:
        yield "function", rules.TWICE % {"reference": open_ones[key]}
