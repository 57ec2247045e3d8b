"""Which series of numbers are kept: of each figure that counts rows, by year, in each basis that it knows."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import models

from figures.basis import Basis, Categories, Choice
from figures.counted import Asked
from figures.definitions import FIGURES
from figures.figure import Counting, Figure

Numbers = Counter[tuple[int, str]]
"""How many rows a series has in a year under a value."""


@dataclass(frozen=True)
class Series:
    """Rows of a table that meet some conditions, by year and by the value in one column; without one, all of a year."""

    model: type[models.Model]
    year: str
    conditions: tuple[tuple[str, tuple[Any, ...]], ...]
    column: str = ""

    @property
    def table(self) -> str:
        """The name of the table among the changes."""
        return self.model._meta.label_lower

    @property
    def key(self) -> str:
        """What is counted, in words of the code: the same for two figures that count the same."""
        said = (f"{column}={','.join(map(str, values))}" for column, values in self.conditions)
        return " ".join([self.table, self.year, self.column or "-", *said])

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads: the year and the value first."""
        return tuple(dict.fromkeys([self.year, *([self.column] if self.column else []), *dict(self.conditions)]))

    def numbers(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Numbers:
        """Its numbers, of rows that say of these columns how many there are; what has no year or value is left out."""
        place = {column: number for number, column in enumerate(columns)}
        own = [(place[column], frozenset(values)) for column, values in self.conditions]
        numbers: Numbers = Counter()
        for row in rows:
            year, value = row[place[self.year]], row[place[self.column]] if self.column else ""
            if year is not None and value is not None and all(row[number] in values for number, values in own):
                numbers[year, as_text(value)] += row[-1]
        return numbers


def as_text(value: Any) -> str:
    """A value as it is kept."""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def series_of(figure: Figure, column: str, basis: Basis) -> Series:
    """The series of a figure by this column; none for all of a year."""
    conditions = figure.conditions(basis)
    settled = tuple((name, tuple(conditions[name])) for name in sorted(conditions))
    return Series(figure.unit.model, figure.year, settled, column)


def series_for(one: Asked, basis: Basis) -> Mapping[str, Series] | None:
    """What answers a figure asked for: its whole under "", each breakdown under its key; None where rows are counted.

    Only rows are kept, of the present, and not narrowed. Up to a day of the year, the whole is kept alone.
    """
    figure = one.figure
    if one.summed or basis.recounted or basis.at is not None or figure.narrowed_by(basis):
        return None
    if basis.until is not None:
        days = series_of(figure, figure.dated_by, replace(basis, until=None))
        return None if one.breakdowns else {"": days}
    settled = figure.settled(basis)
    columns = {"": "", **{dimension.key: dimension.column_in(settled) for dimension in one.breakdowns}}
    return {key: series_of(figure, column, basis) for key, column in columns.items()}


def series_in_order(figure: Figure, basis: Basis) -> Series | None:
    """What answers a figure of quantiles: its rows by the column that is put in order; None where rows are counted."""
    if basis.recounted or basis.at is not None or basis.until is not None or figure.narrowed_by(basis):
        return None
    return series_of(figure, figure.ordered, basis)


@cache
def every_series() -> Mapping[str, Series]:
    """All that are kept, by key."""
    figures = [*FIGURES, *(part.flow for figure in FIGURES for part in figure.parts if part.flow)]
    return {series.key: series for figure in figures for series in _of(figure)}


def _of(figure: Figure) -> Iterator[Series]:
    for basis in _bases(figure):
        for column in _columns(figure, figure.settled(basis)):
            yield series_of(figure, column, basis)


def _columns(figure: Figure, basis: Basis) -> Sequence[str]:
    """By what the numbers of a figure are kept: of people and balances not at all."""
    if figure.counting is Counting.ROWS:
        return ["", figure.dated_by, *(dimension.column_in(basis) for dimension in figure.breakdowns)]
    return [figure.ordered] if figure.counting is Counting.QUANTILES else []


def _bases(figure: Figure) -> Sequence[Basis]:
    """The choices that its register leaves."""
    if figure.unit.register.choice is Choice.CATEGORIES and not figure.every_category:
        return [Basis(categories) for categories in Categories]
    if figure.unit.register.choice is Choice.CERTIFICATES:
        return [Basis(certificates=certificates) for certificates in (False, True)]
    return [Basis()]
