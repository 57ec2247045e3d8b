"""Chart geometry: numbers in, shapes out. Looks are left to the style sheet, by class; words come from the caller.

Everything is drawn from zero, in one viewBox unit a pixel, with the axis on the right, as the newest year is there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

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
_STEPS = (1, 2, 2.5, 5, 10)
# The room above a chart for the numbers of its breaks.
_NOTED = 14


@dataclass(frozen=True)
class Shape:
    """One SVG element, with its text if it has any."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(frozen=True)
class Drawing:
    """A viewBox and what is in it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


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


@dataclass
class _Pen:
    shapes: list[Shape] = field(default_factory=list)

    def text(self, kind: str, x: float, y: float, text: str, anchor: str = "middle") -> None:
        self.shapes.append(Shape("text", {"class": kind, "x": _n(x), "y": _n(y), "text-anchor": anchor}, text))

    def line(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.shapes.append(Shape("line", {"class": kind, "x1": _n(x1), "x2": _n(x2), "y1": _n(y1), "y2": _n(y2)}))

    def rect(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        size = {"width": _n(max(width, 0.5)), "height": _n(max(height, 0.5))}
        self.shapes.append(Shape("rect", {"class": kind, "x": _n(x), "y": _n(y), **size}))

    def path(self, kind: str, d: str) -> None:
        self.shapes.append(Shape("path", {"class": kind, "d": d}))

    def dot(self, kind: str, x: float, y: float, radius: float) -> None:
        self.shapes.append(Shape("circle", {"class": kind, "cx": _n(x), "cy": _n(y), "r": _n(radius)}))

    def drawing(self, width: float, height: float) -> Drawing:
        return Drawing(width, height, tuple(self.shapes))


def _n(number: float) -> str:
    """A coordinate, to a tenth, without what says nothing."""
    return f"{number:.1f}".removesuffix(".0")


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


def _axis(pen: _Pen, plot: _Plot, marks: Sequence[float], write: Write) -> None:
    for mark in marks:
        pen.line("grid" if mark else "base", 0, plot.y(mark), WIDTH, plot.y(mark))
        pen.text("axis", WIDTH, plot.y(mark) - 5, write(mark), "end")


def _plot(top: float, base: float, marks: Sequence[float], count: int, write: Write) -> _Plot:
    letters = max(len(write(mark)) for mark in marks)
    return _Plot(top, base, marks[-1], count, WIDTH - LETTER * letters - 6)


def _labels(pen: _Pen, plot: _Plot, stacks: Sequence[Stack], y: float) -> None:
    """The years under the columns; where they stand too close, every second or third, the last always."""
    every = max(1, -int(-(LETTER * 4 + 6) // plot.step))
    for number, stack in enumerate(stacks):
        if (len(stacks) - 1 - number) % every == 0:
            pen.text("", plot.middle(number), y, stack.label)
            if stack.note:
                pen.text("axis", plot.middle(number), y + 14, stack.note)


def _breaks(pen: _Pen, plot: _Plot, breaks: Breaks) -> None:
    """A dotted line at the left edge of each column or point where the series breaks, its numbers above it."""
    for number, label in breaks.items():
        x = plot.x(number) - min((plot.step - plot.width) / 2, 3)
        pen.line("brk", x, plot.top - 8, x, plot.base)
        pen.text("axis", x, plot.top - 12, label)


def _fits(text: str, room: float) -> bool:
    return len(text) * LETTER <= room


def columns(stacks: Sequence[Stack], write: Write, breaks: Breaks = NO_BREAKS) -> Drawing:
    """Stacked columns, each part labelled where it has room and each whole on top."""
    pen = _Pen()
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


def _stack(pen: _Pen, plot: _Plot, number: int, stack: Stack, write: Write) -> float:
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
    pen = _Pen()
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
            _whisker(pen, x + plot.width + 7, plot.y(stack.interval[0]), plot.y(stack.interval[1]))
    _labels(pen, plot, stacks, plot.base + 19)
    return pen.drawing(WIDTH, plot.base + (44 if any(stack.note for stack in stacks) else 30))


def _whisker(pen: _Pen, x: float, low: float, high: float) -> None:
    ends = "".join(f"M{_n(x - 4)} {_n(y)}h8" for y in (low, high))
    pen.path("whisker", f"M{_n(x)} {_n(low)}V{_n(high)}{ends}")


def shares(stacks: Sequence[Stack], write: Write, breaks: Breaks = NO_BREAKS) -> Drawing:
    """Bars of a hundred per cent, one a year, the parts labelled in whole per cents."""
    pen, left, width = _Pen(), 46, WIDTH - 46
    foot = len(stacks) * _ROW + 2
    for mark in (0, 25, 50, 75, 100):
        x = left + width * mark / 100
        pen.line("grid" if mark else "base", x, 0, x, foot)
        anchor = {0: "start", 100: "end"}.get(mark, "middle")
        pen.text("axis", x, foot + 18, f"{write(mark)} %" if mark == 100 else write(mark), anchor)
    for number, label in breaks.items():
        pen.line("brk", left, number * _ROW, WIDTH, number * _ROW)
        pen.text("axis", left - 3, max(number * _ROW + 4, 9), label, "end")
    for number, stack in enumerate(stacks):
        y, x = 6 + number * _ROW, float(left)
        pen.text("", 0, y + (13 if stack.note else 20), stack.label, "start")
        if stack.note:
            pen.text("axis", 0, y + 29, stack.note, "start")
        for part in stack.parts:
            if not part.value:
                continue
            room, percent = width * part.value / stack.total, write(round(part.value * 100 / stack.total))
            pen.rect(part.kind, min(x + 1, WIDTH - 0.5), y, room - 2.5, _BAR)
            if part.lined:
                pen.line("thru", x + 1, y + 5, x + room - 1.5, y + 5)
            if _fits(percent, room - 6):
                pen.text(f"on-{part.kind}", x + room / 2, y + 19.5, percent)
            x += room
    return pen.drawing(WIDTH, foot + 26)


def bars(stacks: Sequence[Stack], write: Write) -> Drawing:
    """Horizontal bars of one series, each under its label and with its number behind it."""
    pen = _Pen()
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
    pen = _Pen()
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


def _line(pen: _Pen, plot: _Plot, series: Series, write: Write) -> None:
    points = [(plot.middle(number), plot.y(value)) for number, value in enumerate(series.values)]
    pen.path("line", "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points))
    for (x, y), value in zip(points, series.values, strict=True):
        pen.dot("dot", x, y, 4.5)
        if _fits(write(value), plot.step):
            pen.text("strong", x, y - 11, write(value))


def split(parts: Sequence[Part]) -> Drawing:
    """One thin bar in parts."""
    pen, width, x = _Pen(), 320, 0.0
    whole = sum(part.value for part in parts) or 1
    for part in parts:
        room = width * part.value / whole
        if part.value:
            pen.rect(part.kind, x, 0, room - 2, 10)
        x += room
    return pen.drawing(width, 10)


def share_of(low: float, middle: float, high: float, write: Write) -> Drawing:
    """A share between 0 and 1 with its interval, on a line from 0 to 100 %."""
    pen, width = _Pen(), 308
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
