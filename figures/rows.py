"""Counting rows: from what is kept ahead, or by one GROUP BY for each table and date, folded in Python.

Figures that share a table and a date share the query, and so do the parts of one. What is hidden from a person is
grouped the same and subtracted, never put into the WHERE of the count; so it takes as many queries whether or not
anything is hidden. On a past day, narrowed by a filter, or of the records of a team alone, the rows are grouped; the
rest is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis
from figures.counted import Asked, Scopes, Table, line_of_zeros
from figures.dimensions import Dimension
from figures.keeping.reading import read
from figures.keeping.series import series_for
from figures.units import Conditions, Unit
from lib.periods import Period
from lib.scope import Scope

Rows = Counter[tuple[Any, ...]]
"""A number for each combination of values."""
Numbers = Mapping[str, Rows]
"""How many rows there are, under "", and what each column that is summed adds up to."""


def count_rows(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of figures whose rows count, by key."""
    tables = {one.key: _empty(one, period, basis) for one in asked}
    kept = _add_kept([one for one in asked if _scope(one, scopes).only is None], tables, period, basis)
    groups: dict[tuple[type[models.Model], str], list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.figure.unit.model, one.figure.year].append(one)
    for group in groups.values():
        scope, unit = _scope(group[0], scopes), group[0].figure.unit
        to_count = [one for one in group if one.key not in kept]
        if to_count:
            _add_rows(to_count, rows_counted(unit, scope, basis), tables, period, basis)
        if scope.hidden is not None:
            _add_rows(group, unit.rows_of(scope.hidden, basis.at), tables, period, basis, sign=-1)
    for one in asked:
        _drop_empty(one, tables[one.key])
    return tables


def _scope(one: Asked, scopes: Scopes) -> Scope:
    return scopes[one.figure.unit.register.key]


def rows_counted(unit: Unit, scope: Scope, basis: Basis) -> models.QuerySet[Any]:
    """The rows that a count begins with, before what is hidden is subtracted."""
    return unit.rows(basis.at) if scope.only is None else unit.rows_of(scope.only, basis.at)


def _empty(one: Asked, period: Period, basis: Basis) -> Table:
    table = Table(one.figure, period, one.figure.settled(basis), line_of_zeros(period), part=one.part)
    table.breakdowns.update({by.key: {value: line_of_zeros(period) for value in by.always} for by in one.breakdowns})
    return table


def _add_kept(asked: Sequence[Asked], tables: Mapping[str, Table], period: Period, basis: Basis) -> set[str]:
    """Fill the tables that what is kept answers; which these are."""
    series = {one.key: series_for(one, basis) for one in asked}
    wanted = {kept for answer in series.values() if answer for kept in answer.values()}
    until = basis.until.isoformat() if basis.until else ""
    numbers, answered = read(wanted, [*period.years, UNKNOWN_YEAR]), set()
    for one in asked:
        answer = series[one.key]
        if answer is None or any(kept not in numbers for kept in answer.values()):
            continue
        answered.add(one.key)
        dimensions: dict[str, Dimension | None] = {"": None, **{by.key: by for by in one.breakdowns}}
        for key, kept in answer.items():
            for (year, value), number in numbers[kept].items():
                if not until or value <= until:
                    _add(one, tables[one.key], dimensions[key], year, value, number)
    return answered


def _add_rows(
    group: Sequence[Asked],
    rows: models.QuerySet[Any],
    tables: Mapping[str, Table],
    period: Period,
    basis: Basis,
    sign: int = 1,
) -> None:
    """Count rows of one table by one date, grouped as finely as these figures need, or take them off again."""
    columns, wanted = _grouping(group, period, basis)
    numbers = grouped(narrowed(rows, wanted), columns, sorted({one.summed for one in group} - {""}))
    for one in group:
        _fold(one, columns, numbers[one.summed], tables[one.key], basis, sign)


def _grouping(group: Sequence[Asked], period: Period, basis: Basis) -> tuple[list[str], Conditions]:
    """The columns that the figures of a group are told apart by, the year first, and what all their rows have."""
    year = group[0].figure.year
    conditions = [one.figure.conditions(basis) for one in group]
    years = [*period.years, *([UNKNOWN_YEAR] if any(one.figure.may_be_undated for one in group) else [])]
    shared = _shared(conditions)
    columns = {year: None}
    for one, own in zip(group, conditions, strict=True):
        settled = one.figure.settled(basis)
        columns |= dict.fromkeys(column for column in own if set(own[column]) != set(shared.get(column, ())))
        columns |= dict.fromkeys(dimension.column_in(settled) for dimension in one.breakdowns)
    return list(columns), {year: years, **shared}


def _shared(conditions: Sequence[Conditions]) -> Conditions:
    """What every figure of a group asks alike, or widely enough for all of them."""
    columns = set.intersection(*(set(own) for own in conditions))
    return {column: sorted({value for own in conditions for value in own[column]}) for column in sorted(columns)}


def narrowed(rows: models.QuerySet[Any], conditions: Conditions) -> models.QuerySet[Any]:
    """The rows in which each column has one of its values."""
    for column, values in conditions.items():
        rows = rows.filter(**({column: values[0]} if len(values) == 1 else {f"{column}__in": values}))
    return rows


def grouped(rows: models.QuerySet[Any], columns: Sequence[str], summed: Sequence[str] = ()) -> Numbers:
    """The numbers of these rows for each combination of values."""
    wanted = {"number": Count("*"), **{f"{column}_in_all": Sum(column) for column in summed}}
    numbers: dict[str, Rows] = {column: Counter() for column in ("", *summed)}
    for row in rows.values_list(*columns).annotate(**wanted).order_by():
        for column, number in zip(numbers, row[len(columns) :], strict=True):
            numbers[column][row[: len(columns)]] = number
    return numbers


def _fold(one: Asked, columns: Sequence[str], rows: Rows, table: Table, basis: Basis, sign: int) -> None:
    settled = one.figure.settled(basis)
    place = {column: number for number, column in enumerate(columns)}
    own = [(place[column], set(values)) for column, values in one.figure.conditions(basis).items() if column in place]
    dimensions = [(dimension, place[dimension.column_in(settled)]) for dimension in one.breakdowns]
    for row, number in rows.items():
        if not all(row[column] in values for column, values in own):
            continue
        _add(one, table, None, row[0], None, number * sign)
        for dimension, column in dimensions:
            _add(one, table, dimension, row[0], row[column], number * sign)


def _add(one: Asked, table: Table, by: Dimension | None, year: int, stored: Any, number: int) -> None:
    """Count so many more rows of a year in the whole, or in the lines of a breakdown that the stored value is in."""
    if year == UNKNOWN_YEAR and not one.figure.may_be_undated:
        return
    if by is None:
        table.whole.add(year, number)
        return
    lines = table.breakdowns[by.key]
    for value in by.values_of(stored):
        lines.setdefault(value, line_of_zeros(table.period)).add(year, number)


def _drop_empty(one: Asked, table: Table) -> None:
    """A line that nothing is left in does not stand there: it would tell of what was taken off."""
    for by in one.breakdowns:
        lines = table.breakdowns[by.key]
        for value in [value for value, line in lines.items() if line.is_empty and value not in by.always]:
            del lines[value]
