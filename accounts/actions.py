"""What is written about people."""

from django.db import transaction

from accounts import rules
from accounts.models import RoleGrant, User
from audit import log
from audit.kinds import Kind
from lib import clock


@log.act(Kind.THEME_CHANGED, lambda given, _result: log.Act(target=given["by"].username))
def choose_theme(*, by: User, theme: str) -> None:
    """Keep the theme that `by` wants his own pages in."""
    by.theme = theme
    by.save(update_fields=["theme"])


@transaction.atomic
def grant_role(*, to: User, role: str, by: User | None, approved_by: User | None = None) -> RoleGrant:
    """Give a person a role. Raises Refused if he holds it, or one that excludes it.

    Whether it must wait for a second person is decided by who calls; the database refuses power given by one alone.
    """
    # One grant to a person at a time, so that two cannot exclude each other unseen.
    User.objects.select_for_update().get(pk=to.pk)
    rules.check_can_hold(to, role)
    return RoleGrant.objects.create(user=to, role=role, granted_at=clock.now(), granted_by=by, approved_by=approved_by)
