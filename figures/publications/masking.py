"""Masking small numbers, so that a public edition betrays nobody: neither in a table nor by adding and subtracting.

This is cell suppression over a system of linked tables (A. Hundepool and others, Statistical Disclosure Control, Wiley
2012, chapter 4). The system is a number for each cell and equations between them: the total of a year is the sum of its
values, the total of a value over a period the sum of its years.

**What is promised.** Somebody knows all numbers printed, all equations, the threshold `t`, that every number is whole
and not negative, and that `<t` hides 1 to t-1. For all that he knows, every `<t` can still be anything from 1 to t-1,
and every other masked number spans t-1 or more from its lowest to its highest. That is not an estimate: for both ends
there is a whole table of whole numbers that agrees with all he knows. So it holds as well for whoever calculates with
fractions, by intervals or linear programs, for those leave more tables and never fewer.

**The sign.** Seeing another sign where a `<t` could stand, he may take it that none of 1 to t-1 is behind it. The
tables keep to that too, so that it helps him little: such a number keeps t-1 possible values, as many as `<t` has. Nor
can he be sure, for the next two rules put that sign on small numbers as well.

**The zero rule.** Below a total smaller than t, and where all of a total falls under one value, no value is printed:
there a zero would say what everybody in the total is. Elsewhere a zero is printed. (That all of a value falls in one
year says nothing about anybody, see `Equation.over_years`.) Below a small total nothing is marked `<t` either, since
two of them would narrow each other.

**The last resort.** Where marks tell too much by themselves (two `<5` that make up a total leave it 2 to 8, and 5 to 8
for who trusts the sign), the nearest numbers lose what their sign says, and `<t` becomes the other sign. It always
suffices: with nothing printed and nothing marked every multiple of the table is possible too. Only a zero that the
equations alone fix stays fixed, and that is printed.

**What is not promised.** The same numbers are always masked alike. Whoever runs this program on each table that is left
to him may rule some of them out, since it would have masked others there: of two numbers that would do it takes the
smaller. And nobody is hidden from those who are counted with him: one of two people behind a `<5`, who knows the other,
knows that there are two or more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from figures.publications.cells import Cell, Equation, Mark
from figures.publications.cover import ANYTHING, Cover
from figures.publications.program import Bounds

THRESHOLDS = (3, 5, 10)
"""The thresholds one may choose from."""


@dataclass(frozen=True)
class Edition:
    """How each cell is printed, and which share of them is masked, between 0 and 1."""

    marks: Mapping[Cell, Mark]
    masked_share: float


def mask(
    cells: Mapping[Cell, int],
    equations: Sequence[Equation],
    threshold: int,
    *,
    before: Collection[Cell] = (),
    previous: Mapping[Cell, Collection[int]] | None = None,
) -> Edition:
    """What a public edition of these numbers prints.

    Args:
        cells: the number of each cell, totals included.
        equations: what adds up to what. Every value stands in its equation, also where it is zero: one that is left out
            is a zero that everybody sees.
        threshold: numbers from 1 to `threshold - 1` are small.
        before: what earlier editions masked, which stays masked. If it maps cells to marks, what is small and was
            marked `<t` is known to be small. Others than `cells` are passed over.
        previous: all numbers that earlier editions printed of the same cells, above all those that this one corrects.
            What differs from any of them by less than the threshold is masked, for the difference is a few people. What
            is equal is known, so it is not masked to protect another while anything else can be.

    Raises:
        ValueError: the threshold is none of `THRESHOLDS`, or the numbers are no table: one is negative, an equation
            names a cell twice or one that is not there, or does not add up.
    """
    _check(cells, equations, threshold)
    printed = {cell: set(said) for cell, said in (previous or {}).items() if cell in cells and cell not in before}
    near = _near(cells, threshold, printed)
    known = {cell for cell, said in printed.items() if cells[cell] in said and cell not in near}
    marked = before.items() if isinstance(before, Mapping) else ()
    told = {cell for cell, mark in marked if mark == Mark.SMALL and 0 < cells.get(cell, 0) < threshold}
    veiled = _masked_by_zero_rule(cells, equations, threshold, known) - told
    bounds = _masked_by_size(cells, threshold, before, near) | dict.fromkeys(veiled, ANYTHING)
    marks: dict[Cell, Mark] = {}
    for members, system in _systems(cells, equations):
        counts = {cell: cells[cell] for cell in members}
        first = {cell: bounds[cell] for cell in members if cell in bounds}
        cover = Cover(counts, system, threshold, first, known, told)
        cover.complete()
        marks |= {cell: cover.mark(cell) for cell in members}
    masked = sum(mark != Mark.SHOWN for mark in marks.values())
    return Edition({cell: marks[cell] for cell in cells}, masked / len(cells) if cells else 0.0)


def _check(cells: Mapping[Cell, int], equations: Sequence[Equation], threshold: int) -> None:
    if threshold not in THRESHOLDS:
        raise ValueError(f"A threshold is one of {THRESHOLDS}, not {threshold!r}.")
    for cell, number in cells.items():
        if number < 0:
            raise ValueError(f"{cell!r} counts {number}.")
    for equation in equations:
        if len(set(equation.cells)) < len(equation.cells):
            raise ValueError(f"A cell stands twice in {equation}.")
        if absent := [cell for cell in equation.cells if cell not in cells]:
            raise ValueError(f"No number is given of {absent}.")
        if cells[equation.total] != sum(cells[part] for part in equation.parts):
            raise ValueError(f"{equation} does not add up.")


def _near(cells: Mapping[Cell, int], threshold: int, printed: Mapping[Cell, Collection[int]]) -> dict[Cell, Bounds]:
    """What differs by less than the threshold from a number that was printed of it, with what everybody knows then."""
    found = {}
    for cell, said in printed.items():
        if moved := [number for number in said if 0 < abs(cells[cell] - number) < threshold]:
            found[cell] = Bounds(max(0, min(moved) - threshold + 1), max(moved) + threshold - 1)
    return found


def _masked_by_size(
    cells: Mapping[Cell, int], threshold: int, before: Collection[Cell], near: Mapping[Cell, Bounds]
) -> dict[Cell, Bounds]:
    """What is masked because of its own number, now or earlier, and what everybody knows of it."""
    bounds = dict(near)
    bounds |= {cell: Bounds(threshold) if cells[cell] else ANYTHING for cell in before if cell in cells}
    return bounds | {cell: Bounds(1, threshold - 1) for cell, number in cells.items() if 0 < number < threshold}


def _masked_by_zero_rule(
    cells: Mapping[Cell, int], equations: Sequence[Equation], threshold: int, known: Collection[Cell]
) -> set[Cell]:
    """The parts of each small total, of each that falls under one value, and of each below the threshold among these.

    A zero that is known already, or follows from a total of zero that is printed, is printed.
    """
    zero_totals: dict[Cell, set[Cell]] = defaultdict(set)
    for equation in equations:
        if not cells[equation.total]:
            for part in equation.parts:
                zero_totals[part].add(equation.total)
    masked: set[Cell] = set()
    more: set[Cell] = set()
    while True:
        for equation in equations:
            parts = [part for part in equation.parts if part not in known and zero_totals[part] <= masked]
            follows = equation.total in masked and cells[equation.total] < threshold
            if len(parts) > 1 and (follows or _zero_tells(equation, cells, threshold)):
                more |= set(parts)
        if more == masked:
            return masked
        masked = set(more)


def _zero_tells(equation: Equation, cells: Mapping[Cell, int], threshold: int) -> bool:
    """Whether a zero among the parts would say what all that are counted in the total are."""
    total = cells[equation.total]
    in_one = not equation.over_years and any(cells[part] == total for part in equation.parts)
    return 0 < total < threshold or (total > 0 and in_one)


def _systems(cells: Iterable[Cell], equations: Sequence[Equation]) -> Iterator[tuple[list[Cell], list[Equation]]]:
    """The cells that equations connect, with these equations; each system can be masked by itself."""
    of_cell: dict[Cell, list[Equation]] = {cell: [] for cell in cells}
    for equation in equations:
        for cell in equation.cells:
            of_cell[cell].append(equation)
    reached: set[Cell] = set()
    for start in of_cell:
        if start in reached:
            continue
        members: dict[Cell, None] = {start: None}
        system: dict[Equation, None] = {}
        todo = [start]
        while todo:
            for equation in of_cell[todo.pop()]:
                system[equation] = None
                todo += [cell for cell in equation.cells if cell not in members]
                members |= dict.fromkeys(equation.cells)
        reached |= members.keys()
        yield list(members), list(system)
