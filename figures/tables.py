"""Counting: one GROUP BY for each table and date, folded in Python.

Figures that share a table and a date share the query, and so do the parts of one. What is hidden from a person is
grouped the same and subtracted, never put into the WHERE of the count; so it takes as many queries whether or not
anything is hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from accounts.models import User
from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis, Categories
from figures.definitions import Figure, Part
from figures.dimensions import Dimension
from figures.units import REGISTERS, UNITS, Conditions
from lib.periods import Period
from lib.scope import EVERYTHING, Scope

Scopes = Mapping[str, Scope]
WHOLE_REGISTER: Scopes = {register.key: EVERYTHING for register in REGISTERS}


def scopes_of(user: User) -> Scopes:
    """What this person's numbers are made of, in each register."""
    return {register.key: register.scope_of(user) for register in REGISTERS}


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
    """A figure counted, or a part of one: the whole, and for each breakdown a line for each value."""

    figure: Figure
    period: Period
    basis: Basis
    whole: Line
    breakdowns: dict[str, dict[str, Line]] = field(default_factory=dict)
    part: Part | None = None
    _words: dict[str, Mapping[Any, Any]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What its numbers are called, by the categories counted."""
        return str(self.part.label) if self.part else self.figure.label_in(self.basis)

    @property
    def plural(self) -> str:
        """The unit of its numbers."""
        return str(self.part.label if self.part else self.figure.unit.plural)

    def words(self, breakdown: Dimension) -> Mapping[Any, Any]:
        """The words of a breakdown's values, looked up once."""
        if breakdown.key not in self._words:
            self._words[breakdown.key] = breakdown.words()
        return self._words[breakdown.key]

    def lines(self, breakdown: Dimension) -> list[tuple[str, str, Line]]:
        """The lines of a breakdown in the order of its list, each with its machine value and words."""
        words, lines = self.words(breakdown), self.breakdowns[breakdown.key]
        place = {value: number for number, value in enumerate(words)}
        values = sorted(lines, key=lambda value: (place.get(value, len(place)), value))
        return [(value, str(words.get(value, value)), lines[value]) for value in values]

    def line_of(self, breakdown: str, *values: str) -> Line:
        """The line of the rows that count under one of `values`; of zeros if nothing does."""
        added = Line(dict.fromkeys(self.period.years, 0))
        for value in values:
            line = self.breakdowns[breakdown].get(value)
            if line is not None:
                for year, number in line.years.items():
                    added.add(year, number)
                added.add(UNKNOWN_YEAR, line.undated)
        return added


@dataclass(frozen=True)
class Asked:
    """A figure, or a part of one, with the breakdowns wanted of it."""

    figure: Figure
    breakdowns: tuple[Dimension, ...] = ()
    part: Part | None = None

    @property
    def key(self) -> str:
        """Under which its table is found: `suspicions`, or of a part `training.sessions`."""
        return f"{self.figure.key}.{self.part.key}" if self.part else self.figure.key

    @property
    def summed(self) -> str:
        """The column that is added up; empty where rows are counted."""
        return self.part.summed if self.part else ""


def count(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of these figures over `period`, by key."""
    groups: dict[tuple[type[models.Model], str], list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.figure.unit.model, one.figure.year].append(one)
    tables = {}
    for group in groups.values():
        columns, numbers = _numbers(group, period, basis, scopes)
        for one in group:
            tables[one.key] = _fold(one, columns, numbers[one.summed], period, basis)
    return {one.key: tables[one.key] for one in asked}


def count_fully(figure: Figure, period: Period, basis: Basis, scopes: Scopes, part: Part | None = None) -> Table:
    """The table of one figure with all its breakdowns, each counted apart so that no grouping is fine and large."""
    asked = [Asked(figure, (one,), part) for one in figure.breakdowns]
    found = [count([one], period, basis, scopes)[one.key] for one in asked]
    breakdowns = {key: lines for table in found for key, lines in table.breakdowns.items()}
    return Table(figure, period, basis, found[0].whole, breakdowns, part)


def tables_of(figure: Figure, period: Period, basis: Basis, scopes: Scopes) -> list[Table]:
    """The tables of one figure with all its breakdowns: one, or one for each of its parts."""
    return [count_fully(figure, period, basis, scopes, part) for part in figure.parts or (None,)]


Rows = Counter[tuple[Any, ...]]
"""A number for each combination of values."""
Numbers = Mapping[str, Rows]
"""How many rows there are, under "", and what each column that is summed adds up to."""


def _numbers(group: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> tuple[list[str], Numbers]:
    """The columns that the figures of a group are told apart by, the year first, and the numbers by them."""
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
    summed = sorted({one.summed for one in group} - {""})

    def found(rows: models.QuerySet[Any]) -> Numbers:
        return _grouped(_narrowed(rows, wanted), grouping, summed)

    scope = scopes[unit.register.key]
    if scope.only is not None:
        return grouping, found(unit.rows_of(scope.only))
    numbers = found(unit.rows())
    if scope.hidden is not None:
        for measure, hidden in found(unit.rows_of(scope.hidden)).items():
            numbers[measure].subtract(hidden)
    return grouping, numbers


def _shared(conditions: Sequence[Conditions]) -> Conditions:
    """What every figure of a group asks alike, or widely enough for all of them."""
    columns = set.intersection(*(set(own) for own in conditions))
    return {column: sorted({value for own in conditions for value in own[column]}) for column in sorted(columns)}


def _narrowed(rows: models.QuerySet[Any], conditions: Conditions) -> models.QuerySet[Any]:
    """The rows in which each column has one of its values."""
    for column, values in conditions.items():
        rows = rows.filter(**({column: values[0]} if len(values) == 1 else {f"{column}__in": values}))
    return rows


def _grouped(rows: models.QuerySet[Any], columns: Sequence[str], summed: Sequence[str]) -> Numbers:
    measures = {"number": Count("*"), **{f"{column}_in_all": Sum(column) for column in summed}}
    numbers: dict[str, Rows] = {measure: Counter() for measure in ("", *summed)}
    for row in rows.values_list(*columns).annotate(**measures).order_by():
        for measure, number in zip(numbers, row[len(columns) :], strict=True):
            numbers[measure][row[: len(columns)]] = number
    return numbers


def _fold(one: Asked, columns: Sequence[str], rows: Rows, period: Period, basis: Basis) -> Table:
    settled = one.figure.settled(basis)
    place = {column: number for number, column in enumerate(columns)}
    own = [(place[column], set(values)) for column, values in one.figure.conditions(basis).items() if column in place]
    table = Table(one.figure, period, settled, _line(period), part=one.part)
    dimensions = [(dimension, place[dimension.column_in(settled)]) for dimension in one.breakdowns]
    table.breakdowns.update({one.key: {value: _line(period) for value in one.always} for one, _ in dimensions})
    for row, number in rows.items():
        if not number or not all(row[column] in values for column, values in own):
            continue
        if row[0] == UNKNOWN_YEAR and not one.figure.may_be_undated:
            continue
        table.whole.add(row[0], number)
        for dimension, column in dimensions:
            lines = table.breakdowns[dimension.key]
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
    figure: Figure,
    scope: Scope,
    years: Iterable[int],
    basis: Basis,
    values: Mapping[str, Sequence[str]],
    summed: str = "",
) -> int:
    """How many rows `records` finds in a scope, or what a column of them adds up to; what is hidden is subtracted."""
    unit, years = figure.unit, list(years)

    def found(rows: models.QuerySet[Any]) -> int:
        counted = records(figure, rows, years, basis, values)
        return (counted.aggregate(number=Sum(summed))["number"] or 0) if summed else counted.count()

    if scope.only is not None:
        return found(unit.rows_of(scope.only))
    return found(unit.rows()) - (found(unit.rows_of(scope.hidden)) if scope.hidden is not None else 0)


def span(scopes: Scopes) -> Period | None:
    """From the first to the last year in which these registers have something; None if they are empty."""
    first, last = list(_edges(scopes)), list(last_years(scopes))
    return Period(min(first), max(last)) if first else None


def last_years(scopes: Scopes) -> Iterator[int]:
    """Of each unit that says in which years its register has something, the last one; not looked up before its turn."""
    return _edges(scopes, "-")


def _edges(scopes: Scopes, sign: str = "") -> Iterator[int]:
    """The first years, or with a minus the last: one look-up in an index each, whatever the size."""
    for unit in UNITS:
        if unit.since and unit.register.key in scopes:
            rows = _narrowed(unit.rows_in(scopes[unit.register.key]), unit.population(Basis(Categories.ALL)))
            rows = rows.filter(**{f"{unit.since}__isnull": False}).order_by(f"{sign}{unit.since}")
            yield from rows.values_list(unit.since, flat=True)[:1]
