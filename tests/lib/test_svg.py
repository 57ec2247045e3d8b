import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import svg
from lib.pen import Drawing, Shape
from lib.svg import Part, Point, Series, Stack


def write(number: float) -> str:
    return f"{int(number):,}"


def of(drawing: Drawing, tag: str, kind: str = "") -> list[Shape]:
    return [shape for shape in drawing.shapes if shape.tag == tag and kind in ("", shape.attributes["class"])]


def texts(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if shape.text]


def heights(shapes: Sequence[Shape]) -> list[float]:
    return [float(shape.attributes["height"]) for shape in shapes]


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (111, [0, 25, 50, 75, 100, 125]),
        (11_872, [0, 2_500, 5_000, 7_500, 10_000, 12_500]),
    ],
)
def test_an_axis_has_few_round_marks(highest: float, marks: list[float]) -> None:
    assert svg.ticks(highest) == marks


@given(st.integers(0, 10**7))
def test_an_axis_begins_at_zero_and_reaches_the_highest_in_whole_numbers(highest: int) -> None:
    marks = svg.ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 7
    assert all(mark.is_integer() for mark in marks)


def test_columns_stand_on_zero_in_proportion() -> None:
    drawing = svg.columns(
        [Stack("2017", [Part("crim", 25), Part("non", 75)]), Stack("2018", [Part("crim", 50)])], write
    )
    parts = [*of(drawing, "rect", "crim"), *of(drawing, "rect", "non")]
    # Neighbours are parted by two units of ground.
    quarter, half, three_quarters = (height + 2 for height in heights(parts))
    assert half == pytest.approx(2 * quarter, abs=0.2)
    assert three_quarters == pytest.approx(3 * quarter, abs=0.2)
    feet = {float(part.attributes["y"]) + float(part.attributes["height"]) for part in of(drawing, "rect", "crim")}
    assert feet == {231.0}


def test_columns_are_labelled_with_their_parts_their_whole_and_their_year() -> None:
    drawing = svg.columns([Stack("2017", [Part("crim", 25), Part("non", 75)], "so far")], write)
    assert {"25", "75", "100", "2017", "so far"} <= set(texts(drawing))
    assert of(drawing, "text", "on-crim")[0].text == "25"
    assert of(drawing, "text", "strong")[0].text == "100"


def test_a_part_without_room_has_no_label_and_none_of_nothing_is_drawn() -> None:
    drawing = svg.columns([Stack("2017", [Part("crim", 1), Part("none", 0), Part("non", 999)])], write)
    assert not of(drawing, "text", "on-crim")
    assert of(drawing, "rect", "crim")
    assert not of(drawing, "rect", "none")


def test_a_lined_part_has_its_line() -> None:
    assert of(svg.columns([Stack("2017", [Part("non", 10, lined=True)])], write), "line", "thru")
    assert of(svg.shares([Stack("2017", [Part("non", 10, lined=True)])], write), "line", "thru")


def test_years_that_stand_close_are_labelled_in_turn_and_the_last_always() -> None:
    drawing = svg.columns([Stack(str(year), [Part("non", 1)]) for year in range(2005, 2025)], write)
    years = [text for text in texts(drawing) if len(text) == 4]
    assert years[-1] == "2024"
    assert 5 <= len(years) <= 10


def test_counts_have_their_interval_beside_them() -> None:
    drawing = svg.counts([Stack("2018", [Part("bar-now", 66)], interval=(51.0, 84.0))], write)
    (whisker,) = of(drawing, "path", "whisker")
    assert whisker.attributes["d"].count("h8") == 2
    assert "66" in texts(drawing)
    assert "100" in texts(drawing)  # the axis reaches the end of the interval


def test_shares_fill_a_hundred_per_cent() -> None:
    drawing = svg.shares([Stack("2017", [Part("conf", 1), Part("non", 3)]), Stack("2018", [])], write)
    widths = [float(part.attributes["width"]) + 2.5 for part in of(drawing, "rect")]
    assert sum(widths) == pytest.approx(svg.WIDTH - 46)
    assert {"25", "75", "100 %", "2018"} <= set(texts(drawing))


def years(first: int, last: int) -> list[str]:
    return [str(year) for year in range(first, last + 1)]


def written(drawing: Drawing) -> list[Shape]:
    """The years that are written, in their order."""
    return [shape for shape in of(drawing, "text") if len(shape.text) == 4]


def test_bars_of_many_years_are_thin_and_their_years_do_not_touch() -> None:
    few = svg.shares([Stack(year, [Part("conf", 1)]) for year in years(2015, 2018)], write)
    many = svg.shares([Stack(year, [Part("conf", 1)]) for year in years(1959, 2018)], write)
    assert many.height < 700
    assert heights(of(few, "rect")) == [30] * 4
    assert len(of(many, "rect")) == 60
    places = [float(year.attributes["y"]) for year in written(many)]
    assert all(after - before >= 14 for before, after in pairwise(places))
    assert written(many)[-1].text == "2018"


