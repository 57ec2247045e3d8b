"""What the pages of publications show. The page of an edition is made of the edition's text alone."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from figures.counted import TOTAL
from figures.definitions import BY_KEY
from figures.figure import Counting
from figures.grids import percent
from figures.headcounts import Staff
from figures.models import Publication
from figures.publications.access import reasons_of, record_reason_read, references_for
from figures.publications.content import UNDATED, Content, count_all, footnotes, said
from figures.publications.late import ORDERED, LateChange, late_changes
from figures.publications.numbers import (
    Change,
    Names,
    Numbers,
    Place,
    changes,
    numbers_of,
    with_reworded_rules,
)
from lib.periods import Period

MOST = 200
"""So many records with a late change are listed."""
EXPLAINED = 20
"""Of so many the reasons stand beside them; each is on record as a look at its dossier."""


@dataclass(frozen=True)
class Row:
    """A line of a table, each cell as it is written."""

    label: str
    cells: Sequence[str]
    is_whole: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of a figure: the whole and one breakdown."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Row]
    leaves_zeros_out: bool = False
    """Whether values that count nothing in any year are not shown."""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A figure as published, with its rule."""

    key: str
    title: str
    unit: str
    grids: Sequence[Grid]
    rules: Sequence[str]
    shares: Sequence[str] = ()
    notes: Sequence[str] = ()
    """The breaks in its series."""


def period_of(found: Publication) -> Period:
    """The years of a publication."""
    return Period(found.first, found.last)


def sections(content: Content) -> list[Section]:
    """The figures of a frozen content, each with all its tables."""
    return [_section(figure, figure["tables"], content) for figure in content["figures"]]


def edition_sections(edition: Content) -> list[Section]:
    """The figures of a public edition."""
    return [_section(figure, [{**figure, "part": ""}], edition) for figure in edition["figures"]]


def _section(figure: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], content: Content) -> Section:
    grids = [grid for table in tables if table["breakdowns"] for grid in _grids(table, content)]
    if not grids:
        grids = [_plain_grid(figure, tables, content)]
    shares = [sentence for table in tables for sentence in _shares(table, content)]
    unit = f"{said(figure['unit'])} · {said(figure['dated'])}"
    notes = footnotes(content, figure["key"])
    return Section(figure["key"], said(figure["label"]), unit, grids, said(figure["rules"]), shares, notes)


def _grids(table: Mapping[str, Any], content: Content) -> Iterator[Grid]:
    columns = _columns(table)
    headings = [_heading(column, content) for column in columns]
    label, whole = said(table["label"]), Row(_("All"), _cells(table, columns), is_whole=True)
    for breakdown in table["breakdowns"]:
        shown = [line for line in breakdown["lines"] if any(number != 0 for number in _numbers(line, columns))]
        rows = [Row(said(line["label"]), _cells(line, columns)) for line in shown]
        note = _("A row may count under several of these.") if breakdown.get("is_set") else ""
        title = f"{label}: {said(breakdown['label'])}"
        yield Grid(title, headings, [whole, *rows], len(shown) < len(breakdown["lines"]), note)


def _plain_grid(figure: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], content: Content) -> Grid:
    """The numbers of a figure without breakdowns: a row for each of its parts."""
    columns = _columns(tables[0])
    rows = [Row(said(table["label"]), _cells(table, columns)) for table in tables]
    return Grid(said(figure["label"]), [_heading(column, content) for column in columns], rows)


def _columns(table: Mapping[str, Any]) -> list[str]:
    return [*table["years"], *(beside for beside in (TOTAL, UNDATED) if beside in table)]


def _heading(column: str, content: Content) -> str:
    if column == UNDATED:
        return _("date unknown")
    return Period(content["first"], content["last"]).short_label if column == TOTAL else column


