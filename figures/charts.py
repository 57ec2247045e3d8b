"""Which chart shows which figure, in which marks. A colour never means two things; grey keeps the marks apart too."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.models.values import Finding, Outcome, Recipient
from figures.counted import Line, Table
from figures.dimensions import Dimension
from figures.grids import so_far
from lib import svg
from lib.intervals import poisson, wilson


@dataclass(frozen=True)
class Mark:
    """How a value is drawn: a class of the style sheet, and a thin line through it or not."""

    kind: str
    lined: bool = False


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    mark: Mark
    label: str


@dataclass(frozen=True)
class Chart:
    """A drawing with its title and a description for those who do not see it."""

    drawing: svg.Drawing
    title: str
    description: str
    legend: Sequence[Key] = ()
    heading: str = ""
    """What stands above it, where the section's own line does not say what it shows."""


MARKS: dict[str, Mark] = {
    Recipient.CRIMINAL: Mark("crim"),
    Recipient.NON_CRIMINAL: Mark("non"),
    Recipient.NONE: Mark("non", lined=True),
    Recipient.UNKNOWN: Mark("open"),
    Finding.CONFIRMED: Mark("conf"),
    Finding.REFUTED: Mark("non"),
    Finding.NO_BREACH: Mark("non", lined=True),
    Finding.NOT_ESTABLISHED: Mark("notest"),
    Finding.ENDED: Mark("none"),
    Finding.PENDING: Mark("open"),
    Outcome.UNFOUNDED: Mark("non"),
}
"""The palette. A pending outcome and an unknown recipient are hollow and dotted: neither has been filled in."""
_PLAIN, _FOCUS, _OPEN = Mark("bar-plain"), Mark("bar-now"), Mark("open")


def write(number: float) -> str:
    """A number as the page writes it."""
    return number_format(int(number))


def _at_breaks(years: Sequence[int], marks: Mapping[int, str]) -> svg.Breaks:
    """The marks of years as those of columns."""
    return {number: marks[year] for number, year in enumerate(years) if year in marks}


def _told(described: str, marks: Mapping[int, str]) -> str:
    """The description of a chart, with the years in which its series breaks."""
    if not marks:
        return described
    return _("%(described)s Breaks in the series in: %(years)s.") % {
        "described": described,
        "years": ", ".join(map(str, marks)),
    }


