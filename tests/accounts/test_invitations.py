"""Links by which a person sets a password: once, in time, and nobody else ever knows it."""

import datetime
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.invitations import actions
from accounts.models import Link, Purpose, Session, User
from audit.kinds import Kind
from lib import clock
from lib.refusal import Refused
from tests.cast import PASSWORD, Cast
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
WHY = "Forgot it."
NEW = "battery-horse-staple-wrong"
SITE = "https://register.example.org"
GONE = "It was used, replaced by a newer one, or is older than 72 hours"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def vic(cast: Cast) -> User:
    """Somebody who was invited and has no password yet."""
    cast.stranger.email = "vic@example.org"
    cast.stranger.set_unusable_password()
    cast.stranger.save()
    return cast.stranger


def link_for(person: User, purpose: str = Purpose.INVITATION) -> str:
    """The address behind a link made now."""
    return f"/invitation/{actions.make_link(to=person, purpose=purpose)}/"


def send(client: Client, address: str, password: str = NEW, again: str = NEW) -> Any:
    return client.post(address, {"password1": password, "password2": again})


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_link_sets_a_password_and_leads_to_the_sign_in(vic: User) -> None:
    client, address = Client(), link_for(vic)
    page = body(client.get(address))
    assert "Choose a password" in page
    assert "vic" in page
    with events() as found:
        answer = send(client, address)
    assert answer.headers["Location"] == "/sign-in/"
    assert kinds(found) == [Kind.PASSWORD_SET]
    assert (found[0].actor, found[0].target) == ("vic", "vic")
    vic.refresh_from_db()
    assert vic.check_password(NEW)
    assert "Your password is set." in body(client.get("/sign-in/"))


