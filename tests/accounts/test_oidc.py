"""Single sign-on: who it is says the issuer and the subject, never an e-mail address; and how he showed it."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from environs import Env

from accounts import provider as ours
from accounts.models import User
from audit.kinds import Kind
from integrity.refusals import of_provider
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.factors import Clock, app_of
from tests.support.oidc import CLIENT_ID, CLIENT_SECRET, Provider, _key, running

ClientOf = Callable[[User], Client]
LEAVE = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
UNKNOWN = "No account here is linked to the one you used."
WHOLE = {"OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", "OIDC_NAME": "Example"}
MFA = {"amr": ["pwd", "mfa"]}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider that is running and configured."""
    with running() as there:
        settings.OIDC_ISSUER = there.issuer
        settings.OIDC_CLIENT_ID = CLIENT_ID
        settings.OIDC_CLIENT_SECRET = CLIENT_SECRET
        settings.OIDC_NAME = "Example login"
        yield there


def leaves(client: Client, path: str = "/sign-in/provider/", **sent: str) -> str:
    """Where somebody is sent at the provider."""
    page = client.post(path, sent).content.decode()
    found = LEAVE.search(page)
    assert found, page
    return html.unescape(found.group(1))


def comes_back(address: str) -> str:
    """Where the provider sends him back to."""
    location = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    assert location.startswith("http://testserver/sign-in/provider/callback/?")
    return location.removeprefix("http://testserver")


def through(client: Client, path: str = "/sign-in/provider/", **sent: str) -> Any:
    """All the way there and back; the answer at the end."""
    return client.get(comes_back(leaves(client, path, **sent)))


def link(person: User, provider: Provider) -> None:
    """Link an account here to the one at the keyboard there."""
    SocialAccount.objects.create(user=person, provider=ours.provider_id(), uid=provider.subject)


def test_the_sign_in_page_offers_it_where_it_is_configured(cast: Cast, provider: Provider, settings: Any) -> None:
    assert "Sign in with Example login" in Client().get("/sign-in/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "Example login" not in Client().get("/sign-in/").content.decode()
    assert Client().post("/sign-in/provider/").status_code == 404
    assert Client().get("/sign-in/provider/callback/").status_code == 404


def test_what_is_asked_of_the_provider(cast: Cast, provider: Provider) -> None:
    asked = parse_qs(urlsplit(leaves(Client())).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert len(asked["nonce"][0]) == 32
    assert len(asked["state"][0]) >= 16


def test_who_is_linked_signs_in_and_is_asked_for_the_second_factor_here(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    app = app_of(cast.investigator)
    client = Client()
    assert through(client).headers["Location"] == "/sign-in/code/"
    assert client.get("/account/").status_code == 302
    with events() as found:
        assert client.post("/sign-in/code/", {"code": app.code}).headers["Location"] == "/"
    assert [(event.kind, event.actor, event.detail) for event in found] == [
        (Kind.SIGNED_IN, "ines", '{"with": ["provider", "totp"]}')
    ]
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "1"}, {"amr": []}, {"acr": ""}])
def test_without_a_word_of_a_second_factor_one_is_led_to_set_one_up(
    cast: Cast, provider: Provider, claims: dict[str, Any]
) -> None:
    link(cast.investigator, provider)
    provider.claims = claims
    client = Client()
    assert through(client).headers["Location"] == "/"
    assert client.get("/account/").headers["Location"] == "/account/factors/"


@pytest.mark.parametrize("claims", [MFA, {"acr": "urn:level:2"}])
def test_where_the_provider_vouches_for_a_second_factor_none_is_asked(
    cast: Cast, provider: Provider, settings: Any, claims: dict[str, Any]
) -> None:
    settings.OIDC_ACR = ["urn:level:2"]
    link(cast.investigator, provider)
    app_of(cast.investigator)
    provider.claims = claims
    client = Client()
    with events() as found:
        assert through(client, next="/account/").headers["Location"] == "/account/"
    assert provider.asked[0]["acr_values"] == "urn:level:2"
    assert [(event.kind, event.detail) for event in found] == [(Kind.SIGNED_IN, '{"with": ["provider", "vouched"]}')]
    assert client.get("/account/").status_code == 200


