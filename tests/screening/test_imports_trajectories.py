"""Trajectories by file: what is refused, what is known, who sees what, and that nothing is half written."""

import csv
import datetime
from pathlib import Path

import pytest

from accounts.roles import Role
from audit.kinds import Kind
from audit.models import Event
from lib import clock
from office.importing import Overtaken
from office.models import ImportRun, Level, Unit
from office.profiles import BadProfile
from screening import access, actions, walls
from screening.imports import actions as taking
from screening.imports.trajectories import TrajectoryImport
from screening.models import Stage, Trajectory
from tests.cast import Cast, person
from tests.screening.conftest import Trajectories, request
from tests.support.incoming import (
    OURS,
    OWN,
    PROFILE,
    bring,
    bring_ours,
    bring_own,
    exported,
    messages,
    profile_named,
    said,
    trajectory,
    write,
    write_profile,
)

pytestmark = pytest.mark.django_db

DONE = {"stage": "decision", "stage_on": "2019-02-01", "completed_on": "2019-02-01", "result": "positive"}


def test_a_row_becomes_a_trajectory(tmp_path: Path) -> None:
    summary = bring_ours(tmp_path, trajectory(unit="Harbour"), trajectory(file="A-2", person="", to="2019-03-01"))
    assert said(summary) == [(3, "to", "2019-03-01")]
    made = Trajectory.objects.get()
    assert (made.register, made.register_number, made.name, made.number) == ("elsewhere", "A-1", "A. Bos", "100")
    assert (made.function, made.unit.label_en, made.started_year) == ("Detective", "Harbour", 2019)
    assert (made.stage, str(made.stage_on), str(made.due_on)) == ("requested", "2019-01-02", "2019-01-23")
    assert (made.officer, made.registered_by, made.import_run) == (None, None, ImportRun.objects.get())
    assert made.reference.startswith("S2019-")
    assert not Stage.objects.exists()
    assert [row.history_type for row in Trajectory.history.all()] == ["+"]
    assert summary.as_json()["trajectories"] == 1


