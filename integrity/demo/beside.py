"""What stands beside the demo's figures: two breaks in the series, and a headcount for each year."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from figures.setup import actions
from lib import clock


@dataclass(frozen=True)
class Break:
    """From which day on which figures are no longer what they were, and why in both languages."""

    begins_on: datetime.date
    figures: tuple[str, ...]
    text_en: str
    text_nl: str


BREAKS = (
    Break(
        datetime.date(2020, 4, 1),
        ("investigations", "secrecy_bribery"),
        "a new law makes looking something up for oneself an offence of its own.",
        "een nieuwe wet maakt iets opzoeken voor eigen gebruik tot een apart strafbaar feit.",
    ),
    Break(
        datetime.date(2023, 1, 1),
        ("screening_started", "screening_completed", "screening_negative"),
        "the suitability checks bgo-kort and bgo-lang ended; others took their place.",
        "de betrouwbaarheidsonderzoeken bgo-kort en bgo-lang zijn beëindigd; andere kwamen ervoor in de plaats.",
    ),
)
STAFF = 62_400
"""In the first year; each year a little more, and in one a little less."""
GROWTH = (0, 300, 650, 580, 1_020, 1_450, 1_900, 2_250)


def make(users: dict[str, User], until: datetime.date) -> None:
    """Record each break on the day it begins, and each headcount in the January of its year, from 2015 to `until`."""
    admin = users["deboer"]
    for one in BREAKS:
        if one.begins_on <= until:
            with clock.at(datetime.datetime.combine(one.begins_on, datetime.time(9))):
                actions.add_break(by=admin, **vars(one))
    for number, year in enumerate(range(2015, until.year + 1)):
        counted_on = min(datetime.date(year, 1, 15), until)
        with clock.at(datetime.datetime.combine(counted_on, datetime.time(10))):
            actions.record_headcount(
                by=admin,
                year=year,
                number=STAFF + GROWTH[min(number, len(GROWTH) - 1)],
                source="invented for the demo",
            )
