"""A row of a file becomes an act: its cells mapped by the profile and held against the rules, without a form."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cases import rules
from cases.imports.vocabulary import DEFAULTS, Vocabulary
from cases.models.values import Finding
from lib.problems import Problem
from lib.publickey import ALPHABET
from office.importfields import Reader
from office.importruns import Note, note
from office.profiles import Field, Profile
from office.tabular import Table

# As long as the column in which a case keeps it.
_LONGEST_NUMBER = 120
_REFERENCE = re.compile(rf"\d{{4}}-[{ALPHABET}]{{5}}")


class Coded(NamedTuple):
    """What a row comes to in machine values. Rows that come to the same share one."""

    category: str
    recipient: str
    recipient_type: str
    unit: str
    information: str
    system: str
    channel: str
    cause: str
    damage: str
    finding: str
    ended_reason: str


class Act(NamedTuple):
    """One row that holds: an allegation to be, with the number of its row and a fingerprint of its cells."""

    row: int
    received_on: datetime.date
    found_on: datetime.date | None
    coded: Coded
    fingerprint: int
    reference: str = ""
    """The reference of a case of ours; nothing where the file has none."""


@dataclass
class Reading:
    """What reading one row gave: the number of its case, and the act, or else the reasons why there is none."""

    number: str = ""
    act: Act | None = None
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)


class RowReader(Reader):
    """Reads the rows of one table by one profile."""

    def __init__(self, table: Table, profile: Profile, vocabulary: Vocabulary) -> None:
        """Raises Unreadable if the table lacks a column that the profile names."""
        super().__init__(table, profile, vocabulary)
        self._named = table.named_rows
        # Whether an ended case needs its reason depends on the finding, so that field comes last.
        self.fields.sort(key=lambda item: item[0] == "ended_reason")
        self._shared: dict[Coded, Coded] = {}

    def read(self, row: int, cells: list[str]) -> Reading:
        """Map and check one row."""
        place = self.places[self.profile.number]
        reading = Reading(self.profile.text_of(cells[place]) if place < len(cells) else "")
        wrong_width = self.wrong_width(cells)
        if wrong_width:
            reading.errors.append(note(row, "", "", wrong_width))
            return reading
        number_problem = _number_problem(reading.number)
        if number_problem:
            reading.errors.append(note(row, self.profile.number, reading.number, number_problem))
            reading.number = ""
            return reading
        values = self.values(row, cells, {**DEFAULTS, "found_on": None}, reading.errors)
        if values.get("finding") != Finding.ENDED:
            values["ended_reason"] = ""
        if not reading.errors:
            self._hold_against_rules(row, cells, values, reading)
        if not reading.errors:
            coded = Coded(*(values[name] for name in Coded._fields))
            coded = self._shared.setdefault(coded, coded)
            fingerprint = hash(tuple(cells[self._named :]))
            reference = reading.number if values["reference"] == reading.number else values["reference"]
            reading.act = Act(row, values["received_on"], values["found_on"], coded, fingerprint, reference)
        return reading

    def value(self, name: str, source: Field, text: str, values: Mapping[str, Any]) -> Any:
        if name == "ended_reason" and values.get("finding") != Finding.ENDED:
            return ""
        return super().value(name, source, text, values)

    def _hold_against_rules(self, row: int, cells: list[str], values: dict[str, Any], reading: Reading) -> None:
        """Hold the values against the rules; a finding that is still open loses its date, once that date holds."""
        received_on, found_on = values["received_on"], values["found_on"]
        problems: list[Problem] = [
            *self._reference_problems(values["reference"]),
            *rules.received_problems(received_on),
            *rules.finding_problems({"found_on": found_on}, received_on),
        ]
        if values["finding"] == Finding.PENDING and found_on and not problems:
            column = self.profile.fields["found_on"].column
            sentence = _("The finding is still open: this date was left out.")
            reading.warnings.append(self.note(row, cells, column, sentence))
            values["found_on"] = found_on = None
        if not problems:
            problems = list(self._problems(values, received_on))
        on_fields = ((name.removeprefix("established_"), why) for name, why in problems)
        reading.errors += self.notes_of(on_fields, row, cells)

    def _reference_problems(self, reference: str) -> Iterator[Problem]:
        if "reference" in self.profile.fields and not _REFERENCE.fullmatch(reference):
            yield "reference", _("This is no reference of a case.")

    def _problems(self, values: dict[str, Any], received_on: datetime.date) -> Iterator[Problem]:
        """What the rules say of one allegation; of a confirmed one what was alleged counts as established."""
        items = self.vocabulary.items
        alleged = {
            "category": items["category"][values["category"]],
            "recipient": values["recipient"],
            "recipient_type": items["recipient_type"][values["recipient_type"]],
        }
        yield from rules.allegation_problems(alleged)
        found: dict[str, Any] = {name: values[name] for name in ("finding", "found_on", "ended_reason")}
        if values["finding"] == Finding.CONFIRMED:
            found |= {f"established_{name}": value for name, value in alleged.items()}
            found["established_cause"] = items["cause"][values["cause"]]
        yield from rules.finding_problems(found, received_on)


def _number_problem(number: str) -> str:
    if not number:
        return _("The row has no case number.")
    if len(number) > _LONGEST_NUMBER or not number.isprintable():
        return _("A case number has %(most)s printable characters at most.") % {"most": _LONGEST_NUMBER}
    return ""
