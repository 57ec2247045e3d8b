"""What an admin changes about somebody's account, and what holds at once."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from accounts import rules, sessions
from accounts.actions import grant_role
from accounts.invitations.actions import end_links
from accounts.models import Proposal, RoleGrant, User
from accounts.proposals.actions import propose_role
from accounts.roles import AT_ONCE, INDISPENSABLE
from audit import log
from audit.kinds import Kind
from lib import clock
from lib.refusal import Refused


def give_role(*, by: User, person: User, role: str, reason: str) -> RoleGrant | Proposal:
    """Give a role; one that gives power, or any to oneself, is proposed and waits for a second person.

    Raises Refused if the person holds it or one that excludes it, or is not active.
    """
    if role not in AT_ONCE or person.pk == by.pk:
        return propose_role(by=by, about=person, role=role, reason=reason)
    _must_manage(by)
    with log.acting(by, Kind.ROLE_GRANTED, target=person.username, reason=reason, detail={"role": role}):
        rules.check_active(_locked(person))
        grant = grant_role(to=person, role=role, by=by)
        sessions.end_all(person)
    return grant


def end_role(*, by: User, person: User, role: str, reason: str) -> RoleGrant:
    """End a role at once. Raises Refused if the person does not hold it, or nobody would be left who does."""
    _must_manage(by)
    with log.acting(by, Kind.ROLE_ENDED, target=person.username, reason=reason, detail={"role": role}):
        locked = _locked_with_the_indispensable(person)
        grant = RoleGrant.objects.current().filter(user=person, role=role).first()
        if grant is None:
            raise Refused(rules.not_held())
        rules.check_not_the_last(locked, {role})
        grant.ended_at, grant.ended_by = clock.now(), by
        grant.save(update_fields=["ended_at", "ended_by"])
        sessions.end_all(person)
    return grant


def deactivate(*, by: User, person: User, reason: str) -> User:
    """Shut an account at once: no sign-in, no link, no session. The roles stay as they are, and hold nothing.

    Raises Refused if it is shut already, or is that of the last admin or auditor.
    """
    _must_manage(by)
    with log.acting(by, Kind.DEACTIVATED, target=person.username, reason=reason):
        locked = _locked_with_the_indispensable(person)
        rules.check_is_active(locked)
        rules.check_not_the_last(locked, rules.held_by(locked))
        locked.is_active = False
        locked.save(update_fields=["is_active"])
        end_links(of=locked)
        sessions.end_all(locked)
    return locked


def end_sessions(*, by: User, person: User, reason: str) -> None:
    """Sign a person out everywhere."""
    _must_manage(by)
    with log.acting(by, Kind.SESSIONS_ENDED, target=person.username, reason=reason):
        sessions.end_all(person)


def _locked(person: User) -> User:
    """The account as it stands, held until the act is done."""
    return User.objects.select_for_update().get(pk=person.pk)


def _locked_with_the_indispensable(person: User) -> User:
    """The same, with all admins and auditors held too: of two who end each other's role the second finds the first.

    In one order, and not against who only refers to them, so that nobody waits for each other.
    """
    holding = RoleGrant.objects.current().filter(role__in=INDISPENSABLE).values("user")
    held = User.objects.select_for_update(no_key=True).filter(Q(pk=person.pk) | Q(pk__in=holding)).order_by("pk")
    return {one.pk: one for one in held}[person.pk]


def _must_manage(by: User) -> None:
    if not by.has_perm("accounts.manage"):
        raise PermissionDenied
