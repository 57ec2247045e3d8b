"""The public edition of a publication: its numbers of each year, with small ones masked, in a text of its own.

Whoever shows an edition is given this text alone. It holds no number over several years, no share, interval or rate and
no drawing: each of them is made of the exact numbers.

Two editions may hold the same number of the same year. So a number has one name in all of them (`cell_of`), what any
earlier edition masked stays masked, and what one printed is known (`masking.mask`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from figures.definitions import BY_KEY
from figures.publications.cells import Cell, Equation, Mark
from figures.publications.content import LANGUAGES, Content, in_each_language, version_of
from figures.publications.masking import mask
from figures.publications.printed import PRINTED, SUM_OF_ALL_BUT, SUMS, Line, one_name, possible

FORM = 2
"""Raised when the shape of the JSON changes, as that of the content."""
SIGN = "×"
"""Printed for a number that is masked to protect others."""
UNSAID = ""
"""The value of the rows of which nothing is recorded."""

Edition = dict[str, Any]


def cell_of(line: Line, year: str) -> Cell:
    """The name of a number, the same in every edition: its line under its one name, and the year."""
    return (*one_name(line), year)


@dataclass(frozen=True)
class _Breakdown:
    """A breakdown of a printed figure, with every value that may count in it."""

    figure: str
    key: str
    label: Mapping[str, str]
    values: dict[str, Mapping[str, str]]
    numbers: dict[str, Mapping[str, int]]

    def line(self, value: str) -> Line:
        """A line of it."""
        return self.figure, self.key, value


@dataclass
class _System:
    """The cells of an edition, and what adds up to what."""

    cells: dict[Cell, int] = field(default_factory=dict)
    equations: dict[Equation, None] = field(default_factory=dict)

    def put(self, line: Line, year: str, number: int) -> Cell:
        """Add a cell. Raises ValueError if it has another number under its other name."""
        cell = cell_of(line, year)
        if self.cells.setdefault(cell, number) != number:
            raise ValueError(f"{line} of {year} is {number}, and {cell} is {self.cells[cell]}.")
        return cell

    def add_up(self, total: Cell, parts: Sequence[Cell]) -> None:
        """Add an equation; a sum of one part is that part, and says nothing."""
        if len(parts) > 1:
            self.equations[Equation(total, tuple(parts))] = None


def build(content: Content, threshold: int, earlier: Sequence[Edition]) -> Edition:
    """The public edition of a frozen content. `earlier` are all editions before it, the oldest first.

    Raises ValueError if the numbers are not tied as `printed` says they are.
    """
    years = [str(year) for year in range(content["first"], content["last"] + 1)]
    figures = [figure for figure in content["figures"] if figure["key"] in PRINTED]
    found = {figure["key"]: _breakdowns(figure, years) for figure in figures}
    system = _System()
    for figure in figures:
        for year in years:
            _tie(system, figure, found[figure["key"]], year)
    before, previous = _known(earlier)
    edition = mask(system.cells, list(system.equations), threshold, before=before, previous=previous)

    def print_line(line: Line) -> dict[str, Any]:
        cells = {year: cell_of(line, year) for year in years}
        return {year: _print(edition.marks[cell], system.cells[cell], threshold) for year, cell in cells.items()}

    return {
        "form": FORM,
        "first": content["first"],
        "last": content["last"],
        "as_at": content["as_at"],
        "breaks": content["breaks"],
        "threshold": threshold,
        "masked_share": round(edition.masked_share, 4),
        "figures": [
            {
                **{name: figure[name] for name in ("key", "label", "unit", "dated", "rules")},
                "version": version_of(figure),
                "years": print_line((figure["key"], "", "")),
                "breakdowns": [
                    {
                        "key": one.key,
                        "label": one.label,
                        "lines": [
                            {"value": value, "label": label, "years": print_line(one.line(value))}
                            for value, label in one.values.items()
                        ],
                    }
                    for one in found[figure["key"]]
                ],
            }
            for figure in figures
        ],
        "left_out": [figure["label"] for figure in content["figures"] if figure["key"] not in PRINTED],
    }


def _print(mark: Mark, number: int, threshold: int) -> int | str:
    if mark is Mark.SHOWN:
        return number
    return f"<{threshold}" if mark is Mark.SMALL else SIGN


def _breakdowns(figure: Mapping[str, Any], years: Sequence[str]) -> list[_Breakdown]:
    """Those printed of a figure. One with a single possible value says no more than the whole, and is left out."""
    (table,) = figure["tables"]
    made = [
        _breakdown(figure["key"], breakdown, table, years)
        for breakdown in table["breakdowns"]
        if breakdown["key"] in PRINTED[figure["key"]]
    ]
    return [one for one in made if len(one.values) > 1]


def _breakdown(figure: str, frozen: Mapping[str, Any], table: Mapping[str, Any], years: Sequence[str]) -> _Breakdown:
    """Every value of the list that may count there, whether or not it does: a row that came and went would tell."""
    may, dimension = possible(figure, frozen["key"]), BY_KEY[figure].breakdown(frozen["key"])
    words = in_each_language(lambda: {str(value): str(label) for value, label in dimension.words().items()})
    values: dict[str, Mapping[str, str]] = {
        value: {language: words[language][value] for language in LANGUAGES} for value in words["en"] if may(value)
    }
    numbers: dict[str, Mapping[str, int]] = {value: dict.fromkeys(years, 0) for value in values}
    for line in frozen["lines"]:
        if line["value"] in values or any(line["years"].values()):
            values[line["value"]] = line["label"]
            numbers[line["value"]] = line["years"]
    unsaid = {year: table["years"][year] - sum(numbers[value][year] for value in values) for year in years}
    if any(unsaid.values()):
        values[UNSAID] = in_each_language(lambda: gettext("Not recorded"))
        numbers[UNSAID] = unsaid
    return _Breakdown(figure, frozen["key"], frozen["label"], values, numbers)


def _tie(system: _System, figure: Mapping[str, Any], breakdowns: Iterable[_Breakdown], year: str) -> None:
    """Add the numbers of a figure in a year, and what they add up to."""
    key = figure["key"]
    (table,) = figure["tables"]
    whole = system.put((key, "", ""), year, table["years"][year])
    for one in breakdowns:
        cells = {value: system.put(one.line(value), year, one.numbers[value][year]) for value in one.values}
        system.add_up(whole, list(cells.values()))
        for total, (_figure, breakdown, but) in SUM_OF_ALL_BUT.items():
            if total[0] == key and breakdown == one.key:
                system.add_up(cell_of(total, year), [cell for value, cell in cells.items() if value != but])
    for total, parts in SUMS.items():
        if total[0] == key:
            system.add_up(cell_of(total, year), [cell_of(part, year) for part in parts])


def _known(earlier: Iterable[Edition]) -> tuple[dict[Cell, Mark], dict[Cell, set[int]]]:
    """What earlier editions masked, and how; and every number that they printed."""
    masked: dict[Cell, Mark] = {}
    printed: dict[Cell, set[int]] = {}
    for edition in earlier:
        for cell, number in _cells_of(edition):
            if isinstance(number, int):
                printed.setdefault(cell, set()).add(number)
            elif number == SIGN:
                masked.setdefault(cell, Mark.PROTECTING)
            else:
                masked[cell] = Mark.SMALL
    return masked, printed


def _cells_of(edition: Edition) -> Iterator[tuple[Cell, int | str]]:
    for figure in edition["figures"]:
        for year, number in figure["years"].items():
            yield cell_of((figure["key"], "", ""), year), number
        for breakdown in figure["breakdowns"]:
            for line in breakdown["lines"]:
                for year, number in line["years"].items():
                    yield cell_of((figure["key"], breakdown["key"], line["value"]), year), number
