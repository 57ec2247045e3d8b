"""A file of staff: those who are not known come in, and of those who are what the file says holds."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib import identity
from lib.batches import batches
from lib.problems import Problem
from office.importfields import Fields
from office.importing import Overtaken
from office.importruns import Summary
from office.models import FileKind, ImportRun, Unit
from office.queue import wait_in_line
from screening.imports.people import SAME_PERSON, PeopleImport
from screening.staff import access, rules
from screening.staff.actions import enter_many, several

_LONGEST_NAME = 120


@dataclass
class StaffSummary(Summary):
    """The result of an import of staff."""

    counted: ClassVar[Mapping[str, str | Promise]] = {
        "staff": _("Staff created"),
        "updated_staff": _("Staff updated"),
        "known_staff": _("Staff known already, and unchanged"),
    }

    staff: int = 0
    updated_staff: int = 0
    known_staff: int = 0


class StaffRow(NamedTuple):
    """Somebody in service, as a row says it."""

    row: int
    number: str
    said: Mapping[str, Any]


class StaffImport(PeopleImport[StaffRow]):
    """A file of staff."""

    file_kind, dated = FileKind.STAFF, "in_service_from"
    fields = Fields(
        dates=("in_service_from", "in_service_to"),
        lists={"unit": Unit},
        texts={"name": _LONGEST_NAME},
        may_be_empty=("unit",),
        identity=("name",),
        number_is_personal=True,
    )
    summary: StaffSummary

    def new_summary(self) -> StaffSummary:
        return StaffSummary()

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        yield from super().problems(values)
        yield from rules.service_problems(values.get("in_service_from"), values.get("in_service_to"))

    def made(self, row: int, number: str, values: Mapping[str, Any]) -> StaffRow:
        """What the profile leaves out, the row says nothing of: not that it is empty."""
        unit = values.get("unit")
        return StaffRow(row, number, {**values, "unit": self.vocabulary.items["unit"][unit] if unit else None})

    def day_of(self, row: StaffRow) -> datetime.date | None:
        day: datetime.date | None = row.said.get("in_service_from")
        return day

    def among_themselves(self) -> None:
        self.refuse_twins(lambda row: identity.normalised(row.number), "number", SAME_PERSON)

    def compare(self) -> None:
        left: list[StaffRow] = []
        for some in batches(self.rows):
            left += self._differing(some)
        self.keep(left)

    def _differing(self, rows: Sequence[StaffRow]) -> Iterator[StaffRow]:
        """The rows that say something new."""
        known = access.known([row.number for row in rows], to=self.by)
        days = rules.days_of(list(known.values()))
        for row in rows:
            staff = known.get(identity.normalised(row.number))
            if staff is None:
                self.summary.staff += 1
                yield row
                continue
            after = several.said_of(staff, row.said)
            happened = days[staff.pk]
            if self.refuse(row, rules.service_problems(after["in_service_from"], after["in_service_to"], happened)):
                continue
            if any(getattr(staff, name) != value for name, value in after.items()):
                self.summary.updated_staff += 1
                yield row
            else:
                self.summary.known_staff += 1

    def write(self, run: ImportRun) -> None:
        wait_in_line()
        self.vocabulary.units.create(row.said["unit"].pk for row in self.rows if row.said["unit"])
        new = changed = 0
        for some in batches(self.rows):
            entered = enter_many(by=self.by, rows=[row.said for row in some], run=run)
            new, changed = new + entered.new, changed + entered.changed
        if (new, changed) != (self.summary.staff, self.summary.updated_staff):
            raise Overtaken
