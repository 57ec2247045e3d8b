"""Changing the keys: what is written anew, and that nothing is unreadable, and no wall open, at any moment of it."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.proposals import actions as proposals
from audit.kinds import Kind
from cases import access, actions
from cases.models import Reporter, Signal, Subject
from cases.signals import access as signals
from integrity import checks, generations
from integrity.intake import keeping
from lib import identity, keys, rotating, vault
from screening import access as screens
from screening import actions as screening
from screening.models import StaffMember, Trajectory
from screening.staff import access as staff
from tests.cast import Cast, suspicion
from tests.support.audited import events, kinds
from tests.support.factors import app_of
from tests.support.roles import as_owner
from tests.support.world import in_service, signal, trajectory

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _owner(db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Keys are rotated by the role that owns the tables; no file waits under keys of other tests."""
    settings.INCOMING_DIR = tmp_path / "incoming"
    with as_owner():
        yield


@pytest.fixture
def register(cast: Cast) -> dict[str, Any]:
    """Something in every column that is encrypted or hashed: about the subject, and walled off from a colleague."""
    case = suspicion(cast.investigator, name=cast.subject.name, number=cast.subject.number)
    actions.raise_wall(case=case, by=cast.coordinator, person=cast.other_investigator, reason="A friend.")
    followed = trajectory(cast, name=cast.subject.name, number=cast.subject.number)
    screening.raise_wall(trajectory=followed, by=cast.screening_officer, person=cast.manager, reason="A cousin.")
    proposals.propose_number(by=cast.admin, about=cast.stranger, number="T-new", reason="Wrong until now.")
    about = {"name": cast.second_coordinator.name, "number": cast.second_coordinator.number}
    reporter = {"reporter_name": "R. Vos", "reporter_number": "T-vos", "reporter_contact": "After six, 06-123"}
    reported = signal(
        cast, **about, **reporter, keep_from=[cast.admin], keep_reason="He is a friend.", whistleblower=True
    )
    return {
        "case": case,
        "trajectory": followed,
        "signal": reported,
        "staff": in_service(cast, name=cast.manager.name, number=cast.manager.number),
        "app": app_of(cast.investigator),
    }


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def new_identity_key(settings: Settings) -> None:
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]


def new_hash_keys(settings: Settings) -> None:
    for name in ("SUBJECT_HASH_KEY", "ACCOUNT_HASH_KEY"):
        setattr(settings, f"{name}_OLD", getattr(settings, name))
        setattr(settings, name, keys.generate()[name])


def stored() -> list[tuple[str, str, str]]:
    """Table, column and value of everything that is encrypted or hashed, as the database has it."""
    found = []
    for table in rotating.tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")
            for row in cursor.fetchall():
                found += [(table.name, column, value) for column, value in zip(table.columns, row, strict=True)]
    return found


def walls_hold(cast: Cast, register: dict[str, Any]) -> bool:
    """Whether none of the records is there for those for whom it must not be, and each for one who may see it."""
    case, followed = register["case"].pk, register["trajectory"].pk
    reported, served = register["signal"].pk, register["staff"].pk
    # Fresh ones: a person computes his hashes once.
    people = {part: User.objects.get(pk=person.pk) for part, person in cast.everybody().items()}
    coordinator, officer = people["coordinator"], people["screening_officer"]
    hidden = [
        *(access.countable_by(people[part]).filter(pk=case) for part in ("subject", "other_investigator")),
        *(access.visible_to(people[part]).filter(pk=case) for part in ("subject", "other_investigator")),
        *(screens.countable_by(people[part]).filter(pk=followed) for part in ("manager", "subject")),
        *(signals.countable_by(people[part]).filter(pk=reported) for part in ("second_coordinator", "admin")),
        signals.visible_to(people["second_coordinator"]).filter(pk=reported),
        staff.countable_by(people["manager"]).filter(pk=served),
    ]
    shown = [
        access.countable_by(coordinator).filter(pk=case),
        screens.countable_by(officer).filter(pk=followed),
        signals.visible_to(coordinator).filter(pk=reported),
        signals.countable_by(people["manager"]).filter(pk=reported),
        staff.countable_by(people["admin"]).filter(pk=served),
        staff.visible_to(officer).filter(pk=served),
        Reporter.objects.filter(number_hash=identity.reporter_hash("T-vos")),
    ]
    return not any(found.exists() for found in hidden) and all(found.exists() for found in shown)


