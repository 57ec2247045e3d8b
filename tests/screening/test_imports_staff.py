"""Staff by file: known by number, refused with a reason, nobody named in a note."""

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest

from audit.kinds import Kind
from audit.models import Event
from lib import identity
from office.importing import Overtaken
from office.models import ImportRun, Unit
from office.profiles import BadProfile
from screening.imports import staff as staff_files
from screening.imports.oaths import OathImport
from screening.imports.staff import StaffImport
from screening.models import StaffMember
from tests.cast import Cast
from tests.support.incoming import (
    STAFF,
    bring,
    bring_code,
    bring_oaths,
    bring_staff,
    profile_named,
    said,
    somebody,
    write,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2019, 3, 1)


def member(number: str) -> StaffMember:
    return StaffMember.objects.of_person(identity.staff_hash(number)).get()


def test_staff_come_in(tmp_path: Path) -> None:
    summary = bring_staff(tmp_path, somebody(), somebody(number="101", name="", unit="", in_service_to="2020-01-01"))
    assert (summary.rows, summary.refused_rows, summary.staff) == (2, 0, 2)
    made, other = member("100"), member("101")
    assert (made.name, made.number, made.unit.label_en, str(made.in_service_from)) == (
        "A. Bos",
        "100",
        "Harbour",
        "2018-01-01",
    )
    assert (other.name, other.unit_id, str(other.in_service_to)) == ("", "unknown", "2020-01-01")
    assert made.import_run == other.import_run == ImportRun.objects.get()
    assert made.reference.startswith("P")
    assert [event.kind for event in Event.objects.all()] == [Kind.STAFF_IMPORTED]


