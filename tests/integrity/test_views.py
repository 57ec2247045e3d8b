"""Home, health, language, error pages, and what stands around every page."""

import re
from collections.abc import Callable

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from integrity import views
from tests.cast import Cast

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    "part, lands_on",
    [
        ("investigator", "/my-cases/"),
        ("coordinator", "/signals/"),
        ("screening_officer", "/screening/"),
        ("manager", "/figures/"),
        ("admin", "/lists/"),
        ("auditor", "/audit/"),
        ("stranger", "/account/"),
    ],
)
def test_home_is_the_page_of_the_first_task(cast: Cast, client_of: ClientOf, part: str, lands_on: str) -> None:
    assert client_of(cast.everybody()[part]).get("/").headers["Location"] == lands_on


@pytest.mark.parametrize(
    "part, menu",
    [
        ("investigator", ["Cases", "Import", "Figures"]),
        ("coordinator", ["Signals", "Cases", "Import", "Figures"]),
        ("screening_officer", ["Screening", "Staff", "Import", "Figures"]),
        ("manager", ["Cases", "Screening", "Figures"]),
        ("admin", ["Cases", "Screening", "Figures", "Lists", "Import profiles", "Setup", "People"]),
        ("auditor", ["Audit log", "People"]),
        ("stranger", []),
    ],
)
def test_the_menu_holds_only_what_the_role_may_open(
    cast: Cast, client_of: ClientOf, part: str, menu: list[str]
) -> None:
    page = client_of(cast.everybody()[part]).get("/account/").content.decode()
    nav = re.search(r'<nav class="nav".*?</nav>', page, re.S)
    assert (re.findall(r"<a [^>]*>([^<]+)</a>", nav[0]) if nav else []) == menu
    assert ('class="find"' in page) is ("Cases" in menu or "Audit log" in menu)


def test_the_menu_says_where_one_is(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.admin).get("/lists/units/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="(\w+)">', page) == [("/lists/", "true")]
    page = client_of(cast.admin).get("/lists/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="(\w+)">', page) == [("/lists/", "page")]


@pytest.mark.parametrize("path", ["/", "/account/", "/account/password/", "/lists/", "/lists/units/add/"])
def test_everything_else_needs_sign_in(db: None, path: str) -> None:
    assert Client().get(path).headers["Location"] == f"/sign-in/?next={path}"


def test_health_is_up_for_anybody(db: None) -> None:
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (200, b"up\n")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().post("/health/").status_code == 405


def test_health_is_down_without_a_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise DatabaseError("password of the database: secret")

    monkeypatch.setattr(views, "connection", Gone())
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (503, b"down\n")


def test_the_language_is_switched_and_the_page_kept(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    page = client.get("/lists/units/?q=x").content.decode()
    assert '<html lang="en">' in page
    assert '<input type="hidden" name="next" value="/lists/units/?q=x">' in page
    answer = client.post("/language/", {"language": "nl", "next": "/lists/units/?q=x"})
    assert answer.headers["Location"] == "/lists/units/?q=x"
    assert '<html lang="nl">' in client.get("/lists/units/").content.decode()


def test_the_language_is_switched_before_sign_in_too(db: None) -> None:
    client = Client()
    client.post("/language/", {"language": "nl", "next": "/sign-in/"})
    assert '<html lang="nl">' in client.get("/sign-in/").content.decode()


def test_the_language_switch_leads_nowhere_else(db: None) -> None:
    assert Client().post("/language/", {"language": "nl", "next": "https://example.org/"}).headers["Location"] == "/"
    assert Client().get("/language/").status_code == 405


def test_nothing_that_is_hidden_differs_from_what_does_not_exist(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.stranger)
    hidden = ["/lists/", "/lists/units/", "/lists/units/items/unknown/", "/lists/nothing/"]
    absent = ["/nothing/here/", "/about/demo/", "/cases/9999-00000/x/y/"]
    pages = {client.get(path).content for path in (*hidden, *absent)}
    assert len(pages) == 1
    assert all(client.get(path).status_code == 404 for path in (*hidden, *absent))


def test_a_page_below_a_place_of_the_menu_is_missing_in_the_same_bytes(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.coordinator)
    answers = [client.get(path) for path in ("/cases/2018-00000/", "/figures/nothing/", "/lists/", "/nothing/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_the_404_page_carries_no_token(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.admin).get("/nothing/").content.decode()
    assert "csrfmiddlewaretoken" not in page
    assert "There is nothing here" in page
    assert "nothing/" not in page


def test_a_failure_is_told_without_details(cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "FIRST_TASKS", None)
    client = client_of(cast.stranger)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()
    assert "TypeError" not in answer.content.decode()


def test_a_malformed_request_is_refused_in_the_same_clothes(db: None, settings: Settings) -> None:
    answer = Client(headers={"host": "elsewhere.example"}).get("/sign-in/")
    assert answer.status_code == 400
    assert "This request cannot be answered" in answer.content.decode()


def test_the_demo_says_so_on_every_page(cast: Cast, client_of: ClientOf, settings: Settings) -> None:
    client = client_of(cast.stranger)
    assert "Demo data" not in client.get("/account/").content.decode()
    settings.MODE = "demo"
    for path in ("/account/", "/account/password/", "/nothing/"):
        page = client.get(path).content.decode()
        assert "Demo data." in page
        assert 'href="/about/demo/"' in page
    assert "Demo data." in Client().get("/sign-in/").content.decode()


def test_the_demo_page_names_the_numbers_of_the_release(db: None, settings: Settings) -> None:
    settings.MODE = "demo"
    page = Client().get("/about/demo/").content.decode()
    for number in ("219", "40", "179", "66", "73 of 219", "11,499", "233"):
        assert number in page


@pytest.mark.parametrize("path", ["/sign-in/", "/nothing/", "/health/"])
def test_the_policy_allows_no_script_and_nothing_from_elsewhere(db: None, path: str) -> None:
    policy = Client().get(path).headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_no_page_has_inline_style_or_script(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    for path in ("/account/", "/account/password/", "/sign-out/", "/lists/", "/lists/units/", "/lists/units/add/"):
        page = client.get(path).content.decode()
        assert "<script" not in page
        assert "<style" not in page
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
