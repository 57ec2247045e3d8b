"""The triggers that note each row of history that begins or ends to hold, on both databases.

The database notes them, so that no write of the register goes past: not that of an older version of the server which
still runs during an upgrade. What is changed in SQL without a history, `manage.py verify_figures` finds.
"""

from collections.abc import Iterator, Sequence
from typing import Any

_HOLDS = "{row}.history_type <> '-' AND {row}.valid_to > '9999-01-01'"
_PREFIX = "counted_"

_FUNCTIONS = (
    f"""CREATE OR REPLACE FUNCTION {_PREFIX}began() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
INSERT INTO figures_change ("table", "row", sign)
SELECT TG_ARGV[0], began.history_id, 1 FROM began WHERE {_HOLDS.format(row="began")};
RETURN NULL; END$$""",
    f"""CREATE OR REPLACE FUNCTION {_PREFIX}ended() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
INSERT INTO figures_change ("table", "row", sign)
SELECT TG_ARGV[0], before.history_id, -1 FROM before JOIN after USING (history_id)
WHERE {_HOLDS.format(row="before")} AND NOT ({_HOLDS.format(row="after")});
RETURN NULL; END$$""",
)
_POSTGRESQL = (
    f"CREATE OR REPLACE TRIGGER {_PREFIX}began AFTER INSERT ON {{history}} REFERENCING NEW TABLE AS began "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {_PREFIX}began('{{table}}')",
    f"CREATE OR REPLACE TRIGGER {_PREFIX}ended AFTER UPDATE ON {{history}} "
    "REFERENCING OLD TABLE AS before NEW TABLE AS after "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {_PREFIX}ended('{{table}}')",
)
_SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS {_PREFIX}{{history}}_began AFTER INSERT ON {{history}} "
    f"WHEN {_HOLDS.format(row='NEW')} "
    'BEGIN INSERT INTO figures_change ("table", "row", sign) VALUES (\'{table}\', NEW.history_id, 1); END',
    f"CREATE TRIGGER IF NOT EXISTS {_PREFIX}{{history}}_ended AFTER UPDATE OF valid_to, history_type ON {{history}} "
    f"WHEN {_HOLDS.format(row='OLD')} AND NOT ({_HOLDS.format(row='NEW')}) "
    'BEGIN INSERT INTO figures_change ("table", "row", sign) VALUES (\'{table}\', OLD.history_id, -1); END',
)


def put(connection: Any, tables: Sequence[tuple[str, str]]) -> None:
    """Put the triggers on tables of history, each named with the table whose rows it is of; also where they are."""
    with connection.cursor() as cursor:
        for statement in _puts(connection.vendor, tables):
            cursor.execute(statement)


def lift(connection: Any) -> None:
    """Take all of them off."""
    with connection.cursor() as cursor:
        for name, table in _there(connection.vendor, cursor):
            cursor.execute(f"DROP TRIGGER {name} ON {table}" if table else f"DROP TRIGGER {name}")


def _puts(vendor: str, tables: Sequence[tuple[str, str]]) -> Iterator[str]:
    if vendor == "postgresql":
        yield from _FUNCTIONS
    for history, table in tables:
        for trigger in _POSTGRESQL if vendor == "postgresql" else _SQLITE:
            yield trigger.format(history=history, table=table)


def _there(vendor: str, cursor: Any) -> list[tuple[str, str]]:
    """The name of each trigger that is there, and on PostgreSQL of its table."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND starts_with(tgname, %s)",
            [_PREFIX],
        )
        return list(cursor.fetchall())
    cursor.execute("SELECT name, '' FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_PREFIX}%"])
    return list(cursor.fetchall())
