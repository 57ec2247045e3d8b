"""What a start is refused for as far as the database tells: whose register it is, with which keys, and in which role.

The checks run before every command of the register, before `migrate`, and before the server answers. They say nothing
of a database that has no tables yet.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.db import DatabaseError, connection

from audit import triggers
from audit.models import RegisterMark
from figures.publications import kept
from integrity import birth, generations


@register(Tags.database)
def this_modes_register(*, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """A demo stays a demo, and nothing else becomes one."""
    if not databases or not is_made():
        return []
    return [Error(sentence, id="integrity.E001") for sentence in birth_problems()]


@register(Tags.database)
def known_keys(*, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """The keys are those of this register."""
    if not databases or not is_made():
        return []
    if not generations.known("IDENTITY_KEYS"):
        # `migrate` is about to make the tables, or to write the keys down.
        return []
    return [Error(sentence, id="integrity.E002") for sentence in generations.problems()]


def is_made() -> bool:
    """Whether the database has the tables of a register."""
    return RegisterMark._meta.db_table in connection.introspection.table_names()


def birth_problems() -> Iterator[str]:
    """What is wrong with the birth of this database."""
    if settings.MODE == "production" and birth.is_demo():
        yield (
            "This database was born as a demo and stays one. Give a real register a database of its own: set "
            "DATABASE_URL."
        )
    if settings.MODE == "demo" and not birth.is_demo() and not birth.is_empty():
        yield (
            "This database holds a register that was not born as a demo. Take DATABASE_URL out of the environment, "
            "or, if this is an older demo, remove its database."
        )


def serving_problems() -> Iterator[str]:
    """What keeps this process from serving, besides what keeps any command from running."""
    if not is_made():
        yield "The database has no tables yet. Run `manage.py migrate`."
        return
    if not generations.known("IDENTITY_KEYS"):
        yield "The database is not up to date. Run `manage.py migrate`."
    if settings.MODE != "development" and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield "The style sheets have not been gathered. Run `manage.py collectstatic`."
    if settings.MODE == "demo" and not birth.is_demo():
        yield "This database was not born as a demo. Start the demo with `make run`."
    if settings.MODE == "production" and connection.vendor == "postgresql":
        yield from role_problems()


def role_problems() -> Iterator[str]:
    """A server that owned its tables could lift the triggers from its own audit log."""
    role, owns = role_and_whether_it_owns()
    if owns:
        yield (
            f'The role "{role}" owns the tables. Serve under another one: make it, run what `manage.py grants` prints '
            "for it as the owner, and name it in DATABASE_URL. Only `migrate`, `grants` and `rotate_keys` run as the "
            "owner."
        )
        return
    with connection.cursor() as cursor:
        for table in (*triggers.TABLES, *kept.TABLES):
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [table])
            if cursor.fetchone()[0]:
                yield f'The role "{role}" may change {table}. Run what `manage.py grants {role}` prints, as the owner.'


def role_and_whether_it_owns() -> tuple[str, bool]:
    """The role that this process has on PostgreSQL, and whether it owns a table or could."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, bool_or(pg_has_role(current_user, tableowner, 'MEMBER'))"
            " FROM pg_tables WHERE schemaname = current_schema()"
        )
        role, owns = cursor.fetchone()
        return str(role), bool(owns)


def what_keeps_from_serving() -> list[str]:
    """Everything for which this process must not serve the register, a sentence each that says what to do."""
    try:
        found = run_checks(tags=[Tags.database], databases=["default"])
        return [str(message.msg) for message in found if message.is_serious()] or list(serving_problems())
    except DatabaseError as error:
        said = str(error).partition("\n")[0]
        return [
            f"The database answers: {said}. Look at DATABASE_URL. On PostgreSQL, run what `manage.py grants` prints, "
            "as the owner of the tables."
        ]
