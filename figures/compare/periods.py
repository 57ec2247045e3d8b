"""Which two periods are compared, read from the URL. What cannot be compared is refused with a sentence."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from figures import selection
from figures.selection import Selection
from lib.dates import FIRST_YEAR
from lib.periods import Period
from lib.problems import in_words

AGAINST = {"against_from": "from", "against_to": "to"}
"""How the years of the second period are asked for, and the names that a page of one period has for them."""


@dataclass(frozen=True)
class Pair:
    """A period, and the one it is held against; both counted in the same."""

    period: Selection
    against: Selection

    def __iter__(self) -> Iterator[Selection]:
        return iter((self.period, self.against))

    def detail(self) -> dict[str, Any]:
        """What is compared, as the log keeps it."""
        years = self.against.period
        return {**self.period.detail(), "against_from": years.first, "against_to": years.last}


def days_of(period: Period) -> int:
    """How many days the years of a period have."""
    return (datetime.date(period.last + 1, 1, 1) - datetime.date(period.first, 1, 1)).days


def read(parameters: QueryDict, today: datetime.date, recent: Callable[[datetime.date], Period]) -> Pair:
    """The two periods that the URL asks for: where it leaves them out, the last closed year and those before.

    `recent` says which years are shown on a day. Raises BadRequest for what pages of figures do not know, and for years
    that are reversed, not closed yet, or in both periods.
    """
    own, other = _sides(parameters)
    first = _asked(own, today, lambda day: _last_closed(recent(day), day))
    second = _asked(other, today, lambda _day: _before(first.period))
    pair = Pair(first, replace(first, period=second.period))
    known_on = first.known_on(today)
    for side in pair:
        _check_closed(side.period, known_on)
    _check_apart(first.period, second.period)
    return pair


def address_of(shown: Selection, known_on: datetime.date) -> str:
    """The page that compares the last closed year of a page of figures with the year before, counted the same."""
    last = min(shown.period.last, known_on.year - 1)
    return reverse("figures:compare") + replace(shown, period=Period(last, last)).query()


def _sides(parameters: QueryDict) -> tuple[QueryDict, QueryDict]:
    """What each of the periods is asked by, as pages of one period read it."""
    own, other = parameters.copy(), parameters.copy()
    for name, plain in AGAINST.items():
        own.pop(name, None)
        other.setlist(plain, other.pop(name, []))
    return own, other


def _asked(parameters: QueryDict, today: datetime.date, usual: Callable[[datetime.date], Period]) -> Selection:
    first, last = parameters.get("from", ""), parameters.get("to", "")
    if first and not last:
        parameters["to"] = first
    if last and not first:
        parameters["from"] = last
    return selection.read(parameters, today, usual)


def _last_closed(period: Period, day: datetime.date) -> Period:
    last = period.in_focus(day).last
    return Period(last, last)


def _before(period: Period) -> Period:
    """As many years as `period` has, right before it."""
    if period.first - len(period) < FIRST_YEAR:
        raise BadRequest(_("Choose the years to hold %(period)s against.") % {"period": period.label})
    return Period(period.first - len(period), period.first - 1)


def _check_closed(period: Period, known_on: datetime.date) -> None:
    """A running year is no whole one, and the next ones hold nothing yet."""
    if period.last >= known_on.year:
        year = max(period.first, known_on.year)
        raise BadRequest(
            _("%(year)s is not over on %(day)s. Choose closed years.") % {"year": year, "day": in_words(known_on)}
        )


def _check_apart(period: Period, against: Period) -> None:
    if max(period.first, against.first) <= min(period.last, against.last):
        raise BadRequest(
            _("%(period)s and %(against)s overlap. Choose two periods without a year in common.")
            % {"period": period.label, "against": against.label}
        )