def test_the_same_file_again_changes_nothing(tmp_path: Path, cast: Cast) -> None:
    rows = [somebody(), somebody(number="101", name="B. Vos", in_service_to="2020-01-01")]
    bring_staff(tmp_path, *rows)
    before = list(StaffMember.history.values_list("history_id", flat=True))
    for by in (None, cast.screening_officer):
        again = bring_staff(tmp_path, *rows, by=by)
        assert (again.staff, again.updated_staff, again.known_staff) == (0, 0, 2)
        assert (again.accepted_rows, again.errors, again.warnings) == (2, [], [])
    assert list(StaffMember.history.values_list("history_id", flat=True)) == before


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"name": "A. Bos-Vos"}, "name", "A. Bos-Vos"),
        ({"unit": "North"}, "unit_id", "north"),
        ({"in_service_from": "2017-06-01"}, "in_service_from", datetime.date(2017, 6, 1)),
        ({"in_service_to": "2021-06-30"}, "in_service_to", datetime.date(2021, 6, 30)),
    ],
)
def test_of_those_who_are_known_what_the_file_says_holds(
    tmp_path: Path, cells: dict[str, str], column: str, value: Any
) -> None:
    bring_staff(tmp_path, somebody(), somebody(number="101"))
    summary = bring_staff(tmp_path, somebody(**{"number": " 0-100", **cells}), somebody(number="101"))
    assert (summary.staff, summary.updated_staff, summary.known_staff) == (0, 1, 1)
    assert getattr(member("100"), column) == value
    assert [row.history_type for row in StaffMember.history.filter(id=member("100").pk).order_by("history_id")] == [
        "+",
        "~",
    ]
    assert member("100").number == "100"


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"number": ""}, "number", None),
        ({"number": "--"}, "number", None),
        ({"number": "9" * 121}, "number", None),
        ({"name": "x" * 121}, "name", None),
        ({"unit": "u" * 121}, "unit", "u" * 121),
        ({"in_service_from": "1-1-2018"}, "in_service_from", "1-1-2018"),
        ({"in_service_from": "0218-01-01"}, "in_service_from", "0218-01-01"),
        ({"in_service_to": "2017-12-31"}, "in_service_to", "2017-12-31"),
    ],
)
def test_a_bad_cell_of_a_staff_file(tmp_path: Path, cells: dict[str, str], column: str, value: str | None) -> None:
    summary = bring_staff(tmp_path, somebody(number="99"), somebody(**cells))
    assert said(summary) == [(3, column, value)]
    assert (summary.accepted_rows, summary.refused_rows, StaffMember.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("line", ["100,A. Bos\r\n", "100\r\n", "100,A. Bos,Harbour,2018-01-01,,,\r\n"])
def test_half_a_row_is_refused(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "staff.csv", STAFF, [somebody(number="99")])
    with path.open("a", newline="") as file:
        file.write(line)
    summary = bring(StaffImport, path, "staff")
    assert [(error.row, "where the header has 5" in error.message) for error in summary.errors] == [(3, True)]
    assert (summary.rows, summary.accepted_rows, summary.refused_rows) == (2, 1, 1)


def test_two_rows_for_one_person_are_both_refused(tmp_path: Path) -> None:
    rows = [somebody(), somebody(number="101"), somebody(number="01.00", unit="North"), somebody(number="100")]
    summary = bring_staff(tmp_path, *rows)
    assert [(error.row, error.column, error.value, error.message) for error in summary.errors] == [
        (2, "number", None, "Row 4 is about the same person. Keep one of them."),
        (4, "number", None, "Row 2 is about the same person. Keep one of them."),
        (5, "number", None, "Row 2 is about the same person. Keep one of them."),
    ]
    assert (summary.refused_rows, StaffMember.objects.get().number) == (3, "101")
    assert not Unit.objects.filter(pk="north").exists()


def test_service_that_no_oath_fits_is_refused(tmp_path: Path) -> None:
    bring_staff(tmp_path, somebody())
    bring_oaths(tmp_path, {"number": "100", "sworn_in_on": "2019-03-01"})
    summary = bring_staff(tmp_path, somebody(in_service_from="2019-03-02"))
    assert said(summary) == [(2, "in_service_from", None)]
    assert (summary.refused_rows, summary.known_staff, summary.updated_staff) == (1, 0, 0)


def test_the_own_row_counts_as_new_and_is_not_touched(tmp_path: Path, cast: Cast) -> None:
    own = cast.screening_officer.number
    bring_staff(tmp_path, somebody(number=own))
    summary = bring_staff(tmp_path, somebody(number=own, unit="North"), somebody(), by=cast.screening_officer)
    assert (summary.staff, summary.updated_staff, summary.known_staff) == (2, 0, 0)
    assert member(own).unit.label_en == "Harbour"


def test_nobody_is_named(tmp_path: Path, cast: Cast) -> None:
    refused = tmp_path / "refused.csv"
    told = ""
    for bring_in, row in (
        (bring_staff, somebody(number="204-7731", name="Xander", in_service_to="1999-01-01")),
        (bring_staff, somebody(number="204-7731", name="Xander\t" * 20)),
        (bring_oaths, {"number": "204-7731", "sworn_in_on": "2019-03-01"}),
        (bring_code, {"number": "204-7731", "acknowledged_on": "never"}),
    ):
        summary = bring_in(tmp_path, row, row, refused=refused, by=cast.screening_officer)
        assert summary.refused_rows == 2
        with refused.open(newline="") as file:
            told += " ".join(line["refused_because"] for line in csv.DictReader(file))
        told += str(summary.as_json())
    told += str(list(Event.objects.values_list("detail", "target", "reason")))
    assert "number" in told
    assert not [secret for secret in ("204", "7731", "Xander") if secret in told]


@pytest.mark.parametrize("column", ["name", "unit"])
def test_a_personnel_number_feeds_nothing_else(tmp_path: Path, column: str) -> None:
    profile = tmp_path / "mine.toml"
    text = f'register = "s"\nnumber = "number"\ndate_formats = ["%Y-%m-%d"]\n[fields.{column}]\ncolumn = "number"\n'
    profile.write_text(text)
    path = write(tmp_path / "staff.csv", STAFF, [somebody()])
    if column == "name":
        StaffImport(path, profile_named(str(profile)), by=None)
    else:
        with pytest.raises(BadProfile, match="says who somebody is"):
            StaffImport(path, profile_named(str(profile)), by=None)


def test_who_changed_meanwhile_stops_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_staff(tmp_path, somebody())
    with monkeypatch.context() as patch:
        patch.setattr(staff_files.access, "known", lambda numbers, to: {})
        coming = StaffImport(tmp_path / "staff.csv", profile_named("staff"), by=None)
        coming.read()
        coming.compare()
    assert coming.summary.staff == 1
    with pytest.raises(Overtaken):
        coming._write(ImportRun.objects.get())
    bring_oaths(tmp_path, {"number": "100", "sworn_in_on": "2019-03-01"})
    path = write(tmp_path / "oaths.csv", ("number", "sworn_in_on"), [{"number": "100", "sworn_in_on": "2019-03-02"}])
    with monkeypatch.context() as patch:
        patch.setattr("screening.staff.rules.check_can_swear", lambda staff: None)
        swearing = OathImport(path, profile_named("oaths"), by=None)
        swearing.read()
        swearing.compare()
    assert swearing.summary.oaths == 1
    with pytest.raises(Overtaken):
        swearing._write(ImportRun.objects.get(register="oaths"))
    assert member("100").sworn_in_on == DAY
