"""The log only grows, on both databases: what the web role, and whoever writes SQL past the application, is refused."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit import log, sealing, triggers, verification
from audit.kinds import Kind
from audit.models import Event, RegisterMark, Seal
from tests.cast import Cast
from tests.support.roles import as_owner


@pytest.fixture(autouse=True)
def _sealed(cast: Cast) -> None:
    for _ in range(3):
        log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()


CHANGES = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE TRUE "
    "ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}",
]
ON_ONE = {
    "sqlite": ["INSERT OR REPLACE INTO {table} SELECT * FROM {table}", "REPLACE INTO {table} SELECT * FROM {table}"],
    "postgresql": ["TRUNCATE {table}", "TRUNCATE {table} CASCADE"],
}
TABLES = {
    "audit_event": {"column": "actor", "key": "id"},
    "audit_seal": {"column": "mac", "key": "sequence"},
    "audit_registermark": {"column": "value", "key": "name"},
}


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_changed_or_deleted(table: str) -> None:
    for change in [*CHANGES, *ON_ONE[connection.vendor]]:
        statement = change.format(table=table, **TABLES[table])
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert (Event.objects.count(), Seal.objects.count(), RegisterMark.objects.count() >= 1) == (3, 3, True)


def test_the_models_are_refused_as_well() -> None:
    for change in (
        lambda: Event.objects.update(actor="x"),
        lambda: Event.objects.all().delete(),
        lambda: Seal.objects.latest("sequence").delete(),
        lambda: Event.objects.latest("pk").save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_every_table_has_its_triggers() -> None:
    names = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'",
    }
    with connection.cursor() as cursor:
        for table in triggers.TABLES:
            cursor.execute(names[connection.vendor], [table])
            assert cursor.fetchone() == (2,)


def test_without_its_triggers_a_row_can_be_changed() -> None:
    """The guard is the trigger and nothing else: the test before would not see it otherwise."""
    with as_owner():
        triggers.lift(connection)
        assert Event.objects.update(actor="x") == 3
        triggers.put(connection)


PAST_THE_TRIGGERS = {
    "sqlite": [
        ("DROP TRIGGER audit_event_no_update", "UPDATE audit_event SET actor = 'x' WHERE id = {id}"),
        ("PRAGMA recursive_triggers=OFF", "REPLACE INTO audit_event SELECT {columns} FROM audit_event WHERE id = {id}"),
    ],
    "postgresql": [
        ("ALTER TABLE audit_event DISABLE TRIGGER USER", "UPDATE audit_event SET actor = 'x' WHERE id = {id}"),
        ("SET LOCAL session_replication_role = replica", "UPDATE audit_event SET actor = 'x' WHERE id = {id}"),
    ],
}


@pytest.mark.parametrize("way", [0, 1])
def test_what_the_owner_or_a_superuser_does_past_the_triggers_is_found(way: int) -> None:
    first = Seal.objects.get(sequence=1).event_id
    columns = ", ".join(
        "'x'" if field.column == "actor" else connection.ops.quote_name(field.column)
        for field in Event._meta.concrete_fields
    )
    try:
        with as_owner(), connection.cursor() as cursor:
            for statement in PAST_THE_TRIGGERS[connection.vendor][way]:
                cursor.execute(statement.format(id=first, columns=columns))
        assert Event.objects.get(pk=first).actor == "x"
        assert (verification.verify().bad, verification.verify().why) == (1, verification.EVENT_CHANGED)
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA recursive_triggers=ON")


MORE = {
    "sqlite": [
        "DROP TRIGGER audit_event_no_delete",
        "CREATE TRIGGER eraser AFTER INSERT ON audit_event BEGIN DELETE FROM audit_event WHERE actor = 'sam'; END",
    ],
    "postgresql": [
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_only_grows",
        "CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN COALESCE(NEW, OLD); END $$",
        "CREATE RULE eraser AS ON INSERT TO audit_event WHERE NEW.actor = 'sam' DO INSTEAD NOTHING",
        "CREATE OR REPLACE TRIGGER audit_event_only_grows BEFORE UPDATE OF mac ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER more BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
    ],
}


def test_triggers_that_are_not_as_they_were_made_are_found() -> None:
    found = {}
    for way in MORE[connection.vendor]:
        assert verification.verify().is_whole
        with transaction.atomic():
            with as_owner(), connection.cursor() as cursor:
                cursor.execute(way)
            found[way] = (verification.verify().bad, verification.verify().why)
            transaction.set_rollback(True)
    assert found == dict.fromkeys(MORE[connection.vendor], (4, verification.TRIGGERS))
