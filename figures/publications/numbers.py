"""The numbers of a publication one by one, so that those frozen stand beside those of another day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from figures.basis import Basis
from figures.counted import TOTAL, Line, Table
from figures.definitions import BY_KEY
from figures.figure import Figure
from figures.publications.content import UNDATED, Content, Tables, said, version_of
from lib.periods import Period


class Place(NamedTuple):
    """Where a number stands: in a table the whole, or the line of a value."""

    figure: str
    part: str
    breakdown: str
    value: str
    year: str
    """A year, or `total`, or `unknown`."""


Numbers = Mapping[Place, int | None]


@dataclass(frozen=True)
class Change:
    """A number that is another one now."""

    place: Place
    old: int | None
    new: int | None


def frozen_numbers(content: Content) -> dict[Place, int | None]:
    """The numbers of a frozen content, in its order."""
    return dict(_frozen(content))


def _frozen(content: Content) -> Iterator[tuple[Place, int | None]]:
    for figure in content["figures"]:
        for table in figure["tables"]:
            where = (figure["key"], table["part"])
            yield from _of_line((*where, "", ""), table)
            for breakdown in table["breakdowns"]:
                for line in breakdown["lines"]:
                    yield from _of_line((*where, breakdown["key"], line["value"]), line)


def _of_line(where: tuple[str, str, str, str], line: Mapping[str, Any]) -> Iterator[tuple[Place, int | None]]:
    for year, number in line["years"].items():
        yield Place(*where, year), number
    for beside in (TOTAL, UNDATED):
        if beside in line:
            yield Place(*where, beside), line[beside]


def numbers_of(counted: Iterable[Tables]) -> dict[Place, int | None]:
    """The numbers of tables, as `frozen_numbers` has them."""
    return {place: number for tables in counted for table in tables for place, number in _of_table(table)}


def _of_table(table: Table) -> Iterator[tuple[Place, int | None]]:
    where = (table.figure.key, table.part.key if table.part else "")
    yield from _counted(table, (*where, "", ""), table.whole)
    for breakdown, lines in table.breakdowns.items():
        for value, line in lines.items():
            yield from _counted(table, (*where, breakdown, value), line)


def _counted(table: Table, where: tuple[str, str, str, str], line: Line) -> Iterator[tuple[Place, int | None]]:
    for year in table.period.years:
        yield Place(*where, str(year)), line.of(year)
    if len(table.period) > 1:
        yield Place(*where, TOTAL), line.of_all
    if table.figure.may_be_undated:
        yield Place(*where, UNDATED), line.undated


def changes(content: Content, new: Numbers) -> list[Change]:
    """The numbers that differ from those frozen, in the tables that are counted now as well.

    A line that one of the two does not have is one of zeros.
    """
    old, shared = frozen_numbers(content), _frozen_tables(content) & _tables_now()
    places = [place for place in dict.fromkeys([*old, *new]) if place[:3] in shared]
    found = [Change(place, old.get(place, 0), new.get(place, 0)) for place in places]
    return [change for change in found if change.old != change.new]


def _frozen_tables(content: Content) -> set[tuple[str, ...]]:
    return {
        (figure["key"], table["part"], breakdown)
        for figure in content["figures"]
        for table in figure["tables"]
        for breakdown in ("", *(one["key"] for one in table["breakdowns"]))
    }


def _tables_now() -> set[tuple[str, ...]]:
    return {
        (key, part, breakdown)
        for key, figure in BY_KEY.items()
        for part in ([part.key for part in figure.parts] or [""])
        for breakdown in ("", *(dimension.key for dimension in figure.breakdowns))
    }


class Names:
    """What places are called in the language of the page: as frozen, or, of a value that came later, as now."""

    def __init__(self, content: Content) -> None:
        self._period = Period(content["first"], content["last"]).short_label
        self._figures = {figure["key"]: said(figure["label"]) for figure in content["figures"]}
        self._parts, self._breakdowns, self._values = {}, {}, {}
        for figure in content["figures"]:
            for table in figure["tables"]:
                self._parts[figure["key"], table["part"]] = said(table["label"])
                for breakdown in table["breakdowns"]:
                    where = (figure["key"], breakdown["key"])
                    self._breakdowns[where] = said(breakdown["label"])
                    for line in breakdown["lines"]:
                        self._values[(*where, line["value"])] = said(line["label"])

    def figure(self, place: Place) -> str:
        """The figure, with its part if it has any."""
        part = self._parts.get((place.figure, place.part), place.part)
        return f"{self._figures[place.figure]}: {part}" if place.part else self._figures[place.figure]

    def breakdown(self, place: Place) -> str:
        """By what the line is told apart."""
        return self._breakdowns.get((place.figure, place.breakdown), place.breakdown)

    def value(self, place: Place) -> str:
        """The value of the line."""
        where = (place.figure, place.breakdown, place.value)
        if where not in self._values:
            figure = BY_KEY.get(place.figure)
            words = figure.breakdown(place.breakdown).words() if figure else {}
            self._values = {(*where[:2], str(value)): str(label) for value, label in words.items()} | self._values
            self._values.setdefault(where, place.value)
        return self._values[where]

    def row(self, place: Place) -> str:
        """The line of the table."""
        return f"{self.breakdown(place)}: {self.value(place)}" if place.breakdown else _("All")

    def year(self, place: Place) -> str:
        """The column of the table."""
        if place.year == UNDATED:
            return _("date unknown")
        return self._period if place.year == TOTAL else place.year


def with_reworded_rules(content: Content) -> Sequence[str]:
    """The figures, as frozen, whose rule has other words now and the same version: what it counts stayed the same."""
    return [
        said(figure["label"])
        for figure, now in _known(content)
        if version_of(figure) == now.version
        and said({language: " ".join(rule) for language, rule in figure["rules"].items()})
        != " ".join(now.rules_in(Basis()))
    ]


def with_other_versions(content: Content) -> Sequence[str]:
    """A sentence for each figure whose rule counts something else now: its numbers may differ for that reason."""
    return [
        _("%(figure)s: counted by version %(then)s of the rule; today’s is version %(now)s.")
        % {"figure": said(figure["label"]), "then": version_of(figure), "now": now.version}
        for figure, now in _known(content)
        if version_of(figure) != now.version
    ]


def _known(content: Content) -> Iterator[tuple[Mapping[str, Any], Figure]]:
    """The figures, as frozen, that there still are, and as they are now."""
    for figure in content["figures"]:
        if figure["key"] in BY_KEY:
            yield figure, BY_KEY[figure["key"]]
