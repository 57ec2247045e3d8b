import math
import subprocess
import sys

import pytest

from lib.intervals import wilson
from lib.rates import LEVEL, RateTest, compare_rates, compare_shares


@pytest.mark.parametrize(
    ("counts", "days", "ratio", "low", "high", "p"),
    [
        # R, examples of `poisson.test`: lung cancer in Fredericia against three other cities (eba1977).
        ((11, 21), (800, 3011), 1.971488, 0.8584264, 4.2772659, 0.07967),
        # M. P. Fay, exactci: Exact Conditional Tests (vignette, 2023), with R's `poisson.test`: p below 0.05, and 1 in
        # the interval.
        ((2, 10), (17877, 20000), 0.2237512, 0.02383738, 1.04995468, 0.04213),
    ],
)
def test_rates_as_published(
    counts: tuple[int, int], days: tuple[int, int], ratio: float, low: float, high: float, p: float
) -> None:
    found = compare_rates(counts[0], days[0], counts[1], days[1])
    assert found.ratio == pytest.approx(ratio, abs=5e-7)
    assert found.interval == pytest.approx((low, high), abs=5e-7)
    assert found.p == pytest.approx(p, abs=5e-6)


def test_the_interval_as_published_by_another_hand() -> None:
    """Breast cancer after fluoroscopy, K. J. Rothman; the output of Stata's `iri 41 15 28010 19017`, exact."""
    found = compare_rates(41, 28010, 15, 19017)
    assert found.ratio == pytest.approx(1.855759, abs=5e-7)
    assert found.interval == pytest.approx((1.005684, 3.6093), abs=5e-6)


@pytest.mark.parametrize(
    ("counts", "days", "ratio", "low", "high", "p"),
    [
        # What the release of January 2019 says of the police's figures, as issue and design state it.
        ((66, 66), (365, 365), 1.00, 0.70, 1.43, 1.00),
        ((132, 119), (730, 731), 1.11, 0.86, 1.44, 0.41),
        ((219, 201), (730, 731), 1.09, 0.90, 1.33, 0.38),
    ],
)
def test_the_figures_of_the_release(
    counts: tuple[int, int], days: tuple[int, int], ratio: float, low: float, high: float, p: float
) -> None:
    found = compare_rates(counts[0], days[0], counts[1], days[1])
    assert (found.ratio, *found.interval, found.p) == pytest.approx((ratio, low, high, p), abs=0.005)
    assert not found.is_significant


def test_p_by_hand() -> None:
    """Of five, none in the first of two equal periods: 1/32 on either side."""
    assert compare_rates(0, 365, 5, 365).p == pytest.approx(1 / 16)
    # Of three, all in the period that has a third of the days: 1/27, and no other result is as improbable.
    assert compare_rates(3, 365, 0, 730).p == pytest.approx(1 / 27)


def test_where_one_count_is_zero_the_interval_is_open() -> None:
    none, some = compare_rates(0, 365, 5, 365), compare_rates(5, 365, 0, 365)
    assert (none.ratio, none.interval[0]) == (0, 0)
    assert (some.ratio, some.interval[1]) == (math.inf, math.inf)
    # The other end by hand: the chance p for which p ** 5 is one in forty.
    chance = 0.025 ** (1 / 5)
    assert some.interval[0] == pytest.approx(chance / (1 - chance))
    assert none.interval[1] == pytest.approx((1 - chance) / chance)


def test_turned_round_it_says_the_same() -> None:
    one, other = compare_rates(132, 730, 119, 731), compare_rates(119, 731, 132, 730)
    assert one.p == pytest.approx(other.p)
    assert one.ratio == pytest.approx(1 / other.ratio)
    assert one.interval == pytest.approx((1 / other.interval[1], 1 / other.interval[0]))


def test_large_counts_are_compared_too() -> None:
    found = compare_rates(5_000_000, 365, 5_010_000, 365)
    assert found.is_significant
    assert found.interval[0] < found.ratio < found.interval[1] < 1


@pytest.mark.parametrize("given", [(0, 365, 0, 365), (-1, 365, 2, 365), (1, 0, 2, 365), (1, 365, 2, 0)])
def test_what_cannot_be_compared_is_refused(given: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        compare_rates(*given)


@pytest.mark.parametrize(
    ("given", "p"),
    [
        # R. A. Fisher, The Design of Experiments (1935), the lady tasting tea: 34 of 70 two-sided.
        ((3, 4, 1, 4), 34 / 70),
        ((4, 4, 0, 4), 2 / 70),
        # R. A. Fisher, Journal of the Royal Statistical Society 98 (1935), convictions of twins; two-sided as in the
        # examples of R's `fisher.test`.
        ((10, 13, 2, 17), 0.0005367),
    ],
)
def test_shares_as_published(given: tuple[int, int, int, int], p: float) -> None:
    assert compare_shares(*given).p == pytest.approx(p, abs=5e-8)


def test_shares_stand_with_the_interval_of_each() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    found = compare_shares(81, 263, 15, 148)
    assert found.intervals[0] == pytest.approx((0.2553, 0.3662), abs=0.00005)
    assert found.intervals[1] == pytest.approx((0.0624, 0.1605), abs=0.00005)
    assert found.intervals == (wilson(81, 263), wilson(15, 148))
    assert found.is_significant
    assert not compare_shares(36, 111, 37, 108).is_significant


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="is no share"):
        compare_shares(1, 2, 0, 0)


def test_the_level_itself_is_not_significant() -> None:
    assert not RateTest(1.5, (1.0, 2.0), LEVEL).is_significant
    assert RateTest(1.5, (1.0, 2.0), 0.0499).is_significant


def test_scipy_is_not_loaded_with_the_module() -> None:
    loaded = "import sys, lib.rates; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded]).returncode == 0
