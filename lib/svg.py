"""Chart geometry: numbers in, shapes out. Looks are left to the style sheet, by class; words come from the caller.

Everything is drawn from zero, in one viewBox unit a pixel, with the axis on the right, as the newest year is there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lib.pen import Drawing, Pen, tenth

Write = Callable[[float], str]
"""Writes a number as the page does."""

WIDTH = 440
LETTER = 8.5
"""The width of a digit at the largest size at which a chart is lettered."""
Breaks = Mapping[int, str]
"""At which columns, bars or points the series breaks, each with the numbers of its footnotes."""
NO_BREAKS: Breaks = {}

_ROW = 42
_BAR = 30
# Bars of many years: as thin as this at least, and together about as high as this.
_THIN = 10
_TALL = 504
# The height of a line of letters.
_LINE = 16
_STEPS = (1, 2, 2.5, 5, 10)
# The room above a chart for the numbers of its breaks.
_NOTED = 14


@dataclass(frozen=True)
class Part:
    """A part of a column or bar: its class, its number, and whether a thin line goes through it."""

    kind: str
    value: float
    lined: bool = False


@dataclass(frozen=True)
class Stack:
    """A column or bar: what stands at its foot, its parts, a note under the label, and an interval beside it."""

    label: str
    parts: Sequence[Part]
    note: str = ""
    interval: tuple[float, float] | None = None

    @property
    def total(self) -> float:
        """The height of the whole."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True)
class Series:
    """A line in a panel of its own: a title and a number for each year."""

    title: str
    values: Sequence[float]


@dataclass(frozen=True)
class Point:
    """A value and the interval it lies in."""

    value: float
    low: float
    high: float


def ticks(highest: float) -> list[float]:
    """The marks of an axis that begins at zero and reaches `highest`: four or five round steps, whole numbers."""
    rough = max(highest, 1) / 5
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    sizes = [size * power for size in _STEPS if (size * power).is_integer()]
    step = next(size for size in sizes if size >= rough or size == sizes[-1])
    marks = [0.0]
    while marks[-1] < highest:
        marks.append(marks[-1] + step)
    return marks if len(marks) > 1 else [0.0, step]


@dataclass(frozen=True)
class _Plot:
    """Where columns stand: between `top` and `base`, one each `step`, left of the letters of the axis."""

    top: float
    base: float
    highest: float
    count: int
    right: float
    # Columns stand from this far in.
    left: float = 14

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.count

    @property
    def width(self) -> float:
        return min(62.0, self.step * 0.62)

    def x(self, number: int) -> float:
        return self.left + number * self.step

    def middle(self, number: int) -> float:
        return self.x(number) + self.width / 2

    def y(self, value: float) -> float:
        return self.base - (self.base - self.top) * value / self.highest


def _axis(pen: Pen, plot: _Plot, marks: Sequence[float], write: Write) -> None:
    for mark in marks:
        pen.line("grid" if mark else "base", 0, plot.y(mark), WIDTH, plot.y(mark))
        pen.text("axis", WIDTH, plot.y(mark) - 5, write(mark), "end")


def _plot(top: float, base: float, marks: Sequence[float], count: int, write: Write) -> _Plot:
    letters = max(len(write(mark)) for mark in marks)
    return _Plot(top, base, marks[-1], count, WIDTH - LETTER * letters - 6)