def test_a_decision_comes_in_with_its_renewal(tmp_path: Path) -> None:
    rows = [trajectory(to="2019-03-01", result="positive"), trajectory(file="A-2", to="2020-03-01", result="positive")]
    other = trajectory(file="A-3", person="101", to="2019-03-01", result="negative", ground="finances")
    assert bring_ours(tmp_path, *rows, other).trajectories == 3
    first, second, negative = Trajectory.objects.order_by("register_number")
    # The later screening of the same person, on the same level, stands in the place of the first.
    assert (first.renewal_on, second.renewal_on) == (None, datetime.date(2025, 3, 1))
    assert (first.completed_year, first.stage, first.due_on) == (2019, "decision", None)
    assert (negative.result, negative.ground_id, negative.renewal_on) == ("negative", "finances", None)


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"reference": ""}, "reference", ""),
        ({"reference": "S2019-7KQ4"}, "reference", "S2019-7KQ4"),
        ({"reference": "2019-7KQ4P"}, "reference", "2019-7KQ4P"),
        ({"started_on": ""}, "started_on", ""),
        ({"started_on": "2-1-2019"}, "started_on", "2-1-2019"),
        ({"started_on": "2999-01-01", "stage_on": "2999-01-01"}, "started_on", "2999-01-01"),
        ({"started_on": "1017-01-02"}, "started_on", "1017-01-02"),
        ({"level": "bgo_medium"}, "level", "bgo_medium"),
        ({"occasion": ""}, "occasion", ""),
        ({"subject_group": "guests"}, "subject_group", "guests"),
        ({"result": "fine"}, "result", "fine"),
        ({"result": "positive", "stage": "decision"}, "completed_on", ""),
        ({"completed_on": "2019-02-01"}, "completed_on", "2019-02-01"),
        ({"ground": "finances"}, "ground", "finances"),
        ({**DONE, "completed_on": "2019-01-01", "stage_on": "2019-01-01"}, "completed_on", "2019-01-01"),
        ({**DONE, "completed_on": "2999-01-01", "stage_on": "2999-01-01"}, "completed_on", "2999-01-01"),
        ({**DONE, "result": "negative"}, "ground", ""),
        ({**DONE, "ground": "finances"}, "ground", "finances"),
        ({**DONE, "stage_on": "2019-02-02"}, "stage_on", "2019-02-02"),
        ({**DONE, "stage": "advice"}, "stage", "advice"),
        ({**DONE, "stage": "objection", "stage_on": "2019-01-31"}, "stage_on", "2019-01-31"),
        ({**DONE, "stage": "appeal", "stage_on": "2019-01-31"}, "stage_on", "2019-01-31"),
        ({"stage": "objection"}, "stage", "objection"),
        ({"stage": "decision"}, "stage", "decision"),
        ({"stage": "requested"}, "stage_on", "2019-01-14"),
        ({"stage": "lunch"}, "stage", "lunch"),
        ({"stage_on": ""}, "stage_on", ""),
        ({"stage_on": "2019-01-01"}, "stage_on", "2019-01-01"),
        ({"stage_on": "2999-01-01"}, "stage_on", "2999-01-01"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_is_named(
    tmp_path: Path, cells: dict[str, str], column: str, value: str
) -> None:
    summary = bring_own(tmp_path, exported(reference="S2019-AAAAA"), exported(**cells))
    assert said(summary)[0] == (3, column, value)
    assert {error.row for error in summary.errors} == {3}
    assert (summary.rows, summary.accepted_rows, summary.refused_rows, summary.trajectories) == (2, 1, 1, 1)
    assert Trajectory.objects.get().reference == "S2019-AAAAA"


@pytest.mark.parametrize("line", ["S2019-BBBBB,2019-01-02\r\n", "S2019-BBBBB" + "," * 11 + "\r\n", "S2019-BBBBB\r\n"])
def test_half_a_row_is_refused(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "own.csv", OWN, [exported()])
    with path.open("a", newline="") as file:
        file.write(line)
    summary = bring(TrajectoryImport, path, "own")
    assert [(error.row, "where the header has 11" in error.message) for error in summary.errors] == [(3, True)]
    assert (summary.accepted_rows, summary.refused_rows) == (1, 1)


def test_identity_is_encrypted_and_stands_in_no_note(tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    long = "9" * 200
    rows = [trajectory(person="---"), trajectory(file="A-2", person=long), trajectory(file="A-3", name="x" * 200)]
    twins = [trajectory(file="B-1", person="204-7731"), trajectory(file="B-2", person="2047731")]
    summary = bring_ours(tmp_path, *rows, *twins, trajectory(file="A-4"), refused=refused)
    assert said(summary) == [
        (2, "person", None),
        (3, "person", None),
        (4, "name", None),
        (5, "job", None),
        (6, "job", None),
    ]
    with refused.open(newline="") as file:
        reasons = " ".join(line["refused_because"] for line in csv.DictReader(file))
    told = reasons + str(summary.as_json()) + " ".join(Event.objects.values_list("detail", flat=True))
    assert not [secret for secret in (long[:20], "x" * 20, "204", "7731", "A. Bos") if secret in told]
    made = Trajectory.objects.get()
    assert (made.number, made.number_hash != "") == ("100", True)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('number = "file"', 'number = "person"', "says who somebody is"),
        ('column = "job"', 'column = "name"', "says who somebody is"),
        ('[fields.unit]\ncolumn = "unit"', '[fields.unit]\ncolumn = "person"', "says who somebody is"),
        ('column = "job"', 'column = "job"\nvalues = { a = "b" }', "as it stands"),
        ("[fields.function]", "[fields.colour]", "no field “colour”"),
        ('[fields.level]\ncolumn = "level"', "", "“level” comes from"),
        ('constant = "initial"', 'constant = "first"', "no value “first”"),
    ],
)
def test_a_profile_is_held_against_the_register(tmp_path: Path, old: str, new: str, word: str) -> None:
    assert old in PROFILE
    path = write(tmp_path / "ours.csv", OURS, [trajectory()])
    with pytest.raises(BadProfile, match=word):
        TrajectoryImport(path, profile_named(write_profile(tmp_path, PROFILE.replace(old, new))), by=None)


def test_two_open_ones_of_a_person_for_a_function_in_one_file(tmp_path: Path) -> None:
    rows = [
        trajectory(),
        trajectory(file="A-2", person="1.00", job="  detective"),
        trajectory(file="A-3", job="Analyst"),
        trajectory(file="A-4", to="2019-03-01", result="positive"),
        trajectory(file="A-5", person="101"),
        trajectory(file="A-6", job=""),
        trajectory(file="A-7", job=""),
    ]
    summary = bring_ours(tmp_path, *rows)
    assert messages(summary.errors) == [
        "Row 3 is open too, for the same person and function. Keep one of them.",
        "Row 2 is open too, for the same person and function. Keep one of them.",
    ]
    assert summary.trajectories == 5


