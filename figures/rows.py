"""Counting rows: one GROUP BY for each table and date, folded in Python.

Figures that share a table and a date share the query, and so do the parts of one. What is hidden from a person is
grouped the same and subtracted, never put into the WHERE of the count; so it takes as many queries whether or not
anything is hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis
from figures.counted import Asked, Scopes, Table, line_of_zeros
from figures.units import Conditions, Unit
from lib.periods import Period
from lib.scope import Scope

Rows = Counter[tuple[Any, ...]]
"""A number for each combination of values."""
Numbers = Mapping[str, Rows]
"""How many rows there are, under "", and what each column that is summed adds up to."""


def count_rows(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of figures whose rows count, by key."""
    groups: dict[tuple[type[models.Model], str], list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.figure.unit.model, one.figure.year].append(one)
    tables: dict[str, Table] = {}
    for group in groups.values():
        columns, numbers = _numbers(group, period, basis, scopes)
        for one in group:
            tables[one.key] = _fold(one, columns, numbers[one.summed], period, basis)
    return tables


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

    return grouping, numbers_in(scopes[unit.register.key], unit, basis, wanted, grouping, summed)


def numbers_in(
    scope: Scope,
    unit: Unit,
    basis: Basis,
    wanted: Conditions,
    grouping: Sequence[str],
    summed: Sequence[str] = (),
) -> Numbers:
    """The numbers of the rows of a scope that meet the conditions wanted, grouped; what is hidden is subtracted."""

    def found(rows: models.QuerySet[Any]) -> Numbers:
        return _grouped(narrowed(rows, wanted), grouping, summed)

    if scope.only is not None:
        return found(unit.rows_of(scope.only, basis.at))
    numbers = found(unit.rows(basis.at))
    if scope.hidden is not None:
        for measure, hidden in found(unit.rows_of(scope.hidden, basis.at)).items():
            numbers[measure].subtract(hidden)
    return numbers


def _shared(conditions: Sequence[Conditions]) -> Conditions:
    """What every figure of a group asks alike, or widely enough for all of them."""
    columns = set.intersection(*(set(own) for own in conditions))
    return {column: sorted({value for own in conditions for value in own[column]}) for column in sorted(columns)}


def narrowed(rows: models.QuerySet[Any], conditions: Conditions) -> models.QuerySet[Any]:
    """The rows in which each column has one of its values."""
    for column, values in conditions.items():
        rows = rows.filter(**({column: values[0]} if len(values) == 1 else {f"{column}__in": values}))
    return rows


def _grouped(rows: models.QuerySet[Any], columns: Sequence[str], summed: Sequence[str]) -> Numbers:
    wanted = {"number": Count("*"), **{f"{column}_in_all": Sum(column) for column in summed}}
    numbers: dict[str, Rows] = {column: Counter() for column in ("", *summed)}
    for row in rows.values_list(*columns).annotate(**wanted).order_by():
        for column, number in zip(numbers, row[len(columns) :], strict=True):
            numbers[column][row[: len(columns)]] = number
    return numbers


def _fold(one: Asked, columns: Sequence[str], rows: Rows, period: Period, basis: Basis) -> Table:
    settled = one.figure.settled(basis)
    place = {column: number for number, column in enumerate(columns)}
    own = [(place[column], set(values)) for column, values in one.figure.conditions(basis).items() if column in place]
    table = Table(one.figure, period, settled, line_of_zeros(period), part=one.part)
    dimensions = [(dimension, place[dimension.column_in(settled)]) for dimension in one.breakdowns]
    table.breakdowns.update({one.key: {value: line_of_zeros(period) for value in one.always} for one, _ in dimensions})
    for row, number in rows.items():
        if not number or not all(row[column] in values for column, values in own):
            continue
        if row[0] == UNKNOWN_YEAR and not one.figure.may_be_undated:
            continue
        table.whole.add(row[0], number)
        for dimension, column in dimensions:
            lines = table.breakdowns[dimension.key]
            for value in dimension.values_of(row[column]):
                lines.setdefault(value, line_of_zeros(period)).add(row[0], number)
    return table
