"""A file of training sessions: when, for which unit, on what, with how many. Nobody is named in it."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.kinds import Kind
from lib.batches import batches
from lib.problems import Problem
from office.importfields import Fields
from office.importing import Overtaken
from office.importrows import SAME_NUMBER, RowImport
from office.importruns import Summary, note
from office.models import FileKind, ImportRun, TrainingTopic, Unit
from office.queue import wait_in_line
from screening.models import TrainingSession
from screening.staff import access, rules
from screening.staff.actions import record_sessions

DIFFERS = _("The row differs from the session that the register has already: that stays as it is.")


@dataclass
class TrainingSummary(Summary):
    """The result of an import of training sessions."""

    counted: ClassVar[Mapping[str, str | Promise]] = {
        "sessions": _("Sessions created"),
        "known_sessions": _("Sessions known already"),
    }

    sessions: int = 0
    known_sessions: int = 0


class Session(NamedTuple):
    """What is kept of a session."""

    held_on: datetime.date
    unit: str
    topic: str
    attending: int


class SessionRow(NamedTuple):
    """A session, under its number in the register that it comes from."""

    row: int
    number: str
    session: Session


class TrainingImport(RowImport[SessionRow]):
    """A file of training sessions, each known by the profile's register and its number there."""

    file_kind, dated = FileKind.TRAINING, "held_on"
    tried, imported = Kind.TRAINING_IMPORT_TRIED, Kind.TRAINING_IMPORTED
    fields = Fields(
        dates=("held_on",),
        lists={"unit": Unit, "topic": TrainingTopic},
        counts=("attending",),
        required=("held_on", "topic", "attending"),
    )
    defaults = {"unit": "unknown"}
    summary: TrainingSummary

    def new_summary(self) -> TrainingSummary:
        return TrainingSummary()

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        return rules.session_problems(values["held_on"], values["attending"])

    def made(self, row: int, number: str, values: Mapping[str, Any]) -> SessionRow:
        return SessionRow(row, number, Session(*(values[name] for name in Session._fields)))

    def day_of(self, row: SessionRow) -> datetime.date:
        return row.session.held_on

    def among_themselves(self) -> None:
        self.refuse_twins(lambda row: row.number, "number", SAME_NUMBER)

    def compare(self) -> None:
        known = self._known()
        for row in self.rows:
            if known.get(row.number, row.session) != row.session:
                self.summary.warnings.append(note(row.row, self.profile.number, row.number, DIFFERS))
        self.summary.known_sessions = sum(row.number in known for row in self.rows)
        self.keep([row for row in self.rows if row.number not in known])
        self.summary.sessions = len(self.rows)

    def _known(self) -> dict[str, Session]:
        """The sessions of this register that came in before; one that was registered in error may come in again."""
        seen = TrainingSession.objects.all() if self.by is None else access.sessions_visible_to(self.by)
        came = seen.filter(register=self.profile.register, counted=True).order_by()
        rows: Any = came.values_list("register_number", "held_on", "unit_id", "topic_id", "attending")
        return {number: Session(*said) for number, *said in rows.iterator()}

    def write(self, run: ImportRun) -> None:
        wait_in_line()
        if self._known().keys() & {row.number for row in self.rows}:
            raise Overtaken
        self.vocabulary.units.create(row.session.unit for row in self.rows)
        for some in batches(self.rows):
            record_sessions(by=self.by, sessions=[self._said(row, run) for row in some])

    def _said(self, row: SessionRow, run: ImportRun) -> dict[str, Any]:
        items = self.vocabulary.items
        return {
            "held_on": row.session.held_on,
            "unit": items["unit"][row.session.unit],
            "topic": items["topic"][row.session.topic],
            "attending": row.session.attending,
            "register": self.profile.register,
            "register_number": row.number,
            "import_run": run,
        }
