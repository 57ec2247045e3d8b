"""The doors to people's accounts: for the admin, and for the auditor to look and to decide."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from accounts.models import Proposal, RoleGrant, User
from audit import log
from audit.kinds import Kind

DECIDED = 50
"""So many decided proposals stand on the page of proposals."""


def may_see(user: User) -> bool:
    """Whether this person finds the pages about people: the admin, and the auditor."""
    return user.has_perm("accounts.approve")


def may_manage(user: User) -> bool:
    """Whether this person proposes and changes; the auditor only looks and decides."""
    return user.has_perm("accounts.manage")


def people(user: User) -> QuerySet[User]:
    """Everybody with an account, those deactivated last; each with the roles held and the number of proposals."""
    _only(may_see(user))
    log.read(user, Kind.PEOPLE_LISTED)
    held = Prefetch("grants", RoleGrant.objects.current(), to_attr="held")
    waiting = Count("proposals", filter=Q(proposals__outcome=""))
    return User.objects.prefetch_related(held).annotate(waiting=waiting).order_by("-is_active", "name", "username")


def person(user: User, username: str) -> User:
    """The account of one person."""
    _only(may_see(user))
    found = _existing(username)
    log.read(user, Kind.PERSON_OPENED, target=username)
    return found


def person_to_change(user: User, username: str, *, to_act: bool) -> User:
    """The account of one person, for who may change it; with `to_act` the change is what is recorded, and no look."""
    _only(may_manage(user))
    return _existing(username) if to_act else person(user, username)


def must_manage(user: User) -> None:
    """The door to a page about nobody yet."""
    _only(may_manage(user))


def proposals(user: User) -> tuple[QuerySet[Proposal], QuerySet[Proposal]]:
    """What waits for a second person, and what was decided last."""
    _only(may_see(user))
    log.read(user, Kind.PROPOSALS_LISTED)
    everything = Proposal.objects.select_related("about", "proposed_by", "decided_by")
    return everything.waiting(), everything.exclude(outcome="").order_by("-decided_at", "-pk")[:DECIDED]


def proposal(user: User, key: str, *, to_act: bool = False) -> Proposal:
    """One proposal; with `to_act` the decision is what is recorded, and no look."""
    _only(may_see(user))
    found = Proposal.objects.select_related("about", "proposed_by", "decided_by").filter(public_key=key).first()
    if found is None:
        raise Http404
    if not to_act:
        log.read(user, Kind.PROPOSAL_OPENED, target=found.person_username, detail={"proposal": found.public_key})
    return found


def grants_of(person: User) -> QuerySet[RoleGrant]:
    """Every role this person holds or held, the newest first."""
    return person.grants.select_related("granted_by", "approved_by", "ended_by").order_by("-granted_at", "-pk")


def proposals_about(person: User) -> QuerySet[Proposal]:
    """What was proposed about this person, the newest first."""
    return person.proposals.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk")


def _existing(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise Http404
    return found


def _only(may: bool) -> None:
    """What is not for somebody is not there."""
    if not may:
        raise Http404