def test_whiskers_of_many_years_stand_between_their_columns() -> None:
    stacks = [Stack(year, [Part("bar-now", 50)], interval=(40.0, 60.0)) for year in years(1959, 2018)]
    drawing = svg.counts(stacks, write)
    bars = [(float(bar.attributes["x"]), float(bar.attributes["width"])) for bar in of(drawing, "rect")]
    at = [float(whisker.attributes["d"][1:].split()[0]) for whisker in of(drawing, "path", "whisker")]
    for (x, width), whisker, (after, _width) in zip(bars, at, bars[1:], strict=False):
        assert x + width <= whisker <= after


class TestIntervals:
    def test_a_line_goes_through_the_shares_each_in_its_interval(self) -> None:
        points = [Point(32, 24, 42), Point(33, 24, 42)]
        drawing = svg.intervals(points, ["2015", "2016"], ["", "so far"], write)
        (line,) = of(drawing, "path", "line")
        dots = [(dot.attributes["cx"], dot.attributes["cy"]) for dot in of(drawing, "circle")]
        assert line.attributes["d"] == "M" + "L".join(" ".join(dot) for dot in dots)
        for (x, y), whisker in zip(dots, of(drawing, "path", "whisker"), strict=True):
            at, low, high = re.match(r"M([\d.]+) ([\d.]+)V([\d.]+)M", whisker.attributes["d"]).groups()  # type: ignore[union-attr]
            assert at == x
            assert float(high) < float(y) < float(low)
        assert {"32", "33", "0", "50", "2015", "so far"} <= set(texts(drawing))

    def test_where_there_is_no_share_the_line_ends_and_begins_anew(self) -> None:
        points = [Point(1, 0, 2), Point(1, 0, 2), None, Point(1, 0, 2), None]
        drawing = svg.intervals(points, years(2015, 2019), [""] * 5, write)
        assert [line.attributes["d"].count("L") for line in of(drawing, "path", "line")] == [1, 0]
        assert len(of(drawing, "circle")) == len(of(drawing, "path", "whisker")) == 3
        assert len(written(drawing)) == 5

    def test_of_nothing(self) -> None:
        drawing = svg.intervals([None], ["2018"], [""], write)
        assert not of(drawing, "path")
        assert not of(drawing, "circle")

    def test_the_axis_ends_at_a_hundred(self) -> None:
        drawing = svg.intervals([Point(100, 96, 100)], ["2018"], [""], write)
        assert "100" in texts(drawing)
        assert "125" not in texts(drawing)

    def test_dots_of_many_years_do_not_touch(self) -> None:
        drawing = svg.intervals([Point(50, 40, 60)] * 60, years(1959, 2018), [""] * 60, write)
        dots = of(drawing, "circle", "dot small")
        step = float(dots[1].attributes["cx"]) - float(dots[0].attributes["cx"])
        assert step > 2 * float(dots[0].attributes["r"])
        assert not of(drawing, "text", "strong beside")


def test_bars_of_nothing_and_of_something() -> None:
    drawing = svg.bars([Stack("Money", [Part("bar-now", 10)]), Stack("Conflict", [Part("bar-now", 5)])], write)
    first, second = (float(bar.attributes["width"]) for bar in of(drawing, "rect"))
    assert first == pytest.approx(2 * second)
    assert svg.bars([], write).shapes == ()


def test_each_panel_has_its_own_scale() -> None:
    series = [Series("Started", [9_864, 11_499]), Series("Negative", [198, 233])]
    drawing = svg.panels(series, ["2016", "2017"], ["", ""], write)
    dots = [float(dot.attributes["cy"]) for dot in of(drawing, "circle")]
    assert len(dots) == 4
    assert max(dots[:2]) < min(dots[2:])
    across = [dot.attributes["cx"] for dot in of(drawing, "circle")]
    assert across[:2] == across[2:]  # a year stands at the same place in each
    assert {"Started", "Negative", "11,499", "233", "2016", "2017"} <= set(texts(drawing))


def test_a_panel_of_zeros_lies_on_its_base() -> None:
    drawing = svg.panels([Series("Started", [0])], ["2017"], ["so far"], write)
    assert float(of(drawing, "circle")[0].attributes["cy"]) == 124
    assert "so far" in texts(drawing)


def test_a_share_lies_in_its_interval() -> None:
    drawing = svg.share_of(0.27, 1 / 3, 0.40, write)
    (dot,), (interval,) = of(drawing, "circle"), of(drawing, "rect", "rng")
    left, width = float(interval.attributes["x"]), float(interval.attributes["width"])
    assert left < float(dot.attributes["cx"]) < left + width
    assert texts(drawing) == ["0", "100 %", "27", "40"]


def test_a_split_bar_keeps_proportion() -> None:
    parts = of(svg.split([Part("crim", 40), Part("non", 120), Part("open", 0)]), "rect")
    assert [float(part.attributes["width"]) + 2 for part in parts] == [80, 240]
    assert svg.split([]).shapes == ()


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), min_size=1, max_size=20))
def test_nothing_is_drawn_outside_its_box(numbers: list[list[int]]) -> None:
    stacks = [Stack("2017", [Part("conf", number) for number in three]) for three in numbers]
    for drawing in (svg.columns(stacks, write), svg.shares(stacks, write), svg.bars(stacks, write)):
        for shape in of(drawing, "rect"):
            x, y, width, height = (float(shape.attributes[name]) for name in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert x + width <= drawing.width + 0.1
            assert y + height <= drawing.height + 0.1