def test_another_subject_with_the_same_address_is_nobody(cast: Cast, provider: Provider) -> None:
    cast.investigator.email = provider.email
    cast.investigator.save()
    link(cast.investigator, provider)
    provider.subject, provider.claims = "subject-2", MFA
    client = Client()
    with events() as found:
        assert through(client).headers["Location"] == "/sign-in/"
    assert UNKNOWN in client.get("/sign-in/").content.decode()
    assert [(event.kind, event.target, event.detail) for event in found] == [
        (Kind.SIGN_IN_FAILED, "", '{"with": "provider"}')
    ]
    assert User.objects.count() == 10
    assert SocialAccount.objects.count() == 1


def test_the_same_subject_at_another_issuer_is_nobody(cast: Cast, provider: Provider, settings: Any) -> None:
    link(cast.investigator, provider)
    with running() as another:
        settings.OIDC_ISSUER = another.issuer
        assert another.subject == provider.subject
        client = Client()
        assert through(client).headers["Location"] == "/sign-in/"
        assert client.get("/account/").status_code == 302


def refused(client: Client, answer: Any) -> bool:
    """Whether an answer of the provider was not taken."""
    page = answer.content.decode()
    return answer.status_code == 400 and "That did not work" in page and client.get("/account/").status_code == 302


