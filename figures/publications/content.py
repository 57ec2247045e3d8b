"""What a publication freezes: every number of every figure with its words in both languages, and the rules of then.

It is kept as one text of canonical JSON, so that the same content is the same bytes. Whoever draws it needs nothing
else: no list, no rule and no record of the register.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import override

from cases.models.values import Outcome
from figures import dimensions as by
from figures.basis import Basis
from figures.breaks import breaks_of, footnote
from figures.counted import TOTAL, Line, Table
from figures.definitions import FIGURES
from figures.dimensions import Dimension
from figures.figure import Figure
from figures.models import Headcount, SeriesBreak
from figures.selection import UNKNOWN
from figures.tables import WHOLE_REGISTER, tables_of
from lib import history, languages
from lib.intervals import wilson
from lib.periods import Period

FORM = 2
"""Raised when the shape of the JSON changes; what is frozen keeps its own. The second has a version with each rule."""
_VERSION_BEFORE = 1
"""That of every rule before rules had versions: they were numbered as they stood then."""
LANGUAGES = ("en", "nl")
UNDATED = UNKNOWN
"""What has no known date stands under the same name as in the JSON of the figures."""

Content = dict[str, Any]
Words = Mapping[str, str]
"""The same in each of `LANGUAGES`."""
Tables = Sequence[Table]
"""Those of one figure: one, or one for each of its parts."""


def count_all(period: Period, at: datetime.date | None, figures: Iterable[Figure] = FIGURES) -> list[Tables]:
    """The tables of the figures over the whole register, as known at the end of a past day, or now.

    Every row is counted: a page that says whether numbers are right rests on none that are kept.
    """
    return [tables_of(figure, period, Basis(at=at, recounted=True), WHOLE_REGISTER) for figure in figures]


def is_empty(counted: Sequence[Tables]) -> bool:
    """Whether no figure has a number in the period; what has no known date is in none."""
    return not any(table.whole.total for tables in counted for table in tables)


def freeze(period: Period, at: datetime.date, counted: Sequence[Tables]) -> Content:
    """The content of a publication of these tables."""
    return {
        "form": FORM,
        "first": period.first,
        "last": period.last,
        "as_at": at.isoformat(),
        "categories": str(Basis().categories),
        "certificates": Basis().certificates,
        "figures": [_figure(tables) for tables in counted],
        "breaks": [_break(one) for one in breaks_of(period)],
        "headcounts": [
            {"year": one.year, "number": one.number, "source": one.source}
            for one in history.as_known(Headcount, at).filter(year__in=period.years).order_by("year")
        ],
    }


def _break(one: SeriesBreak) -> dict[str, Any]:
    """A break in the series, with its footnote; of no figures by name, it concerns all."""
    text = {"en": one.text_en, "nl": one.text_nl}
    return {"begins_on": one.begins_on.isoformat(), "figures": one.figures, "text": text}


def footnotes(content: Content, key: str) -> list[str]:
    """The breaks in the series of a figure, as the page writes them."""
    return [
        footnote(datetime.date.fromisoformat(one["begins_on"]), said(one["text"]))
        for one in content["breaks"]
        if not one["figures"] or key in one["figures"]
    ]


def version_of(figure: Mapping[str, Any]) -> int:
    """The version of the rule that a frozen figure was counted by."""
    version: int = figure.get("version", _VERSION_BEFORE)
    return version


def as_text(content: Any) -> str:
    """Canonical JSON: keys in order, no spaces, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def said(words: Words) -> str:
    """Of words in each language, those of the page's."""
    return words[languages.of_reader()]


def in_each_language(say: Callable[[], Any]) -> dict[str, Any]:
    """What is said, in each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = say()
    return found


def _figure(tables: Tables) -> dict[str, Any]:
    figure, basis = tables[0].figure, Basis()
    return {
        "key": figure.key,
        "label": in_each_language(lambda: figure.label_in(basis)),
        "unit": in_each_language(lambda: str(figure.unit.plural)),
        "dated": in_each_language(lambda: str(figure.dated_words)),
        "rules": in_each_language(lambda: figure.rules_in(basis)),
        "version": figure.version,
        "tables": [_table(table) for table in tables],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "part": table.part.key if table.part else "",
        "label": in_each_language(lambda: table.label),
        **_numbers(table, table.whole),
        "breakdowns": [_breakdown(table, table.figure.breakdown(key)) for key in table.breakdowns],
        **_share(table),
    }


def _breakdown(table: Table, dimension: Dimension) -> dict[str, Any]:
    words = in_each_language(lambda: {str(value): str(label) for value, label in dimension.words().items()})
    return {
        "key": dimension.key,
        "label": in_each_language(lambda: str(dimension.label)),
        "is_set": dimension.is_set,
        "lines": [
            {
                "value": value,
                "label": {language: words[language].get(value, value) for language in LANGUAGES},
                **_numbers(table, line),
            }
            for value, _label, line in table.lines(dimension)
        ],
    }


def _numbers(table: Table, line: Line) -> dict[str, Any]:
    """None stands where there is no number. Over a period of one year nothing is said twice."""
    numbers: dict[str, Any] = {"years": {str(year): line.of(year) for year in table.period.years}}
    if len(table.period) > 1:
        numbers[TOTAL] = line.of_all
    if table.figure.may_be_undated:
        numbers[UNDATED] = line.undated
    return numbers


def _share(table: Table) -> dict[str, Any]:
    """The share confirmed among what is concluded of what was received, with the interval of Wilson."""
    if table.figure.key != "outcomes":
        return {}
    confirmed = table.line_of(by.OUTCOME.key, Outcome.CONFIRMED)
    ended = table.line_of(by.OUTCOME.key, Outcome.CONFIRMED, Outcome.UNFOUNDED)
    shares = {str(year): _interval(confirmed.years[year], ended.years[year]) for year in table.period.years}
    if len(table.period) > 1:
        shares[TOTAL] = _interval(confirmed.total, ended.total)
    return {"share": shares}


def _interval(hits: int, total: int) -> dict[str, Any] | None:
    if not total:
        return None
    low, high = wilson(hits, total)
    return {"hits": hits, "of": total, "low": round(low, 6), "high": round(high, 6)}
