"""Reading a file of rows: its encoding, its header, its rows, and every way in which a file cannot be read.

What it is, CSV or a workbook, its content says and never its name. A row has the number that a person sees in front of
it: the header is row 1. Rows are read one at a time, in as many passes as are asked for, so that a file of any length
takes the memory of one row.
"""

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lib.csvout import BOM, guarded
from office import spreadsheet
from office.csvrows import DELIMITERS, CsvRows, checked_encoding, encoding_of
from office.sources import MOST_COLUMNS, MOST_ROWS, Row, Source, Unreadable, fingerprint, too_many_columns

__all__ = ["REASON", "Row", "Source", "Table", "Unreadable", "Unwritable"]

REASON = "refused_because"
"""The column that a file of refused rows has besides those of the file they came from; left out when it comes back."""

WORKBOOK = "xlsx"
"""Stands for the encoding of a table that is a sheet of a workbook."""


class Unwritable(Exception):
    """The refused rows cannot be written; the message is a sentence that says why."""


class Table:
    """A file of rows under a header, each cell as it stands in the file."""

    def __init__(
        self,
        source: Path | Source,
        *,
        delimiter: str = ",",
        row_names: bool = False,
        quote: str = '"',
        encoding: str = "",
        sheet: str = "",
        header_row: int = 1,
    ) -> None:
        """Read encoding and header of the file.

        `row_names` says that each row begins with a name for which the header has no cell, as R writes them. `quote`
        is the sign around cells, or nothing if there is none. Without `encoding` the file's own is found, and without
        `sheet` a workbook's first sheet is read. Rows before `header_row` are passed over.
        Raises Unreadable.
        """
        self.source = source if isinstance(source, Source) else Source.at(source)
        self.delimiter = delimiter
        self.sha256 = fingerprint(self.source)
        self._header_row = header_row
        self._content: Iterable[Row]
        self.sheets: list[str] = []
        """The names of the sheets in a workbook, in their order; none in a CSV file."""
        if spreadsheet.is_one(self.source):
            self.encoding = WORKBOOK
            book = spreadsheet.Workbook(self.source, sheet)
            self._content, self.sheets = book, book.sheets
        else:
            self.encoding = checked_encoding(self.source, encoding) if encoding else encoding_of(self.source)
            self._content = CsvRows(self.source, delimiter=delimiter, quote=quote, encoding=self.encoding)
        first = next(self.records(), None)
        if first is None:
            raise Unreadable(_("The file is empty."))
        self._first = first[1]
        if len(self._first) > MOST_COLUMNS:
            raise too_many_columns()
        names = [name.strip() for name in self._first]
        self._has_reason = names[-1] == REASON
        if self._has_reason:
            names.pop()
        self.named_rows = row_names and (not names or names[0] != "")
        self.header: list[str] = ["", *names] if self.named_rows else names

    @property
    def said(self) -> list[str]:
        """What a person must know of the file as a whole: that it is something else than its name says."""
        return spreadsheet.misnamed(self.source, is_workbook=self.encoding == WORKBOOK)

    def rows(self) -> Iterator[Row]:
        """Number and cells of each row that is not an empty line. Raises Unreadable, also when there are none."""
        return self._rows()

    def _rows(self) -> Iterator[Row]:
        records = self.records()
        next(records)
        count = 0
        for number, cells in records:
            if cells == self._first:
                raise Unreadable(
                    _("The header stands again in row %(row)s. Take it out, or import the parts one by one.")
                    % {"row": number}
                )
            if self.sheets:
                # A sheet keeps no cells behind the last one that holds anything.
                cells += [""] * (len(self.header) + self._has_reason - len(cells))
            if self._has_reason:
                cells.pop()
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(
                    _("The file has more than %(most)s rows. Divide it, and import the parts one by one.")
                    % {"most": number_format(MOST_ROWS)}
                )
            yield number, cells
        if not count:
            raise Unreadable(_("The file has a header and no rows."))

    def places(self, columns: Sequence[str]) -> dict[str, int]:
        """Where each of `columns` stands in a row. Raises Unreadable if one is missing or stands there twice."""
        missing = [column for column in columns if column not in self.header]
        if missing:
            sentence = _("Columns missing from the header: %(columns)s.") % {"columns": ", ".join(missing)}
            if len(self.header) == 1 + self.named_rows and any(sign in self._first[0] for sign in DELIMITERS):
                sentence = _("The header is one cell: this profile expects another character between the cells.")
            raise Unreadable(sentence)
        twice = [column for column, times in Counter(self.header).items() if times > 1 and column in columns]
        if twice:
            raise Unreadable(_("Columns that stand in the header twice: %(columns)s.") % {"columns": ", ".join(twice)})
        return {column: self.header.index(column) for column in columns}

    def records(self) -> Iterator[Row]:
        """Number and cells of the header, and of each row under it that is not empty. Raises Unreadable."""
        for number, cells in self._content:
            if number >= self._header_row:
                yield number, [_unguarded(cell) if cell.startswith("'") else cell for cell in cells]

    def write_refused(self, path: Path, reasons: Mapping[int, str]) -> None:
        """Write the rows numbered in `reasons` to `path`, with the reason in a column of its own.

        The file can be corrected and read again as the same table. It appears whole or not at all, and only its owner
        can read it. Raises Unwritable.
        """
        try:
            self._write_refused(path, reasons)
        except OSError as error:
            raise Unwritable(_("The refused rows cannot be written: %(why)s.") % {"why": error.strerror}) from error

    def refused_lines(self, reasons: Mapping[int, str]) -> Iterator[str]:
        """What `write_refused` writes, line by line. Raises Unreadable."""
        yield BOM if self.encoding != "utf-8" else ""
        # Every cell quoted: one that holds the other separator would else be split, and its second half run.
        writer = csv.writer(_Line(), delimiter=self.delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        header = self._first[: -1 if self._has_reason else None]
        yield writer.writerow([guarded(cell) for cell in [*header, REASON]])
        for number, cells in self._rows() if reasons else ():
            if number in reasons:
                yield writer.writerow([guarded(cell) for cell in [*cells, reasons[number]]])

    def _write_refused(self, path: Path, reasons: Mapping[int, str]) -> None:
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".csv", dir=path.parent)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(self.refused_lines(reasons))
            os.replace(draft, path)
        except BaseException:
            os.unlink(draft)
            raise


class _Line:
    """A file that hands back each line it is given."""

    def write(self, line: str) -> str:
        return line


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded` puts before what looks like a formula."""
    return cell[1:] if guarded(cell[1:]) == cell else cell
