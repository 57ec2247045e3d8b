"""Nobody can calculate what a public edition masks; what is large stays."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from figures.publications.masking import Cell, Edition, Equation, Mark, mask
from tests.support.attacking import Interval, System, narrow, narrow_by_sign, read

THRESHOLDS = (3, 5, 10)
EACH_THRESHOLD = pytest.mark.parametrize("threshold", THRESHOLDS)
NUMBERS = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 12), st.integers(10, 400))


def many(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )


def shares(total: int, values: int) -> st.SearchStrategy[list[int]]:
    """A total cut into values, some of them of nothing."""
    cuts = st.lists(st.integers(0, total), min_size=values - 1, max_size=values - 1).map(sorted)
    return cuts.map(lambda at: [high - low for low, high in zip([0, *at], [*at, total], strict=True)])


@st.composite
def systems(draw: st.DrawFn, years: int | None = None) -> System:
    """Breakdowns that share the totals of their years, values below a value, and totals over a period."""
    system = System()
    span = range(2017, 2017 + (years or draw(st.integers(1, 3))))
    values = draw(st.integers(2, 5))
    system.break_down("all", "a", {year: draw(st.lists(NUMBERS, min_size=values, max_size=values)) for year in span})
    for total, name in (("all", "b"), ("a0", "c"), ("a0", "d"))[: draw(st.integers(0, 3))]:
        values = draw(st.integers(2, 4))
        system.break_down(total, name, {year: draw(shares(system.cells[total, year], values)) for year in span})
    if len(span) > 1 and not years and draw(st.booleans()):
        system.add_up(span)
    return system


def masked(edition: Edition) -> list[Cell]:
    return [cell for cell, mark in edition.marks.items() if mark != Mark.SHOWN]


def small(edition: Edition) -> set[Cell]:
    return {cell for cell, mark in edition.marks.items() if mark == Mark.SMALL}


def check_safe(intervals: Mapping[Cell, Interval], small: Collection[Cell], threshold: int, width: int) -> None:
    """Each number that was marked small may be any small one; each other spans at least `width`."""
    for cell, (low, high) in intervals.items():
        if cell in small:
            assert (low, high) == pytest.approx((1, threshold - 1)), f"{cell} is marked small: {low} to {high}"
        else:
            assert high - low >= width - 1e-6, f"{cell} is masked: {low} to {high}"


@EACH_THRESHOLD
@many(500)
@given(system=systems())
def test_no_masked_number_can_be_narrowed(threshold: int, system: System) -> None:
    edition = mask(system.cells, system.equations, threshold)
    for cell, number in system.cells.items():
        mark = edition.marks[cell]
        assert mark != Mark.SHOWN if 0 < number < threshold else mark != Mark.SMALL
    assert edition.marks.keys() == system.cells.keys()
    assert edition.masked_share == len(masked(edition)) / len(system.cells)
    intervals = narrow(system, read(system, edition, threshold), masked(edition))
    check_safe(intervals, small(edition), threshold, threshold - 1)


def of_one_year(*numbers: int) -> System:
    system = System()
    system.break_down("all", "a", {2017: numbers})
    return system


@EACH_THRESHOLD
@many(60)
@given(system=systems())
@example(system=of_one_year(2, 3, 3))
@example(system=of_one_year(2, 5, 5))
@example(system=of_one_year(2, 10, 10))
def test_nor_by_taking_the_sign_for_a_large_number(threshold: int, system: System) -> None:
    edition = mask(system.cells, system.equations, threshold)
    says = read(system, edition, threshold)
    unsure = [c for c in masked(edition) if edition.marks[c] == Mark.PROTECTING and system.cells[c] < threshold]
    if unsure:
        return
    intervals = {c: narrow_by_sign(system, says, threshold, c) for c in masked(edition)}
    check_safe(intervals, small(edition), threshold, threshold - 2)


def both(one: Mapping[Cell, Interval], other: Mapping[Cell, Interval]) -> dict[Cell, Interval]:
    """What is known from two editions of the same numbers."""
    return {
        cell: (max(low, other[cell][0]), min(high, other[cell][1])) if cell in other else (low, high)
        for cell, (low, high) in one.items()
    }


@EACH_THRESHOLD
@many(30)
@given(system=systems(years=3))
def test_nor_by_comparing_the_editions_of_later_years(threshold: int, system: System) -> None:
    before: dict[Cell, Mark] = {}
    told: set[Cell] = set()
    printed: dict[Cell, set[int]] = {}
    known: dict[Cell, Interval] = {}
    for last in (1, 2, 3):
        years = (2017, 2018, 2019)[:last]
        edited = system.of(years)
        for end in range(2, last + 1):
            edited.add_up(years[:end])
        edition = mask(edited.cells, edited.equations, threshold, before=before, previous=printed)
        assert set(masked(edition)) >= before.keys()
        known = both(read(edited, edition, threshold), known)
        told |= small(edition)
        check_safe(narrow(edited, known, masked(edition)), told, threshold, threshold - 1)
        before |= {cell: edition.marks[cell] for cell in masked(edition)}
        printed |= {cell: {number} for cell, number in edited.cells.items() if edition.marks[cell] == Mark.SHOWN}


@st.composite
def corrections(draw: st.DrawFn) -> tuple[System, System]:
    """A system before and after some of its cases changed."""
    years, shape = (2017, 2018)[: draw(st.integers(1, 2))], (draw(st.integers(2, 3)), draw(st.integers(2, 3)))
    size = shape[0] * shape[1]
    crossed = {year: draw(st.lists(NUMBERS, min_size=size, max_size=size)) for year in years}
    changed = {year: list(row) for year, row in crossed.items()}
    for _ in range(draw(st.integers(1, 3))):
        row, at = changed[draw(st.sampled_from(years))], draw(st.integers(0, size - 1))
        row[at] = max(0, row[at] + draw(st.sampled_from([-12, -2, -1, 1, 2, 12])))
    return _of_crossed(crossed, shape), _of_crossed(changed, shape)


def _of_crossed(crossed: Mapping[int, list[int]], shape: tuple[int, int]) -> System:
    system = System()
    high, wide = shape
    system.break_down(
        "all", "a", {y: [sum(row[i * wide : (i + 1) * wide]) for i in range(high)] for y, row in crossed.items()}
    )
    system.break_down("all", "b", {y: [sum(row[i::wide]) for i in range(wide)] for y, row in crossed.items()})
    if len(crossed) > 1:
        system.add_up(tuple(crossed))
    return system


@EACH_THRESHOLD
@many(120)
@given(pair=corrections())
def test_nor_by_subtracting_a_correction(threshold: int, pair: tuple[System, System]) -> None:
    old, new = pair
    first = mask(old.cells, old.equations, threshold)
    before = {cell: first.marks[cell] for cell in masked(first)}
    printed = {cell: number for cell, number in old.cells.items() if first.marks[cell] == Mark.SHOWN}
    said = {cell: {number} for cell, number in printed.items()}
    second = mask(new.cells, new.equations, threshold, before=before, previous=said)
    assert set(masked(second)) >= before.keys()
    near = {cell for cell, number in printed.items() if 0 < abs(new.cells[cell] - number) < threshold}
    assert set(masked(second)) >= near
    known = read(new, second, threshold)
    # Of these it is plain that they are masked for the difference alone, and so how far off they are at most.
    anyway = masked(mask(new.cells, new.equations, threshold, before=before))
    plain = {cell: printed[cell] for cell in near if cell not in anyway}
    known = both(known, {cell: (number - threshold + 1, number + threshold - 1) for cell, number in plain.items()})
    known = both(known, {cell: (number, number) for cell, number in printed.items() if new.cells[cell] == number})
    check_safe(narrow(new, known, masked(second)), small(second), threshold, threshold - 1)


def published() -> System:
    """Figures as the police's release of January 2019 has them, with breakdowns as a register would."""
    system = System()
    for total, name, first, second in (
        ("suspicions", "recipient", (19, 89), (21, 90)),
        ("suspicions", "unit", (22, 17, 14, 11, 9, 8, 7, 6, 5, 4, 3, 2), (20, 19, 12, 13, 8, 9, 8, 5, 6, 5, 4, 2)),
        ("suspicions", "category", (61, 24, 17, 6, 0), (58, 28, 19, 6, 0)),
        ("suspicions", "outcome", (36, 58, 14), (37, 52, 22)),
        ("outcome0", "cause", (26, 8, 2), (25, 9, 3)),
        ("outcome1", "reason", (31, 20, 7), (28, 19, 5)),
        ("secrecy_bribery", "offence", (51, 12, 3), (49, 13, 4)),
        ("investigations", "track", (40, 66, 12), (44, 66, 15)),
        ("screening", "level", (7020, 4100, 379), (7100, 3900, 401)),
        ("screening", "occasion", (6200, 3100, 2199), (6000, 3300, 2101)),
        ("negative", "ground", (120, 61, 40, 12, 0), (130, 58, 31, 9, 2)),
    ):
        system.break_down(total, name, {2017: first, 2018: second})
    system.add_up((2017, 2018))
    return system


