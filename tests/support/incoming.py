"""Small files for the imports of screening, brought in by the profiles that ship or by one of one's own."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from office import profiles
from office.importing import Import
from office.importruns import Note, Summary
from office.profiles import Profile
from screening.imports import PROFILES
from screening.imports.code import CodeImport, CodeSummary
from screening.imports.oaths import OathImport, OathSummary
from screening.imports.staff import StaffImport, StaffSummary
from screening.imports.training import TrainingImport, TrainingSummary
from screening.imports.trajectories import TrajectoryImport, TrajectorySummary

STAFF = ("number", "name", "unit", "in_service_from", "in_service_to")
OATHS = ("number", "sworn_in_on")
CODE = ("number", "edition", "acknowledged_on")
TRAINING = ("session_number", "held_on", "unit", "topic", "attending")
OWN = (
    "reference",
    "started_on",
    "completed_on",
    "level",
    "occasion",
    "subject_group",
    "stage",
    "stage_on",
    "result",
    "ground",
    "export",
)
OURS = ("file", "person", "name", "job", "unit", "level", "from", "to", "result", "ground")
PROFILE = """
register = "elsewhere"
number = "file"
date_formats = ["%Y-%m-%d"]
[fields.personnel_number]
column = "person"
[fields.name]
column = "name"
[fields.function]
column = "job"
[fields.unit]
column = "unit"
blank = "unknown"
create = true
[fields.level]
column = "level"
[fields.occasion]
constant = "initial"
[fields.subject_group]
constant = "candidate"
[fields.started_on]
column = "from"
[fields.completed_on]
column = "to"
[fields.result]
column = "result"
blank = "pending"
[fields.ground]
column = "ground"
blank = ""
"""
S = TypeVar("S", bound=Summary)
Cells = Mapping[str, str]


def profile_named(name: str) -> Profile:
    """The profile that ships under this name, or the file of this name."""
    return profiles.load(name, PROFILES)


def write(path: Path, columns: Sequence[str], rows: Sequence[Cells]) -> Path:
    """Write rows under a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_profile(folder: Path, text: str = PROFILE) -> str:
    """Write the profile that reads trajectories from elsewhere; returns its name."""
    path = folder / "elsewhere.toml"
    path.write_text(text)
    return str(path)


def bring(kind: type[Import], path: Path, profile: str, **options: Any) -> Any:
    """Import a file."""
    by = options.pop("by", None)
    return kind(path, profile_named(profile), by=by).bring_in(**options)


def bring_staff(folder: Path, *rows: Cells, **options: Any) -> StaffSummary:
    return bring(StaffImport, write(folder / "staff.csv", STAFF, rows), "staff", **options)


def bring_oaths(folder: Path, *rows: Cells, **options: Any) -> OathSummary:
    return bring(OathImport, write(folder / "oaths.csv", OATHS, rows), "oaths", **options)


def bring_code(folder: Path, *rows: Cells, **options: Any) -> CodeSummary:
    return bring(CodeImport, write(folder / "code.csv", CODE, rows), "code", **options)


def bring_training(folder: Path, *rows: Cells, **options: Any) -> TrainingSummary:
    return bring(TrainingImport, write(folder / "training.csv", TRAINING, rows), "training", **options)


def bring_own(folder: Path, *rows: Cells, **options: Any) -> TrajectorySummary:
    return bring(TrajectoryImport, write(folder / "own.csv", OWN, rows), "own", **options)


def bring_ours(folder: Path, *rows: Cells, **options: Any) -> TrajectorySummary:
    """Trajectories of another register, with the people whom they concern."""
    return bring(TrajectoryImport, write(folder / "ours.csv", OURS, rows), write_profile(folder), **options)


def somebody(**cells: str) -> dict[str, str]:
    """A row of a staff file that is good, but for what `cells` says."""
    return {"number": "100", "name": "A. Bos", "unit": "Harbour", "in_service_from": "2018-01-01", **cells}


def trajectory(**cells: str) -> dict[str, str]:
    """The same of a file of trajectories."""
    good = {"file": "A-1", "person": "100", "name": "A. Bos", "job": "Detective", "level": "reliability"}
    return {**good, "from": "2019-01-02", **cells}


def exported(**cells: str) -> dict[str, str]:
    """The same of a file that the register exported itself: a trajectory under way, at the interview."""
    good = {
        "reference": "S2019-7KQ4P",
        "started_on": "2019-01-02",
        "level": "reliability",
        "occasion": "initial",
        "subject_group": "candidate",
        "stage": "interview",
        "stage_on": "2019-01-14",
        "result": "pending",
        "export": "0123456789AB",
    }
    return {**good, **cells}


def said(summary: Summary) -> list[tuple[int | None, str, str | None]]:
    """Row, column and value of each error."""
    return [(error.row, error.column, error.value) for error in summary.errors]


def messages(notes: Sequence[Note]) -> list[str]:
    """What the notes say."""
    return [note.message for note in notes]
