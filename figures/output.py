"""The figures as files hold them: JSON with machine values, and rows of cells for CSV and the terminal."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from figures.basis import Basis
from figures.selection import UNKNOWN
from figures.tables import Line, Table
from figures.units import CASES
from lib.periods import Period

TOTAL = "total"


def as_json(tables: Sequence[Table], period: Period, basis: Basis, as_at: datetime.date) -> dict[str, Any]:
    """All figures in one object; keys and machine values are the same in every language, years are text."""
    head: dict[str, Any] = {
        "from": period.first,
        "to": period.last,
        "as_at": as_at.isoformat(),
        "categories": str(basis.categories),
    }
    if basis.certificates:
        head["certificates"] = True
    return {**head, "figures": [_figure(table, basis) for table in tables]}


def _figure(table: Table, basis: Basis) -> dict[str, Any]:
    figure, undated = table.figure, table.figure.may_be_undated
    return {
        "key": figure.key,
        "label": figure.label_in(basis),
        "unit": figure.unit.key,
        "dated_by": figure.dated_by,
        "rule": " ".join(figure.rules_in(basis)),
        "years": _years(table.whole, undated),
        TOTAL: table.whole.total,
        "breakdowns": {
            key: {value: _years(line, undated) for value, _words, line in table.lines(figure.breakdown(key))}
            for key in table.parts
        },
    }


def _years(line: Line, undated: bool) -> dict[str, int]:
    years = {str(year): number for year, number in line.years.items()}
    return {**years, UNKNOWN: line.undated} if undated else years


def header(table: Table) -> list[str]:
    """The columns of a table of counts: what is counted, then years, total, and what has no known date if any."""
    undated = [UNKNOWN] if table.whole.undated else []
    return ["figure", "breakdown", "value", *map(str, table.period.years), TOTAL, *undated]


def rows(table: Table) -> Iterator[list[Any]]:
    """The lines of a table of counts in machine values: the whole, then each breakdown."""
    yield [table.figure.key, "", "", *cells(table, table.whole)]
    for key in table.parts:
        for value, _words, line in table.lines(table.figure.breakdown(key)):
            yield [table.figure.key, key, value, *cells(table, line)]


def cells(table: Table, line: Line) -> list[int]:
    """The numbers of a line: years, total, and what has no known date where the table has any."""
    return [*line.years.values(), line.total, *([line.undated] if table.whole.undated else [])]


def dated(table: Table, basis: Basis, as_at: datetime.date) -> tuple[list[str], Iterator[list[Any]]]:
    """The table of counts as a file of its own: each line says how old it is, what it counts in, and by which rule."""
    categories = str(table.basis.categories) if table.figure.unit.register is CASES else ""
    beside = [as_at.isoformat(), categories, " ".join(table.figure.rules_in(basis))]
    return [*header(table), "as_at", "categories", "rule"], ([*row, *beside] for row in rows(table))
