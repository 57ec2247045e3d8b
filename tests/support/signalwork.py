"""What tests of signals make again and again, through the same actions as a person's work."""

import datetime
from typing import Any

from accounts.models import User
from cases.models import Signal
from cases.models.values import Decision
from cases.signals import access, actions
from office.models import SignalSource

RECEIVED = datetime.date(2018, 10, 18)
DECIDED = datetime.date(2018, 10, 22)


def said(received_on: datetime.date = RECEIVED, source: str = "manager", **more: Any) -> dict[str, Any]:
    """What is said of a signal when it is registered."""
    return {
        "received_on": received_on,
        "source": SignalSource.objects.get(pk=source),
        "text": "Plates of a neighbour were looked up.",
        **more,
    }


def register(by: User | None, **more: Any) -> Signal:
    """Register one signal, of a manager and about nobody known unless `more` says otherwise."""
    [signal] = actions.register_signals(by=by, signals=[said(**more)])
    return signal


def read(signal: Signal, by: User) -> Signal:
    """Open a signal, as whoever decides on it must have done."""
    return access.open_signal(by, signal.reference)


def decide(signal: Signal, by: User, decision: str = Decision.NO_ACTION, **more: Any) -> Signal:
    """Read a signal and decide on it."""
    read(signal, by)
    values = {"decided_on": DECIDED, "reason": "Looked into", **more}
    return actions.decide(signal=signal, by=by, decision=decision, **values)


def now(signal: Signal) -> Signal:
    """The signal as it stands now."""
    return Signal.objects.get(pk=signal.pk)


def fresh(user: User) -> User:
    """The same person as the next request knows him."""
    return User.objects.get(pk=user.pk)
