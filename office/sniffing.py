"""A first look at a file that nobody has described: how it is written, what its header is, how its rows begin.

All of it is a guess, for a person to look at and correct. Whatever is given to `look` is taken instead of guessed.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office import spreadsheet
from office.csvrows import DELIMITERS, CsvRows, checked_encoding, encoding_of
from office.dateshapes import Days, disagree
from office.profiles import folded
from office.sources import PIECE, Row, Source, Unreadable
from office.tabular import WORKBOOK, Table

SHOWN = 20
"""How many rows are shown."""
SAMPLE = 5_000
"""From how many rows formats of days and blanks are found."""

_BLANKS = frozenset({"na", "n/a", "#n/a", "n.v.t.", "nvt", "-", "null"})
# From how many rows delimiter, quotes and header are found, and among how many a header is looked for.
_FIRST, _HIGHEST = 100, 10


@dataclass(frozen=True)
class Look:
    """What was found."""

    sha256: str
    encoding: str
    """The encoding of the text; `xlsx` for a workbook."""
    delimiter: str
    quote: str
    row_names: bool
    sheet: str
    sheets: list[str]
    header_row: int
    header: list[str]
    """As the table has it: with an empty name in front where the header has no cell for the names of rows."""
    rows: list[Row]
    """The first rows, by the numbers that a spreadsheet shows."""
    date_formats: dict[str, list[str]]
    """The formats of each column of days."""
    blanks: list[str]
    """The cells that seem to stand for nothing, each as it is written."""
    said: list[str]
    """What a person should know or decide, a sentence each."""

    @property
    def options(self) -> dict[str, Any]:
        """What `Table` takes to read the file in the way that was found."""
        text = self.encoding != WORKBOOK
        return {
            "delimiter": self.delimiter,
            "quote": self.quote,
            "row_names": self.row_names,
            "encoding": self.encoding if text else "",
            "sheet": self.sheet,
            "header_row": self.header_row,
        }

    @property
    def formats(self) -> list[str]:
        """The formats of days in all columns, each once, as a profile lists them."""
        return list(dict.fromkeys(found for formats in self.date_formats.values() for found in formats))


def look(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    row_names: bool | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    date_formats: Mapping[str, Sequence[str]] | None = None,
    blanks: Sequence[str] | None = None,
) -> Look:
    """Look at a file. Raises Unreadable if it cannot be read, or not in the way that is given.

    `date_formats` stands for what was found in the columns that it names; all else that is given, for all of it.
    """
    if spreadsheet.is_one(source):
        found_sheet, first = _of_workbook(source, sheet or "")
        encoding, delimiter, quote = "", delimiter or ",", '"' if quote is None else quote
    else:
        encoding = checked_encoding(source, encoding) if encoding else encoding_of(source)
        delimiter, quote, first = _split(source, encoding, delimiter, quote)
        found_sheet = ""
    at = header_row or _header_row(first)
    under = [cells for number, cells in first if number >= at]
    named = _has_row_names(under) if row_names is None else row_names
    table = Table(
        source,
        delimiter=delimiter,
        quote=quote,
        encoding=encoding,
        row_names=named,
        sheet=found_sheet,
        header_row=at,
    )
    sample = list(islice(table.rows(), SAMPLE))
    empty = _blanks(sample) if blanks is None else list(blanks)
    days = _days(sample, len(table.header), {folded(text) for text in empty})
    formats = {name: column.formats() for name, column in zip(table.header, days, strict=True) if name}
    formats |= {name: list(given) for name, given in (date_formats or {}).items() if name in formats}
    formats = {name: found for name, found in formats.items() if found}
    said = [
        *table.said,
        *_about_reading(table, first, at, quote, found_sheet),
        *_about_header(table.header),
        *_about_days(table.header, days, formats),
    ]
    return Look(
        sha256=table.sha256,
        encoding=table.encoding,
        delimiter=delimiter,
        quote=quote,
        row_names=table.named_rows,
        sheet=found_sheet,
        sheets=table.sheets,
        header_row=at,
        header=table.header,
        rows=sample[:SHOWN],
        date_formats=formats,
        blanks=empty,
        said=said,
    )


def _of_workbook(source: Source, sheet: str) -> tuple[str, list[Row]]:
    """The sheet that is read, and its first rows; what the workbook held in memory is let go of."""
    book = spreadsheet.Workbook(source, sheet)
    return book.sheet, list(islice(book, _FIRST))


def _split(source: Source, encoding: str, delimiter: str | None, quote: str | None) -> tuple[str, str, list[Row]]:
    """Delimiter, quotes and the first rows: the delimiter is the one that makes most rows equally wide."""
    found = []
    for sign in [delimiter] if delimiter else DELIMITERS:
        marks = _quote(source, encoding, sign) if quote is None else quote
        rows, _whole = _first_rows(source, encoding, sign, marks)
        found.append((_evenness(rows), sign, marks, rows))
    _score, sign, marks, rows = max(found, key=lambda item: item[0])
    return sign, marks, rows


def _quote(source: Source, encoding: str, delimiter: str) -> str:
    """The sign around cells.

    It is the double one unless the header is all in single ones, or it never stands around a cell and would make rows
    unreadable. A file in which one double one is not closed is thus refused, and not read with the sign in its cells.
    """
    _rows, whole = _first_rows(source, encoding, delimiter, '"')
    plain, _whole = _first_rows(source, encoding, delimiter, "")
    if plain and len(plain[0][1]) > 1 and all(_is_between("'", cell) for cell in plain[0][1]):
        return "'"
    if not whole and not any(_is_between('"', cell) for _number, cells in plain for cell in cells):
        return ""
    return '"'


def _is_between(quote: str, cell: str) -> bool:
    return len(cell) > 1 and cell.startswith(quote) and cell.endswith(quote)


def _first_rows(source: Source, encoding: str, delimiter: str, quote: str) -> tuple[list[Row], bool]:
    """The first rows as they are split by these signs, and whether all of them could be."""
    rows: list[Row] = []
    try:
        for row in islice(CsvRows(source, delimiter=delimiter, quote=quote, encoding=encoding), _FIRST):
            rows.append(row)
    except Unreadable:
        return rows, False
    return rows, True


def _evenness(rows: list[Row]) -> float:
    """How even the rows are, how many cells they have, and how much their header looks like one.

    0 where most have one cell or none. By the comma, amounts such as 1,50 would divide a file that has semicolons; but
    its header has no comma then, and what seems to be one is a row of numbers.
    """
    widths = Counter(len(cells) for _number, cells in rows)
    if not widths:
        return 0
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    at = _header_row(rows)
    header = next(cells for number, cells in rows if number >= at)
    named = sum(any(sign.isalpha() for sign in cell) for cell in header) / len(header)
    return times / len(rows) * math.log2(width) * (0.1 + named)


def _header_row(rows: list[Row]) -> int:
    """The number of the header: above it may stand a title, a row with one filled cell where others have many."""
    filled = [(number, sum(cell.strip() != "" for cell in cells)) for number, cells in rows]
    usual = Counter(count for _number, count in filled).most_common(1)
    if not usual or usual[0][0] < 3:
        return 1
    for place, (number, count) in enumerate(filled[:_HIGHEST]):
        if count > 1:
            return number if place else 1
    return 1


def _has_row_names(rows: list[list[str]]) -> bool:
    """Whether most rows have one cell more than the header."""
    if not rows:
        return False
    longer = sum(len(cells) == len(rows[0]) + 1 for cells in rows[1:])
    return longer * 2 > len(rows) - 1


def _blanks(rows: list[Row]) -> list[str]:
    found = Counter(cell.strip() for _number, cells in rows for cell in cells if len(cell) < 20)
    return sorted(text for text in found if folded(text) in _BLANKS)


def _days(rows: list[Row], width: int, blanks: set[str]) -> list[Days]:
    """What each column says of its days; rows of another width than the header say nothing."""
    columns = [Days() for _ in range(width)]
    for _number, cells in rows:
        if len(cells) != width:
            continue
        for column, cell in zip(columns, cells, strict=True):
            text = cell.strip()
            if text and text.casefold() not in blanks:
                column.take(text)
    return columns


def _about_reading(table: Table, first: list[Row], at: int, quote: str, sheet: str) -> list[str]:
    said = []
    if table.encoding == "cp1252":
        said.append(_("The file is not UTF-8: it was read as Windows-1252. Look at the letters with accents."))
    if table.encoding != WORKBOOK and _ends_with_cr(table.source):
        said.append(_("The lines end with CR alone, as old Macs wrote them. They were read as rows."))
    if not quote:
        said.append(_("Quotation marks are read as part of the text, for they do not stand around cells in this file."))
    if len(table.sheets) > 1:
        sentence = _("The workbook has %(number)s sheets. “%(name)s” is read, and none of the others.")
        said.append(sentence % {"number": len(table.sheets), "name": sheet})
    if any(number < at for number, _cells in first):
        said.append(_("The header is taken from row %(row)s. What stands above it is not read.") % {"row": at})
    if table.named_rows:
        said.append(
            _("The header has one cell less than the rows: each row begins with a name, as the program R writes them.")
        )
    if len(table.header) == 1:
        said.append(_("The file has one column. If it should have more, choose what stands between the cells."))
    return said


def _ends_with_cr(source: Source) -> bool:
    with source.opened() as file:
        start = file.read(PIECE)
    return b"\r" in start and b"\n" not in start


def _about_header(header: list[str]) -> list[str]:
    said = []
    twice = [name for name, times in Counter(header).items() if name and times > 1]
    if twice:
        said.append(_("Columns that stand in the header twice: %(columns)s.") % {"columns": ", ".join(twice)})
    nameless = sum(name == "" for name in header[1:])
    if nameless:
        sentence = ngettext(
            "%(number)s column has no name, and cannot be chosen.",
            "%(number)s columns have no name, and cannot be chosen.",
            nameless,
        )
        said.append(sentence % {"number": nameless})
    return said


def _about_days(header: list[str], days: list[Days], formats: Mapping[str, list[str]]) -> list[str]:
    said = []
    either = [name for name, found in formats.items() if disagree(found)]
    if either:
        sentence = _("Day and month could be either in these columns: %(columns)s. Choose in which order they stand.")
        said.append(sentence % {"columns": ", ".join(either)})
    short = [name for name, column in zip(header, days, strict=True) if column.short_years and name not in formats]
    if short:
        sentence = _("Years have two digits in these columns: %(columns)s. Such days are not read; write four.")
        said.append(sentence % {"columns": ", ".join(short)})
    return said
