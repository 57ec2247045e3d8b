"""Finding what else must be masked, and proving by example that it suffices.

For each masked cell the cheapest other table is looked for that agrees with all that is printed and has another number
there. Moving a masked cell is free. One that is still shown has a price for each person moved, and is masked if it does
(J. P. Kelly, B. L. Golden and A. A. Assad, Cell Suppression: Disclosure Protection for Sensitive Tabular Data, Networks
22 (1992), 397-417). The table found is itself the proof that the cell is safe, and stays one however much is masked
after it.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from figures.publications.cells import Cell, Equation, Mark
from figures.publications.program import Bounds, Found, Program

PRICE_OF_ZERO = 100.0
"""A zero says little when it is masked, and is missed."""
PRICE_OF_TOTAL = 1000.0
"""For each equation that the cell is the total of."""
ANYTHING = Bounds(0)


@dataclass
class Seen:
    """The lowest and the highest number of a cell over the tables found, the true one among them."""

    low: int
    high: int


class Cover:
    """A connected system of cells: what is masked in it, and the tables found so far.

    Args:
        counts: the true numbers.
        equations: what adds up to what.
        threshold: numbers from 1 to `threshold - 1` are small.
        masked: the cells that are masked whatever else is, and where everybody knows that each of them lies.
        known: the cells that were printed before as they are now.
        told: the cells that were marked `<t` before.
    """

    def __init__(
        self,
        counts: Mapping[Cell, int],
        equations: Sequence[Equation],
        threshold: int,
        masked: Mapping[Cell, Bounds],
        known: Collection[Cell],
        told: Collection[Cell],
    ) -> None:
        self._counts = counts
        self._equations = equations
        self._threshold = threshold
        self._known = known
        self._told = told
        self._small = Bounds(1, threshold - 1)
        # In the order of the system, so that the same numbers are always masked alike.
        self._masked = dict.fromkeys(masked)
        # Of a number that is shown: where everybody would know that it lies if it was masked.
        self._limits = {cell: Bounds(threshold) if number else ANYTHING for cell, number in counts.items()} | dict(
            masked
        )
        self._seen = {cell: Seen(number, number) for cell, number in counts.items()}
        totals = Counter(equation.total for equation in equations)
        self._prices = {cell: _price(number, totals[cell]) for cell, number in counts.items()}
        self._program = Program(tuple(counts), equations)

    def complete(self) -> None:
        """Mask further cells until each masked one is safe."""
        while unsafe := [cell for cell in self._masked if self._targets(cell)]:
            for cell in unsafe:
                while self._targets(cell):
                    self._secure(cell)

    def mark(self, cell: Cell) -> Mark:
        """How a cell is printed."""
        if cell not in self._masked:
            return Mark.SHOWN
        return Mark.SMALL if self._limits[cell] == self._small else Mark.PROTECTING

    def _targets(self, cell: Cell) -> list[Bounds]:
        """Where another table would make this cell safe, on one side or the other; nowhere if it is."""
        if cell not in self._masked:
            return []
        seen, top = self._seen[cell], self._threshold - 1
        if self._limits[cell] == self._small:
            return [Bounds(end, end) for end in (1, top) if not seen.low <= end <= seen.high][:1]
        return [] if seen.high - seen.low >= top else self._sides(cell, seen.low + top, seen.high - top)

    def _steps(self, cell: Cell) -> list[Bounds]:
        """Where another table would make it a little safer, for where both sides are needed."""
        seen = self._seen[cell]
        return [] if self._limits[cell] == self._small else self._sides(cell, seen.high + 1, seen.low - 1)

    def _sides(self, cell: Cell, least: int, most: int) -> list[Bounds]:
        """From `least` up, and down from `most`."""
        limits = self._limits[cell]
        sides = Bounds(least, limits.high), Bounds(limits.low, most)
        return [side for side in sides if side.low <= side.high]

    def _secure(self, cell: Cell) -> None:
        """Go one step towards a safe cell: by a table, or else by taking away what tells too much."""
        if self._find(cell, self._known) or self._loosen_around(cell):
            return
        # Only with numbers that earlier editions gave: covers only against who has not kept them.
        if self._find(cell, ()) or self._loosen(self._counts):
            return
        # The equations alone fix it. Only a zero can be so, and printing it tells nothing.
        del self._masked[cell]

    def _find(self, cell: Cell, fixed: Collection[Cell]) -> bool:
        """Find a table for this cell, and mask what moves in it; whether there is one."""
        limits = {one: bounds for one, bounds in self._limits.items() if one in self._masked or one not in fixed}
        found = self._cheapest(cell, self._targets(cell), limits) or self._cheapest(cell, self._steps(cell), limits)
        if found:
            self._accept(found.numbers)
        return found is not None

    def _cheapest(self, cell: Cell, targets: Iterable[Bounds], limits: Mapping[Cell, Bounds]) -> Found | None:
        """The cheapest table within the limits that puts this cell where one of the targets says."""
        prices = {one: price for one, price in self._prices.items() if one not in self._masked}
        best = None
        for target in targets:
            found = self._program.cheapest(self._counts, {**limits, cell: target}, prices)
            if found and (best is None or found.price < best.price):
                best = found
            if best and not best.price:
                break
        return best

    def _accept(self, numbers: Mapping[Cell, int]) -> None:
        """Mask what differs in a table found, and remember the table's numbers."""
        for cell, number in numbers.items():
            if number != self._counts[cell]:
                self._masked[cell] = None
            seen = self._seen[cell]
            seen.low, seen.high = min(seen.low, number), max(seen.high, number)

    def _loosen_around(self, cell: Cell) -> bool:
        """Loosen the nearest cells that can be, large ones first; whether there were any."""
        near: set[Cell] = set()
        wider = {cell}
        while len(wider) > len(near):
            near = wider
            free = [one for one in self._counts if one in near and one not in self._told]
            if self._loosen(one for one in free if self._limits[one] != self._small) or self._loosen(free):
                return True
            touched = (equation.cells for equation in self._equations if not near.isdisjoint(equation.cells))
            wider = near.union(*touched)
        return False

    def _loosen(self, cells: Iterable[Cell]) -> bool:
        """Take away what is known of these cells if they are masked; whether there was anything."""
        loose = [cell for cell in cells if self._limits[cell] != ANYTHING]
        self._limits.update(dict.fromkeys(loose, ANYTHING))
        return bool(loose)


def _price(number: int, times_total: int) -> float:
    """Of moving one person in or out of a cell that is shown: the smaller the number, the less is lost."""
    base = math.log2(number) if number else PRICE_OF_ZERO
    return base + PRICE_OF_TOTAL * times_total
