"""The second factor: compulsory outside the demo, set up, replaced, removed, kept encrypted."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import factors
from accounts.models import User
from audit.kinds import Kind
from lib import identity
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.factors import Clock, app_of, first_step, recovery_codes_of, set_up_app
from tests.support.passkeys import ADD, Passkey, add_passkey, asked

ClientOf = Callable[[User], Client]


EMPTY = '{"id": "a", "rawId": "a", "type": "x", "response": {}}'
GIBBERISH = (
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", "attestationObject": "YQ", '
    '"authenticatorData": "YQ", "signature": "YQ"}}'
)


def removal(client: Client) -> str:
    """Where the first passkey is removed."""
    found = re.search(
        r'href="(/account/factors/passkeys/[0-9a-f]+/remove/)"', client.get("/account/factors/").content.decode()
    )
    assert found
    return found.group(1)


# Where one without a second factor may go


def names(resolver: URLResolver, space: str = "") -> list[str]:
    """The names of all pages that have no key in their address."""
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name and not entry.pattern.converters:
                found.append(f"{space}{entry.name}")
        elif not entry.pattern.converters:
            found += names(entry, f"{entry.namespace}:" if entry.namespace else space)
    return found


def test_without_a_second_factor_one_reaches_these_pages_and_no_others(cast: Cast) -> None:
    client = first_step("ines")
    reached = set()
    for name in names(get_resolver()):
        answer = client.get(reverse(name))
        if answer.status_code != 405 and answer.headers.get("Location") != "/account/factors/":
            reached.add(name)
    assert reached == factors.REACHABLE_WITHOUT - {"set_language"}
    assert client.post("/language/", {"language": "nl"}).headers["Location"] == "/"


def test_nothing_is_done_without_a_second_factor(cast: Cast) -> None:
    client = first_step("ines")
    assert client.post("/account/theme/", {"theme": "dark"}).headers["Location"] == "/account/factors/"
    cast.investigator.refresh_from_db()
    assert cast.investigator.theme == ""


def test_the_demo_asks_for_none(cast: Cast, settings: Any) -> None:
    settings.MODE = "demo"
    assert first_step("ines").get("/account/").status_code == 200


def test_a_session_older_than_the_factor_is_ended(cast: Cast) -> None:
    """It cannot be used to add another: it never showed the one that is there."""
    client = first_step("ines")
    app_of(cast.investigator)
    assert client.get("/account/factors/app/").headers["Location"] == "/sign-in/"
    assert client.get("/account/").headers["Location"].startswith("/sign-in/")


# An authenticator app


def test_an_app_opens_the_register_and_shows_recovery_codes_once(cast: Cast) -> None:
    client = first_step("ines")
    with events() as found:
        set_up_app(client)
    assert [(event.kind, event.target, event.detail) for event in found] == [
        (Kind.FACTOR_ADDED, "ines", '{"factor": "totp"}')
    ]
    assert client.get("/account/").status_code == 200
    codes = recovery_codes_of(cast.investigator)
    page = client.get("/account/factors/recovery-codes/").content.decode()
    assert all(f"{code[:4]} {code[4:]}" in page for code in codes)
    assert f"{codes[0][:4]}%20{codes[0][4:]}" in page
    again = client.get("/account/factors/recovery-codes/").content.decode()
    assert not any(code[:4] in again for code in codes)
    assert "not shown again" in again


def test_a_wrong_first_code_sets_up_nothing(cast: Cast) -> None:
    client = first_step("ines")
    client.get("/account/factors/app/")
    assert "This code is not right" in client.post("/account/factors/app/", {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()


def test_the_first_code_does_not_work_again_at_sign_in(cast: Cast) -> None:
    app = set_up_app(first_step("ines"))
    second = first_step("ines")
    assert second.post("/sign-in/code/", {"code": app.code}).status_code == 200
    assert second.get("/account/").status_code == 302


def test_another_app_takes_the_place_of_the_one_before(cast: Cast, clock: Clock) -> None:
    client = first_step("ines")
    old = set_up_app(client)
    codes = recovery_codes_of(cast.investigator)
    new = set_up_app(client)
    assert recovery_codes_of(cast.investigator) == codes
    clock.passes(31)
    assert first_step("ines").post("/sign-in/code/", {"code": old.code}).status_code == 200
    assert first_step("ines").post("/sign-in/code/", {"code": new.code}).status_code == 302


def test_the_only_second_factor_cannot_be_removed(cast: Cast) -> None:
    client = first_step("ines")
    set_up_app(client)
    assert "This is your only second factor." in client.get("/account/factors/app/remove/").content.decode()
    client.post("/account/factors/app/remove/")
    assert factors.has_one(cast.investigator)


def test_an_app_is_removed_where_there_is_a_passkey(cast: Cast) -> None:
    client = first_step("ines")
    set_up_app(client)
    add_passkey(client)
    with events() as found:
        assert client.post("/account/factors/app/remove/").status_code == 302
    assert kinds(found) == [Kind.FACTOR_REMOVED]
    assert first_step("ines").get("/sign-in/code/").headers["Location"] == "/sign-in/passkey/"


# Passkeys


def test_a_passkey_opens_the_register(cast: Cast) -> None:
    with events() as found:
        passkey = add_passkey(first_step("ines"))
    assert found[0].kind == Kind.SIGNED_IN
    assert [(event.kind, event.detail) for event in found[1:]] == [(Kind.FACTOR_ADDED, '{"factor": "webauthn"}')]
    client = first_step("ines")
    with events() as found:
        answer = client.post("/sign-in/passkey/", {"credential": passkey.answer(asked(client, "/sign-in/passkey/"))})
    assert answer.headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert [(event.kind, event.detail) for event in found] == [(Kind.SIGNED_IN, '{"with": ["password", "webauthn"]}')]


@pytest.mark.parametrize(
    "said", [{"signed": False}, {"origin": "https://elsewhere.example"}], ids=["signature", "origin"]
)
def test_a_wrong_answer_of_a_passkey_is_refused(cast: Cast, said: dict[str, object]) -> None:
    passkey = add_passkey(first_step("ines"))
    client = first_step("ines")
    with events() as found:
        sent = passkey.answer(asked(client, "/sign-in/passkey/"), **said)
        page = client.post("/sign-in/passkey/", {"credential": sent}).content.decode()
    assert "This passkey did not answer as it should." in page
    assert [(event.kind, event.detail) for event in found] == [(Kind.SIGN_IN_FAILED, '{"with": "passkey"}')]
    assert client.get("/account/").status_code == 302


def test_an_answer_of_a_passkey_works_once(cast: Cast) -> None:
    passkey = add_passkey(first_step("ines"))
    client = first_step("ines")
    sent = passkey.answer(asked(client, "/sign-in/passkey/"))
    assert client.post("/sign-in/passkey/", {"credential": sent}).status_code == 302
    assert first_step("ines").post("/sign-in/passkey/", {"credential": sent}).status_code == 200


def test_the_passkey_of_somebody_else_opens_nothing(cast: Cast) -> None:
    add_passkey(first_step("ines"))
    other = add_passkey(first_step("otto"))
    client = first_step("ines")
    sent = other.answer(asked(client, "/sign-in/passkey/"))
    assert client.post("/sign-in/passkey/", {"credential": sent}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    ["", "[]", "1", '"x"', "{}", "null", '{"id": 1}', EMPTY, GIBBERISH, "{"],
)
def test_what_no_browser_sends_is_no_passkey(cast: Cast, sent: str) -> None:
    fresh = first_step("otto")
    asked(fresh, ADD)
    assert fresh.post(ADD, {"name": "x", "credential": sent}).status_code == 200
    add_passkey(first_step("ines"))
    client = first_step("ines")
    asked(client, "/sign-in/passkey/")
    assert client.post("/sign-in/passkey/", {"credential": sent}).status_code == 200
    assert client.get("/account/").status_code == 302


def test_a_passkey_is_removed_by_its_key_and_never_somebody_elses(cast: Cast) -> None:
    client, other = first_step("ines"), first_step("otto")
    set_up_app(client)
    set_up_app(other)
    add_passkey(client)
    address = removal(client)
    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404
    assert "Key ring" in client.get(address).content.decode()
    with events() as found:
        assert client.post(address).headers["Location"] == "/account/factors/"
    assert kinds(found) == [Kind.FACTOR_REMOVED]
    assert Authenticator.objects.filter(type="webauthn").count() == 0


def test_the_only_passkey_stays(cast: Cast) -> None:
    client = first_step("ines")
    add_passkey(client)
    assert "This is your only second factor." in client.get(removal(client)).content.decode()
    client.post(removal(client))
    assert factors.has_one(cast.investigator)


def test_a_passkey_is_told_no_key_of_the_database(cast: Cast) -> None:
    client = first_step("ines")
    handle = asked(client, ADD)["user"]["id"]
    assert len(handle) == 43
    assert handle != asked(first_step("otto"), ADD)["user"]["id"]


def test_a_passkey_needs_a_name(cast: Cast) -> None:
    client = first_step("ines")
    passkey = Passkey()
    page = client.post(ADD, {"name": "", "credential": passkey.made(asked(client, ADD))}).content.decode()
    assert "Enter a name for this passkey." in page
    assert "Cancel" in page


# Recovery codes


def test_new_recovery_codes_replace_the_old_ones(cast: Cast) -> None:
    client = first_step("ines")
    set_up_app(client)
    old = recovery_codes_of(cast.investigator)
    with events() as found:
        answer = client.post("/account/factors/recovery-codes/new/")
    assert kinds(found) == [Kind.RECOVERY_CODES_MADE]
    assert answer.headers["Location"] == "/account/factors/recovery-codes/"
    assert not set(old) & set(recovery_codes_of(cast.investigator))
    assert first_step("ines").post("/sign-in/recovery-code/", {"code": old[0]}).status_code == 200


def test_the_page_counts_the_codes_that_are_left(cast: Cast) -> None:
    client = first_step("ines")
    set_up_app(client)
    first_step("ines").post("/sign-in/recovery-code/", {"code": recovery_codes_of(cast.investigator)[0]})
    assert "9 codes are left" in client.get("/account/factors/").content.decode()


# At rest, and what the pages may load


def test_no_secret_is_kept_in_clear(cast: Cast) -> None:
    client = first_step("ines")
    waiting = re.search(r"<code>([A-Z2-7]+)</code>", client.get("/account/factors/app/").content.decode())
    assert waiting
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM accounts_session")
        assert waiting.group(1) not in str(cursor.fetchall())
    app = set_up_app(client)
    codes = recovery_codes_of(cast.investigator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        kept = str(cursor.fetchall())
    assert app.secret not in kept
    assert not any(code in kept for code in codes)
    secret = Authenticator.objects.get(type="totp").data["secret"]
    assert identity.decrypt(secret) == app.secret


def test_secrets_are_encrypted_anew_when_the_keys_rotate(cast: Cast, settings: Any) -> None:
    app = app_of(cast.investigator)
    new, old = Fernet.generate_key().decode(), settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = [new, *old]
    assert factors.renew_encryption() == 2
    settings.IDENTITY_KEYS = [new]
    assert identity.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == app.secret


def test_the_script_and_the_picture_are_allowed_where_they_are_needed_alone(cast: Cast) -> None:
    client = first_step("ines")
    policy = {path: client.get(path)["Content-Security-Policy"] for path in (ADD, "/account/factors/app/")}
    plain = client.get("/account/factors/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy[ADD]
    assert "script-src 'none'" in plain
    assert "script-src 'none'" in policy["/account/factors/app/"]
    assert "connect-src 'none'" in policy[ADD]
    assert "img-src 'self' data:" in policy["/account/factors/app/"]
    assert "data:" not in plain + policy[ADD]


def test_the_script_is_told_its_questions_in_the_form(cast: Cast) -> None:
    page = first_step("ines").get(ADD).content.decode()
    found = re.search(r'data-options="([^"]*)"', page)
    assert found
    assert json.loads(html.unescape(found.group(1)))["publicKey"]["rp"]["name"] == "Integrity"


def test_a_reset_leaves_nothing(cast: Cast) -> None:
    app_of(cast.investigator)
    factors.reset(cast.investigator)
    assert not Authenticator.objects.exists()
    assert first_step("ines").get("/account/").headers["Location"] == "/account/factors/"
