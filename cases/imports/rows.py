"""A row of a file becomes an act: its cells mapped by the profile and held against the rules, without a form."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import rules
from cases.imports.vocabulary import DEFAULTS, Vocabulary
from cases.models.values import Finding
from lib.problems import Problem
from office.importruns import Note, note
from office.profiles import Field, Profile, Unmapped, folded
from office.tabular import Table

# As long as the column in which a case keeps it.
_LONGEST_NUMBER = 120


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


@dataclass
class Reading:
    """What reading one row gave: the number of its case, and the act, or else the reasons why there is none."""

    number: str = ""
    act: Act | None = None
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)


class RowReader:
    """Reads the rows of one table by one profile."""

    def __init__(self, table: Table, profile: Profile, vocabulary: Vocabulary) -> None:
        """Raises Unreadable if the table lacks a column that the profile names."""
        self._profile, self._vocabulary = profile, vocabulary
        self._width, self._named = len(table.header), table.named_rows
        self._places = table.places(profile.columns)
        # Whether an ended case needs its reason depends on the finding, so that field comes last.
        self._fields = sorted(profile.fields.items(), key=lambda item: item[0] == "ended_reason")
        self._shared: dict[Coded, Coded] = {}

    def read(self, row: int, cells: list[str]) -> Reading:
        """Map and check one row."""
        place = self._places[self._profile.number]
        reading = Reading(self._profile.text_of(cells[place]) if place < len(cells) else "")
        if len(cells) != self._width:
            reading.errors.append(note(row, "", "", self._wrong_width(len(cells))))
            return reading
        number_problem = _number_problem(reading.number)
        if number_problem:
            reading.errors.append(note(row, self._profile.number, reading.number, number_problem))
            reading.number = ""
            return reading
        values = self._values(row, cells, reading)
        if not reading.errors:
            self._hold_against_rules(row, cells, values, reading)
        if not reading.errors:
            coded = Coded(*(values[name] for name in Coded._fields))
            coded = self._shared.setdefault(coded, coded)
            fingerprint = hash(tuple(cells[self._named :]))
            reading.act = Act(row, values["received_on"], values["found_on"], coded, fingerprint)
        return reading

    def _wrong_width(self, width: int) -> str:
        return ngettext(
            "The row has %(width)s cell where the header has %(expected)s.",
            "The row has %(width)s cells where the header has %(expected)s.",
            width,
        ) % {"width": width, "expected": self._width}

    def _values(self, row: int, cells: list[str], reading: Reading) -> dict[str, Any]:
        """The value of each field; what cannot be mapped goes into the errors of `reading`."""
        values: dict[str, Any] = {**DEFAULTS, "found_on": None}
        for name, source in self._fields:
            text = self._text(cells, source.column)
            try:
                values[name] = self._value(name, source, text, values)
            except Unmapped as problem:
                reading.errors.append(note(row, source.column, text, problem))
        if values.get("finding") != Finding.ENDED:
            values["ended_reason"] = ""
        return values

    def _text(self, cells: list[str], column: str) -> str:
        return self._profile.text_of(cells[self._places[column]]) if column else ""

    def _value(self, name: str, source: Field, text: str, values: dict[str, Any]) -> Any:
        if name == "received_on" and not text:
            raise Unmapped(_("The date is missing."))
        if name in {"received_on", "found_on"}:
            return self._profile.date_of(text) if text else None
        if name == "ended_reason" and values.get("finding") != Finding.ENDED:
            return ""
        if source.create and text and folded(text) not in source.values:
            return self._vocabulary.units.named(text).key
        value = source.value_of(text)
        if not self._vocabulary.has(name, value):
            raise Unmapped(_("The register does not have this value."))
        return value

    def _hold_against_rules(self, row: int, cells: list[str], values: dict[str, Any], reading: Reading) -> None:
        """Hold the values against the rules; a finding that is still open loses its date, once that date holds."""
        received_on, found_on = values["received_on"], values["found_on"]
        problems: list[Problem] = [
            *rules.received_problems(received_on),
            *rules.finding_problems({"found_on": found_on}, received_on),
        ]
        if values["finding"] == Finding.PENDING and found_on and not problems:
            column = self._profile.fields["found_on"].column
            sentence = _("The finding is still open: this date was left out.")
            reading.warnings.append(note(row, column, self._text(cells, column), sentence))
            values["found_on"] = found_on = None
        if not problems:
            problems = list(self._problems(values, received_on))
        for name, why in problems:
            mapped = self._profile.fields.get(name.removeprefix("established_"))
            column = mapped.column if mapped else ""
            error = note(row, column, self._text(cells, column), why)
            if error not in reading.errors:
                reading.errors.append(error)

    def _problems(self, values: dict[str, Any], received_on: datetime.date) -> Iterator[Problem]:
        """What the rules say of one allegation; of a confirmed one what was alleged counts as established."""
        items = self._vocabulary.items
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
