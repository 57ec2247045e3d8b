"""What a page or file of figures is asked for, read from the URL. What it does not know, it refuses."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.models.values import UNKNOWN_YEAR
from figures.basis import Basis, Categories, Choice
from figures.dimensions import FILTERS
from figures.figure import Counting, Figure, Part
from lib import dates
from lib.dates import FIRST_YEAR, LAST_YEAR
from lib.periods import Period

LONGEST = 60
"""So many years a page shows at most: each is a column, and in a chart a bar of a few dots."""
OPEN = "open"
"""Asks for rows of the dashboard to be opened into their breakdowns."""
UNKNOWN = "unknown"
"""Asks, as a year, for what has no known date."""
AS_AT = "as_at"
"""Asks for what the register knew at the end of a past day."""
ONLY = {key: f"only_{key}" for key in FILTERS}
"""Under which name each filter of a page is asked for: that of a breakdown may mean what was established."""
UNTIL = "until"
"""Asks for what is dated up to a day, beside the running year."""
PERIOD = ("from", "to", "categories", "certificates", AS_AT, *ONLY.values())
PART = "part"
"""Asks, of a figure with several numbers, for the one of these that a list is behind."""


@dataclass(frozen=True)
class Selection:
    """Years and basis of a page of figures."""

    period: Period
    basis: Basis

    def query(self, figure: Figure | None = None, **more: str | Sequence[str]) -> str:
        """The query string that asks for this period; of one figure, only with what concerns it."""
        period = {"from": str(self.period.first), "to": str(self.period.last)}
        return _query({**period, **_basis_parameters(self.basis, figure), **more})

    def detail(self) -> dict[str, Any]:
        """The same as the log keeps it."""
        return {"from": self.period.first, "to": self.period.last, **_basis_parameters(self.basis, None)}

    def known_on(self, today: datetime.date) -> datetime.date:
        """The day that stands beside every number."""
        return self.basis.known_on(today)

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
    found |= {ONLY[key]: value for key, value in basis.narrowed.items()}
    found |= {UNTIL: basis.until.isoformat()} if basis.until else {}
    return found if basis.at is None else {**found, AS_AT: basis.at.isoformat()}


def _query(parameters: Mapping[str, str | Sequence[str]]) -> str:
    return f"?{urlencode(parameters, doseq=True)}"


def read(
    parameters: QueryDict, today: datetime.date, recent: Callable[[datetime.date], Period], also: Sequence[str] = ()
) -> Selection:
    """The selection that the URL of a page asks for; the parameters of `also` are left to the page.

    `recent`, which says what is shown on a day, is called for years left out. Raises BadRequest for a parameter or
    value that pages of figures do not know, and for more years than a page shows.
    """
    selection = read_file(parameters, today, recent, also)
    if len(selection.period) > LONGEST:
        raise BadRequest(
            _(
                "A page shows %(years)s years at most, for each is a column and more cannot be read. Choose fewer "
                "years. The addresses of CSV and JSON take any number of them."
            )
            % {"years": LONGEST}
        )
    return selection


def read_file(
    parameters: QueryDict, today: datetime.date, recent: Callable[[datetime.date], Period], also: Sequence[str] = ()
) -> Selection:
    """The same for a file, which holds any number of years."""
    _refuse_unknown(parameters, PERIOD, also)
    basis = _basis(parameters, today)
    return Selection(_asked_period(parameters, lambda: recent(basis.known_on(today))), basis)


def _refuse_unknown(parameters: QueryDict, once: Sequence[str], often: Sequence[str] = ()) -> None:
    """Each parameter must be known; those of `once` may stand once."""
    if set(parameters) - {*once, *often} or any(len(parameters.getlist(name)) > 1 for name in once):
        raise _refusal()


def _refusal() -> BadRequest:
    return BadRequest(_("The figures cannot be asked for that way."))


def _asked_period(parameters: QueryDict, recent: Callable[[], Period]) -> Period:
    first, last = parameters.get("from", ""), parameters.get("to", "")
    known = None if first and last else recent()
    begins = _as_year(first) if known is None or first else known.first
    ends = _as_year(last) if known is None or last else known.last
    if begins <= ends:
        return Period(begins, ends)
    if known is not None:
        return Period(ends, ends) if last else Period(begins, begins)
    raise BadRequest(
        _("The period from %(first)s to %(last)s begins after its end. Choose the earlier year first.")
        % {"first": begins, "last": ends}
    )


def _until(figure: Figure, parameters: QueryDict) -> datetime.date | None:
    """The day up to which a list counts; only figures of rows are shown so. Of people it would tell each one's day."""
    asked = parameters.get(UNTIL, "")
    if asked and (figure.counting is not Counting.ROWS or figure.parts):
        raise _refusal()
    try:
        return datetime.date.fromisoformat(asked) if asked else None
    except ValueError as error:
        raise _refusal() from error


