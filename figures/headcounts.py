"""How many people the organisation had, as what a count per 1,000 staff divides by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

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
    """What the counts of a page are divided by; None where they are not those of the whole organisation.

    So none where the page is narrowed, where a reader counts the records of his team alone, and where a year has no
    headcount. Who has a wall gets the rate of what he counts, as he does every number: a rate that was missing on his
    page alone would tell him of it. On a past day the headcounts are those known then, so that a rate shown once can be
    shown again.
    """
    if selection.basis.narrowed or scope.only is not None:
        return None
    years, at = selection.period.years, selection.basis.at
    rows: QuerySet[Any] = Headcount.objects.all() if at is None else history.as_known(Headcount, at)
    found = {row.year: row for row in rows.filter(year__in=years)}
    if set(years) - found.keys():
        return None
    return Staff({year: found[year].number for year in years}, {year: found[year].source for year in years})


def is_counted(table: Table) -> bool:
    """Whether a table counts what happened in a year, so that there is a rate of it."""
    counting = table.figure.counting in (Counting.ROWS, Counting.PERSONS)
    return counting and not (table.part and table.part.summed)
