"""The tables of the figures asked for, each counted as its definition says."""

from collections.abc import Iterator, Sequence

from accounts.models import User
from figures.basis import Basis, Categories
from figures.counted import Asked, Scopes, Table
from figures.figure import Counting, Figure, Part
from figures.rows import count_rows, narrowed
from figures.tallies import balance, count_persons, count_quantiles
from figures.units import REGISTERS, UNITS
from lib.periods import Period
from lib.scope import EVERYTHING

WHOLE_REGISTER: Scopes = {register.key: EVERYTHING for register in REGISTERS}
"""The institution's scope."""
_COUNTED = {
    Counting.ROWS: count_rows,
    Counting.PERSONS: count_persons,
    Counting.QUANTILES: count_quantiles,
    Counting.BALANCE: balance,
}


def scopes_of(user: User) -> Scopes:
    """What this person's numbers are made of, in each register."""
    return {register.key: register.scope_of(user) for register in REGISTERS}


def count(asked: Sequence[Asked], period: Period, basis: Basis, scopes: Scopes) -> dict[str, Table]:
    """The tables of these figures over `period`, by key."""
    tables: dict[str, Table] = {}
    for counting, count_them in _COUNTED.items():
        of_this_kind = [one for one in asked if one.figure.counting is counting]
        if of_this_kind:
            tables |= count_them(of_this_kind, period, basis, scopes)
    return {one.key: tables[one.key] for one in asked}


def count_fully(figure: Figure, period: Period, basis: Basis, scopes: Scopes, part: Part | None = None) -> Table:
    """The table of one figure with all its breakdowns, each counted apart so that no grouping is fine and large."""
    asked = [Asked(figure, (one,), part) for one in figure.breakdowns] or [Asked(figure, (), part)]
    found = [count([one], period, basis, scopes)[one.key] for one in asked]
    breakdowns = {key: lines for table in found for key, lines in table.breakdowns.items()}
    return Table(figure, period, basis, found[0].whole, breakdowns, part)


def tables_of(figure: Figure, period: Period, basis: Basis, scopes: Scopes) -> list[Table]:
    """The tables of one figure with all its breakdowns: one, or one for each of its parts."""
    if not figure.breakdowns:
        return list(
            count([Asked(figure, (), part) for part in figure.parts or (None,)], period, basis, scopes).values()
        )
    return [count_fully(figure, period, basis, scopes, part) for part in figure.parts or (None,)]


def span(scopes: Scopes) -> Period | None:
    """From the first to the last year in which these registers have something; None if they are empty."""
    first, last = list(_edges(scopes)), list(last_years(scopes))
    return Period(min(first), max(last)) if first else None


def last_years(scopes: Scopes) -> Iterator[int]:
    """Of each unit that says in which years its register has something, the last one; not looked up before its turn."""
    return _edges(scopes, "-")


def _edges(scopes: Scopes, sign: str = "") -> Iterator[int]:
    """The first years, or with a minus the last: one look-up in an index each, whatever the size."""
    for unit in UNITS:
        if unit.since and unit.register.key in scopes:
            rows = narrowed(unit.rows_in(scopes[unit.register.key], None), unit.population(Basis(Categories.ALL)))
            rows = rows.filter(**{f"{unit.since}__isnull": False}).order_by(f"{sign}{unit.since}")
            yield from rows.values_list(unit.since, flat=True)[:1]
