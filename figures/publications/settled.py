"""A past day that nobody writes to any more.

A transaction that began before midnight may end after it, and what it wrote bears the moment of its beginning. So
before a day is published, whoever still writes is waited for, one table after the other and never holding one while
waiting for the next. What is written afterwards is of a later moment.
"""

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from lib.refusal import Refused

PATIENCE = "3s"
"""So long each table is waited for; others who want to write to it wait as well."""
NOT_AVAILABLE = "55P03"
"""How PostgreSQL calls a lock that it did not get in time."""


def wait_for_writers() -> None:
    """Return when no transaction is open any more that wrote to a tracked table before. Raises Refused."""
    if connection.vendor != "postgresql":
        # SQLite lets one write at a time: the block begins when the one before it has ended.
        with transaction.atomic():
            return
    try:
        for table in tracked_tables():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE MODE")
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != NOT_AVAILABLE:
            raise
        raise Refused(
            _("Somebody is writing to the register right now, such as an import. Publish when that has ended.")
        ) from error


def tracked_tables() -> list[str]:
    """The tables whose history figures are counted from, and those that share an act with them."""
    models = [
        model for model in apps.get_models() if hasattr(model, "history") and not hasattr(model, "history_object")
    ]
    return sorted(model._meta.db_table for model in models)
