"""All rows of a table, put together into cases; a case with a refused row is refused whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.imports.rows import Act, RowReader
from lib.problems import in_words
from office.importruns import Note, Summary, note
from office.profiles import Profile
from office.tabular import Table

MOST_ROWS = 32_767
"""What the number of an allegation in its case can hold."""


@dataclass
class CaseSummary(Summary):
    """The result of an import of cases."""

    counted: ClassVar[Mapping[str, str | Promise]] = {
        "cases": gettext_lazy("Cases created"),
        "known_cases": gettext_lazy("Cases known already"),
        "refused_cases": gettext_lazy("Cases refused"),
    }

    cases: int = 0
    """Those created, or, in a dry run, those that would be."""
    known_cases: int = 0
    refused_cases: int = 0


@dataclass
class Gathered:
    """The cases of a table: the acts of each, in the order of the file."""

    cases: dict[str, list[Act]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    """The case numbers that are refused, each with the first row that was the reason."""
    refused_rows: set[int] = field(default_factory=set)


def gather(table: Table, reader: RowReader, profile: Profile, summary: CaseSummary) -> Gathered:
    """Read every row; what is refused or doubtful goes into `summary`.

    Holds a few machine values for each row that is good, and the notes of those that are not. Raises Unreadable.
    """
    gathered = Gathered()
    for row, cells in table.rows():
        summary.rows += 1
        reading = reader.read(row, cells)
        summary.warnings += reading.warnings
        if reading.act is not None:
            gathered.cases.setdefault(reading.number, []).append(reading.act)
            continue
        summary.errors += reading.errors
        gathered.refused_rows.add(row)
        if reading.number:
            gathered.refused.setdefault(reading.number, row)
    _refuse_whole(gathered, profile, summary)
    summary.errors.sort(key=lambda error: error.row or 0)
    summary.refused_rows, summary.refused_cases = len(gathered.refused_rows), len(gathered.refused)
    return gathered


def _refuse_whole(gathered: Gathered, profile: Profile, summary: CaseSummary) -> None:
    """Take out the cases of which a row was refused, and those that no case could hold."""
    for number, row in gathered.refused.items():
        sentence = _("Refused with its case, because row %(row)s is refused.") % {"row": row}
        _refuse(gathered, number, sentence, profile, summary)
    for number in [number for number, acts in gathered.cases.items() if len(acts) > MOST_ROWS]:
        gathered.refused[number] = gathered.cases[number][0].row
        sentence = _("A case has %(most)s rows at most.") % {"most": MOST_ROWS}
        _refuse(gathered, number, sentence, profile, summary)
    if "reference" in profile.fields:
        _refuse_twins(gathered, profile, summary)


def _refuse_twins(gathered: Gathered, profile: Profile, summary: CaseSummary) -> None:
    """Take out the cases with two references, and those that have one together: nothing says which is right."""
    first: dict[str, str] = {}
    twins: dict[str, str] = {}
    for number, acts in gathered.cases.items():
        reference = acts[0].reference
        if any(act.reference != reference for act in acts):
            twins[number] = _("The rows of this case have different references.")
            continue
        other = first.setdefault(reference, number)
        if other != number:
            sentence = _("Row %(row)s has the same reference. Keep one of them.")
            twins.setdefault(other, sentence % {"row": acts[0].row})
            twins[number] = sentence % {"row": gathered.cases[other][0].row}
    for number, sentence in twins.items():
        gathered.refused[number] = gathered.cases[number][0].row
        _refuse(gathered, number, sentence, profile, summary)


def _refuse(gathered: Gathered, number: str, sentence: str, profile: Profile, summary: CaseSummary) -> None:
    for act in gathered.cases.pop(number, ()):
        summary.errors.append(note(act.row, profile.number, number, sentence))
        gathered.refused_rows.add(act.row)


def doubts(cases: Mapping[str, Sequence[Act]], profile: Profile) -> Iterator[Note]:
    """What a person should look at: exact duplicates, which stay, and days of receipt that disagree."""
    for number, acts in cases.items():
        first: dict[int, int] = {}
        for act in acts:
            if act.fingerprint in first:
                sentence = _("The row is an exact duplicate of row %(row)s: both stay.") % {
                    "row": first[act.fingerprint]
                }
                yield note(act.row, profile.number, number, sentence)
            first.setdefault(act.fingerprint, act.row)
        other = next((act for act in acts if act.received_on != acts[0].received_on), None)
        if other is not None:
            day = in_words(min(act.received_on for act in acts))
            sentence = _("The rows of this case disagree on the day of receipt: the earliest counts, %(day)s.") % {
                "day": day
            }
            yield note(other.row, profile.number, number, sentence)
