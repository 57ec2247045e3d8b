"""The steps of an admin on somebody's account. Those that give power ask for a recent sign-in first."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import recent, rules
from accounts.access import me
from accounts.invitations import actions as invitations
from accounts.invitations import mails
from accounts.models import Kind, Proposal, User
from accounts.people import access, actions
from accounts.people.forms import NumberForm, ReasonForm, RoleForm
from accounts.proposals import actions as proposals
from accounts.roles import Role
from lib.refusal import Refused
from lib.ruled import RuledForm
from lib.steps import Step

WAITS = gettext_lazy("Proposed. It holds once another admin or the auditor has approved it.")


class AccountStep(Step):
    """A step on an account or on a proposal about one."""

    template = "people/step.html"
    gives_power: ClassVar[bool] = False

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def site(self) -> str:
        """Where links in mails lead."""
        return settings.SITE or self.request.build_absolute_uri("/")

    def get(self, request: HttpRequest, **keys: str) -> HttpResponse:
        return self._led_away() or super().get(request, **keys)

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        away = self._led_away()
        if away:
            return away
        try:
            return super().post(request, **keys)
        except mails.NotSent:
            messages.warning(
                request, _("This was done, but the mail about it could not be sent. An admin can send a new link.")
            )
            return redirect(self.record)

    def _led_away(self) -> HttpResponseRedirect | None:
        """After the door, so that who finds nothing here is not asked for anything either."""
        return recent.led_away(self.request) if self.gives_power else None


class PersonStep(AccountStep):
    """A step on one person's account."""

    form_class: ClassVar[type[RuledForm]] = ReasonForm
    person: User

    @property
    def record(self) -> User:
        return self.person

    def fetch(self, username: str) -> None:
        self.person = access.person_to_change(self.user, username, to_act=self.to_act)

    def reread(self) -> None:
        access.person(self.user, self.person.username)

    def beside(self) -> dict[str, Any]:
        return {"person": self.person}


class GiveRole(PersonStep):
    """Give a role, or propose it."""

    form_class = RoleForm
    gives_power = True
    title = gettext_lazy("Give a role")
    button = gettext_lazy("Give this role")
    intro = gettext_lazy("Whoever gets a role is signed out everywhere, and begins anew with it.")

    def check(self) -> None:
        rules.check_active(self.person)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"person": self.person, "by": self.user}

    def act(self, answers: dict[str, Any]) -> None:
        given = actions.give_role(by=self.user, person=self.person, **answers)
        self.done = WAITS if isinstance(given, Proposal) else _("The role holds from now on.")


class EndRole(PersonStep):
    """End a role."""

    title = gettext_lazy("End a role")
    button = gettext_lazy("End this role")
    intro = gettext_lazy("It holds at once: the person is signed out everywhere.")
    done = gettext_lazy("The role has ended.")
    role: str

    def fetch(self, username: str, role: str = "") -> None:
        super().fetch(username)
        self.role = role

    def check(self) -> None:
        if self.role not in rules.held_by(self.person):
            raise Refused(rules.not_held())
        rules.check_not_the_last(self.person, {self.role})

    def act(self, answers: dict[str, Any]) -> None:
        actions.end_role(by=self.user, person=self.person, role=self.role, **answers)

    def beside(self) -> dict[str, Any]:
        return {**super().beside(), "role": Role(self.role).label if self.role in Role.values else ""}


class Deactivate(PersonStep):
    """Shut an account."""

    title = gettext_lazy("Deactivate this account")
    button = gettext_lazy("Deactivate")
    intro = gettext_lazy(
        "It holds at once: the person is signed out everywhere and cannot sign in. To undo it takes a second person."
    )
    done = gettext_lazy("The account is deactivated.")

    def check(self) -> None:
        rules.check_is_active(self.person)
        rules.check_not_the_last(self.person, rules.held_by(self.person))

    def act(self, answers: dict[str, Any]) -> None:
        actions.deactivate(by=self.user, person=self.person, **answers)


class EndSessions(PersonStep):
    """Sign somebody out everywhere."""

    title = gettext_lazy("End all sessions")
    button = gettext_lazy("End all sessions")
    intro = gettext_lazy("The person is signed out everywhere, and can sign in again.")
    done = gettext_lazy("All sessions have ended.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.end_sessions(by=self.user, person=self.person, **answers)


class SendLink(PersonStep):
    """Mail a link to set a password."""

    title = gettext_lazy("Send a link to set a password")
    button = gettext_lazy("Send the link")
    intro = gettext_lazy(
        "It goes to the address on file, works once, within 72 hours, and replaces any link sent before. "
        "The password stays as it is until the link is used."
    )
    done = gettext_lazy("The link was sent to the address on file.")

    def check(self) -> None:
        rules.check_has_address(self.person)

    def act(self, answers: dict[str, Any]) -> None:
        invitations.send_link(by=self.user, to=self.person, site=self.site, **answers)


class ChangeNumber(PersonStep):
    """Propose another personnel number."""

    form_class = NumberForm
    gives_power = True
    title = gettext_lazy("Change the personnel number")
    button = gettext_lazy("Propose this number")
    intro = gettext_lazy("It holds once another admin or the auditor has approved it.")
    done = WAITS

    def check(self) -> None:
        rules.check_waits_for_nothing(self.person, Kind.NUMBER)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"person": self.person}

    def act(self, answers: dict[str, Any]) -> None:
        proposals.propose_number(by=self.user, about=self.person, **answers)


class ResetFactor(PersonStep):
    """Propose to reset somebody's second factor."""

    gives_power = True
    title = gettext_lazy("Reset the second factor")
    button = gettext_lazy("Propose the reset")
    intro = gettext_lazy(
        "For who lost it. It holds once another admin or the auditor has approved it; "
        "the person is told by mail, and sets up a new one at the next sign-in."
    )
    done = WAITS

    def check(self) -> None:
        rules.check_active(self.person)
        rules.check_waits_for_nothing(self.person, Kind.FACTOR)

    def act(self, answers: dict[str, Any]) -> None:
        proposals.propose_factor_reset(by=self.user, about=self.person, **answers)


class Reactivate(PersonStep):
    """Propose that somebody may sign in again."""

    gives_power = True
    title = gettext_lazy("Reactivate this account")
    button = gettext_lazy("Propose the reactivation")
    intro = gettext_lazy(
        "It holds once another admin or the auditor has approved it. The person then holds the roles listed here."
    )
    done = WAITS

    def check(self) -> None:
        rules.check_inactive(self.person)
        rules.check_waits_for_nothing(self.person, Kind.REACTIVATION)

    def act(self, answers: dict[str, Any]) -> None:
        proposals.propose_reactivation(by=self.user, about=self.person, **answers)
