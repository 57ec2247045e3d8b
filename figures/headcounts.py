"""How many people the organisation had, as what a count per 1,000 staff divides by."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from figures.basis import Basis
from figures.counted import Table
from figures.figure import Counting
from figures.models import Headcount
from figures.selection import Selection
from lib import history
from lib.scope import Scope


@dataclass(frozen=True)
class Staff:
    """The headcounts of every year of a period, each with its source."""

    numbers: Mapping[int, int]
    sources: Mapping[int, str]

    @property
    def words(self) -> str:
        """The sentence that stands below a rate: how many in which year, and where that stands."""
        by_source: dict[str, list[str]] = {}
        for year, number in self.numbers.items():
            said = _("%(number)s in %(year)s") % {"number": number_format(number), "year": year}
            by_source.setdefault(self.sources[year], []).append(said)
        said = "; ".join(f"{', '.join(years)} ({source})" for source, years in by_source.items())
        return _("Staff: %(said)s.") % {"said": said}


def staff_for(selection: Selection, scope: Scope) -> Staff | None:
    """What the counts of a page are divided by; None where these are not divided, or where a year has no headcount."""
    return staff_of(selection.period.years, selection.basis.at) if are_divided(selection.basis, scope) else None


def are_divided(basis: Basis, scope: Scope) -> bool:
    """Whether counts are those of the whole organisation: not where a page is narrowed, nor those of a team alone.

    Who has a wall gets the rate of what he counts, as he does every number: a rate that was missing on his page alone
    would tell him of it.
    """
    return not basis.narrowed and scope.only is None


def staff_of(years: Sequence[int], at: datetime.date | None) -> Staff | None:
    """The staff of these years; None where one of them has no headcount.

    On a past day the headcounts are those known then, so that a rate shown once can be shown again.
    """
    rows: QuerySet[Any] = Headcount.objects.all() if at is None else history.as_known(Headcount, at)
    found = {row.year: row for row in rows.filter(year__in=years)}
    if set(years) - found.keys():
        return None
    return Staff({year: found[year].number for year in years}, {year: found[year].source for year in years})


def rate(number: int, staff: int) -> str:
    """A number per 1,000 staff, in one decimal."""
    # Django cuts what it does not write; it does not round.
    return number_format(round(number * 1000 / staff, 1), 1)


def is_counted(table: Table) -> bool:
    """Whether a table counts what happened in a year, so that there is a rate of it."""
    counting = table.figure.counting in (Counting.ROWS, Counting.PERSONS)
    return counting and not (table.part and table.part.summed)
