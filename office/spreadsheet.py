"""A workbook (.xlsx) as rows of text, read piece by piece.

One sheet is read. What a person sees in a cell may be a formula, whose result the file keeps or does not: so a sheet
with a formula is refused. How large a sheet says it is, is never asked: its cells say where they stand.

Read by expat and not by openpyxl: measured on two million cells, a cell takes 4.5 microseconds instead of 20, and each
limit on what is held in memory can be kept while reading.
"""

import posixpath
import sys
from collections.abc import Iterator
from zipfile import ZipFile

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from office import cellvalues
from office.packages import WORKBOOK, Reader, damaged, events, is_packed, unpacked
from office.sources import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Row,
    Source,
    Unreadable,
    too_long_a_cell,
    too_many_columns,
)

MOST_TEXT = 200 << 20
"""How many bytes of memory the different texts of a workbook may take: each is held once, as the file has them."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Where a sheet ends, by its own rules."""
MOST_SHEETS, MOST_LINKS, MOST_STYLES = 1_000, 10_000, 100_000
LONGEST = 1_000
"""How many characters the name of a sheet, the place of a part or the code of a format may have."""

_ENDINGS = ("xlsx", "xlsm", "xls", "xlsb")


def is_one(source: Source) -> bool:
    """Whether the file is a workbook, whatever it is called. Raises Unreadable for one that cannot be read."""
    return is_packed(source)


def misnamed(source: Source, *, is_workbook: bool) -> list[str]:
    """What to say of a file whose name says something else than its content."""
    if is_workbook and source.ending != "xlsx":
        return [_("The file is a workbook, although its name does not say so. It was read as one.")]
    if not is_workbook and source.ending in _ENDINGS:
        return [_("The file is called .%(ending)s and is no workbook. It was read as CSV.") % {"ending": source.ending}]
    return []


class Workbook:
    """The rows of one sheet, read anew each time they are asked for."""

    def __init__(self, source: Source, sheet: str = "") -> None:
        """Read what belongs to all sheets; without `sheet` the first one that is not hidden is read.

        Raises Unreadable.
        """
        self._source = source
        with unpacked(source) as package:
            parts = _Parts(package)
            self.sheets = list(parts.sheets)
            self.sheet = sheet or parts.first
            if self.sheet not in parts.sheets:
                raise Unreadable(_("The workbook has no sheet “%(name)s”.") % {"name": self.sheet})
            self._part = parts.sheets[self.sheet]
            self._since_1904 = parts.since_1904
            self._dated = _Styles(package, parts.styles).dated
            self._texts = _Texts(package, parts.texts).texts

    def __iter__(self) -> Iterator[Row]:
        """Number and cells of each row that holds anything, each as far as its last cell that does.

        Raises Unreadable.
        """
        with unpacked(self._source) as package, package.open(self._part) as file:
            cells = _Cells(self._texts, self._dated, since_1904=self._since_1904)
            for _pause in events(file, cells):
                yield from cells.taken()


def _read(package: ZipFile, part: str, reader: Reader) -> None:
    """Have a part of the workbook read whole, if there is one."""
    if part not in package.NameToInfo:
        return
    with package.open(part) as file:
        for _pause in events(file, reader):
            pass


