"""A file of acknowledgements of the professional code: who acknowledged which edition on which day."""

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
from office.models import CodeEdition, FileKind, ImportRun
from screening.imports.people import PeopleImport, members, of_refusal
from screening.models import Acknowledgement
from screening.staff import rules
from screening.staff.actions import acknowledge

SAME_EDITION = _("Row %(row)s is about the same person and edition. Keep one of them.")


@dataclass
class CodeSummary(Summary):
    """The result of an import of acknowledgements."""

    counted: ClassVar[Mapping[str, str | Promise]] = {
        "acknowledgements": _("Acknowledgements recorded"),
        "known_acknowledgements": _("Acknowledgements known already"),
    }

    acknowledgements: int = 0
    known_acknowledgements: int = 0


class CodeRow(NamedTuple):
    """The day on which somebody acknowledged an edition."""

    row: int
    number: str
    edition: str
    acknowledged_on: datetime.date


class CodeImport(PeopleImport[CodeRow]):
    """A file of acknowledgements of the code."""

    file_kind, dated = FileKind.CODE, "acknowledged_on"
    fields = Fields(
        dates=("acknowledged_on",),
        lists={"edition": CodeEdition},
        required=("acknowledged_on", "edition"),
        number_is_personal=True,
    )
    summary: CodeSummary

    def new_summary(self) -> CodeSummary:
        return CodeSummary()

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        yield from super().problems(values)
        yield from receipt_problems("acknowledged_on", values["acknowledged_on"])

    def made(self, row: int, number: str, values: Mapping[str, Any]) -> CodeRow:
        return CodeRow(row, number, values["edition"], values["acknowledged_on"])

    def day_of(self, row: CodeRow) -> datetime.date:
        return row.acknowledged_on

    def among_themselves(self) -> None:
        self.refuse_twins(lambda row: (identity.normalised(row.number), row.edition), "number", SAME_EDITION)

    def compare(self) -> None:
        self._days: dict[tuple[datetime.date, str], list[int]] = {}
        left: list[CodeRow] = []
        known = self._known()
        for row, staff in self.among_staff():
            before = known.get((staff.pk, row.edition))
            if before == row.acknowledged_on:
                self.summary.known_acknowledgements += 1
                continue
            done = {staff.pk} if before else set()
            refused = self.refuse(
                row,
                [
                    *of_refusal("acknowledged_on", rules.check_can_acknowledge, [staff], done),
                    *rules.day_problems("acknowledged_on", row.acknowledged_on, [staff]),
                ],
            )
            if not refused:
                left.append(row)
                self._days.setdefault((row.acknowledged_on, row.edition), []).append(staff.pk)
        self.summary.acknowledgements = len(left)
        self.keep(left)

    def _known(self) -> dict[tuple[int, str], datetime.date]:
        """When each member of staff acknowledged the editions of the file."""
        made = Acknowledgement.objects.filter(edition__in={row.edition for row in self.rows}, withdrawn=False)
        rows = made.order_by().values_list("staff_id", "edition_id", "acknowledged_on")
        return {(staff, edition): day for staff, edition, day in rows.iterator()}

    def write(self, run: ImportRun) -> None:
        for (day, edition), keys in sorted(self._days.items()):
            acknowledge(
                by=self.by,
                staff=list(members(keys)),
                edition=self.vocabulary.items["edition"][edition],
                acknowledged_on=day,
                run=run,
            )