def _as_year(asked: str) -> int:
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= LAST_YEAR):
        raise BadRequest(
            _("Choose years from %(first)s to %(last)s.") % {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        )
    return int(asked)


def _basis(parameters: QueryDict, today: datetime.date) -> Basis:
    categories, certificates = parameters.get("categories") or Categories.LEAKS, parameters.get("certificates", "")
    if categories not in list(Categories) or certificates not in ("", "yes"):
        raise _refusal()
    return Basis(Categories(categories), bool(certificates), _narrowed(parameters), _as_at(parameters, today))


def _narrowed(parameters: QueryDict) -> dict[str, str]:
    asked = {key: parameters.get(name, "") for key, name in ONLY.items()}
    if any(value and value not in FILTERS[key].words() for key, value in asked.items()):
        raise _refusal()
    return {key: value for key, value in asked.items() if value}


def _as_at(parameters: QueryDict, today: datetime.date) -> datetime.date | None:
    asked = parameters.get(AS_AT, "")
    return past_day(asked, today) if asked else None


def past_day(text: str, today: datetime.date) -> datetime.date | None:
    """The past day that `text` means, at whose end the register is asked; None for today, which means now.

    Raises BadRequest for what is no day, and for a day to come.
    """
    try:
        day = dates.read(text)
    except ValidationError as error:
        raise BadRequest(
            _("The day on which the figures were known: %(problem)s") % {"problem": error.messages[0]}
        ) from error
    if day > today:
        raise BadRequest(_("Nobody knows yet what the register will know. Choose a day until today."))
    return None if day == today else day


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
    def dated(self) -> Figure:
        """The figure whose date puts a row in its year: of what came or went into a balance, a figure of its own."""
        return (self.part.flow if self.part else None) or self.figure

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
        usual = Period.recent(self.basis.known_on(today))
        period, basis = self.period or usual, replace(self.basis, until=None)
        return Selection(usual if set(period.years) < set(usual.years) else period, basis)

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
    _refuse_unknown(parameters, once=(*PERIOD, UNTIL, "year", *part, *also), often=tuple(breakdowns))
    values = {key: tuple(dict.fromkeys(filter(None, parameters.getlist(key)))) for key in breakdowns}
    values = {key: asked for key, asked in values.items() if asked}
    if any(not set(asked) <= set(breakdowns[key].words()) for key, asked in values.items()):
        raise _refusal()
    basis = replace(_basis(parameters, today), until=_until(figure, parameters))
    period = _period_of(figure, parameters, basis.known_on(today))
    return Narrowing(figure, period, basis, values, _part_of(figure, parameters))


def _part_of(figure: Figure, parameters: QueryDict) -> Part | None:
    """The number of the figure that the list is behind; the rows by themselves if none is asked for."""
    key = parameters.get(PART, "")
    if key not in {part.key for part in figure.parts} and (key or figure.counting is Counting.BALANCE):
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


def choices_of(basis: Basis, figures: Sequence[Figure]) -> dict[str, Any]:
    """What the form on top of a page offers to count these figures in, as `_basis.html` shows it."""
    choices = {figure.unit.register.choice for figure in figures}
    return {
        "categories": [(Categories.LEAKS, _("Leaks only")), (Categories.ALL, _("All categories"))],
        "chosen": basis.categories,
        "certificates": basis.certificates,
        "cases": Choice.CATEGORIES in choices,
        "screening": Choice.CERTIFICATES in choices,
    }
