"""The triggers that let a table only grow, on both databases: those of the log, and of what else stays as it was made.

They raise what Django knows as an IntegrityError. On SQLite they need `recursive_triggers=ON`: without it
`INSERT OR REPLACE` walks past them. A later migration that alters a table drops its triggers on SQLite, and must put
them back with `put`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """What the triggers say to whoever changes or deletes, and the PostgreSQL function that says it."""

    function: str
    says: str

    @property
    def body(self) -> str:
        """The body of the function."""
        return f"BEGIN RAISE EXCEPTION '{self.says}' USING ERRCODE = 'restrict_violation'; END"


TABLES = ("audit_event", "audit_seal", "audit_registermark")
LOG = Refusal("audit_only_grows", "The audit log only grows: nothing in it is changed or deleted.")
KEPT: dict[Refusal, Sequence[str]] = {LOG: TABLES}
"""All tables that must have their triggers. Whoever keeps more of them adds them when the program starts."""

# What a trigger does when is in its type, a set of bits: before each row on DELETE and UPDATE, before TRUNCATE.
_EACH_ROW, _WHOLE = 1 | 2 | 8 | 16, 2 | 32
_POSTGRESQL_TRIGGERS = """
SELECT t.tgname, t.tgtype, t.tgenabled, t.tgqual IS NULL AND t.tgattr::text = '', p.prosrc
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgrelid = ANY(%s::regclass[])
"""


def put(connection: Any, tables: Sequence[str] = TABLES, refusal: Refusal = LOG) -> None:
    """Put the triggers on the tables, also where they are already."""
    with connection.cursor() as cursor:
        for statement in _puts(connection.vendor, tables, refusal):
            cursor.execute(statement)


def lift(connection: Any, tables: Sequence[str] = TABLES) -> None:
    """Take the triggers off again, to empty a test database."""
    with connection.cursor() as cursor:
        for statement in _lifts(connection.vendor, tables):
            cursor.execute(statement)


def are_whole(connection: Any, refusal: Refusal = LOG) -> bool:
    """Whether its tables have exactly these triggers, switched on: none less, none changed, and none beside them."""
    tables = list(KEPT[refusal])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            named = ", ".join(["%s"] * len(tables))
            cursor.execute(f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({named})", tables)
            return {sql for (sql,) in cursor.fetchall()} == {
                made for made in _puts("sqlite", tables, refusal) if made.startswith("CREATE")
            }
        cursor.execute(_POSTGRESQL_TRIGGERS, [tables])
        found = set(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM pg_rules WHERE tablename = ANY(%s)", [tables])
        (rules,) = cursor.fetchone()
    wanted = {(f"{table}_only_grows", _EACH_ROW, "O", True, refusal.body) for table in tables}
    wanted |= {(f"{table}_is_never_emptied", _WHOLE, "O", True, refusal.body) for table in tables}
    return rules == 0 and found == wanted


def _puts(vendor: str, tables: Sequence[str], refusal: Refusal) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {refusal.function}() RETURNS trigger LANGUAGE plpgsql AS $${refusal.body}$$"
        )
        for table in tables:
            yield (
                f"CREATE OR REPLACE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {refusal.function}()"
            )
            yield (
                f"CREATE OR REPLACE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {refusal.function}()"
            )
        return
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            yield f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}"
            yield (
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{refusal.says}'); END"
            )


def _lifts(vendor: str, tables: Sequence[str]) -> Iterator[str]:
    for table in tables:
        if vendor == "postgresql":
            yield f"DROP TRIGGER {table}_only_grows ON {table}"
            yield f"DROP TRIGGER {table}_is_never_emptied ON {table}"
        else:
            yield f"DROP TRIGGER {table}_no_update"
            yield f"DROP TRIGGER {table}_no_delete"
