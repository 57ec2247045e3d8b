"""Signing in and out, and one's own account."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from accounts.models import User
from tests.cast import PASSWORD, Cast

ClientOf = Callable[[User], Client]
NEW_PASSWORD = "battery-horse-staple-wrong"
REFUSAL = "User name and password do not belong together. Check both and try again."


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    """The limits on attempts are counted in the cache."""
    cache.clear()


def sign_in(username: str, password: str, **more: str) -> tuple[Client, str, str]:
    """A client that tried to sign in, the page it then saw, and where it was sent."""
    client = Client()
    answer = client.post("/sign-in/", {"login": username, "password": password, **more})
    return client, answer.content.decode(), answer.headers.get("Location", "")


def test_right_name_and_password(cast: Cast) -> None:
    client, _page, sent_to = sign_in("ines", PASSWORD)
    assert sent_to == "/"
    assert client.get("/account/").status_code == 200


def test_one_goes_on_to_the_page_one_asked_for(cast: Cast) -> None:
    asked = Client().get("/account/")
    assert asked.headers["Location"] == "/sign-in/?next=/account/"
    page = Client().get("/sign-in/?next=/account/").content.decode()
    assert '<input type="hidden" name="next" value="/account/">' in page
    assert sign_in("ines", PASSWORD, next="/account/")[2] == "/account/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_one_is_never_sent_elsewhere(cast: Cast, elsewhere: str) -> None:
    assert sign_in("ines", PASSWORD, next=elsewhere)[2] == "/"


def test_the_refusal_is_the_same_whatever_was_wrong(cast: Cast) -> None:
    cast.manager.is_active = False
    cast.manager.save()
    cast.auditor.set_unusable_password()
    cast.auditor.save()
    for username, password in (("ines", "wrong"), ("nobody", PASSWORD), ("mara", PASSWORD), ("aude", PASSWORD)):
        client, page, sent_to = sign_in(username, password)
        assert REFUSAL in page, username
        assert sent_to == ""
        assert client.get("/account/").status_code == 302


def test_the_password_is_not_sent_back(cast: Cast) -> None:
    assert "not-the-password" not in sign_in("ines", "not-the-password")[1]


def test_empty_fields_say_what_to_enter(cast: Cast) -> None:
    page = sign_in("", "")[1]
    assert "Enter your user name." in page
    assert "Enter your password." in page


def test_attempts_are_limited(cast: Cast) -> None:
    pages = [sign_in("ines", f"wrong {number}")[1] for number in range(12)]
    assert REFUSAL in pages[0]
    assert "Too many attempts" in pages[-1]


def test_who_is_signed_in_needs_no_sign_in_page(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.investigator).get("/sign-in/").headers["Location"] == "/"


def test_signing_out_takes_a_post(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    assert "Ines de Wit" in client.get("/sign-out/").content.decode()
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/account/").status_code == 302


def test_signing_out_is_refused_from_another_site(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.investigator)
    answer = client.post("/sign-out/")
    assert answer.status_code == 403
    assert "The form was too old" in answer.content.decode()
    assert client.get("/account/").status_code == 200


def test_an_account_switched_off_is_signed_out_at_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    cast.investigator.is_active = False
    cast.investigator.save()
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_set_password", "account_inactive"]
)
def test_no_other_page_of_allauth_is_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/account/signup/", "/admin/", "/account/email/"])
def test_nobody_signs_himself_up(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(path)


def test_the_account_page_names_the_person_and_the_roles(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.screening_officer).get("/account/").content.decode()
    assert "Sonja Kok" in page
    assert "Screening officer" in page
    assert "There is nothing else for you to open" not in page


@pytest.mark.parametrize("part, why", [("stranger", "You have no role yet"), ("auditor", "works with the audit log")])
def test_who_has_nothing_to_open_is_told_why(cast: Cast, client_of: ClientOf, part: str, why: str) -> None:
    assert why in client_of(cast.everybody()[part]).get("/account/").content.decode()


@pytest.mark.parametrize("choice, stored", [("dark", "dark"), ("light", "light"), ("system", "")])
def test_the_theme_is_kept_with_the_person(cast: Cast, client_of: ClientOf, choice: str, stored: str) -> None:
    cast.stranger.theme = "light" if choice == "system" else ""
    cast.stranger.save()
    client = client_of(cast.stranger)
    assert client.post("/account/theme/", {"theme": choice}).headers["Location"] == "/account/"
    cast.stranger.refresh_from_db()
    assert cast.stranger.theme == stored
    page = client.get("/account/").content.decode()
    assert (f'data-theme="{stored}"' in page) is bool(stored)
    assert "Theme changed." in page


@pytest.mark.parametrize("choice", ["", "purple", "<script>"])
def test_another_theme_is_refused(cast: Cast, client_of: ClientOf, choice: str) -> None:
    page = client_of(cast.stranger).post("/account/theme/", {"theme": choice}).content.decode()
    assert "One answer needs attention" in page
    cast.stranger.refresh_from_db()
    assert cast.stranger.theme == ""


def test_the_theme_takes_a_post(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.stranger).get("/account/theme/").status_code == 405


def change(client: Client, old: str, new: str, again: str) -> str:
    answer = client.post("/account/password/", {"oldpassword": old, "password1": new, "password2": again}, follow=True)
    return answer.content.decode()


def test_a_new_password_ends_the_other_sessions_and_not_this_one(cast: Cast, client_of: ClientOf) -> None:
    here, elsewhere = client_of(cast.investigator), client_of(cast.investigator)
    assert "Your password was changed." in change(here, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert REFUSAL in sign_in("ines", PASSWORD)[1]
    assert sign_in("ines", NEW_PASSWORD)[2] == "/"


@pytest.mark.parametrize(
    "old, new, again, says",
    [
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "This is not the password you have now."),
        (PASSWORD, "short", "short", "at least 14 characters"),
        (PASSWORD, NEW_PASSWORD, "another-long-password", "The two do not match."),
        ("", "", "", "Enter a new password."),
    ],
)
def test_a_new_password_is_refused_with_the_reason(
    cast: Cast, client_of: ClientOf, old: str, new: str, again: str, says: str
) -> None:
    page = change(client_of(cast.investigator), old, new, again)
    assert says in page
    assert "Nothing is lost" not in page
    cast.investigator.refresh_from_db()
    assert cast.investigator.check_password(PASSWORD)


def test_who_has_no_password_has_none_to_change(cast: Cast, client_of: ClientOf) -> None:
    cast.stranger.set_unusable_password()
    cast.stranger.save()
    assert client_of(cast.stranger).get("/account/password/").status_code == 404
