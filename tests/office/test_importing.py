"""The core that all imports share: cells by their field, each row for itself, what is told, one transaction."""

import csv
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.db.models import TextChoices
from django.http import Http404
from django.utils.functional import Promise

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from lib.problems import Problem
from lib.refusal import Refused
from office import profiles
from office.importfields import Fields
from office.importing import ImportCommand, Overtaken
from office.importrows import RowImport
from office.importruns import Note, Summary, note
from office.models import Cause, ImportRun, Unit
from office.profiles import BadProfile, Profile
from office.tabular import Unreadable, Unwritable
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HEAD = 'register = "trial"\nnumber = "id"\ndate_formats = ["%Y-%m-%d"]\n'
PROFILE = HEAD + "".join(f'[fields.{name}]\ncolumn = "{name}"\n' for name in ("day", "cause", "colour", "text", "many"))
UNIT = '[fields.unit]\ncolumn = "unit"\nblank = "unknown"\ncreate = true\n'
COLUMNS = ("id", "day", "cause", "colour", "text", "many", "unit", "who", "left_out")
GOOD = {"id": "1", "day": "2019-01-02", "cause": "money", "colour": "red", "text": "As it is", "many": "3"}


class Colour(TextChoices):
    RED = "red"
    BLUE = "blue"


@dataclass
class Counted(Summary):
    counted: ClassVar[Mapping[str, str | Promise]] = {"made": "Made"}
    made: int = 0


class Made(NamedTuple):
    row: int
    number: str
    values: Mapping[str, Any]


class Trial(RowImport[Made]):
    """A file of nothing in particular: what it would write is remembered."""

    tried, imported = Kind.CASES_IMPORT_TRIED, Kind.CASES_IMPORTED
    fields = Fields(
        dates=("day",),
        choices={"colour": Colour},
        lists={"cause": Cause, "unit": Unit},
        texts={"text": 10, "who": 10},
        counts=("many",),
        required=("day", "text"),
        may_be_empty=("colour",),
        identity=("who",),
    )
    defaults = {"unit": "unknown"}
    written: ClassVar[list[Made]] = []
    fails: ClassVar[Exception | None] = None

    def new_summary(self) -> Counted:
        return Counted()

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        if values["many"] == 13:
            yield "many", "An unlucky number"
            yield "number", "And its number"
            yield "who", "And its person"

    def made(self, row: int, number: str, values: Mapping[str, Any]) -> Made:
        return Made(row, number, values)

    def among_themselves(self) -> None:
        self.refuse_twins(lambda row: row.values["text"] == "twin" and row.number, "text", "Row %(row)s is the same.")

    def compare(self) -> None:
        left = [row for row in self.rows if not self.refuse(row, _known(row))]
        self.keep(left)
        self.summary.made = len(left)  # type: ignore[attr-defined]

    def write(self, run: ImportRun) -> None:
        self.vocabulary.units.create(row.values["unit"] for row in self.rows)
        if self.fails:
            raise self.fails
        self.written.extend(self.rows)


def _known(row: Made) -> Iterator[Problem]:
    if row.number == "known":
        yield "text", "It is here already"


class Command(ImportCommand):
    help = "Import nothing in particular."
    kind = Trial
    permission = "cases.import"
    nobody = "“%(person)s” may not."
    as_whom = "who"


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Made]:
    monkeypatch.setattr(Trial, "written", [])
    monkeypatch.setattr(Command, "folder", tmp_path, raising=False)
    return Trial.written


def file_of(folder: Path, *rows: Mapping[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows({**GOOD, **row} for row in rows)
    return path


def profile_of(folder: Path, text: str = PROFILE) -> Profile:
    path = folder / "trial.toml"
    path.write_text(text)
    return profiles.load(str(path), folder)


def bring(folder: Path, *rows: Mapping[str, str], profile: str = PROFILE, **options: Any) -> Summary:
    by = options.pop("by", None)
    return Trial(file_of(folder, *rows), profile_of(folder, profile), by=by).bring_in(**options)


def test_each_kind_of_cell(tmp_path: Path, written: list[Made]) -> None:
    rows = [{"colour": " RED ", "many": "007", "unit": "North  Side"}, {"id": "2", "text": " x "}]
    summary = bring(tmp_path, *rows, profile=PROFILE + UNIT)
    assert (summary.rows, summary.accepted_rows, summary.errors) == (2, 2, [])
    first, second = (row.values for row in written)
    assert first == {
        "number": "1",
        "day": datetime.date(2019, 1, 2),
        "cause": "money",
        "colour": "red",
        "text": "As it is",
        "many": 7,
        "unit": "north_side",
    }
    assert (second["text"], second["unit"], second["number"]) == ("x", "unknown", "2")
    assert Unit.objects.get(pk="north_side").label_en == "North Side"


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"id": ""}, "id", ""),
        ({"id": "x" * 121}, "id", "x" * 121),
        ({"id": "a\tb"}, "id", "a\tb"),
        ({"day": ""}, "day", ""),
        ({"day": "2019-02-30"}, "day", "2019-02-30"),
        ({"cause": "greed"}, "cause", "greed"),
        ({"cause": ""}, "cause", ""),
        ({"colour": "green"}, "colour", "green"),
        ({"text": ""}, "text", ""),
        ({"text": "x" * 11}, "text", "x" * 11),
        ({"text": "a\nb"}, "text", "a\nb"),
        ({"many": ""}, "many", ""),
        ({"many": "-1"}, "many", "-1"),
        ({"many": "٣"}, "many", "٣"),
        ({"many": "9" * 10}, "many", "9" * 10),
        ({"many": "1" * 300}, "many", "1" * 200 + "…"),
    ],
)
def test_a_bad_cell_refuses_its_row(
    tmp_path: Path, written: list[Made], cells: dict[str, str], column: str, value: str
) -> None:
    summary = bring(tmp_path, {"id": "good"}, cells)
    assert [(error.row, error.column, error.value) for error in summary.errors] == [(3, column, value)]
    assert (summary.rows, summary.accepted_rows, summary.refused_rows) == (2, 1, 1)
    assert [row.number for row in written] == ["good"]