def test_one_that_is_open_already_for_the_function(tmp_path: Path, cast: Cast) -> None:
    officer = cast.screening_officer
    there = actions.start_trajectory(by=officer, **request(number="100", function="Detective"))
    summary = bring_ours(tmp_path, trajectory(person="0100"), trajectory(file="A-2", job="Analyst"), by=officer)
    assert [(error.row, there.reference in error.message) for error in summary.errors] == [(2, True)]
    assert (summary.refused_rows, summary.trajectories) == (1, 1)


def test_what_he_may_not_see_is_not_told(tmp_path: Path, cast: Cast) -> None:
    officer = cast.screening_officer
    actions.start_trajectory(by=None, **request(number=officer.number, function="Detective"))
    row = trajectory(person=officer.number)
    summary = bring_ours(tmp_path, row, by=officer)
    assert (summary.trajectories, summary.errors) == (1, [])
    assert bring_ours(tmp_path, {**row, "file": "A-2"}, dry_run=True).refused_rows == 1


def test_one_number_twice_is_refused_twice(tmp_path: Path) -> None:
    summary = bring_own(tmp_path, exported(), exported(reference="S2019-AAAAA"), exported(), exported())
    assert [(error.row, error.message) for error in summary.errors] == [
        (2, "Row 4 has the same number. Keep one of them."),
        (4, "Row 2 has the same number. Keep one of them."),
        (5, "Row 2 has the same number. Keep one of them."),
    ]
    assert (summary.rows, summary.refused_rows, summary.trajectories) == (4, 3, 1)


def test_the_same_file_again_creates_nothing(tmp_path: Path, cast: Cast) -> None:
    rows = [trajectory(unit="North"), trajectory(file="A-2", person="101", to="2019-03-01", result="withdrawn")]
    bring_ours(tmp_path, *rows)
    before = list(Trajectory.history.values_list("id", "history_id"))
    for by in (None, cast.screening_officer):
        again = bring_ours(tmp_path, *rows, by=by)
        assert (again.trajectories, again.known_trajectories, again.accepted_rows) == (0, 2, 2)
        assert (again.errors, again.warnings) == ([], [])
    assert list(Trajectory.history.values_list("id", "history_id")) == before


def test_a_known_row_that_differs_is_warned_of(tmp_path: Path) -> None:
    bring_ours(tmp_path, trajectory(), trajectory(file="A-2", person="101"))
    summary = bring_ours(tmp_path, trajectory(level="security_a"), trajectory(file="A-2", person="999", name="Other"))
    assert [(note.row, note.value) for note in summary.warnings] == [(2, "A-1")]
    assert Trajectory.objects.get(register_number="A-1").level_id == "reliability"


def test_another_register_has_its_own_numbers(tmp_path: Path) -> None:
    bring_ours(tmp_path, trajectory(person=""))
    profile = write_profile(tmp_path, PROFILE.replace('"elsewhere"', '"other"'))
    path = write(tmp_path / "ours.csv", OURS, [trajectory(person="")])
    TrajectoryImport(path, profile_named(profile), by=None).bring_in()
    assert Trajectory.objects.count() == 2


def test_a_hidden_reference_counts_as_new(tmp_path: Path, cast: Cast, trajectories: Trajectories) -> None:
    officer, hidden = cast.screening_officer, trajectories.officers_own.reference
    rows = [exported(reference=hidden), exported(reference=trajectories.under_way.reference)]
    summary = bring_own(tmp_path, *rows, by=officer)
    assert (summary.trajectories, summary.known_trajectories, summary.warnings[1:]) == (1, 1, [])
    made = Trajectory.objects.get(register_number=hidden)
    assert made.reference != hidden
    assert access.visible_to(officer).filter(pk=made.pk).exists()
    again = bring_own(tmp_path, *rows, by=officer)
    assert (again.trajectories, again.known_trajectories) == (0, 2)
    assert bring_own(tmp_path, *rows).known_trajectories == 2


def test_a_person_gets_new_references_so_that_none_tells_of_a_hidden_one(tmp_path: Path, cast: Cast) -> None:
    bring_own(tmp_path, exported(reference="S2019-BBBBB"), by=cast.screening_officer)
    drawn = Trajectory.objects.get()
    assert (drawn.register_number, drawn.reference == "S2019-BBBBB") == ("S2019-BBBBB", False)
    assert bring_own(tmp_path, exported(reference="S2019-BBBBB"), by=cast.screening_officer).known_trajectories == 1
    bring_own(tmp_path, exported(reference="S2019-CCCCC"))
    assert Trajectory.objects.filter(reference="S2019-CCCCC").exists()