def test_who_was_invited_signs_in_and_sets_up_a_second_factor(vic: User) -> None:
    client = Client()
    send(client, link_for(vic))
    answer = client.post("/sign-in/", {"login": "vic", "password": NEW}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("mfa_index")
    assert client.get("/account/").headers["Location"] == reverse("mfa_index")


def test_a_link_works_once(vic: User) -> None:
    client, address = Client(), link_for(vic)
    send(client, address)
    for answer in (client.get(address), send(client, address, "another-long-password", "another-long-password")):
        assert answer.status_code == 410
        assert GONE in body(answer)
    vic.refresh_from_db()
    assert vic.check_password(NEW)


def test_a_link_works_for_72_hours(vic: User) -> None:
    now = timezone.now()
    with clock.at(now):
        address = link_for(vic)
    with clock.at(now + datetime.timedelta(hours=71, minutes=59)):
        assert Client().get(address).status_code == 200
    with clock.at(now + datetime.timedelta(hours=72)):
        assert Client().get(address).status_code == 410
        assert send(Client(), address).status_code == 410


def test_a_new_link_replaces_the_one_before(vic: User) -> None:
    first = link_for(vic)
    second = link_for(vic)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(vic: User) -> None:
    used, replaced, off = link_for(vic), link_for(vic), link_for(vic)
    send(Client(), replaced)
    vic.is_active = False
    vic.save()
    pages = {body(Client().get(address)) for address in (used, replaced, off, "/invitation/nonsense/")}
    assert len(pages) == 1


def test_the_table_holds_no_token(vic: User) -> None:
    token = link_for(vic).split("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_link")
        row = str(cursor.fetchall())
    assert token not in row
    assert len(token) >= 43


@pytest.mark.parametrize(
    "password, again, says",
    [
        ("tiny-7", "tiny-7", "at least 14 characters"),
        ("password123456", "password123456", "too common"),
        ("vic-vic-vic-vic", "vic-vic-vic-vic", ""),
        (NEW, "another-long-password", "The two do not match."),
        ("", "", "Enter a new password."),
    ],
)
def test_a_password_is_refused_with_the_reason(vic: User, password: str, again: str, says: str) -> None:
    if not says:
        vic.username, says = "vic-vic-vic-vi", "too similar"
        vic.save()
    address = link_for(vic)
    page = body(send(Client(), address, password, again))
    assert says in page
    assert not password or password not in page
    vic.refresh_from_db()
    assert not vic.has_usable_password()
    assert Client().get(address).status_code == 200


def test_a_form_from_another_site_is_refused(vic: User) -> None:
    assert send(Client(enforce_csrf_checks=True), link_for(vic)).status_code == 403


def test_guessing_is_slowed_down(vic: User) -> None:
    address = link_for(vic)
    client = Client()
    answers = [send(client, "/invitation/guess/").status_code for _ in range(31)]
    assert (answers[0], answers[-1]) == (410, 429)
    assert send(client, address).status_code == 429
    # From elsewhere the owner is not held up.
    assert send(Client(REMOTE_ADDR="192.0.2.7"), address).status_code == 302


def test_the_admin_sends_a_link_and_nothing_has_changed_yet(
    cast: Cast, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    cast.manager.email, cast.manager.language = "mara@example.org", "nl"
    cast.manager.save()
    hers = client_of(cast.manager)
    with django_capture_on_commit_callbacks(execute=True), events() as found:
        client_of(cast.admin).post("/people/mara/link/", {"reason": WHY})
    assert kinds(found) == [Kind.LINK_SENT]
    assert (found[0].target, found[0].reason, found[0].detail) == ("mara", WHY, '{"link": "reset"}')
    assert hers.get("/account/").status_code == 200
    cast.manager.refresh_from_db()
    assert cast.manager.check_password(PASSWORD)
    [letter] = mail.outbox
    assert letter.to == ["mara@example.org"]
    path = re.search(r"http://testserver(/invitation/\S+/)", letter.body)
    assert path
    assert send(Client(), path.group(1)).status_code == 302
    assert not Session.objects.filter(user=cast.manager).exists()
    assert hers.get("/account/").status_code == 302
    cast.manager.refresh_from_db()
    assert cast.manager.check_password(NEW)


def test_the_token_is_in_the_mail_and_nowhere_else(
    cast: Cast, vic: User, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), events() as found:
        page = body(client_of(cast.admin).post("/people/vic/link/", {"reason": WHY}, follow=True))
    token = re.search(r"/invitation/(\S+)/", mail.outbox[0].body)
    assert token
    assert token.group(1) not in page + "".join(str(vars(event)) for event in found)


def test_a_link_needs_an_address(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.admin).post("/people/mara/link/", {"reason": WHY})
    assert answer.status_code == 409
    assert "No e-mail address is on file" in body(answer)


@pytest.mark.parametrize("part", ["auditor", "coordinator", "stranger"])
def test_others_send_no_link(cast: Cast, vic: User, part: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.send_link(by=cast.everybody()[part], to=vic, reason=WHY, site=SITE)


@pytest.mark.parametrize("language, says", [("en", "Dear Vic Meijer"), ("", "Dear Vic Meijer"), ("nl", "Vic Meijer")])
def test_a_mail_is_in_the_readers_language(cast: Cast, vic: User, language: str, says: str) -> None:
    from accounts.invitations import mails

    vic.language = language
    mails.send_link(to=vic, purpose=Purpose.INVITATION, token="t", site=SITE)
    [letter] = mail.outbox
    assert says in letter.body
    assert "https://register.example.org/invitation/t/" in letter.body
    assert letter.content_subtype == "plain"
    assert not getattr(letter, "alternatives", [])


def test_a_name_is_not_escaped_in_a_mail(cast: Cast, vic: User) -> None:
    from accounts.invitations import mails

    vic.name = "Vic O'Meijer <V>"
    mails.send_link(to=vic, purpose=Purpose.RESET, token="t", site=SITE)
    assert "Vic O'Meijer <V>" in mail.outbox[0].body


def test_a_mail_that_cannot_be_sent_is_told(
    transactional_db: None, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> int:
        raise ConnectionRefusedError

    cast.stranger.email = "vic@example.org"
    cast.stranger.save()
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with events() as found:
        page = body(client_of(cast.admin).post("/people/vic/link/", {"reason": WHY}, follow=True))
    assert "the mail about it could not be sent" in page
    assert kinds(found)[0] == Kind.LINK_SENT
    assert Link.objects.filter(user=cast.stranger, ended_at=None).count() == 1


def test_of_two_who_use_a_link_at_once_one_does(transactional_db: None, cast: Cast) -> None:
    token = actions.make_link(to=cast.stranger, purpose=Purpose.RESET)
    start, results = threading.Barrier(2), []

    def use(password: str) -> None:
        try:
            start.wait()
            actions.set_password(token=token, password=password)
            results.append("done")
        except Refused as refusal:
            results.append(refusal.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[f"{NEW}-{number}"]) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result[:9] for result in results) == ["It was us", "done"]
