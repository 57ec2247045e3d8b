"""Reading a file of rows: its encoding, its header, its rows, and every way in which a file cannot be read.

A row has the number that a person sees in front of it: the header is row 1. Rows are read one at a time, in as many
passes as are asked for, so that a file of any length takes the memory of one row.
"""

import codecs
import csv
import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from lib.csvout import BOM, guarded

REASON = "refused_because"
"""The column that a file of refused rows has besides those of the file they came from; left out when it comes back."""

_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"

Row = tuple[int, list[str]]


class Unreadable(Exception):
    """The file cannot be read; the message is a sentence that says why."""


class Unwritable(Exception):
    """The refused rows cannot be written; the message is a sentence that says why."""


class Table:
    """A file of rows under a header, each cell as it stands in the file."""

    def __init__(self, path: Path, *, delimiter: str = ",", row_names: bool = False) -> None:
        """Read encoding and header of the file at `path`.

        `row_names` says that each row begins with a name for which the header has no cell, as R writes them.
        Raises Unreadable.
        """
        self.path, self.delimiter = path, delimiter
        try:
            self.sha256, self.encoding = _inspect(path)
        except OSError as error:
            raise Unreadable(_("The file cannot be read: %(why)s.") % {"why": error.strerror}) from error
        first = next(self._records(), None)
        if first is None:
            raise Unreadable(_("The file is empty."))
        self._first = first[1]
        names = [name.strip() for name in self._first]
        self._has_reason = names[-1] == REASON
        if self._has_reason:
            names.pop()
        self.named_rows = row_names and (not names or names[0] != "")
        self.header: list[str] = ["", *names] if self.named_rows else names

    def rows(self) -> Iterator[Row]:
        """Number and cells of each row that is not an empty line. Raises Unreadable, also when there are none."""
        records = self._records()
        next(records)
        any_row = False
        for number, cells in records:
            if cells == self._first:
                raise Unreadable(
                    _("The header stands again in row %(row)s. Take it out, or import the parts one by one.")
                    % {"row": number}
                )
            if self._has_reason:
                cells.pop()
            any_row = True
            yield number, cells
        if not any_row:
            raise Unreadable(_("The file has a header and no rows."))

    def places(self, columns: Sequence[str]) -> dict[str, int]:
        """Where each of `columns` stands in a row. Raises Unreadable if one is missing or stands there twice."""
        missing = [column for column in columns if column not in self.header]
        if missing:
            sentence = _("Columns missing from the header: %(columns)s.") % {"columns": ", ".join(missing)}
            if len(self.header) == 1 + self.named_rows and any(sign in self._first[0] for sign in _DELIMITERS):
                sentence = _("The header is one cell: this profile expects another character between the cells.")
            raise Unreadable(sentence)
        twice = [column for column, times in Counter(self.header).items() if times > 1 and column in columns]
        if twice:
            raise Unreadable(_("Columns that stand in the header twice: %(columns)s.") % {"columns": ", ".join(twice)})
        return {column: self.header.index(column) for column in columns}

    def _records(self) -> Iterator[Row]:
        number = 0
        with self.path.open(encoding=self.encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise Unreadable(
                        _(
                            "Row %(row)s cannot be split into cells: a quotation mark is not closed, or stands in the "
                            "middle of a cell."
                        )
                        % {"row": number}
                    ) from error
                if cells:
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

    def _write_refused(self, path: Path, reasons: Mapping[int, str]) -> None:
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".csv", dir=path.parent)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                if self.encoding != "utf-8":
                    file.write(BOM)
                # Every cell quoted: one that holds the other separator would else be split, and its second half run.
                writer = csv.writer(file, delimiter=self.delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
                header = self._first[: -1 if self._has_reason else None]
                writer.writerow([guarded(cell) for cell in [*header, REASON]])
                if reasons:
                    for number, cells in self.rows():
                        if number in reasons:
                            writer.writerow([guarded(cell) for cell in [*cells, reasons[number]]])
            os.replace(draft, path)
        except BaseException:
            os.unlink(draft)
            raise


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded` puts before what looks like a formula."""
    return cell[1:] if guarded(cell[1:]) == cell else cell


def _inspect(path: Path) -> tuple[str, str]:
    """Fingerprint and encoding of a file, read in pieces."""
    if not path.is_file():
        raise Unreadable(_("There is no such file: %(name)s.") % {"name": path.name})
    digest = hashlib.sha256()
    with path.open("rb") as file:
        start = file.read(3)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest(), _encoding_of(path, start)


def _encoding_of(path: Path, start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if _decodes(path, "utf-16"):
            return "utf-16"
        raise Unreadable(_("The file begins as UTF-16 and does not go on so. Save it again as UTF-8."))
    if _decodes(path, "utf-8"):
        return "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"
    if _decodes(path, "utf-8", "surrogatepass"):
        raise Unreadable(_("The file holds halves of characters (lone surrogates). Save it again as UTF-8."))
    if start != codecs.BOM_UTF8 and _decodes(path, "cp1252"):
        return "cp1252"
    raise Unreadable(_("The file is in no encoding that can be read. Save it again as UTF-8."))


def _decodes(path: Path, encoding: str, errors: str = "strict") -> bool:
    """Whether the whole file is text in `encoding`. Raises Unreadable for NUL, which no text has."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise Unreadable(_("The file holds NUL characters: it is no text, or it is damaged."))
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
