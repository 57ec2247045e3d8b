import pytest

from lib.intervals import poisson, wilson


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=0.00005)


def test_wilson_stays_within_its_bounds() -> None:
    assert wilson(20, 20)[1] == 1
    assert wilson(0, 1)[0] == 0
    for hits, total in ((0, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(hits, total)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # The exact intervals of Garwood, Biometrika 28 (1936).
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (66, 51.044, 83.968)],
)
def test_poisson_is_near_the_exact_interval(count: int, low: float, high: float) -> None:
    assert poisson(count) == pytest.approx((low, high), abs=0.1)


def test_poisson_refuses_what_is_no_count() -> None:
    with pytest.raises(ValueError, match="is no count"):
        poisson(-1)
