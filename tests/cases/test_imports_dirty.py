"""Dirty files by the hundred: every row is accepted or refused, and no case is half in the register."""

import csv
import io
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.imports import CaseSummary
from cases.models import Allegation, Case
from office.tabular import Unreadable
from tests.support.importing import COLUMNS, bring_in, profile_named, write_profile

pytestmark = pytest.mark.django_db

# Half of what is drawn is good, so that cases come about.
CELLS = {
    "number": ["A", "A ", "B", "C", "", "-", "=D", "x" * 121],
    "received": ["2017-03-01", "2017-03-01", "2017-12-31", "2016-02-29", "", "2017-02-29", "03/04/2017", "2999-01-01"],
    "done": ["", "2018-01-01", "2018-06-30", "2017-03-01", "2016-01-01", "then"],
    "verdict": ["yes", "no", "no case", "", "YES ", "maybe"],
    "unit": ["North", "north ", "", "North/East", "North East", "é", "\u202e"],
    "kind": ["gift", "talk", "look", "", "other"],
    "to": ["", "criminal", "none", "unknown", "all"],
    "remark": ["", 'a "quoted" cell', "two\nlines", ";", "'=1"],
}
ROWS = st.lists(st.tuples(*(st.sampled_from(CELLS[column]) for column in COLUMNS)), min_size=1, max_size=12)
SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def check_nothing_is_half_in(summary: CaseSummary, numbers: list[str]) -> None:
    """`numbers` are the case numbers in the order of the rows, cut to what they mean."""
    assert summary.rows == summary.accepted_rows + summary.refused_rows == len(numbers)
    assert summary.refused_rows == len({error.row for error in summary.errors})
    refused = {numbers[(error.row or 0) - 2] for error in summary.errors}
    cases = Case.objects.values_list("register_number", flat=True)
    assert set(cases) == set(numbers) - refused
    assert len(cases) == summary.cases
    for case in Case.objects.all():
        assert Allegation.objects.filter(case=case).count() == numbers.count(case.register_number)
    assert Allegation.objects.count() == summary.accepted_rows


@SETTINGS
@given(rows=ROWS)
def test_every_row_is_accepted_or_refused(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    path, refused = tmp_path / "rows.csv", tmp_path / "refused.csv"
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    path.write_text(text.getvalue(), newline="")
    profile = profile_named(write_profile(tmp_path))
    with transaction.atomic():
        summary = bring_in(path, profile, refused=refused)
        check_nothing_is_half_in(summary, [cells[0].strip().replace("-", "") for cells in rows])
        again = bring_in(path, profile)
        assert (again.cases, again.known_cases, again.errors) == (0, summary.cases, summary.errors)
        assert {warning.row for warning in again.warnings} <= {None}
        if summary.refused_rows:
            returned = bring_in(refused, profile)
            assert (returned.rows, returned.accepted_rows) == (summary.refused_rows, 0)
        transaction.set_rollback(True)


@SETTINGS
@given(
    rows=ROWS,
    place=st.integers(0, 2_000),
    dirt=st.sampled_from(['"', ",", "\n", "\r", "\0", "\ufeff", "é", ";", '"\n', "number,received\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_damaged_file_is_read_by_the_rules_or_not_at_all(
    tmp_path: Path, rows: list[tuple[str, ...]], place: int, dirt: str, encoding: str
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    whole = text.getvalue()
    place %= len(whole)
    path = tmp_path / "rows.csv"
    path.write_bytes((whole[:place] + dirt + whole[place:]).encode(encoding, "replace"))
    profile = profile_named(write_profile(tmp_path))
    with transaction.atomic():
        try:
            summary = bring_in(path, profile)
        except Unreadable:
            assert not Case.objects.exists()
        else:
            assert summary.rows == summary.accepted_rows + summary.refused_rows
            assert summary.refused_rows == len({error.row for error in summary.errors})
            assert Allegation.objects.count() == summary.accepted_rows
            assert Case.objects.count() == summary.cases
        transaction.set_rollback(True)
