"""What must hold of accounts, roles and proposals; forms, actions and commands all ask here."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.lookalike import skeleton
from accounts.models import Kind, Proposal, RoleGrant, User
from accounts.roles import INDISPENSABLE, Role, conflicts
from lib import identity
from lib.problems import Problem
from lib.refusal import Refused

# Words that stand in the addresses of the pages about people, where a user name could be.
RESERVED = frozenset({"invite", "proposals"})


def username_problems(username: str, *, waiting: bool = True) -> Iterator[Problem]:
    """A user name is plain, and no account has one that looks like it, nor, with `waiting`, one that is proposed."""
    if not username:
        return
    try:
        ASCIIUsernameValidator()(username)
    except ValidationError:
        yield "username", _("Use only the letters a to z, digits, and the signs @ . + - _")
        return
    if username.casefold() in RESERVED:
        yield "username", _("This user name is reserved. Choose another.")
    wanted = skeleton(username)
    proposed = Proposal.objects.waiting().filter(kind=Kind.ACCOUNT) if waiting else Proposal.objects.none()
    taken = wanted in map(skeleton, proposed.values_list("username", flat=True))
    if taken or User.objects.filter(skeleton=wanted).exists():
        yield "username", _("This user name is taken, or looks like one that is. Choose another.")


def email_problems(email: str, *, waiting: bool = True) -> Iterator[Problem]:
    """An address that can be one, and nobody else's: who gets the links of two accounts is his own second person."""
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        yield "email", _("Enter the whole e-mail address, for example a.devries@example.org.")
        return
    proposed = Proposal.objects.waiting().filter(kind=Kind.ACCOUNT) if waiting else Proposal.objects.none()
    known = (*User.objects.values_list("email", flat=True), *proposed.values_list("email", flat=True))
    if _mailbox(email) in map(_mailbox, known):
        yield "email", _("This address belongs to another account. Everybody has an address of his own.")


def _mailbox(email: str) -> tuple[str, str]:
    """Whose an address is: what follows a plus sign leads to the same person."""
    local, _at, domain = email.casefold().rpartition("@")
    return local.partition("+")[0] or local, domain


def number_problems(number: str, *, of: User | None = None) -> Iterator[Problem]:
    """A personnel number says something and belongs to one account. Whose it is otherwise, nobody is told."""
    yield from identity.number_problems(number)
    hashed = identity.account_hash(number)
    if not hashed:
        return
    if of is not None and of.number_hash and identity.normalised(number) == identity.normalised(of.number):
        yield "number", _("This is the number that is on file already.")
    elif User.objects.filter(number_hash=hashed).exclude(username=of.username if of else "").exists():
        yield "number", _("This number belongs to another account. Check it with the person.")


def role_problems(roles: Iterable[str]) -> Iterator[Problem]:
    """Roles asked for together are not among those that exclude each other."""
    if conflicts(frozenset(roles)):
        yield "roles", not_together()


def account_problems(values: Mapping[str, Any], *, waiting: bool = True) -> Iterator[Problem]:
    """What is wrong with a new account; with `waiting` also beside those that are proposed."""
    yield from username_problems(values.get("username") or "", waiting=waiting)
    yield from email_problems(values.get("email") or "", waiting=waiting)
    yield from number_problems(values.get("number") or "")
    yield from role_problems(values.get("roles") or ())
    if values.get("language") and values["language"] not in dict(settings.LANGUAGES):
        yield "language", _("Choose a language.")


def not_together() -> str:
    """Why some roles exclude each other."""
    return _("Nobody holds these roles together: who checks does not do, and an admin sees no content.")


def held_by(person: User) -> frozenset[str]:
    """The roles that a person holds now, asked anew."""
    return frozenset(RoleGrant.objects.current().filter(user=person).values_list("role", flat=True))


def check_can_hold(person: User, role: str) -> None:
    """Refuse a role that is held already, or excluded by one that is."""
    held = held_by(person)
    if role in held:
        raise Refused(_("This person holds this role already."))
    if conflicts(held | {role}):
        raise Refused(not_together())


def check_active(person: User) -> None:
    """Refuse what makes sense only for an account that is active."""
    if not person.is_active:
        raise Refused(_("This account is deactivated. Propose its reactivation first."))


def check_is_active(person: User) -> None:
    """Refuse to deactivate twice."""
    if not person.is_active:
        raise Refused(_("This account is deactivated already."))


def not_held() -> str:
    """Why a role cannot be ended."""
    return _("This person does not hold this role any more.")


def check_not_the_last(person: User, roles: Iterable[str]) -> None:
    """Refuse to take away what the last active admin or auditor holds."""
    if not person.is_active:
        return
    others = RoleGrant.objects.current().filter(user__is_active=True).exclude(user=person)
    for role in INDISPENSABLE.intersection(roles):
        if not others.filter(role=role).exists():
            raise Refused(_last_one(role))


def _last_one(role: Role) -> str:
    if role == Role.ADMIN:
        return _("This is the only active admin. Somebody else must hold the role first.")
    return _("This is the only active auditor. Somebody else must hold the role first.")


def check_inactive(person: User) -> None:
    """Refuse to reactivate what is active."""
    if person.is_active:
        raise Refused(_("This account is active."))


def check_has_address(person: User) -> None:
    """Refuse to send a link to nowhere."""
    check_active(person)
    if not person.email:
        raise Refused(_("No e-mail address is on file for this account, so no link can be sent."))


def check_waits_for_nothing(person: User, kind: str, roles: str = "") -> None:
    """Refuse a second proposal of the same thing."""
    if Proposal.objects.waiting().filter(about=person, kind=kind, roles=roles).exists():
        raise Refused(_("This has been proposed already, and waits for a second person."))


def check_is_waiting(proposal: Proposal) -> None:
    """Refuse to decide what has been decided."""
    if proposal.outcome:
        raise Refused(_("This proposal has been decided already."))


def check_proposer_still_may(proposal: Proposal) -> None:
    """What somebody proposed who is no admin any more holds no longer; it can only be declined."""
    if not User.objects.get(pk=proposal.proposed_by_id).has_perm("accounts.manage"):
        raise Refused(_("Whoever proposed this is no admin any more. Decline it; it can be proposed anew."))


def check_can_decide(proposal: Proposal, by: User) -> None:
    """Refuse who may not decide: who proposed it, and whom it concerns."""
    check_is_waiting(proposal)
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("You proposed this yourself. Another admin or the auditor decides."))
    if proposal.about_id == by.pk:
        raise Refused(_("This concerns you. Another admin or the auditor decides."))
