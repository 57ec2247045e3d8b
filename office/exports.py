"""Rows and counts out as a file: its purpose is asked first, and the log knows it from before its first byte.

Every row bears the number of its export, so that a file found somewhere leads to who took it out, when and for what;
its SHA-256 in the log says whether it is still that file. Two events, one when it begins and one when it ends, whole or
broken off.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import csvout
from lib.columns import Column, raw_rows
from lib.csvout import Dialect
from lib.publickey import random_key
from office.forms import ExportForm

NUMBER = "export"
"""The column in which every row says which export it belongs to."""

CODED_ONLY = gettext_lazy("Coded columns only: no names and no text. Rare combinations can still point to a person.")
"""What is said of a file of records."""

TOGETHER = 100
"""So many lines go out at once: a line by itself costs the server more than all that is in it."""

ZIP = "application/zip"

Content = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""The header of a file, and its rows."""


@dataclass(frozen=True)
class File:
    """What goes out under one name."""

    name: str
    begun: Kind
    ended: Kind
    read: Callable[[], Content]
    """Makes its content; not called before its beginning is on record."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What it was narrowed by, in machine values."""
    packed: Callable[[str, str], bytes] | None = None
    """Makes a zip of the CSV as it is written in full, and of the number of the export; None if that goes out alone."""


@dataclass(frozen=True)
class Offer:
    """A file as the page says what it is, before it goes out."""

    file: File
    title: str | Promise
    holds: str | Promise
    """What stands in it, in a sentence."""
    back: str
    """Where its rows stand on a page, and what that page is called."""
    back_label: str | Promise
    narrowed: Sequence[Any] = ()
    """The filters that hold, each with a label and a value in words."""
    button: str | Promise = gettext_lazy("Download CSV")


def coded(records: models.QuerySet[Any], columns: Sequence[Column]) -> Callable[[], Content]:
    """The content of a file of records: these columns, machine values only."""
    return lambda: ([column.key for column in columns], raw_rows(records, columns))


class Sending(Iterator[bytes]):
    """The bytes of a file as they go out, counted and hashed; where they stop, the end of the export is recorded.

    The server closes it when its reader has gone, also before the first byte.
    """

    def __init__(self, file: File, key: str, by: User | None, dialect: Dialect) -> None:
        self._file, self._key, self._by = file, key, by
        self._lines = _lines(file, key, dialect)
        self._digest = hashlib.sha256()
        self._sent = 0
        self._over = False

    def __next__(self) -> bytes:
        lines = list(islice(self._lines, None if self._file.packed else TOGETHER))
        if not lines:
            self._end(complete=True)
            raise StopIteration
        text = "".join(lines)
        data = self._file.packed(text, self._key) if self._file.packed else text.encode()
        self._digest.update(data)
        self._sent += len(lines)
        return data

    def close(self) -> None:
        """Break off, unless all has been sent."""
        self._end(complete=False)

    def _end(self, *, complete: bool) -> None:
        if self._over:
            return
        self._over = True
        # With its frame goes the open cursor, which would keep SQLite from writing.
        self._lines.close()
        # The header is no row.
        detail = {"rows": max(self._sent - 1, 0), "sha256": self._digest.hexdigest(), "complete": complete}
        log.read(self._by, self._file.ended, target=self._key, detail=detail)


def _lines(file: File, key: str, dialect: Dialect) -> Generator[str, None, None]:
    header, rows = file.read()
    yield from csvout.lines([*header, NUMBER], ([*row, key] for row in rows), dialect)


def send(file: File, *, by: User | None, purpose: str, dialect: Dialect) -> Sending:
    """Record that an export begins, and hand over its bytes. Raises NotRecorded, and then nothing goes out."""
    key = random_key()
    log.read(by, file.begun, target=key, reason=purpose, detail=file.detail)
    return Sending(file, key, by, dialect)


def answer(request: HttpRequest, offer: Offer, *, by: User, written: Dialect | None) -> HttpResponseBase:
    """The page that asks what the file is for, and on POST the file.

    `written` is how the address wants it, and None where there is no choice, as in a zip.
    """
    form = ExportForm(request.POST if request.method == "POST" else None, written=written)
    if not form.is_valid():
        return render(request, "office/export.html", {"offer": offer, "form": form})
    file = offer.file
    sending = send(file, by=by, purpose=form.cleaned_data["purpose"], dialect=form.dialect)
    return csvout.download(file.name, sending, ZIP if file.packed else csvout.MEDIA)
