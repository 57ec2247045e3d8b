"""What a workbook is packed in: looked at before anything is unpacked, so that no file can take more than it shows.

A workbook is a zip of XML files. Only what stands in its list of contents is believed where it makes the file smaller
or simpler than it would otherwise be taken for; all else is refused, for a plain workbook has none of it.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from office.sources import PIECE, Source, Unreadable

MOST_ENTRIES = 5_000
MOST_UNPACKED = 2 << 30
"""How many bytes the whole may have, unpacked. They are read in pieces, and cost time, not memory."""
MOST_BESIDE = 256 << 20
"""How many of them a file may have that is no sheet."""
MOST_RATIO = 120
"""How many times smaller a workbook may have been packed: registers are 10 to 12 times smaller, a sheet with the same
text in every cell 22 times, a file made as a trap 1,000 times."""
SMALL = 10 << 20
"""What unpacks to no more than this is harmless however it was packed."""
MOST_UNSPLIT = 1 << 20
"""How many bytes of XML may come without an element beginning or ending: a text or a tag is held in memory whole."""
MOST_NAMES = 100_000
"""How many characters all different names of elements and attributes in a part may have together."""
DEEPEST = 100
"""How deep elements may stand in each other."""

WORKBOOK = "xl/workbook.xml"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
# The record with which a zip ends, and the one of a very large zip before it.
_LENGTH, _LENGTH64 = 22, 20


def is_packed(source: Source) -> bool:
    """Whether the file is a zip. Raises Unreadable for a workbook of another kind, which is none."""
    with source.opened() as file:
        start = file.read(len(_OLE))
        if start == _OLE:
            raise _other_workbook(file)
    return start.startswith(_ZIP)


def _other_workbook(file: BinaryIO) -> Unreadable:
    """What is said of a file of the container in which Excel writes encrypted workbooks, and wrote all until 2007."""
    mark, before = "EncryptedPackage".encode("utf-16-le"), b""
    while piece := file.read(PIECE):
        if mark in before + piece:
            return Unreadable(_("The workbook is protected by a password. Save it without one."))
        before = piece[-len(mark) :]
    return Unreadable(_("This is a workbook of an old kind (.xls). Save it as .xlsx or as CSV."))


@contextmanager
def unpacked(source: Source) -> Iterator[zipfile.ZipFile]:
    """The workbook's zip, once it has been looked at. Raises Unreadable, also for what goes wrong in the block."""
    try:
        with source.opened() as file:
            _check_end(file)
            with zipfile.ZipFile(file) as package:
                _check_entries(package.infolist(), file.seek(0, os.SEEK_END))
                yield package
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        expat.ExpatError,
        NotImplementedError,
        ValueError,
        OverflowError,
    ) as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """What is said of a workbook that does not hold together."""
    return Unreadable(_("The workbook is damaged. Open it in a spreadsheet program, and save it again."))


def _trap() -> Unreadable:
    return Unreadable(
        _("The workbook unpacks to far more than a workbook of its size holds. Save it as CSV, and import that.")
    )


def _check_end(file: BinaryIO) -> None:
    """Hold the list of contents against its limit before it is read, from the record that ends the file.

    With a comment behind it, or with the record of a very large zip before it, that record could be read in two ways.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LENGTH - _LENGTH64))
    end = file.read()
    record = end[-_LENGTH:]
    if len(record) < _LENGTH or not record.startswith(_END) or record[-2:] != b"\0\0":
        raise damaged()
    entries, length = struct.unpack_from("<HI", record, 10)
    if end[:-_LENGTH].startswith(_END64) or entries > MOST_ENTRIES or length > MOST_ENTRIES * 200:
        raise _trap()
    file.seek(0)


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    _check_names(set(names))
    if len(names) != len(set(names)):
        raise damaged()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(_("The workbook is protected by a password. Save it without one."))
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise damaged()
    total = sum(entry.file_size for entry in entries)
    beside = max((entry.file_size for entry in entries if "/worksheets/" not in entry.filename), default=0)
    if total > MOST_UNPACKED or beside > MOST_BESIDE or total > max(SMALL, MOST_RATIO * size):
        raise _trap()


def _check_names(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary workbook (.xlsb). Save it as .xlsx or as CSV."))
    if "[Content_Types].xml" not in names or WORKBOOK not in names:
        raise Unreadable(_("This is a zip file, and no workbook. Save the rows as .xlsx or as CSV."))
    for name in map(str.lower, names):
        if name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/"):
            raise Unreadable(_("The workbook holds macros. Save it as .xlsx, without them."))
        if name.startswith("xl/externallinks/"):
            raise Unreadable(_("The workbook has links to other files. Save it with values in their place."))


class Reader:
    """Looks at the elements of a part as they come. This one passes over all of them."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; its name comes without the prefix of its namespace."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text stands here."""


def events(file: IO[bytes], reader: Reader) -> Iterator[None]:
    """Read XML piece by piece, and tell `reader` what is met: a pause after each piece.

    There are no entities to expand, because a file with a document type is refused. Raises Unreadable; what else goes
    wrong is left to `unpacked`.
    """
    start, end = reader.start, reader.end
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise damaged()
        start(plain.get(name) or _plain(name, plain), attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(plain[name])

    # Known names are looked up: there are few of them, and millions of elements.
    plain: dict[str, str] = {}
    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_document_type
    fed = 0
    while piece := file.read(1 << 16):
        parser.Parse(piece, False)
        fed += len(piece)
        # The parser keeps every name that it met, of elements and of attributes, for as long as it lives.
        if fed - parser.CurrentByteIndex > MOST_UNSPLIT or sum(map(len, parser.intern)) > MOST_NAMES:
            raise damaged()
        yield
    parser.Parse(b"", True)
    yield


def _plain(name: str, known: dict[str, str]) -> str:
    """A name without its prefix, kept for the next time."""
    known[name] = name.rpartition(":")[2]
    return known[name]


def _no_document_type(*_parts: Any) -> None:
    raise Unreadable(_("The workbook declares a document type, as no spreadsheet program does. It was not read."))
