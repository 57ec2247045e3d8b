"""What a monthly sheet is made of."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language

from audit.columns import who_of
from audit.months import Month


@dataclass(frozen=True)
class Mark:
    """An event, as far as the sheet needs it; `at` is local time."""

    pk: int
    key: str
    kind: str
    actor: str
    name: str
    origin: str
    target: str
    reason: str
    at: datetime.datetime
    detail: Mapping[str, Any]

    @property
    def day(self) -> datetime.date:
        """The local day on which it happened."""
        return self.at.date()

    @property
    def who(self) -> str:
        """Who it was, as of then."""
        return who_of(self.actor, self.name, self.origin)


@dataclass(frozen=True)
class Review:
    """Who marked an item as reviewed, when, and with which note."""

    pk: int
    who: str
    at: datetime.datetime
    note: str


@dataclass(frozen=True)
class Day:
    """One day of an item, how many of its events are of that day, and how to ask the log for them."""

    date: datetime.date
    number: int
    query: str

    @property
    def label(self) -> str:
        """The day, and how many events where there are several: `Sat 5 Jan 2019 (12)`."""
        written = _written(self.date, get_language() or "")
        return f"{written} ({number_format(self.number)})" if self.number > 1 else written


@lru_cache(maxsize=512)
def _written(day: datetime.date, _language: str) -> str:
    # A sheet names the days of its month hundreds of times.
    return f"{date_format(day, 'D')} {date_format(day, 'SHORT_DATE_FORMAT')}"


@dataclass(frozen=True)
class Item:
    """One piece of the sheet: what one person did of one sort in the month, or one export.

    `says` is what there is to say of it, one thing at a time; `last` is the last of its events.
    """

    key: str
    who: str
    says: Sequence[str]
    days: Sequence[Day]
    last: int
    alarming: bool = False
    reviews: list[Review] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a review: there is none, or something happened since."""
        return not self.reviews or self.reviews[-1].pk < self.last


@dataclass(frozen=True)
class Section:
    """One question that the sheet asks of the month, by which rule, and what it found."""

    key: str
    title: str | Promise
    rule: str
    items: list[Item]

    @property
    def open(self) -> int:
        """How many of its items wait for a review."""
        return sum(item.is_open for item in self.items)


@dataclass(frozen=True)
class Sheet:
    """The sheet of one month; `waiting` is said of the present one only."""

    month: Month
    sections: list[Section]
    waiting: list[str]

    @property
    def open(self) -> int:
        """How many items wait for a review."""
        return sum(section.open for section in self.sections)

    def find(self, key: str) -> tuple[Section, Item] | None:
        """The item under this key, and its section."""
        found = ((section, item) for section in self.sections for item in section.items if item.key == key)
        return next(found, None)
