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
from figures.grids import Cell, percent
from figures.headcounts import Staff
from figures.models import Publication
from figures.publications.access import reasons_of, record_reason_read, references_for
from figures.publications.content import Content, count_all, said
from figures.publications.late import ORDERED, LateChange, late_changes
from figures.publications.lists import Lists
from figures.publications.numbers import (
    Change,
    Names,
    Numbers,
    Place,
    changes,
    numbers_of,
    with_other_versions,
    with_reworded_rules,
)
from figures.publications.sections import Section, number_cell, sections
from lib.periods import Period

MOST = 200
"""So many records with a late change are listed."""
EXPLAINED = 20
"""Of so many the reasons stand beside them; each is on record as a look at its dossier."""


def period_of(found: Publication) -> Period:
    """The years of a publication."""
    return Period(found.first, found.last)


@dataclass(frozen=True)
class Differing:
    """A number that is another one, in words."""

    figure: str
    row: str
    year: str
    old: Cell
    new: Cell


@dataclass(frozen=True)
class Record:
    """A record with a late change, as one reader sees it."""

    reference: str
    opens: str
    moves: Sequence[str]
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Since:
    """What became of the numbers of a publication. All but `records` says the same to every reader."""

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
    """The figures whose rule counts the same in other words."""
    other_versions: Sequence[str] = field(default_factory=list)
    """A sentence for each figure whose rule counts something else now."""


def since(user: User, found: Publication, content: Content) -> Since:
    """The numbers of a publication computed anew as at its day and as now, and the records that changed meanwhile."""
    figures = [BY_KEY[figure["key"]] for figure in content["figures"] if figure["key"] in BY_KEY]
    period, names = period_of(found), Names(content)
    late = late_changes(figures, period, found.known_until)
    told = references_for(user, late)
    shown = sorted((told[_key(change)][0], change) for change in late if _key(change) in told)[:MOST]

    then, now = Lists(user, period, found.as_at), Lists(user, period, None)

    def differing(numbers: Numbers, lists: Lists) -> list[Differing]:
        return [_differing(change, names, then, lists) for change in changes(content, numbers)]

    return Since(
        recomputed=differing(numbers_of(count_all(period, found.as_at, figures)), then),
        now=differing(numbers_of(count_all(period, None, figures)), now),
        changed_records=len(late),
        records=_records(user, found, [change for _reference, change in shown], told, names),
        untold=len(late) - len(told),
        unlisted=len(told) - len(shown),
        reworded=with_reworded_rules(content),
        other_versions=with_other_versions(content),
    )


def _key(change: LateChange) -> tuple[str, int]:
    return change.register.key, change.record


def _differing(change: Change, names: Names, then: Lists, now: Lists) -> Differing:
    """A number and the one it is, each with the list behind it."""
    place = change.place
    row, year = names.row(place), names.year(place)
    old, new = (
        number_cell(number, row, year, lists.behind(place)) for number, lists in ((change.old, then), (change.new, now))
    )
    return Differing(names.figure(place), row, year, old, new)


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


def exact_sections(user: User, found: Publication, content: Content) -> list[Section]:
    """The figures as published, each number with the way to the list behind it, as known on their day."""
    return sections(content, Lists(user, period_of(found), found.as_at).behind)


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
