"""What came of a file that was imported: the summary for the person, and the row that stays."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from django.utils.functional import Promise

from accounts.models import User
from office.models import ImportRun
from office.profiles import Profile

_SHOWN = 200


class Note(NamedTuple):
    """Something to tell about a row (none: about the file), a column and its value there.

    The value is none where it says who somebody is: the row is enough to find it.
    """

    row: int | None
    column: str
    value: str | None
    message: str


def note(row: int | None, column: str, value: str | None, message: Any) -> Note:
    """A note whose value is cut to what can be read."""
    return Note(row, column, value if not value or len(value) <= _SHOWN else f"{value[:_SHOWN]}…", str(message))


@dataclass
class Summary:
    """The result of an import. `rows` is always `accepted_rows` and `refused_rows` together.

    What became of the rows is counted by each kind of file in fields of its own, which `counted` names.
    """

    counted: ClassVar[Mapping[str, str | Promise]] = {}
    """The fields that count what came of the rows, in their order, with what they are called on a screen."""

    rows: int = 0
    refused_rows: int = 0
    warnings: list[Note] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)

    @property
    def accepted_rows(self) -> int:
        """The rows that are in the register now: new ones, and those that it had already."""
        return self.rows - self.refused_rows

    @property
    def counts(self) -> dict[str, int]:
        """What came of the rows, by the names of `counted`."""
        return {name: getattr(self, name) for name in self.counted}

    def as_json(self) -> dict[str, Any]:
        """The summary as machines read it."""
        return {
            "rows": self.rows,
            "accepted_rows": self.accepted_rows,
            "refused_rows": self.refused_rows,
            **self.counts,
            "warnings": [warning._asdict() for warning in self.warnings],
            "errors": [error._asdict() for error in self.errors],
        }

    def reasons(self) -> dict[int, str]:
        """Every refused row, with all that is wrong with it in one cell."""
        reasons: dict[int, list[str]] = {}
        for error in self.errors:
            reason = f"{error.column}: {error.message}" if error.column else error.message
            reasons.setdefault(error.row or 0, []).append(reason)
        return {row: " | ".join(said) for row, said in reasons.items()}


def record_run(
    *, kind: str, by: User | None, profile: Profile, sha256: str, started_at: datetime.datetime, summary: Summary
) -> ImportRun:
    """Keep that a file came in: which, by whom, with what result."""
    return ImportRun.objects.create(
        kind=kind,
        register=profile.register,
        profile=profile.name,
        sha256=sha256,
        started_at=started_at,
        by=by,
        rows=summary.rows,
        accepted_rows=summary.accepted_rows,
        refused_rows=summary.refused_rows,
    )
