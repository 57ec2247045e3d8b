"""The rest of the register that is counted by hand: signals, oaths, acknowledgements of the code, training.

Signals, received, with source and decision:
    2017-01-05  colleague       no action
    2017-08-09  anonymous       merged into W, so that the manager of the cast may not count it
    2017-12-31  manager         conversation
    2018-01-01  citizen         undecided
    2018-02-02  log monitoring  merged into B
    2018-05-05  colleague       undecided, about the manager of the cast

Staff, with the days of their oath and of the code, and the unit of then:
    first    harbour, after that unknown  sworn in 2017-01-31 in the harbour; code 2017-03-01 in the harbour, and
                                          another edition 2017-04-01, which is not his first of that year
    second   unknown                      sworn in 2018-01-01; code 2017-07-01, and another edition 2018-01-02
    third    unknown                      sworn in 2018-12-31; code 2018-12-31
    fourth   unknown                      not sworn in; code 2018-02-01, recorded in error
    manager  harbour                      sworn in 2018-02-02; code 2018-02-02

Sessions: 2017-05-01 harbour, 12 attending; 2018-05-01 harbour, 8; 2018-06-01 unknown, 20; 2018-07-01, 30, in error.
"""

import datetime

from cases.models import Case, Signal
from cases.models.values import Decision
from cases.signals import access as signals_access
from cases.signals import actions as signals
from office.models import CodeEdition, SignalSource, TrainingTopic, Unit
from screening.models import Acknowledgement, StaffMember
from screening.staff import actions as staff
from tests.cast import Cast


def day(text: str) -> datetime.date:
    """The date written as `2017-01-01`."""
    return datetime.date.fromisoformat(text)


def register_signal(cast: Cast, received_on: str, source: str, number: str = "") -> Signal:
    """Register a signal that nobody has decided on."""
    said = {
        "received_on": day(received_on),
        "source": SignalSource.objects.get(pk=source),
        "text": "Somebody asked what is known of a search.",
        "number": number,
    }
    return signals.register_signals(by=cast.coordinator, signals=[said])[0]


def decide(cast: Cast, signal: Signal, decision: str, into: Case | None = None) -> None:
    """Decide on a signal on the day it came in, as one who has read it."""
    read = signals_access.open_signal(cast.coordinator, signal.reference)
    signals.decide(
        signal=read,
        by=cast.coordinator,
        decision=decision,
        decided_on=signal.received_on,
        reason="Nothing more is known.",
        into=into,
    )


def make_signals(cast: Cast, cases: dict[str, Case]) -> None:
    """Make the signals; two of them join cases of the register."""
    decide(cast, register_signal(cast, "2017-01-05", "colleague"), Decision.NO_ACTION)
    decide(cast, register_signal(cast, "2017-08-09", "anonymous"), Decision.MERGED, cases["W"])
    decide(cast, register_signal(cast, "2017-12-31", "manager"), Decision.CONVERSATION)
    register_signal(cast, "2018-01-01", "citizen")
    decide(cast, register_signal(cast, "2018-02-02", "log_monitoring"), Decision.MERGED, cases["B"])
    register_signal(cast, "2018-05-05", "colleague", cast.manager.number)


def enter(cast: Cast, numbers: list[str], unit: Unit | None = None) -> list[StaffMember]:
    """Take people with these numbers in among the staff, since when is not known."""
    rows = [{"number": number, "unit": unit} for number in numbers]
    return staff.enter_many(by=cast.screening_officer, rows=rows).staff


def make_staff(cast: Cast, harbour: Unit) -> None:
    """Make the staff, with their oaths and acknowledgements."""
    by = cast.screening_officer
    (first, manager), (second, third, fourth) = (
        enter(cast, ["S-1001", cast.manager.number], harbour),
        enter(cast, ["S-1002", "S-1003", "S-1004"]),
    )
    oaths = [(first, "2017-01-31"), (second, "2018-01-01"), (third, "2018-12-31"), (manager, "2018-02-02")]
    for member, sworn_in_on in oaths:
        staff.swear_in(by=by, staff=[member], sworn_in_on=day(sworn_in_on))
    old = CodeEdition.objects.get(pk="unknown")
    new = CodeEdition.objects.create(key="code_2017", label_en="Code of 2017", label_nl="Code van 2017")
    acknowledged = [
        (first, old, "2017-03-01"),
        (first, new, "2017-04-01"),
        (second, old, "2017-07-01"),
        (second, new, "2018-01-02"),
        (third, new, "2018-12-31"),
        (fourth, new, "2018-02-01"),
        (manager, new, "2018-02-02"),
    ]
    for member, edition, acknowledged_on in acknowledged:
        staff.acknowledge(by=by, staff=[member], edition=edition, acknowledged_on=day(acknowledged_on))
    wrong = Acknowledgement.objects.get(staff=fourth)
    staff.withdraw_acknowledgement(by=by, acknowledgement=wrong, reason="Another person's")
    staff.correct_staff(by=by, staff=first, reason="Moved", unit=Unit.objects.get(pk="unknown"))


def make_training(cast: Cast, harbour: Unit) -> None:
    """Make the sessions."""
    topic = TrainingTopic.objects.get(pk="everyday_dilemmas")
    held = [("2017-05-01", harbour, 12), ("2018-05-01", harbour, 8), ("2018-06-01", None, 20), ("2018-07-01", None, 30)]
    sessions = [
        {"held_on": day(held_on), "unit": unit, "topic": topic, "attending": attending}
        for held_on, unit, attending in held
    ]
    made = staff.record_sessions(by=cast.screening_officer, sessions=sessions)
    staff.void_session(by=cast.screening_officer, session=made[-1], reason="It was not held")
