"""The demo's screening trajectories: tens of thousands, so the actions' bulk forms make them week by week."""

import datetime
import random
from collections import deque
from typing import Any

from accounts.models import User
from integrity.demo import numbers, stories
from lib import clock
from office.models import Ground, Level, Occasion, Unit
from screening import actions, rules
from screening.models import Trajectory
from screening.models.values import DutyKind, DutyOutcome, ObjectionResult, Result, StageKind, SubjectGroup

DAY = datetime.timedelta(days=1)
FRIDAY = 4
TAKEN_OVER_FROM, TAKEN_OVER_TO = datetime.date(2014, 11, 17), datetime.date(2014, 12, 31)
CERTIFICATES = 20
# A renewal falls due five years after a decision. Of those decided about then, some are known by number.
RENEWED = (datetime.timedelta(days=5 * 365 - 250), datetime.timedelta(days=5 * 365 + 160))
KNOWN_BY_NUMBER = 0.05
# How far the trajectories that are under way have come: stages, days since the request, and how many get there.
UNDER_WAY = [
    (StageKind.FORM, 4, 0.85),
    (StageKind.FILES, 8, 0.85),
    (StageKind.REFERENCES, 11, 0.8),
    (StageKind.INTERVIEW, 15, 0.85),
    (StageKind.ENVIRONMENT, 18, 0.9),
    (StageKind.ADVICE, 22, 0.6),
    (StageKind.INTENTION, 24, 0.3),
    (StageKind.VIEW, 27, 0.5),
]
FEW = (StageKind.INTENTION, StageKind.VIEW)
"""An intention to refuse is rare, however long it has taken."""
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

    def __init__(self, users: dict[str, User], until: datetime.date) -> None:
        self.officer, self.colleague = users["okafor"], users["haddad"]
        self.until = until
        self.levels = {item.key: item for item in Level.objects.all()}
        self.occasions = {item.key: item for item in Occasion.objects.all()}
        self.grounds = {item.key: item for item in Ground.objects.all()}
        self.units = list(Unit.objects.exclude(key="unknown"))
        self.chance = random.Random(11_499)
        self.waiting: deque[Trajectory] = deque()
        self.certificates: list[Trajectory] = []
        self.refused: list[tuple[Trajectory, datetime.date]] = []

    def knows_by_number(self, started_on: datetime.date) -> bool:
        """Whether name and number of somebody who was screened then are in the register."""
        nearest, furthest = (self.until - ago for ago in RENEWED)
        return furthest < started_on < nearest and self.chance.random() < KNOWN_BY_NUMBER


def make(users: dict[str, User], until: datetime.date) -> int:
    """Make the trajectories from 2015 to `until`, with those taken over from 2014; returns how many were started."""
    desk = Desk(users, until)
    _start(desk, TAKEN_OVER_TO, _weekdays(TAKEN_OVER_FROM, TAKEN_OVER_TO), numbers.TAKEN_OVER)
    started = numbers.TAKEN_OVER
    for year in range(2015, until.year + 1):
        count = numbers.SCREENING.get(year, numbers.SCREENING[max(numbers.SCREENING)])
        started += _live_year(desk, year, count, until)
    _bring_up_to_date(desk, until)
    _object(desk, until)
    _report_changes(desk, until)
    _screen_each_other(desk, until)
    return started


def _live_year(desk: Desk, year: int, count: numbers.ScreeningYear, until: datetime.date) -> int:
    started, previous = 0, datetime.date(year - 1, 12, 31)
    batches = batch_days(year)
    meetings = [*batches[3:-4:4], batches[-1]]
    for place, friday in enumerate(batches):
        if friday >= until:
            break
        starts = _share(count.started, place, len(batches))
        _start(desk, friday, _weekdays(previous + DAY, friday), starts, recent=(until - friday).days < 100)
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
        row["officer"] = desk.officer if chance.random() < 0.7 else desk.colleague
    if recent or desk.knows_by_number(started_on):
        row["name"] = f"{chance.choice('ABCDEFGHJKLMNPRSTW')}. {chance.choice(stories.FAMILY_NAMES)}"
        row["number"] = f"{chance.randint(205, 219)}-{chance.randint(10_000, 99_999)}"
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
    if result == Result.NEGATIVE and (desk.until - day).days < OBJECTED_WITHIN:
        desk.refused.append((chosen[0], day))


OBJECTED_WITHIN = 900
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
        # What has been under way for long has mostly come far, and taken longer over each stage.
        slower = max(1.0, ((until - started_on).days - 4) / UNDER_WAY[-1][1])
        for kind, days, share in UNDER_WAY:
            reached_on = started_on + DAY * round(days * slower)
            kept = share if kind in FEW else share ** (1 / slower**3)
            group = [trajectory for trajectory in group if desk.chance.random() < kept]
            there = [trajectory for trajectory in group if kind in rules.stages_of(desk.levels[trajectory.level_id])]
            if reached_on < until and there:
                with clock.at(datetime.datetime.combine(reached_on, datetime.time(11))):
                    actions.reach_many(by=desk.officer, trajectories=there, kind=kind, reached_on=reached_on)


def _object(desk: Desk, until: datetime.date) -> None:
    """Some object to a negative decision; of the latest the result is not known yet."""
    for place, (trajectory, decided_on) in enumerate(desk.refused):
        lodged_on = decided_on + DAY * desk.chance.randint(15, 40)
        answered_on = lodged_on + DAY * 70
        result = ObjectionResult.REVISED if place % 5 == 0 else ObjectionResult.UPHELD
        for day, said in ((lodged_on, {"lodged_on": lodged_on}), (answered_on, {"result": result})):
            if day < until:
                with clock.at(datetime.datetime.combine(day, datetime.time(10))):
                    actions.record_objection(trajectory=trajectory, by=desk.officer, **said)


def _report_changes(desk: Desk, until: datetime.date) -> None:
    """Some of those screened reported a change since; not each of these has been assessed."""
    screened = Trajectory.objects.filter(result=Result.POSITIVE).exclude(number_hash="").order_by("-completed_on", "pk")
    for place, (trajectory, kind) in enumerate(zip(screened[:60:8], DutyKind, strict=False)):
        reported_on = until - DAY * (4 + 9 * place)
        if trajectory.completed_on is None or reported_on <= trajectory.completed_on:
            continue
        with clock.at(datetime.datetime.combine(reported_on, datetime.time(14))):
            duty = actions.record_duty(trajectory=trajectory, by=desk.officer, kind=kind, reported_on=reported_on)
        if place > 1:
            assessed_on = reported_on + DAY * 3
            with clock.at(datetime.datetime.combine(assessed_on, datetime.time(14))):
                actions.assess_duty(duty=duty, by=desk.officer, outcome=DutyOutcome.NO_ACTION, assessed_on=assessed_on)


def _screen_each_other(desk: Desk, until: datetime.date) -> None:
    """The two of the screening team are screened too, each by the other, who alone sees it."""
    started_on = until - DAY * 12
    for person, officer in ((desk.colleague, desk.officer), (desk.officer, desk.colleague)):
        with clock.at(datetime.datetime.combine(started_on, datetime.time(10))):
            actions.start_trajectory(
                by=officer,
                started_on=started_on,
                level=desk.levels["reliability_environment"],
                occasion=desk.occasions["renewed_periodic"],
                subject_group=SubjectGroup.STAFF,
                function="Screening officer",
                unit=desk.units[-1],
                officer=officer,
                name=person.name,
                number=person.number,
                own_staff=True,
            )
