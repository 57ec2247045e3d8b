"""Draw values from a seeded source, so that the same numbers come out every time."""

import datetime
import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from lib.publickey import ALPHABET

T = TypeVar("T")


class Urn(Generic[T]):
    """Values drawn with weights."""

    def __init__(self, weights: dict[T, float]) -> None:
        self.values = list(weights)
        self.cumulated = list(accumulate(weights.values()))

    def draw(self, source: random.Random) -> T:
        """One value."""
        return source.choices(self.values, cum_weights=self.cumulated)[0]


def falling(values: Sequence[T]) -> Urn[T]:
    """Values of which the first is the most frequent, each next one rarer, as in most registers."""
    return Urn({value: 1 / (place + 2) for place, value in enumerate(values)})


class Keys:
    """Random public keys that repeat from run to run, none of them twice."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.given: set[str] = set()

    def public_key(self) -> str:
        """Twelve characters, as `lib.publickey.random_key` gives them."""
        return self._fresh("", 12)

    def reference(self, year: int, prefix: str = "") -> str:
        """A reference such as `2018-7KQ4P`, as `lib.publickey.reference` gives them."""
        return self._fresh(f"{prefix}{year}-", 5)

    def _fresh(self, head: str, length: int) -> str:
        while (key := head + "".join(self.source.choices(ALPHABET, k=length))) in self.given:
            pass
        self.given.add(key)
        return key


def days_in_order(source: random.Random, count: int, first_year: int, last_year: int) -> list[datetime.date]:
    """`count` days, oldest first, with each year 3 % busier than the one before it."""
    years = range(first_year, last_year + 1)
    urn = Urn({year: 1.03 ** (year - first_year) for year in years})
    days = []
    for _ in range(count):
        start = datetime.date(urn.draw(source), 1, 1)
        length = (start.replace(year=start.year + 1) - start).days
        days.append(start + datetime.timedelta(days=source.randrange(length)))
    return sorted(days)
