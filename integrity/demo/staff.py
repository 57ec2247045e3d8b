"""The demo's staff: swearing-in days with whole intakes, editions of the code acknowledged, training with dilemmas.

In each intake somebody is still missing, as in life.
"""

import datetime
import random
from itertools import count, product

from accounts.models import User
from integrity.demo import stories
from lib import clock
from office.models import CodeEdition, TrainingTopic, Unit
from screening.models import StaffMember
from screening.staff import actions

DAY = datetime.timedelta(days=1)
SATURDAY = 5
EDITIONS = [
    ("edition_2014", "Edition of 2014", "Editie 2014", None),
    ("edition_2021", "Edition of 2021", "Editie 2021", datetime.date(2021, 6, 1)),
]
SWORN_IN = ((2, 11), (5, 20), (9, 16), (11, 25))
INTAKE = (24, 34)
CAMPAIGN = datetime.date(2021, 9, 6)
"""From this Monday on those in service acknowledged the new edition, one unit each working day."""
SESSIONS = ((3, 9), (6, 8), (9, 28), (12, 7))
LEFT_AFTER = 2_700


class Desk:
    """Who records it, the lists it is recorded with, and the staff so far."""

    def __init__(self, users: dict[str, User]) -> None:
        self.officer = users["okafor"]
        self.units = list(Unit.objects.exclude(key="unknown"))
        self.editions = {item.key: item for item in CodeEdition.objects.all()}
        self.topics = list(TrainingTopic.objects.exclude(key="unknown"))
        self.chance = random.Random(1861)
        self.numbers = count(3_001)
        # Each with the first day of service.
        self.staff: list[tuple[StaffMember, datetime.date]] = []

    def edition_on(self, day: datetime.date) -> CodeEdition:
        """The edition that is handed out on a day."""
        return self.editions["edition_2021" if day >= CAMPAIGN else "edition_2014"]


def make(users: dict[str, User], until: datetime.date) -> None:
    """Make intakes and training from 2015 to `until`."""
    CodeEdition.objects.bulk_create(
        CodeEdition(key=key, label_en=english, label_nl=dutch, valid_from=begins, position=10 * number)
        for number, (key, english, dutch, begins) in enumerate(EDITIONS, 1)
    )
    desk = Desk(users)
    for year in range(2015, until.year + 1):
        for month, day in SWORN_IN:
            _take_in(desk, _workday(datetime.date(year, month, day)), until)
        if year == CAMPAIGN.year and until > CAMPAIGN:
            _hand_out_the_new_edition(desk)
        _train(desk, year, until)
    _somebody_left(desk, until)


def _workday(day: datetime.date) -> datetime.date:
    return day if day.weekday() < SATURDAY else day + DAY * (7 - day.weekday())


def _take_in(desk: Desk, day: datetime.date, until: datetime.date) -> None:
    """One intake: enters service, is sworn in a fortnight later, acknowledges the code; each time some are missing."""
    if day >= until:
        return
    chance = desk.chance
    entered_on = day - DAY * 14
    rows = [
        {
            "name": f"{chance.choice('ABCDEFGHJKLMNPRSTW')}. {chance.choice(stories.FAMILY_NAMES)}",
            "number": f"3{day.year % 100}-{next(desk.numbers)}",
            "unit": chance.choice(desk.units),
            "in_service_from": entered_on,
        }
        for _ in range(chance.randint(*INTAKE))
    ]
    with clock.at(datetime.datetime.combine(entered_on, datetime.time(9))):
        staff = actions.enter_many(by=desk.officer, rows=rows).staff
    with clock.at(datetime.datetime.combine(day, datetime.time(15))):
        actions.swear_in(by=desk.officer, staff=staff[chance.randint(0, 1) :], sworn_in_on=day)
        acknowledging = staff[: -chance.randint(1, 3)]
        actions.acknowledge(by=desk.officer, staff=acknowledging, edition=desk.edition_on(day), acknowledged_on=day)
    desk.staff += [(one, entered_on) for one in staff]


def _hand_out_the_new_edition(desk: Desk) -> None:
    """Each unit has its day; whoever was away has not acknowledged it."""
    edition = desk.editions["edition_2021"]
    for number, unit in enumerate(desk.units):
        day = _workday(CAMPAIGN + DAY * number)
        # Who entered just before has the new edition already.
        there = [
            one
            for one, entered_on in desk.staff
            if one.unit_id == unit.pk and entered_on < CAMPAIGN - DAY * 30 and desk.chance.random() < 0.96
        ]
        with clock.at(datetime.datetime.combine(day, datetime.time(16))):
            actions.acknowledge(by=desk.officer, staff=there, edition=edition, acknowledged_on=day)


def _train(desk: Desk, year: int, until: datetime.date) -> None:
    """Every unit trains four times a year, but for the year in which nobody met."""
    for month, day in SESSIONS:
        held_on = _workday(datetime.date(year, month, day))
        if held_on >= until or year == 2020:
            continue
        sessions = [
            {
                "held_on": held_on,
                "unit": unit,
                "topic": desk.chance.choice(desk.topics),
                "attending": desk.chance.randint(9, 24),
            }
            for unit, _half in product(desk.units, range(1 + (month == SESSIONS[0][0])))
        ]
        with clock.at(datetime.datetime.combine(held_on, datetime.time(17))):
            actions.record_sessions(by=desk.officer, sessions=sessions)


def _somebody_left(desk: Desk, until: datetime.date) -> None:
    """Of the first intakes some have left since."""
    for staff, entered_on in desk.staff[5:160:26]:
        left_on = min(entered_on + DAY * (LEFT_AFTER + staff.pk % 300), until - DAY * 3)
        with clock.at(datetime.datetime.combine(left_on, datetime.time(12))):
            actions.leave_service(
                by=desk.officer, staff=staff, in_service_to=left_on, reason="Went to another employer."
            )
