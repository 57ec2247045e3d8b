"""The list behind each number of a publication: as known on its day or as now, in the scope of whoever opens it."""

import datetime
from collections.abc import Container

from django.urls import reverse

from accounts.models import User
from figures.basis import Basis
from figures.counted import TOTAL
from figures.definitions import BY_KEY
from figures.dimensions import Dimension
from figures.figure import Counting, Figure, Part
from figures.publications.content import UNDATED
from figures.publications.numbers import Place
from figures.selection import Narrowing
from lib.periods import Period


class Lists:
    """The addresses of the lists that this person may open.

    A number has none where its figure, part, breakdown or value is no more, and what is in a list may be more or less
    than what was counted: it obeys the walls of its reader and the rule of today.
    """

    def __init__(self, user: User, period: Period, at: datetime.date | None) -> None:
        self._period, self._basis = period, Basis(at=at)
        self._figures = {key: figure for key, figure in BY_KEY.items() if figure.unit.register.may_count(user)}
        self._values: dict[Dimension, Container[str]] = {}

    def behind(self, place: Place) -> str:
        """The address of the list behind a number; empty where there is none."""
        figure = self._figures.get(place.figure)
        if figure is None or not self._can_ask(figure, place):
            return ""
        values = {place.breakdown: (place.value,)} if place.breakdown else {}
        narrowing = Narrowing(figure, self._years(place), self._basis, values, _part(figure, place))
        return reverse("figures:records", args=[figure.key]) + narrowing.query()

    def _can_ask(self, figure: Figure, place: Place) -> bool:
        """Whether the list knows all that this number is of, so that nobody is led to a refusal."""
        if place.year == UNDATED and not figure.may_be_undated:
            return False
        part = _part(figure, place)
        if place.part != (part.key if part else "") or (figure.counting is Counting.BALANCE and part is None):
            return False
        if not place.breakdown:
            return True
        dimension = next((one for one in figure.breakdowns if one.key == place.breakdown), None)
        return dimension is not None and place.value in self._values_of(dimension)

    def _values_of(self, dimension: Dimension) -> Container[str]:
        """Looked up once for all figures that are told apart by it."""
        if dimension not in self._values:
            self._values[dimension] = {str(value) for value in dimension.words()}
        return self._values[dimension]

    def _years(self, place: Place) -> Period | None:
        if place.year == UNDATED:
            return None
        return self._period if place.year == TOTAL else Period(int(place.year), int(place.year))


def _part(figure: Figure, place: Place) -> Part | None:
    return next((part for part in figure.parts if part.key == place.part), None)
