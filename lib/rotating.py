"""Writing names, numbers and hashes anew under the newest keys, in every table that holds them, history included.

By statements of its own: to the register nothing changes, so no history is written. A row is changed only if it still
holds what was read, so that whoever works on it at the same moment is not overwritten; such a row has its turn in the
next pass. That is also why it can be stopped and started again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from lib import identity

BATCH = 1_000


class Stray(Exception):
    """A wall names somebody whom no account has, so its hash cannot be made anew."""


@dataclass(frozen=True)
class Table:
    """A table with something to write anew."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        """As the database has it."""
        return self.model._meta.db_table

    @cached_property
    def tokens(self) -> list[str]:
        """The columns that are encrypted."""
        return [field.column for field in _fields(self.model, identity.EncryptedField)]

    @cached_property
    def hashes(self) -> list[tuple[str, str, str]]:
        """Of each keyed hash its column, its purpose, and the column of the number that it is of, if any."""
        fields: Any = _fields(self.model, identity.HashField)
        return [(field.column, field.purpose, field.of) for field in fields]

    @property
    def columns(self) -> list[str]:
        """All of these columns."""
        return [*self.tokens, *(column for column, _purpose, _of in self.hashes)]


def _fields(model: type[models.Model], kind: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, kind)]


def tables() -> list[Table]:
    """Every table that holds a name, a number, or a hash of one."""
    return [table for table in map(Table, apps.get_models()) if table.columns]


def renew(table: Table, usernames: Iterable[str]) -> int:
    """Bring one table under the newest keys; returns how many rows were changed.

    `usernames` are those of all accounts, for walls hold hashes of these alone. Raises Stray.
    """
    walls = _walls(usernames) if any(not of for _column, _purpose, of in table.hashes) else {}
    total = 0
    while True:
        changed, missed = _pass(table, walls)
        total += changed
        if not missed:
            return total


def _pass(table: Table, walls: Mapping[str, str]) -> tuple[int, int]:
    """Look at every row once; how many were changed, and how many somebody else changed meanwhile."""
    changed = missed = 0
    for rows in _batches(table):
        with transaction.atomic():
            for key, *values in rows:
                held = dict(zip(table.columns, values, strict=True))
                if new := dict(_renewed(table, held, walls)):
                    written = _write(table, key, held, new)
                    changed, missed = changed + written, missed + (not written)
    return changed, missed


def _batches(table: Table) -> Iterator[Sequence[Any]]:
    quoted = connection.ops.quote_name
    key = quoted(_key(table))
    columns = ", ".join([key, *map(quoted, table.columns)])
    sql = f"SELECT {columns} FROM {quoted(table.name)} WHERE {key} > %s ORDER BY {key} LIMIT {BATCH}"
    last: Any = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [last])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _renewed(table: Table, held: Mapping[str, str], walls: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The columns of a row that are not under the newest key, and what they must hold."""
    for column in table.tokens:
        if held[column] and not _is_newest(held[column]):
            yield column, identity.encrypt(identity.decrypt(held[column]))
    for column, purpose, of in table.hashes:
        new = str(identity.hashed(identity.decrypt(held[of]), purpose)) if of else walls.get(held[column])
        if new is None:
            raise Stray(table.name)
        if new != held[column]:
            yield column, new


def _is_newest(token: str) -> bool:
    try:
        Fernet(settings.IDENTITY_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _walls(usernames: Iterable[str]) -> dict[str, str]:
    """What every hash in a wall must be: itself, or the one that takes its place."""
    found = {}
    for username in usernames:
        for purpose in identity.WALLS:
            made = identity.hashed(username, purpose)
            found.update({str(made): str(made), made.older or str(made): str(made)})
    return found


def _write(table: Table, key: Any, held: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Change one row, if it holds what it held; whether it did."""
    quoted = connection.ops.quote_name
    assignments = ", ".join(f"{quoted(column)} = %s" for column in new)
    conditions = " AND ".join(f"{quoted(column)} = %s" for column in [_key(table), *table.columns])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quoted(table.name)} SET {assignments} WHERE {conditions}",
            [*new.values(), key, *(held[column] for column in table.columns)],
        )
        return bool(cursor.rowcount)


def _key(table: Table) -> str:
    """The column of the primary key."""
    key: Any = table.model._meta.pk
    return str(key.column)
