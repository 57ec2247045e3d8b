"""What is written about people."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.roles import conflicts
from lib import clock
from lib.refusal import Refused


def choose_theme(*, by: User, theme: str) -> None:
    """Keep the theme that `by` wants his own pages in."""
    by.theme = theme
    by.save(update_fields=["theme"])


@transaction.atomic
def grant_role(*, to: User, role: str, by: User | None) -> RoleGrant:
    """Give a person a role. Raises Refused if he holds one that excludes it."""
    held = frozenset(RoleGrant.objects.current().filter(user=to).values_list("role", flat=True))
    if conflicts(held | {role}):
        raise Refused(_("Nobody holds these roles together: who checks does not do, and an admin sees no content."))
    return RoleGrant.objects.create(user=to, role=role, granted_at=clock.now(), granted_by=by)
