"""The figures as files hold them: JSON with machine values, and rows of cells for CSV and the terminal."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from figures.basis import Basis, Choice
from figures.counted import TOTAL, Line, Table
from figures.selection import PART, UNKNOWN
from lib.periods import Period

Tables = Sequence[Table]
"""Those of one figure: one, or one for each of its parts."""


def as_json(figures: Sequence[Tables], period: Period, basis: Basis, as_at: datetime.date) -> dict[str, Any]:
    """All figures in one object; keys and machine values are the same in every language, years are text."""
    head: dict[str, Any] = {
        "from": period.first,
        "to": period.last,
        "as_at": as_at.isoformat(),
        "categories": str(basis.categories),
    }
    if basis.certificates:
        head["certificates"] = True
    return {**head, "figures": [_figure(tables) for tables in figures]}


def _figure(tables: Tables) -> dict[str, Any]:
    """A figure with parts has the numbers of each under its key, and none of its own."""
    figure, basis = tables[0].figure, tables[0].basis
    parts = {table.part.key: _numbers(table) for table in tables if table.part}
    return {
        "key": figure.key,
        "label": figure.label_in(basis),
        "unit": figure.unit.key,
        "dated_by": figure.dated_by,
        "rule": " ".join(figure.rules_in(basis)),
        **({"parts": parts} if parts else _numbers(tables[0])),
    }


def _numbers(table: Table) -> dict[str, Any]:
    figure, undated = table.figure, table.figure.may_be_undated
    return {
        "years": _years(table.whole, undated),
        TOTAL: table.whole.of_all,
        "breakdowns": {
            key: {value: _years(line, undated) for value, _words, line in table.lines(figure.breakdown(key))}
            for key in table.breakdowns
        },
    }


def _years(line: Line, undated: bool) -> dict[str, int | None]:
    years = {str(year): line.of(year) for year in line.years}
    return {**years, UNKNOWN: line.undated} if undated else years


def header(tables: Tables) -> list[str]:
    """The columns of tables of counts: what is counted, its part if any has parts; years, total, undated if any is."""
    part = [PART] if _any_part(tables) else []
    undated = [UNKNOWN] if _any_undated(tables) else []
    return ["figure", *part, "breakdown", "value", *map(str, tables[0].period.years), TOTAL, *undated]


def rows(tables: Tables) -> Iterator[list[Any]]:
    """The lines of tables of counts in machine values, under `header`: of each the whole, then each breakdown.

    A column that a table does not have stays empty.
    """
    with_part, with_undated = _any_part(tables), _any_undated(tables)
    for table in tables:
        part = [table.part.key if table.part else ""] if with_part else []
        blank = [""] if with_undated and not table.whole.undated else []
        for breakdown, value, line in _lines(table):
            yield [table.figure.key, *part, breakdown, value, *cells(table, line), *blank]


def _any_part(tables: Tables) -> bool:
    return any(table.part for table in tables)


def _any_undated(tables: Tables) -> bool:
    return any(table.whole.undated for table in tables)


def _lines(table: Table) -> Iterator[tuple[str, str, Line]]:
    yield "", "", table.whole
    for key in table.breakdowns:
        for value, _words, line in table.lines(table.figure.breakdown(key)):
            yield key, value, line


def cells(table: Table, line: Line) -> list[int | None]:
    """The numbers of a line: years, total, and what has no known date where the table has any; None for no number."""
    return [*map(line.of, line.years), line.of_all, *([line.undated] if table.whole.undated else [])]


def dated(tables: Tables, as_at: datetime.date) -> tuple[list[str], Iterator[list[Any]]]:
    """The counts of a figure as a file of its own: each line says how old it is, what it counts in, by which rule."""
    figure, basis = tables[0].figure, tables[0].basis
    categories = str(basis.categories) if figure.unit.register.choice is Choice.CATEGORIES else ""
    beside = [as_at.isoformat(), categories, " ".join(figure.rules_in(basis))]
    return [*header(tables), "as_at", "categories", "rule"], ([*row, *beside] for row in rows(tables))
