"""Oaths, acknowledgements of the code and training sessions by file."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from audit.kinds import Kind
from audit.models import Event
from lib import clock, identity
from office.importing import Overtaken
from office.models import CodeEdition, ImportRun, Unit
from screening.imports.training import TrainingImport
from screening.models import Acknowledgement, StaffMember, TrainingSession
from screening.staff import actions
from tests.cast import Cast
from tests.support.incoming import (
    TRAINING,
    bring_code,
    bring_oaths,
    bring_staff,
    bring_training,
    messages,
    profile_named,
    somebody,
    write,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2019, 3, 1)
SESSION = {
    "session_number": "T-1",
    "held_on": "2019-03-01",
    "unit": "Harbour",
    "topic": "information",
    "attending": "12",
}


def member(number: str) -> StaffMember:
    return StaffMember.objects.of_person(identity.staff_hash(number)).get()


@pytest.fixture
def edition(db: None) -> CodeEdition:
    return CodeEdition.objects.create(key="code_2019", label_en="2019", label_nl="2019")


def test_oaths_come_in(tmp_path: Path) -> None:
    bring_staff(tmp_path, somebody(), somebody(number="101"), somebody(number="102"))
    rows = [{"number": number, "sworn_in_on": day} for number, day in (("0100", "2019-03-01"), ("101", "2019-04-01"))]
    summary = bring_oaths(tmp_path, *rows)
    assert (summary.oaths, summary.known_oaths, summary.refused_rows) == (2, 0, 0)
    sworn = member("100")
    assert (sworn.sworn_in_on, sworn.sworn_in_year, sworn.sworn_in_unit) == (DAY, 2019, sworn.unit)
    assert member("102").sworn_in_on is None
    again = bring_oaths(tmp_path, *rows)
    assert (again.oaths, again.known_oaths, again.accepted_rows) == (0, 2, 2)
    assert StaffMember.history.filter(id=sworn.pk).count() == 2
    assert Event.objects.filter(kind=Kind.STAFF_IMPORTED).count() == Event.objects.count() == 3


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        ({"number": "999", "sworn_in_on": "2019-03-01"}, "number", "Import the staff file first"),
        ({"number": "100", "sworn_in_on": ""}, "sworn_in_on", "missing"),
        ({"number": "100", "sworn_in_on": "2017-12-31"}, "sworn_in_on", "Service had not begun"),
        ({"number": "100", "sworn_in_on": "2999-01-01"}, "sworn_in_on", "future"),
        ({"number": "101", "sworn_in_on": "2019-03-02"}, "sworn_in_on", "recorded already"),
        ({"number": "102", "sworn_in_on": "2018-07-01"}, "sworn_in_on", "Service had ended"),
    ],
)
def test_an_oath_that_is_refused(tmp_path: Path, row: dict[str, str], column: str, word: str) -> None:
    bring_staff(tmp_path, somebody(), somebody(number="101"), somebody(number="102", in_service_to="2018-06-30"))
    bring_oaths(tmp_path, {"number": "101", "sworn_in_on": "2019-03-01"})
    summary = bring_oaths(tmp_path, row)
    assert [(error.row, error.column, word in error.message) for error in summary.errors] == [(2, column, True)]
    assert (summary.rows, summary.refused_rows, summary.oaths) == (1, 1, 0)
    assert StaffMember.objects.exclude(sworn_in_on=None).count() == 1


def test_two_oaths_of_one_person_are_both_refused(tmp_path: Path) -> None:
    bring_staff(tmp_path, somebody())
    rows = [{"number": "100", "sworn_in_on": "2019-03-01"}, {"number": "0100", "sworn_in_on": "2019-03-01"}]
    assert bring_oaths(tmp_path, *rows).refused_rows == 2
    assert member("100").sworn_in_on is None


def test_nobody_brings_in_what_is_his_own(tmp_path: Path, cast: Cast) -> None:
    officer = cast.screening_officer
    row = {"number": officer.number, "sworn_in_on": "2019-03-01"}
    unknown = bring_oaths(tmp_path, row, by=officer)
    bring_staff(tmp_path, somebody(number=officer.number))
    known = bring_oaths(tmp_path, row, by=officer)
    assert unknown.as_json() == known.as_json()
    assert messages(known.errors) == ["This is your own personnel number. Ask a colleague to bring in this row."]
    assert bring_oaths(tmp_path, row).oaths == 1
    assert bring_code(tmp_path, {"number": officer.number, "acknowledged_on": "2019-03-01"}, by=officer).refused_rows


def test_acknowledgements_come_in(tmp_path: Path, edition: CodeEdition) -> None:
    bring_staff(tmp_path, somebody(), somebody(number="101"))
    rows = [
        {"number": "100", "edition": "code_2019", "acknowledged_on": "2019-05-01"},
        {"number": "100", "edition": "", "acknowledged_on": "2019-03-01"},
        {"number": "101", "edition": "CODE_2019", "acknowledged_on": "2019-05-01"},
    ]
    summary = bring_code(tmp_path, *rows)
    assert (summary.acknowledgements, summary.known_acknowledgements, summary.errors) == (3, 0, [])
    first = member("100").acknowledgements.get(first_in_year=True)
    assert (first.edition_id, first.unit.label_en) == ("unknown", "Harbour")
    assert first.import_run == ImportRun.objects.get(register="code")
    again = bring_code(tmp_path, *rows)
    assert (again.acknowledgements, again.known_acknowledgements) == (0, 3)
    assert Acknowledgement.history.count() == 3


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        ({"number": "999"}, "number", "Import the staff file first"),
        ({"edition": "code_1999"}, "edition", "does not have this value"),
        ({"acknowledged_on": ""}, "acknowledged_on", "missing"),
        ({"acknowledged_on": "2017-12-31"}, "acknowledged_on", "Service had not begun"),
        ({"acknowledged_on": "2999-12-31"}, "acknowledged_on", "future"),
        ({"number": "101"}, "acknowledged_on", "recorded already"),
    ],
)
def test_an_acknowledgement_that_is_refused(
    tmp_path: Path, edition: CodeEdition, row: dict[str, str], column: str, word: str
) -> None:
    bring_staff(tmp_path, somebody(), somebody(number="101"))
    good = {"number": "100", "edition": "code_2019", "acknowledged_on": "2019-05-01"}
    bring_code(tmp_path, {**good, "number": "101", "acknowledged_on": "2019-04-01"})
    summary = bring_code(tmp_path, {**good, **row})
    assert [(error.row, error.column, word in error.message) for error in summary.errors] == [(2, column, True)]
    assert Acknowledgement.objects.count() == 1


def test_one_that_was_withdrawn_comes_in_again(tmp_path: Path, cast: Cast, edition: CodeEdition) -> None:
    bring_staff(tmp_path, somebody())
    row = {"number": "100", "edition": "code_2019", "acknowledged_on": "2019-05-01"}
    bring_code(tmp_path, row, {**row, "number": "0100", "edition": "unknown"})
    actions.withdraw_acknowledgement(
        by=cast.screening_officer, acknowledgement=Acknowledgement.objects.get(edition=edition), reason="In error"
    )
    summary = bring_code(tmp_path, row, {**row, "edition": "unknown"}, row)
    assert (summary.refused_rows, summary.known_acknowledgements) == (2, 1)
    assert messages(summary.errors)[0] == "Row 4 is about the same person and edition. Keep one of them."
    assert bring_code(tmp_path, row).acknowledgements == 1


def test_sessions_come_in(tmp_path: Path) -> None:
    summary = bring_training(tmp_path, SESSION, {**SESSION, "session_number": "T-2", "topic": "", "unit": ""})
    assert (summary.sessions, summary.errors) == (2, [])
    made = TrainingSession.objects.get(register_number="T-1")
    assert (made.held_on, made.held_year, made.attending, made.topic_id) == (DAY, 2019, 12, "information")
    assert (made.unit.label_en, made.register, made.import_run) == ("Harbour", "training", ImportRun.objects.get())
    again = bring_training(tmp_path, {**SESSION, "attending": "13"}, {**SESSION, "session_number": "T-3"})
    assert (again.sessions, again.known_sessions) == (1, 1)
    assert [(note.row, note.value) for note in again.warnings] == [(2, "T-1")]
    made.refresh_from_db()
    assert made.attending == 12
    assert set(Event.objects.values_list("kind", flat=True)) == {Kind.TRAINING_IMPORTED}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"session_number": ""}, "session_number"),
        ({"held_on": ""}, "held_on"),
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"topic": "manners"}, "topic"),
        ({"attending": ""}, "attending"),
        ({"attending": "0"}, "attending"),
        ({"attending": "-1"}, "attending"),
        ({"attending": "1.5"}, "attending"),
        ({"attending": "²"}, "attending"),
        ({"attending": "9" * 30}, "attending"),
    ],
)
def test_a_session_that_is_refused(tmp_path: Path, cells: dict[str, str], column: str) -> None:
    summary = bring_training(tmp_path, {**SESSION, "session_number": "good"}, {**SESSION, **cells})
    assert [(error.row, error.column) for error in summary.errors] == [(3, column)]
    assert TrainingSession.objects.get().register_number == "good"


def test_a_session_twice_is_refused_and_one_in_error_comes_in_again(tmp_path: Path, cast: Cast) -> None:
    assert bring_training(tmp_path, SESSION, SESSION).refused_rows == 2
    bring_training(tmp_path, SESSION)
    actions.void_session(by=cast.screening_officer, session=TrainingSession.objects.get(), reason="In error")
    assert bring_training(tmp_path, SESSION, by=cast.screening_officer).sessions == 1
    assert bring_training(tmp_path, SESSION).known_sessions == 1


@pytest.mark.parametrize(
    ("bring_in", "row", "kind"),
    [
        (bring_staff, somebody(number="300", unit="New"), Kind.STAFF_IMPORT_TRIED),
        (bring_oaths, {"number": "100", "sworn_in_on": "2019-03-01"}, Kind.STAFF_IMPORT_TRIED),
        (bring_code, {"number": "100", "acknowledged_on": "2019-03-01"}, Kind.STAFF_IMPORT_TRIED),
        (bring_training, {**SESSION, "unit": "New"}, Kind.TRAINING_IMPORT_TRIED),
    ],
)
def test_a_dry_run_says_the_same_and_writes_nothing(
    tmp_path: Path, bring_in: Any, row: dict[str, str], kind: Kind
) -> None:
    bring_staff(tmp_path, somebody())
    models = (Acknowledgement, TrainingSession, Unit, ImportRun)

    def counts() -> list[int]:
        return [StaffMember.history.count(), *(model._default_manager.count() for model in models)]

    before = counts()
    dry = bring_in(tmp_path, row, dry_run=True)
    assert counts() == before
    assert list(Event.objects.values_list("kind", flat=True).order_by("-pk")[:1]) == [kind]
    assert bring_in(tmp_path, row).as_json() == dry.as_json()
    assert counts() != before


def test_a_session_that_came_in_meanwhile_stops_the_import(tmp_path: Path) -> None:
    path = write(tmp_path / "training.csv", TRAINING, [SESSION])
    coming = TrainingImport(path, profile_named("training"), by=None)
    coming.read()
    coming.compare()
    bring_training(tmp_path, SESSION)
    with pytest.raises(Overtaken):
        coming._write(ImportRun.objects.get())
    assert TrainingSession.objects.count() == 1


def test_today_is_no_future_day(tmp_path: Path) -> None:
    bring_staff(tmp_path, somebody())
    row = {"number": "100", "acknowledged_on": "2019-03-01"}
    with clock.at(datetime.date(2019, 2, 28)):
        assert bring_code(tmp_path, row).refused_rows == 1
    with clock.at(DAY):
        assert bring_code(tmp_path, row).acknowledgements == 1
