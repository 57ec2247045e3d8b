"""Intervals that say how far chance alone may move a share or a count. All are 95 %."""

import math

Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The interval of the share `hits / total`, by Wilson's score method: two shares between 0 and 1.

    E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212. Raises ValueError where there is
    no share.
    """
    if total <= 0 or not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is no share.")
    share, square = hits / total, Z * Z / total
    middle = share + square / 2
    half = Z * math.sqrt(share * (1 - share) / total + square / (4 * total))
    # Rounding may leave the end of a share of none or all a hair beyond it.
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def poisson(count: int) -> tuple[float, float]:
    """The interval of the rate behind a yearly count, by Byar's approximation to the exact Poisson interval.

    N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (IARC, 1987), formula 2.13; within 0.1 of the
    exact one from a count of 2 up.
    """
    if count < 0:
        raise ValueError(f"{count} is no count.")
    low = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return max(0.0, low), more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
