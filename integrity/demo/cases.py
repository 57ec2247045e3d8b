"""The demo's cases: logged, investigated, found and closed through the actions, with the clock of those days."""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from cases import actions
from cases.models import Allegation, Case
from cases.models.values import Decision, EndedReason, Finding, Recipient, Track
from integrity.demo import numbers, signals, stories
from lib import clock
from office.models import (
    Category,
    Cause,
    Channel,
    Information,
    InformationSystem,
    ListItem,
    Offence,
    RecipientType,
    Unit,
)

DAY = datetime.timedelta(days=1)
# The release speaks of 2017 and 2018 as known on 24 January 2019: what came in during a year is concluded by then.
CONCLUDED_BY = (1, 23)
# Investigations of a year's cases start in that year; what comes in later than this only gets an orientation.
LAST_START = (12, 8)
CONCERNS_ONE_OF_US = 2018


@dataclass
class Plan:
    """One case before it is logged."""

    received_on: datetime.date
    recipient: str
    finding: str
    offences: tuple[str, ...] = ()
    concerns: User | None = None
    """A colleague of the office who is the subject: for him the case does not exist."""


class Office:
    """The people and lists that the demo's cases are made with."""

    def __init__(self, users: dict[str, User]) -> None:
        self.leads = [users[name] for name in ("verbeek", "aydin", "dewit", "smeets")]
        self.coordinator = users["kuipers"]
        self.colleague = users["aydin"]
        self.signals = signals.desk_of(users)
        self._lists: dict[type[ListItem], dict[str, Any]] = {
            model: {item.key: item for item in model.objects.all()}
            for model in (Category, Cause, Channel, Information, InformationSystem, Offence, RecipientType, Unit)
        }

    def item(self, model: type[ListItem], key: str) -> Any:
        """A value of a reference list."""
        return self._lists[model][key]


def make(users: dict[str, User], until: datetime.date) -> int:
    """Make the cases received from 2015 to `until`; returns how many."""
    office, chance, made = Office(users), random.Random(272), 0
    for year in range(2015, until.year + 1):
        count = numbers.CASES.get(year, numbers.CASES[max(numbers.CASES)])
        plans = _plans(year, count, chance)
        if year == CONCERNS_ONE_OF_US:
            plans[0].concerns = office.colleague
        for plan in plans:
            if plan.received_on < until:
                _live(plan, office, chance, until)
                made += 1
        for day in _days(year, count.others, chance):
            if day < until:
                _live_no_leak(day, office, chance, until)
                made += 1
    return made


def _days(year: int, how_many: int, chance: random.Random) -> list[datetime.date]:
    first = datetime.date(year, 1, 2)
    return sorted(first + DAY * int(362 * (number + chance.random()) / how_many) for number in range(how_many))


def _plans(year: int, count: numbers.CaseYear, chance: random.Random) -> list[Plan]:
    """A year's suspected leaks: recipients, findings and offences dealt out so that every total comes out."""
    recipients = count.recipients
    plans = [
        Plan(day, recipient, finding)
        for day, (recipient, finding) in zip(
            _days(year, len(recipients), chance), _dealt(recipients, count, chance), strict=True
        )
    ]
    early = [plan for plan in plans if (plan.received_on.month, plan.received_on.day) <= LAST_START]
    # Bribery is suspected where a criminal or a paying party received, so these come first.
    early.sort(key=lambda plan: (plan.recipient != Recipient.CRIMINAL, chance.random()))
    for plan, offences in zip(early, count.offences, strict=False):
        plan.offences = offences
    return plans


