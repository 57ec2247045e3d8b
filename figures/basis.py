"""What a number is counted in: which categories of breach, and whether certificates of conduct count as screening."""

from dataclasses import dataclass
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

    @property
    def leaks_only(self) -> bool:
        """Whether case figures count leaks alone."""
        return self.categories == Categories.LEAKS
