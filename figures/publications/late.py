"""Late changes: the records whose counted columns changed since a publication, and what each of them moves.

Only history rows that ended or began since, with a year in the period, are read, and never a table as a whole. What a
record moves is what its rows count for now, less what they counted for then. Of counts, sums and balances these moves
add up to the difference between the numbers; of quantiles and of persons a record is named when its own row changed,
for what it does to the number depends on the other rows.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis
from figures.counted import TOTAL
from figures.figure import Counting, Edge, Figure, Part
from figures.publications.content import UNDATED
from figures.publications.numbers import Place
from figures.units import Register
from lib.history import OPEN_END
from lib.periods import Period

ORDERED = "ordered"
"""Stands as breakdown where a record moves its place in an order, of which quantiles are taken."""
_COLUMN_OF_PERSON = "subject_id"

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One way in which a row comes into a figure: as the figure counts it, or as what came or went of a balance."""

    figure: Figure
    counted: Figure
    part: Part | None = None

    @property
    def columns(self) -> list[str]:
        """The columns by which it counts."""
        beside = [self.part.summed if self.part else "", self.counted.ordered]
        if self.counted.counting is Counting.PERSONS:
            beside.append(_COLUMN_OF_PERSON)
        dimensions = [dimension.column_in(self._basis) for dimension in self.counted.breakdowns]
        return [*filter(None, beside), self.counted.year, *self.counted.conditions(Basis()), *dimensions]

    @property
    def _basis(self) -> Basis:
        return self.counted.settled(Basis())

    def years(self, period: Period) -> Q:
        """The rows that may count in the period; what is open came in all the years before."""
        year = self.counted.year
        if self.figure.counting is Counting.BALANCE:
            return Q(**{f"{year}__lte": period.last, f"{year}__gt": UNKNOWN_YEAR})
        undated = [UNKNOWN_YEAR] if self.counted.may_be_undated else []
        return Q(**{f"{year}__in": [*period.years, *undated]})

    def counts(self, facts: Facts, period: Period) -> Iterator[tuple[Place, int]]:
        """The numbers in which a row counts, and for how much."""
        year = facts[self.counted.year]
        conditions = self.counted.conditions(Basis())
        if year is None or any(facts[column] not in values for column, values in conditions.items()):
            return
        if self.figure.counting is Counting.BALANCE:
            yield from self._balanced(year, period)
        elif year in period:
            yield from self._dated(facts, [str(year), *([TOTAL] if len(period) > 1 else [])])
        elif year == UNKNOWN_YEAR and self.counted.may_be_undated:
            yield from self._dated(facts, [UNDATED])

    def _dated(self, facts: Facts, years: Sequence[str]) -> Iterator[tuple[Place, int]]:
        where, number = (self.figure.key, self.part.key if self.part else ""), 1
        if self.part and self.part.summed:
            number = facts[self.part.summed] or 0
        if self.counted.counting is Counting.PERSONS and facts[_COLUMN_OF_PERSON] is None:
            return
        lines = [("", "")]
        if self.counted.ordered:
            lines = [(ORDERED, str(facts[self.counted.ordered]))]
        for dimension in self.counted.breakdowns:
            stored = facts[dimension.column_in(self._basis)]
            lines += [(dimension.key, value) for value in dimension.values_of(stored)]
        for line in lines:
            yield from ((Place(*where, *line, year), number) for year in years)

    def _balanced(self, year: int, period: Period) -> Iterator[tuple[Place, int]]:
        """What came or went in a year, and every balance drawn up after it."""
        assert self.part
        totals = [TOTAL] if len(period) > 1 else []
        if year in period:
            for column in (str(year), *totals):
                yield Place(self.figure.key, self.part.key, "", "", column), 1
        sign = -1 if self.part.key == "closed" else 1
        for part in self.figure.parts:
            if part.edge is None:
                continue
            after = [one for one in period.years if year <= (one - 1 if part.edge is Edge.START else one)]
            columns = [str(one) for one in after]
            if (period.first if part.edge is Edge.START else period.last) in after:
                columns += totals
            for column in columns:
                yield Place(self.figure.key, part.key, "", "", column), sign


@dataclass
class LateChange:
    """A record that counts otherwise than it did, and for how much more or less in each number."""

    register: Register
    record: int
    moves: Counter[Place] = field(default_factory=Counter)


def late_changes(figures: Iterable[Figure], period: Period, since: datetime.datetime) -> list[LateChange]:
    """Every record of the whole register that counts otherwise now than at `since`, in these figures and years."""
    of_model: dict[type[models.Model], list[Way]] = defaultdict(list)
    for way in _ways(figures):
        of_model[way.counted.unit.model].append(way)
    found: dict[tuple[str, int], LateChange] = {}
    for model, ways in of_model.items():
        unit = ways[0].counted.unit
        for record, then, now in _rows_changed(model, _key_of(unit.path), ways, period, since):
            late = found.setdefault((unit.register.key, record), LateChange(unit.register, record))
            late.moves.update(_counted(ways, now, period))
            late.moves.subtract(_counted(ways, then, period))
    for late in found.values():
        late.moves = Counter({place: number for place, number in late.moves.items() if number})
    return [late for late in found.values() if late.moves]


def _ways(figures: Iterable[Figure]) -> Iterator[Way]:
    for figure in figures:
        if figure.counting is Counting.BALANCE:
            yield from (Way(figure, part.flow, part) for part in figure.parts if part.flow)
        elif figure.counting is Counting.ROWS and figure.parts:
            yield from (Way(figure, figure, part) for part in figure.parts)
        else:
            yield Way(figure, figure)


def _counted(ways: Sequence[Way], facts: Facts | None, period: Period) -> Counter[Place]:
    counted: Counter[Place] = Counter()
    for way in ways if facts else ():
        for place, number in way.counts(facts or {}, period):
            counted[place] += number
    return counted


def _key_of(path: str) -> str:
    """The column in which a history row keeps the key of its record."""
    return path if path == "id" else f"{path}_id"


def _rows_changed(
    model: type[models.Model], record: str, ways: Sequence[Way], period: Period, since: datetime.datetime
) -> Iterator[tuple[int, Facts | None, Facts | None]]:
    """The record of each row that has other facts now, with those of then and of now.

    None stands for a row that did not exist, or whose years are outside the period, so that it counts in nothing.
    """
    history: Any = model.history.model  # type: ignore[attr-defined]
    rows = history.objects.exclude(history_type="-").order_by()
    then_rows = rows.filter(valid_from__lt=since, valid_to__gte=since, valid_to__lt=OPEN_END)
    now_rows = rows.filter(valid_from__gte=since, valid_to=OPEN_END)
    columns = list(dict.fromkeys(column for way in ways for column in way.columns))
    in_period = reduce(or_, (way.years(period) for way in ways))

    def facts_of(found: models.QuerySet[Any]) -> dict[int, tuple[Any, ...]]:
        return {row[0]: row[1:] for row in found.values_list("id", record, *columns).iterator()}

    then, now = facts_of(then_rows.filter(in_period)), facts_of(now_rows.filter(in_period))
    for key in sorted(then.keys() | now.keys()):
        before, after = then.get(key), now.get(key)
        if before != after:
            of_record = (after or before or ())[0]
            yield of_record, _named(columns, before), _named(columns, after)


def _named(columns: Sequence[str], values: tuple[Any, ...] | None) -> Facts | None:
    return None if values is None else dict(zip(columns, values[1:], strict=True))
