"""The anchor: the head of the chain after each batch, in a file outside the database that only grows.

Copied elsewhere it shows a log that was cut short, written anew, or restored from an older dump.
"""

import datetime
import fcntl
import json
import os
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from audit.models import RegisterMark

_ID = re.compile(r"[0-9a-z]{16}")


class BadAnchor(Exception):
    """The file is there and cannot be read, or there is none where it would have to lie."""


@cache
def _register_id(database: str) -> str:
    found = RegisterMark.objects.values_list("value", flat=True).get(name="register_id")
    if not _ID.fullmatch(found):
        raise BadAnchor("The id of this register was changed in the database.")
    return found


def register_id() -> str:
    """The random id that this register was given by its first migration; the chain begins with it."""
    return _register_id(str(connection.settings_dict["NAME"]))


def file() -> Path:
    """Where this register's anchors are."""
    return Path(settings.AUDIT_ANCHOR_DIR) / f"{register_id()}.jsonl"


def others() -> list[Path]:
    """Anchors of other registers beside it: in production there are none, unless the log was replaced as a whole."""
    here = file()
    return sorted(path for path in here.parent.glob("*.jsonl") if path != here)


def append(sequence: int, mac: str) -> None:
    """Add the head of the chain, on a line of its own whatever was left of the line before, and on the disk."""
    at = datetime.datetime.now(datetime.UTC).isoformat()
    line = f"{json.dumps({'sequence': sequence, 'mac': mac, 'at': at})}\n".encode()
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(handle, line) != len(line):
            raise OSError(f"{path}: the anchor could not be written whole.")
        os.fsync(handle)
    finally:
        os.close(handle)


def kept() -> dict[int, set[str]] | None:
    """The HMACs that were anchored, by their number in the chain; nothing if there is no file.

    A line that was broken off is passed over if another follows it. Raises BadAnchor.
    """
    path = file()
    if not path.exists():
        return None
    found: dict[int, set[str]] = {}
    broken = False
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                anchor = json.loads(line)
                found.setdefault(int(anchor["sequence"]), set()).add(str(anchor["mac"]))
                broken = False
            except (ValueError, KeyError, TypeError):
                broken = True
    if broken or not found:
        raise BadAnchor(f"{path} ends in what is no anchor.")
    return found
