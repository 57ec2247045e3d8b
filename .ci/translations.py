"""Holds the Dutch against the source: every text translated, nothing doubtful, nothing left over, and compiled.

Reads the texts out of a copy of the source with gettext's own tools, so that the file in the project stays as it is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = Path("locale/nl/LC_MESSAGES")
NOT_SOURCE = shutil.ignore_patterns(".*", "var", "tests", "bench", "docs", "static", "__pycache__")


def fresh_messages() -> polib.POFile:
    """What the source says now, merged with the Dutch that the project has."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "source"
        shutil.copytree(ROOT, copy, ignore=NOT_SOURCE)
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", "nl", "--verbosity", "0"],
            cwd=copy,
            env={**os.environ, "INTEGRITY_MODE": "development", "INTEGRITY_VAR": str(Path(folder) / "var")},
            check=True,
        )
        return polib.pofile(str(copy / MESSAGES / "django.po"))


def texts(messages: polib.POFile | polib.MOFile) -> dict[tuple[str, str], object]:
    """The translations by context and text."""
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in messages
        if entry.msgid and not entry.obsolete
    }


def findings() -> list[str]:
    """What is wrong, a line each."""
    written = ROOT / MESSAGES / "django.po"
    compiled = ROOT / MESSAGES / "django.mo"
    if not written.exists() or not compiled.exists():
        return [f"{MESSAGES}: django.po and django.mo must be there (django-admin makemessages, compilemessages)"]
    fresh, kept = fresh_messages(), polib.pofile(str(written))
    found = [f"not translated: {entry.msgid!r}" for entry in fresh.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid!r}" for entry in fresh.fuzzy_entries()]
    found += [f"no longer in the source: {entry.msgid!r}" for entry in fresh.obsolete_entries()]
    found += [f"left over: {entry.msgid!r}" for entry in kept.obsolete_entries()]
    found += [f"not in django.po: {text!r}" for _, text in sorted(texts(fresh).keys() - texts(kept).keys())]
    if texts(polib.mofile(str(compiled))) != texts(kept):
        found.append("django.mo is not what django.po compiles to (django-admin compilemessages)")
    checked = subprocess.run(
        ["msgfmt", "--check-format", "--output-file", os.devnull, str(written)], capture_output=True, text=True
    )
    return found + checked.stderr.splitlines() if checked.returncode else found


if __name__ == "__main__":
    lines = findings()
    for line in lines:
        sys.stderr.write(f"{line}\n")
    sys.exit(bool(lines))
