"""What gives power holds only once a second person has approved it."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from accounts import rules
from accounts.models import Outcome, Proposal, RoleGrant, User
from accounts.people import actions as people
from accounts.proposals import actions
from accounts.roles import Role
from audit.kinds import Kind
from lib import clock, identity
from lib.refusal import Refused
from tests.cast import Cast, person
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
SITE = "https://register.example.org"
WHY = "Asked for by the head of the office."
ACCOUNT: dict[str, Any] = {
    "name": "Nel Vos",
    "username": "n.vos",
    "email": "nel@example.org",
    "number": "N-77",
    "language": "nl",
    "roles": [Role.INVESTIGATOR, Role.MANAGER],
}


def fresh(user: User) -> User:
    """The person as the database has him."""
    return User.objects.get(pk=user.pk)


def propose_investigator(cast: Cast) -> Proposal:
    return actions.propose_role(by=cast.admin, about=cast.stranger, role=Role.INVESTIGATOR, reason=WHY)


def propose_account(cast: Cast, **other: Any) -> Proposal:
    return actions.propose_account(by=cast.admin, reason=WHY, **{**ACCOUNT, **other})


def test_a_role_holds_once_it_is_approved(cast: Cast) -> None:
    with events() as proposed:
        proposal = propose_investigator(cast)
    assert fresh(cast.stranger).roles == frozenset()
    with events() as approved:
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert fresh(cast.stranger).roles == {"investigator"}
    grant = RoleGrant.objects.get(user=cast.stranger)
    assert (grant.granted_by, grant.approved_by) == (cast.admin, cast.auditor)
    assert kinds(proposed) == [Kind.ROLE_PROPOSED]
    assert kinds(approved) == [Kind.ROLE_GRANTED]
    assert (approved[0].actor, approved[0].target, approved[0].reason) == ("aude", "vic", WHY)
    assert '"proposed_by": "adam"' in approved[0].detail


def test_a_declined_role_never_holds(cast: Cast) -> None:
    proposal = propose_investigator(cast)
    with events() as declined:
        actions.decline(by=cast.auditor, proposal=proposal, reason="Not trained yet.")
    assert kinds(declined) == [Kind.PROPOSAL_DECLINED]
    assert declined[0].reason == "Not trained yet."
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decline_reason) == (Outcome.DECLINED, "Not trained yet.")
    assert fresh(cast.stranger).roles == frozenset()
    with pytest.raises(Refused, match="decided already"):
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)


def test_nobody_decides_what_he_proposed(cast: Cast) -> None:
    proposal = propose_investigator(cast)
    with events() as found, pytest.raises(Refused, match="You proposed this yourself"):
        actions.approve(by=cast.admin, proposal=proposal, site=SITE)
    with pytest.raises(Refused, match="You proposed this yourself"):
        actions.decline(by=cast.admin, proposal=proposal, reason="No.")
    assert not found
    assert fresh(cast.stranger).roles == frozenset()


def test_nobody_decides_what_concerns_himself(cast: Cast) -> None:
    second = person("ada", Role.ADMIN)
    proposal = actions.propose_number(by=cast.admin, about=second, number="Q-1", reason=WHY)
    with pytest.raises(Refused, match="This concerns you"):
        actions.approve(by=second, proposal=proposal, site=SITE)
    actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert fresh(second).number == "Q-1"


@pytest.mark.parametrize("part", ["investigator", "coordinator", "manager", "screening_officer", "stranger"])
def test_others_neither_propose_nor_decide(cast: Cast, part: str) -> None:
    other = cast.everybody()[part]
    with pytest.raises(PermissionDenied):
        actions.propose_role(by=other, about=cast.stranger, role=Role.ADMIN, reason=WHY)
    proposal = propose_investigator(cast)
    with pytest.raises(PermissionDenied):
        actions.approve(by=other, proposal=proposal, site=SITE)
    with pytest.raises(PermissionDenied):
        actions.decline(by=other, proposal=proposal, reason=WHY)


def test_the_auditor_decides_and_proposes_nothing(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.propose_role(by=cast.auditor, about=cast.stranger, role=Role.INVESTIGATOR, reason=WHY)


def test_excluded_roles_are_refused_when_proposed(cast: Cast) -> None:
    with pytest.raises(Refused, match="Nobody holds these roles together"):
        actions.propose_role(by=cast.admin, about=cast.investigator, role=Role.ADMIN, reason=WHY)
    assert not Proposal.objects.exists()


def test_excluded_roles_are_refused_when_approved(cast: Cast) -> None:
    one = propose_investigator(cast)
    other = actions.propose_role(by=cast.admin, about=cast.stranger, role=Role.ADMIN, reason=WHY)
    actions.approve(by=cast.auditor, proposal=one, site=SITE)
    with pytest.raises(Refused, match="Nobody holds these roles together"):
        actions.approve(by=cast.auditor, proposal=other, site=SITE)
    assert fresh(cast.stranger).roles == {"investigator"}
    other.refresh_from_db()
    assert other.outcome == ""


def test_nothing_is_proposed_twice_at_once(cast: Cast) -> None:
    propose_investigator(cast)
    with pytest.raises(Refused, match="has been proposed already"):
        propose_investigator(cast)


def test_a_role_of_somebody_deactivated_waits_for_his_return(cast: Cast) -> None:
    proposal = propose_investigator(cast)
    people.deactivate(by=cast.admin, person=cast.stranger, reason=WHY)
    with pytest.raises(Refused, match="deactivated"):
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert fresh(cast.stranger).roles == frozenset()


def test_a_new_account_does_not_exist_before_it_is_approved(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with events() as proposed:
        proposal = propose_account(cast)
    assert kinds(proposed) == [Kind.ACCOUNT_PROPOSED]
    assert proposed[0].target == "n.vos"
    assert not User.objects.filter(username="n.vos").exists()
    with django_capture_on_commit_callbacks(execute=True), events() as approved:
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert kinds(approved) == [Kind.ACCOUNT_MADE]
    made = User.objects.get(username="n.vos")
    assert (made.name, made.email, made.number, made.language) == ("Nel Vos", "nel@example.org", "N-77", "nl")
    assert made.roles == {"investigator", "manager"}
    assert not made.has_usable_password()
    assert [letter.to for letter in mail.outbox] == [["nel@example.org"]]


def test_a_declined_account_leaves_nothing_but_the_proposal(cast: Cast) -> None:
    proposal = propose_account(cast)
    actions.decline(by=cast.auditor, proposal=proposal, reason="Unknown to the office.")
    assert not User.objects.filter(username="n.vos").exists()
    propose_account(cast)


def test_a_number_is_kept_in_a_proposal_only_while_it_waits(cast: Cast) -> None:
    approved, declined = (
        propose_account(cast),
        propose_account(cast, username="p.vos", number="N-78", email="p@example.org"),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_proposal")
        kept = [number for (number,) in cursor.fetchall()]
    assert all(kept)
    assert "N-77" not in "".join(kept)
    actions.approve(by=cast.auditor, proposal=approved, site=SITE)
    actions.decline(by=cast.auditor, proposal=declined, reason=WHY)
    assert set(Proposal.objects.values_list("number", flat=True)) == {""}


@pytest.mark.parametrize(
    "wrong, field, says",
    [
        ({"username": "INES"}, "username", "looks like one"),
        ({"username": "1nes"}, "username", "looks like one"),
        ({"username": "i.n_es"}, "username", "looks like one"),
        ({"username": "rnara"}, "username", "looks like one"),
        ({"username": "0tto"}, "username", "looks like one"),
        ({"username": "nél"}, "username", "Use only the letters"),
        ({"username": "аdam"}, "username", "Use only the letters"),  # Cyrillic
        ({"username": "n vos"}, "username", "Use only the letters"),
        ({"username": "Proposals"}, "username", "reserved"),
        ({"number": "T-ines"}, "number", "belongs to another account"),
        ({"number": "t ines"}, "number", "belongs to another account"),
        ({"number": "--"}, "number", "letters or digits"),
        ({"email": "nel"}, "email", "whole e-mail address"),
        ({"roles": [Role.ADMIN, Role.AUDITOR]}, "roles", "Nobody holds these roles together"),
        ({"language": "xx"}, "language", "Choose a language"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(cast: Cast, wrong: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        propose_account(cast, **wrong)
    assert says in refusal.value.message_dict[field][0]
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("address", ["adam@example.org", "Adam@Example.org", "adam+2@example.org"])
def test_nobody_gets_the_links_of_two_accounts(cast: Cast, address: str) -> None:
    """An admin with a second account of his own would be his own second person."""
    User.objects.filter(pk=cast.admin.pk).update(email="adam@example.org")
    with pytest.raises(ValidationError) as refused:
        propose_account(cast, email=address)
    assert "email" in refused.value.message_dict
    propose_account(cast)
    with pytest.raises(ValidationError):
        propose_account(cast, username="other", number="", email="NEL+@example.org")


def test_what_a_former_admin_proposed_can_only_be_declined(cast: Cast) -> None:
    proposal = propose_investigator(cast)
    RoleGrant.objects.filter(user=cast.admin).update(ended_at=clock.now())
    with pytest.raises(Refused, match="no admin any more"):
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert fresh(cast.stranger).roles == frozenset()
    actions.decline(by=cast.auditor, proposal=proposal, reason="The admin left")


def test_two_waiting_accounts_may_not_look_alike(cast: Cast) -> None:
    propose_account(cast)
    with pytest.raises(ValidationError, match="looks like one"):
        propose_account(cast, username="nv0s", number="N-78")


def test_whose_number_it_is_nobody_learns(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.admin).post("/people/vic/number/", {"number": "t.ines", "reason": WHY}).content.decode()
    assert "This number belongs to another account." in page
    assert "Ines" not in page
    assert not Proposal.objects.exists()


def test_a_name_taken_meanwhile_is_refused_at_approval(cast: Cast) -> None:
    proposal = propose_account(cast)
    person("nvos")
    with pytest.raises(ValidationError, match="looks like one"):
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    proposal.refresh_from_db()
    assert proposal.outcome == ""


def test_a_number_taken_meanwhile_is_refused_at_approval(cast: Cast) -> None:
    one = actions.propose_number(by=cast.admin, about=cast.stranger, number="Q-1", reason=WHY)
    other = actions.propose_number(by=cast.admin, about=cast.manager, number="q1", reason=WHY)
    actions.approve(by=cast.auditor, proposal=one, site=SITE)
    with pytest.raises(ValidationError, match="belongs to another account"):
        actions.approve(by=cast.auditor, proposal=other, site=SITE)


def test_a_changed_number_moves_the_walls_once_it_is_approved(cast: Cast) -> None:
    with events() as proposed:
        proposal = actions.propose_number(by=cast.admin, about=cast.stranger, number=" Q-1 ", reason=WHY)
    assert fresh(cast.stranger).subject_hash == identity.subject_hash("T-vic")
    with events() as approved:
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert fresh(cast.stranger).subject_hash == identity.subject_hash("Q-1")
    assert kinds(proposed) + kinds(approved) == [Kind.NUMBER_PROPOSED, Kind.NUMBER_CHANGED]
    assert "Q-1" not in "".join(str(vars(event)) for event in proposed + approved)


def test_the_same_number_is_no_change(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="on file already"):
        actions.propose_number(by=cast.admin, about=cast.stranger, number="t vic", reason=WHY)


def test_a_reset_factor_waits_for_a_second_person(
    cast: Cast, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    from allauth.mfa.models import Authenticator

    cast.stranger.email = "vic@example.org"
    cast.stranger.save()
    Authenticator.objects.create(user=cast.stranger, type=Authenticator.Type.TOTP, data={})
    client = client_of(cast.stranger)
    proposal = actions.propose_factor_reset(by=cast.admin, about=cast.stranger, reason=WHY)
    assert Authenticator.objects.filter(user=cast.stranger).exists()
    with django_capture_on_commit_callbacks(execute=True), events() as approved:
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert not Authenticator.objects.filter(user=cast.stranger).exists()
    assert kinds(approved) == [Kind.FACTOR_RESET]
    assert client.get("/account/").status_code == 302
    assert [letter.to for letter in mail.outbox] == [["vic@example.org"]]
    assert "was reset" in mail.outbox[0].subject


def test_a_return_waits_for_a_second_person(cast: Cast) -> None:
    people.deactivate(by=cast.admin, person=cast.investigator, reason=WHY)
    with events() as proposed:
        proposal = actions.propose_reactivation(by=cast.admin, about=cast.investigator, reason=WHY)
    assert not fresh(cast.investigator).is_active
    with events() as approved:
        actions.approve(by=cast.auditor, proposal=proposal, site=SITE)
    assert fresh(cast.investigator).is_active
    assert fresh(cast.investigator).roles == {"investigator"}
    assert kinds(proposed) + kinds(approved) == [Kind.REACTIVATION_PROPOSED, Kind.REACTIVATED]
    with pytest.raises(Refused, match="is active"):
        actions.propose_reactivation(by=cast.admin, about=cast.investigator, reason=WHY)


def test_a_new_role_ends_the_sessions(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.stranger)
    assert client.get("/account/").status_code == 200
    actions.approve(by=cast.auditor, proposal=propose_investigator(cast), site=SITE)
    assert client.get("/account/").status_code == 302


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let each act run in a thread of its own, begun together; what came of each."""
    start, results = threading.Barrier(len(acts)), ["?"] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            act()
            results[number] = "done"
        except ValidationError as refusal:
            results[number] = refusal.messages[0]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def approving(proposal: Proposal, by: User) -> Callable[[], Any]:
    return lambda: actions.approve(by=by, proposal=proposal, site=SITE)


