"""What holds of every request and answer: nothing is kept, wrong methods are refused first, a demo stays at home."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.views import View

from accounts.models import User
from cases.models import Case
from integrity.middleware import only_here
from lib.methods import methods_of, require_safe
from tests.cast import Cast

ClientOf = Callable[[User], Client]
PAGES = ["/cases/", "/cases/new/", "/cases/export/", "/figures/", "/account/", "/account/password/", "/"]


def kept(client: Client, path: str) -> bool:
    """Whether the answer to this address may be kept."""
    return "no-store" not in client.get(path).headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_and_no_file_is_kept(cast: Cast, client_of: ClientOf, path: str) -> None:
    assert not kept(client_of(cast.coordinator), path)


@pytest.mark.parametrize("path", ["/screening/", "/screening/new/", "/screening/export/"])
def test_nothing_of_screening_is_kept(cast: Cast, client_of: ClientOf, path: str) -> None:
    assert client_of(cast.screening_officer).get(path).status_code == 200
    assert not kept(client_of(cast.screening_officer), path)


def test_a_refusal_and_an_error_are_not_kept(cast: Cast, client_of: ClientOf) -> None:
    assert not kept(client_of(cast.stranger), "/cases/")
    assert not kept(client_of(cast.coordinator), "/cases/?unheard=of")
    assert not kept(Client(), "/cases/")
    assert not kept(Client(), "/sign-in/")


def test_an_opened_case_is_not_kept(cast: Cast, client_of: ClientOf, case: Case) -> None:
    address = case.get_absolute_url()
    client = client_of(cast.investigator)
    assert client.get(address).status_code == 200
    assert not kept(client, address)


def test_a_style_sheet_is_kept(db: None) -> None:
    client = Client()
    assert client.get("/static/css/base.css").status_code == 200
    assert kept(client, "/static/css/base.css")
    assert client.get("/static/css/nothing.css").status_code == 404
    assert not kept(client, "/static/css/nothing.css")


def patterns(under: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the register, and what answers it."""
    for pattern in (under or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route, pattern.callback


def address(route: str) -> str:
    """An address of a route, with keys that nothing has."""
    return "/" + re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", "1", route))


def test_every_view_says_which_methods_it_answers() -> None:
    silent = [route for route, view in patterns() if not methods_of(view)]
    assert silent == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
def test_a_wrong_method_is_refused_first_and_for_everybody(cast: Cast, client_of: ClientOf, method: str) -> None:
    """Before anybody is asked to sign in, to show that he may, or for the token of a form."""
    clients = [Client(enforce_csrf_checks=True), client_of(cast.stranger), client_of(cast.coordinator)]
    for route, view in patterns():
        if method not in (methods_of(view) or ()):
            for client in clients:
                assert client.generic(method, address(route)).status_code == 405, (method, route)


def test_a_form_of_the_library_answers_no_more_than_it_needs() -> None:
    class Form(View):
        http_method_names = ["get", "post", "put", "options"]

        def post(self, _request: HttpRequest) -> HttpResponse:
            """Django would answer PUT and OPTIONS too."""
            return HttpResponse()

        put = post

    assert methods_of(Form.as_view()) == frozenset({"POST"})
    assert methods_of(require_safe(lambda _request: HttpResponse())) == frozenset({"GET", "HEAD"})
    assert methods_of(lambda _request: None) is None


HERE = {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1"}


@pytest.mark.parametrize(
    "meta",
    [
        HERE,
        {**HERE, "HTTP_HOST": "localhost:8000"},
        {**HERE, "HTTP_HOST": "127.0.0.1"},
        {"REMOTE_ADDR": "::1", "SERVER_NAME": "::1", "HTTP_HOST": "[::1]:8000"},
    ],
)
def test_a_demo_answers_this_machine(meta: dict[str, str]) -> None:
    request = RequestFactory().get("/")
    request.META = meta
    assert only_here(lambda _request: HttpResponse("here"))(request).status_code == 200


@pytest.mark.parametrize(
    "meta, why",
    [
        ({"REMOTE_ADDR": "192.0.2.1"}, "only the machine"),
        ({"REMOTE_ADDR": ""}, "only the machine"),
        ({"SERVER_NAME": "0.0.0.0"}, "127.0.0.1 alone"),
        ({"SERVER_NAME": "192.0.2.1"}, "127.0.0.1 alone"),
        ({"HTTP_HOST": "demo.example.org"}, "no other name"),
        ({"HTTP_HOST": "127.0.0.1.example.org:80"}, "no other name"),
        ({"HTTP_HOST": "localhost.example.org"}, "no other name"),
        ({"HTTP_FORWARDED": "for=192.0.2.1"}, "through a proxy"),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, "through a proxy"),
        ({"HTTP_X_FORWARDED_PREFIX": ""}, "through a proxy"),
        ({"HTTP_X_REAL_IP": "127.0.0.1"}, "through a proxy"),
    ],
)
def test_a_demo_answers_nobody_else(meta: dict[str, str], why: str) -> None:
    request = RequestFactory().get("/")
    request.META = {**HERE, **meta}
    answer = only_here(lambda _request: HttpResponse("here"))(request)
    assert answer.status_code == 403
    assert isinstance(answer, HttpResponse)
    assert why in answer.content.decode()
