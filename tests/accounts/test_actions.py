"""Roles that one person may not hold together are refused, whatever the order."""

import itertools

import pytest

from accounts.actions import grant_role
from accounts.models import RoleGrant
from accounts.roles import Role
from lib.refusal import Refused
from tests.cast import person

CHECKED = {Role.INVESTIGATOR, Role.COORDINATOR, Role.AUDITOR}


def excluded(one: Role, other: Role) -> bool:
    """What the table of roles says: admin excludes these three, the auditor everybody."""
    pair = {one, other}
    return Role.AUDITOR in pair or (Role.ADMIN in pair and bool(pair & CHECKED))


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(Role, 2)))
def test_two_roles(db: None, first: Role, second: Role) -> None:
    user = person("somebody", first)
    if not excluded(first, second):
        assert grant_role(to=user, role=second, by=None).role == second
        return
    with pytest.raises(Refused):
        grant_role(to=user, role=second, by=None)
    assert RoleGrant.objects.filter(user=user).count() == 1
