"""`manage.py import_cases`: who may, what it prints, and its exit status."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from cases import imports
from cases.access import visible_to
from cases.imports import actions
from cases.models import Allegation, Case, TeamMember
from lib import publickey
from office.models import ImportRun, Unit
from tests.cast import Cast
from tests.conftest import ROOT
from tests.support.importing import REGISTERS, row, write_profile, write_rows

pytestmark = pytest.mark.django_db

KEYS = ["rows", "accepted_rows", "refused_rows", "cases", "known_cases", "refused_cases", "warnings", "errors"]


def run(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command("import_cases", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def run_small(*arguments: Any) -> dict[str, Any]:
    return json.loads(run(REGISTERS / "nopd.csv", "--profile=nopd", "--format=json", *arguments))


def refusal(*arguments: Any) -> CommandError:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert not Case.objects.exists()
    return error.value


def test_the_json_summary() -> None:
    summary = run_small()
    assert list(summary) == KEYS
    assert [summary[key] for key in KEYS[:6]] == [19, 16, 3, 11, 0, 1]
    assert summary["errors"][0] == {
        "row": 6,
        "column": "Complaint Tracking Number",
        "value": "",
        "message": "The row has no case number.",
    }
    assert summary["warnings"][0]["row"] is None


def test_the_summary_for_people() -> None:
    text = run(REGISTERS / "nopd.csv", "--profile", "nopd")
    assert text.startswith("Rows: 19\nRows accepted: 16\nRows refused: 3\nCases created: 11\n")
    assert "  row 7, Date Complaint Investigation Complete “5/1/2017 12:00:00 AM”: The finding lies before" in text
    assert "\nWarnings:\n  Columns left out" in text


def test_the_summary_for_people_ends(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.csv", [row(number="")] * 23)
    assert "… and 3 more." in run(path, "--profile", write_profile(tmp_path))


def test_no_cell_writes_to_the_terminal(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.csv", [row(verdict="\x1b[2Jgone")])
    text = run(path, "--profile", write_profile(tmp_path))
    assert "gone" in text
    assert "\x1b" not in text


def test_without_a_person_nobody_leads(cast: Cast) -> None:
    run_small()
    assert not TeamMember.objects.exists()
    assert visible_to(cast.coordinator).count() == 11
    assert not visible_to(cast.investigator).exists()


def test_the_person_becomes_lead_of_every_case(cast: Cast) -> None:
    run_small("--as", "ines")
    assert visible_to(cast.investigator).count() == 11
    assert not visible_to(cast.other_investigator).exists()
    assert set(TeamMember.objects.values_list("role", "user__username", "until")) == {("lead", "ines", None)}
    assert ImportRun.objects.get().by == cast.investigator
    for history in (Case.history, Allegation.history, TeamMember.history):
        assert set(history.values_list("history_user", flat=True)) == {cast.investigator.pk}
    assert set(Case.objects.values_list("registered_by", flat=True)) == {cast.investigator.pk}


def test_a_coordinator_imports_and_leads_nothing(cast: Cast) -> None:
    summary = run_small("--as", "cor")
    assert "no lead" in summary["warnings"][1]["message"]
    assert not TeamMember.objects.exists()
    assert set(Case.objects.values_list("registered_by__username", flat=True)) == {"cor"}


@pytest.mark.parametrize("username", ["mara", "adam", "aude", "sonja", "vic", "nobody", ""])
def test_who_may_not_import(cast: Cast, username: str) -> None:
    error = refusal(REGISTERS / "nopd.csv", "--profile=nopd", "--as", username)
    assert error.returncode == 2
    assert f"“{username}” is nobody who may import cases." in str(error)


def test_who_has_left_may_not_import(cast: Cast) -> None:
    cast.investigator.is_active = False
    cast.investigator.save()
    assert refusal(REGISTERS / "nopd.csv", "--profile=nopd", "--as", "ines").returncode == 2


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    dry = run_small("--dry-run", "--refused", refused)
    assert not Case.objects.exists()
    assert not ImportRun.objects.exists()
    assert Unit.objects.count() == 1
    assert len(refused.read_text().splitlines()) == 4
    assert run_small() == dry
    assert run(REGISTERS / "nopd.csv", "--profile=nopd", "--dry-run").startswith("Dry run: nothing was imported.")


@pytest.mark.parametrize("content", [b"", b"id\n", b'id\n"', b"a,b\n1,2\n", b"id\n\x00\n"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    error = refusal(path, "--profile", "indianapolis")
    assert error.returncode == 1
    assert str(error).endswith(" Nothing was imported.")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.csv", "--profile", "nopd").returncode == 1


def test_wrong_use(tmp_path: Path) -> None:
    file = REGISTERS / "nopd.csv"
    own = write_rows(tmp_path / "rows.csv", [row()])
    (tmp_path / "bad.toml").write_text("register =")
    (tmp_path / "link.csv").symlink_to(own)
    for arguments in (
        (file, "--profile", "atlantis"),
        (file, "--profile", tmp_path / "bad.toml"),
        (file, "--profile", tmp_path / "none.toml"),
        (own, "--profile", write_profile(tmp_path), "--refused", own),
        (own, "--profile", write_profile(tmp_path), "--refused", tmp_path / "link.csv"),
        (own, "--profile", write_profile(tmp_path), "--refused", tmp_path / "nowhere" / "x.csv"),
    ):
        assert refusal(*arguments).returncode == 2
    assert own.read_text().startswith("number,")


def test_a_case_that_came_in_meanwhile_stops_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    run_small()
    monkeypatch.setattr(imports, "known", lambda register, cases, by: {})
    with pytest.raises(CommandError, match="run it again") as error:
        run(REGISTERS / "nopd.csv", "--profile=nopd")
    assert error.value.returncode == 1
    assert Case.objects.count() == 11
    assert ImportRun.objects.count() == 1


def test_nothing_is_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_BATCH", 4)
    create, calls = actions._create, []

    def fail_later(*arguments: Any) -> list[Case]:
        calls.append(arguments)
        if len(calls) == 3:
            raise IntegrityError
        return create(*arguments)

    monkeypatch.setattr(actions, "_create", fail_later)
    assert refusal(REGISTERS / "nopd.csv", "--profile=nopd").returncode == 1
    assert len(calls) == 3
    assert not ImportRun.objects.exists()
    assert Unit.objects.count() == 1


def test_references_that_are_taken_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run_small()
    taken = Case.objects.filter(received_year=2017).values_list("reference", flat=True)[0]
    # The first is taken; drawn again, it is the second's: then both are drawn again.
    drawn = iter([taken, "2017-AAAAA", "2017-AAAAA", "2017-BBBBB", "2017-CCCCC"])
    monkeypatch.setattr(publickey, "reference", lambda year, prefix: next(drawn))
    assert publickey.new_references(Case.objects.all(), [2017, 2017]) == ["2017-BBBBB", "2017-CCCCC"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["nopd.csv", "--profile", "nopd", "--format", "json", "--dry-run"], 0),
        (["nothing.csv", "--profile", "nopd"], 1),
        (["nopd.csv", "--profile", "atlantis"], 2),
        (["nopd.csv"], 2),
        (["nopd.csv", "--profile", "nopd", "--format", "xml"], 2),
        (["nopd.csv", "--profile", "nopd", "--wrong"], 2),
    ],
)
def test_the_exit_status_of_the_program(arguments: list[str], status: int, tmp_path: Path) -> None:
    environment = {**os.environ, "INTEGRITY_MODE": "development", "INTEGRITY_VAR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "manage.py")]
    if status == 0:
        subprocess.run([*command, "migrate", "--verbosity=0"], env=environment, check=True)
    done = subprocess.run(
        [*command, "import_cases", *arguments], env=environment, cwd=REGISTERS, capture_output=True, text=True
    )
    assert done.returncode == status
    if status == 0:
        assert list(json.loads(done.stdout)) == KEYS
    else:
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        assert done.stderr
