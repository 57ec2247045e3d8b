"""Fill an empty register with the demo."""

import datetime
from pathlib import Path

from django.conf import settings

from audit import log
from audit.kinds import Kind
from integrity import birth
from integrity.demo import beside, cases, people, screening, signals, staff, stories
from lib import clock
from office.models import Unit


def marker() -> Path:
    """The file that says that the demo's people work on records which are not the demo's."""
    return Path(settings.VAR) / "demo-people-only"


def load(*, people_only: bool, today: datetime.date | None = None) -> None:
    """Make the demo's people and, unless `people_only`, its records up to today.

    All or nothing, and one act. Raises ValueError unless the register is empty: it is marked as a demo for good.
    """
    with log.acting(None, Kind.DEMO_LOADED, detail={"people_only": people_only}):
        birth.as_demo()
        with clock.at(datetime.date(2014, 11, 3)):
            users = people.make()
        if people_only:
            marker().touch()
            return
        _make_units()
        until = today or clock.today()
        cases.make(users, until)
        signals.make(users, until)
        screening.make(users, until)
        staff.make(users, until)
        beside.make(users, until)


def _make_units() -> None:
    Unit.objects.bulk_create(
        Unit(key=key, label_en=english, label_nl=dutch, position=10 * number)
        for number, (key, english, dutch) in enumerate(stories.UNITS, 1)
    )
