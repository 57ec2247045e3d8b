"""The numbers of two periods beside each other, tested: counts as rates over the days, and the confirmed share."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models.values import Outcome
from figures import dimensions as by
from figures.breaks import Footnote, breaks_of, footnotes, marks
from figures.compare import sentences
from figures.compare.periods import Pair
from figures.compare.sentences import Periods, Sentence
from figures.counted import Asked, Scopes, Table
from figures.figure import Counting, Figure
from figures.grids import Cell, GridMaker, percent
from figures.headcounts import Staff, are_divided, is_counted, rate, staff_of
from figures.models import SeriesBreak
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
    """Each number, with that per 1,000 staff as its note where there is one."""
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
    footnotes: Sequence[Footnote]


@dataclass(frozen=True)
class Results:
    """All that one person can compare."""

    counts: Sequence[Count]
    shares: Shares | None
    left_out: Sequence[str] = ()
    """The figures that these two periods cannot be compared by, because they differ in length."""
    footnotes: Sequence[Footnote] = ()
    """The breaks that stand between the counts."""
    source: str = ""
    """What the numbers per 1,000 staff divide by, and where that stands; empty where there are none."""


def results(figures: Sequence[Figure], pair: Pair, scopes: Scopes, known_on: datetime.date) -> Results:
    """The figures compared, counted once for each period, with what breaks their series and what they divide by."""
    periods = Periods(pair.period.period, pair.against.period)
    asked = _asked_of(figures, periods)
    staff = _staff_of(pair, periods, scopes)
    cuts = [one for one in breaks_of(periods.years) if periods.are_cut_by(one.begins_on)]
    maker = _Maker(pair, known_on, _Rates(staff, scopes))
    first, second = (count(asked, side.period, side.basis, scopes) for side in pair)
    both = {one.key: (first[one.key], second[one.key]) for one in asked}
    counted = _Cuts.of(cuts, [one.figure for one in asked if one.key != SHARE])
    counts = [maker.count(*found, counted) for key, found in both.items() if key != SHARE]
    left_out = [] if periods.are_alike else [one for one in figures if one.counting is Counting.PERSONS]
    return Results(
        counts=counts,
        shares=maker.shares(*both[SHARE], cuts) if SHARE in both else None,
        left_out=[figure.label_in(pair.period.basis) for figure in left_out],
        footnotes=counted.footnotes,
        source=staff.words if staff and any(cell.note for one in counts for cell in one.cells) else "",
    )


def _staff_of(pair: Pair, periods: Periods, scopes: Scopes) -> Staff | None:
    """The staff of every year of both periods, where any of the counts are divided by it; one look-up."""
    basis = pair.period.basis
    if not any(are_divided(basis, scope) for scope in scopes.values()):
        return None
    return staff_of(sorted({*periods.period.years, *periods.against.years}), basis.at)


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


@dataclass(frozen=True)
class _Cuts:
    """The breaks between or within the two periods of the figures of one table, each with its footnote below it."""

    breaks: Sequence[SeriesBreak]
    footnotes: Sequence[Footnote]

    @classmethod
    def of(cls, breaks: Sequence[SeriesBreak], figures: Sequence[Figure]) -> "_Cuts":
        """Of these breaks, those of these figures."""
        own = [one for one in breaks if any(one.concerns(figure.key) for figure in figures)]
        return cls(own, footnotes(own, figures))

    def warning(self, figure: Figure) -> str:
        """What stands before a sentence about a figure whose series breaks; nothing where it does not."""
        both = zip(self.breaks, self.footnotes, strict=True)
        return sentences.not_alike(marks(note for one, note in both if one.concerns(figure.key)))


@dataclass(frozen=True)
class _Rates:
    """What counts are divided by; no staff where a year has no headcount."""

    staff: Staff | None
    scopes: Scopes

    def words(self, table: Table) -> str:
        """The whole of a table per 1,000 staff; nothing where there is no such rate.

        There is none of people over several years, in which each of them counts once.
        """
        scope = self.scopes[table.figure.unit.register.key]
        if not (self.staff and are_divided(table.basis, scope) and is_counted(table)):
            return ""
        facts = {"rate": rate(table.whole.total, sum(self.staff.numbers[year] for year in table.period.years))}
        if len(table.period) == 1:
            return _("%(rate)s per 1,000 staff") % facts
        return _("%(rate)s per 1,000 staff a year") % facts if table.figure.counting is Counting.ROWS else ""


class _Maker:
    """Makes the lines of one page."""

    def __init__(self, pair: Pair, known_on: datetime.date, rates: _Rates) -> None:
        self.pair, self.known_on, self.rates = pair, known_on, rates
        self.periods = Periods(pair.period.period, pair.against.period)

    def _cells(self, tables: Sequence[Table]) -> list[Cell]:
        return [
            replace(
                GridMaker(table, side, self.known_on).cell(table.whole.total, table.label, side.period),
                note=self.rates.words(table),
            )
            for table, side in zip(tables, self.pair, strict=True)
        ]

    def count(self, table: Table, against: Table, cuts: _Cuts) -> Count:
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
            sentence=sentences.of_counts(self.periods, number, other, test).after(cuts.warning(table.figure)),
        )

    def shares(self, table: Table, against: Table, breaks: Sequence[SeriesBreak]) -> Shares:
        """The table of shares."""
        cuts = _Cuts.of(breaks, [table.figure])
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
            sentence=sentences.of_shares(self.periods, (hits, total, other, other_total), test).after(
                cuts.warning(table.figure)
            ),
            footnotes=cuts.footnotes,
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


def sentence_for(
    table: Table, known_on: datetime.date, notes: Sequence[Footnote] = (), *, numbered: bool = True
) -> Sentence | None:
    """What the last two closed years of a table say of each other; None without two, or with nothing in both.

    `notes` are those of the breaks in its series, `numbered` where they stand below the sentence. The first call of a
    process loads scipy, which takes half a second to one and a half.
    """
    focus = table.period.in_focus(known_on)
    if len(focus) < 2:
        return None
    periods = Periods(Period(focus.last, focus.last), Period(focus.first, focus.first))
    test = _tested(periods, table.whole.years[focus.last], table.whole.years[focus.first])
    cuts = marks(note for note in notes if periods.are_cut_by(note.begins_on))
    warning = sentences.not_alike(cuts if numbered else dict.fromkeys(cuts, ""))
    return sentences.in_short(periods, test).after(warning) if test else None
