"""The rows behind one number: exactly those that it counts, or is taken from."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Sum

from figures.basis import Basis
from figures.definitions import CLOSED
from figures.figure import Counting, Edge, Figure
from figures.rows import narrowed
from figures.selection import Narrowing
from figures.tallies import first_of_persons, reaching
from figures.units import Unit
from lib.dates import FIRST_YEAR
from lib.scope import Scope

Rows = models.QuerySet[Any]


def rows_behind(narrowing: Narrowing, scope: Scope) -> Rows:
    """The rows of a list, in no order; on a past day, those of the history, behind today's walls."""
    return _counted(narrowing, unit_of(narrowing).rows_in(scope, narrowing.basis.at), scope)


def unit_of(narrowing: Narrowing) -> Unit:
    """What one row of the list is: of what came or went into a balance, its own unit."""
    flow = narrowing.part.flow if narrowing.part else None
    return (flow or narrowing.figure).unit


def number_behind(narrowing: Narrowing, scope: Scope) -> int:
    """How many rows the list has; what is hidden is subtracted."""
    unit, at = unit_of(narrowing), narrowing.basis.at
    if scope.only is not None:
        return _counted(narrowing, unit.rows_of(scope.only, at), scope).count()
    if narrowing.figure.counting is Counting.PERSONS:
        return rows_behind(narrowing, scope).count()
    hidden = 0 if scope.hidden is None else _counted(narrowing, unit.rows_of(scope.hidden, at), scope).count()
    return _counted(narrowing, unit.rows(at), scope).count() - hidden


def value_behind(narrowing: Narrowing, scope: Scope) -> int | None:
    """What the rows come to where the number that leads to them is no number of rows; None of no rows."""
    part, rows = narrowing.part, rows_behind(narrowing, scope)
    if part and part.summed:
        return rows.aggregate(number=Sum(part.summed))["number"] or 0
    if part and part.share:
        spread = rows.values_list(narrowing.figure.ordered).annotate(number=models.Count("*")).order_by()
        return reaching(dict(spread), part.share)
    return None


def _counted(narrowing: Narrowing, rows: Rows, scope: Scope) -> Rows:
    """Of `rows`, those that count."""
    figure, part, basis = narrowing.figure, narrowing.part, narrowing.basis
    if figure.counting is Counting.BALANCE and part:
        if part.flow:
            return records(part.flow, rows, narrowing.years, figure.applied(basis), {})
        return _open(figure, rows, narrowing, part.edge, scope)
    if figure.counting is Counting.PERSONS:
        rows = first_of_persons(records(figure, rows, narrowing.years, basis, {}), basis)
    return records(figure, rows, narrowing.years, basis, narrowing.values)


def _open(figure: Figure, rows: Rows, narrowing: Narrowing, edge: Edge | None, scope: Scope) -> Rows:
    """The cases that were open when the years began, or when they ended.

    A case is closed then if a closing of a year until then was not undone in a year until then.
    """
    years, basis = narrowing.years, figure.applied(narrowing.basis)
    last = min(years) - 1 if edge is Edge.START else max(years)
    until = range(FIRST_YEAR, last + 1)
    closings = narrowed(CLOSED.unit.rows_in(scope, basis.at), {CLOSED.year: until, **CLOSED.conditions(basis)})
    closed = closings.exclude(reopened_year__in=until).values(CLOSED.unit.path)
    return records(figure, rows, until, basis, {}).exclude(id__in=closed)


def records(
    figure: Figure, rows: Rows, years: Sequence[int], basis: Basis, values: Mapping[str, Sequence[str]]
) -> Rows:
    """Of `rows` of its unit, those of a figure in one of `years` under one of the values of each breakdown."""
    counted = narrowed(rows.order_by(), {figure.year: list(years), **figure.conditions(basis)})
    settled = figure.settled(basis)
    for key, asked in values.items():
        dimension = figure.breakdown(key)
        counted = counted.filter(reduce(or_, (dimension.condition(value, settled) for value in asked)))
    return counted
