"""Pages of what waits for a second person: the list, one proposal, approve, decline, and a new account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from accounts import recent, rules
from accounts.access import me
from accounts.models import Proposal
from accounts.people import access
from accounts.people.forms import DeclineForm, InviteForm
from accounts.people.steps import WAITS, AccountStep
from accounts.proposals import actions
from lib.methods import require_http_methods, require_safe
from lib.refusal import Refused


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided last."""
    user = me(request)
    waiting, decided = access.proposals(user)
    context = {"waiting": list(waiting), "decided": list(decided), "may_manage": access.may_manage(user)}
    return render(request, "people/proposals.html", context)


@require_safe
def proposal(request: HttpRequest, key: str) -> HttpResponse:
    """One proposal."""
    user = me(request)
    found = access.proposal(user, key)
    why_not = ""
    try:
        rules.check_can_decide(found, user)
    except Refused as refusal:
        why_not = str(refusal.message)
    return render(request, "people/proposal.html", {"proposal": found, "can_decide": not why_not, "why_not": why_not})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Propose a new account."""
    user = me(request)
    access.must_manage(user)
    away = recent.led_away(request)
    if away:
        return away
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.propose_account(by=user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, str(WAITS))
            return redirect(made)
    return render(request, "people/invite.html", {"form": form})


class Decide(AccountStep):
    """A decision about a proposal."""

    template = "people/decide.html"
    proposal: Proposal

    @property
    def record(self) -> Proposal:
        return self.proposal

    def fetch(self, key: str) -> None:
        self.proposal = access.proposal(self.user, key, to_act=self.to_act)

    def reread(self) -> None:
        access.proposal(self.user, self.proposal.public_key)

    def check(self) -> None:
        rules.check_can_decide(self.proposal, self.user)

    def beside(self) -> dict[str, Any]:
        return {"proposal": self.proposal}


class Approve(Decide):
    """Let it hold."""

    gives_power = True
    title = gettext_lazy("Approve this proposal")
    button = gettext_lazy("Approve")
    intro = gettext_lazy("It holds from then on. Your name stands beside that of who proposed it.")
    done = gettext_lazy("Approved. It holds from now on.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.approve(by=self.user, proposal=self.proposal, site=self.site)


class Decline(Decide):
    """Let it not hold."""

    form_class = DeclineForm
    title = gettext_lazy("Decline this proposal")
    button = gettext_lazy("Decline")
    done = gettext_lazy("Declined. Nothing has changed.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.decline(by=self.user, proposal=self.proposal, **answers)
