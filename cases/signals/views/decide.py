"""Decide what happens with a signal."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import access as case_access
from cases.models.values import Decision
from cases.signals import access, actions, rules
from cases.signals.forms import DecideForm
from cases.signals.views.steps import SignalStep


class Decide(SignalStep):
    """One page, one act: also where a case is made of the signal, of all that is known already."""

    template = "signals/decide.html"
    form_class = DecideForm
    title = gettext_lazy("Decide on the signal")
    intro = gettext_lazy("What is known goes into the case by itself: nothing is typed twice.")
    button = gettext_lazy("Decide")
    done: str | Promise = gettext_lazy("Decided.")
    refused_to_join = False

    def check(self) -> None:
        rules.check_can_decide(self.signal, self.user)

    def form_arguments(self) -> Mapping[str, Any]:
        chooses = access.may_manage(self.user)
        leads = [one for one in access.possible_leads(self.signal) if one != self.user] if chooses else None
        return {"signal": self.signal, "leads": leads}

    def act(self, answers: dict[str, Any]) -> None:
        into = None
        if answers["decision"] == Decision.MERGED:
            into = self._case_to_join(answers["into"])
        self.signal = actions.decide(signal=self.signal, by=self.user, **{**answers, "into": into})
        self.done = self._told()

    def _case_to_join(self, reference: str) -> Any:
        try:
            return access.case_to_join(self.user, self.signal, reference)
        except ValidationError:
            self.refused_to_join = True
            raise

    def reread(self) -> None:
        # A reference typed in vain has been recorded, with the signal that it was for.
        if not self.refused_to_join:
            super().reread()

    def _told(self) -> str | Promise:
        """What came of it, and what comes next."""
        case = self.signal.case
        if case is None:
            return _("Decided: %(decision)s.") % {"decision": self.signal.get_decision_display()}
        said = {"signal": self.signal.reference, "case": case.reference}
        if self.signal.decision == Decision.MERGED:
            return _("Signal %(signal)s belongs to case %(case)s now.") % said
        if case_access.lead_of(case) is not None:
            return _("Case %(case)s is made of signal %(signal)s. Its lead starts an investigation next.") % said
        if access.may_manage(self.user):
            return _("Case %(case)s is made of signal %(signal)s. Nobody leads it yet. Appoint a lead next.") % said
        return _("Case %(case)s is made of signal %(signal)s. A coordinator appoints its lead next.") % said

    def onwards(self) -> HttpResponse:
        """To the case, if there is one that may be opened; else to what is still undecided."""
        case = self.signal.case
        if case is not None and case_access.visible_to(self.user).filter(pk=case.pk).exists():
            return redirect(case)
        return redirect("signals:undecided")
