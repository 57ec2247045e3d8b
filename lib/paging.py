"""Pages by key: Newer and Older, as quick at the end of a long list as at its beginning.

A page begins after (or before) a record named by its public key, so that no offset is counted and no primary key
leaves the database. Rows are ordered by one indexed column that is never null, then by primary key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

PER_PAGE = 50


class UnknownKey(ValueError):
    """The page key names no record of this list."""


@dataclass(frozen=True)
class Page:
    """One page of rows, with the keys of its neighbours (empty: there is none)."""

    rows: list[dict[str, Any]]
    newer: str
    older: str


@dataclass(frozen=True)
class Order:
    """How a list is ordered: by `field`, then by `tie`, which no two rows share; both up or both down."""

    field: str
    descending: bool = True
    tie: str = "pk"

    def apply(self, queryset: models.QuerySet[Any], *, backwards: bool = False) -> models.QuerySet[Any]:
        """The rows in this order, or in the opposite one."""
        sign = "-" if self.descending != backwards else ""
        return queryset.order_by(f"{sign}{self.field}", f"{sign}{self.tie}")

    def beyond(self, value: Any, tie: Any, *, backwards: bool) -> Q:
        """The rows beyond a given one. A plain OR would not use the index: the first condition lets it."""
        side = "lt" if self.descending != backwards else "gt"
        further = Q(**{f"{self.field}__{side}": value}) | Q(**{f"{self.tie}__{side}": tie})
        return Q(**{f"{self.field}__{side}e": value}) & further


def page(
    queryset: models.QuerySet[Any], order: Order, *, key: str, fields: Sequence[str], after: str = "", before: str = ""
) -> Page:
    """The page of `queryset` after (or before) the record whose field `key` says so; the first one for neither.

    Each row holds `fields` and `key` and nothing else. Raises `UnknownKey` if that record is not in `queryset`: to one
    who may not see it, it does not exist.
    """
    backwards = bool(before)
    rows = order.apply(queryset, backwards=backwards)
    if after or before:
        if "\0" in before + after:  # PostgreSQL takes none in a text.
            raise UnknownKey(before or after)
        start = queryset.filter(**{key: before or after}).values_list(order.field, order.tie).first()
        if start is None:
            raise UnknownKey(before or after)
        rows = rows.filter(order.beyond(*start, backwards=backwards))
    found = list(rows.values(*{key, *fields})[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    if backwards:
        found.reverse()
    first, last = (str(found[0][key]), str(found[-1][key])) if found else ("", "")
    return Page(
        rows=found,
        newer=first if (more if backwards else bool(after)) else "",
        older=last if (backwards or more) else "",
    )