def _lettered(number: int, count: int, step: float, room: float) -> bool:
    """Whether this one of `count` labels is written: where they stand too close, every n-th, the last always."""
    every = max(1, -int(-room // step))
    return (count - 1 - number) % every == 0


def _labels(pen: Pen, plot: _Plot, stacks: Sequence[Stack], y: float) -> None:
    """The years under the columns."""
    for number, stack in enumerate(stacks):
        if _lettered(number, len(stacks), plot.step, LETTER * 4 + 6):
            pen.text("", plot.middle(number), y, stack.label)
            if stack.note:
                pen.text("axis", plot.middle(number), y + 14, stack.note)


def _breaks(pen: Pen, plot: _Plot, breaks: Breaks) -> None:
    """A dotted line at the left edge of each column or point where the series breaks, its numbers above it."""
    for number, label in breaks.items():
        x = plot.x(number) - min((plot.step - plot.width) / 2, 3)
        pen.line("brk", x, plot.top - 8, x, plot.base)
        pen.text("axis", x, plot.top - 12, label)


def _fits(text: str, room: float) -> bool:
    return len(text) * LETTER <= room


def columns(stacks: Sequence[Stack], write: Write, breaks: Breaks = NO_BREAKS) -> Drawing:
    """Stacked columns, each part labelled where it has room and each whole on top."""
    pen = Pen()
    marks = ticks(max((stack.total for stack in stacks), default=0))
    plot = _plot(22 + (_NOTED if breaks else 0), 232, marks, len(stacks), write)
    _axis(pen, plot, marks, write)
    _breaks(pen, plot, breaks)
    for number, stack in enumerate(stacks):
        top = _stack(pen, plot, number, stack, write)
        if _fits(write(stack.total), plot.step):
            pen.text("strong", plot.middle(number), top - 6, write(stack.total))
    _labels(pen, plot, stacks, plot.base + 19)
    return pen.drawing(WIDTH, plot.base + (44 if any(stack.note for stack in stacks) else 30))


def _stack(pen: Pen, plot: _Plot, number: int, stack: Stack, write: Write) -> float:
    """Draw the parts of one column from the foot up; returns where its top is."""
    x, y = plot.x(number), plot.base
    for part in stack.parts:
        if not part.value:
            continue
        height = plot.base - plot.y(part.value)
        y -= height
        pen.rect(part.kind, x, y + 1, plot.width, height - 2)
        if part.lined:
            pen.line("thru", x + 5, y + 1, x + 5, y + height - 1)
        if height > 16 and _fits(write(part.value), plot.width - 4):
            pen.text(f"on-{part.kind}", plot.middle(number), y + height / 2 + 4.5, write(part.value))
    return y


def counts(stacks: Sequence[Stack], write: Write, breaks: Breaks = NO_BREAKS) -> Drawing:
    """Plain columns, each with its number at the foot and the interval of chance beside it."""
    pen = Pen()
    marks = ticks(max((max(stack.total, *(stack.interval or (0,))) for stack in stacks), default=0))
    plot = _plot(14 + (_NOTED if breaks else 0), 200, marks, len(stacks), write)
    _axis(pen, plot, marks, write)
    _breaks(pen, plot, breaks)
    for number, stack in enumerate(stacks):
        x, top = plot.x(number), plot.y(stack.total)
        kind = stack.parts[0].kind
        if stack.total:
            pen.rect(kind, x, top, plot.width, plot.base - top - 1)
        inside = plot.base - top > 22
        if _fits(write(stack.total), plot.width - 2):
            pen.text(
                f"on-{kind}" if inside else "strong",
                plot.middle(number),
                plot.base - 10 if inside else top - 6,
                write(stack.total),
            )
        if stack.interval:
            # In the gap beside the column, however narrow that is.
            aside = min(7, (plot.step - plot.width) / 2)
            low, high = stack.interval
            _whisker(pen, x + plot.width + aside, plot.y(low), plot.y(high), min(4, aside - 0.5))
    _labels(pen, plot, stacks, plot.base + 19)
    return pen.drawing(WIDTH, plot.base + (44 if any(stack.note for stack in stacks) else 30))


def _whisker(pen: Pen, x: float, low: float, high: float, arm: float = 4) -> None:
    ends = "".join(f"M{tenth(x - arm)} {tenth(y)}h{tenth(2 * arm)}" for y in (low, high))
    pen.path("whisker", f"M{tenth(x)} {tenth(low)}V{tenth(high)}{ends}")


def shares(stacks: Sequence[Stack], write: Write, breaks: Breaks = NO_BREAKS) -> Drawing:
    """Bars of a hundred per cent, one a year, the parts labelled in whole per cents; of many years, thin ones."""
    pen, left, width = Pen(), 46, WIDTH - 46
    row = min(_ROW, max(_THIN, _TALL / max(len(stacks), 1)))
    bar = row * _BAR / _ROW
    foot = len(stacks) * row + 2
    for mark in (0, 25, 50, 75, 100):
        x = left + width * mark / 100
        pen.line("grid" if mark else "base", x, 0, x, foot)
        anchor = {0: "start", 100: "end"}.get(mark, "middle")
        pen.text("axis", x, foot + 18, f"{write(mark)} %" if mark == 100 else write(mark), anchor)
    for number, label in breaks.items():
        pen.line("brk", left, number * row, WIDTH, number * row)
        pen.text("axis", left - 3, max(number * row + 4, 9), label, "end")
    for number, stack in enumerate(stacks):
        y = (row - bar) / 2 + number * row
        noted = stack.note and row == _ROW
        if _lettered(number, len(stacks), row, _LINE):
            pen.text("", 0, y + (13 if noted else bar / 2 + 5), stack.label, "start")
        if noted:
            pen.text("axis", 0, y + 29, stack.note, "start")
        _hundred(pen, stack, y, bar, left, write)
    return pen.drawing(WIDTH, foot + 26)


def _hundred(pen: Pen, stack: Stack, y: float, bar: float, left: float, write: Write) -> None:
    """One bar of a hundred per cent, in parts; empty where there is nothing."""
    x, width = left, WIDTH - left
    for part in stack.parts:
        if not part.value:
            continue
        room, percent = width * part.value / stack.total, write(round(part.value * 100 / stack.total))
        pen.rect(part.kind, min(x + 1, WIDTH - 0.5), y, room - 2.5, bar)
        if part.lined:
            pen.line("thru", x + 1, y + bar / 6, x + room - 1.5, y + bar / 6)
        if bar > _LINE and _fits(percent, room - 6):
            pen.text(f"on-{part.kind}", x + room / 2, y + bar / 2 + 4.5, percent)
        x += room


def bars(stacks: Sequence[Stack], write: Write) -> Drawing:
    """Horizontal bars of one series, each under its label and with its number behind it."""
    pen = Pen()
    highest = max((stack.total for stack in stacks), default=0) or 1
    room = WIDTH - LETTER * max((len(write(stack.total)) for stack in stacks), default=1) - 8
    for number, stack in enumerate(stacks):
        y = 12 + number * 36
        pen.text("", 0, y, stack.label, "start")
        length = room * stack.total / highest
        if stack.total:
            pen.rect(stack.parts[0].kind, 0, y + 6, length, 12)
        pen.text("strong", length + 6 if stack.total else 0, y + 16.5, write(stack.total), "start")
    return pen.drawing(WIDTH, len(stacks) * 36)


def panels(
    series: Sequence[Series],
    labels: Sequence[str],
    notes: Sequence[str],
    write: Write,
    breaks: Breaks = NO_BREAKS,
) -> Drawing:
    """Lines one above the other, each with its own scale from zero: two measures never share an axis."""
    pen = Pen()
    axes = [ticks(max(one.values, default=0))[::2] for one in series]
    # The same for all, so that a year stands at the same place in each.
    right = WIDTH - LETTER * max(len(write(mark)) for marks in axes for mark in marks) - 6
    plot = _Plot(0, 0, 1, len(labels), right)
    for number, (one, marks) in enumerate(zip(series, axes, strict=True)):
        highest = max(*one.values, marks[-1], 1) * 1.15
        top = 38 + number * 134
        plot = _Plot(top, top + 86, highest, len(labels), right)
        pen.text("strong", 0, top - 22, one.title, "start")
        _axis(pen, plot, marks, write)
        _breaks(pen, plot, breaks)
        _line(pen, plot, one, write)
    _labels(pen, plot, [Stack(label, (), note) for label, note in zip(labels, notes, strict=True)], plot.base + 19)
    return pen.drawing(WIDTH, plot.base + (44 if any(notes) else 26))


def _line(pen: Pen, plot: _Plot, series: Series, write: Write) -> None:
    points = [(plot.middle(number), plot.y(value)) for number, value in enumerate(series.values)]
    pen.path("line", _through(points))
    for (x, y), value in zip(points, series.values, strict=True):
        _dot(pen, plot, x, y)
        if _fits(write(value), plot.step):
            pen.text("strong", x, y - 11, write(value))


def _through(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{tenth(x)} {tenth(y)}" for x, y in points)


def _dot(pen: Pen, plot: _Plot, x: float, y: float) -> None:
    """The dot of a point: of many years a small one, so that they do not touch."""
    radius = min(4.5, plot.step / 3)
    pen.dot("dot" if radius > 3 else "dot small", x, y, radius)


def intervals(
    points: Sequence[Point | None],
    labels: Sequence[str],
    notes: Sequence[str],
    write: Write,
    breaks: Breaks = NO_BREAKS,
) -> Drawing:
    """A line through percentages, each in its interval; where there is none, the line ends and begins anew."""
    pen = Pen()
    marks = [mark for mark in ticks(max((point.high for point in points if point), default=0)) if mark <= 100]
    plot = _plot(22 + (_NOTED if breaks else 0), 190, marks, len(points), write)
    _axis(pen, plot, marks, write)
    _breaks(pen, plot, breaks)
    for run in _runs(points):
        pen.path("line", _through([(plot.middle(number), plot.y(point.value)) for number, point in run]))
        for number, point in run:
            _in_interval(pen, plot, number, point, write)
    _labels(pen, plot, [Stack(label, (), note) for label, note in zip(labels, notes, strict=True)], plot.base + 19)
    return pen.drawing(WIDTH, plot.base + (44 if any(notes) else 30))


def _runs(points: Sequence[Point | None]) -> Iterator[list[tuple[int, Point]]]:
    """The points that stand next to each other, with their places."""
    run: list[tuple[int, Point]] = []
    for number, point in enumerate(points):
        if point is not None:
            run.append((number, point))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _in_interval(pen: Pen, plot: _Plot, number: int, point: Point, write: Write) -> None:
    """A dot in its whisker, with its number beside it where that has room."""
    x, y, text = plot.middle(number), plot.y(point.value), write(round(point.value))
    _whisker(pen, x, plot.y(point.low), plot.y(point.high), min(4, plot.step / 3))
    _dot(pen, plot, x, y)
    if _fits(text, plot.step - 18):
        pen.text("strong beside", x + 8, y - 6, text, "start")


def split(parts: Sequence[Part]) -> Drawing:
    """One thin bar in parts."""
    pen, width, x = Pen(), 320, 0.0
    whole = sum(part.value for part in parts) or 1
    for part in parts:
        room = width * part.value / whole
        if part.value:
            pen.rect(part.kind, x, 0, room - 2, 10)
        x += room
    return pen.drawing(width, 10)


def share_of(low: float, middle: float, high: float, write: Write) -> Drawing:
    """A share between 0 and 1 with its interval, on a line from 0 to 100 %."""
    pen, width = Pen(), 308
    pen.rect("track", 0, 9, width, 2)
    pen.rect("rng", width * low, 7, width * (high - low), 6)
    pen.dot("mid-dot", width * middle, 10, 5)
    pen.text("axis", 0, 31, write(0), "start")
    pen.text("axis", width, 31, f"{write(100)} %", "end")
    ends = [(width * low, write(round(low * 100))), (width * high, write(round(high * 100)))]
    for x, text in ends:
        if 2 * LETTER < x < width - 6 * LETTER:
            pen.text("axis", x, 31, text)
    return pen.drawing(width, 34)
