"""A public edition to take along: a zip with its numbers, what they mean, a page to print, and the rules.

Made of the edition's own text alone, and the same bytes whenever it is made. `datapackage.json` describes the numbers
as a Frictionless Data Package (specs.frictionlessdata.io), so that a statistics program reads them with their types.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify

from figures.models import Publication
from figures.publications import pages
from figures.publications.content import LANGUAGES, Content, said
from figures.publications.edition import SIGN
from lib.csvout import guarded
from lib.periods import Period

LICENCE = {
    "name": "CC0-1.0",
    "title": "CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""Numbers that are given out may be used by everybody."""
COLUMNS = ("figure", "breakdown", "value", *(f"label_{language}" for language in LANGUAGES), "year", "number")
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""A zip dates its files; a date of its making would make each zip another one."""


def zip_of(found: Publication, edition: Content) -> bytes:
    """The bytes of the zip."""
    period = Period(edition["first"], edition["last"]).label
    page = {"publication": found, "printed": edition, "period": period, "most": edition["threshold"] - 1}
    page |= {"sections": pages.edition_sections(edition), "left_out": pages.left_out(edition)}
    page["masked_share"] = pages.masked_share(edition)
    files = {
        "datapackage.json": json.dumps(_described(found, edition), ensure_ascii=False, indent=2),
        "figures.csv": _table(edition),
        "page.html": render_to_string("publications/package.html", page),
        "page.css": render_to_string("publications/package.css"),
        "rules.md": _rules(edition),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def name_of(edition: Content) -> str:
    """The name of the package and of its file."""
    return slugify(f"integrity-figures-{edition['first']}-{edition['last']}-as-at-{edition['as_at']}")


def _table(edition: Content) -> str:
    """One number a line: a spreadsheet turns it as it likes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in row] for row in _rows(edition))
    return text.getvalue()


def _rows(edition: Content) -> Iterator[list[Any]]:
    for figure in edition["figures"]:
        yield from _numbers(figure, "", "", figure["label"], figure)
        for breakdown in figure["breakdowns"]:
            for line in breakdown["lines"]:
                yield from _numbers(figure, breakdown["key"], line["value"], line["label"], line)


def _numbers(
    figure: Mapping[str, Any], breakdown: str, value: str, label: Mapping[str, str], line: Mapping[str, Any]
) -> Iterator[list[Any]]:
    for year, number in line["years"].items():
        yield [figure["key"], breakdown, value, *(label[language] for language in LANGUAGES), year, number]


def _described(found: Publication, edition: Content) -> dict[str, Any]:
    masked = [f"<{edition['threshold']}", SIGN]
    return {
        "profile": "tabular-data-package",
        "name": name_of(edition),
        "title": f"Integrity figures {edition['first']}-{edition['last']}",
        "created": found.published_at.isoformat(timespec="seconds"),
        "licenses": [LICENCE],
        "as_at": edition["as_at"],
        "threshold": edition["threshold"],
        "breaks": edition["breaks"],
        "rules": {
            figure["key"]: {lang: " ".join(figure["rules"][lang]) for lang in LANGUAGES}
            for figure in edition["figures"]
        },
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "figures",
                "path": "figures.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": _fields(edition),
                    "missingValues": ["", *masked],
                },
            }
        ],
    }


def _fields(edition: Content) -> Sequence[Mapping[str, Any]]:
    """The columns, each with its type and what it holds."""
    keys = [figure["key"] for figure in edition["figures"]]
    years = {"minimum": edition["first"], "maximum": edition["last"]}
    return [
        {"name": "figure", "type": "string", "constraints": {"required": True, "enum": keys}},
        {"name": "breakdown", "type": "string", "description": "Empty for the whole of a figure."},
        {"name": "value", "type": "string", "description": "The machine value of the breakdown."},
        *({"name": f"label_{language}", "type": "string"} for language in LANGUAGES),
        {"name": "year", "type": "integer", "constraints": {"required": True, **years}},
        {
            "name": "number",
            "type": "integer",
            "description": f"Masked numbers are missing: <{edition['threshold']} is 1 to {edition['threshold'] - 1}; "
            f"{SIGN} is masked so that no other number follows from the rest.",
            "constraints": {"minimum": 0},
        },
    ]


def _rules(edition: Content) -> str:
    """What each figure counts, in the reader's language."""
    lines = [f"# {edition['first']}-{edition['last']}", ""]
    for figure in edition["figures"]:
        lines += [f"## {said(figure['label'])} (`{figure['key']}`)", "", " ".join(said(figure["rules"])), ""]
    return "\n".join(lines)
