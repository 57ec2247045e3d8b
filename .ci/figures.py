"""Holds docs/figures.md against the registry of figures, which it is written from; with `--write`, writes it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "figures.md"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
os.environ.setdefault("INTEGRITY_MODE", "development")
django.setup()

from django.utils import translation  # noqa: E402

from figures.basis import Basis, Categories  # noqa: E402
from figures.definitions import FIGURES  # noqa: E402
from figures.dimensions import FILTERS  # noqa: E402
from figures.figure import Figure  # noqa: E402

HEAD = """# The yearly figures

Written by `.venv/bin/python .ci/figures.py --write` from the registry in `figures/definitions.py`; `make check` holds
it against that. Keys are the interface of the JSON, the CSV and `manage.py figures`. Which records a person's numbers
are made of is decided by his role and the walls around him; publications and the command line count the whole register.

Case figures count leaks alone unless all categories are asked for. Every figure can be asked for as the register knew
it at the end of a past day.
"""


def described() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *(line for figure in FIGURES for line in _lines(figure))])


def _lines(figure: Figure) -> Iterator[str]:
    basis = Basis(Categories.LEAKS)
    yield f"## `{figure.key}`: {figure.label_in(basis)}"
    yield ""
    yield " ".join(figure.rules_in(basis))
    yield ""
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


def main() -> str:
    """What is wrong; empty if nothing is."""
    with translation.override("en"):
        page = described()
    if "--write" in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        return "docs/figures.md is not what the registry says. Run: .venv/bin/python .ci/figures.py --write"
    return ""


if __name__ == "__main__":
    sys.exit(main() or 0)
