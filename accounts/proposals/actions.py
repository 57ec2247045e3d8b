"""What gives power is proposed by one and approved by another, and only then holds."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import factors, rules, sessions
from accounts.actions import grant_role
from accounts.invitations import mails
from accounts.invitations.actions import invite
from accounts.models import Kind, Outcome, Proposal, User
from audit import log
from audit.kinds import Kind as Did
from lib import clock
from lib.problems import settle
from lib.refusal import Refused

PROPOSED = {
    Kind.ACCOUNT: Did.ACCOUNT_PROPOSED,
    Kind.ROLE: Did.ROLE_PROPOSED,
    Kind.NUMBER: Did.NUMBER_PROPOSED,
    Kind.FACTOR: Did.FACTOR_RESET_PROPOSED,
    Kind.REACTIVATION: Did.REACTIVATION_PROPOSED,
}
APPROVED = {
    Kind.ACCOUNT: Did.ACCOUNT_MADE,
    Kind.ROLE: Did.ROLE_GRANTED,
    Kind.NUMBER: Did.NUMBER_CHANGED,
    Kind.FACTOR: Did.FACTOR_RESET,
    Kind.REACTIVATION: Did.REACTIVATED,
}


def propose_account(*, by: User, reason: str, roles: Sequence[str], **values: Any) -> Proposal:
    """Propose a new account: `name`, `username`, `email`, `number`, `language` and the roles it begins with."""
    proposal = Proposal(kind=Kind.ACCOUNT, roles=" ".join(roles), **values)
    return _propose(proposal, by, reason, lambda _: settle(rules.account_problems({**values, "roles": roles})))


def propose_role(*, by: User, about: User, role: str, reason: str) -> Proposal:
    """Propose a role for somebody who has an account."""

    def check(person: User) -> None:
        rules.check_active(person)
        rules.check_can_hold(person, role)

    return _propose(Proposal(kind=Kind.ROLE, about=about, roles=role), by, reason, check)


def propose_number(*, by: User, about: User, number: str, reason: str) -> Proposal:
    """Propose another personnel number: by it the walls around what concerns a person hold."""
    proposal = Proposal(kind=Kind.NUMBER, about=about, number=number.strip())
    return _propose(proposal, by, reason, lambda person: settle(rules.number_problems(number, of=person)))


def propose_factor_reset(*, by: User, about: User, reason: str) -> Proposal:
    """Propose to take somebody's second factor away, so that he can set up a new one."""
    return _propose(Proposal(kind=Kind.FACTOR, about=about), by, reason, rules.check_active)


def propose_reactivation(*, by: User, about: User, reason: str) -> Proposal:
    """Propose that somebody may sign in again, with the roles he holds."""
    proposal = Proposal(kind=Kind.REACTIVATION, about=about)
    return _propose(proposal, by, reason, rules.check_inactive)


def _propose(proposal: Proposal, by: User, reason: str, check: Callable[[Any], None]) -> Proposal:
    """Propose, once `check` has been asked of the person as he stands."""
    if not by.has_perm("accounts.manage"):
        raise PermissionDenied
    detail = {"proposal": proposal.public_key, **_roles(proposal)}
    kind = PROPOSED[Kind(proposal.kind)]
    with log.acting(by, kind, target=proposal.person_username, reason=reason, detail=detail):
        if proposal.about:
            # One at a time about a person, so that nothing waits twice.
            proposal.about = User.objects.select_for_update().get(pk=proposal.about.pk)
            rules.check_waits_for_nothing(proposal.about, proposal.kind, proposal.roles)
        check(proposal.about)
        proposal.proposed_by, proposal.proposed_at, proposal.reason = by, clock.now(), reason.strip()
        proposal.save(force_insert=True)
    return proposal