def test_of_two_approvals_at_once_one_counts(transactional_db: None, cast: Cast) -> None:
    proposal, second = propose_account(cast), person("ada", Role.ADMIN)
    with events() as found:
        results = at_once(approving(proposal, cast.auditor), approving(proposal, second))
    assert sorted(results) == ["This proposal has been decided already.", "done"]
    assert kinds(found) == [Kind.ACCOUNT_MADE]
    assert User.objects.filter(username="n.vos").count() == 1
    assert len(mail.outbox) == 1


def test_of_an_approval_and_a_refusal_at_once_one_counts(transactional_db: None, cast: Cast) -> None:
    proposal, second = propose_investigator(cast), person("ada", Role.ADMIN)
    results = at_once(
        approving(proposal, cast.auditor), lambda: actions.decline(by=second, proposal=proposal, reason=WHY)
    )
    assert sorted(results) == ["This proposal has been decided already.", "done"]
    proposal.refresh_from_db()
    assert (proposal.outcome == "approved") is (fresh(cast.stranger).roles == {"investigator"})


def test_excluded_roles_approved_at_once_never_meet(
    transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = propose_investigator(cast)
    other = actions.propose_role(by=cast.admin, about=cast.stranger, role=Role.ADMIN, reason=WHY)
    check = rules.check_can_hold

    def check_slowly(about: User, role: str) -> None:
        check(about, role)
        # Long enough for the other to look as well, if nothing holds it up.
        time.sleep(0.3)

    monkeypatch.setattr(rules, "check_can_hold", check_slowly)
    results = at_once(approving(one, cast.auditor), approving(other, person("ada", Role.ADMIN)))
    assert sorted(result[:6] for result in results) == ["Nobody", "done"]
    assert len(fresh(cast.stranger).roles) == 1


def test_two_proposals_at_once_wait_once(transactional_db: None, cast: Cast) -> None:
    results = at_once(lambda: propose_investigator(cast), lambda: propose_investigator(cast))
    assert sorted(result[:4] for result in results) == ["This", "done"]
    assert Proposal.objects.count() == 1


def test_accounts_that_look_alike_approved_at_once_never_meet(transactional_db: None, cast: Cast) -> None:
    one = propose_account(cast)
    # Past the rule that sees what waits.
    other = Proposal.objects.get(pk=one.pk)
    other.pk, other.public_key, other.username, other.number = None, "TW1NTW1NTW1N", "n_v0s", "N-78"
    other.save(force_insert=True)
    results = at_once(approving(one, cast.auditor), approving(other, person("ada", Role.ADMIN)))
    assert results.count("done") == 1
    assert User.objects.filter(skeleton="nvos").count() == 1
