"""Row by row: what is refused, what is warned of, and that a case is never half in the register."""

import csv
import datetime
from pathlib import Path

import pytest

from accounts.models import User
from accounts.roles import Role
from cases import actions
from cases.imports import gathering
from cases.imports.vocabulary import Vocabulary
from cases.models import Allegation, Case
from lib import clock
from office.models import Category, RecipientType, Unit
from office.profiles import BadProfile
from office.tabular import Unreadable
from tests.cast import person
from tests.conftest import ROOT
from tests.support.importing import (
    COLUMNS,
    PROFILE,
    bring,
    bring_in,
    profile_named,
    row,
    said,
    write_profile,
    write_rows,
)

pytestmark = pytest.mark.django_db


def test_a_good_row_becomes_a_case(tmp_path: Path) -> None:
    summary = bring(tmp_path, row(remark="nobody reads this"))
    assert (summary.rows, summary.cases, summary.errors) == (1, 1, [])
    assert [warning.message for warning in summary.warnings] == [
        "Columns left out, because the profile does not name them: remark."
    ]
    case = Case.objects.get()
    assert (case.register, case.register_number, case.received_year) == ("own", "A-1", 2017)
    assert case.unit.label_en == case.unit.label_nl == "North"
    assert case.registered_by is None


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"number": " "}, "number", ""),
        ({"number": "-"}, "number", ""),
        ({"number": "x" * 121}, "number", "x" * 121),
        ({"number": "a\tb"}, "number", "a\tb"),
        ({"received": ""}, "received", ""),
        ({"received": "2017-02-30"}, "received", "2017-02-30"),
        ({"received": "03/04/2017"}, "received", "03/04/2017"),
        ({"received": "2999-01-01", "done": ""}, "received", "2999-01-01"),
        ({"received": "1017-01-01"}, "received", "1017-01-01"),
        ({"received": "yesterday"}, "received", "yesterday"),
        ({"done": "2017-02-28"}, "done", "2017-02-28"),
        ({"done": "2999-02-28"}, "done", "2999-02-28"),
        ({"done": "soon"}, "done", "soon"),
        ({"done": "2017-02-28", "verdict": ""}, "done", "2017-02-28"),
        ({"verdict": "Maybe"}, "verdict", "Maybe"),
        ({"verdict": "confirmed"}, "verdict", "confirmed"),
        ({"kind": "gifts"}, "kind", "gifts"),
        ({"kind": ""}, "kind", ""),
        ({"to": "martians"}, "to", "martians"),
        ({"to": "none", "kind": "talk"}, "to", "none"),
        ({"to": "none", "kind": "talk", "verdict": "yes"}, "to", "none"),
        ({"unit": "u" * 121}, "unit", "u" * 121),
    ],
)
def test_a_bad_cell_refuses_its_row_and_is_named(
    tmp_path: Path, cells: dict[str, str], column: str, value: str
) -> None:
    summary = bring(tmp_path, row(number="good"), row(**cells))
    assert said(summary) == [(3, column, value)]
    assert (summary.rows, summary.accepted_rows, summary.refused_rows, summary.cases) == (2, 1, 1, 1)
    assert summary.refused_cases == (0 if "number" in cells else 1)
    assert Case.objects.get().register_number == "good"


def test_everything_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    summary = bring(tmp_path, row(received="x", verdict="y", kind="z"))
    assert said(summary) == [(2, "received", "x"), (2, "verdict", "y"), (2, "kind", "z")]
    assert (summary.rows, summary.refused_rows) == (1, 1)


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    summary = bring(tmp_path, row(verdict="v" * 5_000))
    assert summary.errors[0].value == "v" * 200 + "…"


@pytest.mark.parametrize("line", ["A-1,2017-03-01\n", "A-1,2017-03-01,,no,North,gift,,,extra\n"])
def test_a_row_of_another_width_is_refused_with_its_case(tmp_path: Path, line: str) -> None:
    path = write_rows(tmp_path / "rows.csv", [row(), row(number="good")])
    with path.open("a") as file:
        file.write(line)
    summary = bring_in(path, profile_named(write_profile(tmp_path)))
    assert [(error.row, "cells where the header has 8" in error.message) for error in summary.errors] == [
        (2, False),
        (4, True),
    ]
    assert Case.objects.get().register_number == "good"


def test_a_case_with_a_refused_row_is_refused_whole(tmp_path: Path) -> None:
    rows = [row(), row(number="B"), row(verdict="?"), row(), row(number="C", done="1999-01-01")]
    summary = bring(tmp_path, *rows)
    assert (summary.rows, summary.accepted_rows, summary.refused_rows) == (5, 1, 4)
    assert (summary.cases, summary.refused_cases) == (1, 2)
    assert said(summary) == [(2, "number", "A-1"), (4, "verdict", "?"), (5, "number", "A-1"), (6, "done", "1999-01-01")]
    assert "row 4" in summary.errors[0].message
    assert Case.objects.get().register_number == "B"
    assert set(Unit.objects.values_list("pk", flat=True)) == {"unknown", "north"}


