"""What came out of a comparison, in words. Nothing is called more or fewer unless the test says so."""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from figures.compare.periods import days_of
from lib.periods import Period
from lib.rates import LEVEL, Interval, RateTest, ShareTest

SMALLEST = 0.001
"""A smaller p is not written out."""


@dataclass(frozen=True)
class Sentence:
    """What came out, and in brackets behind it the numbers that it rests on; none where nothing could be tested."""

    says: str
    numbers: str = ""

    def __str__(self) -> str:
        return f"{self.says} ({self.numbers})" if self.numbers else self.says

    def after(self, warning: str) -> "Sentence":
        """The same behind what it must not be read without; itself if there is nothing."""
        return replace(self, says=f"{warning} {self.says}") if warning else self


@dataclass(frozen=True)
class Periods:
    """The two periods as every sentence names them first."""

    period: Period
    against: Period

    @property
    def names(self) -> dict[str, str]:
        """Their years."""
        return {"period": self.period.label, "against": self.against.label}

    @property
    def days(self) -> tuple[int, int]:
        """The length of each."""
        return days_of(self.period), days_of(self.against)

    @property
    def are_alike(self) -> bool:
        """Whether they have as many years."""
        return len(self.period) == len(self.against)

    @property
    def years(self) -> Period:
        """From the first year of the earlier one to the last of the later one."""
        edges = (self.period.first, self.period.last, self.against.first, self.against.last)
        return Period(min(edges), max(edges))

    def are_cut_by(self, day: datetime.date) -> bool:
        """Whether a break on this day falls between or within them, so that not all of both lies on one side of it."""
        return datetime.date(self.years.first, 1, 1) < day <= datetime.date(self.years.last, 12, 31)


def not_alike(breaks: Mapping[int, str]) -> str:
    """That two periods are not counted alike; nothing without breaks.

    `breaks` are the years in which the series breaks, each with the numbers of its footnotes, or without where none
    stand below.
    """
    places = [
        _("%(year)s (footnote %(marks)s)") % {"year": year, "marks": marks} if marks else str(year)
        for year, marks in breaks.items()
    ]
    if not places:
        return ""
    sentence = ngettext(
        "Break in the series in %(years)s: the two periods are not counted alike.",
        "Breaks in the series in %(years)s: the two periods are not counted alike.",
        len(places),
    )
    return sentence % {"years": ", ".join(places)}


def of_counts(periods: Periods, number: int, other: int, test: RateTest | None) -> Sentence:
    """Two counts, both named; `test` is None where both are 0."""
    if test is None:
        return Sentence(_("%(period)s against %(against)s: none in either, nothing to compare") % periods.names)
    says = _("%(period)s against %(against)s: %(number)s and %(other)s, %(verdict)s") % {
        **periods.names,
        "number": number_format(number),
        "other": number_format(other),
        "verdict": _verdict(periods, test),
    }
    return Sentence(says, _rate_words(periods, test))


def in_short(periods: Periods, test: RateTest) -> Sentence:
    """The same without the counts, for where these stand beside it."""
    facts = {**periods.names, "verdict": _verdict(periods, test)}
    return Sentence(_("%(period)s against %(against)s: %(verdict)s") % facts, _rate_words(periods, test))


def of_shares(periods: Periods, shares: tuple[int, int, int, int], test: ShareTest | None) -> Sentence:
    """Two shares, each as two numbers; `test` is None where one of them is no share."""
    hits, total, other, other_total = map(number_format, shares)
    if test is None:
        return Sentence(
            _("%(period)s against %(against)s: without concluded suspicions in both, there is nothing to compare")
            % periods.names
        )
    more = shares[0] * shares[3] > shares[2] * shares[1]
    verdict = _("a significantly larger share") if more else _("a significantly smaller share")
    says = _(
        "%(period)s against %(against)s: %(hits)s of %(total)s and %(other)s of %(other_total)s concluded confirmed, "
        "%(verdict)s"
    ) % {
        **periods.names,
        "hits": hits,
        "total": total,
        "other": other,
        "other_total": other_total,
        "verdict": verdict if test.is_significant else _("no significant change"),
    }
    return Sentence(says, _("Fisher's exact test, %(p)s") % {"p": _p_words(test.p)})


def _verdict(periods: Periods, test: RateTest) -> str:
    """What the test says; where the periods differ in length, it is the rates that differ, not the counts."""
    if not test.is_significant:
        return _("no significant change")
    if periods.are_alike:
        return _("significantly more") if test.ratio > 1 else _("significantly fewer")
    return _("significantly more a day") if test.ratio > 1 else _("significantly fewer a day")


def _rate_words(periods: Periods, test: RateTest) -> str:
    """The rate ratio with its interval, and p."""
    facts = {"against": periods.against.label, "ratio": rate(test.ratio), "p": _p_words(test.p)}
    if math.isinf(test.ratio):
        facts["low"] = rate(test.interval[0])
        return _("no rate ratio, for %(against)s has none; 95 %% interval from %(low)s, %(p)s") % facts
    interval = interval_words(test.interval)
    return _("rate ratio %(ratio)s, 95 %% interval %(interval)s, %(p)s") % {**facts, "interval": interval}


def interval_words(interval: Interval) -> str:
    """From one end to the other; without another end, from the first."""
    low, high = map(rate, interval)
    if math.isinf(interval[1]):
        return _("from %(low)s") % {"low": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def rate(number: float) -> str:
    """A rate ratio, or an end of its interval, in two decimals."""
    # Django cuts what it does not write; it does not round.
    return "–" if math.isinf(number) else number_format(round(number, 2), 2)


def p_value(p: float) -> str:
    """The value of p, in so many decimals that it stays on its own side of the level."""
    if p < SMALLEST:
        return f"< {number_format(SMALLEST, 3)}"
    decimals = 2 if p >= 0.1 else 3
    while p < LEVEL <= round(p, decimals):
        decimals += 1
    return number_format(round(p, decimals), decimals)


def _p_words(p: float) -> str:
    return f"p {p_value(p)}" if p < SMALLEST else f"p = {p_value(p)}"
