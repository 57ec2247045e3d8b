"""The demo's signals: what each case was made of, what no case came of, and the latest, still undecided."""

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from cases.models import Case, Signal
from cases.models.values import Decision
from cases.signals import actions
from lib import clock
from office.models import SignalChannel, SignalSource, Unit

DAY = datetime.timedelta(days=1)
NO_CASE_A_YEAR = 30
TOLD_AGAIN = 0.08

SOURCES = {
    "colleague": (26, ("in_person", "email", "confidant")),
    "manager": (24, ("email", "phone", "in_person")),
    "citizen": (14, ("letter", "web_form", "phone")),
    "partner_agency": (8, ("email", "phone")),
    "log_monitoring": (12, ("system_alert",)),
    "criminal_investigation": (8, ("email", "in_person")),
    "self_report": (4, ("in_person",)),
    "anonymous": (4, ("letter", "web_form")),
}

# Text, decision, and the reason for it, of signals of which no case came.
NO_CASE = [
    (
        "A neighbour says that an officer knew of a visit by the police before it took place.",
        Decision.NO_ACTION,
        "The visit had been announced in a letter to the whole street.",
    ),
    (
        "Many look-ups of one number plate in a single night shift.",
        Decision.NO_ACTION,
        "The shift lead had asked for them; the log of the control room says so.",
    ),
    (
        "A colleague speaks about work in the canteen, within earshot of visitors.",
        Decision.CONVERSATION,
        "Nothing was told that was not public. The manager talks it over with the team.",
    ),
    (
        "Papers were left on the printer of the front office over a weekend.",
        Decision.CONVERSATION,
        "The papers held no names. The manager reminds the team of the rule for printing.",
    ),
    (
        "Somebody writes that an officer passes on addresses; the letter names nobody and no occasion.",
        Decision.NO_ACTION,
        "Nothing in it can be looked into. Kept, in case another signal follows.",
    ),
    (
        "An officer asks whether a photo of a uniform on a family member's page is allowed.",
        Decision.CONVERSATION,
        "No information was shared. The manager explains the rule.",
    ),
]

# How many days ago, source, text, under the whistle-blower act, days until receipt was acknowledged.
LATEST: list[tuple[int, str, str, bool, int | None]] = [
    (24, "citizen", "The buyer of my car knew who had owned it before, and says an officer told him.", False, None),
    (15, "colleague", "Names of witnesses were on a whiteboard that visitors pass.", True, None),
    (12, "colleague", "Two of us looked up the same famous person without a reason.", True, 4),
    (9, "log_monitoring", "Forty look-ups of one family within an hour, none of them in a case.", False, None),
    (6, "manager", "The tow company was at the scene before our own car, for the third time this month.", False, None),
    (4, "partner_agency", "Prison staff heard an arrest discussed a day before it took place.", False, None),
    (2, "anonymous", "Look at who phones the press from the second floor.", False, None),
    (1, "manager", "A memory stick with interview reports is missing since Monday.", False, None),
]
SAME_AGAIN = "A second person says the same, from what was heard on another day."
ABOUT_THE_COORDINATOR = "The head of our own office told a journalist about a case at a reception."


@dataclass
class Desk:
    """The people and lists that signals are made with."""

    registrars: list[User]
    coordinator: User
    sources: Mapping[str, SignalSource]
    channels: Mapping[str, SignalChannel]
    units: list[Unit]
    chance: random.Random

    def source(self, key: str = "") -> dict[str, Any]:
        """Where a signal comes from, and how it came in."""
        weights = [weight for weight, _ways in SOURCES.values()]
        key = key or self.chance.choices(list(SOURCES), weights=weights)[0]
        channel = self.chance.choice(SOURCES[key][1])
        return {"source": self.sources[key], "channel": self.channels[channel]}


def desk_of(users: dict[str, User]) -> Desk:
    """The desk, with what the lists hold now."""
    return Desk(
        registrars=[users[name] for name in ("verbeek", "aydin", "dewit", "smeets")],
        coordinator=users["kuipers"],
        sources={item.key: item for item in SignalSource.objects.all()},
        channels={item.key: item for item in SignalChannel.objects.all()},
        units=list(Unit.objects.exclude(key="unknown")),
        chance=random.Random(66),
    )


