"""Exact tests of two counts and of two shares. scipy is imported where it is used: it takes half a second or more.

Both p values are two-sided and add up whatever is no more probable than what was found.
"""

import math
from dataclasses import dataclass

from lib.intervals import wilson

LEVEL = 0.05
"""Below this p a difference is called significant: chance alone finds one so large less than once in twenty times."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class RateTest:
    """Two rates compared: the first over the second, with its 95 % interval, and p."""

    ratio: float
    """Infinite where the second count is 0."""
    interval: Interval
    """From 0 where the first count is 0; to infinity where the second is."""
    p: float

    @property
    def is_significant(self) -> bool:
        """Whether p lies below the level."""
        return self.p < LEVEL


@dataclass(frozen=True)
class ShareTest:
    """Two shares compared: the 95 % interval of each, and p."""

    intervals: tuple[Interval, Interval]
    p: float

    @property
    def is_significant(self) -> bool:
        """Whether p lies below the level."""
        return self.p < LEVEL


def compare_rates(count: int, days: float, other: int, other_days: float) -> RateTest:
    """Test whether two counts of independent events, over exposures in days, come from one rate.

    Given how many events there are in both, the first count is binomial, and under one rate its chance is its share of
    the days: J. Przyborowski and H. Wilenski, Biometrika 31 (1940), 313-323. p is that of R's `poisson.test`; the
    interval of the ratio is that of C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413, for the binomial
    chance, turned into a ratio. The two are related and not the same, so that close to the level one of them may speak
    and the other not: M. P. Fay, The R Journal 2 (2010), 53-58. Raises ValueError where there is nothing to compare.
    """
    if count < 0 or other < 0 or not count + other or min(days, other_days) <= 0:
        raise ValueError(f"{count} in {days} days and {other} in {other_days} cannot be compared.")
    from scipy.stats import binomtest

    found = binomtest(count, count + other, days / (days + other_days))
    low, high = found.proportion_ci(0.95, method="exact")
    ratio = count / days / (other / other_days) if other else math.inf
    return RateTest(ratio, (_ratio(low, days, other_days), _ratio(high, days, other_days)), float(found.pvalue))


def _ratio(chance: float, days: float, other_days: float) -> float:
    """The ratio of two rates at which an event falls in the first period with this chance."""
    return float(chance / (1 - chance) * other_days / days) if chance < 1 else math.inf


def compare_shares(hits: int, total: int, other: int, other_total: int) -> ShareTest:
    """Test whether `hits / total` and `other / other_total` come from one share, with Wilson's interval of each.

    R. A. Fisher, The Design of Experiments (1935), chapter II, two-sided as in R's `fisher.test`. Raises ValueError
    where one of them is no share.
    """
    intervals = wilson(hits, total), wilson(other, other_total)
    from scipy.stats import fisher_exact

    return ShareTest(intervals, float(fisher_exact([[hits, total - hits], [other, other_total - other]])[1]))
