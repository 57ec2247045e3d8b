"""The numbers of two periods beside each other, tested: counts as rates over the days, and the confirmed share."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models.values import Outcome
from figures import dimensions as by
from figures.compare import sentences
from figures.compare.periods import Pair
from figures.compare.sentences import Periods, Sentence
from figures.counted import Asked, Scopes, Table
from figures.figure import Counting, Figure
from figures.grids import Cell, GridMaker, percent
from figures.selection import Selection
from figures.tables import count
from figures.wording import concluded_lines
from lib.periods import Period
from lib.rates import Interval, RateTest, compare_rates, compare_shares

SHARE = "outcomes"
"""The figure of which not the count is compared, which is that of the suspicions, but the share confirmed."""


@dataclass(frozen=True)
class Count:
    """A count in both periods, each with the way to its list, and what came out."""

    label: str
    page: str
    dated: str
    cells: Sequence[Cell]
    ratio: str
    interval: str
    p: str
    sentence: Sentence


@dataclass(frozen=True)
class Share:
    """Of one period: how many of how many, each with the way to its list, and the share with its interval."""

    period: str
    hits: Cell
    total: Cell
    text: str


@dataclass(frozen=True)
class Shares:
    """The confirmed share in both periods, and what came out."""

    label: str
    page: str
    dated: str
    each: Sequence[Share]
    p: str
    sentence: Sentence


@dataclass(frozen=True)
class Results:
    """All that one person can compare."""

    counts: Sequence[Count]
    shares: Shares | None
    left_out: Sequence[str] = ()
    """The figures that these two periods cannot be compared by, because they differ in length."""


def results(figures: Sequence[Figure], pair: Pair, scopes: Scopes, known_on: datetime.date) -> Results:
    """The figures compared, counted once for each period."""
    maker = _Maker(pair, known_on)
    asked = _asked_of(figures, maker.periods)
    tables = [count(asked, side.period, side.basis, scopes) for side in pair]
    both = {one.key: [found[one.key] for found in tables] for one in asked}
    counts = [maker.count(*found) for key, found in both.items() if key != SHARE]
    left_out = [] if maker.periods.are_alike else [one for one in figures if one.counting is Counting.PERSONS]
    shares = maker.shares(*both[SHARE]) if SHARE in both else None
    return Results(counts, shares, [figure.label_in(pair.period.basis) for figure in left_out])


def _asked_of(figures: Sequence[Figure], periods: Periods) -> list[Asked]:
    """What is counted of them: what happened so many times. What is added up, a balance and days are no such counts.

    A person counts once however long the period is, so that a longer one has no rate that a shorter one could have.
    """
    kinds = (Counting.ROWS, Counting.PERSONS) if periods.are_alike else (Counting.ROWS,)
    return [
        Asked(figure, (by.OUTCOME,) if figure.key == SHARE else (), part)
        for figure in figures
        if figure.counting in kinds
        for part in figure.parts or (None,)
        if part is None or not part.summed
    ]


class _Maker:
    """Makes the lines of one page."""

    def __init__(self, pair: Pair, known_on: datetime.date) -> None:
        self.pair, self.known_on = pair, known_on
        self.periods = Periods(pair.period.period, pair.against.period)

    def _cells(self, tables: Sequence[Table]) -> list[Cell]:
        return [
            GridMaker(table, side, self.known_on).cell(table.whole.total, table.label, side.period)
            for table, side in zip(tables, self.pair, strict=True)
        ]

    def count(self, table: Table, against: Table) -> Count:
        """A line of the table of counts."""
        number, other = table.whole.total, against.whole.total
        test = _tested(self.periods, number, other)
        return Count(
            label=table.label,
            page=_page(table.figure, self.pair.period),
            dated=str(table.figure.dated_words),
            cells=self._cells([table, against]),
            ratio=sentences.rate(test.ratio) if test else "–",
            interval=sentences.interval_words(test.interval) if test else "–",
            p=sentences.p_value(test.p) if test else "–",
            sentence=sentences.of_counts(self.periods, number, other, test),
        )

    def shares(self, table: Table, against: Table) -> Shares:
        """The table of shares."""
        lines = [concluded_lines(one) for one in (table, against)]
        hits, total, other, other_total = (line.total for pair in lines for line in pair)
        test = compare_shares(hits, total, other, other_total) if total and other_total else None
        intervals = test.intervals if test else (None, None)
        return Shares(
            label=_("Share confirmed"),
            page=_page(table.figure, self.pair.period),
            dated=str(table.figure.dated_words),
            each=[
                self._share(one, side, interval)
                for one, side, interval in zip((table, against), self.pair, intervals, strict=True)
            ],
            p=sentences.p_value(test.p) if test else "–",
            sentence=sentences.of_shares(self.periods, (hits, total, other, other_total), test),
        )

    def _share(self, table: Table, side: Selection, interval: Interval | None) -> Share:
        maker, words, key = GridMaker(table, side, self.known_on), table.words(by.OUTCOME), by.OUTCOME.key
        confirmed, concluded = concluded_lines(table)
        ended = {key: (Outcome.CONFIRMED.value, Outcome.UNFOUNDED.value)}
        found = {key: Outcome.CONFIRMED.value}
        return Share(
            period=side.period.label,
            hits=maker.cell(confirmed.total, str(words[Outcome.CONFIRMED]), side.period, found),
            total=maker.cell(concluded.total, _("Concluded"), side.period, ended),
            text=_share_words(confirmed.total, concluded.total, interval) if interval else "",
        )


def _share_words(hits: int, total: int, interval: Interval) -> str:
    facts = {"share": percent(hits / total), "low": percent(interval[0]), "high": percent(interval[1])}
    return _("%(share)s %%, interval %(low)s–%(high)s %%") % facts


def _page(figure: Figure, selection: Selection) -> str:
    """The figure's own page, with its rule."""
    return reverse("figures:figure", args=[figure.key]) + selection.query(figure)


def _tested(periods: Periods, number: int, other: int) -> RateTest | None:
    """The test of two counts; None where there is nothing in either period."""
    days, other_days = periods.days
    return compare_rates(number, days, other, other_days) if number or other else None


def sentence_for(table: Table, known_on: datetime.date) -> Sentence | None:
    """What the last two closed years of a table say of each other; None without two, or with nothing in both.

    The first call of a process loads scipy, which takes half a second to one and a half.
    """
    focus = table.period.in_focus(known_on)
    if len(focus) < 2:
        return None
    periods = Periods(Period(focus.last, focus.last), Period(focus.first, focus.first))
    test = _tested(periods, table.whole.years[focus.last], table.whole.years[focus.first])
    return sentences.in_short(periods, test) if test else None
