"""What keeps a publication as it was made: triggers, as on the audit log (`audit/triggers.py`)."""

from typing import Any

from audit import triggers

TABLES = ("figures_publication",)
REFUSAL = triggers.Refusal(
    "figures_publication_stays", "A publication stays as it was made: nothing in it is changed or deleted."
)


def put(connection: Any) -> None:
    """Put the triggers on, also where they are already."""
    triggers.put(connection, TABLES, REFUSAL)


def lift(connection: Any) -> None:
    """Take the triggers off again, to empty a test database."""
    triggers.lift(connection, TABLES)


def know() -> None:
    """Have whoever verifies the log look after these triggers as well."""
    triggers.KEPT[REFUSAL] = TABLES