def test_units_of_refused_cases_are_not_created(tmp_path: Path) -> None:
    bring(tmp_path, row(unit="South", verdict="?"), row(number="B"), row(unit="West"))
    assert set(Unit.objects.values_list("pk", flat=True)) == {"unknown", "north"}


def test_a_case_cannot_have_more_rows_than_its_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_ROWS", 2)
    summary = bring(tmp_path, row(), row(), row(), row(number="B"))
    assert (summary.accepted_rows, summary.refused_rows, summary.refused_cases) == (1, 3, 1)


def test_a_pending_finding_loses_its_date_with_a_warning(tmp_path: Path) -> None:
    summary = bring(tmp_path, row(verdict=""))
    assert [(note.row, note.column, note.value) for note in summary.warnings[1:]] == [(2, "done", "2017-04-01")]
    allegation = Allegation.objects.get()
    assert (allegation.finding, allegation.found_on) == ("pending", None)


def test_a_finding_without_a_date_is_accepted(tmp_path: Path) -> None:
    bring(tmp_path, row(done="-"))
    case = Case.objects.get()
    assert (case.outcome, case.concluded_on, case.concluded_year) == ("unfounded", None, 0)


def test_a_confirmed_finding_establishes_what_was_alleged(tmp_path: Path) -> None:
    bring(tmp_path, row(verdict="Yes", kind="talk", to="Criminal"))
    allegation, case = Allegation.objects.get(), Case.objects.get()
    assert allegation.established_category_id == "disclosure"
    assert allegation.established_recipient == case.established_recipient == "criminal"
    assert allegation.established_recipient_type_id == allegation.established_cause_id == "unknown"
    assert (case.leak, case.outcome_leak) == (True, "confirmed")


def test_what_ended_has_a_reason_and_nothing_else_has(tmp_path: Path) -> None:
    bring(tmp_path, row(verdict="no case"), row(number="B"))
    assert dict(Allegation.objects.values_list("finding", "ended_reason")) == {
        "ended_without_finding": "unknown",
        "refuted": "",
    }


def test_exact_duplicates_stay_and_are_warned_of(tmp_path: Path) -> None:
    summary = bring(tmp_path, row(), row(remark="another"), row(), row(number="B"), row())
    assert Allegation.objects.filter(case__register_number="A-1").count() == 4
    warned = [(note.row, note.message) for note in summary.warnings[1:]]
    assert warned == [(row, "The row is an exact duplicate of row 2: both stay.") for row in (4, 6)]


def test_rows_that_disagree_on_the_day_of_receipt(tmp_path: Path) -> None:
    summary = bring(tmp_path, row(), row(received="2016-12-31"), row())
    assert [note.row for note in summary.warnings[1:]] == [3, 4]
    assert "31 December 2016" in summary.warnings[1].message
    case = Case.objects.get()
    assert (case.received_year, case.reference[:5]) == (2016, "2016-")
    assert set(case.allegations.values_list("received_year", flat=True)) == {2016}


def test_today_is_no_future_day(tmp_path: Path) -> None:
    with clock.at(datetime.date(2017, 3, 1)):
        assert bring(tmp_path, row(done="")).cases == 1
    with clock.at(datetime.date(2017, 2, 28)):
        assert said(bring(tmp_path, row(number="B", done=""))) == [(2, "received", "2017-03-01")]


def test_a_known_case_stays_as_it_is_and_rows_that_differ_are_warned_of(tmp_path: Path) -> None:
    bring(tmp_path, row(), row(kind="look"), row(number="B"))
    summary = bring(tmp_path, row(), row(kind="look", verdict="yes"), row(), row(number="B"), row(number="C"))
    assert (summary.rows, summary.accepted_rows, summary.cases, summary.known_cases) == (5, 5, 1, 2)
    assert [(note.row, note.column, note.value) for note in summary.warnings[1:]] == [
        (3, "number", "A-1"),
        (4, "number", "A-1"),
    ]
    assert Case.objects.get(register_number="A-1").outcome == "unfounded"
    assert Allegation.objects.filter(case__register_number="A-1").count() == 2


def test_another_day_of_receipt_makes_every_row_differ(tmp_path: Path) -> None:
    bring(tmp_path, row(), row(kind="look"))
    summary = bring(tmp_path, row(received="2017-03-02"), row(received="2017-03-02", kind="look"))
    assert [note.row for note in summary.warnings[1:]] == [2, 3]


def test_a_known_case_is_compared_as_people_left_it(tmp_path: Path) -> None:
    bring(tmp_path, row(verdict="", done=""))
    actions.record_finding(
        allegation=Allegation.objects.get(),
        by=person("cora", Role.COORDINATOR),
        finding="refuted",
        found_on=datetime.date(2017, 4, 1),
    )
    assert [note.row for note in bring(tmp_path, row()).warnings] == [None]
    assert [note.row for note in bring(tmp_path, row(verdict="", done="")).warnings] == [None, 2]


