"""Small files for the import tests: a register of one's own, with a profile that reads it."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from accounts.models import User
from cases.imports import PROFILES, CaseImport, CaseSummary
from office import profiles
from office.profiles import Profile

REGISTERS = Path(__file__).resolve().parent.parent / "registers"
COLUMNS = ("number", "received", "done", "verdict", "unit", "kind", "to", "remark")
ROW = {
    "number": "A-1",
    "received": "2017-03-01",
    "done": "2017-04-01",
    "verdict": "no",
    "unit": "North",
    "kind": "gift",
}
PROFILE = """
register = "own"
number = "number"
date_formats = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"]
blanks = ["-"]
[fields.received_on]
column = "received"
[fields.found_on]
column = "done"
[fields.finding]
column = "verdict"
blank = "pending"
values = { "yes" = "confirmed", "no" = "refuted", "no case" = "ended_without_finding" }
[fields.unit]
column = "unit"
blank = "unknown"
create = true
[fields.category]
column = "kind"
values = { "gift" = "financial", "talk" = "disclosure", "look" = "own_use" }
[fields.recipient]
column = "to"
blank = "unknown"
"""


def profile_named(name: str) -> Profile:
    """The profile that ships under this name, or the file of this name."""
    return profiles.load(name, PROFILES)


def bring_in(path: Path, profile: Profile, *, by: User | None = None, **options: Any) -> CaseSummary:
    """Import the file at `path`; `options` are those of `Import.bring_in`."""
    file = CaseImport(path, profile, by=by)
    file.bring_in(**options)
    return file.summary


def row(**cells: str) -> dict[str, str]:
    """A row that is good, but for what `cells` says."""
    return {**ROW, **cells}


def write_rows(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> Path:
    """Write rows under a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_profile(folder: Path, text: str = PROFILE) -> str:
    """Write the profile that reads such rows; returns its name for the command."""
    path = folder / "own.toml"
    path.write_text(text)
    return str(path)


def bring(folder: Path, *rows: Mapping[str, str], **options: Any) -> CaseSummary:
    """Import `rows` as a file in `folder`."""
    path = write_rows(folder / "rows.csv", rows)
    return bring_in(path, profile_named(write_profile(folder)), **options)


def said(summary: CaseSummary) -> list[tuple[int | None, str, str | None]]:
    """Row, column and value of each error."""
    return [(error.row, error.column, error.value) for error in summary.errors]
