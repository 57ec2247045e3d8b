"""Where incoming files lie: encrypted, beside the database, until they are imported, discarded, or too old.

Beside a file lie, encrypted too, what is told of its rows, and its refused rows as a file.
"""

import datetime
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import vault
from office.importruns import Note
from office.models import Incoming
from office.tabular import Source, Unreadable

KEPT_FOR = datetime.timedelta(days=14)
"""So long a file that nothing becomes of is kept, and what is told of one that was imported."""
HOW = "how"
"""Under which name a row keeps what `Table` takes of how its file is read."""
TOLD, REFUSED, COUNTED = ".told", ".refused", ".counted"
"""What lies beside a file: the notes on its rows, its refused rows, the values of its columns with their counts."""
MOST_BESIDE = 400 << 20
"""So many bytes of each at most: a text that a workbook holds once can stand in very many of its rows."""
_BESIDE = (TOLD, REFUSED, COUNTED)


def folder() -> Path:
    """Where they lie; nobody but who serves the register looks into it."""
    found: Path = settings.INCOMING_DIR
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(key: str, beside: str = "") -> Path:
    """Where the file under this public key lies, or what lies beside it."""
    return folder() / f"{key}{beside}"


def source_of(incoming: Incoming) -> Source:
    """The file, as imports read one: out of the vault."""
    return Source(incoming.name, lambda: vault.reader(path_of(incoming.public_key)))


def how_of(incoming: Incoming) -> dict[str, Any]:
    """What `Table` takes of how a file is read, besides its profile."""
    return dict(incoming.overrides.get(HOW, {}))


def is_there(incoming: Incoming) -> bool:
    """Whether the file still lies there."""
    return path_of(incoming.public_key).exists()


def remove(key: str, *, beside: bool = True) -> None:
    """Take a file away, and what lies beside it."""
    for suffix in ("", *(_BESIDE if beside else (COUNTED,))):
        path_of(key, suffix).unlink(missing_ok=True)


def write(key: str, beside: str, text: Iterator[str]) -> None:
    """Keep text beside a file, in place of what lies there: whole, or not at all."""
    path_of(key, beside).unlink(missing_ok=True)
    with vault.writer(path_of(key, beside)) as file:
        written = 0
        for piece in text:
            written += file.write(piece.encode())
            if written > MOST_BESIDE:
                raise Unreadable(
                    _("What has to be kept beside the file is too large: split it, or mend its rows first.")
                )


def tell(key: str, errors: Sequence[Note], warnings: Sequence[Note]) -> None:
    """Keep what there is to say of the rows of a file."""
    notes = (("error", errors), ("warning", warnings))
    lines = (json.dumps([word, *note]) + "\n" for word, found in notes for note in found)
    write(key, TOLD, lines)


def told(key: str, word: str) -> Iterator[Note]:
    """The notes of one sort (`error`, `warning`) in the order of the file; none where nothing was told."""
    path = path_of(key, TOLD)
    if not path.exists():
        return
    with vault.reader(path) as file:
        for line in file:
            said, *note = json.loads(line)
            if said == word:
                yield Note(*note)


def pieces(key: str, beside: str) -> Iterator[bytes]:
    """What lies beside a file, as it goes out."""
    with vault.reader(path_of(key, beside)) as file:
        while piece := file.read(1 << 16):
            yield piece


def counted(key: str, mark: str) -> Any:
    """What was counted in the file and kept under this mark; nothing where it was another."""
    path = path_of(key, COUNTED)
    if not path.exists():
        return None
    with vault.reader(path) as file:
        content = json.loads(file.read())
    return content["found"] if content["mark"] == mark else None


def keep_counted(key: str, mark: str, found: Any) -> None:
    """Keep what was counted, in place of what was counted before."""
    # Whoever asks for the same at the same moment keeps the same.
    with suppress(FileExistsError):
        write(key, COUNTED, iter([json.dumps({"mark": mark, "found": found})]))


def clear_away() -> int:
    """Take away what has lain too long, and what nothing in the register knows; returns how many files there were."""
    now, gone = timezone.now(), 0
    came = dict(Incoming.objects.values_list("public_key", "came_at"))
    waiting = set(Incoming.objects.waiting().values_list("public_key", flat=True))
    for path in folder().iterdir():
        # A name that no row has may be of a file that comes in at this moment.
        age = now - came.get(path.name.partition(".")[0], _written_at(path))
        is_file = "." not in path.name
        spent = is_file and path.name in came and path.name not in waiting
        if spent or age > KEPT_FOR or (path.name.partition(".")[0] not in came and age > datetime.timedelta(days=1)):
            path.unlink(missing_ok=True)
            gone += is_file
    return gone


def renew() -> int:
    """Bring what lies there under the newest of `IDENTITY_KEYS`; returns how many files were not. Raises Damaged."""
    # What begins with a dot is being written, under the newest one already, or is a draft that nobody ends.
    return sum(vault.renew(path) for path in sorted(folder().iterdir()) if not path.name.startswith("."))


def _written_at(path: Path) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
