"""The tables of a page of figures: years as columns, the total over the period, and behind each number its list."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from figures.breaks import Footnote, marks
from figures.counted import Line, Table
from figures.dimensions import Dimension
from figures.figure import Counting
from figures.headcounts import Staff
from figures.selection import PART, UNKNOWN, Selection
from lib.intervals import wilson
from lib.periods import Period

Values = Mapping[str, str | Sequence[str]]
WIDEST = 15
"""So many years stand beside each other: on a desk they can be read without scrolling, and on a sheet of paper."""


@dataclass(frozen=True)
class Heading:
    """The head of a column: a year, the period, or what has no known date."""

    text: str
    note: str = ""
    in_focus: bool = False
    wraps: bool = False
    year: int | None = None
    marks: str = ""
    """The numbers of the footnotes of the breaks that begin in its year."""


@dataclass(frozen=True)
class Cell:
    """A number with the address of the list behind it; a share has none, for both its numbers stand above it."""

    text: str
    href: str = ""
    label: str = ""
    note: str = ""
    in_focus: bool = False


@dataclass(frozen=True)
class Toggle:
    """The link that opens or closes a row, under a name of its own on the page."""

    name: str
    href: str
    said: str
    """What is in the row, for those who point at it."""
    is_open: bool


@dataclass(frozen=True)
class Row:
    """A line of a table: `sum` rules off, `sub` is part of the line above it.

    In an opened row, `group` names a breakdown and `part` is a line of it.
    """

    label: str
    cells: Sequence[Cell]
    kind: str = ""
    note: str = ""
    key: str = ""
    """What it is a row of: `suspicions`, or `suspicions.recipient.criminal`; empty where it has nothing to open."""
    toggle: Toggle | None = None


@dataclass(frozen=True)
class Band:
    """Some of the columns of a table: one of many years stands in several, one below the other."""

    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Grid:
    """A table, with a sentence below it where its rows do not simply add up."""

    title: str
    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Row]
    note: str = ""
    unit: str = ""
    """What its numbers are a number of, where all of them are of one unit."""
    footnotes: Sequence[Footnote] = ()
    """The breaks in its series."""
    source: str = ""
    """What its rates divide by, and where that stands."""

    @property
    def bands(self) -> list[Band]:
        """The table as it is laid out: years in bands as long as each other, what is no year in the last."""
        years = sum(heading.year is not None for heading in self.headings)
        number = max(1, -(-years // WIDEST))
        if number == 1:
            return [Band(self.caption, self.headings, self.rows)]
        edges = [years * edge // number for edge in range(number)] + [len(self.headings)]
        return [self._band(start, end) for start, end in pairwise(edges)]

    def _band(self, start: int, end: int) -> Band:
        """The columns from `start` on; rows are opened and closed in the first band."""
        shown = [heading.year for heading in self.headings[start:end] if heading.year]
        rows = [replace(row, cells=row.cells[start:end], toggle=None if start else row.toggle) for row in self.rows]
        caption = _("%(caption)s · %(years)s") % {"caption": self.caption, "years": Period(shown[0], shown[-1]).label}
        return Band(caption, self.headings[start:end], rows)


class GridMaker:
    """Makes the rows of one figure's table, each number linked to its list."""

    def __init__(self, table: Table, selection: Selection, today: datetime.date, undated: bool = False) -> None:
        self.table, self.selection, self.today = table, selection, today
        self.undated = undated or bool(table.whole.undated)
        self.focus = table.period.in_focus(today)
        self._list = reverse("figures:records", args=[table.figure.key])
        part = {PART: table.part.key} if table.part else {}
        self._asked = {**selection.basis_parameters(table.figure), **part}

    def headings(self) -> list[Heading]:
        """Years, the running one marked; the period; and what has no known date, if anything has none."""
        heads = [
            Heading(str(year), so_far(year, self.today), year in self.focus, year=year)
            for year in self.table.period.years
        ]
        heads += [Heading(self.table.period.short_label)] if len(self.table.period) > 1 else []
        return heads + ([Heading(_("Date unknown"), wraps=True)] if self.undated else [])

    def row(self, label: str, line: Line, values: Values | None = None, kind: str = "", spoken: str = "") -> Row:
        """One line of numbers; `values` are those of the breakdowns that its lists are narrowed by.

        `spoken` names the line to those who hear a number without its table, where the label is too short for that.
        """
        values, period, spoken = values or {}, self.table.period, spoken or label
        cells = [
            self.cell(line.of(year), spoken, Period(year, year), values, in_focus=year in self.focus)
            for year in line.years
        ]
        cells += [self.cell(line.of_all, spoken, period, values)] if len(period) > 1 else []
        cells += [self.undated_cell(line.undated, spoken, values)] if self.undated else []
        return Row(label, cells, kind, key=self._key(line, values))

    def _key(self, line: Line, values: Values) -> str:
        """Of a row of something, of the whole or of one value."""
        own = [text for pair in values.items() for text in pair]
        if not (line.total or line.undated) or len(values) > 1 or not all(isinstance(text, str) for text in own):
            return ""
        part = [self.table.part.key] if self.table.part else []
        return ".".join([self.table.figure.key, *part, *map(str, own)])

    def sum(self) -> Row:
        """The line of the whole, ruled off, under the name of its unit."""
        return self.row(self.table.plural, self.table.whole, kind="sum", spoken=self.table.label)

    def cell(
        self, number: int | None, label: str, period: Period, values: Values | None = None, *, in_focus: bool = False
    ) -> Cell:
        """One number over one period, named for those who hear it without its row and column; a dash for none."""
        if number is None:
            return Cell("–", in_focus=in_focus)
        text = number_format(number)
        named = _("%(number)s, %(row)s, %(years)s: open the list")
        label = named % {"number": text, "row": label, "years": period.label}
        return Cell(text, self._href(period, values or {}), label, in_focus=in_focus)

    def undated_cell(self, number: int, label: str, values: Values) -> Cell:
        """The number of those whose date is not known."""
        if not self.table.figure.may_be_undated:
            return Cell("")
        text = number_format(number)
        named = _("%(number)s, %(row)s, date unknown: open the list") % {"number": text, "row": label}
        return Cell(text, self._address({"year": UNKNOWN, **self._asked, **values}), named)

    def _href(self, period: Period, values: Values) -> str:
        years = {"year": str(period.first)} if len(period) == 1 else {"from": str(period.first), "to": str(period.last)}
        return self._address({**years, **self._asked, **values})

    def _address(self, parameters: Values) -> str:
        return f"{self._list}?{urlencode(parameters, doseq=True)}"

    def share(self, label: str, note: str, hits: Line, of: Line) -> Row:
        """The share of `hits` in `of`, with its interval, where there is one."""
        pairs = [(year in self.focus, hits.years[year], of.years[year]) for year in of.years]
        pairs += [(False, hits.total, of.total)] if len(self.table.period) > 1 else []
        pairs += [(False, hits.undated, of.undated)] if self.undated else []
        return Row(label, [_share(hit, total, in_focus) for in_focus, hit, total in pairs], "share", note)

    def per_thousand(self, staff: Staff) -> Row:
        """The whole per 1,000 staff, over several years a year.

        There is none over a period of which a year still runs, nor of people who count once in it.
        """
        line, period = self.table.whole, self.table.period
        cells = [
            Cell(_rate(number, staff.numbers[year]), in_focus=year in self.focus) for year, number in line.years.items()
        ]
        if len(period) > 1:
            adds_up = period.last < self.today.year and self.table.figure.counting is Counting.ROWS
            cells.append(Cell(_rate(line.total, sum(staff.numbers.values())) if adds_up else "–"))
        cells += [Cell("")] if self.undated else []
        return Row(_("Per 1,000 staff"), cells, "share", _("a year") if len(period) > 1 else "")

    def lines(self, dimension: Dimension, kind: str = "", within: Values | None = None) -> Iterator[Row]:
        """A row for each value of a breakdown, in the order of its list; `within` narrows their lists further."""
        for value, words, line in self.table.lines(dimension):
            spoken = f"{dimension.label}: {words}" if kind == "part" else words
            yield self.row(words, line, {**(within or {}), dimension.key: value}, kind, spoken)

    def grid(self, caption: str, rows: Sequence[Row], note: str = "", title: str = "", unit: str = "") -> Grid:
        """The table of these rows, dated: cut out, it still says how old it is."""
        dated = _("%(caption)s · as known on %(day)s") % {"caption": caption, "day": day(self.today)}
        return Grid(title or caption, dated, self.headings(), rows, note, unit)


