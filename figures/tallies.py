"""Counting what is no number of rows: persons, the days within which a share comes to an end, and a balance."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from cases.models import Subject
from figures.basis import Basis
from figures.counted import TOTAL, Asked, Line, Scopes, Table, line_of_zeros
from figures.figure import Edge, Figure
from figures.keeping.reading import read
from figures.keeping.series import series_in_order
from figures.rows import Rows, count_rows, grouped, narrowed, rows_counted
from lib import clock, history
from lib.dates import FIRST_YEAR
from lib.periods import Period
from lib.scope import Scope


def count_persons(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of figures that count each person once.

    What is hidden from the asker is left out beforehand: a person in a hidden case and in another one counts by that.
    """
    return {one.key: _persons(one, period, basis, scopes) for one in asked}


def _persons(one: Asked, period: Period, basis: Basis, scopes: Scopes) -> Table:
    figure, settled = one.figure, one.figure.settled(basis)
    rows = figure.unit.rows_in(scopes[figure.unit.register.key], basis.at)
    counted = narrowed(rows, {figure.year: period.years, **figure.conditions(basis)})
    table = Table(figure, period, settled, line_of_zeros(period), part=one.part)
    columns = [dimension.column_in(settled) for dimension in one.breakdowns]
    for yearly in (True, False):
        first = first_of_persons(counted, basis, figure.year if yearly else "")
        numbers = first.values_list(figure.year, *columns).annotate(number=Count("*")).order_by()
        for year, *values, number in numbers:
            lines = [table.whole]
            for dimension, value in zip(one.breakdowns, values, strict=True):
                lines.append(table.breakdowns.setdefault(dimension.key, {}).setdefault(value, line_of_zeros(period)))
            for line in lines:
                if yearly:
                    line.years[year] += number
                else:
                    line.total += number
    for dimension in one.breakdowns:
        table.breakdowns.setdefault(dimension.key, {})
    return table


def first_of_persons(rows: models.QuerySet[Any], basis: Basis, within: str = "") -> models.QuerySet[Any]:
    """Of each person, the first of these rows, or the first for each value of the column `within`.

    The number may be known only later; on a past day a person is recognised by what was known then.
    """
    known: Any = F("subject__number_hash")
    if basis.at is not None:
        subject = history.as_known(Subject, basis.at).filter(id=OuterRef("subject_id"))
        known = Subquery(subject.values("number_hash")[:1])
    of_persons = rows.filter(subject__isnull=False).annotate(known=known)
    unknown = Case(When(known="", then=F("subject_id")), default=Value(0), output_field=IntegerField())
    place = Window(
        RowNumber(),
        partition_by=[F("known"), unknown, *([F(within)] if within else [])],
        order_by=["received_on", "id"],
    )
    first = of_persons.annotate(place=place).filter(place=1)
    return rows.filter(pk__in=first.values("pk"))


def count_quantiles(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of figures that say within how many days a share of their rows came to an end."""
    spread: dict[str, Rows] = {}
    tables = {}
    for one in asked:
        if one.figure.key not in spread:
            spread[one.figure.key] = _spread(one.figure, period, basis, scopes[one.figure.unit.register.key])
        tables[one.key] = _quantile(one, period, basis, spread[one.figure.key])
    return tables


def _spread(figure: Figure, period: Period, basis: Basis, scope: Scope) -> Rows:
    """How many rows of each year have each value of the column that is put in order."""

    def found(rows: models.QuerySet[Any]) -> Rows:
        wanted = {figure.year: period.years, **figure.conditions(basis)}
        return grouped(narrowed(rows, wanted), (figure.year, figure.ordered))[""]

    series = series_in_order(figure, basis) if scope.only is None else None
    kept = read([series], period.years) if series else {}
    if series is not None and series in kept:
        spread: Rows = Counter({(year, int(value)): number for (year, value), number in kept[series].items()})
    else:
        spread = found(rows_counted(figure.unit, scope, basis))
    if scope.hidden is not None:
        spread.subtract(found(figure.unit.rows_of(scope.hidden, basis.at)))
    return spread


def _quantile(one: Asked, period: Period, basis: Basis, spread: Mapping[tuple[Any, ...], int]) -> Table:
    whole, years = line_of_zeros(period), defaultdict[int | str, Counter[int]](Counter)
    for (year, value), number in spread.items():
        years[year][value] += number
        years[TOTAL][value] += number
    share = one.part.share if one.part else 0.5
    places: tuple[int | str, ...] = (*period.years, TOTAL)
    for year in places:
        reached = reaching(years[year], share)
        if reached is None:
            whole.blank.add(year)
        elif isinstance(year, int):
            whole.years[year] = reached
        else:
            whole.total = reached
    return Table(one.figure, period, one.figure.settled(basis), whole, part=one.part)


def reaching(spread: Mapping[int, int], share: float) -> int | None:
    """The smallest value up to which at least `share` of all lie; None of none.

    `spread` says how many have each value. The inverse of the empirical distribution function, definition 1 of
    R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996), 361-365.
    """
    left = math.ceil(sum(spread.values()) * share)
    for value in sorted(spread):
        left -= spread[value]
        if left <= 0 and spread[value]:
            return value
    return None


def balance(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of figures that draw up a balance: at the start, what came and went, at the end."""
    tables: dict[str, Table] = {}
    for figure in {one.figure.key: one.figure for one in asked}.values():
        tables |= _balanced(figure, [one for one in asked if one.figure is figure], period, basis, scopes)
    return tables


def _balanced(figure: Figure, asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """What is open at the start of the period came in all the years before it, so these are counted too."""
    applied = figure.applied(basis)
    ever = Period(FIRST_YEAR, period.last)
    flows = {
        part.key: count_rows([Asked(part.flow)], ever, applied, scopes)[part.flow.key].whole.years
        for part in figure.parts
        if part.flow
    }
    last_known = applied.known_on(clock.today()).year
    ends, open_now = {}, 0
    for year in ever.years:
        open_now += flows["received"][year] + flows["reopened"][year] - flows["closed"][year]
        ends[year] = open_now
    lines = {one.key: _side(one, period, flows, ends, last_known) for one in asked}
    return {one.key: Table(figure, period, figure.settled(basis), lines[one.key], part=one.part) for one in asked}


def _side(
    one: Asked, period: Period, flows: Mapping[str, Mapping[int, int]], ends: Mapping[int, int], last_known: int
) -> Line:
    """One line of the balance; what years to come begin and end with, nobody knows."""
    part = one.part or one.figure.parts[0]
    if part.flow:
        years = {year: flows[part.key][year] for year in period.years}
        return Line(years, sum(years.values()))
    before = 1 if part.edge is Edge.START else 0
    years = {year: ends.get(year - before, 0) for year in period.years}
    blank: set[int | str] = {year for year in period.years if year > last_known}
    for year in blank:
        years[int(year)] = 0
    known = [year for year in period.years if year not in blank]
    if not known:
        return Line(years, 0, blank={*blank, TOTAL})
    return Line(years, years[known[0] if part.edge is Edge.START else known[-1]], blank=blank)