@pytest.mark.parametrize("threshold, most, most_large", ((3, 0.18, 0.1), (5, 0.25, 0.1), (10, 0.48, 0.16)))
def test_large_numbers_stay(
    threshold: int, most: float, most_large: float, record_property: Callable[[str, object], None]
) -> None:
    system = published()
    edition = mask(system.cells, system.equations, threshold)
    large = {cell for cell, number in system.cells.items() if number >= 3 * threshold}
    gone = large.intersection(masked(edition))
    record_property(
        "masked", f"{edition.masked_share:.0%} of {len(system.cells)}, {len(gone)} of {len(large)} large ones"
    )
    assert edition.masked_share <= most
    assert len(gone) <= most_large * len(large)
    whole = [(figure, year) for figure in ("suspicions", "secrecy_bribery", "screening") for year in (2017, 2018)]
    assert not set(whole).intersection(masked(edition))
    intervals = narrow(system, read(system, edition, threshold), masked(edition))
    check_safe(intervals, small(edition), threshold, threshold - 1)


def marks_of(cells: Mapping[Cell, int], *parts: str, over_years: bool = False, **given: Any) -> dict[Cell, str]:
    """Below five, of parts of the cell `all`."""
    return {
        cell: mark.value for cell, mark in mask(cells, [Equation("all", parts, over_years)], 5, **given).marks.items()
    }


