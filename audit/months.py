"""A calendar month of the log, by local days and the machine's clock."""

import datetime
import re
from dataclasses import dataclass
from typing import Self

from django.utils import timezone

from lib.dates import FIRST_YEAR

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def begin_of(day: datetime.date) -> datetime.datetime:
    """The moment at which a day begins, local time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


@dataclass(frozen=True, order=True)
class Month:
    """A month that has begun."""

    year: int
    number: int

    @classmethod
    def present(cls) -> Self:
        """The month in which the machine's clock is."""
        today = timezone.localdate(datetime.datetime.now(datetime.UTC))
        return cls(today.year, today.month)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The month written as `2019-01`; nothing if it is none, or has not begun."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            return None
        month = cls(int(match[1]), int(match[2]))
        return month if month.year >= FIRST_YEAR and month <= cls.present() else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first_day(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, self.number, 1)

    @property
    def begins(self) -> datetime.datetime:
        """The moment at which it begins."""
        return begin_of(self.first_day)

    @property
    def ends(self) -> datetime.datetime:
        """The moment at which the next one begins."""
        return begin_of(self._moved(1).first_day)

    @property
    def previous(self) -> "Month | None":
        """The month before."""
        month = self._moved(-1)
        return month if month.year >= FIRST_YEAR else None

    @property
    def next(self) -> "Month | None":
        """The month after, if it has begun."""
        month = self._moved(1)
        return month if month <= Month.present() else None

    def _moved(self, months: int) -> "Month":
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)
