"""Whose records a number is made of."""

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Scope:
    """Everything but `hidden`, or only `only`; both are querysets of the register's unit.

    A wall is subtracted from a count, never put into its WHERE, where it would cost a scan of the table.
    """

    hidden: models.QuerySet[Any] | None = None
    only: models.QuerySet[Any] | None = None


EVERYTHING = Scope()
"""The institution's scope: the whole register. Publications and the command line count in it."""
