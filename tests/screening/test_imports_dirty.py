"""Dirty files by the hundred: every row is accepted or refused, and what came in once creates nothing again."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.importing import Import
from office.importruns import Summary
from office.tabular import Unreadable
from screening.imports.code import CodeImport
from screening.imports.oaths import OathImport
from screening.imports.staff import StaffImport
from screening.imports.training import TrainingImport
from screening.imports.trajectories import TrajectoryImport
from screening.models import Acknowledgement, StaffMember, Stage, TrainingSession, Trajectory
from screening.models.values import StageKind
from tests.support.incoming import (
    CODE,
    OATHS,
    OURS,
    OWN,
    STAFF,
    TRAINING,
    bring_staff,
    profile_named,
    somebody,
    write_profile,
)

pytestmark = pytest.mark.django_db

# Half of what is drawn is good, so that records come about.
DAYS = [
    "2019-01-02",
    "2019-01-02",
    "2019-03-01",
    "2019-03-01",
    "2018-06-30",
    "",
    "2019-02-29",
    "1-2-2019",
    "2999-01-01",
]
NUMBERS = ["100", "0-100", "101", "102", "103", "104", "", "---", "=100", "x" * 121]
CELLS: dict[str, list[str]] = {
    "reference": ["S2019-AAAAA", "S2019-BBBBB", "S2018-CCCCC", "S2017-DDDDD", "", "2019-AAAAA", "s2019-aaaaa"],
    "level": ["reliability", "reliability", "RELIABILITY ", "conduct_certificate", "", "none"],
    "occasion": ["initial", "initial", "unknown", "", "first"],
    "subject_group": ["candidate", "candidate", "staff", "guest"],
    "stage": ["requested", "interview", "decision", "decision", "objection", "appeal", "", "lunch"],
    "result": ["pending", "positive", "positive", "conditional", "negative", "withdrawn", "", "good"],
    "ground": ["", "", "finances", "other", "none"],
    "export": ["0123456789AB", ""],
    "file": ["A", "B", "C", "D", "E", "", "\u202e", "x" * 121],
    "person": ["", *NUMBERS],
    "name": ["A. Bos", "", "x" * 121, "two\nlines"],
    "job": ["Detective", " detective", "Analyst", "", "'=1"],
    "unit": ["North", "north ", "", "u" * 121, "\u202e"],
    "edition": ["unknown", "unknown", "", "1999"],
    "topic": ["information", "social_media", "", "manners"],
    "attending": ["1", "12", "0", "", "-3", "many"],
    "number": NUMBERS,
    "session_number": ["1", "2", "3", "", "1"],
}
CREATED = ("trajectories", "staff", "updated_staff", "oaths", "acknowledgements", "sessions")
RECORDS = (Trajectory, StaffMember, Acknowledgement, TrainingSession, Stage)
SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def rows_of(columns: Sequence[str]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    cells = (st.sampled_from(CELLS.get(column, DAYS)) for column in columns)
    return st.lists(st.tuples(*cells), min_size=1, max_size=12)


def written(folder: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    path = folder / "rows.csv"
    path.write_text(text.getvalue(), newline="")
    return path


def stored() -> list[int]:
    """How much there is of everything, history included: what is changed counts too."""
    return [model.history.count() for model in RECORDS]


def created(summary: Summary) -> int:
    return sum(number for name, number in summary.counts.items() if name in CREATED)


def check(kind: type[Import], path: Path, profile: str, rows: int) -> None:
    """Twice the same file, and what of it was refused once more: nothing is left out, and nothing comes twice."""
    refused = path.with_name("refused.csv")
    before = sum(stored())
    summary = kind(path, profile_named(profile), by=None).bring_in(refused=refused)
    assert summary.rows == summary.accepted_rows + summary.refused_rows == rows
    assert summary.refused_rows == len({error.row for error in summary.errors})
    assert sum(summary.counts.values()) == summary.accepted_rows
    assert (sum(stored()) > before) == (created(summary) > 0)
    there = stored()
    again = kind(path, profile_named(profile), by=None).bring_in()
    assert (created(again), again.errors) == (0, summary.errors)
    assert again.accepted_rows == summary.accepted_rows
    assert {warning.row for warning in again.warnings} <= {None}
    if summary.refused_rows:
        returned = kind(refused, profile_named(profile), by=None).bring_in()
        assert (returned.rows, created(returned)) == (summary.refused_rows, 0)
    assert stored() == there


def check_trajectories(summary_rows: int) -> None:
    """What is stored agrees with itself: what the database does not hold."""
    assert Trajectory.objects.count() == summary_rows
    for made in Trajectory.objects.all():
        implied = {StageKind.REQUESTED: made.started_on, StageKind.DECISION: made.completed_on}
        if made.stage in implied:
            assert made.stage_on == implied[StageKind(made.stage)]
        else:
            assert [(one.kind, one.reached_on) for one in made.stages.all()] == [(made.stage, made.stage_on)]
        assert (made.due_on is None) == (made.completed_on is not None)


@SETTINGS
@given(rows=rows_of(OWN))
def test_a_dirty_export(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    with transaction.atomic():
        check(TrajectoryImport, written(tmp_path, OWN, rows), "own", len(rows))
        references = [cells[0] for cells in rows]
        made = set(Trajectory.objects.values_list("reference", flat=True))
        assert made <= {reference for reference in references if references.count(reference) == 1}
        check_trajectories(len(made))
        transaction.set_rollback(True)


@SETTINGS
@given(rows=rows_of(OURS))
def test_dirty_trajectories_of_another_register(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    with transaction.atomic():
        profile = write_profile(tmp_path)
        check(TrajectoryImport, written(tmp_path, OURS, rows), profile, len(rows))
        under_way = Trajectory.objects.under_way().exclude(number_hash="").exclude(function="")
        people = [(one.number_hash, one.function.casefold()) for one in under_way]
        assert len(people) == len(set(people))
        check_trajectories(Trajectory.objects.count())
        transaction.set_rollback(True)


PEOPLE: list[tuple[type[Import], Sequence[str], str]] = [
    (StaffImport, STAFF, "staff"),
    (OathImport, OATHS, "oaths"),
    (CodeImport, CODE, "code"),
    (TrainingImport, TRAINING, "training"),
]


@pytest.mark.parametrize(("kind", "columns", "profile"), PEOPLE)
def test_dirty_files_about_staff(tmp_path: Path, kind: type[Import], columns: Sequence[str], profile: str) -> None:
    @SETTINGS
    @given(rows=rows_of(columns))
    def every_row_is_accepted_or_refused(rows: list[tuple[str, ...]]) -> None:
        with transaction.atomic():
            bring_staff(tmp_path, somebody(), somebody(number="101", in_service_from="", in_service_to="2019-02-01"))
            check(kind, written(tmp_path, columns, rows), profile, len(rows))
            transaction.set_rollback(True)

    every_row_is_accepted_or_refused()


@SETTINGS
@given(
    rows=rows_of(OWN),
    place=st.integers(0, 2_000),
    dirt=st.sampled_from(['"', ",", "\n", "\r", "\0", "\ufeff", "é", ";", '"\n', "reference,started_on\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_damaged_file_is_read_by_the_rules_or_not_at_all(
    tmp_path: Path, rows: list[tuple[str, ...]], place: int, dirt: str, encoding: str
) -> None:
    path = written(tmp_path, OWN, rows)
    whole = path.read_text()
    place %= len(whole)
    path.write_bytes((whole[:place] + dirt + whole[place:]).encode(encoding, "replace"))
    with transaction.atomic():
        try:
            summary: Any = TrajectoryImport(path, profile_named("own"), by=None).bring_in()
        except Unreadable:
            assert not Trajectory.objects.exists()
        else:
            assert summary.rows == summary.accepted_rows + summary.refused_rows
            assert Trajectory.objects.count() == summary.trajectories
        transaction.set_rollback(True)
