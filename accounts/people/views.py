"""Pages about people: everybody, and one person."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import me
from accounts.models import Proposal, RoleGrant, User
from accounts.people import access
from accounts.roles import Role
from lib.methods import require_safe


@dataclass(frozen=True)
class Row:
    """One person in the list."""

    person: User
    roles: list[str]
    waiting: int


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    user = me(request)
    rows = [Row(person, _labels(person.held), person.waiting) for person in access.people(user)]  # type: ignore[attr-defined]
    waiting = Proposal.objects.waiting().count()
    context = {"rows": rows, "waiting": waiting, "may_manage": access.may_manage(user)}
    return render(request, "people/people.html", context)


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One person's account: the roles held and once held, what was proposed, and what an admin can do."""
    user = me(request)
    found = access.person(user, username)
    context = {
        "person": found,
        "grants": list(access.grants_of(found)),
        "proposals": list(access.proposals_about(found)),
        "may_manage": access.may_manage(user),
    }
    return render(request, "people/person.html", context)


def _labels(grants: list[RoleGrant]) -> list[str]:
    held = {grant.role for grant in grants}
    return [str(role.label) for role in Role if role in held]
