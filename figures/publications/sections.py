"""The figures of a publication and of its edition as sections of a page, made of the frozen text alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from figures.counted import TOTAL
from figures.grids import Cell, percent
from figures.publications.content import UNDATED, Content, footnotes, said, version_of
from figures.publications.numbers import Place
from lib.periods import Period

Behind = Callable[[Place], str]
"""The address of the list behind a number, empty where there is none."""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    label: str
    cells: Sequence[Cell]
    is_whole: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of a figure: the whole and one breakdown."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Row]
    leaves_zeros_out: bool = False
    """Whether values that count nothing in any year are not shown."""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A figure as published, with its rule."""

    key: str
    title: str
    unit: str
    grids: Sequence[Grid]
    rules: Sequence[str]
    version: int
    shares: Sequence[str] = ()
    notes: Sequence[str] = ()
    """The breaks in its series."""


def _no_list(_place: Place) -> str:
    """What leaves the register leads to nothing in it."""
    return ""


def sections(content: Content, behind: Behind = _no_list) -> list[Section]:
    """The figures of a frozen content, each with all its tables."""
    drawer = _Drawer(content, behind)
    return [drawer.section(figure, figure["tables"]) for figure in content["figures"]]


def edition_sections(edition: Content) -> list[Section]:
    """The figures of a public edition."""
    drawer = _Drawer(edition, _no_list)
    return [drawer.section(figure, [{**figure, "part": ""}]) for figure in edition["figures"]]


@dataclass(frozen=True)
class _Drawer:
    """Draws the tables of one text."""

    content: Content
    behind: Behind

    def section(self, figure: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]) -> Section:
        grids = [grid for table in tables if table["breakdowns"] for grid in self._grids(figure, table)]
        return Section(
            key=figure["key"],
            title=said(figure["label"]),
            unit=f"{said(figure['unit'])} · {said(figure['dated'])}",
            grids=grids or [self._plain_grid(figure, tables)],
            rules=said(figure["rules"]),
            version=version_of(figure),
            shares=[sentence for table in tables for sentence in self._shares(table)],
            notes=footnotes(self.content, figure["key"]),
        )

    def _grids(self, figure: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Grid]:
        columns, where, label = _columns(table), (figure["key"], table["part"]), said(table["label"])
        whole = Row(_("All"), self._cells((*where, "", ""), label, table, columns), is_whole=True)
        for breakdown in table["breakdowns"]:
            shown = [line for line in breakdown["lines"] if any(number != 0 for number in _numbers(line, columns))]
            rows = [
                Row(name, self._cells((*where, breakdown["key"], line["value"]), name, line, columns))
                for line, name in ((line, said(line["label"])) for line in shown)
            ]
            note = _("A row may count under several of these.") if breakdown.get("is_set") else ""
            title = f"{label}: {said(breakdown['label'])}"
            fewer = len(shown) < len(breakdown["lines"])
            yield Grid(title, self._headings(columns), [whole, *rows], fewer, note)

    def _plain_grid(self, figure: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]) -> Grid:
        """The numbers of a figure without breakdowns: a row for each of its parts."""
        columns = _columns(tables[0])
        rows = [
            Row(name, self._cells((figure["key"], table["part"], "", ""), name, table, columns))
            for table, name in ((table, said(table["label"])) for table in tables)
        ]
        return Grid(said(figure["label"]), self._headings(columns), rows)

    def _cells(
        self, where: tuple[str, str, str, str], name: str, line: Mapping[str, Any], columns: Sequence[str]
    ) -> list[Cell]:
        numbers = zip(columns, self._headings(columns), _numbers(line, columns), strict=True)
        return [
            number_cell(number, name, heading, self.behind(Place(*where, column)))
            for column, heading, number in numbers
        ]

    def _headings(self, columns: Sequence[str]) -> list[str]:
        return [self._heading(column) for column in columns]

    def _heading(self, column: str) -> str:
        if column == UNDATED:
            return _("date unknown")
        return Period(self.content["first"], self.content["last"]).short_label if column == TOTAL else column

    def _shares(self, table: Mapping[str, Any]) -> Iterator[str]:
        for column, share in table.get("share", {}).items():
            if share is not None:
                yield _(
                    "%(year)s: %(hits)s of %(of)s confirmed, %(share)s %% (Wilson, 95 %%: %(low)s to %(high)s %%)"
                ) % {
                    "year": self._heading(column),
                    "hits": number_format(share["hits"]),
                    "of": number_format(share["of"]),
                    "share": percent(share["hits"] / share["of"]),
                    "low": percent(share["low"]),
                    "high": percent(share["high"]),
                }


def _columns(table: Mapping[str, Any]) -> list[str]:
    return [*table["years"], *(beside for beside in (TOTAL, UNDATED) if beside in table)]


def _numbers(line: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    return [line["years"][column] if column in line["years"] else line[column] for column in columns]


def number_cell(number: int | str | None, row: str, years: str, href: str) -> Cell:
    """A number with the way to its list, named for those who hear it without its row and column; a sign as it is."""
    if number is None:
        return Cell("–")
    text = number if isinstance(number, str) else number_format(number)
    if not href:
        return Cell(text)
    named = _("%(number)s, %(row)s, %(years)s: open the list") % {"number": text, "row": row, "years": years}
    return Cell(text, href, named)
