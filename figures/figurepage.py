"""A figure's own page: a table for each of its breakdowns, its counting rule and its file."""

import datetime
from collections.abc import Sequence

from figures.breaks import footnotes
from figures.counted import Table
from figures.figure import Counting
from figures.grids import Grid, GridMaker, balance_grid, breakdown_grid, noted, parts_grid, rated
from figures.headcounts import Staff, is_counted
from figures.models import SeriesBreak
from figures.sections import File, Rule, file_of, rule_of
from figures.selection import Selection


def figure_page(
    tables: Sequence[Table],
    selection: Selection,
    today: datetime.date,
    breaks: Sequence[SeriesBreak] = (),
    staff: Staff | None = None,
) -> tuple[list[Grid], Rule, File]:
    """A figure's own page: a table for each of its breakdowns, of each of its parts; its rule and its file."""
    figure = tables[0].figure
    grids = [grid for table in tables for grid in _breakdown_grids(table, selection, today, staff)]
    if figure.counting is Counting.BALANCE:
        grids = [balance_grid({table.part.key: table for table in tables if table.part}, selection, today)]
    elif not figure.breakdowns:
        grids = [parts_grid(tables, selection, today)]
    notes = footnotes(breaks, [figure])
    return [noted(grid, notes) for grid in grids], rule_of(figure, selection.basis), file_of(figure, selection)


def _breakdown_grids(table: Table, selection: Selection, today: datetime.date, staff: Staff | None) -> list[Grid]:
    """A table for each breakdown; the rate of the whole, where there is one, stands in the first."""
    grids = [breakdown_grid(table, dimension, selection, today) for dimension in table.figure.breakdowns]
    if staff and grids and is_counted(table):
        grids[0] = rated(grids[0], GridMaker(table, selection, today), staff)
    return grids