class ChartMaker:
    """Draws one figure's table; `marks` are the numbers of the footnotes at the years that its series breaks in."""

    def __init__(self, table: Table, today: datetime.date, marks: Mapping[int, str] | None = None) -> None:
        self.table = table
        self.today = today
        self.focus = table.period.in_focus(today)
        self.marks = marks or {}
        self.breaks = _at_breaks(table.period.years, self.marks)

    def _note(self, year: int) -> str:
        return so_far(year, self.today)

    def _described(self, line: Line) -> str:
        values = ", ".join(f"{year}: {write(number)}" for year, number in line.years.items())
        said = _("%(values)s. The table beside it holds the same numbers.") % {"values": values}
        return _told(said, self.marks)

    def stacked(self, dimension: Dimension, title: str) -> Chart:
        """Columns in parts, by a breakdown whose values have marks."""
        lines = self.table.lines(dimension)
        stacks = [
            svg.Stack(str(year), [_part(value, line.years[year]) for value, _label, line in lines], self._note(year))
            for year in self.table.period.years
        ]
        drawing = svg.columns(stacks, write, self.breaks)
        return Chart(drawing, title, self._described(self.table.whole), _legend(lines))

    def shares(self, dimension: Dimension, left_out: str, title: str) -> Chart:
        """Bars of a hundred per cent a year, by a breakdown without one of its values."""
        lines = [line for line in self.table.lines(dimension) if line[0] != left_out]
        stacks = [
            svg.Stack(str(year), [_part(value, line.years[year]) for value, _label, line in lines], self._note(year))
            for year in self.table.period.years
        ]
        first = lines[0]
        described = _("%(first)s: %(values)s") % {"first": first[1], "values": self._described(first[2])}
        return Chart(svg.shares(stacks, write, self.breaks), title, described, _legend(lines))

    def counts(self, title: str) -> Chart:
        """Columns of the whole, with the interval of chance beside each; years in focus are solid."""
        stacks = [
            svg.Stack(
                str(year),
                [svg.Part((_FOCUS if year in self.focus else _PLAIN).kind, number)],
                self._note(year),
                poisson(number),
            )
            for year, number in self.table.whole.years.items()
        ]
        return Chart(svg.counts(stacks, write, self.breaks), title, self._described(self.table.whole))

    def settled(self, still_open: Line, settled_label: str, open_label: str, title: str) -> Chart:
        """Columns in two parts: what is settled, and above it, hollow, what is still open."""
        stacks = [
            svg.Stack(
                str(year),
                [
                    svg.Part(_FOCUS.kind, number - still_open.years[year]),
                    svg.Part(_OPEN.kind, still_open.years[year]),
                ],
                self._note(year),
            )
            for year, number in self.table.whole.years.items()
        ]
        legend = [Key(_FOCUS, settled_label), Key(_OPEN, open_label)]
        described = _("In all: %(values)s") % {"values": self._described(self.table.whole)}
        return Chart(svg.columns(stacks, write, self.breaks), title, described, legend)

    def bars(self, dimension: Dimension, title: str) -> Chart:
        """A bar for each value over the whole period, the longest first."""
        found = sorted(self.table.lines(dimension), key=lambda line: -line[2].total)
        stacks = [svg.Stack(label, [svg.Part(_FOCUS.kind, line.total)]) for _value, label, line in found if line.total]
        values = ", ".join(f"{stack.label}: {write(stack.total)}" for stack in stacks)
        described = _("%(values)s. The table beside it holds the same numbers.") % {"values": values}
        return Chart(svg.bars(stacks, write), title, described)

    def confirmed(self, hits: Line, of: Line, title: str) -> Chart:
        """The share of `hits` in `of` year by year, each in its interval; a year without `of` has no point."""
        numbers = {year: (hits.years[year], of.years[year]) for year in of.years}
        points = {year: _in_hundreds(hit, total) if total else None for year, (hit, total) in numbers.items()}
        said = [
            _("%(year)s: %(hits)s of %(of)s, %(share)s %%, interval %(low)s to %(high)s %%")
            % {
                "year": year,
                "hits": write(numbers[year][0]),
                "of": write(numbers[year][1]),
                "share": write(round(point.value)),
                "low": write(round(point.low)),
                "high": write(round(point.high)),
            }
            for year, point in points.items()
            if point
        ]
        described = _("%(values)s. The table beside it holds the same numbers.") % {"values": "; ".join(said)}
        notes = [self._note(year) for year in points]
        drawing = svg.intervals(list(points.values()), list(map(str, points)), notes, write, self.breaks)
        return Chart(drawing, title, _told(described, self.marks))


def _in_hundreds(hits: int, total: int) -> svg.Point:
    low, high = wilson(hits, total)
    return svg.Point(100 * hits / total, 100 * low, 100 * high)


def _part(value: str, number: int) -> svg.Part:
    mark = MARKS[value]
    return svg.Part(mark.kind, number, mark.lined)


def _legend(lines: Sequence[tuple[str, str, Line]]) -> list[Key]:
    """What is drawn, and nothing else."""
    return [Key(MARKS[value], label) for value, label, line in lines if line.total]


def panels(
    tables: Sequence[tuple[str, Line]],
    years: Sequence[int],
    today: datetime.date,
    title: str,
    marks: Mapping[int, str] | None = None,
) -> Chart:
    """Lines one above the other, each on its own scale; `marks` as those of a ChartMaker."""
    series = [svg.Series(label, list(line.years.values())) for label, line in tables]
    notes = [so_far(year, today) for year in years]
    breaks = _at_breaks(years, marks or {})
    values = "; ".join(
        f"{label}: {', '.join(f'{year}: {write(number)}' for year, number in line.years.items())}"
        for label, line in tables
    )
    described = _told(_("%(values)s. The table beside it holds the same numbers.") % {"values": values}, marks or {})
    drawing = svg.panels(series, [str(year) for year in years], notes, write, breaks)
    return Chart(drawing, title, described)


def split(parts: Sequence[tuple[str, int]], title: str, description: str) -> Chart:
    """A thin bar in parts."""
    return Chart(svg.split([_part(value, number) for value, number in parts]), title, description)


def share(low: float, middle: float, high: float, title: str, description: str) -> Chart:
    """A share with its interval."""
    return Chart(svg.share_of(low, middle, high, write), title, description)
