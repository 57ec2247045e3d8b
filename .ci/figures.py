"""Holds docs/figures.md against the registry of figures, which it is written from; with `--write`, writes it.

The page keeps of each figure the version of its rule and a fingerprint of what it counts. What counts otherwise under
the same version is refused, and not written either: publications freeze the version as a promise.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "figures.md"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
os.environ.setdefault("INTEGRITY_MODE", "development")
django.setup()

from django.utils import translation  # noqa: E402

from figures.basis import Basis, Categories  # noqa: E402
from figures.definitions import BY_KEY, FIGURES  # noqa: E402
from figures.dimensions import FILTERS  # noqa: E402
from figures.figure import Figure  # noqa: E402

HEAD = """# The yearly figures

Written by `.venv/bin/python .ci/figures.py --write` from the registry in `figures/definitions.py`; `make check` holds
it against that. Keys are the interface of the JSON, the CSV and `manage.py figures`. Which records a person's numbers
are made of is decided by his role and the walls around him; publications and the command line count the whole register.

Case figures count leaks alone unless all categories are asked for. Every figure can be asked for as the register knew
it at the end of a past day.

Every rule has a version, which publications freeze beside it. It is raised when what a figure counts changes, and not
when words are polished. The fingerprint is taken of what the registry says of that: unit, date, conditions, breakdowns
and parts. `make check` fails when it changes and the version stands still. How the columns come about that are read, it
does not see: whoever changes that raises the version by hand.
"""
_WRITTEN = re.compile(r"^- Rule: version (\d+), fingerprint `(\w+)`\.$", re.MULTILINE)


def described() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *(line for figure in FIGURES for line in _lines(figure))])


def _lines(figure: Figure) -> Iterator[str]:
    basis = Basis(Categories.LEAKS)
    yield f"## `{figure.key}`: {figure.label_in(basis)}"
    yield ""
    yield " ".join(figure.rules_in(basis))
    yield ""
    yield f"- Rule: version {figure.version}, fingerprint `{fingerprint(figure)}`."
    yield f"- Unit: {figure.unit.key}. Dated by `{figure.dated_by}` ({str(figure.dated_words).lower()})."
    for part in figure.parts:
        yield f"- Part `{part.key}`: {part.label}."
    for dimension in figure.breakdowns:
        several = "; a record may count in several rows" if dimension.is_set else ""
        yield f"- Breakdown `{dimension.key}`: {str(dimension.label).lower()}{several}."
    if figure.may_be_undated:
        yield "- What has no known date stands in a column `unknown`, in no year and not in the total."
    filters = figure.narrowed_by(Basis(narrowed=dict.fromkeys(FILTERS, "")))
    yield f"- Filters: {', '.join(f'`{key}`' for key in filters) or 'none'}."
    yield ""


def fingerprint(figure: Figure) -> str:
    """A short hash of what a figure counts as far as the registry says it; no words are in it."""
    counted = json.dumps(_counted(figure), sort_keys=True)
    return hashlib.sha256(counted.encode()).hexdigest()[:12]


def _counted(figure: Figure) -> dict[str, Any]:
    bases = [Basis(categories, certificates) for categories in Categories for certificates in (False, True)]
    return {
        "unit": [figure.unit.key, figure.unit.model._meta.label, figure.unit.path],
        "date": [figure.dated_by, figure.year, figure.may_be_undated],
        "counting": [figure.counting.value, figure.ordered],
        "conditions": [{name: list(values) for name, values in figure.conditions(basis).items()} for basis in bases],
        "breakdowns": [
            [one.key, one.is_set, *(one.column_in(figure.settled(basis)) for basis in bases)]
            for one in figure.breakdowns
        ],
        "parts": [
            [part.key, part.summed, part.share, part.edge and part.edge.value, part.flow and _counted(part.flow)]
            for part in figure.parts
        ],
    }


def broken(page: str) -> Iterator[str]:
    """A sentence for each figure that counts something else than this page says, under the same version."""
    for section in re.split("^## `", page, flags=re.MULTILINE)[1:]:
        key, written = section.partition("`")[0], _WRITTEN.search(section)
        if key not in BY_KEY or written is None:
            continue
        figure, version = BY_KEY[key], int(written[1])
        if figure.version < version:
            yield f"The version of `{key}` went back from {version} to {figure.version}. No version is given twice."
        elif figure.version == version and fingerprint(figure) != written[2]:
            yield (
                f"`{key}` counts something else than docs/figures.md says of version {version} of its rule. Raise the "
                f"version of `{key}` to {version + 1} in figures/definitions.py."
            )


def main() -> str:
    """What is wrong; empty if nothing is."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if problems := list(broken(before)):
        return "\n".join(problems)
    with translation.override("en"):
        page = described()
    if "--write" in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    elif before != page:
        return "docs/figures.md is not what the registry says. Run: .venv/bin/python .ci/figures.py --write"
    return ""


if __name__ == "__main__":
    sys.exit(main() or 0)