def test_what_a_cell_came_to_depends_on_its_column(tmp_path: Path, written: list[Made]) -> None:
    """Cells are remembered: the same text in another column, or refused once, is no other's value."""
    rows = [{"text": "3", "many": "3"}, {"id": "2", "colour": "money"}, {"id": "3", "cause": "red"}, {"id": "4"}]
    assert [error.row for error in bring(tmp_path, *rows).errors] == [3, 4]
    assert [(row.values["text"], row.values["many"]) for row in written] == [("3", 3), ("As it is", 3)]


def test_everything_wrong_with_a_row_is_said_and_who_it_is_about_is_not(tmp_path: Path) -> None:
    profile = PROFILE + '[fields.who]\ncolumn = "who"\n'
    secret = "Zachary Long Name"
    rows = [{"day": "x", "who": secret}, {"id": "2", "many": "13", "who": "Zachary"}]
    summary = bring(tmp_path, *rows, profile=profile, refused=tmp_path / "refused.csv")
    assert [(error.row, error.column, error.value) for error in summary.errors] == [
        (2, "day", "x"),
        (2, "who", None),
        (3, "many", "13"),
        (3, "id", "2"),
        (3, "who", None),
    ]
    assert summary.reasons()[3] == "many: An unlucky number | id: And its number | who: And its person"
    assert "Zachary" not in str(summary.as_json()) + "".join(summary.reasons().values())
    assert summary.as_json()["errors"][1]["value"] is None


@pytest.mark.parametrize("line", ["1,2019-01-02\r\n", "1\r\n", "1" + "," * 9 + "\r\n"])
def test_half_a_row_is_refused(tmp_path: Path, line: str) -> None:
    path = file_of(tmp_path, {})
    with path.open("a", newline="") as file:
        file.write(line)
    summary = Trial(path, profile_of(tmp_path), by=None).bring_in()
    assert [(error.row, error.column, "the header has 9" in error.message) for error in summary.errors] == [
        (3, "", True)
    ]


def test_twins_are_all_refused_each_by_the_other(tmp_path: Path) -> None:
    twin = {"text": "twin"}
    summary = bring(tmp_path, twin, {"text": "other"}, twin, {"id": "2", "text": "twin"}, twin)
    assert [(error.row, error.message) for error in summary.errors] == [
        (2, "Row 4 is the same."),
        (4, "Row 2 is the same."),
        (6, "Row 2 is the same."),
    ]
    assert (summary.rows, summary.refused_rows) == (5, 3)


def test_what_the_comparison_refuses_is_counted(tmp_path: Path) -> None:
    summary = bring(tmp_path, {"day": "x"}, {"id": "known"}, {"id": "3"})
    assert [(error.row, error.column, error.value) for error in summary.errors] == [(2, "day", "x"), (3, "text", None)]
    assert (summary.rows, summary.accepted_rows, summary.refused_rows) == (3, 1, 2)
    run = ImportRun.objects.get()
    assert (run.rows, run.accepted_rows, run.refused_rows, run.register) == (3, 1, 2, "trial")


def test_a_dry_run_looks_and_writes_nothing(tmp_path: Path, written: list[Made]) -> None:
    rows = [{"unit": "North"}, {"day": "x"}]
    dry = bring(tmp_path, *rows, profile=PROFILE + UNIT, dry_run=True, refused=tmp_path / "refused.csv")
    assert (written, ImportRun.objects.count(), Unit.objects.count()) == ([], 0, 1)
    assert [event.kind for event in Event.objects.all()] == [Kind.CASES_IMPORT_TRIED]
    assert len((tmp_path / "refused.csv").read_text().splitlines()) == 2
    assert bring(tmp_path, *rows, profile=PROFILE + UNIT).as_json() == dry.as_json()


