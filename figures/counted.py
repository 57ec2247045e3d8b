"""A figure counted, as pages, files and publications read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis
from figures.dimensions import Dimension
from figures.figure import Figure, Part
from lib.periods import Period
from lib.scope import Scope

Scopes = Mapping[str, Scope]
"""What somebody's numbers are made of, in each register."""
TOTAL = "total"


def line_of_zeros(period: Period) -> "Line":
    """A line in which nothing has been counted yet."""
    return Line(dict.fromkeys(period.years, 0))


@dataclass
class Line:
    """A number for each year of the period, over the period, and without a known date."""

    years: dict[int, int]
    total: int = 0
    undated: int = 0
    blank: set[int | str] = field(default_factory=set)
    """The years, and `TOTAL`, of which there is no number: nothing to take it of, or not known yet. They hold 0."""

    def of(self, year: int) -> int | None:
        """The number of a year; None where there is none."""
        return None if year in self.blank else self.years[year]

    @property
    def of_all(self) -> int | None:
        """The number over the period; None where there is none."""
        return None if TOTAL in self.blank else self.total

    @property
    def is_empty(self) -> bool:
        """Whether nothing counts in it."""
        return not self.undated and not any(self.years.values())

    def add(self, year: int, number: int) -> None:
        """Count `number` more in `year`."""
        if year == UNKNOWN_YEAR:
            self.undated += number
        else:
            self.years[year] += number
            self.total += number


@dataclass(frozen=True)
class Table:
    """A figure counted, or a part of one: the whole, and for each breakdown a line for each value."""

    figure: Figure
    period: Period
    basis: Basis
    whole: Line
    breakdowns: dict[str, dict[str, Line]] = field(default_factory=dict)
    part: Part | None = None
    _words: dict[str, Mapping[Any, Any]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What its numbers are called, by the categories counted."""
        return str(self.part.label) if self.part else self.figure.label_in(self.basis)

    @property
    def plural(self) -> str:
        """The unit of its numbers."""
        return str(self.part.label if self.part else self.figure.unit.plural)

    def words(self, breakdown: Dimension) -> Mapping[Any, Any]:
        """The words of a breakdown's values, looked up once."""
        if breakdown.key not in self._words:
            self._words[breakdown.key] = breakdown.words()
        return self._words[breakdown.key]

    def lines(self, breakdown: Dimension) -> list[tuple[str, str, Line]]:
        """The lines of a breakdown in the order of its list, each with its machine value and words."""
        words, lines = self.words(breakdown), self.breakdowns[breakdown.key]
        place = {value: number for number, value in enumerate(words)}
        values = sorted(lines, key=lambda value: (place.get(value, len(place)), value))
        return [(value, str(words.get(value, value)), lines[value]) for value in values]

    def line_of(self, breakdown: str, *values: str) -> Line:
        """The line of the rows that count under one of `values`; of zeros if nothing does."""
        added = Line(dict.fromkeys(self.period.years, 0))
        for value in values:
            line = self.breakdowns[breakdown].get(value)
            if line is not None:
                for year, number in line.years.items():
                    added.add(year, number)
                added.add(UNKNOWN_YEAR, line.undated)
        return added


@dataclass(frozen=True)
class Asked:
    """A figure, or a part of one, with the breakdowns wanted of it."""

    figure: Figure
    breakdowns: tuple[Dimension, ...] = ()
    part: Part | None = None

    @property
    def key(self) -> str:
        """Under which its table is found: `suspicions`, or of a part `training.sessions`."""
        return f"{self.figure.key}.{self.part.key}" if self.part else self.figure.key

    @property
    def summed(self) -> str:
        """The column that is added up; empty where rows are counted."""
        return self.part.summed if self.part else ""
