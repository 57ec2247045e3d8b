"""Draw signals: most of them decided long ago, some of those in a case, and the latest still undecided."""

import datetime
import random

from accounts.models import User
from bench.draw import Keys, Urn, falling
from cases.models import Case, Signal
from cases.models.signal import FOLLOWED_UP
from cases.models.values import Decision
from lib import clock
from office.models import SignalChannel, SignalSource

DECISIONS: dict[Decision, float] = {
    Decision.NO_ACTION: 35,
    Decision.CONVERSATION: 20,
    Decision.MERGED: 10,
    Decision.ORIENTATION: 20,
    Decision.DISCIPLINARY: 12,
    Decision.PROSECUTION: 3,
}
UNDECIDED = datetime.timedelta(days=60)
"""How long before the end of the register the undecided ones came in."""
UNDER_THE_ACT = 0.05
IDENTIFIED = 0.5


class Signals:
    """Draws signals, one day at a time."""

    def __init__(self, source: random.Random, units: list[str], by: User, until: datetime.date) -> None:
        self.source, self.by, self.until = source, by, until
        self.keys = Keys(source)
        self.units = falling(units)
        self.sources = falling(list(SignalSource.objects.values_list("key", flat=True)))
        self.channels = falling(list(SignalChannel.objects.values_list("key", flat=True)))
        self.decisions = Urn(DECISIONS)
        self.cases = list(Case.objects.filter(counted=True).order_by("pk").values_list("pk", flat=True))

    def draw(self, day: datetime.date) -> Signal:
        """A signal received on `day`."""
        signal = Signal(
            reference=self.keys.reference(day.year, "SG"),
            received_on=day,
            received_year=day.year,
            source_id=self.sources.draw(self.source),
            channel_id=self.channels.draw(self.source),
            unit_id=self.units.draw(self.source),
            text="Somebody outside knew what only we could know.",
            whistleblower=self.source.random() < UNDER_THE_ACT,
            registered_by=self.by,
            registered_at=clock.now(),
        )
        if self.source.random() < IDENTIFIED:
            signal.set_identity("A. Member", f"{self.source.randrange(10**7):07}2")
        if day < self.until - UNDECIDED:
            self._decide(signal)
        return signal

    def _decide(self, signal: Signal) -> None:
        signal.decision = self.decisions.draw(self.source)
        signal.decided_on = signal.received_on + datetime.timedelta(days=self.source.randrange(1, 30))
        signal.decided_by, signal.decision_reason = self.by, "As the facts are known now."
        if signal.decision in FOLLOWED_UP:
            signal.case_id = self.source.choice(self.cases)
        if signal.whistleblower:
            signal.acknowledged_on = signal.received_on + datetime.timedelta(days=3)
            signal.feedback_on = signal.received_on + datetime.timedelta(days=60)