def followed_up(
    desk: Desk, day: datetime.date, at: Callable[[int], datetime.datetime], lead: User, decision: str, **known: Any
) -> Case:
    """A case, made of a signal that came in that day and was decided on at once."""
    alleged = {**known}
    said = {name: alleged.pop(name) for name in ("summary", "name", "number")}
    with clock.at(at(9)):
        registered = actions.register_signals(
            by=lead,
            signals=[
                {
                    "received_on": day,
                    "text": said["summary"],
                    "name": said["name"],
                    "number": said["number"],
                    "unit": alleged["unit"],
                    **desk.source(),
                }
            ],
        )
    with clock.at(at(11)):
        reason = "What it says can be looked into, and would be a breach of integrity."
        decided = actions.write_decision(
            signal=registered[0],
            by=desk.coordinator,
            decision=decision,
            decided_on=day,
            reason=reason,
            lead=lead,
            **alleged,
        )
    assert decided.case is not None
    return decided.case


def told_again(desk: Desk, case: Case, day: datetime.date, until: datetime.date) -> None:
    """Now and then somebody else tells the same a little later, which joins the case."""
    decided_on = day + DAY * 4
    if desk.chance.random() > TOLD_AGAIN or decided_on >= until:
        return
    said = {"received_on": day + DAY * 2, "text": SAME_AGAIN, "unit": case.unit, **desk.source()}
    (signal,) = _register(desk, day + DAY * 2, [said])
    with clock.at(datetime.datetime.combine(decided_on, datetime.time(11))):
        actions.write_decision(
            signal=signal,
            by=desk.coordinator,
            decision=Decision.MERGED,
            decided_on=decided_on,
            reason="It tells of the same evening and the same information.",
            into=case,
        )


def make(users: dict[str, User], until: datetime.date) -> None:
    """Make the signals of which no case came, from 2015 to `until`, and those that are undecided then."""
    desk = desk_of(users)
    for year in range(2015, until.year + 1):
        for number in range(NO_CASE_A_YEAR):
            day = datetime.date(year, 1, 3) + DAY * (number * 360 // NO_CASE_A_YEAR + desk.chance.randint(0, 6))
            if day < until - DAY * 30:
                _no_case(desk, day)
    _latest(desk, users, until)


def _no_case(desk: Desk, day: datetime.date) -> None:
    text, decision, reason = desk.chance.choice(NO_CASE)
    said = {"received_on": day, "text": text, "unit": desk.chance.choice(desk.units), **desk.source()}
    (signal,) = _register(desk, day, [said])
    decided_on = day + DAY * desk.chance.randint(1, 9)
    with clock.at(datetime.datetime.combine(decided_on, datetime.time(11))):
        actions.write_decision(
            signal=signal, by=desk.coordinator, decision=decision, decided_on=decided_on, reason=reason
        )


def _register(desk: Desk, day: datetime.date, signals: list[dict[str, Any]]) -> list[Signal]:
    with clock.at(datetime.datetime.combine(day, datetime.time(10))):
        return actions.register_signals(by=desk.chance.choice(desk.registrars), signals=signals)


def _latest(desk: Desk, users: dict[str, User], until: datetime.date) -> None:
    """The undecided ones: under the act and not, one given to a triager, and one about the coordinator."""
    for ago, source, text, under_the_act, acknowledged in LATEST:
        day = until - DAY * ago
        said = {"received_on": day, "text": text, "unit": desk.chance.choice(desk.units), **desk.source(source)}
        reporter = {"reporter_name": "E. Maes", "reporter_contact": "06-55550123"} if under_the_act else {}
        (signal,) = _register(desk, day, [{**said, **reporter, "whistleblower": under_the_act}])
        if acknowledged is not None:
            acknowledged_on = day + DAY * acknowledged
            with clock.at(datetime.datetime.combine(acknowledged_on, datetime.time(12))):
                actions.acknowledge(signal=signal, by=desk.coordinator, acknowledged_on=acknowledged_on)
        if source == "log_monitoring":
            with clock.at(datetime.datetime.combine(day + DAY, datetime.time(9))):
                actions.name_triager(signal=signal, by=desk.coordinator, triager=users["verbeek"])
    day = until - DAY * 3
    about = {"name": desk.coordinator.name, "number": desk.coordinator.number}
    said = {"received_on": day, "text": ABOUT_THE_COORDINATOR, "unit": desk.units[-1], **desk.source("colleague")}
    _register(desk, day, [{**said, **about}])