def _dealt(recipients: list[str], count: numbers.CaseYear, chance: random.Random) -> list[tuple[str, str]]:
    """Pairs of recipient and finding; few confirmed leaks went to criminals."""
    findings = [finding for finding, how_often in count.findings.items() for _ in range(how_often)]
    chance.shuffle(findings)
    few = max(1, count.confirmed // 8)
    confirmed = [finding for finding in findings if finding == Finding.CONFIRMED]
    others = [finding for finding in findings if finding != Finding.CONFIRMED]
    criminals = confirmed[:few] + others[: count.criminal - few]
    rest = confirmed[few:] + others[count.criminal - few :]
    chance.shuffle(rest)
    pairs = list(zip(recipients, criminals + rest, strict=True))
    chance.shuffle(pairs)
    return pairs


def _live(plan: Plan, office: Office, chance: random.Random, until: datetime.date) -> None:
    """One suspected leak from its first report to its closing, as far as `until`."""
    pool = {Recipient.CRIMINAL: stories.TO_CRIMINALS, Recipient.NON_CRIMINAL: stories.TO_OTHERS}
    summary, kind, information, system, channel = chance.choice(
        pool.get(Recipient(plan.recipient), stories.UNKNOWN_RECIPIENT)
    )
    lead = chance.choice([lead for lead in office.leads if lead != plan.concerns])
    alleged = {
        "category": office.item(Category, _category(plan, channel)),
        "recipient": plan.recipient,
        "recipient_type": office.item(RecipientType, kind),
        "unit": office.item(Unit, chance.choice(stories.UNITS)[0]),
        "information": office.item(Information, information),
        "system": office.item(InformationSystem, system),
        "channel": office.item(Channel, channel),
    }
    name, number = (plan.concerns.name, plan.concerns.number) if plan.concerns else _somebody(chance)
    known = {"summary": summary, "name": name, "number": number, **alleged}
    decision = _decision(plan)
    case = signals.followed_up(
        office.signals, plan.received_on, _hours(plan.received_on, chance), lead, decision, **known
    )
    signals.told_again(office.signals, case, plan.received_on, until)
    _work(case, plan, lead, office, chance, until)


def _decision(plan: Plan) -> str:
    if "bribery" in plan.offences:
        return Decision.PROSECUTION
    return Decision.DISCIPLINARY if plan.offences else Decision.ORIENTATION


def _category(plan: Plan, channel: str) -> str:
    if channel in {"paper", "removable_medium"}:
        return "careless_loss"
    if plan.recipient == Recipient.CRIMINAL:
        return "deliberate_passing"
    return "disclosure" if plan.recipient == Recipient.NON_CRIMINAL else "leak_unknown_kind"


def _somebody(chance: random.Random) -> tuple[str, str]:
    """An invented name and personnel number, or, as often in life, nobody known yet."""
    if chance.random() > 0.6:
        return "", ""
    name = f"{chance.choice('ABCDEFGHJKLMNPRSTW')}. {chance.choice(stories.FAMILY_NAMES)}"
    return name, f"{chance.randint(105, 119)}-{chance.randint(1000, 9999)}"


def _hours(day: datetime.date, chance: random.Random) -> Callable[[int], datetime.datetime]:
    return lambda hour: _hour(day, hour, chance)


def _hour(day: datetime.date, hour: int, chance: random.Random) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, chance.randint(0, 59)))


def _work(case: Case, plan: Plan, lead: User, office: Office, chance: random.Random, until: datetime.date) -> None:
    """Investigate, find and close, each step only if its day has come."""
    started_on = plan.received_on + DAY * chance.randint(3, 12)
    found_on = _found_on(plan.received_on, started_on, chance)
    closed_on = found_on + DAY * chance.randint(2, 5)
    # Half of the others end after questions that need no investigation.
    investigated = bool(plan.offences) or chance.random() < 0.5
    if investigated and started_on < until:
        ended_on = found_on if found_on < until else None
        _investigate(case, plan, lead, office, chance, started_on, ended_on)
    if found_on < until:
        with clock.at(_hour(found_on, 14, chance)):
            allegation = Allegation.objects.select_related("category").get(case=case)
            _find(allegation, plan.finding, lead, office, chance)
    if closed_on < until:
        with clock.at(_hour(closed_on, 16, chance)):
            actions.propose_closing(case=case, by=lead, proposal="All findings are given; the subject has been told.")
            actions.confirm_closing(case=case, by=office.coordinator)


