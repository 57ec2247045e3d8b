"""The numbers above the desk: what is open now, and what came and was concluded in this year and the one before."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models.values import Outcome
from figures import dimensions as by
from figures.basis import Basis, Categories
from figures.counted import Asked, Line, Scopes, Table
from figures.definitions import BY_KEY
from figures.grids import GridMaker, Values
from figures.keynumbers import Block, Number
from figures.selection import Selection
from figures.tables import count
from lib.periods import Period

STOCK = BY_KEY["stock"]
OPENED, OPEN = (Asked(STOCK, part=STOCK.part(key)) for key in ("open_at_start", "open_at_end"))
RECEIVED = Asked(BY_KEY["suspicions"])
CONCLUDED = Asked(BY_KEY["concluded"], (by.OUTCOME_GIVEN,))


def selected(today: datetime.date) -> Selection:
    """The running year and the one before, in all categories: an investigator works in any of them."""
    return Selection(Period(today.year - 1, today.year), Basis(Categories.ALL))


def blocks(selection: Selection, scopes: Scopes, today: datetime.date) -> list[Block]:
    """The numbers as the dashboard shows its own, each with the way to its list."""
    tables = count([OPENED, OPEN, RECEIVED, CONCLUDED], selection.period, selection.basis, scopes)
    stock, opened = (_Maker(tables[one.key], _("Suspicions open"), selection, today) for one in (OPEN, OPENED))
    received = _Maker(tables[RECEIVED.key], _("Suspicions received"), selection, today)
    concluded = _Maker(tables[CONCLUDED.key], _("Suspicions concluded"), selection, today)
    return [
        Block("stock", stock.title, [stock.now()], [opened.at_start()]),
        Block("received", received.title, [received.so_far()], [received.before()]),
        Block("concluded", concluded.title, [concluded.so_far()], [concluded.before(), concluded.confirmed()]),
    ]


class _Maker:
    """Makes the numbers of one table, under the title of their block."""

    def __init__(self, table: Table, title: str, selection: Selection, today: datetime.date) -> None:
        self.table, self.title, self.today = table, title, today
        self.grid = GridMaker(table, selection, today)

    def _number(self, year: int, caption: str, line: Line | None = None, values: Values | None = None) -> Number:
        """The number of a year, of the whole or of one line; named whole for those who hear it alone."""
        counted = (line or self.table.whole).of(year)
        return Number(self.grid.cell(counted, f"{self.title}, {caption}", Period(year, year), values), caption)

    def now(self) -> Number:
        """What stands at the end of the running year is what stands today."""
        return self._number(self.today.year, _("on %(day)s") % {"day": date_format(self.today, "DATE_FORMAT")})

    def at_start(self) -> Number:
        """What stood at the start of the running year."""
        return self._number(self.today.year, _("at the start of %(year)s") % {"year": self.today.year})

    def so_far(self) -> Number:
        """The running year."""
        return self._number(self.today.year, _("in %(year)s so far") % {"year": self.today.year})

    def before(self) -> Number:
        """The year before."""
        return self._number(self.today.year - 1, _("in %(year)s") % {"year": self.today.year - 1})

    def confirmed(self) -> Number:
        """Of what was concluded in the running year, what is confirmed."""
        given, value, year = by.OUTCOME_GIVEN.key, Outcome.CONFIRMED.value, self.today.year
        caption = _("of %(year)s confirmed") % {"year": year}
        return self._number(year, caption, self.table.line_of(given, value), {given: value})
