"""There is always an active admin and an active auditor: nobody takes the last one away, not even two at once."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts import rules
from accounts.models import RoleGrant, User
from accounts.people import actions
from accounts.roles import Role
from lib.refusal import Refused
from tests.cast import Cast, person
from tests.support.audited import events

ClientOf = Callable[[User], Client]
WHY = "Asked for by the head of the office."
SENTENCE = {
    Role.ADMIN: "This is the only active admin. Somebody else must hold the role first.",
    Role.AUDITOR: "This is the only active auditor. Somebody else must hold the role first.",
}
both = pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])


def holder(cast: Cast, role: Role) -> User:
    return cast.admin if role == Role.ADMIN else cast.auditor


def active(role: Role) -> int:
    return RoleGrant.objects.current().filter(role=role, user__is_active=True).count()


@both
@pytest.mark.parametrize("step", ["deactivate/", "roles/{role}/end/"])
def test_the_last_one_stays_and_the_page_says_why(cast: Cast, client_of: ClientOf, role: Role, step: str) -> None:
    client = client_of(cast.admin)
    address = f"/people/{holder(cast, role).username}/{step.format(role=role.value)}"
    for answer in (client.get(address), client.post(address, {"reason": WHY})):
        assert answer.status_code == 409
        assert SENTENCE[role] in answer.content.decode()
    assert active(role) == 1


@both
@pytest.mark.parametrize("how", ["deactivated", "ended"])
def test_who_holds_it_no_more_does_not_count(cast: Cast, role: Role, how: str) -> None:
    other = person("other", role)
    if how == "deactivated":
        actions.deactivate(by=cast.admin, person=other, reason=WHY)
    else:
        actions.end_role(by=cast.admin, person=other, role=role, reason=WHY)
    last = holder(cast, role)
    with events() as found:
        with pytest.raises(Refused, match=SENTENCE[role]):
            actions.deactivate(by=cast.admin, person=last, reason=WHY)
        with pytest.raises(Refused, match=SENTENCE[role]):
            actions.end_role(by=cast.admin, person=last, role=role, reason=WHY)
    assert not found
    assert active(role) == 1


@both
def test_where_another_one_is_active_either_may_go(cast: Cast, role: Role) -> None:
    person("other", role)
    actions.deactivate(by=cast.admin, person=holder(cast, role), reason=WHY)
    assert active(role) == 1


def test_the_role_of_who_is_deactivated_may_end(cast: Cast) -> None:
    other = person("other", Role.AUDITOR)
    actions.deactivate(by=cast.admin, person=other, reason=WHY)
    actions.end_role(by=cast.admin, person=other, role=Role.AUDITOR, reason=WHY)
    assert active(Role.AUDITOR) == 1


@pytest.mark.parametrize("act", [actions.end_role, actions.deactivate])
def test_of_two_admins_who_end_each_other_at_once_one_stays(
    transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch, act: Callable[..., Any]
) -> None:
    check = rules.check_not_the_last

    def slow_check(*what: Any) -> None:
        check(*what)
        time.sleep(0.3)

    monkeypatch.setattr(rules, "check_not_the_last", slow_check)
    other = person("other", Role.ADMIN)
    more = {"role": Role.ADMIN} if act is actions.end_role else {}
    assert cast.admin.has_perm("accounts.manage")
    assert other.has_perm("accounts.manage")
    start, results = threading.Barrier(2), []

    def run(by: User, whom: User) -> None:
        try:
            start.wait()
            act(by=by, person=whom, reason=WHY, **more)
            results.append("done")
        except Refused as refusal:
            results.append(str(refusal.message))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((cast.admin, other), (other, cast.admin))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [SENTENCE[Role.ADMIN], "done"]
    assert active(Role.ADMIN) == 1
