"""What a page or file of figures is asked for, read from the URL. What it does not know, it refuses."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis, Categories, Choice
from figures.definitions import Figure, Part
from lib.dates import FIRST_YEAR, LAST_YEAR
from lib.periods import Period

LONGEST = 20
"""So many years a page shows at most."""
UNKNOWN = "unknown"
"""Asks, as a year, for what has no known date."""
PERIOD = ("from", "to", "categories", "certificates")
PART = "part"
"""Asks, of a figure with several numbers, for the one of these that a list is behind."""


@dataclass(frozen=True)
class Selection:
    """Years and basis of a page of figures."""

    period: Period
    basis: Basis

    def query(self, figure: Figure | None = None, **more: str) -> str:
        """The query string that asks for this period; of one figure, only with what concerns it."""
        period = {"from": str(self.period.first), "to": str(self.period.last)}
        return _query({**period, **_basis_parameters(self.basis, figure), **more})

    def detail(self) -> dict[str, Any]:
        """The same as the log keeps it."""
        return {"from": self.period.first, "to": self.period.last, **_basis_parameters(self.basis, None)}

    def basis_parameters(self, figure: Figure) -> dict[str, str]:
        """The part of the query string that says what `figure` counts in."""
        return _basis_parameters(self.basis, figure)


def _basis_parameters(basis: Basis, figure: Figure | None) -> dict[str, str]:
    choices = tuple(Choice) if figure is None else (figure.unit.register.choice,)
    found = {}
    if Choice.CATEGORIES in choices:
        found[Choice.CATEGORIES.value] = str(basis.categories)
    if Choice.CERTIFICATES in choices and basis.certificates:
        found[Choice.CERTIFICATES.value] = "yes"
    return found


def _query(parameters: Mapping[str, str | Sequence[str]]) -> str:
    return f"?{urlencode(parameters, doseq=True)}"


def read(parameters: QueryDict, recent: Callable[[], Period]) -> Selection:
    """The selection that the URL asks for; `recent` is called only for years that it leaves out.

    Raises BadRequest for a parameter or value that pages of figures do not know.
    """
    _refuse_unknown(parameters, PERIOD)
    period = _asked_period(parameters, recent)
    if len(period) > LONGEST:
        raise BadRequest(_("Choose a period of %(years)s years at most.") % {"years": LONGEST})
    return Selection(period, _basis(parameters))


def _refuse_unknown(parameters: QueryDict, once: Sequence[str], often: Sequence[str] = ()) -> None:
    """Each parameter must be known; those of `once` may stand once."""
    if set(parameters) - {*once, *often} or any(len(parameters.getlist(name)) > 1 for name in once):
        raise _refusal()


def _refusal() -> BadRequest:
    return BadRequest(_("The figures cannot be asked for that way."))


def _asked_period(parameters: QueryDict, recent: Callable[[], Period]) -> Period:
    first, last = parameters.get("from", ""), parameters.get("to", "")
    if first and last:
        return Period.between(_as_year(first), _as_year(last))
    known = recent()
    return Period.between(_as_year(first) if first else known.first, _as_year(last) if last else known.last)


def _as_year(asked: str) -> int:
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= LAST_YEAR):
        raise _refusal()
    return int(asked)


def _basis(parameters: QueryDict) -> Basis:
    categories, certificates = parameters.get("categories") or Categories.LEAKS, parameters.get("certificates", "")
    if categories not in list(Categories) or certificates not in ("", "yes"):
        raise _refusal()
    return Basis(Categories(categories), bool(certificates))


@dataclass(frozen=True)
class Narrowing:
    """The rows behind one number: a figure, its years, and of its breakdowns the values that count."""

    figure: Figure
    period: Period | None
    """None where what has no known date is asked for."""
    basis: Basis
    values: Mapping[str, tuple[str, ...]]
    part: Part | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """As the year column of the figure holds them."""
        return self.period.years if self.period else (UNKNOWN_YEAR,)

    @property
    def label(self) -> str:
        """What the number is called that the rows are behind."""
        return str(self.part.label) if self.part else self.figure.label_in(self.basis)

    def query(self, **more: str) -> str:
        """The query string that asks for these rows."""
        return _query({**self._asked(), **self.values, **more})

    def detail(self) -> dict[str, Any]:
        """The same as the log keeps it."""
        values = {key: list(values) for key, values in self.values.items()}
        return {"figure": self.figure.key, **self._asked(), **({"values": values} if values else {})}

    def without(self, breakdown: str) -> str:
        """The query string that asks for the same rows with any value of one breakdown."""
        values = {key: values for key, values in self.values.items() if key != breakdown}
        return _query({**self._asked(), **values})

    def selection(self, today: datetime.date) -> Selection:
        """A page of figures with the number of these rows on it: the usual one, if their years are there."""
        usual = Period.recent(today)
        period = self.period or usual
        return Selection(usual if set(period.years) < set(usual.years) else period, self.basis)

    def _asked(self) -> dict[str, str]:
        """All that is asked for but the values of breakdowns."""
        part = {PART: self.part.key} if self.part else {}
        return {**self._years(), **_basis_parameters(self.basis, self.figure), **part}

    def _years(self) -> dict[str, str]:
        if self.period is None:
            return {"year": UNKNOWN}
        if len(self.period) == 1:
            return {"year": str(self.period.first)}
        return {"from": str(self.period.first), "to": str(self.period.last)}


def narrow(figure: Figure, parameters: QueryDict, today: datetime.date, also: Sequence[str] = ()) -> Narrowing:
    """The rows that the URL asks for. Raises BadRequest for a parameter or value that this figure does not have."""
    breakdowns = {dimension.key: dimension for dimension in figure.breakdowns}
    part = (PART,) if figure.parts else ()
    _refuse_unknown(parameters, once=(*PERIOD, "year", *part, *also), often=tuple(breakdowns))
    values = {key: tuple(dict.fromkeys(filter(None, parameters.getlist(key)))) for key in breakdowns}
    values = {key: asked for key, asked in values.items() if asked}
    if any(not set(asked) <= set(breakdowns[key].words()) for key, asked in values.items()):
        raise _refusal()
    period = _period_of(figure, parameters, today)
    return Narrowing(figure, period, _basis(parameters), values, _part_of(figure, parameters))


def _part_of(figure: Figure, parameters: QueryDict) -> Part | None:
    """The number of the figure that the list is behind; the rows by themselves if none is asked for."""
    key = parameters.get(PART, "")
    if key and key not in {part.key for part in figure.parts}:
        raise _refusal()
    return figure.part(key) if key else None


def _period_of(figure: Figure, parameters: QueryDict, today: datetime.date) -> Period | None:
    """One year, or a period, or, for None, what has no known date."""
    year = parameters.get("year", "")
    if year and ("from" in parameters or "to" in parameters):
        raise _refusal()
    if year == UNKNOWN and figure.may_be_undated:
        return None
    if year:
        return Period(_as_year(year), _as_year(year))
    return _asked_period(parameters, lambda: Period.recent(today))