def test_there_is_something_of_every_kind(register: dict[str, Any]) -> None:
    filled = {(table, column) for table, column, value in stored() if value}
    assert filled == {(table.name, column) for table in rotating.tables() for column in table.columns}


def test_every_hash_in_the_database_can_be_made_anew() -> None:
    """A column that is called a hash is one that rotation knows, or one of a token that is used once."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name.endswith("_hash"):
                known = isinstance(field, identity.HashField) and field.purpose in identity.KEY_OF
                assert known or field.name == "token_hash", (model, field.name)


def test_everything_stands_under_the_new_identity_key(cast: Cast, register: dict[str, Any], settings: Settings) -> None:
    rows = {table.name: table.model._base_manager.count() for table in rotating.tables()}
    before = {value for *_, value in stored()}
    new_identity_key(settings)
    assert "Restart the server" in rotate("--begin")
    assert checks.what_keeps_from_serving() == []
    with events() as found:
        said = rotate()
    assert kinds(found) == [Kind.KEYS_ROTATED]
    assert "cases_historicalsubject: 1" in said
    tokens = {(table.name, column) for table in rotating.tables() for column in table.tokens}
    after = {value for table, column, value in stored() if value and (table, column) in tokens}
    assert not before & after
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    assert checks.what_keeps_from_serving() == []
    assert all(identity.decrypt(value) for value in after)
    assert Subject.objects.get().name == cast.subject.name
    assert Subject.history.get().number == cast.subject.number
    assert Trajectory.objects.get().name == cast.subject.name
    assert User.objects.get(pk=cast.subject.pk).number == cast.subject.number
    assert Signal.objects.get().number == Signal.history.get().number == cast.second_coordinator.number
    assert Reporter.objects.get().contact == Reporter.history.get().contact == "After six, 06-123"
    assert StaffMember.objects.get().name == StaffMember.history.get().name == cast.manager.name
    assert {table.name: table.model._base_manager.count() for table in rotating.tables()} == rows
    assert rotate() == "Everything is under the newest keys.\n"


def test_a_file_that_waits_to_be_imported_can_be_read_after_it(settings: Settings) -> None:
    with vault.writer(keeping.path_of("WA1T1NGWA1T1")) as file:
        file.write(b"number,name")
    new_identity_key(settings)
    rotate("--begin")
    with events() as found:
        rotate()
    assert json.loads(found[0].detail)["files"] == 1
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    with vault.reader(keeping.path_of("WA1T1NGWA1T1")) as file:
        assert file.read() == b"number,name"


def test_an_authenticator_app_goes_on_working(cast: Cast, register: dict[str, Any], settings: Settings) -> None:
    new_identity_key(settings)
    rotate("--begin")
    rotate()
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    authenticator = Authenticator.objects.get(user=cast.investigator, type="totp")
    assert authenticator.wrap().validate_code(register["app"].code)


def test_walls_hold_before_during_and_after_a_change_of_hash_keys(
    cast: Cast, register: dict[str, Any], settings: Settings
) -> None:
    assert walls_hold(cast, register)
    before = stored()
    new_hash_keys(settings)
    rotate("--begin")
    assert walls_hold(cast, register)
    usernames = list(User.objects.values_list("username", flat=True))
    for table in rotating.tables():
        rotating.renew(table, usernames)
        assert walls_hold(cast, register), table.name
    rotate()
    settings.SUBJECT_HASH_KEY_OLD = settings.ACCOUNT_HASH_KEY_OLD = ""
    assert checks.what_keeps_from_serving() == []
    assert walls_hold(cast, register)
    purposes = {purpose for table in rotating.tables() for _column, purpose, _of in table.hashes}
    assert purposes == set(identity.KEY_OF)
    hashes = {column for table in rotating.tables() for column, *_ in table.hashes}
    kept = {value for _, column, value in before if column in hashes and value}
    assert not kept & {value for *_, value in stored()}


def test_without_the_key_before_walls_would_not_hold(cast: Cast, register: dict[str, Any], settings: Settings) -> None:
    """What the test above would find, and why such a start is refused."""
    new_hash_keys(settings)
    rotate("--begin")
    settings.SUBJECT_HASH_KEY_OLD = ""
    assert not walls_hold(cast, register)
    assert "SUBJECT_HASH_KEY_OLD lacks a key" in checks.what_keeps_from_serving()[0]


def test_a_personnel_number_stays_one_persons_during_the_change(cast: Cast, settings: Settings) -> None:
    new_hash_keys(settings)
    rotate("--begin")
    taken = identity.account_hash(cast.manager.number)
    assert list(User.objects.filter(number_hash=taken)) == [cast.manager]


def test_it_can_be_stopped_and_started_again(
    register: dict[str, Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_identity_key(settings)
    rotate("--begin")
    renew = rotating.renew
    done: list[str] = []

    def stopped(table: rotating.Table, usernames: Any) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(table.name)
        return renew(table, usernames)

    with monkeypatch.context() as patch, events() as found:
        patch.setattr(rotating, "renew", stopped)
        with pytest.raises(KeyboardInterrupt):
            rotate()
    assert found == []
    assert generations.unsettled() == ["IDENTITY_KEYS"]
    assert all(identity.decrypt(value) for _, column, value in stored() if value and not column.endswith("hash"))
    said = rotate()
    assert f"{done[0]}: 0" in said
    assert generations.unsettled() == []


def test_whoever_works_on_a_record_meanwhile_is_not_overwritten(
    register: dict[str, Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_identity_key(settings)
    rotate("--begin")
    write, newer = rotating._write, identity.encrypt("Newer name")

    def late(table: rotating.Table, key: Any, held: Any, new: Any) -> bool:
        if table.name == "cases_subject":
            with connection.cursor() as cursor:
                cursor.execute("UPDATE cases_subject SET name = %s", [newer])
        return write(table, key, held, new)

    monkeypatch.setattr(rotating, "_write", late)
    rotate()
    assert Subject.objects.get().name == "Newer name"
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    assert Subject.objects.get().name == "Newer name"


def test_batches_end_where_the_table_does(register: dict[str, Any], settings: Settings, monkeypatch: Any) -> None:
    monkeypatch.setattr(rotating, "BATCH", 2)
    new_identity_key(settings)
    rotate("--begin")
    rotate()
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    assert {person.number for person in User.objects.all()} >= {"T-ines", "T-vic"}


def test_a_wall_around_nobody_known_stops_it(cast: Cast, register: dict[str, Any], settings: Settings) -> None:
    new_hash_keys(settings)
    rotate("--begin")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_wall SET person_hash = 'x'")
    with pytest.raises(CommandError, match="cases_wall: a wall names somebody whom no account has"):
        rotate()
    assert "SUBJECT_HASH_KEY" in generations.unsettled()


def test_nothing_begins_without_a_new_key(settings: Settings) -> None:
    with pytest.raises(CommandError, match="no new key"):
        rotate("--begin")
    assert rotate() == "Everything is under the newest keys.\n"


def test_the_key_before_must_be_there(settings: Settings) -> None:
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="IDENTITY_KEYS must hold the key before, too"):
        rotate("--begin")
    with pytest.raises(CommandError, match="IDENTITY_KEYS is not the key that this register knows"):
        rotate()


def test_one_change_ends_before_the_next_begins(settings: Settings) -> None:
    new_identity_key(settings)
    rotate("--begin")
    new_identity_key(settings)
    with pytest.raises(CommandError, match="last change of IDENTITY_KEYS has not ended"):
        rotate("--begin")


def test_a_key_of_the_audit_log_is_added_and_the_log_stays_whole(cast: Cast, settings: Settings) -> None:
    suspicion(cast.investigator)
    before = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = [keys.generate()["AUDIT_KEYS"], *before]
    with events() as found:
        assert "AUDIT_KEYS" in rotate("--begin")
    assert kinds(found) == [Kind.KEYS_ADDED]
    call_command("seal_audit", stdout=StringIO())
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "is whole" in out.getvalue()
    assert generations.unsettled() == []
