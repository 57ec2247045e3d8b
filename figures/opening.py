"""Rows of the dashboard that a reader opens into their breakdowns. What stays closed is not counted."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from figures import dimensions as by
from figures.counted import Asked, Scopes, Table
from figures.definitions import BY_KEY
from figures.dimensions import Dimension
from figures.figure import Figure, Part
from figures.grids import Cell, Grid, GridMaker, Row, Toggle
from figures.sections import SHOWN
from figures.selection import Selection
from figures.tables import count_fully

MOST = 6
"""So many rows stand open at once: each is counted on its own. The next one closes the one opened first."""
_ONE = {by.OUTCOME.key, by.SUB_REASON.key}
"""Two breakdowns of which the one is finer, so that a row of one does not open into the other."""
_NO_WHOLE = {"outcomes"}
"""Figures whose table has no row of the whole."""


@dataclass(frozen=True)
class Inside:
    """What a row opens into: its figure, narrowed to the row, with the breakdowns that are not in its table already."""

    key: str
    figure: Figure
    part: Part | None
    own: Dimension | None
    value: str

    @property
    def values(self) -> dict[str, str]:
        """What the lists behind its numbers are narrowed by, beside their own row."""
        return {self.own.key: self.value} if self.own else {}

    @property
    def whole(self) -> str:
        """Under which the table of the whole figure, or part, is found."""
        return Asked(self.figure, (), self.part).key


def inside(key: str) -> Inside | None:
    """What the row under this key opens into, be it of the whole or of one value; None of a row that does not open."""
    name, *more = key.split(".")
    figure = BY_KEY.get(name)
    if figure is None or name not in SHOWN:
        return None
    parts = {part.key: part for part in figure.parts}
    part = parts.get(more.pop(0)) if parts and more else None
    if bool(parts) != bool(part):
        return None
    if not more:
        left = tuple(one for one in figure.breakdowns if one not in SHOWN[name])
        return Inside(key, replace(figure, breakdowns=left), part, None, "") if left and name not in _NO_WHOLE else None
    own = {one.key: one for one in SHOWN[name]}.get(more[0])
    if own is None or len(more) != 2:
        return None
    told = _ONE if own.key in _ONE else {own.key}
    left = tuple(one for one in figure.breakdowns if one.key not in told)
    narrowed = replace(figure, breakdowns=left, where=(*figure.where, (own, (more[1],))))
    return Inside(key, narrowed, part, own, more[1]) if left else None


def read_open(asked: Sequence[str], figures: Sequence[Figure]) -> list[Inside]:
    """The rows that the address of a page wants open, of the figures on it.

    Raises BadRequest for rows that it does not have, for one asked for twice, and for too many.
    """
    known = {figure.key for figure in figures}
    found = [row for row in map(inside, asked) if row and row.figure.key in known and _is_a_value(row)]
    if len(found) != len(asked) or len(set(asked)) != len(asked):
        raise BadRequest(_("The figures cannot be asked for that way."))
    if len(found) > MOST:
        raise BadRequest(_("At most %(number)s rows stand open at once.") % {"number": MOST})
    return found


def _is_a_value(row: Inside) -> bool:
    return row.own is None or row.value in row.own.words()


class Opening:
    """The rows of one page that are open, counted; and the way to open and close each."""

    def __init__(
        self,
        opened: Sequence[Inside],
        tables: Mapping[str, Table],
        selection: Selection,
        today: datetime.date,
        scopes: Scopes,
    ) -> None:
        self.opened, self.tables, self.selection, self.today = opened, tables, selection, today
        self.counted = {
            row.key: count_fully(row.figure, selection.period, selection.basis, scopes, row.part) for row in opened
        }

    def apply(self, grid: Grid) -> Grid:
        """The same table: each row that opens with the link to do so, and below each open one what is in it."""
        return replace(grid, rows=[made for row in grid.rows for made in self._opened(row)])

    def _opened(self, row: Row) -> Iterator[Row]:
        found = inside(row.key)
        if found is None:
            yield row
            return
        yield replace(row, toggle=self._toggle(found))
        if row.key in self.counted:
            yield from self._rows(found, row)

    def _toggle(self, row: Inside) -> Toggle:
        keys, is_open = [one.key for one in self.opened], row.key in self.counted
        then = [key for key in keys if key != row.key] if is_open else [*keys, row.key][-MOST:]
        name, breakdowns = f"row-{row.key}", "; ".join(str(one.label) for one in row.figure.breakdowns)
        said = _("Close this row") if is_open else _("Opens into: %(breakdowns)s") % {"breakdowns": breakdowns}
        return Toggle(name, f"{self.selection.query(open=then)}#{name}", said, is_open)

    def _rows(self, row: Inside, parent: Row) -> Iterator[Row]:
        """What is in an open row: each breakdown under its name, in the same columns."""
        table = self.counted[row.key]
        maker = GridMaker(table, self.selection, self.today, undated=bool(self.tables[row.whole].whole.undated))
        for dimension in row.figure.breakdowns:
            lines = list(maker.lines(dimension, "part", row.values))
            if lines:
                blank = [Cell("", in_focus=cell.in_focus) for cell in parent.cells]
                note = _("One record may count in several rows.") if dimension.is_set else ""
                yield Row(str(dimension.label), blank, "group", note)
                yield from lines
