"""Periods of whole years, cut by local dates."""

import datetime
from dataclasses import dataclass

from lib.dates import FIRST_YEAR

CLOSED_SHOWN = 4
"""How many closed years stand before the running one where no period is asked for."""


@dataclass(frozen=True)
class Period:
    """The years from `first` to `last`, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"A period does not begin after its end: {self.first}, {self.last}.")

    @classmethod
    def recent(cls, today: datetime.date) -> "Period":
        """The last closed years and the running one."""
        return cls(max(FIRST_YEAR, today.year - CLOSED_SHOWN), today.year)

    @property
    def years(self) -> tuple[int, ...]:
        """Each year of the period."""
        return tuple(range(self.first, self.last + 1))

    @property
    def label(self) -> str:
        """`2017–2018`, or `2017` for one year."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def short_label(self) -> str:
        """`2017–18`, as the head of a column."""
        same_century = self.first // 100 == self.last // 100
        return f"{self.first}–{self.last % 100:02}" if same_century and self.first != self.last else self.label

    def in_focus(self, today: datetime.date) -> "Period":
        """The last two closed years of the period; without any, its last year."""
        last = min(self.last, today.year - 1)
        if last < self.first:
            return Period(self.last, self.last)
        return Period(max(self.first, last - 1), last)

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __len__(self) -> int:
        return self.last - self.first + 1
