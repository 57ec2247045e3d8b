"""The demo's screening trajectories: tens of thousands, so the actions' bulk forms make them week by week."""

import datetime
import random
from collections import deque
from typing import Any

from accounts.models import User
from integrity.demo import numbers, stories
from lib import clock
from office.models import Ground, Level, Occasion, Unit
from screening import actions
from screening.models import Trajectory
from screening.models.values import Result, StageKind, SubjectGroup

DAY = datetime.timedelta(days=1)
FRIDAY = 4
TAKEN_OVER_FROM, TAKEN_OVER_TO = datetime.date(2014, 11, 17), datetime.date(2014, 12, 31)
CERTIFICATES = 20
# How far the trajectories that are under way have come: weeks since the request, and the stages reached by then.
UNDER_WAY = [
    (StageKind.FORM, 4),
    (StageKind.FILES, 8),
    (StageKind.INTERVIEW, 15),
    (StageKind.ADVICE, 22),
]
OLD_LEVELS = (["bgo_short"] * 11, ["bgo_long"] * 5, ["security_a"] * 2, ["security_b"], ["security_p"])
NEW_LEVELS = (
    ["reliability"] * 11,
    ["reliability_environment"] * 5,
    ["security_a"] * 2,
    ["security_b"],
    ["security_p"],
)


class Desk:
    """The people and lists that trajectories are made with, and the trajectories under way, oldest first."""

    def __init__(self, users: dict[str, User]) -> None:
        self.officer = users["okafor"]
        self.levels = {item.key: item for item in Level.objects.all()}
        self.occasions = {item.key: item for item in Occasion.objects.all()}
        self.grounds = {item.key: item for item in Ground.objects.all()}
        self.units = list(Unit.objects.exclude(key="unknown"))
        self.chance = random.Random(11_499)
        self.waiting: deque[Trajectory] = deque()
        self.certificates: list[Trajectory] = []


def make(users: dict[str, User], until: datetime.date) -> int:
    """Make the trajectories from 2015 to `until`, with those taken over from 2014; returns how many were started."""
    desk = Desk(users)
    _start(desk, TAKEN_OVER_TO, _weekdays(TAKEN_OVER_FROM, TAKEN_OVER_TO), numbers.TAKEN_OVER)
    started = numbers.TAKEN_OVER
    for year in range(2015, until.year + 1):
        count = numbers.SCREENING.get(year, numbers.SCREENING[max(numbers.SCREENING)])
        started += _live_year(desk, year, count, until)
    _bring_up_to_date(desk, until)
    return started


def _live_year(desk: Desk, year: int, count: numbers.ScreeningYear, until: datetime.date) -> int:
    started, previous = 0, datetime.date(year - 1, 12, 31)
    batches = batch_days(year)
    meetings = [*batches[3:-4:4], batches[-1]]
    for place, friday in enumerate(batches):
        if friday >= until:
            break
        starts = _share(count.started, place, len(batches))
        _start(desk, friday, _weekdays(previous + DAY, friday), starts, recent=(until - friday).days < 60)
        _complete(desk, friday, Result.POSITIVE, _share(count.positive, place, len(batches)))
        if friday in meetings:
            _meet(desk, friday, count, meetings.index(friday), len(meetings))
        started, previous = started + starts, friday
    return started


def _meet(desk: Desk, day: datetime.date, count: numbers.ScreeningYear, place: int, meetings: int) -> None:
    """What is not simply positive is decided every four weeks; certificates of conduct come in then, too."""
    for result, total in count.results.items():
        if result != Result.POSITIVE:
            _complete(desk, day, result, _share(total, place, meetings))
    _certificates(desk, day)