def test_one_event_says_which_file_and_what_came_of_it(tmp_path: Path, cast: Cast) -> None:
    bring(tmp_path, {}, {"day": "x"}, by=cast.investigator)
    event = Event.objects.get()
    assert (event.kind, event.actor) == (Kind.CASES_IMPORTED, "ines")
    for part in ('"made": 1', '"profile": "trial"', '"refused_rows": 1', '"rows": 2', '"sha256"'):
        assert part in event.detail


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (ValidationError("no"), Overtaken),
        (Refused("no"), Overtaken),
        (Http404(), Overtaken),
        (IntegrityError(), IntegrityError),
        (Overtaken(), Overtaken),
    ],
)
def test_what_changed_meanwhile_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, raised: type[Exception]
) -> None:
    monkeypatch.setattr(Trial, "fails", failure)
    with pytest.raises(raised):
        bring(tmp_path, {"unit": "North"}, profile=PROFILE + UNIT)
    assert (ImportRun.objects.count(), Unit.objects.count(), Event.objects.count()) == (0, 1, 0)
    with pytest.raises(CommandError, match="run it again") as error:
        call_command(Command(), str(tmp_path / "rows.csv"), "--profile", str(tmp_path / "trial.toml"))
    assert error.value.returncode == 1


def test_the_file_as_a_whole_is_spoken_of(tmp_path: Path) -> None:
    path = file_of(tmp_path, {"text": "é"})
    path.write_bytes(path.read_text().encode("cp1252"))
    summary = Trial(path, profile_of(tmp_path), by=None).bring_in()
    assert [(warning.row, warning.message[:20]) for warning in summary.warnings] == [
        (None, "Columns left out, be"),
        (None, "The file is not UTF-"),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (PROFILE + '[fields.size]\ncolumn = "text"\n', "no field “size”"),
        (PROFILE.replace("[fields.day]", "[fields.who]"), "“day” comes from"),
        (PROFILE.replace('column = "day"', 'constant = "2019-01-02"'), "The date “day”"),
        (PROFILE.replace('column = "text"', 'column = "text"\nvalues = { a = "b" }'), "The text “text”"),
        (PROFILE.replace('column = "text"', 'column = "text"\nblank = "b"'), "The text “text”"),
        (PROFILE.replace('column = "cause"', 'column = "cause"\ncreate = true'), "Only units"),
        (PROFILE.replace('column = "cause"', 'column = "cause"\nblank = ""'), "no value “” for “cause”"),
        (PROFILE.replace('column = "colour"', 'constant = "green"'), "no value “green”"),
        (PROFILE + '[fields.who]\ncolumn = "text"\n', "says who somebody is"),
        (PROFILE + '[fields.who]\ncolumn = "id"\n', "says who somebody is"),
    ],
)
def test_a_profile_that_is_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(BadProfile, match=word):
        Trial(file_of(tmp_path, {}), profile_of(tmp_path, text), by=None)


def test_constants_stand_for_what_the_file_has_not(tmp_path: Path, written: list[Made]) -> None:
    profile = PROFILE.replace('column = "text"', 'constant = "Always"').replace('column = "many"', 'constant = "2"')
    bring(tmp_path, {"text": "Never", "many": "9"}, profile=profile)
    assert (written[0].values["text"], written[0].values["many"]) == ("Always", 2)


@pytest.mark.parametrize(
    ("failure", "status"), [(BadProfile("x"), 2), (Unreadable("x"), 1), (Unwritable("x"), 2), (Overtaken(), 1)]
)
def test_the_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int) -> None:
    file_of(tmp_path, {})
    profile_of(tmp_path)

    def fail(self: Trial) -> None:
        raise failure

    monkeypatch.setattr(Trial, "read", fail)
    with pytest.raises(CommandError) as error:
        call_command(Command(), str(tmp_path / "rows.csv"), "--profile", "trial")
    assert error.value.returncode == status


def test_what_a_person_reads(tmp_path: Path, cast: Cast) -> None:
    path = file_of(tmp_path, *({"id": f"\x1b[2J{number}"} for number in range(22)), {"id": "ok"})
    profile_of(tmp_path)
    out = StringIO()
    call_command(Command(), str(path), "--profile", "trial", "--as", "ines", "--dry-run", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[:5] == [
        "Dry run: nothing was imported. This is what would come of the file.",
        "Rows: 23",
        "Rows accepted: 1",
        "Rows refused: 22",
        "Made: 1",
    ]
    assert "… and 2 more. --format json lists them all." in out.getvalue()
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize("username", ["adam", "vic", "nobody"])
def test_who_may_not(tmp_path: Path, cast: Cast, username: str) -> None:
    path = file_of(tmp_path, {})
    profile_of(tmp_path)
    with pytest.raises(CommandError, match=f"“{username}” may not.") as error:
        call_command(Command(), str(path), "--profile", "trial", "--as", username)
    assert error.value.returncode == 2
    assert not ImportRun.objects.exists()


def test_a_note_may_have_no_value() -> None:
    assert note(1, "a", None, "m") == Note(1, "a", None, "m")
    assert note(1, "a", "v" * 201, "m").value == "v" * 200 + "…"


def test_nobody_imports_for_the_institution(tmp_path: Path) -> None:
    bring(tmp_path, {})
    assert ImportRun.objects.get().by is None
    assert not User.objects.exists()
