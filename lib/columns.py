"""A column, said once: the screen list, CSV and JSON all read it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

Words = Callable[[], Mapping[Any, Any]]


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `source` is the ORM path it is read from; that value is what a file holds. `words` makes the table that turns it
    into the words of a page, once a page. `sort` names the field by which the list can be ordered (indexed, never
    null), or is empty. `kind` chooses how a page shows it: `text`, `date`, `reference`, `mark`.
    """

    key: str
    label: str | Promise
    source: str
    words: Words | None = None
    sort: str = ""
    kind: str = "text"


def words_of(choices: type[models.TextChoices]) -> Words:
    """The table of labels of a list of machine values that code fixes."""
    return lambda: dict(choices.choices)


def sortable(columns: Sequence[Column]) -> dict[str, str]:
    """The keys by which a list of these columns may be ordered, and the field behind each."""
    return {column.key: column.sort for column in columns if column.sort}


def raw_rows(queryset: models.QuerySet[Any], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    """The rows of a file, machine values only, read in batches and never all at once."""
    return queryset.values_list(*(column.source for column in columns)).iterator(chunk_size=2_000)


@dataclass(frozen=True)
class Cell:
    """One cell of a page: its column, the value behind it, and its words."""

    column: Column
    value: Any
    text: Any


def shown_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """The rows of a page: each value beside its words."""
    words = {column.key: column.words() if column.words else None for column in columns}
    for row in rows:
        yield [_cell(column, row[column.source], words[column.key]) for column in columns]


def _cell(column: Column, value: Any, words: Mapping[Any, Any] | None) -> Cell:
    return Cell(column, value, value if words is None else words.get(value, value))