def _rate(number: int, staff: int) -> str:
    return number_format(number * 1000 / staff, 1)


def _share(hits: int, total: int, in_focus: bool) -> Cell:
    if not total:
        return Cell("–", in_focus=in_focus)
    low, high = wilson(hits, total)
    interval = f"{percent(low)}–{percent(high)}"
    return Cell(f"{percent(hits / total)} %", note=interval, in_focus=in_focus)


def so_far(year: int, today: datetime.date) -> str:
    """What is said beside the running year; nothing beside any other."""
    return _("so far") if year == today.year else ""


def percent(share: float) -> str:
    """A share between 0 and 1 in whole per cents."""
    return number_format(round(share * 100))


def day(date: datetime.date) -> str:
    """A date as it stands in a sentence."""
    return date_format(date, "DATE_FORMAT")


def breakdown_grid(table: Table, dimension: Dimension, selection: Selection, today: datetime.date) -> Grid:
    """A figure's table by one breakdown, with the whole below it."""
    maker = GridMaker(table, selection, today)
    rows = [*maker.lines(dimension), maker.sum()]
    caption = _("%(figure)s: %(breakdown)s") % {"figure": table.label, "breakdown": dimension.label}
    note = (
        _("One record may count in several rows, so the rows add to more than the total.") if dimension.is_set else ""
    )
    title = caption if table.part else str(dimension.label)
    return maker.grid(caption, rows, note, title, unit=table.plural)


