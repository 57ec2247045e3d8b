"""Many rows, so many at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# Well under the number of parameters that one SQLite statement takes.
TOGETHER = 5_000


def batches(rows: Sequence[T], size: int = TOGETHER) -> Iterator[Sequence[T]]:
    """The rows in their order, `size` of them at a time: as many as one statement may name, unless said otherwise."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