class _Links(Reader):
    """Which part of the workbook is meant by which id, and what it is."""

    def __init__(self, package: ZipFile) -> None:
        self.parts: dict[str, tuple[str, str]] = {}
        """By id: the last word of the type, and the name in the package."""
        _read(package, "xl/_rels/workbook.xml.rels", self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        if len(self.parts) >= MOST_LINKS or max(map(len, attributes.values())) > LONGEST:
            raise damaged()
        target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
        self.parts[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], target

    def of_kind(self, kind: str) -> str:
        """The part of this kind; nothing if there is none."""
        return next((part for found, part in self.parts.values() if found == kind), "")


class _Parts(Reader):
    """The sheets of a workbook, and where what they share stands."""

    def __init__(self, package: ZipFile) -> None:
        """Raises Unreadable."""
        links = _Links(package)
        self._links, self._names = links.parts, package.NameToInfo
        self.sheets: dict[str, str] = {}
        self.first = ""
        self.since_1904 = False
        self.styles, self.texts = links.of_kind("styles"), links.of_kind("sharedStrings")
        _read(package, WORKBOOK, self)
        if not self.sheets:
            raise Unreadable(_("The workbook has no sheet with rows."))
        self.first = self.first or next(iter(self.sheets))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet":
            self._add(attributes)

    def _add(self, attributes: dict[str, str]) -> None:
        link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
        kind, part = self._links.get(link, ("", ""))
        title = attributes.get("name", "")
        if kind != "worksheet":
            return
        if part not in self._names or title in self.sheets or len(title) > LONGEST or len(self.sheets) >= MOST_SHEETS:
            raise damaged()
        self.sheets[title] = part
        if not self.first and attributes.get("state", "visible") == "visible":
            self.first = title


class _Styles(Reader):
    """Which of the styles show a day."""

    def __init__(self, package: ZipFile, part: str) -> None:
        self.dated: list[bool] = []
        self._codes: dict[str, str] = {}
        self._shows_days: dict[str, bool] = {}
        self._inside = False
        _read(package, part, self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")[:LONGEST]] = attributes.get("formatCode", "")[:LONGEST]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = attributes.get("numFmtId", "0")
            if number not in self._shows_days:
                self._shows_days[number] = cellvalues.is_date_format(int(number), self._codes.get(number, ""))
            self.dated.append(self._shows_days[number])
        if len(self.dated) > MOST_STYLES or len(self._codes) > MOST_STYLES:
            raise damaged()

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


class _Spoken(Reader):
    """Takes the text between two elements, without how it is pronounced (Japanese workbooks say that beside it)."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length, self._taking, self._aside = 0, False, False
        self.row = 0

    def _begin(self) -> None:
        self._pieces.clear()
        self._length = 0

    def text(self, text: str) -> None:
        if self._taking:
            self._length += len(text)
            if self._length > MOST_CHARACTERS:
                raise self._too_long()
            self._pieces.append(text)

    def _too_long(self) -> Unreadable:
        return too_long_a_cell(self.row)

    def _taken(self) -> str:
        return self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)


class _Texts(_Spoken):
    """The texts that cells name by their place."""

    def __init__(self, package: ZipFile, part: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._memory = 0
        _read(package, part, self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._taking = not self._aside
        elif name == "si":
            self._begin()
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            text = cellvalues.plain(self._taken())
            self._memory += sys.getsizeof(text) + 8
            if self._memory > MOST_TEXT:
                raise Unreadable(
                    _("The workbook holds more text than can be read at once. Save it as CSV, and import that.")
                )
            self.texts.append(text)

    def _too_long(self) -> Unreadable:
        return Unreadable(
            _("The workbook has a cell of more than %(most)s characters.") % {"most": number_format(MOST_CHARACTERS)}
        )


class _Cells(_Spoken):
    """Puts the cells of a sheet together into rows."""

    def __init__(self, texts: list[str], dated: list[bool], *, since_1904: bool) -> None:
        super().__init__()
        self._texts, self._styles, self._since_1904 = texts, dated, since_1904
        self._rows: list[Row] = []
        self._cells: list[str] = []
        self._column, self._kind, self._dated = 0, "", False
        self._in_row = self._in_cell = False
        self._columns: dict[str, int] = {}

    def taken(self) -> list[Row]:
        """The rows that have been put together since this was asked last."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "t"}:
            self._taking = self._in_cell and not self._aside
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f" and self._in_cell:
            raise Unreadable(
                _(
                    "The cell in row %(row)s, column %(column)s holds a formula. Save the workbook with values in "
                    "place of formulas, or as CSV."
                )
                % {"row": self.row, "column": _letters(self._column)}
            )
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._in_row = False
            if self._cells:
                self._rows.append((self.row, self._cells))
        elif name == "rPh":
            self._aside = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        if self._in_row or not self.row < number <= LAST_ROW:
            raise damaged()
        self.row, self._column, self._cells, self._in_row = number, 0, [], True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._in_cell or not self._in_row:
            raise damaged()
        place = attributes.get("r")
        column = self._column + 1 if place is None else self._number(place.rstrip("0123456789"))
        if not self._column < column <= LAST_COLUMN:
            raise damaged()
        self._column, self._kind, self._in_cell = column, attributes.get("t", ""), True
        style = attributes.get("s")
        self._dated = style is not None and int(style) < len(self._styles) and self._styles[int(style)]
        self._begin()

    def _end_cell(self) -> None:
        self._in_cell = False
        if not self._pieces:
            return
        text = cellvalues.value(self._kind, self._taken(), self._texts, dated=self._dated, since_1904=self._since_1904)
        if not text:
            return
        if self._column > MOST_COLUMNS:
            raise too_many_columns()
        self._cells.extend([""] * (self._column - 1 - len(self._cells)))
        self._cells.append(text)

    def _number(self, letters: str) -> int:
        """The number of a column, the first of which is 1."""
        known = self._columns.get(letters)
        if known is not None:
            return known
        if not 1 <= len(letters) <= 3 or not (letters.isascii() and letters.isupper()):
            raise damaged()
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        self._columns[letters] = number
        return number


def _letters(column: int) -> str:
    """What a spreadsheet calls a column."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