def test_a_wrong_state_is_refused(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    client = Client()
    back = comes_back(leaves(client))
    code = parse_qs(urlsplit(back).query)["code"][0]
    for state in ("", "another", "a" * 16):
        with events() as found:
            assert refused(client, client.get("/sign-in/provider/callback/", {"code": code, "state": state}))
        assert found == []


def test_the_answer_to_somebody_elses_question_is_refused(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    back = comes_back(leaves(Client()))
    victim = Client()
    assert refused(victim, victim.get(back))
    leaves(victim)
    assert refused(victim, victim.get(back))


def test_a_code_and_an_answer_work_once(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    provider.claims = MFA
    first, second = Client(), Client()
    back = comes_back(leaves(first))
    assert first.get(back).headers["Location"] == "/"
    first.post("/sign-out/")
    assert refused(first, first.get(back))
    used = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(leaves(second)).query)["state"][0]
    assert refused(second, second.get("/sign-in/provider/callback/", {"code": used, "state": state}))


def test_a_code_of_another_browser_is_refused(cast: Cast, provider: Provider) -> None:
    """Somebody who caught a code has not the verifier that its challenge needs."""
    link(cast.investigator, provider)
    thief = Client()
    caught = parse_qs(urlsplit(comes_back(leaves(Client()))).query)["code"][0]
    state = parse_qs(urlsplit(leaves(thief)).query)["state"][0]
    assert refused(thief, thief.get("/sign-in/provider/callback/", {"code": caught, "state": state}))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"exp": 1_500_000_000},
        {"sub": ""},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_wrong_is_refused(cast: Cast, provider: Provider, claims: dict[str, Any]) -> None:
    link(cast.investigator, provider)
    provider.claims = {**MFA, **claims}
    client = Client()
    with events() as found:
        assert refused(client, through(client))
    assert kinds(found) == [Kind.SIGN_IN_FAILED]


def test_a_token_signed_by_somebody_else_is_refused(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    provider.claims, provider.signs_with = MFA, _key()
    client = Client()
    assert refused(client, through(client))


def test_a_provider_that_is_down_is_no_fault_here(cast: Cast, provider: Provider, settings: Any) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    client = Client()
    assert refused(client, client.post("/sign-in/provider/"))


def test_who_changed_his_mind_comes_back(cast: Cast, provider: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(leaves(client)).query)["state"][0]
    answer = client.get("/sign-in/provider/callback/", {"error": "access_denied", "state": state})
    assert refused(client, answer)


def test_an_account_that_is_switched_off_stays_out(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    provider.claims = MFA
    cast.investigator.is_active = False
    cast.investigator.save()
    client = Client()
    with events() as found:
        assert through(client).headers["Location"] == "/sign-in/"
    assert [(event.kind, event.target) for event in found] == [(Kind.SIGN_IN_FAILED, "ines")]
    assert client.get("/account/").status_code == 302


def test_signing_in_leads_nowhere_else(cast: Cast, provider: Provider) -> None:
    link(cast.investigator, provider)
    provider.claims = MFA
    assert through(Client(), next="https://elsewhere.example/").headers["Location"] == "/"


# Linking


def test_one_links_ones_account_while_signed_in(cast: Cast, provider: Provider, client_of: ClientOf) -> None:
    here, elsewhere = client_of(cast.investigator), client_of(cast.investigator)
    assert "Link with Example login" in here.get("/account/").content.decode()
    with events() as found:
        assert through(here, "/account/provider/link/").headers["Location"] == "/account/"
    assert [(event.kind, event.target) for event in found] == [(Kind.PROVIDER_LINKED, "ines")]
    assert "End the link with Example login" in here.get("/account/").content.decode()
    assert elsewhere.get("/account/").status_code == 302
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.uid, kept.extra_data) == (cast.investigator, "subject-1", {})
    provider.claims = MFA
    assert through(Client()).headers["Location"] == "/"


def test_linking_needs_a_recent_sign_in(cast: Cast, provider: Provider, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(6 * 60)
    for path in ("/account/provider/link/", "/account/provider/unlink/"):
        assert client.post(path).headers["Location"] == "/account/confirm/?next=%2Faccount%2F"


def test_linking_needs_to_be_asked_for_here(cast: Cast, provider: Provider, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    assert client.get("/account/provider/link/").status_code == 405
    client.handler.enforce_csrf_checks = True
    assert client.post("/account/provider/link/").status_code == 403


def test_one_account_there_is_one_person_here(cast: Cast, provider: Provider, client_of: ClientOf) -> None:
    link(cast.manager, provider)
    client = client_of(cast.investigator)
    through(client, "/account/provider/link/")
    assert "linked to somebody else here" in client.get("/account/").content.decode()
    assert SocialAccount.objects.get().user == cast.manager


def test_a_link_is_ended(cast: Cast, provider: Provider, client_of: ClientOf) -> None:
    link(cast.investigator, provider)
    client = client_of(cast.investigator)
    assert client.post("/account/provider/link/").status_code == 404
    with events() as found:
        client.post("/account/provider/unlink/")
    assert kinds(found) == [Kind.PROVIDER_UNLINKED]
    assert not SocialAccount.objects.exists()
    assert client.post("/account/provider/unlink/").status_code == 404


def test_the_only_way_in_stays(cast: Cast, provider: Provider, client_of: ClientOf) -> None:
    link(cast.investigator, provider)
    client = client_of(cast.investigator)
    cast.investigator.set_unusable_password()
    cast.investigator.save()
    client = client_of(cast.investigator)
    client.post("/account/provider/unlink/")
    assert SocialAccount.objects.exists()
    assert "so you keep this way to sign in" in client.get("/account/").content.decode()


def test_who_has_no_password_confirms_there(cast: Cast, provider: Provider, client_of: ClientOf, clock: Clock) -> None:
    link(cast.investigator, provider)
    cast.investigator.set_unusable_password()
    cast.investigator.save()
    provider.claims = MFA
    client = client_of(cast.investigator)
    clock.passes(6 * 60)
    sent_to = client.get("/account/factors/app/").headers["Location"]
    assert sent_to == "/account/confirm/anew/?next=%2Faccount%2Ffactors%2Fapp%2F"
    assert "Sign in with Example login" in client.get(sent_to).content.decode()
    assert through(client, next="/account/factors/app/").headers["Location"] == "/account/factors/app/"
    assert client.get("/account/factors/app/").status_code == 200


# Configuration


@pytest.mark.parametrize(
    "mode, environment, said",
    [
        ("production", {}, ""),
        ("production", {"OIDC_NAME": "Example"}, ""),
        ("development", {"OIDC_ISSUER": "http://x"}, "set OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME too"),
        ("development", {"OIDC_ISSUER": "http://x", **WHOLE}, ""),
        ("production", {"OIDC_ISSUER": "https://x", **WHOLE}, ""),
        ("production", {"OIDC_ISSUER": "http://x", **WHOLE}, "must begin with https://"),
    ],
)
def test_half_a_configuration_is_refused(
    monkeypatch: pytest.MonkeyPatch, mode: str, environment: dict[str, str], said: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = " ".join(of_provider(mode, Env()))
    assert said in found
    assert bool(found) is bool(said)
