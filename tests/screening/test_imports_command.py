"""The import commands of screening: who may, what they print, their exit status; and our own export comes in again."""

import datetime
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from office.models import Ground, ImportRun, Level
from screening import actions
from screening.models import Stage, Trajectory, Wall
from screening.models.values import Result, StageKind
from tests.cast import Cast
from tests.conftest import ROOT
from tests.screening.conftest import Trajectories, request
from tests.support.incoming import CODE, OATHS, OWN, STAFF, TRAINING, exported, somebody, write
from tests.support.roles import as_owner

pytestmark = pytest.mark.django_db

SESSION = {"session_number": "1", "held_on": "2019-03-01", "attending": "9"}
FILES: dict[str, tuple[str, tuple[str, ...], dict[str, str], list[str]]] = {
    "import_screening": ("own", OWN, exported(), ["trajectories", "known_trajectories"]),
    "import_staff": ("staff", STAFF, somebody(), ["staff", "updated_staff", "known_staff"]),
    "import_oaths": ("oaths", OATHS, {"number": "1", "sworn_in_on": "2019-03-01"}, ["oaths", "known_oaths"]),
    "import_code": (
        "code",
        CODE,
        {"number": "1", "acknowledged_on": "2019-03-01"},
        ["acknowledgements", "known_acknowledgements"],
    ),
    "import_training": ("training", TRAINING, SESSION, ["sessions", "known_sessions"]),
}


def run(command: str, *arguments: Any) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("command", FILES)
def test_the_summary_of_each_kind(tmp_path: Path, command: str) -> None:
    profile, columns, row, counts = FILES[command]
    path = write(tmp_path / "rows.csv", columns, [row])
    summary = json.loads(run(command, path, "--profile", profile, "--dry-run", "--format=json"))
    keys = ["rows", "accepted_rows", "refused_rows", *counts, "warnings", "errors"]
    assert list(summary) == keys
    assert (summary["rows"], summary["accepted_rows"] + summary["refused_rows"]) == (1, 1)
    text = run(command, path, "--profile", profile)
    assert text.startswith("Rows: 1\nRows accepted: ")
    assert len(text.split("\n\n")[0].splitlines()) == 3 + len(counts)


def test_nobody_is_named_on_the_terminal(tmp_path: Path) -> None:
    path = write(tmp_path / "oaths.csv", OATHS, [{"number": "204-7731", "sworn_in_on": "2019-03-01"}])
    text = run("import_oaths", path, "--profile", "oaths")
    assert "  row 2, number: Nobody among the staff has this number. Import the staff file first." in text
    assert "7731" not in text


@pytest.mark.parametrize("username", ["ines", "cor", "mara", "adam", "aude", "vic", "nobody"])
@pytest.mark.parametrize("command", FILES)
def test_who_may_not_import(tmp_path: Path, cast: Cast, command: str, username: str) -> None:
    profile, columns, row, _counts = FILES[command]
    path = write(tmp_path / "rows.csv", columns, [row])
    with pytest.raises(CommandError, match="is nobody who may import into screening") as error:
        run(command, path, "--profile", profile, "--as", username)
    assert error.value.returncode == 2
    assert not ImportRun.objects.exists()


def test_a_screening_officer_imports(tmp_path: Path, cast: Cast) -> None:
    path = write(tmp_path / "own.csv", OWN, [exported()])
    run("import_screening", path, "--profile=own", "--as=sonja")
    assert ImportRun.objects.get().by == cast.screening_officer
    made = Trajectory.objects.get()
    assert (made.registered_by, made.officer) == (cast.screening_officer, None)


