"""Counting: one GROUP BY for each table and date, folded in Python.

Figures that share a table and a date share the query. What is hidden from a person is grouped the same and subtracted,
never put into the WHERE of the count; so it takes as many queries whether or not anything is hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Count

from accounts.models import User
from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis, Categories
from figures.definitions import Figure
from figures.dimensions import Dimension
from figures.units import CASE, CASES, SCREENING, TRAJECTORY, Conditions
from lib.periods import Period
from lib.scope import EVERYTHING, Scope

Scopes = Mapping[str, Scope]
WHOLE_REGISTER: Scopes = {CASES.key: EVERYTHING, SCREENING.key: EVERYTHING}


def scopes_of(user: User) -> Scopes:
    """What this person's numbers are made of, in each register."""
    return {register.key: register.scope_of(user) for register in (CASES, SCREENING)}


@dataclass
class Line:
    """A number for each year of the period, over the period, and without a known date."""

    years: dict[int, int]
    total: int = 0
    undated: int = 0

    def add(self, year: int, number: int) -> None:
        """Count `number` more in `year`."""
        if year == UNKNOWN_YEAR:
            self.undated += number
        else:
            self.years[year] += number
            self.total += number


@dataclass(frozen=True)
class Table:
    """A figure counted: the whole, and for each breakdown a line for each value."""

    figure: Figure
    period: Period
    basis: Basis
    whole: Line
    parts: dict[str, dict[str, Line]] = field(default_factory=dict)
    _words: dict[str, Mapping[Any, Any]] = field(default_factory=dict)

    def words(self, breakdown: Dimension) -> Mapping[Any, Any]:
        """The words of a breakdown's values, looked up once."""
        if breakdown.key not in self._words:
            self._words[breakdown.key] = breakdown.words()
        return self._words[breakdown.key]

    def lines(self, breakdown: Dimension) -> list[tuple[str, str, Line]]:
        """The lines of a breakdown in the order of its list, each with its machine value and words."""
        words, lines = self.words(breakdown), self.parts[breakdown.key]
        place = {value: number for number, value in enumerate(words)}
        values = sorted(lines, key=lambda value: (place.get(value, len(place)), value))
        return [(value, str(words.get(value, value)), lines[value]) for value in values]

    def part(self, breakdown: str, *values: str) -> Line:
        """The line of the rows that count under one of `values`; of zeros if nothing does."""
        added = Line(dict.fromkeys(self.period.years, 0))
        for value in values:
            line = self.parts[breakdown].get(value)
            if line is not None:
                for year, number in line.years.items():
                    added.add(year, number)
                added.add(UNKNOWN_YEAR, line.undated)
        return added


@dataclass(frozen=True)
class Asked:
    """A figure with the breakdowns wanted of it."""

    figure: Figure
    breakdowns: tuple[Dimension, ...] = ()


