"""Where a file of rows comes from, how large it may be, and what is said of one that cannot be read."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lib.vault import Damaged

MOST_BYTES = 200 << 20
MOST_ROWS = 1_000_000
MOST_COLUMNS = 1_000
MOST_CHARACTERS = 100_000
"""How long a cell may be."""
PIECE = 1 << 20

Row = tuple[int, list[str]]


class Unreadable(Exception):
    """The file cannot be read; the message is a sentence that says why."""


@dataclass(frozen=True)
class Source:
    """A file of bytes, wherever it is kept: what its owner calls it, and a way to open it that can be asked again."""

    name: str
    open: Callable[[], BinaryIO]
    """A file that can be read from any place; `lib.vault.reader` gives one, and so does `Path.open("rb")`."""

    @classmethod
    def at(cls, path: Path) -> "Source":
        """The file at a path."""
        return cls(path.name, lambda: path.open("rb"))

    @property
    def ending(self) -> str:
        """What stands behind the last dot of the name, in small letters."""
        return Path(self.name).suffix.removeprefix(".").lower()

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file, open for as long as the block lasts.

        Raises Unreadable for one that is too large, and for what goes wrong with it in the block.
        """
        try:
            with self.open() as file:
                if file.seek(0, os.SEEK_END) > MOST_BYTES:
                    raise _too_large()
                file.seek(0)
                yield file
        except (FileNotFoundError, IsADirectoryError) as error:
            raise Unreadable(_("There is no such file: %(name)s.") % {"name": self.name}) from error
        except OSError as error:
            raise Unreadable(_("The file cannot be read: %(why)s.") % {"why": error.strerror or error}) from error
        except Damaged as error:
            raise Unreadable(str(error)) from error


def fingerprint(source: Source) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises Unreadable."""
    digest = hashlib.sha256()
    with source.opened() as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _too_large() -> Unreadable:
    return Unreadable(
        _("The file is larger than %(most)s MB. Divide it, and import the parts one by one.")
        % {"most": MOST_BYTES >> 20}
    )


def too_many_columns() -> Unreadable:
    """What is said of a file that is too wide."""
    return Unreadable(_("The file has more than %(most)s columns.") % {"most": number_format(MOST_COLUMNS)})


def too_long_a_cell(row: int) -> Unreadable:
    """What is said of a file with a cell that is too long, in this row."""
    return Unreadable(
        _("Row %(row)s has a cell of more than %(most)s characters.")
        % {"row": row, "most": number_format(MOST_CHARACTERS)}
    )


def holds_nul() -> Unreadable:
    """What is said of a file with a character that no text has."""
    return Unreadable(_("The file holds NUL characters: it is no text, or it is damaged."))


def holds_halves() -> Unreadable:
    """What is said of a file with half a character."""
    return Unreadable(_("The file holds halves of characters (lone surrogates). Save it again as UTF-8."))