def _numbers(line: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    return [line["years"][column] if column in line["years"] else line[column] for column in columns]


def _cells(line: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    return [written(number) for number in _numbers(line, columns)]


def written(number: int | str | None) -> str:
    """A number as the page writes it; a sign as it is."""
    if number is None:
        return "–"
    return number if isinstance(number, str) else number_format(number)


def _shares(table: Mapping[str, Any], content: Content) -> Iterator[str]:
    for column, share in table.get("share", {}).items():
        if share is not None:
            yield _("%(year)s: %(hits)s of %(of)s confirmed, %(share)s %% (Wilson, 95 %%: %(low)s to %(high)s %%)") % {
                "year": _heading(column, content),
                "hits": number_format(share["hits"]),
                "of": number_format(share["of"]),
                "share": percent(share["hits"] / share["of"]),
                "low": percent(share["low"]),
                "high": percent(share["high"]),
            }


@dataclass(frozen=True)
class Differing:
    """A number that is another one, in words."""

    figure: str
    row: str
    year: str
    old: str
    new: str


@dataclass(frozen=True)
class Record:
    """A record with a late change, as one reader sees it."""

    reference: str
    opens: str
    moves: Sequence[str]
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Since:
    """What became of the numbers of a publication. All but `records` is the same for every reader."""

    recomputed: Sequence[Differing]
    """As known at the end of the same day: what differs means that the history or a rule did not stay what it was."""
    now: Sequence[Differing]
    changed_records: int
    records: Sequence[Record] = ()
    untold: int = 0
    """So many of the changed records this reader may not count."""
    unlisted: int = 0
    """So many more he may count, beyond the most that are listed."""
    reworded: Sequence[str] = field(default_factory=list)


def since(user: User, found: Publication, content: Content) -> Since:
    """The numbers of a publication computed anew as at its day and as now, and the records that changed meanwhile."""
    figures = [BY_KEY[figure["key"]] for figure in content["figures"] if figure["key"] in BY_KEY]
    period, names = period_of(found), Names(content)
    late = late_changes(figures, period, found.known_until)
    told = references_for(user, late)
    shown = sorted((told[_key(change)][0], change) for change in late if _key(change) in told)[:MOST]

    def differing(numbers: Numbers) -> list[Differing]:
        return [_differing(change, names) for change in changes(content, numbers)]

    return Since(
        recomputed=differing(numbers_of(count_all(period, found.as_at, figures))),
        now=differing(numbers_of(count_all(period, None, figures))),
        changed_records=len(late),
        records=_records(user, found, [change for _reference, change in shown], told, names),
        untold=len(late) - len(told),
        unlisted=len(told) - len(shown),
        reworded=with_reworded_rules(content),
    )


def _key(change: LateChange) -> tuple[str, int]:
    return change.register.key, change.record


def _differing(change: Change, names: Names) -> Differing:
    place = change.place
    return Differing(names.figure(place), names.row(place), names.year(place), written(change.old), written(change.new))


def _records(
    user: User,
    found: Publication,
    late: Sequence[LateChange],
    told: Mapping[tuple[str, int], tuple[str, bool]],
    names: Names,
) -> list[Record]:
    opened: dict[str, list[LateChange]] = {}
    for change in [one for one in late if told[_key(one)][1]][:EXPLAINED]:
        record_reason_read(user, told[_key(change)][0])
        opened.setdefault(change.register.key, []).append(change)
    reasons = {
        (key, record): why
        for key, changed in opened.items()
        for record, why in reasons_of(changed[0].register, [one.record for one in changed], found).items()
    }
    return [
        Record(
            reference=told[_key(change)][0],
            opens=reverse(change.register.opens, args=[told[_key(change)][0]]) if told[_key(change)][1] else "",
            moves=list(_moves(change, names, opened=told[_key(change)][1])),
            reasons=reasons.get(_key(change), []),
        )
        for change in late
    ]


def _moves(change: LateChange, names: Names, *, opened: bool) -> Iterator[str]:
    """What a record moves: of each figure the whole, or, where that stays, each breakdown.

    Whether anybody is identified in it, and whether he is in others too, is told to those who may open it.
    """

    def table(place: Place) -> tuple[str, str]:
        return place.figure, place.part

    places = sorted(place for place in change.moves if place.year != TOTAL and (opened or not _of_persons(place)))
    for _table, of_table in groupby(places, table):
        moved = list(of_table)
        wholes = [place for place in moved if not place.breakdown]
        if wholes:
            steps = ", ".join(f"{names.year(place)} {_signed(change.moves[place])}" for place in wholes)
            yield f"{names.figure(wholes[0])}: {steps}"
            continue
        for of_breakdown in _grouped(moved):
            steps = ", ".join(
                f"{place.value if place.breakdown == ORDERED else names.value(place)} {_signed(change.moves[place])}"
                for place in of_breakdown
            )
            first = of_breakdown[0]
            by = _("Days") if first.breakdown == ORDERED else names.breakdown(first)
            yield f"{names.figure(first)} {names.year(first)}, {by}: {steps}"


def _of_persons(place: Place) -> bool:
    return BY_KEY[place.figure].counting is Counting.PERSONS


def _grouped(places: Iterable[Place]) -> Iterator[list[Place]]:
    """The places of each year and breakdown."""

    def row(place: Place) -> tuple[str, str]:
        return place.year, place.breakdown

    for _row, group in groupby(sorted(places, key=row), row):
        yield list(group)


def _signed(number: int) -> str:
    return f"+{number_format(number)}" if number > 0 else f"−{number_format(-number)}"


def content_of(found: Publication) -> Content:
    """What a publication holds."""
    content: Content = json.loads(found.content)
    return content


def edition_of(found: Publication) -> Content:
    """What its public edition holds; nothing else of it is read."""
    edition: Content = json.loads(found.edition)
    return edition


def staff(content: Content) -> str:
    """How many people the organisation had in the years of a publication, and where that stands; empty if unknown."""
    counted = content["headcounts"]
    numbers = {one["year"]: one["number"] for one in counted}
    return Staff(numbers, {one["year"]: one["source"] for one in counted}).words if counted else ""


def masked_share(edition: Content) -> str:
    """The share of its numbers that a public edition masks, in whole per cents."""
    return percent(edition["masked_share"])


def left_out(edition: Content) -> list[str]:
    """The names of the figures that a public edition does not print."""
    return [said(label) for label in edition["left_out"]]
