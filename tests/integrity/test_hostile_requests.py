"""What no browser of ours sends: answered with a 4xx, never with a fault, and never with what was typed."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from accounts.models import User
from integrity.serving import BARE_HEADERS, utf8_only
from tests.cast import PASSWORD, Cast


def status_of(content_type: str) -> str:
    """How the served application answers a request that says it is of this type."""
    environ = RequestFactory().get("/sign-in/?next=/a").environ
    said: list[str] = []
    answer = utf8_only(get_wsgi_application())
    list(answer({**environ, "CONTENT_TYPE": content_type}, lambda status, *_: said.append(status)))
    return said[0]


@pytest.mark.parametrize("charset", ["hex", "rot13", "undefined", "unicode_escape", "utf-16"])
def test_another_charset_is_refused(db: None, charset: str) -> None:
    assert status_of(f"text/plain; charset={charset}") == "400 Bad Request"


def test_that_refusal_has_every_header() -> None:
    said: dict[str, str] = {}
    environ = {"CONTENT_TYPE": "text/plain; charset=hex", "wsgi.url_scheme": "https"}
    list(utf8_only(lambda *_: [])(environ, lambda _status, headers: said.update(headers)))
    assert said.items() >= BARE_HEADERS.items()
    assert "max-age=" in said["Strict-Transport-Security"]


@pytest.mark.parametrize("content_type", ["", "text/plain; charset=UTF-8", "multipart/form-data; boundary=x"])
def test_utf8_is_read(db: None, content_type: str) -> None:
    assert status_of(content_type) == "200 OK"


def test_a_body_larger_than_any_form_is_refused_before_it_is_read(db: None) -> None:
    too_large = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in/", {"login": "x" * too_large}).status_code == 400


@pytest.mark.parametrize("cookie", ["aaaaaaaaaaaa\x00", "A" * 32, "short", "a" * 33])
def test_a_session_cookie_that_nobody_made_is_none(db: None, cookie: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert client.get("/sign-in/").status_code == 200


@pytest.mark.parametrize("target", ["http://[", "http://elsewhere.example/", "//elsewhere.example", "javascript:x"])
def test_sign_in_leads_nowhere_else(cast: Cast, target: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/sign-in/", {"next": target}).status_code == 200
    answer = client.post(
        f"/sign-in/?next={target}", {"login": cast.manager.username, "password": PASSWORD, "next": target}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_refused_sign_in_repeats_no_password(cast: Cast) -> None:
    wrong = "never-say-this-again"
    answer = Client().post(
        "/sign-in/",
        {"login": cast.manager.username, "password": wrong},
        headers={"x-requested-with": "XMLHttpRequest", "accept": "application/json"},
    )
    assert answer["Content-Type"].startswith("text/html")
    assert wrong not in answer.content.decode()


@pytest.mark.parametrize("path", ["/cases/", "/screening/"])
def test_a_search_has_an_end(cast: Cast, client_of: Callable[[User], Client], path: str) -> None:
    person = cast.investigator if path == "/cases/" else cast.screening_officer
    client = client_of(person)
    client.raise_request_exception = False
    assert client.get(path, {"q": " ".join("a" * 1_000)}).status_code == 400


@pytest.mark.parametrize("year", ["9" * 5_000, "0000020189", "02018"])
@pytest.mark.parametrize("path", ["/cases/?year={}", "/figures/?from={}", "/figures/suspicions/records/?year={}"])
def test_a_year_has_four_figures(cast: Cast, client_of: Callable[[User], Client], path: str, year: str) -> None:
    client = client_of(cast.manager)
    client.raise_request_exception = False
    assert client.get(path.format(year)).status_code == 400


def test_static_files_carry_the_policy_too(db: None) -> None:
    answer = Client().get("/static/img/logo.svg")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
