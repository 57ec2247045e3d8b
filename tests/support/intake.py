"""Files that come in through the browser, and the process that works on them, played in the one of the tests."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from integrity.intake import actions, keeping, kinds, working
from office.models import ImportRun, Incoming
from tests.cast import Cast
from tests.support.importing import COLUMNS, PROFILE, bring, row

ROWS = [row(), row(verdict="yes"), row(number="A-2", received="2018-05-01", done="2018-06-01")]
"""Two cases of three rows."""


def text_of(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS, sign: str = ",") -> bytes:
    """Rows under a header, as a file holds them."""
    lines = [sign.join(columns), *(sign.join(cells.get(name, "") for name in columns) for cells in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def send(client: Client, content: bytes, *, name: str = "rows.csv", kind: str = "cases") -> Any:
    """Upload a file; the answer."""
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post("/import/new/", {"kind": kind, "file": file})


def upload(client: Client, content: bytes, **more: str) -> Incoming:
    """Upload a file, which is taken."""
    before = set(Incoming.objects.values_list("pk", flat=True))
    answer = send(client, content, **more)
    assert answer.status_code == 302, answer.content.decode()
    return Incoming.objects.exclude(pk__in=before).get()


def address(incoming: Incoming, page: str = "") -> str:
    """The address of a page of a file."""
    return f"/import/files/{incoming.public_key}/{page}"


def use_profile(client: Client, incoming: Incoming, text: str = PROFILE) -> None:
    """Have a file read by a profile that is pasted."""
    answer = client.post(address(incoming, "profile/"), {"text": text})
    assert answer.status_code == 302, answer.content.decode()


def check(client: Client, incoming: Incoming) -> Incoming:
    """Ask for a dry run, and make it."""
    answer = client.post(address(incoming, "check/"))
    assert answer.status_code == 302, answer.content.decode()
    return work(incoming)


def bring_in(client: Client, incoming: Incoming) -> Incoming:
    """Confirm the import, and make it."""
    answer = client.post(address(incoming, "import/"), {"mark": incoming.outcome["mark"]})
    assert answer.status_code == 302, answer.content.decode()
    return work(incoming)


def work(incoming: Incoming) -> Incoming:
    """Do what the process does that the page starts."""
    assert working.work_on(incoming.public_key)
    return Incoming.objects.get(pk=incoming.pk)


def make_intake(cast: Cast) -> dict[str, str]:
    """A file of the investigator that has been mapped and not tried, and a saved profile."""
    key = "1NC0M1NG0001"
    keeping.write(key, "", iter([text_of(ROWS).decode()]))
    said = {"kind": "cases", "name": "rows.csv", "size": 1, "sha256": "0" * 64, "profile": PROFILE}
    incoming = Incoming.objects.create(public_key=key, by=cast.investigator, came_at=timezone.now(), **said)
    saved = actions.save_profile(by=cast.investigator, kind=kinds.BY_KEY["cases"], name="ours", text=PROFILE)
    return {"incoming": incoming.public_key, "import_profile": saved.public_key}


def make_run(cast: Cast) -> dict[str, str]:
    """An import of cases that nobody has worked on."""
    with TemporaryDirectory() as folder:
        bring(Path(folder), *ROWS, by=cast.investigator)
    return {"import_run": ImportRun.objects.get().public_key}


def ready(client: Client, rows: list[dict[str, str]] | None = None, **more: str) -> Incoming:
    """A file of cases that has been mapped and tried."""
    incoming = upload(client, text_of(ROWS if rows is None else rows), **more)
    use_profile(client, incoming)
    return check(client, incoming)


def lying(suffix: str = "") -> set[str]:
    """The names of the files that lie in the vault."""
    return {path.name for path in keeping.folder().iterdir() if path.name.endswith(suffix)}


def in_clear(words: list[str], folder: Path) -> list[str]:
    """The files below a folder in which one of these words stands as it is, also as JSON writes it."""
    traces = {form for word in words for form in (word.encode(), json.dumps(word).strip('"').encode())}
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(trace in path.read_bytes() for trace in traces)
    ]
