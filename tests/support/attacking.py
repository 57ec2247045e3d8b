"""What somebody can calculate from a public edition, by linear programs that owe nothing to those that mask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, kron

from figures.publications.masking import Cell, Edition, Equation, Mark

Interval = tuple[float, float]
Numbers = Mapping[int, Sequence[int]]
"""For each year the number of each value of a breakdown."""


@dataclass
class System:
    """Breakdowns by year and over periods: their numbers, and what adds up to what."""

    cells: dict[Cell, int] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    breakdowns: list[tuple[str, list[str], Numbers]] = field(default_factory=list)

    def break_down(self, total: str, name: str, numbers: Numbers) -> None:
        """Add the values of a breakdown of `total`, which is their sum, for each year."""
        values = [f"{name}{number}" for number in range(len(next(iter(numbers.values()))))]
        self.breakdowns.append((total, values, numbers))
        for year, row in numbers.items():
            self.cells |= {(value, year): number for value, number in zip(values, row, strict=True)}
            self._add((total, year), [(value, year) for value in values])

    def add_up(self, years: Sequence[int]) -> None:
        """Add all numbers up over a period."""
        period = (years[0], years[-1])
        for total, values, _ in self.breakdowns:
            for value in (total, *values):
                self._add((value, period), [(value, year) for year in years], over_years=True)
            self._add((total, period), [(value, period) for value in values])

    def of(self, years: Sequence[int]) -> "System":
        """The same breakdowns in these years alone, not added up."""
        system = System()
        for total, values, numbers in self.breakdowns:
            system.break_down(total, values[0].rstrip("0"), {year: numbers[year] for year in years})
        return system

    def _add(self, total: Cell, parts: list[Cell], *, over_years: bool = False) -> None:
        equation = Equation(total, tuple(parts), over_years)
        if equation not in self.equations:
            self.equations.append(equation)
            self.cells[total] = sum(self.cells[part] for part in parts)


def read(system: System, edition: Edition, threshold: int) -> dict[Cell, Interval]:
    """What the edition itself says of each number."""
    most = 2 * sum(system.cells.values()) + 1000
    says = {Mark.SMALL: (1, threshold - 1), Mark.PROTECTING: (0, most)}
    return {cell: says.get(mark, (system.cells[cell],) * 2) for cell, mark in edition.marks.items()}


def narrow(system: System, known: Mapping[Cell, Interval], asked: Sequence[Cell]) -> dict[Cell, Interval]:
    """The lowest and the highest number that the cells asked for can have, if all lie where they are known to.

    A single linear program answers: it holds the system once for each question, side by side.
    """
    if not asked:
        return {}
    cells = list(system.cells)
    questions = [(cells.index(cell), way) for cell in asked for way in (1, -1)]
    goal = [0] * (len(questions) * len(cells))
    for number, (place, way) in enumerate(questions):
        goal[number * len(cells) + place] = way
    found = linprog(
        goal,
        A_eq=kron(eye_array(len(questions)), _matrix(system, cells), "csr"),
        b_eq=[0] * (len(questions) * len(system.equations)),
        bounds=[known[cell] for cell in cells] * len(questions),
    )
    assert found.status == 0, found.message
    ends = [float(found.x[number * len(cells) + place]) for number, (place, _) in enumerate(questions)]
    return dict(zip(asked, zip(ends[::2], ends[1::2], strict=True), strict=True))


def narrow_by_sign(system: System, known: Mapping[Cell, Interval], threshold: int, cell: Cell) -> Interval:
    """The same for one cell and whole numbers, for whoever takes it that only `<t` hides 1 to t-1."""
    cells = list(system.cells)
    count = len(cells)
    # Beside each number stands whether it is zero or else at least the threshold, where it is masked without `<t`.
    unmarked = [number for number, one in enumerate(cells) if known[one][0] == 0 < known[one][1]]
    most = max(high for _, high in known.values())
    rows = [(number, bound) for number in unmarked for bound in (threshold, most)]
    signs = csr_array(
        (
            [value for _, bound in rows for value in (1, -bound)],
            (
                [row for row in range(len(rows)) for _ in range(2)],
                [column for number, _ in rows for column in (number, count + number)],
            ),
        ),
        shape=(len(rows), 2 * count),
    )
    sums = _matrix(system, cells)
    sums.resize(len(system.equations), 2 * count)
    limits = [LinearConstraint(sums, 0, 0)]
    if rows:
        low, high = zip(*[(0, most) if bound == threshold else (-most, 0) for _, bound in rows], strict=True)
        limits.append(LinearConstraint(signs, low, high))
    ends = []
    for way in (1, -1):
        found = milp(
            [way if one == cell else 0 for one in cells] + [0] * count,
            integrality=[1] * (2 * count),
            bounds=Bounds(
                [known[one][0] for one in cells] + [0] * count, [known[one][1] for one in cells] + [1] * count
            ),
            constraints=limits,
        )
        assert found.status == 0, found.message
        ends.append(found.fun * way)
    return ends[0], ends[1]


def _matrix(system: System, cells: Sequence[Cell]) -> csr_array:
    """A row for each equation: its parts less its total."""
    place = {cell: number for number, cell in enumerate(cells)}
    entries = [
        (row, place[cell], sign)
        for row, equation in enumerate(system.equations)
        for cell, sign in [(equation.total, -1), *((part, 1) for part in equation.parts)]
    ]
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((signs, (rows, columns)), shape=(len(system.equations), len(cells)), dtype=float)
