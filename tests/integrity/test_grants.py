"""What the role that serves may do to the database: what the application does, and nothing more.

On PostgreSQL the whole suite runs under that role. On SQLite there are no roles, and the triggers alone hold.
"""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from pytest_django import Settings

from audit import log, sealing, triggers
from audit.kinds import Kind
from cases.models import Case
from integrity import checks, grants
from lib.history import Ranged
from tests.cast import Cast
from tests.support.roles import WEB, as_owner

POSTGRESQL = connection.vendor == "postgresql"
AUDIT = {
    "UPDATE audit_event SET actor = 'x'",
    "UPDATE audit_seal SET mac = 'x'",
    "UPDATE audit_registermark SET value = 'x'",
    "DELETE FROM audit_event",
    "DELETE FROM audit_seal",
    "DELETE FROM audit_registermark",
}
# What only roles can refuse.
BEYOND = {
    "TRUNCATE audit_event",
    "TRUNCATE audit_seal",
    "TRUNCATE audit_registermark",
    "INSERT INTO audit_registermark (name, value) VALUES ('born', 'demo')",
    "DROP TRIGGER audit_event_only_grows ON audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER USER",
    "SET LOCAL session_replication_role = replica",
    "DROP TABLE audit_event",
    "CREATE TABLE mine (id integer)",
    "DELETE FROM cases_case",
    "TRUNCATE cases_case CASCADE",
    "DELETE FROM cases_historicalcase",
    "UPDATE cases_historicalcase SET summary = 'x'",
    "UPDATE cases_historicalsubject SET name = 'x'",
    *(
        f"DELETE FROM {table}"
        for table in (
            *("cases_signal", "cases_reporter", "cases_signalwall"),
            *("screening_dutyreport", "screening_staffmember", "screening_acknowledgement"),
            "screening_trainingsession",
        )
    ),
    "UPDATE cases_historicalsignal SET text = 'x'",
    "DELETE FROM cases_historicalreporter",
    "UPDATE screening_historicalstaffmember SET sworn_in_on = NULL",
    "UPDATE figures_publication SET remarks = 'x'",
    "DELETE FROM figures_publication",
    "TRUNCATE figures_publication",
    "DELETE FROM accounts_user",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    "SELECT * FROM auth_permission",
}
ATTEMPTS = sorted(AUDIT | BEYOND if POSTGRESQL else AUDIT)


@pytest.fixture
def record(cast: Cast, case: Case) -> None:
    """Something in every table that somebody might want to change."""
    log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_serving_role_cannot(record: None, attempt: str) -> None:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)
    if POSTGRESQL:
        assert "permission denied" in str(refusal.value) or "must be owner" in str(refusal.value)


@pytest.mark.parametrize("attempt", sorted(AUDIT))
def test_roles_and_triggers_hold_one_without_the_other(record: None, attempt: str) -> None:
    """Without the triggers PostgreSQL's rights still refuse; without the rights, as on SQLite, the triggers do."""
    with as_owner():
        if POSTGRESQL:
            triggers.lift(connection)
        else:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
            triggers.lift(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        if POSTGRESQL:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(attempt)
        else:
            cursor.execute(attempt)
            assert cursor.rowcount > 0
        transaction.set_rollback(True)


def test_every_table_is_granted_or_named_as_unused() -> None:
    said = [line for line in grants.statements(WEB) if line.startswith("GRANT") and " ON SCHEMA" not in line]
    granted = {line.split('"')[1] for line in said}
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert ours - granted == grants.UNUSED & ours
    assert "shared_cache" in granted


def test_of_the_history_only_the_end_of_a_range_is_changed() -> None:
    said = list(grants.statements(WEB))
    for model in apps.get_models():
        if issubclass(model, Ranged):
            assert f'GRANT SELECT, INSERT, UPDATE (valid_to) ON "{model._meta.db_table}" TO "{WEB}";' in said


def test_the_command_prints_them_or_says_why_not(db: None) -> None:
    out = StringIO()
    if not POSTGRESQL:
        with pytest.raises(CommandError, match="Only PostgreSQL"):
            call_command("grants", WEB, stdout=out)
        return
    call_command("grants", WEB, stdout=out)
    assert out.getvalue().splitlines() == list(grants.statements(WEB))
    with pytest.raises(CommandError, match="createuser nobody_here"):
        call_command("grants", "nobody_here", stdout=out)


@pytest.fixture
def production(db: None, settings: Settings, tmp_path: Path) -> None:
    """A server in production, whose style sheets have been gathered."""
    settings.MODE, settings.STATIC_ROOT = "production", tmp_path
    (tmp_path / "staticfiles.json").touch()


def test_a_production_server_owns_no_table(production: None) -> None:
    """Asked on PostgreSQL only: on SQLite whoever serves owns the file."""
    assert not list(checks.serving_problems())
    with as_owner():
        owner = list(checks.serving_problems())
    assert [sentence.partition(" owns ")[2][:11] for sentence in owner] == (["the tables."] if POSTGRESQL else [])


def test_a_production_server_may_not_change_the_log(production: None) -> None:
    if POSTGRESQL:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"GRANT DELETE ON audit_seal TO {WEB}")
        assert [f"grants {WEB}" in sentence for sentence in checks.serving_problems()] == [True]
        with as_owner(), connection.cursor() as cursor:
            for statement in grants.statements(WEB):
                cursor.execute(statement)
    assert not list(checks.serving_problems())
