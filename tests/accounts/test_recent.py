"""Some acts need a sign-in or a confirmation of the last five minutes."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import User
from accounts.recent import recently_signed_in
from audit.kinds import Kind
from integrity.urls import urlpatterns as of_integrity
from tests.cast import PASSWORD, Cast
from tests.support.audited import events
from tests.support.factors import Clock, app_of
from tests.support.passkeys import add_passkey, asked

ClientOf = Callable[[User], Client]
MINUTE = 60
SAID = "Nothing was done yet. Confirm that it is you, then send the form again."


@recently_signed_in
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} done")


@recently_signed_in(page=lambda _request, name: f"/form/{name}/")
def posted(_request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(f"{name} done")


urlpatterns = [
    *of_integrity,
    path("guarded/", guarded),
    path("posted/<slug:name>/", posted),
]
pytestmark = pytest.mark.urls(__name__)


def next_of(address: str) -> tuple[str, str]:
    """Where somebody is sent, and where to from there."""
    parts = urlsplit(address)
    return parts.path, parse_qs(parts.query).get("next", [""])[0]


def test_a_fresh_sign_in_is_enough(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(4 * MINUTE)
    assert client.get("/guarded/").content == b"GET done"
    assert client.post("/guarded/").content == b"POST done"


def test_an_older_one_is_led_to_confirm_and_back(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    sent_to = client.get("/guarded/?year=2018").headers["Location"]
    assert next_of(sent_to) == ("/account/confirm/", "/guarded/?year=2018")
    page = client.get(sent_to).content.decode()
    assert "Confirm it is you" in page
    assert 'name="next" value="/guarded/?year=2018"' in page
    with events() as found:
        answer = client.post(sent_to, {"password": PASSWORD, "next": "/guarded/?year=2018"})
    assert answer.headers["Location"] == "/guarded/?year=2018"
    assert [(event.kind, event.target, event.detail) for event in found] == [
        (Kind.CONFIRMED, "ines", '{"with": "password"}')
    ]
    assert client.get("/guarded/").content == b"GET done"
    clock.passes(6 * MINUTE)
    assert client.get("/guarded/").status_code == 302


def test_a_post_is_not_done_and_one_is_told_so(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    sent_to = client.post("/guarded/", {"reason": "secret words"}).headers["Location"]
    assert next_of(sent_to) == ("/account/confirm/", "/guarded/")
    assert SAID in client.get(sent_to).content.decode()
    answer = client.post(sent_to, {"password": PASSWORD, "next": "/guarded/"}, follow=True)
    assert answer.content == b"GET done"


def test_a_post_without_a_page_of_its_own_leads_back_to_its_form(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    assert client.post("/posted/units/").content == b"units done"
    clock.passes(6 * MINUTE)
    assert next_of(client.post("/posted/units/").headers["Location"])[1] == "/form/units/"


def test_a_wrong_password_confirms_nothing(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    with events() as found:
        page = client.post("/account/confirm/", {"password": "wrong"}).content.decode()
    assert "This is not your password." in page
    assert [(event.kind, event.actor) for event in found] == [(Kind.CONFIRM_FAILED, "ines")]
    assert client.get("/guarded/").status_code == 302


def test_setting_the_clock_back_keeps_nothing_recent(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    clock.is_set(-20 * MINUTE)
    assert client.get("/guarded/").status_code == 302


def test_a_code_confirms_too_and_works_once(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    app = app_of(cast.investigator)
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    assert "Use a code" in client.get("/account/confirm/").content.decode()
    code = app.code
    assert client.post("/account/confirm/code/", {"code": code, "next": "/guarded/"}).headers["Location"] == "/guarded/"
    assert client.get("/guarded/").status_code == 200
    clock.passes(6 * MINUTE)
    assert client.post("/account/confirm/code/", {"code": code}).status_code == 200
    assert client.get("/guarded/").status_code == 302


def test_a_passkey_confirms_too(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    passkey = add_passkey(client)
    clock.passes(6 * MINUTE)
    where = "/account/confirm/passkey/"
    assert "Use a passkey" in client.get("/account/confirm/").content.decode()
    wrong = passkey.answer(asked(client, where), signed=False)
    assert "did not answer" in client.post(where, {"credential": wrong}).content.decode()
    assert client.get("/guarded/").status_code == 302
    with events() as found:
        client.post(where, {"credential": passkey.answer(asked(client, where))})
    assert [(event.kind, event.detail) for event in found] == [(Kind.CONFIRMED, '{"with": "webauthn"}')]
    assert client.get("/guarded/").status_code == 200


def test_who_has_neither_password_nor_factor_signs_in_anew(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    cast.investigator.set_unusable_password()
    cast.investigator.save()
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    sent_to = client.get("/guarded/").headers["Location"]
    assert next_of(sent_to) == ("/account/confirm/anew/", "/guarded/")
    assert "Sign in again" in client.get(sent_to).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/account/factors/app/",
        "/account/factors/passkeys/add/",
        "/account/factors/recovery-codes/",
        "/account/factors/recovery-codes/new/",
    ],
)
def test_second_factors_are_changed_by_who_confirmed_alone(
    cast: Cast, client_of: ClientOf, clock: Clock, address: str
) -> None:
    app_of(cast.investigator)
    client = client_of(cast.investigator)
    clock.passes(6 * MINUTE)
    assert next_of(client.get(address).headers["Location"]) == ("/account/confirm/", address)


def test_confirming_leads_nowhere_else(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    sent = {"password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/account/confirm/", sent).headers["Location"] == "/"
