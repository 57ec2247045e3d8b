"""In which formats the days of a column are written, found from its cells.

What a cell may mean is asked of each cell; a format is listed for a column if it explains what no other does. Where
day and month could be either, both formats are listed, for nothing in the file tells. Years of two digits are never
guessed: they stand for two centuries.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

_DAYS = {
    re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"): ("%Y-%m-%d",),
    re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"): ("%d-%m-%Y",),
    re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"): ("%d/%m/%Y", "%m/%d/%Y"),
    re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"): ("%d.%m.%Y",),
}
_TIMES = {
    re.compile(r""): "",
    re.compile(r"T[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}"): "T%H:%M:%S",
    re.compile(r" [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}"): " %H:%M:%S",
    re.compile(r" [0-9]{1,2}:[0-9]{1,2}"): " %H:%M",
    re.compile(r" [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2} [AaPp][Mm]"): " %I:%M:%S %p",
    re.compile(r" [0-9]{1,2}:[0-9]{1,2} [AaPp][Mm]"): " %I:%M %p",
}
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?: .*)?")
_DAY_LONGEST = 10

ENOUGH = 0.8
"""Which share of the filled cells must be days for a column to be one of days."""
STRAY = 0.02
"""A format that explains no more than this share of the cells is not listed: they are errors, and will be refused."""


def formats_of(text: str) -> tuple[str, ...]:
    """The formats by which `text` is a day, as Python's strptime writes them; none if it is no day."""
    # What is no day is not remembered: it may be long, or somebody's name.
    return _formats_of(text) if text[:1].isdigit() and len(text) <= 30 else ()


@lru_cache(maxsize=20_000)
def _formats_of(text: str) -> tuple[str, ...]:
    return tuple(found for found in _shapes(text) if _is_day(text, found))


def _shapes(text: str) -> Iterator[str]:
    """The formats that have the signs and digits of `text` in their places."""
    for shape, days in _DAYS.items():
        match = shape.match(text[:_DAY_LONGEST])
        if match:
            rest = text[match.end() :]
            yield from (day + time for form, time in _TIMES.items() if form.fullmatch(rest) for day in days)


def _is_day(text: str, found: str) -> bool:
    try:
        datetime.datetime.strptime(text, found)
    except ValueError:
        return False
    return True


class Days:
    """What the cells of one column say of the formats of its days."""

    def __init__(self) -> None:
        self._met: Counter[tuple[str, ...]] = Counter()
        """How many cells can be read by just these formats."""
        self._short = 0

    def take(self, text: str) -> None:
        """Take a cell that is not empty."""
        found = formats_of(text)
        self._met[found] += 1
        self._short += not found and _SHORT_YEAR.fullmatch(text) is not None

    def formats(self) -> list[str]:
        """The formats that explain the column, those first that explain most; none if it is no column of days."""
        total = self._met.total()
        left = Counter({found: count for found, count in self._met.items() if found})
        if not total or left.total() < ENOUGH * total:
            return []
        listed: list[str] = []
        while left:
            explained: Counter[str] = Counter()
            for found, count in left.items():
                explained.update(dict.fromkeys(found, count))
            most = max(explained.values())
            if most <= STRAY * total:
                break
            # Those that explain equally much cannot be told apart.
            best = [found for found, count in explained.items() if count == most]
            listed += best
            left = Counter({found: count for found, count in left.items() if not {*found} & {*best}})
        return listed

    @property
    def short_years(self) -> bool:
        """Whether the column holds days with years of two digits."""
        return self._short > 0 and self._short >= ENOUGH * self._met.total()


def disagree(formats: list[str]) -> bool:
    """Whether among the formats of a column two would read one cell as different days."""
    return any(found.replace("%d/%m", "%m/%d") in formats for found in formats if "%d/%m" in found)
