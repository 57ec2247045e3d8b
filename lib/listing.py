"""A list as a page shows it: columns, one page of rows, and the links that change it. The URL is the state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from lib.columns import Cell, Column, shown_rows, sortable
from lib.paging import Order, UnknownKey, page

CONTROLS = ("sort", "after", "before")
"""What a list reads from the URL besides its filters."""


@dataclass(frozen=True)
class Heading:
    """A column's head: where a click leads and how the list is ordered by it now (`ascending`, `descending`, ``)."""

    column: Column
    query: str
    direction: str


@dataclass(frozen=True)
class Row:
    """A row: the public key of its record and its cells."""

    key: str
    cells: list[Cell]


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready for `_list.html`."""

    headings: list[Heading]
    rows: list[Row]
    newer: str
    older: str


def listing(
    queryset: models.QuerySet[Any],
    columns: Sequence[Column],
    parameters: QueryDict,
    *,
    key: str,
    default: str,
    tie: str = "pk",
) -> Listing:
    """The page of `queryset` that the URL's `sort`, `after` and `before` ask for; `default` orders it otherwise.

    `tie` puts rows in order that are equal in that, where their primary key would tell when they were registered.

    `sort` is a column's key, with a minus for descending. Raises BadRequest for an order or a page key that this list
    does not have.
    """
    asked = parameters.get("sort") or default
    name, descending = asked.removeprefix("-"), asked.startswith("-")
    fields = sortable(columns)
    if name not in fields:
        raise BadRequest(_("This list cannot be ordered that way."))
    try:
        found = page(
            queryset,
            Order(fields[name], descending, tie),
            key=key,
            fields=[column.source for column in columns],
            after=parameters.get("after", ""),
            before=parameters.get("before", ""),
        )
    except UnknownKey as error:
        raise BadRequest(_("This page of the list does not exist.")) from error
    rows = zip(found.rows, shown_rows(found.rows, columns), strict=True)
    return Listing(
        headings=[_heading(column, name, descending, parameters) for column in columns],
        rows=[Row(str(row[key]), cells) for row, cells in rows],
        newer=with_changed(parameters, before=found.newer, after="") if found.newer else "",
        older=with_changed(parameters, after=found.older, before="") if found.older else "",
    )


def _heading(column: Column, name: str, descending: bool, parameters: QueryDict) -> Heading:
    if not column.sort:
        return Heading(column, "", "")
    current = column.key == name
    # A second click turns the order; the first one on a date shows the newest.
    turned = f"{'' if descending else '-'}{column.key}" if current else f"{'-' * (column.kind == 'date')}{column.key}"
    direction = ("descending" if descending else "ascending") if current else ""
    return Heading(column, with_changed(parameters, sort=turned, after="", before=""), direction)


def with_changed(parameters: QueryDict, **changes: str) -> str:
    """The query string with some parameters changed; an empty one leaves. Always begins with `?`."""
    changed = parameters.copy()
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return f"?{changed.urlencode()}"
