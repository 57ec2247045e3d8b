"""The keys, and the file that keeps them outside production."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from lib import keys


def values(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def test_no_two_sets_share_a_key() -> None:
    first, second = keys.generate(), keys.generate()
    assert tuple(first) == keys.NAMES
    assert len({*first.values(), *second.values()}) == 2 * len(keys.NAMES)
    assert Fernet(first["IDENTITY_KEYS"])


def test_the_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "integrity.env"
    assert keys.ensure_file(path, "demo")
    made = values(path)
    assert made["INTEGRITY_MODE"] == "demo"
    assert set(made) == {"INTEGRITY_MODE", *keys.NAMES}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    assert not keys.ensure_file(path, "development")
    assert values(path) == made


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    keys.ensure_file(tmp_path / "some.env", "demo")
    assert [path.name for path in tmp_path.iterdir()] == ["some.env"]


def test_of_two_at_once_the_first_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process makes its file between our look and our link."""
    path = tmp_path / "some.env"
    generate = keys.generate

    def slow(mode: str) -> dict[str, str]:
        path.write_text("SECRET_KEY=theirs\n")
        return generate(mode)

    monkeypatch.setattr(keys, "generate", slow)
    assert not keys.ensure_file(path, "demo")
    assert path.read_text() == "SECRET_KEY=theirs\n"
    assert [path.name for path in tmp_path.iterdir()] == ["some.env"]


def test_what_is_made_for_a_demo_or_a_test_says_so_in_every_key() -> None:
    for mode, mark in keys.MARKS.items():
        made = keys.generate(mode)
        assert all(value.startswith(mark) for value in made.values())
        assert not list(keys.problems(mode, {name: [value] for name, value in made.items()}))
        cipher = Fernet(made["IDENTITY_KEYS"])
        assert cipher.decrypt(cipher.encrypt(b"Sam")) == b"Sam"


def test_fresh_keys_are_fit_for_production() -> None:
    assert not list(keys.problems("production", {name: [value] for name, value in keys.generate().items()}))
