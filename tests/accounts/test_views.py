"""One's own account: what it shows, the theme, the password."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit.kinds import Kind
from tests.cast import PASSWORD, Cast
from tests.support.audited import events, kinds
from tests.support.factors import first_step

ClientOf = Callable[[User], Client]
NEW_PASSWORD = "battery-horse-staple-wrong"


def test_the_account_page_names_the_person_and_the_roles(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.screening_officer).get("/account/").content.decode()
    assert "Sonja Kok" in page
    assert "Screening officer" in page
    assert "nothing else for you to open" not in page


def test_who_has_nothing_to_open_is_told_why(cast: Cast, client_of: ClientOf) -> None:
    assert "You have no role yet" in client_of(cast.stranger).get("/account/").content.decode()


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
    assert first_step("ines", PASSWORD).get("/account/").headers["Location"].startswith("/sign-in/")
    assert first_step("ines", NEW_PASSWORD).get("/account/").headers["Location"] == "/account/factors/"


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


def test_a_new_password_is_one_event_and_a_wrong_old_one_too(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    with events() as found:
        change(client, "wrong", NEW_PASSWORD, NEW_PASSWORD)
        change(client, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert kinds(found) == [Kind.CONFIRM_FAILED, Kind.PASSWORD_CHANGED]


def test_the_page_says_what_a_password_must_be(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.investigator).get("/account/password/").content.decode()
    assert "At least 14 characters, and none of the passwords that many people use." in page


def test_a_new_theme_is_one_event(cast: Cast, client_of: ClientOf) -> None:
    with events() as found:
        client_of(cast.stranger).post("/account/theme/", {"theme": "dark"})
    assert [(event.kind, event.target) for event in found] == [(Kind.THEME_CHANGED, "vic")]