def _investigate(
    case: Case,
    plan: Plan,
    lead: User,
    office: Office,
    chance: random.Random,
    started_on: datetime.date,
    ended_on: datetime.date | None,
) -> None:
    """One investigation: into what is suspected, or an orientation where nothing more is."""
    track = Track.ORIENTATION
    if plan.offences:
        criminal = "bribery" in plan.offences or chance.random() < 0.3
        track = Track.CRIMINAL if criminal else Track.DISCIPLINARY
    with clock.at(_hour(started_on, 10, chance)):
        investigation = actions.start_investigation(
            case=case,
            by=lead,
            track=track,
            body="rijksrecherche" if track == Track.CRIMINAL else "own_office",
            offences=[office.item(Offence, key) for key in plan.offences or ("secrecy",)],
            started_on=started_on,
        )
    if ended_on:
        with clock.at(_hour(ended_on, 13, chance)):
            actions.end_investigation(investigation=investigation, by=lead, ended_on=ended_on)


def _found_on(received_on: datetime.date, started_on: datetime.date, chance: random.Random) -> datetime.date:
    latest = datetime.date(received_on.year + 1, *CONCLUDED_BY)
    wished = started_on + DAY * chance.randint(20, 80)
    return wished if wished <= latest else latest - DAY * chance.randint(0, 6)


def _find(allegation: Allegation, finding: str, lead: User, office: Office, chance: random.Random) -> None:
    allegation.case = Case.objects.get(pk=allegation.case_id)
    established: dict[str, Any] = {}
    if finding == Finding.CONFIRMED:
        established = {
            "established_category": allegation.category,
            "established_recipient": allegation.recipient,
            "established_recipient_type": office.item(RecipientType, allegation.recipient_type_id),
            "established_cause": office.item(Cause, _cause(allegation, chance)),
        }
    reasons = [EndedReason.NO_SUBJECT, EndedReason.SUBJECT_LEFT, EndedReason.NO_CAPACITY, EndedReason.LAPSED]
    actions.record_finding(
        allegation=allegation,
        by=lead,
        finding=finding,
        found_on=clock.today(),
        ground=_ground(allegation, finding),
        ended_reason=chance.choice(reasons) if finding == Finding.ENDED else "",
        **established,
    )


def _ground(allegation: Allegation, finding: str) -> str:
    if finding == Finding.CONFIRMED and allegation.category_id == "careless_loss":
        return stories.GROUND_OF_A_LOSS
    return stories.GROUNDS[finding]


def _cause(allegation: Allegation, chance: random.Random) -> str:
    """Carelessness in most confirmed files; money and pressure where criminals received."""
    if allegation.recipient == Recipient.CRIMINAL:
        return chance.choice(("money", "relationship", "social_pressure", "carelessness"))
    if chance.random() < 0.64:
        return "carelessness"
    return chance.choice(("helping", "helping", "curiosity", "conflict", "conviction", "relationship"))


def _live_no_leak(received_on: datetime.date, office: Office, chance: random.Random, until: datetime.date) -> None:
    """A case of another category, by which the figures of leaks must not change."""
    summary, category = chance.choice(stories.NO_LEAKS)
    lead = chance.choice(office.leads)
    alleged = {
        "category": office.item(Category, category),
        "recipient": Recipient.NONE,
        "recipient_type": office.item(RecipientType, "none"),
        "unit": office.item(Unit, chance.choice(stories.UNITS)[0]),
    }
    name, number = _somebody(chance)
    known = {"summary": summary, "name": name, "number": number, **alleged}
    hours = _hours(received_on, chance)
    case = signals.followed_up(office.signals, received_on, hours, lead, Decision.ORIENTATION, **known)
    found_on = received_on + DAY * chance.randint(20, 60)
    if found_on < until:
        with clock.at(_hour(found_on, 11, chance)):
            allegation = Allegation.objects.select_related("category").get(case=case)
            finding = chance.choice([Finding.CONFIRMED, Finding.REFUTED, Finding.NOT_ESTABLISHED])
            _find(allegation, finding, lead, office, chance)
