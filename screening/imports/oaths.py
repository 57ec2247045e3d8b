"""A file of oaths and promises: who was sworn in on which day. Which of the two it was, no file says."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib import identity
from lib.problems import Problem, receipt_problems
from office.importfields import Fields
from office.importruns import Summary
from office.models import FileKind, ImportRun
from screening.imports.people import SAME_PERSON, PeopleImport, members, of_refusal
from screening.staff import rules
from screening.staff.actions import swear_in


@dataclass
class OathSummary(Summary):
    """The result of an import of oaths."""

    counted: ClassVar[Mapping[str, str | Promise]] = {
        "oaths": _("Oaths or promises recorded"),
        "known_oaths": _("Oaths or promises known already"),
    }

    oaths: int = 0
    known_oaths: int = 0


class OathRow(NamedTuple):
    """The day on which somebody was sworn in."""

    row: int
    number: str
    sworn_in_on: datetime.date


class OathImport(PeopleImport[OathRow]):
    """A file of oaths and promises."""

    file_kind, dated = FileKind.OATHS, "sworn_in_on"
    fields = Fields(dates=("sworn_in_on",), required=("sworn_in_on",), number_is_personal=True)
    summary: OathSummary

    def new_summary(self) -> OathSummary:
        return OathSummary()

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        yield from super().problems(values)
        yield from receipt_problems("sworn_in_on", values["sworn_in_on"])

    def made(self, row: int, number: str, values: Mapping[str, Any]) -> OathRow:
        return OathRow(row, number, values["sworn_in_on"])

    def day_of(self, row: OathRow) -> datetime.date:
        return row.sworn_in_on

    def among_themselves(self) -> None:
        self.refuse_twins(lambda row: identity.normalised(row.number), "number", SAME_PERSON)

    def compare(self) -> None:
        self._days: dict[datetime.date, list[int]] = {}
        left: list[OathRow] = []
        for row, staff in self.among_staff():
            if staff.sworn_in_on == row.sworn_in_on:
                self.summary.known_oaths += 1
                continue
            refused = self.refuse(
                row,
                [
                    *of_refusal("sworn_in_on", rules.check_can_swear, [staff]),
                    *rules.day_problems("sworn_in_on", row.sworn_in_on, [staff]),
                ],
            )
            if not refused:
                left.append(row)
                self._days.setdefault(row.sworn_in_on, []).append(staff.pk)
        self.summary.oaths = len(left)
        self.keep(left)

    def write(self, run: ImportRun) -> None:
        for day, keys in sorted(self._days.items()):
            swear_in(by=self.by, staff=list(members(keys)), sworn_in_on=day)