def approve(*, by: User, proposal: Proposal, site: str) -> Proposal:
    """Let a proposal hold, as its second person. `site` is where links in mails lead.

    Raises Refused if it was decided meanwhile, concerns `by` or is his own, or is no longer possible. Raises
    mails.NotSent if it holds, but the mail about it could not be sent.
    """
    _must_approve(by)
    detail = {"proposal": proposal.public_key, "proposed_by": proposal.proposed_by.username, **_roles(proposal)}
    kind = APPROVED[Kind(proposal.kind)]
    with log.acting(by, kind, target=proposal.person_username, reason=proposal.reason, detail=detail):
        locked = _locked(proposal)
        rules.check_can_decide(locked, by)
        rules.check_proposer_still_may(locked)
        try:
            with transaction.atomic():
                _HOLDS[Kind(locked.kind)](locked, by, site)
                _decide(locked, by, Outcome.APPROVED)
        except IntegrityError as error:
            raise Refused(_("Something has changed since this was proposed, so that it cannot hold.")) from error
    return locked


def decline(*, by: User, proposal: Proposal, reason: str) -> Proposal:
    """Let a proposal not hold, with the reason. Raises Refused as `approve` does."""
    _must_approve(by)
    detail = {"proposal": proposal.public_key, "kind": proposal.kind, **_roles(proposal)}
    with log.acting(by, Did.PROPOSAL_DECLINED, target=proposal.person_username, reason=reason, detail=detail):
        locked = _locked(proposal)
        rules.check_can_decide(locked, by)
        locked.decline_reason = reason.strip()
        _decide(locked, by, Outcome.DECLINED)
    return locked


def _decide(proposal: Proposal, by: User, outcome: Outcome) -> None:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, by, clock.now()
    # It stands with the account now, or nowhere.
    proposal.number = ""
    proposal.save()


def _locked(proposal: Proposal) -> Proposal:
    """The proposal, and then the person, as they stand: of two decisions the second finds the first."""
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=proposal.pk)
    if locked.about_id:
        locked.about = User.objects.select_for_update().get(pk=locked.about_id)
    return locked


def _account_holds(proposal: Proposal, by: User, site: str) -> None:
    values = {name: getattr(proposal, name) for name in ("username", "name", "email", "language", "number")}
    settle(rules.account_problems({**values, "roles": proposal.roles.split()}, waiting=False))
    person = User.objects.create_user(**values, date_joined=clock.now())
    for role in proposal.roles.split():
        grant_role(to=person, role=role, by=proposal.proposed_by, approved_by=by)
    proposal.about = person
    invite(to=person, site=site)


def _role_holds(proposal: Proposal, by: User, site: str) -> None:
    person = _person(proposal)
    rules.check_active(person)
    grant_role(to=person, role=proposal.roles, by=proposal.proposed_by, approved_by=by)
    sessions.end_all(person)


def _number_holds(proposal: Proposal, by: User, site: str) -> None:
    person = _person(proposal)
    settle(rules.number_problems(proposal.number, of=person))
    person.set_number(proposal.number)
    person.save(update_fields=["number", "number_hash"])
    sessions.end_all(person)


def _factor_holds(proposal: Proposal, by: User, site: str) -> None:
    person = _person(proposal)
    rules.check_active(person)
    factors.reset(person)
    sessions.end_all(person)
    if person.email:
        transaction.on_commit(partial(mails.tell_of_reset_factor, to=person))


def _reactivation_holds(proposal: Proposal, by: User, site: str) -> None:
    person = _person(proposal)
    rules.check_inactive(person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    # One that began in the moment of the deactivation must not come back to life.
    sessions.end_all(person)


_HOLDS: dict[Kind, Callable[[Proposal, User, str], None]] = {
    Kind.ACCOUNT: _account_holds,
    Kind.ROLE: _role_holds,
    Kind.NUMBER: _number_holds,
    Kind.FACTOR: _factor_holds,
    Kind.REACTIVATION: _reactivation_holds,
}


def _person(proposal: Proposal) -> User:
    assert proposal.about is not None
    return proposal.about


def _roles(proposal: Proposal) -> dict[str, str]:
    return {"roles": proposal.roles} if proposal.roles else {}


def _must_approve(by: User) -> None:
    if not by.has_perm("accounts.approve"):
        raise PermissionDenied
