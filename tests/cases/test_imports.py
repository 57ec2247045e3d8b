"""Whole registers come in: the small ones written for these tests, and the real ones wherever they are."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cases.imports import CaseSummary
from cases.models import Allegation, Case, TeamMember
from cases.models.values import Status
from lib import history
from office.models import ImportRun, Unit
from tests.support.importing import REGISTERS, bring_in, profile_named

pytestmark = pytest.mark.django_db

SMALL_NOPD = {
    "suspicions": {"2016": 2, "2017": 2, "2018": 5, "2019": 2},
    "outcomes": {
        "2016": {"confirmed": 1, "unfounded": 1},
        "2017": {"pending": 2},
        "2018": {"unfounded": 5},
        "2019": {"confirmed": 1, "unfounded": 1},
    },
    "findings": {
        "2016": {"confirmed": 1, "no_breach": 3, "refuted": 1},
        "2017": {"pending": 2},
        "2018": {"ended_without_finding": 5},
        "2019": {"confirmed": 1, "not_established": 2, "pending": 1},
    },
}
SMALL_INDIANAPOLIS = {
    "suspicions": {"2014": 2, "2015": 1, "2016": 1},
    "outcomes": {"2014": {"confirmed": 1, "unfounded": 1}, "2015": {"pending": 1}, "2016": {"unfounded": 1}},
    "findings": {
        "2014": {"confirmed": 1, "no_breach": 1, "not_established": 1, "refuted": 1},
        "2015": {"pending": 1, "refuted": 1},
        "2016": {"not_established": 1},
    },
}
NOPD, SEMICOLON, INDIANAPOLIS = (
    "nopd_misconduct_20200214.csv",
    "nopd_misconduct_semicolon.csv",
    "indianapolis_complaints.csv",
)


def small(name: str, profile: str, **options: Any) -> CaseSummary:
    return bring_in(REGISTERS / name, profile_named(profile), **options)


def figures() -> dict[str, Any]:
    """What `manage.py figures` counts in all categories, without what is nothing."""
    out = StringIO()
    wanted = ["suspicions", "outcomes", "findings"]
    options = {"first": 2010, "last": 2020, "categories": "all", "format": "json", "figure": wanted}
    call_command("figures", stdout=out, **options)
    tables = {table["key"]: table for table in json.loads(out.getvalue())["figures"]}
    counted = {"suspicions": {year: number for year, number in tables["suspicions"]["years"].items() if number}}
    for key, breakdown in (("outcomes", "outcome"), ("findings", "finding")):
        by_year: dict[str, dict[str, int]] = {}
        for value, years in tables[key]["breakdowns"][breakdown].items():
            for year, number in years.items():
                if number:
                    by_year.setdefault(year, {})[value] = number
        counted[key] = by_year
    return counted


def counts(summary: CaseSummary) -> tuple[int, int, int, int, int, int]:
    return (
        summary.rows,
        summary.accepted_rows,
        summary.refused_rows,
        summary.cases,
        summary.known_cases,
        summary.refused_cases,
    )


def expected(registers: Path, name: str) -> dict[str, Any]:
    return json.loads((registers / "expected.json").read_text())[name]


def as_expected(truth: dict[str, Any]) -> dict[str, Any]:
    return {
        "suspicions": truth["cases_by_year"],
        "outcomes": truth["outcomes_by_year"],
        "findings": truth["allegations_by_finding_and_year"],
    }


def test_the_small_register_in_the_format_of_new_orleans() -> None:
    summary = small("nopd.csv", "nopd")
    assert counts(summary) == (19, 16, 3, 11, 0, 1)
    assert figures() == SMALL_NOPD
    assert [(error.row, error.column) for error in summary.errors] == [
        (6, "Complaint Tracking Number"),
        (7, "Date Complaint Investigation Complete"),
        (8, "Complaint Tracking Number"),
    ]
    left_out, *rows = summary.warnings
    assert "Officer Race Ethnicity" in left_out.message
    assert "Disposition" not in left_out.message
    assert [(warning.row, warning.message.partition(":")[0]) for warning in rows] == [
        (5, "The row is an exact duplicate of row 4"),
        (10, "The finding is still open"),
        (20, "The rows of this case disagree on the day of receipt"),
    ]


def test_what_a_case_is_made_of() -> None:
    small("nopd.csv", "nopd")
    apart = Case.objects.get(register_number="2016-9001-P")
    assert [allegation.finding for allegation in apart.allegations.all()] == ["confirmed", "refuted"]
    assert apart.reference.startswith("2016-")
    assert apart.status == Status.CONCLUDED
    assert str(apart.concluded_on) == "2016-08-03"
    leak = Case.objects.get(register_number="2019-9011-P")
    assert (leak.leak, leak.category_id, leak.outcome_leak) == (True, "leak_unknown_kind", "confirmed")
    assert (leak.recipient, leak.established_recipient, leak.established_cause) == ("unknown", "unknown", "unknown")
    assert leak.unit.label_en == "Harbour Division"
    dropped = Allegation.objects.get(case__register_number="2017-9005-P")
    assert (dropped.finding, dropped.found_on, dropped.unit_id) == ("pending", None, "unknown")
    earliest = Case.objects.get(register_number="2019-9012-P")
    assert str(earliest.received_on) == "2019-03-01"
    reasons = Allegation.objects.filter(finding="ended_without_finding").values_list("ended_reason", flat=True)
    assert Counter(reasons) == {"unknown": 3, "withdrawn": 1, "subject_left": 1}
    assert set(Unit.objects.values_list("label_nl", flat=True)) == {
        "Eenheid onbekend",
        "9th District",
        "Harbour Division",
    }


def test_history_begins_with_the_import() -> None:
    small("nopd.csv", "nopd")
    for model, rows in ((Case, 11), (Allegation, 16)):
        past = model.history.all()
        assert past.count() == rows
        assert {(row.history_type, row.valid_to, row.history_user_id) for row in past} == {
            ("+", history.OPEN_END, None)
        }
    assert not TeamMember.objects.exists()


def test_a_run_is_kept() -> None:
    small("nopd.csv", "nopd")
    run = ImportRun.objects.get()
    assert (run.register, run.profile, run.rows, run.accepted_rows, run.refused_rows) == ("nopd", "nopd", 19, 16, 3)
    assert run.by is None
    assert len(run.sha256) == 64
    assert set(Case.objects.values_list("import_run", flat=True)) == {run.pk}


def test_the_semicolon_edition_gives_the_same() -> None:
    small("nopd.csv", "nopd")
    again = small("nopd_semicolon.csv", "nopd-semicolon")
    assert counts(again) == (19, 16, 3, 0, 11, 1)
    assert [warning.row for warning in again.warnings] == [None]
    assert Case.objects.count() == 11


def test_the_semicolon_edition_alone() -> None:
    summary = small("nopd_semicolon.csv", "nopd-semicolon")
    assert counts(summary) == (19, 16, 3, 11, 0, 1)
    assert [warning.row for warning in summary.warnings] == [None, 5, 10, 20]
    assert figures() == SMALL_NOPD


def test_the_small_register_in_the_format_of_indianapolis() -> None:
    summary = small("indianapolis.csv", "indianapolis")
    assert counts(summary) == (7, 7, 0, 4, 0, 0)
    assert figures() == SMALL_INDIANAPOLIS
    assert not Allegation.objects.exclude(found_on=None).exists()
    case = Case.objects.get(received_year=2016)
    assert (case.status, case.concluded_on, case.concluded_year) == (Status.CONCLUDED, None, 0)
    assert Unit.objects.filter(label_en="Harbour District").count() == 1


@pytest.mark.parametrize(
    ("name", "profile"),
    [("nopd.csv", "nopd"), ("nopd_semicolon.csv", "nopd-semicolon"), ("indianapolis.csv", "indianapolis")],
)
def test_the_same_file_again_creates_nothing(name: str, profile: str) -> None:
    first = small(name, profile)
    rows = [model.objects.count() for model in (Case, Allegation, Unit)]
    again = small(name, profile)
    assert [model.objects.count() for model in (Case, Allegation, Unit)] == rows
    assert (again.cases, again.known_cases) == (0, first.cases)
    assert (again.accepted_rows, again.refused_rows) == (first.accepted_rows, first.refused_rows)
    assert [warning.row for warning in again.warnings] == [None]
    assert ImportRun.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "twin", "profile"),
    [(NOPD, NOPD, "nopd"), (SEMICOLON, NOPD, "nopd-semicolon"), (INDIANAPOLIS, INDIANAPOLIS, "indianapolis")],
)
def test_the_real_registers(registers: Path, name: str, twin: str, profile: str) -> None:
    truth = expected(registers, twin)
    summary = bring_in(registers / name, profile_named(profile))
    assert counts(summary) == (
        truth["rows"],
        truth["accepted_rows"],
        truth["refused_rows"],
        truth["cases"],
        0,
        truth["refused_cases"],
    )
    assert figures() == as_expected(truth)
    again = bring_in(registers / name, profile_named(profile))
    assert (again.cases, again.known_cases, again.accepted_rows) == (0, truth["cases"], truth["accepted_rows"])
    assert [warning.row for warning in again.warnings] == [None]
    assert Case.objects.count() == truth["cases"]


def test_the_real_semicolon_edition_is_the_same_register(registers: Path) -> None:
    bring_in(registers / NOPD, profile_named("nopd"))
    again = bring_in(registers / SEMICOLON, profile_named("nopd-semicolon"))
    assert (again.cases, again.known_cases) == (0, 2910)
    assert [warning.row for warning in again.warnings] == [None]


def test_the_real_registers_have_the_quirks_that_are_known(registers: Path) -> None:
    nopd = bring_in(registers / NOPD, profile_named("nopd"), dry_run=True)
    said = Counter(warning.message.partition(" of row")[0] for warning in nopd.warnings[1:])
    # Twelve rows are exact duplicates; four of them have no case number, and are refused.
    assert said == {"The row is an exact duplicate": 8, "The finding is still open: this date was left out.": 16}
    bring_in(registers / INDIANAPOLIS, profile_named("indianapolis"))
    undated = Allegation.objects.exclude(finding="pending").filter(found_on=None)
    assert undated.count() == 992
