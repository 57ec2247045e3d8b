"""The steps that close a case, open it again, or take it out of the figures."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import access, actions, rules
from cases.forms import ProposalForm, ReasonForm
from cases.views.steps import CaseStep


class Propose(CaseStep):
    """Propose closing; another person takes the second look."""

    form_class = ProposalForm
    title = _("Propose closing")
    intro = _("Somebody else of the team, or the coordinator, confirms or declines it.")
    button = _("Propose closing")
    done = _("Closing is proposed. Somebody else must confirm it.")

    def check(self) -> None:
        rules.check_can_propose_closing(self.case)

    def act(self, answers: dict[str, Any]) -> None:
        actions.propose_closing(case=self.case, by=self.user, **answers)


class ReviewStep(CaseStep):
    """A step for everybody on the team and for the coordinator."""

    def fetch(self, reference: str) -> None:
        self.case = access.open_case(self.user, reference, to_act=self.to_act)

    def beside(self) -> dict[str, Any]:
        return {**super().beside(), "closure": rules.open_closure(self.case)}


class Confirm(ReviewStep):
    """Close the case, as the second person."""

    title = _("Confirm closing")
    intro = _("You take the second look: are the findings sound, and is everything done that had to be done?")
    button = _("Close the case")
    done = _("The case is closed.")

    def check(self) -> None:
        rules.check_can_confirm_closing(self.case, self.user)

    def act(self, answers: dict[str, Any]) -> None:
        actions.confirm_closing(case=self.case, by=self.user)


class Decline(ReviewStep):
    """Decline a proposed closing, or withdraw one's own."""

    form_class = ReasonForm
    title: str | Promise = _("Decline closing")
    intro = _("The case stays open, and closing can be proposed again.")
    button = _("Keep the case open")
    done = _("Closing is declined. The case stays open.")

    def fetch(self, reference: str) -> None:
        super().fetch(reference)
        closure = rules.open_closure(self.case)
        if closure is not None and closure.proposed_by_id == self.user.pk:
            self.title = _("Withdraw the proposal")

    def check(self) -> None:
        rules.check_can_decline_closing(self.case)

    def act(self, answers: dict[str, Any]) -> None:
        actions.decline_closing(case=self.case, by=self.user, **answers)


class Reopen(ReviewStep):
    """Open a closed case again."""

    form_class = ReasonForm
    title = _("Reopen the case")
    intro = _("It stays in the year it was received in. The closing remains on record.")
    button = _("Reopen the case")
    done = _("The case is open again.")

    def check(self) -> None:
        rules.check_can_reopen(self.case)

    def act(self, answers: dict[str, Any]) -> None:
        actions.reopen_case(case=self.case, by=self.user, **answers)


class Void(CaseStep):
    """Take a case that was registered in error out of every figure; for the coordinator."""

    form_class = ReasonForm
    title = _("Registered in error")
    intro = _("The case leaves every figure and can no longer be changed. The record and its history stay.")
    button = _("Take it out of the figures")
    done = _("The case is marked as registered in error. It is in no figure.")

    def fetch(self, reference: str) -> None:
        self.case = access.manage_case(self.user, reference, to_act=self.to_act)

    def check(self) -> None:
        rules.check_can_void(self.case)

    def act(self, answers: dict[str, Any]) -> None:
        actions.void_case(case=self.case, by=self.user, **answers)