def test_a_small_number_takes_others_with_it() -> None:
    found = marks_of({"all": 100, "a": 2, "b": 60, "c": 30, "d": 8, "e": 0}, *"abcde")
    assert found == {
        "all": "shown",
        "a": "small",
        "b": "shown",
        "c": "protecting",
        "d": "protecting",
        "e": "shown",
    }


def test_a_number_by_itself() -> None:
    cells = {"one": 4, "five": 5, "none": 0, "once": 9}
    edition = mask(cells, [], 5, before={"once"})
    assert edition.marks == {"one": "small", "five": "shown", "none": "shown", "once": "protecting"}
    assert edition.masked_share == 0.5


def test_below_a_small_total_nothing_is_printed() -> None:
    assert marks_of({"all": 3, "a": 3, "b": 0}, *"ab") == {"all": "small", "a": "protecting", "b": "protecting"}
    assert marks_of({"all": 3, "a": 2, "b": 1}, *"ab") == {"all": "small", "a": "protecting", "b": "protecting"}


def test_nothing_is_printed_below_a_small_total_at_any_depth() -> None:
    system = System()
    system.break_down("all", "a", {2017: (3, 0)})
    system.break_down("a0", "b", {2017: (3, 0)})
    system.break_down("a1", "c", {2017: (0, 0, 0)})
    edition = mask(system.cells, system.equations, 5)
    assert small(edition) == {("all", 2017)}
    assert len(masked(edition)) == len(system.cells)


def test_where_all_falls_under_one_value_no_zero_says_so() -> None:
    cells = {"all": 40, "a": 40, "b": 0, "c": 0}
    assert marks_of(cells, *"abc") == {"all": "shown", "a": "protecting", "b": "protecting", "c": "protecting"}
    assert set(marks_of(cells, *"abc", over_years=True).values()) == {"shown"}


def test_nothing_of_nobody_is_printed_as_zero() -> None:
    assert set(marks_of({"all": 0, "a": 0, "b": 0}, *"ab").values()) == {"shown"}


def test_a_zero_that_the_equations_fix_is_printed() -> None:
    cells = {"all": 3, "a": 2, "b": 1, "c": 0}
    equations = [Equation("all", ("a", "b")), Equation("all", ("a", "b", "c"))]
    edition = mask(cells, equations, 5)
    assert masked(edition) == ["all", "a", "b"]


def test_what_was_masked_stays_masked_and_what_changed_a_little_is() -> None:
    cells = {"all": 130, "a": 60, "b": 40, "c": 30, "d": 0}
    assert set(marks_of(cells, *"abcd").values()) == {"shown"}
    stays = marks_of(cells, *"abcd", before={"b", "d", "of another edition"})
    assert stays["b"] == stays["d"] == "protecting"
    printed = {"all": {125}, "a": {56}, "b": {35}, "c": {30}, "of another edition": {1}}
    changed = marks_of(cells, *"abcd", previous=printed)
    assert changed == {"all": "shown", "a": "protecting", "b": "protecting", "c": "shown", "d": "shown"}


def test_a_number_is_held_against_every_earlier_edition() -> None:
    """One case came late between the first edition and the third; the second was far off."""
    cells = {"all": 112, "a": 62, "b": 50}
    for printed in ({"all": {111}, "a": {61}, "b": {50}}, {"all": {111, 121}, "a": {61, 71}, "b": {50}}):
        marks = marks_of(cells, *"ab", previous=printed)
        assert marks["all"] == marks["a"] == "protecting"


def test_what_was_printed_covers_nothing() -> None:
    cells = {"all": 100, "a": 2, "b": 8, "c": 10, "d": 50, "e": 30}
    assert marks_of(cells, *"abcde")["b"] == "protecting"
    found = marks_of(cells, *"abcde", previous={"b": {8}, "c": {10}})
    assert [found[cell] for cell in "bcde"] == ["shown", "shown", "protecting", "protecting"]


@pytest.mark.parametrize("threshold", (0, 1, 2, 4, 6, 11, -5))
def test_another_threshold_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        mask({"a": 1}, [], threshold)


@pytest.mark.parametrize(
    "cells, parts",
    (
        ({"all": 3, "a": 4, "b": -1}, ("a", "b")),
        ({"all": 3, "a": 3}, ("a", "b")),
        ({"all": 4, "a": 2, "b": 1}, ("a", "b")),
        ({"all": 2, "a": 1}, ("a", "a")),
        ({"all": 0, "a": 0}, ("a", "all")),
    ),
)
def test_what_is_no_table_is_refused(cells: Mapping[Cell, int], parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"counts|number|add up|twice"):
        mask(cells, [Equation("all", parts)], 5)


def test_nothing_is_masked_of_nothing() -> None:
    assert mask({}, [], 5) == Edition({}, 0.0)
