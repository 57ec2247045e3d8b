"""On PostgreSQL the suite runs as production does: under a role that owns nothing and has what `grants` gives.

The connection is the owner's, as the throw-away cluster has it, and plays the serving role. `as_owner` puts that aside
for what only an owner can do: to empty a table between tests, or to tamper with one. On SQLite there are no roles.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created

WEB = "integrity_web"


def begin() -> None:
    """From now on every connection plays the serving role."""
    if connection.vendor != "postgresql":
        return
    from integrity import grants

    # Another worker of the suite, in the same cluster, may have made it.
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {WEB}")
    with connection.cursor() as cursor:
        for statement in grants.statements(WEB):
            cursor.execute(statement)
    connection_created.connect(_play, dispatch_uid="tests.roles")
    _set(WEB)


def end() -> None:
    """Connections are the owner's again."""
    connection_created.disconnect(dispatch_uid="tests.roles")


def _play(connection: Any, **_: Any) -> None:
    if connection.alias == "default":
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB}")


def _set(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


@contextmanager
def as_owner() -> Iterator[None]:
    """What follows is done by the role that owns the tables."""
    if connection.vendor != "postgresql":
        yield
        return
    _set("NONE")
    try:
        yield
    finally:
        # In a transaction that failed this is refused; its rollback brings the role back.
        with suppress(DatabaseError):
            _set(WEB)