def test_a_bad_row_of_a_known_case_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, row())
    summary = bring(tmp_path, row(), row(verdict="?"))
    assert (summary.refused_rows, summary.refused_cases, summary.known_cases, summary.cases) == (2, 1, 0, 0)
    assert Allegation.objects.count() == 1


def test_another_register_has_its_own_numbers(tmp_path: Path) -> None:
    bring(tmp_path, row())
    other = write_profile(tmp_path, PROFILE.replace('"own"', '"other"'))
    assert bring_in(tmp_path / "rows.csv", profile_named(other)).cases == 1
    assert Case.objects.count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    rows = [row(), row(), row(number="B", verdict="?")]
    dry = bring(tmp_path, *rows, dry_run=True)
    assert not Case.objects.exists()
    assert Unit.objects.count() == 1
    assert bring(tmp_path, *rows).as_json() == dry.as_json()


def test_refused_rows_can_be_corrected_and_imported(tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    bring(tmp_path, row(remark="a, b"), row(number="B"), row(verdict="?"), row(number=""), refused=refused)
    with refused.open(newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == [*COLUMNS, "refused_because"]
    assert [line[0] for line in lines[1:]] == ["A-1", "A-1", ""]
    assert lines[2][-1].endswith("verdict: The profile does not know this value.")
    again, own = tmp_path / "again.csv", str(tmp_path / "own.toml")
    unchanged = bring_in(refused, profile_named(own))
    assert (unchanged.rows, unchanged.refused_rows, unchanged.cases) == (3, 3, 0)
    again.write_text(refused.read_text().replace("?", "no").replace('\n"",', '\n"D",'))
    corrected = bring_in(again, profile_named(own))
    assert (corrected.rows, corrected.refused_rows, corrected.cases) == (3, 0, 2)
    assert set(Case.objects.values_list("register_number", flat=True)) == {"A-1", "B", "D"}


def test_a_file_that_cannot_be_read_imports_nothing(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.csv", [row(), row(number="B")])
    with path.open("a") as file:
        file.write('C,"2017')
    with pytest.raises(Unreadable, match="Row 4"):
        bring_in(path, profile_named(write_profile(tmp_path)))
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("[fields.unit]", "[fields.colour]", "no field “colour”"),
        ('[fields.recipient]\ncolumn = "to"\nblank = "unknown"\n', "", "“recipient” comes from"),
        ('"refuted"', '"denied"', "no value “denied” for “finding”"),
        ('"financial"', '"gifts"', "no value “gifts” for “category”"),
        ('column = "to"\nblank = "unknown"', 'constant = "someone"', "no value “someone”"),
        ('column = "kind"', 'column = "kind"\ncreate = true', "Only units"),
        ('column = "done"', 'constant = "2017-01-01"', "comes from a column"),
    ],
)
def test_a_profile_is_held_against_the_register(tmp_path: Path, old: str, new: str, word: str) -> None:
    path = write_rows(tmp_path / "rows.csv", [row()])
    assert old in PROFILE
    with pytest.raises(BadProfile, match=word):
        bring_in(path, profile_named(write_profile(tmp_path, PROFILE.replace(old, new))))


def test_every_field_can_come_from_the_file(tmp_path: Path) -> None:
    more = {
        "recipient_type": "friend",
        "information": "address",
        "system": "vehicle_register",
        "channel": "chat",
        "cause": "money",
        "damage": "serious",
    }
    profile = PROFILE + "".join(f'[fields.{name}]\ncolumn = "{name}"\n' for name in more)
    columns = [*COLUMNS, *more]
    cells = row(to="non_criminal", kind="talk", verdict="yes", **more)
    path = write_rows(tmp_path / "rows.csv", [cells, {**cells, "number": "B", "recipient_type": "suspect"}], columns)
    name = write_profile(tmp_path, profile)
    summary = bring_in(path, profile_named(name))
    assert said(summary) == [(3, "recipient_type", "suspect")]
    allegation = Allegation.objects.get()
    assert {key: getattr(allegation, "damage" if key == "damage" else f"{key}_id") for key in more} == more
    assert allegation.established_recipient_type == RecipientType.objects.get(pk="friend")
    assert allegation.established_category == Category.objects.get(pk="disclosure")
    path = write_rows(tmp_path / "rows.csv", [cells], columns)
    assert [note.row for note in bring_in(path, profile_named(name)).warnings] == [None]


def test_the_example_of_the_manual_is_a_profile(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "profiles.md").read_text()
    example = manual.partition("```toml\n")[2].partition("```")[0]
    Vocabulary().check(profile_named(write_profile(tmp_path, example)))


@pytest.fixture
def investigator(cast: object) -> User:
    return User.objects.get(username="ines")
