"""A sign-in that waits at its second step ends when password, factors or account change meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import factorforms, sessions
from accounts.invitations import actions as invitations
from accounts.models import Purpose, Session, User
from accounts.people import actions as people
from accounts.proposals import actions as proposals
from audit.kinds import Kind
from tests.cast import PASSWORD, Cast
from tests.support.audited import events
from tests.support.factors import App, app_of, first_step, recovery_codes_of
from tests.support.signedin import sign_in

Change = Callable[[Cast], None]
NEW = "battery-horse-staple-wrong"
WHY = "Asked for by the head of the office."
REFUSAL = "User name and password do not belong together. Check both and try again."
PATHS = ("/sign-in/code/", "/sign-in/passkey/", "/sign-in/recovery-code/")


def changes_the_password(cast: Cast) -> None:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert sign_in(Client(), cast.investigator).post("/account/password/", sent).status_code == 302


def sets_it_by_a_link(cast: Cast) -> None:
    invitations.set_password(token=invitations.make_link(to=cast.investigator, purpose=Purpose.RESET), password=NEW)


def is_deactivated(cast: Cast) -> None:
    people.deactivate(by=cast.admin, person=cast.investigator, reason=WHY)


def is_deactivated_and_reactivated(cast: Cast) -> None:
    is_deactivated(cast)
    proposal = proposals.propose_reactivation(by=cast.admin, about=cast.investigator, reason=WHY)
    proposals.approve(by=cast.auditor, proposal=proposal, site="")
    assert User.objects.get(pk=cast.investigator.pk).is_active


whatever_changes = pytest.mark.parametrize(
    "change",
    [changes_the_password, sets_it_by_a_link, is_deactivated, is_deactivated_and_reactivated],
)


@pytest.fixture
def app(cast: Cast) -> App:
    return app_of(cast.investigator)


def is_out(client: Client, answer: Any) -> bool:
    """Whether an answer leads to the sign-in page, which says the usual sentence and waits for nothing any more."""
    assert answer.headers["Location"] == "/sign-in/"
    page = client.get("/sign-in/").content.decode()
    return REFUSAL in page and "ines" not in page and client.get("/account/").status_code == 302


@whatever_changes
def test_a_right_code_opens_nothing(cast: Cast, app: App, change: Change) -> None:
    client = first_step("ines")
    change(cast)
    Session.objects.filter(user=cast.investigator).delete()
    with events() as found:
        answer = client.post("/sign-in/code/", {"code": app.code})
    assert is_out(client, answer)
    assert [(event.kind, event.actor, event.target, event.detail) for event in found] == [
        (Kind.SIGN_IN_FAILED, "", "ines", '{"with": "password"}')
    ]
    assert not Session.objects.filter(user=cast.investigator).exists()


@whatever_changes
def test_a_recovery_code_opens_nothing_and_is_not_used_up(cast: Cast, app: App, change: Change) -> None:
    client = first_step("ines")
    change(cast)
    codes = recovery_codes_of(cast.investigator)
    assert is_out(client, client.post("/sign-in/recovery-code/", {"code": codes[0]}))
    assert recovery_codes_of(cast.investigator) == codes


@whatever_changes
def test_it_ends_at_the_last_moment_too(cast: Cast, app: App, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the check of the code and the session."""
    client = first_step("ines")
    monkeypatch.setattr(factorforms, "use_up", lambda *_: change(cast))
    with events() as found:
        answer = client.post("/sign-in/code/", {"code": app.code})
    assert is_out(client, answer)
    assert (found[-1].kind, found[-1].target) == (Kind.SIGN_IN_FAILED, "ines")
    assert Kind.SIGNED_IN not in {event.kind for event in found}


@pytest.mark.parametrize("path", PATHS)
def test_the_second_step_no_longer_names_who_was_deactivated(cast: Cast, app: App, path: str) -> None:
    client = first_step("ines")
    assert "ines" in client.get(path).content.decode()
    is_deactivated(cast)
    answer = client.get(path)
    assert "ines" not in answer.content.decode()
    assert is_out(client, answer)
    assert client.get(path).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("path", PATHS)
def test_a_factor_that_was_reset_meanwhile_leads_back_to_the_beginning(cast: Cast, app: App, path: str) -> None:
    client = first_step("ines")
    proposal = proposals.propose_factor_reset(by=cast.admin, about=cast.investigator, reason=WHY)
    proposals.approve(by=cast.auditor, proposal=proposal, site="")
    assert is_out(client, client.get(path))


def test_a_step_that_kept_nothing_opens_nothing(cast: Cast, app: App) -> None:
    """As one does that began before this was kept."""
    client = first_step("ines")
    session = client.session
    del session["stood"]
    session.save()
    assert is_out(client, client.post("/sign-in/code/", {"code": app.code}))


@whatever_changes
def test_one_can_sign_in_afterwards(cast: Cast, app: App, change: Change) -> None:
    client = first_step("ines")
    change(cast)
    client.get("/sign-in/code/")
    password = NEW if change in (changes_the_password, sets_it_by_a_link) else PASSWORD
    client.post("/sign-in/", {"login": "ines", "password": password})
    opened = client.post("/sign-in/code/", {"code": app.code}).headers["Location"] == "/"
    assert opened is (change is not is_deactivated)
    if opened:
        assert "stood" not in client.session


def test_a_session_begun_in_the_moment_of_a_deactivation_does_not_come_back(cast: Cast, app: App) -> None:
    is_deactivated(cast)
    client = sign_in(Client(), cast.investigator)
    assert client.get("/account/").status_code == 302
    proposal = proposals.propose_reactivation(by=cast.admin, about=cast.investigator, reason=WHY)
    proposals.approve(by=cast.auditor, proposal=proposal, site="")
    assert client.get("/account/").status_code == 302
    assert sessions.end_all(cast.investigator) == 0