def noted(grid: Grid, footnotes: Sequence[Footnote]) -> Grid:
    """The same table with the breaks in its series: numbers at the years, and the footnotes below."""
    marked = marks(footnotes)
    heads = [replace(head, marks=marked.get(head.year, "")) if head.year else head for head in grid.headings]
    return replace(grid, headings=heads, footnotes=footnotes)


def rated(grid: Grid, maker: GridMaker, staff: Staff) -> Grid:
    """The same table with the rate of its whole below it, and what that divides by."""
    return replace(grid, rows=[*grid.rows, maker.per_thousand(staff)], source=staff.words)


STOCK = {"open_at_start": "", "received": "+", "reopened": "+", "closed": "−", "open_at_end": "="}
"""The lines of the balance of open cases, each with what is done with it."""


def balance_grid(parts: Mapping[str, Table], selection: Selection, today: datetime.date) -> Grid:
    """A balance that adds up before the reader's eyes, year by year and over the period."""
    makers = {part: GridMaker(parts[part], selection, today) for part in STOCK}
    rows = [
        maker.row(
            f"{STOCK[part]} {maker.table.label}".strip(),
            maker.table.whole,
            kind="sum" if STOCK[part] == "=" else "",
            spoken=maker.table.label,
        )
        for part, maker in makers.items()
    ]
    first = makers["open_at_start"]
    note = _("Over the period: open at the start of its first year, and at the end of its last.")
    return first.grid(first.table.figure.label_in(first.table.basis), rows, note if len(first.table.period) > 1 else "")


def parts_grid(tables: Sequence[Table], selection: Selection, today: datetime.date) -> Grid:
    """The parts of a figure without breakdowns, one below the other and never added."""
    makers = [GridMaker(table, selection, today) for table in tables]
    rows = [maker.row(maker.table.label, maker.table.whole) for maker in makers]
    first = makers[0]
    return first.grid(first.table.figure.label_in(first.table.basis), rows)
