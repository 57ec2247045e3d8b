"""Which mode holds, and where its keys come from."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib import keys

ROOT = Path(__file__).resolve().parents[2]
TELL = "from integrity import settings; print(settings.MODE, settings.SECRET_KEY)"


def tell(var: Path, **environment: str) -> tuple[str, str]:
    """The mode and the secret key of a process that starts with this environment, or what it refused with."""
    clean = {name: value for name, value in os.environ.items() if name not in {*keys.NAMES, "INTEGRITY_MODE"}}
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=ROOT,
        env={**clean, "INTEGRITY_VAR": str(var), **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return "refused", done.stderr.strip().splitlines()[-1]
    mode, key = done.stdout.split()
    return mode, key


def written_key(file: Path) -> str:
    return next(line.split("=", 1)[1] for line in file.read_text().splitlines() if line.startswith("SECRET_KEY="))


def test_without_anything_it_is_production_and_names_the_missing_keys(tmp_path: Path) -> None:
    mode, said = tell(tmp_path)
    assert mode == "refused"
    assert all(name in said for name in keys.NAMES)
    assert "production mode" in said


def test_the_written_file_makes_it_the_demo(tmp_path: Path) -> None:
    keys.ensure_file(tmp_path / "integrity.env", INTEGRITY_MODE="demo")
    assert tell(tmp_path) == ("demo", written_key(tmp_path / "integrity.env"))


def test_the_environment_wins_over_the_written_file(tmp_path: Path) -> None:
    keys.ensure_file(tmp_path / "integrity.env", INTEGRITY_MODE="demo")
    mode, key = tell(tmp_path, INTEGRITY_MODE="development")
    assert mode == "development"
    assert key == written_key(tmp_path / "development.env") != written_key(tmp_path / "integrity.env")
    assert tell(tmp_path, INTEGRITY_MODE="production")[0] == "refused"
    assert tell(tmp_path, SECRET_KEY="of-the-environment") == ("demo", "of-the-environment")


def test_production_takes_everything_from_the_environment(tmp_path: Path) -> None:
    made = keys.generate()
    assert tell(tmp_path, **made) == ("production", made["SECRET_KEY"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", ["test", "Demo", "prod"])
def test_another_mode_is_refused(tmp_path: Path, mode: str) -> None:
    assert "Set it to one of" in tell(tmp_path, INTEGRITY_MODE=mode)[1]
