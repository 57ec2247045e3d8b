"""Every address, every person of the world, every method: who gets what, and how many events it leaves.

The addresses come from the resolver, the answers from the table in `tests/contract/addresses.py`: an address that is
not there fails. Whoever is not named in a line gets the 404 that an unknown address gets.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from audit.models import Event
from tests.cast import Cast, suspicion
from tests.contract.addresses import LINES, OPEN, Line
from tests.support import world
from tests.support.audited import events
from tests.support.routes import fits, routes
from tests.support.signedin import sign_in

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOBODY = "anonymous"
OF_A_RECORD = ("cases/{", "signals/{", "screening/{", "screening/staff/{", "screening/training/{", "import/files/{")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@contextmanager
def undone() -> Iterator[None]:
    """What is written in the block is rolled back; a look may be committed in it, as in the tests themselves."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture
def keys(cast: Cast) -> dict[str, str]:
    return world.make(cast)


@pytest.fixture
def clients(cast: Cast, keys: dict[str, str], client_of: Any) -> dict[str, Client]:
    """Somebody to ask for each part, and for nobody."""
    return {NOBODY: Client(), **{name: client_of(person) for name, person in world.everybody(cast).items()}}


def ask(client: Client, method: str, address: str) -> tuple[HttpResponse, list[Event]]:
    """The answer and the events that it left; the body of a file is read to its end."""
    own = Client()
    own.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    with undone(), events() as left:
        answer: Any = own.generic(method, address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return answer, left


def test_every_address_is_listed() -> None:
    unlisted = [route for route in routes(get_resolver()) if not any(fits(line.address, route) for line in LINES)]
    assert not unlisted


def test_no_line_is_left_over() -> None:
    known = list(routes(get_resolver()))
    assert not [line.address for line in LINES if not any(fits(line.address, route) for route in known)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.address or "/")
def test_everybody_gets_what_the_table_says(line: Line, clients: dict[str, Client], keys: dict[str, str]) -> None:
    address = "/" + line.address.format(**keys)
    wrong = []
    for part, client in clients.items():
        for method in METHODS:
            answer, left = ask(client, method, address)
            status, number = line.expected(part, method)
            if (answer.status_code, len(left)) != (status, number):
                kinds = [event.kind for event in left]
                wrong.append(f"{method} as {part}: {answer.status_code} {kinds}, expected {status} and {number}")
            if part == NOBODY and status == 302 and not line.is_open:
                assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    [line for line in LINES if line.address.startswith(OF_A_RECORD)],
    ids=lambda line: line.address,
)
def test_what_may_not_be_seen_is_answered_like_what_does_not_exist(
    line: Line, clients: dict[str, Client], keys: dict[str, str]
) -> None:
    """The same bytes, the same headers, and equal events but for what was asked for."""
    hidden, unknown = (f"/{line.address.format(**names)}" for names in (keys, {**keys, **world.UNKNOWN}))
    for part, client in clients.items():
        for method in ("GET", "POST"):
            if line.expected(part, method)[0] != 404:
                continue
            first, left = ask(client, method, hidden)
            second, other = ask(client, method, unknown)
            assert TOKEN.sub(b"", first.content) == TOKEN.sub(b"", second.content)
            assert lasting(first) == lasting(second)
            assert [told(event) for event in left] == [told(event) for event in other]


def lasting(answer: HttpResponse) -> dict[str, str]:
    """The headers without the moment that one of them tells."""
    return {name: value for name, value in answer.headers.items() if name != "Expires"}


def told(event: Event) -> tuple[Any, ...]:
    return (event.actor, event.roles, event.on_team, event.kind, event.detail, event.where, event.reason)


def test_the_walled_are_among_those_who_would_see_it(cast: Cast, keys: dict[str, str]) -> None:
    """Their roles open the lists, and every other case and trajectory: only the walls keep them out."""
    free = {"case": suspicion(cast.investigator).reference, "trajectory": world.trajectory(cast).reference}
    for part, kind in (("second_coordinator", "case"), ("second_officer", "trajectory")):
        folder = "cases" if kind == "case" else "screening"
        line = next(line for line in LINES if line.address == f"{folder}/{{{kind}}}/")
        client = sign_in(Client(), world.everybody(cast)[part])
        assert line.expected(part, "GET") == (404, 1)
        assert client.get(f"/{folder}/{keys[kind]}/").status_code == 404
        assert client.get(f"/{folder}/{free[kind]}/").status_code == 200


def test_the_open_addresses_are_few() -> None:
    assert {line.address for line in LINES if line.is_open} == OPEN
