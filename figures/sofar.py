"""The running year beside the same days of the year before it, which is all that it may be compared with."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from figures.counted import Asked, Scopes, Table
from figures.figure import Counting, Figure
from figures.grids import Cell, GridMaker
from figures.selection import Selection
from figures.tables import count
from lib.periods import Period


@dataclass(frozen=True)
class SoFar:
    """What a figure counts in the running year until a day, and counted until that day of the year before."""

    label: str
    until: datetime.date
    number: Cell
    until_before: datetime.date
    number_before: Cell


def same_day_before(day: datetime.date) -> datetime.date:
    """The same day of the year before; the last of February before a leap day."""
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


def so_far(
    figures: Sequence[Figure],
    tables: Mapping[str, Table],
    selection: Selection,
    known_on: datetime.date,
    scopes: Scopes,
) -> dict[str, SoFar]:
    """Of each figure that counts rows, by key, the running year and the one before; nothing where it is not shown."""
    if known_on.year not in selection.period:
        return {}
    before = same_day_before(known_on)
    year, narrowed = Period(before.year, before.year), replace(selection.basis, until=before)
    counted = [Asked(figure) for figure in figures if figure.counting is Counting.ROWS and not figure.parts]
    found = count(counted, year, narrowed, scopes)
    return {key: _beside(tables[key], table, selection, known_on, before) for key, table in found.items()}


def _beside(now: Table, before: Table, selection: Selection, day: datetime.date, day_before: datetime.date) -> SoFar:
    running, last = Period(day.year, day.year), Period(day_before.year, day_before.year)
    until_then = replace(selection, basis=replace(selection.basis, until=day_before))
    return SoFar(
        now.label,
        day,
        GridMaker(now, selection, day).cell(now.whole.of(day.year), now.label, running),
        day_before,
        GridMaker(before, until_then, day).cell(before.whole.of(day_before.year), now.label, last),
    )
