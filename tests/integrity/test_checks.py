"""What a start is refused for as far as the database tells: whose register it is, and with which keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import transaction
from pytest_django import Settings

from accounts.models import User
from audit.models import RegisterMark
from integrity import birth, checks, generations
from lib import keys
from tests.support.roles import as_owner


@pytest.fixture(autouse=True)
def _owner(db: None) -> Iterator[None]:
    """Marks are written by the role that `migrate` runs as."""
    with as_owner():
        yield


def refusals() -> list[str]:
    """What every command, and the server, would say."""
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [str(message.msg) for message in found if str(message.id).startswith("integrity.")]


def test_a_register_learns_its_keys_when_it_is_made(settings: Settings) -> None:
    assert refusals() == []
    for name in generations.NAMES:
        value = getattr(settings, name)
        first = value[0] if name in keys.SEVERAL else value
        assert generations.known(name) == [generations.check_value(name, first)]
        assert first not in str(list(RegisterMark.objects.values_list("value", flat=True)))


@pytest.mark.parametrize("name", generations.NAMES)
def test_a_wrong_key_is_refused_and_named(settings: Settings, name: str) -> None:
    wrong = keys.generate()[name]
    setattr(settings, name, [wrong] if name in keys.SEVERAL else wrong)
    said = refusals()
    assert len(said) == 1
    assert said[0].startswith(f"{name} is not the key that this register knows.")


def test_django_secret_may_change(settings: Settings) -> None:
    settings.SECRET_KEY = keys.generate()["SECRET_KEY"]
    assert refusals() == []


def test_a_key_that_the_register_still_needs_is_missed(settings: Settings) -> None:
    before, after = settings.IDENTITY_KEYS, Fernet.generate_key().decode()
    settings.IDENTITY_KEYS = [after, *before]
    assert "IDENTITY_KEYS is not the key" in refusals()[0]
    generations.add("IDENTITY_KEYS", generations.given("IDENTITY_KEYS")[0])
    assert refusals() == []
    settings.IDENTITY_KEYS = [after]
    assert refusals()[0].startswith("IDENTITY_KEYS lacks a key that this register still needs.")
    settings.IDENTITY_KEYS = [*before, after]
    assert refusals()[0].startswith("IDENTITY_KEYS begins with an older key")
    settings.IDENTITY_KEYS = before
    assert refusals()[0].startswith("IDENTITY_KEYS begins with an older key")
    generations.settle("IDENTITY_KEYS")
    settings.IDENTITY_KEYS = [after]
    assert refusals() == []


def test_a_hash_key_before_is_needed_until_all_is_under_the_new_one(settings: Settings) -> None:
    settings.SUBJECT_HASH_KEY_OLD, settings.SUBJECT_HASH_KEY = settings.SUBJECT_HASH_KEY, keys.generate()["AUDIT_KEYS"]
    generations.add("SUBJECT_HASH_KEY", generations.given("SUBJECT_HASH_KEY")[0])
    assert refusals() == []
    settings.SUBJECT_HASH_KEY_OLD = ""
    assert refusals()[0].startswith("SUBJECT_HASH_KEY_OLD lacks a key that this register still needs.")
    generations.settle("SUBJECT_HASH_KEY")
    assert refusals() == []


def test_no_key_of_the_audit_log_ever_goes(settings: Settings) -> None:
    before = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = [keys.generate()["AUDIT_KEYS"], *before]
    generations.add("AUDIT_KEYS", generations.given("AUDIT_KEYS")[0])
    assert refusals() == []
    settings.AUDIT_KEYS = settings.AUDIT_KEYS[:1]
    assert refusals()[0].startswith("AUDIT_KEYS lacks a key")


def test_production_refuses_what_was_born_as_a_demo(settings: Settings) -> None:
    settings.MODE = "production"
    assert refusals() == []
    birth.as_demo()
    assert "born as a demo and stays one" in refusals()[0]


def test_a_demo_refuses_what_was_not_born_as_one(settings: Settings, tmp_path: Path) -> None:
    settings.MODE, settings.STATIC_ROOT = "demo", tmp_path
    assert "Run `manage.py collectstatic`" in next(checks.serving_problems())
    (tmp_path / "staticfiles.json").touch()
    # Empty: `load_demo` is about to mark it. But nothing is served before that.
    assert refusals() == []
    assert "not born as a demo" in next(checks.serving_problems())
    with transaction.atomic():
        birth.as_demo()
        User.objects.create_user("somebody")
        assert refusals() == list(checks.serving_problems()) == []
        transaction.set_rollback(True)
    User.objects.create_user("somebody")
    assert "not born as a demo" in refusals()[0]


def test_a_database_without_tables_is_left_to_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "is_made", lambda: False)
    assert refusals() == []
    assert "Run `manage.py migrate`" in next(checks.serving_problems())


def test_every_command_of_the_register_asks(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MODE = "production"
    birth.as_demo()
    for command in ("verify_audit", "seal_audit", "figures"):
        with pytest.raises(Exception, match="born as a demo"):
            call_command(command, skip_checks=False)


def test_migrate_asks_too(settings: Any) -> None:
    settings.MODE = "production"
    birth.as_demo()
    with pytest.raises(Exception, match="born as a demo"):
        call_command("migrate", skip_checks=False, verbosity=0)
