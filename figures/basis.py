"""What a number is counted in: which categories, what it is narrowed to, and the day on which it was known."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Categories(StrEnum):
    """Leaks alone, or every category of breach of integrity."""

    LEAKS = "leaks"
    ALL = "all"


class Choice(StrEnum):
    """What a reader may choose that the numbers of a register count in, under the name that addresses give it."""

    CATEGORIES = "categories"
    CERTIFICATES = "certificates"


@dataclass(frozen=True)
class Basis:
    """The choices that hold for every figure of a page, file or command."""

    categories: Categories = Categories.LEAKS
    certificates: bool = False
    """Whether checks for a certificate of conduct count as screening; they do not unless asked for."""

    narrowed: Mapping[str, str] = field(default_factory=dict)
    """The one value that each filter of `dimensions.FILTERS` lets through, by the filter's key."""
    at: datetime.date | None = None
    """The past day as known at whose end everything counts; None for now."""

    until: datetime.date | None = None
    """Only what is dated up to this day counts: so many days of a year as the running one has had."""

    recounted: bool = False
    """Whether every row is counted, and no number that is kept ahead is believed."""

    def known_on(self, today: datetime.date) -> datetime.date:
        """The day that stands beside every number."""
        return self.at or today

    @property
    def leaks_only(self) -> bool:
        """Whether case figures count leaks alone."""
        return self.categories == Categories.LEAKS
