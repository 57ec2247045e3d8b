"""The cells of a public edition, what adds up to what, and how each is printed."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

Cell = Hashable
"""Whatever names a number."""


class Mark(StrEnum):
    """What is printed in place of a number."""

    SHOWN = "shown"
    """The number itself."""
    SMALL = "small"
    """`<t`: 1 to t-1."""
    PROTECTING = "protecting"
    """Nothing, so that no other masked number follows; it may be of any size."""


@dataclass(frozen=True)
class Equation:
    """The number of `total` is the sum of those of `parts`, which are its years if `over_years`, else its values."""

    total: Cell
    parts: tuple[Cell, ...]
    over_years: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)
