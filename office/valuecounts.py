"""The values of columns over a whole file, with how many cells hold each: in one pass, and in flat memory."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from office.profiles import folded
from office.tabular import Table

MOST_VALUES = 500
"""So many different values of a column are listed."""
LONGEST_VALUE = 200
"""So many characters a value may have that is listed; a longer one is text, and no value."""

Counts = dict[str, dict[str, int] | None]
"""Of each column its values with their counts; none where they cannot be listed. What is empty counts as nothing."""


def count(table: Table, columns: Sequence[str], blanks: Collection[str] = ()) -> Counts:
    """Count the values of `columns`; one of `blanks` counts as nothing.

    Values that differ in case and spaces alone are one, as for a profile, and stand as the first of them is written.
    Raises Unreadable.
    """
    counted = {column: _Column(place, blanks) for column, place in table.places(columns).items()}
    width = len(table.header)
    for _number, cells in table.rows():
        # A row of another width is refused, whatever it holds.
        if len(cells) == width:
            for column in counted.values():
                column.take(cells)
    return {name: column.values for name, column in counted.items()}


def not_listed() -> str:
    """What is said of a column whose values cannot be listed."""
    return _(
        "This column has more than %(most)s different values, or a very long one: they cannot be listed. Its cells "
        "must be machine values themselves; else choose another column."
    ) % {"most": MOST_VALUES}


class _Column:
    """The values of one column so far."""

    def __init__(self, place: int, blanks: Collection[str]) -> None:
        self._place, self._blanks = place, frozenset(blanks)
        self._counts: dict[str, int] | None = {}
        self._first: dict[str, str] = {}
        """By its folded text, each value as it is written first."""

    @property
    def values(self) -> dict[str, int] | None:
        """The values in the order of the file, each with its count."""
        return self._counts

    def take(self, cells: Sequence[str]) -> None:
        """Count the cell of this column."""
        if self._counts is None:
            return
        text = cells[self._place].strip()
        if text in self._blanks:
            text = ""
        elif len(text) > LONGEST_VALUE:
            self._give_up()
            return
        if text not in self._counts:
            text = self._first.setdefault(folded(text), text)
        self._counts[text] = self._counts.get(text, 0) + 1
        if len(self._counts) - ("" in self._counts) > MOST_VALUES:
            self._give_up()

    def _give_up(self) -> None:
        self._counts, self._first = None, {}
