"""The integer program behind `cover`: the cheapest other table that obeys the same equations."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from figures.publications.cells import Cell, Equation

GAP = 0.1
"""The search may end at a table that is this much dearer than the cheapest."""


@dataclass(frozen=True)
class Bounds:
    """Where a number lies: from `low` to `high`, both included."""

    low: int
    high: float = math.inf


@dataclass(frozen=True)
class Found:
    """Another table, and what it costs to get there."""

    price: float
    numbers: dict[Cell, int]


class Program:
    """Looks for tables that obey these equations."""

    def __init__(self, cells: Sequence[Cell], equations: Sequence[Equation]) -> None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        self._cells = cells
        self._equations = equations
        place = {cell: number for number, cell in enumerate(cells)}
        rows, columns, signs = [], [], []
        for row, equation in enumerate(equations):
            for cell in equation.cells:
                sign = -1 if cell == equation.total else 1
                # A cell goes up by one variable and down by another, so that either way has its price.
                rows += [row, row]
                columns += [place[cell], place[cell] + len(cells)]
                signs += [sign, -sign]
        matrix = csr_array((signs, (rows, columns)), shape=(len(equations), 2 * len(cells)))
        self._constraint = LinearConstraint(matrix, 0, 0)

    def cheapest(
        self, counts: Mapping[Cell, int], limits: Mapping[Cell, Bounds], prices: Mapping[Cell, float]
    ) -> Found | None:
        """The cheapest table of whole numbers within `limits`, or None if there is none.

        Args:
            counts: the table that it departs from.
            limits: where each number may lie; one without stays what it is.
            prices: of each person moved into or out of a cell; without one it is free.
        """
        for whole in (False, True):
            # Not asked for whole numbers the solver is faster, and of tables that add up it mostly gives them.
            found = self._solve(counts, limits, prices, whole)
            if found is None or self._holds(found.numbers, counts, limits):
                return found
        return None

    def _solve(
        self, counts: Mapping[Cell, int], limits: Mapping[Cell, Bounds], prices: Mapping[Cell, float], whole: bool
    ) -> Found | None:
        """The table that the solver finds, rounded."""
        from scipy.optimize import Bounds as Limits
        from scipy.optimize import milp

        stays = Bounds(0, 0)
        moves = [_from(limits[cell], counts[cell]) if cell in limits else stays for cell in self._cells]
        low = [max(0, one.low) for one in moves] + [max(0, -one.high) for one in moves]
        high = [max(0, one.high) for one in moves] + [max(0, -one.low) for one in moves]
        solved = milp(
            [prices.get(cell, 0.0) for cell in self._cells] * 2,
            integrality=[int(whole)] * len(low),
            bounds=Limits(low, high),
            constraints=self._constraint,
            options={"mip_rel_gap": GAP},
        )
        if solved.x is None:
            return None
        up, down = solved.x[: len(moves)], solved.x[len(moves) :]
        numbers = {
            cell: counts[cell] + round(plus - minus) for cell, plus, minus in zip(self._cells, up, down, strict=True)
        }
        return Found(float(solved.fun), numbers)

    def _holds(self, numbers: Mapping[Cell, int], counts: Mapping[Cell, int], limits: Mapping[Cell, Bounds]) -> bool:
        """Whether a table obeys equations and limits exactly: the solver calculates in fractions."""
        stays = {cell: Bounds(number, number) for cell, number in counts.items()}
        within = all(one.low <= numbers[cell] <= one.high for cell, one in (stays | dict(limits)).items())
        return within and all(
            numbers[equation.total] == sum(numbers[part] for part in equation.parts) for equation in self._equations
        )


def _from(bounds: Bounds, number: int) -> Bounds:
    """How far a number may move within its bounds."""
    return Bounds(bounds.low - number, bounds.high - number)
