"""A publication, or its public edition, to take along: a zip with its numbers, what they mean, a page and the rules.

Made of the frozen text alone; that of an edition is the same bytes whenever it is made, that of the exact numbers bears
the number of its export. `datapackage.json` describes the numbers as a Frictionless Data Package
(specs.frictionlessdata.io), so that a statistics program reads them with their types.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from figures.counted import TOTAL
from figures.models import Publication
from figures.publications import pages
from figures.publications.content import LANGUAGES, UNDATED, Content, said, version_of
from figures.publications.edition import SIGN
from figures.publications.sections import edition_sections, sections
from lib import csvout
from lib.periods import Period
from office import exports

FREE = {
    "name": "CC0-1.0",
    "title": "CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""Numbers that are given out may be used by everybody."""
CLOSED = {"name": "other-closed", "title": "Exact numbers: not to be passed on. The public edition is free to use."}
"""Small numbers can point to a person."""
YEAR = "year"
SPANS = (YEAR, TOTAL, UNDATED)
"""What an exact number is of: a year, the whole period, or what has no known date."""
ONLY_EXACT = ("part", "span", exports.NUMBER)
"""The columns that an edition has no use for: its figures have one number of each year, and it is no export."""
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""A zip dates its files; a date of its making would make each zip another one."""


def zip_of_edition(found: Publication, edition: Content) -> bytes:
    """The bytes of the zip of a public edition."""
    header, rows = table(edition)
    page = {
        "printed": edition,
        "most": edition["threshold"] - 1,
        "sections": edition_sections(edition),
        "left_out": pages.left_out(edition),
        "masked_share": pages.masked_share(edition),
    }
    lines = csvout.lines(header, rows, csvout.Dialect())
    return _zip(found, edition, "".join(lines), page, {"threshold": edition["threshold"]})


def zip_of_exact(found: Publication, content: Content, text: str, export: str) -> bytes:
    """The bytes of the zip of the exact numbers, of which `text` is the CSV as it goes out under that number."""
    page = {"sections": sections(content), "staff": pages.staff(content), "export": export}
    return _zip(found, content, text, page, {exports.NUMBER: export, "headcounts": content["headcounts"]})


def name_of(content: Content) -> str:
    """The name of the package and of its file."""
    exact = "" if _is_edition(content) else "-exact"
    return slugify(f"integrity-figures-{content['first']}-{content['last']}-as-at-{content['as_at']}{exact}")


def table(content: Content) -> tuple[list[str], Iterator[list[Any]]]:
    """The header and the rows of the numbers, one number a row: a spreadsheet turns it as it likes.

    Exact ones have parts, and numbers that are of no single year; an edition has neither.
    """
    columns = [field["name"] for field in _fields(content) if field["name"] != exports.NUMBER]
    return columns, ([row[column] for column in columns] for row in _rows(content))


def _zip(found: Publication, content: Content, text: str, page: Mapping[str, Any], beside: Mapping[str, Any]) -> bytes:
    period = Period(content["first"], content["last"]).label
    files = {
        "datapackage.json": json.dumps(_described(found, content, beside), ensure_ascii=False, indent=2),
        "figures.csv": text,
        "page.html": render_to_string("publications/package.html", {"publication": found, "period": period, **page}),
        "page.css": render_to_string("publications/package.css"),
        "rules.md": _rules(content),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, inside in files.items():
            packed.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), inside, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _is_edition(content: Content) -> bool:
    return "threshold" in content


def _rows(content: Content) -> Iterator[dict[str, Any]]:
    for figure in content["figures"]:
        for one in [{**figure, "part": ""}] if _is_edition(content) else figure["tables"]:
            yield from _numbers(figure["key"], one["part"], "", "", one)
            for breakdown in one["breakdowns"]:
                for line in breakdown["lines"]:
                    yield from _numbers(figure["key"], one["part"], breakdown["key"], line["value"], line)


def _numbers(figure: str, part: str, breakdown: str, value: str, line: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    row = {"figure": figure, "part": part, "breakdown": breakdown, "value": value}
    row |= {f"label_{language}": line["label"][language] for language in LANGUAGES}
    for year, number in line["years"].items():
        yield {**row, "span": YEAR, "year": year, "number": number}
    for span in SPANS[1:]:
        if span in line:
            yield {**row, "span": span, "year": "", "number": line[span]}


def _described(found: Publication, content: Content, beside: Mapping[str, Any]) -> dict[str, Any]:
    masked = [f"<{content['threshold']}", SIGN] if _is_edition(content) else []
    return {
        "profile": "tabular-data-package",
        "name": name_of(content),
        "title": f"Integrity figures {content['first']}-{content['last']}",
        "created": found.published_at.isoformat(timespec="seconds"),
        "licenses": [FREE if _is_edition(content) else CLOSED],
        "as_at": content["as_at"],
        **beside,
        "breaks": content["breaks"],
        "rules": {
            figure["key"]: {
                "version": version_of(figure),
                **{language: " ".join(figure["rules"][language]) for language in LANGUAGES},
            }
            for figure in content["figures"]
        },
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "figures",
                "path": "figures.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": _fields(content), "missingValues": ["", *masked]},
            }
        ],
    }


def _fields(content: Content) -> list[dict[str, Any]]:
    """The columns, each with its type and what it holds."""
    required, whole = {"required": True}, {"minimum": 0}
    years = {"minimum": content["first"], "maximum": content["last"]}
    keys = [figure["key"] for figure in content["figures"]]
    fields = {
        "figure": _field("string", "", **required, enum=keys),
        "part": _field("string", "Which number of a figure that has several; they are never added."),
        "breakdown": _field("string", "Empty for the whole of a figure."),
        "value": _field("string", "The machine value of the breakdown."),
        **{f"label_{language}": _field("string") for language in LANGUAGES},
        "span": _field("string", f"{TOTAL}: all years together; {UNDATED}: no known date.", **required, enum=[*SPANS]),
        "year": _field("integer", "", **years),
        "number": _field("integer", "Missing where there is no number.", **whole),
        exports.NUMBER: _field("string", "Leads to who took the file out.", **required),
    }
    if _is_edition(content):
        masked = (
            f"Masked numbers are missing: <{content['threshold']} is 1 to {content['threshold'] - 1}; "
            f"{SIGN} is masked so that no other number follows from the rest."
        )
        fields |= {"year": _field("integer", "", **required, **years), "number": _field("integer", masked, **whole)}
        fields = {name: field for name, field in fields.items() if name not in ONLY_EXACT}
    return [{"name": name, **field} for name, field in fields.items()]


def _field(kind: str, description: str = "", **constraints: Any) -> dict[str, Any]:
    said_of_it = {"description": description, "constraints": constraints}
    return {"type": kind, **{name: value for name, value in said_of_it.items() if value}}


def _rules(content: Content) -> str:
    """What each figure counts, in the reader's language."""
    lines = [f"# {content['first']}-{content['last']}", ""]
    for figure in content["figures"]:
        version = _("This is version %(version)s of the rule.") % {"version": version_of(figure)}
        lines += [
            f"## {said(figure['label'])} (`{figure['key']}`)",
            "",
            " ".join([*said(figure["rules"]), version]),
            "",
        ]
    return "\n".join(lines)