def count(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of these figures over `period`, by key."""
    groups: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.figure.unit.key, one.figure.year].append(one)
    tables = {}
    for group in groups.values():
        columns, rows = _rows(group, period, basis, scopes)
        for one in group:
            tables[one.figure.key] = _fold(one, columns, rows, period, basis)
    return {one.figure.key: tables[one.figure.key] for one in asked}


def count_fully(figure: Figure, period: Period, basis: Basis, scopes: Scopes) -> Table:
    """The table of one figure with all its breakdowns, each counted apart so that no grouping is fine and large."""
    found = [count([Asked(figure, (one,))], period, basis, scopes)[figure.key] for one in figure.breakdowns]
    parts = {key: lines for table in found for key, lines in table.parts.items()}
    return Table(figure, period, basis, found[0].whole, parts)


Rows = Counter[tuple[Any, ...]]


def _rows(group: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> tuple[list[str], Rows]:
    """The columns that the figures of a group are told apart by, the year first, and how many rows have each."""
    figure = group[0].figure
    conditions = [one.figure.conditions(basis) for one in group]
    years = [*period.years, *([UNKNOWN_YEAR] if any(one.figure.may_be_undated for one in group) else [])]
    shared = _shared(conditions)
    columns = {figure.year: None}
    for one, own in zip(group, conditions, strict=True):
        settled = one.figure.settled(basis)
        columns |= dict.fromkeys(column for column in own if set(own[column]) != set(shared.get(column, ())))
        columns |= dict.fromkeys(dimension.column_in(settled) for dimension in one.breakdowns)
    grouping, unit, wanted = list(columns), figure.unit, {figure.year: years, **shared}
    scope = scopes[unit.register.key]
    if scope.only is not None:
        return grouping, _grouped(_narrowed(unit.rows_of(scope.only), wanted), grouping)
    rows = _grouped(_narrowed(unit.rows(), wanted), grouping)
    if scope.hidden is not None:
        rows.subtract(_grouped(_narrowed(unit.rows_of(scope.hidden), wanted), grouping))
    return grouping, rows


def _shared(conditions: Sequence[Conditions]) -> Conditions:
    """What every figure of a group asks alike, or widely enough for all of them."""
    columns = set.intersection(*(set(own) for own in conditions))
    return {column: sorted({value for own in conditions for value in own[column]}) for column in sorted(columns)}


def _narrowed(rows: models.QuerySet[Any], conditions: Conditions) -> models.QuerySet[Any]:
    """The rows in which each column has one of its values."""
    for column, values in conditions.items():
        rows = rows.filter(**({column: values[0]} if len(values) == 1 else {f"{column}__in": values}))
    return rows


def _grouped(rows: models.QuerySet[Any], columns: Sequence[str]) -> Rows:
    found = rows.values_list(*columns).annotate(number=Count("*")).order_by()
    return Counter({tuple(row[:-1]): row[-1] for row in found})


def _fold(one: Asked, columns: Sequence[str], rows: Rows, period: Period, basis: Basis) -> Table:
    settled = one.figure.settled(basis)
    place = {column: number for number, column in enumerate(columns)}
    own = [(place[column], set(values)) for column, values in one.figure.conditions(basis).items() if column in place]
    table = Table(one.figure, period, settled, _line(period))
    dimensions = [(dimension, place[dimension.column_in(settled)]) for dimension in one.breakdowns]
    table.parts.update({one.key: {value: _line(period) for value in one.always} for one, _ in dimensions})
    for row, number in rows.items():
        if not number or not all(row[column] in values for column, values in own):
            continue
        if row[0] == UNKNOWN_YEAR and not one.figure.may_be_undated:
            continue
        table.whole.add(row[0], number)
        for dimension, column in dimensions:
            lines = table.parts[dimension.key]
            for value in dimension.values_of(row[column]):
                lines.setdefault(value, _line(period)).add(row[0], number)
    return table


def _line(period: Period) -> Line:
    return Line(dict.fromkeys(period.years, 0))


def records(
    figure: Figure,
    rows: models.QuerySet[Any],
    years: Iterable[int],
    basis: Basis,
    values: Mapping[str, Sequence[str]],
) -> models.QuerySet[Any]:
    """Of `rows` of its unit, those that a figure counts in one of `years` under one of the values of each breakdown."""
    counted = _narrowed(rows.order_by(), {figure.year: list(years), **figure.conditions(basis)})
    settled = figure.settled(basis)
    for key, asked in values.items():
        dimension = figure.breakdown(key)
        counted = counted.filter(reduce(or_, (dimension.condition(value, settled) for value in asked)))
    return counted


def number_of(
    figure: Figure, scope: Scope, years: Iterable[int], basis: Basis, values: Mapping[str, Sequence[str]]
) -> int:
    """How many rows `records` finds in a scope; what is hidden is subtracted here too."""
    unit, years = figure.unit, list(years)

    def found(rows: models.QuerySet[Any]) -> int:
        return records(figure, rows, years, basis, values).count()

    if scope.only is not None:
        return found(unit.rows_of(scope.only))
    return found(unit.rows()) - (found(unit.rows_of(scope.hidden)) if scope.hidden is not None else 0)


def span(scopes: Scopes) -> Period | None:
    """From the first to the last year in which a case was received or a trajectory started; None if there is none."""
    years = []
    for unit, year in ((CASE, "received_year"), (TRAJECTORY, "started_year")):
        if unit.register.key in scopes:
            rows = _narrowed(unit.rows_in(scopes[unit.register.key]), unit.population(Basis(Categories.ALL)))
            # Two look-ups in an index, whatever the size.
            years += [*rows.order_by(year).values_list(year, flat=True)[:1]]
            years += [*rows.order_by(f"-{year}").values_list(year, flat=True)[:1]]
    return Period(min(years), max(years)) if years else None