def batch_days(year: int) -> list[datetime.date]:
    """The Fridays of a year, and its last working day."""
    days = _weekdays(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    fridays = [day for day in days if day.weekday() == FRIDAY]
    return fridays if days[-1] == fridays[-1] else [*fridays, days[-1]]


def _weekdays(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    days = (first + DAY * number for number in range((last - first).days + 1))
    return [day for day in days if day.weekday() <= FRIDAY]


def _share(total: int, place: int, parts: int) -> int:
    """The part of `total` that falls to one of so many batches; all parts add up to it."""
    return total * (place + 1) // parts - total * place // parts


def _start(desk: Desk, day: datetime.date, days: list[datetime.date], how_many: int, *, recent: bool = False) -> None:
    rows = [_row(desk, days[number * len(days) // how_many], recent=recent) for number in range(how_many)]
    with clock.at(datetime.datetime.combine(day, datetime.time(17))):
        desk.waiting.extend(actions.start_many(by=desk.officer, rows=rows, with_stages=recent))


def _row(desk: Desk, started_on: datetime.date, *, recent: bool) -> dict[str, Any]:
    chance = desk.chance
    levels = OLD_LEVELS if started_on.year <= 2022 else NEW_LEVELS
    group = chance.choices(list(SubjectGroup), weights=(62, 18, 16, 4))[0]
    row: dict[str, Any] = {
        "started_on": started_on,
        "level": desk.levels[chance.choice([key for keys in levels for key in keys])],
        "occasion": desk.occasions[_occasion(group, chance)],
        "subject_group": group,
        "function": chance.choice(stories.FUNCTIONS),
        "unit": chance.choice(desk.units),
    }
    if recent:
        row["officer"] = desk.officer
        row["name"] = f"{chance.choice('ABCDEFGHJKLMNPRSTW')}. {chance.choice(stories.FAMILY_NAMES)}"
        row["number"] = f"{chance.randint(205, 219)}-{chance.randint(1000, 9999)}"
    return row


def _occasion(group: str, chance: random.Random) -> str:
    if group == SubjectGroup.STAFF:
        return chance.choice(("new_function", "new_function", "renewed_periodic", "renewed_incident"))
    return "initial"


def _complete(desk: Desk, day: datetime.date, result: str, how_many: int) -> None:
    chosen = [desk.waiting.popleft() for _ in range(min(how_many, len(desk.waiting)))]
    if not chosen:
        return
    ground = desk.grounds[desk.chance.choice(_GROUNDS)] if result == Result.NEGATIVE else None
    with clock.at(datetime.datetime.combine(day, datetime.time(17, 30))):
        actions.complete_many(by=desk.officer, trajectories=chosen, result=result, completed_on=day, ground=ground)


_GROUNDS = ("judicial_facts", "judicial_facts", "listed_crime", "finances", "associations", "untruthful", "other")


def _certificates(desk: Desk, day: datetime.date) -> None:
    """Certificates of conduct: in the register, and in no figure of screening unless asked for."""
    row = {
        "started_on": day,
        "level": desk.levels["conduct_certificate"],
        "occasion": desk.occasions["initial"],
        "subject_group": SubjectGroup.VOLUNTEER,
        "function": "Volunteer, neighbourhood team",
        "unit": desk.chance.choice(desk.units),
        "officer": desk.officer,
    }
    with clock.at(datetime.datetime.combine(day, datetime.time(18))):
        if desk.certificates:
            actions.complete_many(
                by=desk.officer, trajectories=desk.certificates, result=Result.POSITIVE, completed_on=day
            )
        desk.certificates = actions.start_many(by=desk.officer, rows=[row] * CERTIFICATES)


def _bring_up_to_date(desk: Desk, until: datetime.date) -> None:
    """Let the trajectories under way reach the stages that their age allows, one batch for each day and stage."""
    for started_on in sorted({trajectory.started_on for trajectory in desk.waiting}):
        group = [trajectory for trajectory in desk.waiting if trajectory.started_on == started_on]
        for kind, days in UNDER_WAY:
            reached_on = started_on + DAY * days
            group = [trajectory for trajectory in group if desk.chance.random() < 0.85]
            if reached_on < until and group:
                with clock.at(datetime.datetime.combine(reached_on, datetime.time(11))):
                    actions.reach_many(by=desk.officer, trajectories=group, kind=kind, reached_on=reached_on)
