"""What the history of records says, as pages tell it: who wrote what, when and why."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

# What one act writes, it writes within this time.
ONE_ACT = datetime.timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """One value that became another, in words."""

    label: str
    old: str
    new: str


def written(model: type[models.Model], columns: Sequence[str], **mine: Any) -> Iterable[Mapping[str, Any]]:
    """The history rows of the records that `mine` names, oldest first: when, who, why, and these columns only."""
    history: Any = model.history.model  # type: ignore[attr-defined]
    ordered = history.objects.filter(**mine).order_by("valid_from", "history_id")
    rows: Iterable[Mapping[str, Any]] = ordered.values(
        "id", "valid_from", "history_user__name", "history_change_reason", *columns
    )
    return rows