def test_own_staff_falls_to_who_imports_and_one_s_own_to_nobody(tmp_path: Path, cast: Cast) -> None:
    colleague = person("odile", Role.SCREENING_OFFICER)
    third = person("otis", Role.SCREENING_OFFICER)
    rows = [trajectory(person=colleague.number), trajectory(file="A-2", person=cast.screening_officer.number)]
    bring_ours(tmp_path, *rows, by=cast.screening_officer)
    theirs, own = Trajectory.objects.order_by("register_number")
    assert (theirs.own_staff, theirs.officer) == (True, cast.screening_officer)
    assert (own.own_staff, own.officer) == (True, None)
    assert list(access.visible_to(cast.screening_officer)) == [theirs]
    assert not access.visible_to(third).exists()
    assert set(walls.own_staff()) == {theirs, own}


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    rows = [trajectory(unit="North"), trajectory(file="A-2", result="?")]
    dry = bring_ours(tmp_path, *rows, dry_run=True)
    assert not Trajectory.objects.exists()
    assert not ImportRun.objects.exists()
    assert Unit.objects.count() == 1
    tried = Event.objects.get()
    assert (tried.kind, '"refused_rows": 1' in tried.detail) == (Kind.SCREENING_IMPORT_TRIED, True)
    assert bring_ours(tmp_path, *rows).as_json() == dry.as_json()
    assert Event.objects.filter(kind=Kind.SCREENING_IMPORTED).count() == Event.objects.count() - 1 == 1


def test_one_event_and_its_history(tmp_path: Path, cast: Cast) -> None:
    bring_own(tmp_path, exported(), exported(reference="S2019-AAAAA", **DONE), by=cast.screening_officer)
    event = Event.objects.get()
    assert (event.kind, event.actor) == (Kind.SCREENING_IMPORTED, "sonja")
    assert set(Trajectory.history.values_list("event", "history_user__username")) == {(event.public_key, "sonja")}
    stage = Stage.objects.get()
    assert (stage.kind, str(stage.reached_on), stage.trajectory.register_number) == (
        "interview",
        "2019-01-14",
        "S2019-7KQ4P",
    )


def test_the_stage_stays_when_a_trajectory_is_worked_on(tmp_path: Path, cast: Cast) -> None:
    bring_own(tmp_path, exported())
    made = Trajectory.objects.get()
    with clock.at(datetime.date(2019, 2, 1)):
        made = actions.correct_trajectory(
            trajectory=made, by=cast.screening_officer, reason="Typed", function="Detective"
        )
    assert (made.stage, str(made.stage_on), str(made.due_on)) == ("interview", "2019-01-14", "2019-02-04")


def test_one_that_came_in_meanwhile_stops_the_import(tmp_path: Path) -> None:
    bring_own(tmp_path, exported())
    coming = TrajectoryImport(write(tmp_path / "own.csv", OWN, [exported()]), profile_named("own"), by=None)
    known = coming._known
    coming._known = lambda: {} if not coming.summary.trajectories else known()  # type: ignore[method-assign]
    with pytest.raises(Overtaken):
        coming.bring_in()
    assert (Trajectory.objects.count(), ImportRun.objects.count()) == (1, 1)


def test_one_that_was_opened_meanwhile_stops_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.start_trajectory(by=None, **request(number="100", function="Detective"))
    asked = []

    def open_ones(user: object, hashes: set[str]) -> dict[tuple[str, str], str]:
        asked.append(hashes)
        return access_open_ones(user, hashes) if len(asked) > 1 else {}

    access_open_ones = access.open_ones
    monkeypatch.setattr(access, "open_ones", open_ones)
    with pytest.raises(Overtaken):
        bring_ours(tmp_path, trajectory())
    assert Trajectory.objects.count() == 1


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 2)
    create, calls = taking._Writing.create, []

    def fail_later(self: object, *arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError
        create(self, *arguments)

    monkeypatch.setattr(taking._Writing, "create", fail_later)
    with pytest.raises(RuntimeError):
        bring_ours(tmp_path, *(trajectory(file=str(number), person="", unit="North") for number in range(5)))
    assert (Trajectory.objects.count(), ImportRun.objects.count(), Unit.objects.count()) == (0, 0, 1)


def test_what_a_level_does_not_ask_for_is_taken_over(tmp_path: Path) -> None:
    """Stages of before the terms of a level changed come in again, as they came out."""
    Level.objects.filter(pk="reliability").update(environment=False)
    row = exported(stage="environment_check")
    assert bring_own(tmp_path, row).trajectories == 1
    assert Trajectory.objects.get().stage == "environment_check"