@pytest.mark.parametrize("command", FILES)
def test_wrong_use_and_what_cannot_be_read(tmp_path: Path, command: str) -> None:
    profile, columns, row, _counts = FILES[command]
    path, empty = write(tmp_path / "rows.csv", columns, [row]), tmp_path / "empty.csv"
    empty.write_text("")
    for status, arguments in (
        (1, (empty, "--profile", profile)),
        (1, (tmp_path / "none.csv", "--profile", profile)),
        (2, (path, "--profile", "atlantis")),
        (2, (path, "--profile", "own" if profile != "own" else "training")),
        (2, (path, "--profile", profile, "--refused", path)),
    ):
        with pytest.raises(CommandError) as error:
            run(command, *arguments)
        assert error.value.returncode == status, arguments
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("arguments", "status"), [(["own.csv"], 0), (["none.csv"], 1), (["own.csv", "--wrong"], 2)])
def test_the_exit_status_of_the_program(tmp_path: Path, arguments: list[str], status: int) -> None:
    write(tmp_path / "own.csv", OWN, [exported(), exported(reference="?")])
    environment = {**os.environ, "INTEGRITY_MODE": "development", "INTEGRITY_VAR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "manage.py")]
    if status == 0:
        subprocess.run([*command, "migrate", "--verbosity=0"], env=environment, check=True)
    done = subprocess.run(
        [*command, "import_screening", "--profile=own", "--format=json", *arguments],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status
    if status == 0:
        assert json.loads(done.stdout)["refused_rows"] == 1
    else:
        assert (done.stdout, "Traceback" in done.stderr) == ("", False)


@pytest.fixture
def register(cast: Cast, trajectories: Trajectories) -> int:
    """Trajectories in every state that a file can tell of; returns how many."""
    by = cast.screening_officer
    for level in ("conduct_certificate", "bgo_long"):
        actions.start_trajectory(by=by, **request(level=level, number="7", function=level))
    for result in (Result.POSITIVE, Result.CONDITIONAL, Result.WITHDRAWN, Result.DISCONTINUED, Result.INSUFFICIENT):
        made = actions.start_trajectory(by=by, **request(number=f"9{len(result)}"))
        day = datetime.date(2020, 2, 3)
        actions.complete(trajectory=made, by=by, result=result, completed_on=day)
    actions.record_objection(trajectory=made, by=by, lodged_on=day)
    actions.reach_stage(trajectory=made, by=by, kind=StageKind.APPEAL, reached_on=day.replace(month=5))
    refused = actions.start_trajectory(by=by, **request())
    actions.complete(
        trajectory=refused,
        by=by,
        result=Result.NEGATIVE,
        completed_on=request()["started_on"],
        ground=Ground.objects.get(pk="other"),
    )
    return Trajectory.objects.count()


def taken_out(path: Path) -> list[str]:
    """The register as it takes itself out, without the number of the export."""
    run("export_screening", "--output", path)
    return [line.rpartition(",")[0] for line in path.read_text().splitlines()]


def test_our_own_export_comes_into_the_same_register(tmp_path: Path, register: int) -> None:
    before = taken_out(tmp_path / "own.csv")
    said = json.loads(run("import_screening", tmp_path / "own.csv", "--profile=own", "--format=json"))
    assert (said["trajectories"], said["known_trajectories"], said["refused_rows"]) == (0, register, 0)
    assert [note["message"] for note in said["warnings"]] == [
        "Columns left out, because the profile does not name them: export."
    ]
    assert taken_out(tmp_path / "again.csv") == before


def test_our_own_export_comes_into_an_emptied_register(tmp_path: Path, register: int) -> None:
    before = taken_out(tmp_path / "own.csv")
    # What a level asks for has changed since: what was done stays done.
    Level.objects.update(environment=False, renewal_months=None)
    with as_owner():
        for model in (Wall, Stage, Trajectory):
            model._base_manager.all()._raw_delete("default")
    said = json.loads(run("import_screening", tmp_path / "own.csv", "--profile=own", "--format=json"))
    assert (said["trajectories"], said["known_trajectories"], said["errors"]) == (register, 0, [])
    # The list orders those of one day by when they came in.
    assert sorted(taken_out(tmp_path / "again.csv")) == sorted(before)
    again = json.loads(run("import_screening", tmp_path / "again.csv", "--profile=own", "--format=json"))
    assert (again["trajectories"], again["known_trajectories"]) == (0, register)
