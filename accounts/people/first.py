"""The first admin and the first auditor: made on the server, where nobody is there yet to approve them."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import rules
from accounts.actions import grant_role
from accounts.invitations.actions import make_link
from accounts.models import Purpose, RoleGrant, User
from audit import log
from audit.kinds import Kind
from lib import clock
from lib.problems import settle
from lib.refusal import Refused


def make_first(*, role: str, **values: Any) -> str:
    """An account with `role`, of `username`, `name`, `email`, `number` and `language`; returns its link's token.

    Raises Refused if somebody active holds the role: then a second person approves, and no command is needed.
    """
    with log.acting(None, Kind.FIRST_PERSON_MADE, target=values["username"], detail={"role": role}):
        if RoleGrant.objects.current().filter(role=role, user__is_active=True).exists():
            raise Refused(
                _("Somebody holds this role already. Invite others on the page People, where a second person approves.")
            )
        settle(rules.account_problems(values))
        person = User.objects.create_user(**values, date_joined=clock.now())
        grant_role(to=person, role=role, by=None)
        return make_link(to=person, purpose=Purpose.INVITATION)
