"""The list behind a number, as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.models import User
from figures import access
from figures.behind import unit_of
from figures.figure import Figure
from figures.selection import Narrowing
from lib.columns import Cell
from lib.listing import Listing


@dataclass(frozen=True)
class Chip:
    """What the list is narrowed by, in words; `query` takes it away, and is empty where it cannot be."""

    label: str
    value: str
    query: str = ""


@dataclass(frozen=True)
class Row:
    """A row, with the page that its reference leads to, if this person may open the record."""

    cells: list[Cell]
    opens: str


def chips_of(narrowing: Narrowing) -> list[Chip]:
    """The years and the values that the list is narrowed by."""
    period = narrowing.period.label if narrowing.period else _("date unknown")
    if narrowing.basis.until:
        period = _("%(year)s, until %(day)s") % {
            "year": period,
            "day": date_format(narrowing.basis.until, "DATE_FORMAT"),
        }
    chips = [Chip(str(narrowing.dated.dated_words), period)]
    for key, values in narrowing.values.items():
        dimension = narrowing.figure.breakdown(key)
        words = dimension.words()
        value = ", ".join(str(words[value]) for value in values)
        chips.append(Chip(str(dimension.label), value, narrowing.without(key)))
    return chips


def words_of(narrowing: Narrowing, number: int, added: int | None) -> str:
    """How many rows the list has, and what they come to where the number that leads to it is none of rows."""
    numbers: dict[str, Any] = {"number": number, "count": number_format(number)}
    if narrowing.part is None or added is None:
        return str(unit_of(narrowing).counted % numbers)
    return str(narrowing.part.counted % {**numbers, "sum": number_format(added)})


def rows_of_page(user: User, figure: Figure, page: Listing) -> Iterator[Row]:
    """The rows of one page; one look-up tells which of their records this person may open."""
    rows = [(row.cells, _reference(row.cells)) for row in page.rows]
    opened = access.openable(user, figure, [reference for _cells, reference in rows if reference])
    for cells, reference in rows:
        yield Row(cells, figure.unit.register.opens if reference in opened else "")


def _reference(cells: list[Cell]) -> str:
    """Empty where the rows of a list have none, for they are people and no records."""
    return next((str(cell.value) for cell in cells if cell.column.kind == "reference"), "")
