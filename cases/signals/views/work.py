"""The steps on a signal besides deciding on it: corrections, its triager, its clocks, and taking a decision back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms import ReasonForm
from cases.signals import access, actions, rules
from cases.signals.forms import AcknowledgeForm, CorrectForm, FeedbackForm, TriagerForm
from cases.signals.views.steps import SignalStep


class Correct(SignalStep):
    """Correct what came in, until it is decided on."""

    template = "signals/correct.html"
    form_class = CorrectForm
    title = _("Correct the signal")
    intro = _("Possible until it is decided on. The reference stays as it was given.")
    button = _("Save the correction")
    done = _("Corrected. What stood there before is kept in the history.")

    def check(self) -> None:
        rules.check_undecided(self.signal)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"signal": self.signal}

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_signal(signal=self.signal, by=self.user, **answers)


class ManageStep(SignalStep):
    """A step of coordinators."""

    def fetch(self, reference: str) -> None:
        self.signal = access.manage_signal(self.user, reference, to_act=self.to_act)


class NameTriager(ManageStep):
    """Let an investigator decide on the signal."""

    form_class = TriagerForm
    title = _("Name a triager")
    intro = _("The triager may open the signal until it is decided on, and decides on it as you would.")
    button = _("Save")
    done = _("Saved.")

    def check(self) -> None:
        rules.check_undecided(self.signal)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"signal": self.signal, "people": access.possible_triagers(self.signal)}

    def act(self, answers: dict[str, Any]) -> None:
        actions.name_triager(signal=self.signal, by=self.user, **answers)


class TakeBack(ManageStep):
    """Take a decision back of which no case came."""

    form_class = ReasonForm
    title = _("Take the decision back")
    intro = _("The signal is undecided again. A case that it had joined stays as it is.")
    button = _("Take the decision back")
    done = _("The signal is undecided again.")

    def check(self) -> None:
        rules.check_can_take_back(self.signal)

    def act(self, answers: dict[str, Any]) -> None:
        actions.take_back(signal=self.signal, by=self.user, **answers)


class ClockStep(SignalStep):
    """A step of those who keep the clocks of the whistle-blower act."""

    def fetch(self, reference: str) -> None:
        self.signal = access.clock_signal(self.user, reference, to_act=self.to_act)

    def check(self) -> None:
        rules.check_clock(self.signal)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"signal": self.signal}


class Acknowledge(ClockStep):
    """Record that receipt was acknowledged."""

    form_class = AcknowledgeForm
    title = _("Record the acknowledgement")
    intro = _("The day on which the reporter was told that the report has come in. Feedback is due 3 months later.")
    button = _("Record the acknowledgement")
    done = _("The acknowledgement is recorded.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.acknowledge(signal=self.signal, by=self.user, **answers)


class GiveFeedback(ClockStep):
    """Record that feedback was given."""

    form_class = FeedbackForm
    title = _("Record the feedback")
    intro = _("The day on which the reporter was told what became of the report.")
    button = _("Record the feedback")
    done = _("The feedback is recorded. No clock runs any longer.")

    def check(self) -> None:
        rules.check_can_give_feedback(self.signal)

    def act(self, answers: dict[str, Any]) -> None:
        actions.give_feedback(signal=self.signal, by=self.user, **answers)
