"""Rows of a CSV file: in which encoding it is, and how its lines are split into cells."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from office.sources import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    PIECE,
    Row,
    Source,
    Unreadable,
    holds_halves,
    holds_nul,
    too_long_a_cell,
    too_many_columns,
)

DELIMITERS = ",;\t|"
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    *("utf-16-le", "utf-16-be", "iso8859-15", "cp850", "cp437", "mac-roman"),
)
"""Those that can be read. The first four are recognised; for the others a person must say that the file is in them."""

MOST_IN_A_ROW = 1_000_000
"""How many characters a row may have. A file without line ends would else be taken into memory whole."""


def encoding_of(source: Source) -> str:
    """The encoding in which the whole file is text. Raises Unreadable."""
    with source.opened() as file:
        start = file.read(3)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if decodes(source, "utf-16"):
            return "utf-16"
        raise Unreadable(_("The file begins as UTF-16 and does not go on so. Save it again as UTF-8."))
    if decodes(source, "utf-8"):
        return "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"
    if decodes(source, "utf-8", "surrogatepass"):
        raise holds_halves()
    if start != codecs.BOM_UTF8 and decodes(source, "cp1252"):
        return "cp1252"
    raise Unreadable(_("The file is in no encoding that can be read. Save it again as UTF-8."))


def checked_encoding(source: Source, encoding: str) -> str:
    """An encoding that somebody named, if the whole file is text in it. Raises Unreadable."""
    if encoding not in ENCODINGS:
        raise Unreadable(_("Files in the encoding “%(name)s” cannot be read.") % {"name": encoding})
    if not decodes(source, encoding):
        raise Unreadable(_("The file is not text in the encoding “%(name)s”.") % {"name": encoding})
    return encoding


def decodes(source: Source, encoding: str, errors: str = "strict") -> bool:
    """Whether the whole file is text in `encoding`. Raises Unreadable for NUL, which no text has."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with source.opened() as file:
        try:
            while piece := file.read(PIECE):
                if "\0" in decoder.decode(piece):
                    raise holds_nul()
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


class CsvRows:
    """The rows of one file, read anew each time they are asked for; one row is in memory."""

    def __init__(self, source: Source, *, delimiter: str, quote: str, encoding: str) -> None:
        """`quote` is the sign around cells, or nothing if there is none."""
        self._source, self._delimiter, self._quote, self._encoding = source, delimiter, quote, encoding

    def __iter__(self) -> Iterator[Row]:
        """Number and cells of every row that is no empty line. Raises Unreadable."""
        with self._source.opened() as file, io.TextIOWrapper(file, encoding=self._encoding, newline="") as text:
            lines = _Lines(text, self._delimiter)
            reader = csv.reader(
                lines,
                delimiter=self._delimiter,
                quotechar=self._quote or None,
                quoting=csv.QUOTE_MINIMAL if self._quote else csv.QUOTE_NONE,
                strict=True,
            )
            number = 0
            while True:
                number += 1
                lines.begin(number)
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except csv.Error as error:
                    raise _why(error, number, lines) from error
                if lines.length > MOST_CHARACTERS and max(map(len, cells)) > MOST_CHARACTERS:
                    raise _unclosed_or_long(number, lines)
                if cells:
                    yield number, cells


class _Lines:
    """The lines of a text, of which those of one row are measured before they are put together."""

    def __init__(self, text: io.TextIOBase, delimiter: str) -> None:
        self._text, self._delimiter = text, delimiter
        self.begin(1)

    def begin(self, row: int) -> None:
        """A new row begins."""
        self._row, self.length, self.lines = row, 0, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Raises Unreadable if the row gets too long."""
        line = self._text.readline(MOST_IN_A_ROW + 1)
        if not line:
            raise StopIteration
        self.length += len(line)
        self.lines += 1
        if self.length > MOST_IN_A_ROW:
            raise self._too_long(line)
        return line

    def _too_long(self, line: str) -> Unreadable:
        if self.lines > 1:
            return _not_closed(self._row)
        cells = line.split(self._delimiter)
        if max(map(len, cells)) > MOST_CHARACTERS:
            return too_long_a_cell(self._row)
        if self._row == 1 and len(cells) > MOST_COLUMNS:
            return too_many_columns()
        return Unreadable(
            _("Row %(row)s has more than %(most)s characters.")
            % {"row": self._row, "most": number_format(MOST_IN_A_ROW)}
        )


def _why(error: csv.Error, row: int, lines: _Lines) -> Unreadable:
    """What is said of a row that cannot be split; the module tells its errors apart by their words alone."""
    if "field limit" in str(error):
        return _unclosed_or_long(row, lines)
    return Unreadable(
        _("Row %(row)s cannot be split into cells: a quotation mark is not closed, or stands in the middle of a cell.")
        % {"row": row}
    )


def _unclosed_or_long(row: int, lines: _Lines) -> Unreadable:
    return too_long_a_cell(row) if lines.lines == 1 else _not_closed(row)


def _not_closed(row: int) -> Unreadable:
    """A quotation mark that is not closed takes in the rows below, up to the next one."""
    return Unreadable(
        _(
            "Row %(row)s goes on over many lines, and gets too long: a quotation mark is not closed there, or in a row "
            "before it."
        )
        % {"row": row}
    )
