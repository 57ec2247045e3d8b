"""What came of a file that was imported: the summary for the person, and the row that stays."""

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import User
from office.models import ImportRun
from office.profiles import Profile

_SHOWN = 200


class Note(NamedTuple):
    """Something to tell about a row (none: about the file), a column and its value there."""

    row: int | None
    column: str
    value: str
    message: str


def note(row: int | None, column: str, value: str, message: Any) -> Note:
    """A note whose value is cut to what can be read."""
    return Note(row, column, value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…", str(message))


@dataclass
class Summary:
    """The result of an import. `rows` is always `accepted_rows` and `refused_rows` together."""

    rows: int = 0
    refused_rows: int = 0
    cases: int = 0
    """Those created, or, in a dry run, those that would be."""
    known_cases: int = 0
    refused_cases: int = 0
    warnings: list[Note] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)

    @property
    def accepted_rows(self) -> int:
        """The rows that are in the register now: new ones, and those of cases that it had already."""
        return self.rows - self.refused_rows

    def as_json(self) -> dict[str, Any]:
        """The summary as machines read it."""
        return {
            "rows": self.rows,
            "accepted_rows": self.accepted_rows,
            "refused_rows": self.refused_rows,
            "cases": self.cases,
            "known_cases": self.known_cases,
            "refused_cases": self.refused_cases,
            "warnings": [warning._asdict() for warning in self.warnings],
            "errors": [error._asdict() for error in self.errors],
        }


def record_run(
    *, by: User | None, profile: Profile, sha256: str, started_at: datetime.datetime, summary: Summary
) -> ImportRun:
    """Keep that a file came in: which, by whom, with what result."""
    return ImportRun.objects.create(
        register=profile.register,
        profile=profile.name,
        sha256=sha256,
        started_at=started_at,
        by=by,
        rows=summary.rows,
        accepted_rows=summary.accepted_rows,
        refused_rows=summary.refused_rows,
    )
