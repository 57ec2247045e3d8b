"""The steps on a signal that its page offers: those that this person may take and that its state allows."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Signal
from cases.models.values import Decision
from cases.overview import Button
from cases.signals import access, clocks, rules
from cases.signals.clocks import Clock
from lib.refusal import is_allowed


class Steps:
    """What is open to this person on an opened signal."""

    def __init__(self, user: User, signal: Signal) -> None:
        self.signal = signal
        self.manages = access.may_manage_signal(user, signal)
        self.triages = access.may_triage(user, signal)
        self.clocks = access.may_clock(user, signal)
        self.watches = self.manages or access.leads(user, signal)
        self.undecided = signal.decision == Decision.UNDECIDED

    def _url(self, name: str, *keys: str) -> str:
        return reverse(f"signals:{name}", args=[self.signal.reference, *keys])

    def at_head(self) -> list[Button]:
        """Correct it and decide on it, or take the decision back."""
        return list(self._at_head())

    def _at_head(self) -> Iterator[Button]:
        if self.triages and self.undecided:
            yield Button(_("Correct"), self._url("correct"))
            yield Button(_("Decide"), self._url("decide"), main=True)
        if self.manages and is_allowed(rules.check_can_take_back, self.signal):
            yield Button(_("Take the decision back"), self._url("take_back"))

    def of_clock(self, clock: Clock) -> list[Button]:
        """What sets one of the clocks, or sets it otherwise."""
        if not self.clocks:
            return []
        done = clock.state == clocks.DONE
        if clock.key == clocks.ACKNOWLEDGEMENT:
            return [Button(_("Change the day") if done else _("Record"), self._url("acknowledge"))]
        if not is_allowed(rules.check_can_give_feedback, self.signal):
            return []
        return [Button(_("Change the day") if done else _("Record"), self._url("feedback"))]

    def of_triager(self) -> list[Button]:
        """Who decides on it."""
        if not (self.manages and self.undecided):
            return []
        return [Button(_("Change") if self.signal.triager else _("Name one"), self._url("triager"))]

    def of_walls(self) -> list[Button]:
        """What adds to the walls."""
        if not (self.manages and is_allowed(rules.check_without_case, self.signal)):
            return []
        return [Button(_("Raise a wall"), self._url("wall_new"))]

    def of_reporter(self, user: User) -> list[Button]:
        """What shows who reported it, and what records that."""
        found = []
        if access.may_see_reporter(user, self.signal) and access.has_reporter(self.signal):
            found.append(Button(_("Show the reporter"), self._url("reporter")))
        if self.manages:
            found.append(Button(_("Record who reported it"), self._url("reporter_correct")))
        return found
