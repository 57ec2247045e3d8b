"""What a figure is: a defined yearly count, its parts, and its counting rule in words."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from figures import dimensions as by
from figures.basis import Basis, Categories, Choice
from figures.dimensions import Dimension
from figures.units import ALLEGATION, CASE, INVESTIGATION, SUSPECT, Conditions, Unit

Wording = str | Promise


class Counting(Enum):
    """How a figure comes from its rows."""

    ROWS = "rows"
    """Each row counts, or a column of it is added up."""
    PERSONS = "persons"
    """Each person counts once in a year, and once in the period, by the first row of his."""
    QUANTILES = "quantiles"
    """A column of the rows is put in order, and a part says up to where a share of them comes."""
    BALANCE = "balance"
    """What there was at the start, what came and went, and what there is at the end."""


class Edge(Enum):
    """The side of a year on which a balance is drawn up."""

    START = "start"
    END = "end"


@dataclass(frozen=True)
class Part:
    """One of the numbers of a figure that has several; each stands apart, and they are never added."""

    key: str
    label: Wording
    summed: str = ""
    """The column of the unit's rows that is added up; empty where the rows are counted."""
    counted: Any = None
    """For a sum or a share, the lazy plural sentence of a number of rows, with what comes of them as `sum`."""
    share: float = 0
    """Of figures that count quantiles, the share of the rows that its number reaches up to."""
    flow: "Figure | None" = None
    """Of a balance, what came or went, as a figure of its own rows."""
    edge: Edge | None = None
    """Of a balance, the side of the year on which it says what there was."""


@dataclass(frozen=True)
class Figure:
    """A defined yearly count.

    It counts rows of `unit` in the year of `dated_by`, where each dimension of `where` has one of its values. `rule`
    says so in full sentences; it stands under every number.
    """

    key: str
    label: Wording
    unit: Unit
    dated_by: str
    dated_words: Wording
    year: str
    """The stored column with the year of `dated_by`."""
    rule: Wording
    breakdowns: tuple[Dimension, ...]
    where: tuple[tuple[Dimension, tuple[str, ...]], ...] = ()
    parts: tuple[Part, ...] = ()
    """Its numbers where it has several; the list behind each holds the same rows, but for those of a balance."""
    label_of_all: Wording = ""
    """The label when every category counts, where it differs."""
    every_category: bool = False
    """Whether it counts in all categories, whatever is asked."""
    may_be_undated: bool = False
    """Whether its date may be unknown; what is undated stands apart, in no year and not in the total."""
    counting: Counting = Counting.ROWS
    ordered: str = ""
    """Where quantiles count, the column that is put in order."""
    version: int = 1
    """Raised when what it counts changes, not when words are polished; publications freeze it beside the rule."""

    def settled(self, basis: Basis) -> Basis:
        """What this figure counts in, of what is asked."""
        return replace(basis, categories=Categories.ALL) if self.every_category else basis

    def conditions(self, basis: Basis) -> Conditions:
        """The values that each column of a counted row has."""
        basis = self.settled(basis)
        own = {dimension.column_in(basis): values for dimension, values in self.where}
        narrowed = {self.unit.narrows[key]: (basis.narrowed[key],) for key in self.narrowed_by(basis)}
        until = {f"{self.dated_by}__lte": (basis.until,)} if basis.until else {}
        return {**self.unit.population(basis), **narrowed, **until, **own}

    def narrowed_by(self, basis: Basis) -> list[str]:
        """The filters asked for that all its rows have a column for; of a balance, what came as well as what went."""
        units = [self.unit, *(part.flow.unit for part in self.parts if part.flow)]
        return [key for key in basis.narrowed if all(key in unit.narrows for unit in units)]

    def applied(self, basis: Basis) -> Basis:
        """The basis without the filters that it cannot apply."""
        return replace(self.settled(basis), narrowed={key: basis.narrowed[key] for key in self.narrowed_by(basis)})

    def label_in(self, basis: Basis) -> str:
        """What it is called, by the categories counted."""
        return str(self.label if self.settled(basis).leaks_only else self.label_of_all or self.label)

    def rules_in(self, basis: Basis) -> list[str]:
        """Its counting rule in sentences: what it counts, and in which categories."""
        return [str(self.rule), *map(str, self._counted_in(self.settled(basis))), *self._narrowed_in(basis)]

    def _narrowed_in(self, basis: Basis) -> list[str]:
        """What it is narrowed to, and what it cannot be narrowed to because its rows do not say it."""
        applied = self.narrowed_by(basis)
        found = []
        for key, value in basis.narrowed.items():
            facts = {"filter": by.FILTERS[key].label, "value": by.FILTERS[key].words()[value]}
            said = ONLY if key in applied else NOT_ONLY
            found.append(str(said % facts))
        return found

    def _counted_in(self, basis: Basis) -> list[Wording]:
        """What a reader chose that it counts in, where its register leaves a choice."""
        choice = self.unit.register.choice
        if choice is None:
            return []
        if choice is Choice.CERTIFICATES:
            return [WITH_CERTIFICATES if basis.certificates else WITHOUT_CERTIFICATES]
        if self.every_category:
            return [IN_EVERY_CATEGORY]
        return [IN_LEAKS[self.unit.key] if basis.leaks_only else IN_ALL]

    def breakdown(self, key: str) -> Dimension:
        """Its breakdown under this key. Raises KeyError."""
        return {dimension.key: dimension for dimension in self.breakdowns}[key]

    def part(self, key: str) -> Part:
        """Its part under this key. Raises KeyError."""
        return {part.key: part for part in self.parts}[key]


IN_LEAKS = {
    CASE.key: _("Only leaks count: cases with at least one allegation in a category that is marked as a leak."),
    ALLEGATION.key: _("Only leaks count: allegations in a category that is marked as a leak."),
    INVESTIGATION.key: _("Only leaks count: investigations in cases with at least one allegation that is a leak."),
    SUSPECT.key: _("Only leaks count: people of whom something is alleged in a category that is marked as a leak."),
}
IN_ALL = _("All categories of breaches of integrity count, leaks and others.")
IN_EVERY_CATEGORY = _("It counts in all categories, whichever are chosen above.")
ONLY = _("Only this counts: %(filter)s: %(value)s.")
NOT_ONLY = _("It cannot be narrowed to this, for what it counts does not say it: %(filter)s: %(value)s.")
WITHOUT_CERTIFICATES = _("Checks for a certificate of conduct are no screening and are left out.")
WITH_CERTIFICATES = _("Checks for a certificate of conduct are counted too.")
