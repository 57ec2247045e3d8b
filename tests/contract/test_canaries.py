"""Every hidden field of a record holds a word of its own; nobody gets one that is not for him.

The whole application is crawled by everybody: pages, forms, files, headers, mail. What somebody may not see is searched
for in every byte that he gets. Among them are two who would see it all, if it were not for a wall by decision.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.proposals.actions import propose_account
from accounts.roles import Role
from tests.cast import Cast
from tests.contract.addresses import COUNTERS, FREE_COORDINATOR, FREE_OFFICER, LINES, OFFICERS, TEAM, TRIAGERS
from tests.contract.test_every_url import undone
from tests.contract.test_non_interference import FILES
from tests.support import canaries, world
from tests.support.canaries import canary

# The words of each kind of record, who may read them, and the key of the record. Who reported a signal, nobody reads
# by the way: it has a page of its own.
KEPT = (
    (canaries.CASE, TEAM, "case"),
    (canaries.SCREENED, FREE_OFFICER, "trajectory"),
    (canaries.SIGNAL, TRIAGERS, "signal"),
    (canaries.SIGNAL_COORDINATED, FREE_COORDINATOR, "signal"),
    (canaries.FOLLOWED, TEAM, "followed"),
    (canaries.REPORTER, "", ""),
    (canaries.MATE, FREE_OFFICER, "team_mate"),
    (canaries.REPORTED, FREE_OFFICER, "renewable"),
    (canaries.SERVED, OFFICERS, "staff"),
)
KNOWN_BY_REFERENCE = {*COUNTERS.split(), "auditor"}
SEARCHES = (
    *("/cases/?q=zqsummary7731", "/screening/?q=zqperson7731", "/audit/?target=zqsummary7731"),
    *("/signals/all/?q=zqsigtext7731", "/screening/?q=zqmatenumber7731", "/screening/staff/?q=zqservednumber7731"),
)

INVITED = {
    "name": "Nel Vos",
    "username": "n.vos",
    "email": "nel@example.org",
    "language": "en",
    "number": canary("number"),
}
"""Somebody who is no user yet, and whom the case concerns."""


@pytest.fixture
def keys(cast: Cast) -> dict[str, str]:
    """The world, and in it one record of each kind with a canary in every field that is not coded."""
    return {**world.make(cast), **canaries.make(cast)}


def everything(client: Client, keys: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every answer of the application to this person: headers and body."""
    for line in LINES:
        address = "/" + line.address.format(**keys)
        for method in ("GET", "POST"):
            if method not in line.methods or address == "/sign-out/" or address.startswith("/account/"):
                continue
            with undone():
                yield f"{method} {address}", whole(client.generic(method, address))
    for address in FILES:
        with undone():
            answer = client.post(f"/{address}", {"purpose": "A yearly report", "separator": "comma"})
            yield f"file {address}", whole(answer)
    for search in SEARCHES:
        with undone():
            yield search, whole(client.get(search))


def whole(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers.encode() + bytes(body)


def hidden_from(part: str, keys: dict[str, str]) -> set[str]:
    """What must not stand in anything that this part gets."""
    hidden: set[str] = set()
    for words, readers, key in KEPT:
        if part not in readers.split():
            hidden |= set(map(canary, words))
        opens = {reader for _words, readers, other in KEPT if other == key for reader in readers.split()}
        if key and part not in KNOWN_BY_REFERENCE | opens:
            hidden.add(keys[key])
    return hidden


def asked_for(part: str, address: str, keys: dict[str, str]) -> set[str]:
    """What comes back because this person asked for it: in the field of a search, and the reporter on his page."""
    words = {word for word in map(canary, all_words()) if word in address.partition("?")[2]}
    if part == "investigator" and address.endswith(f"/signals/{keys['followed']}/reporter/"):
        words |= set(map(canary, canaries.REPORTER))
    return words


def all_words() -> list[str]:
    return [word for words, _readers, _key in KEPT for word in words]


def test_nobody_gets_what_is_not_for_him(cast: Cast, keys: dict[str, str], client_of: Callable[[User], Client]) -> None:
    found = []
    for part, person in world.everybody(cast).items():
        hidden = hidden_from(part, keys)
        for address, answer in everything(client_of(person), keys):
            passed = asked_for(part, address, keys)
            found += [(part, address, word) for word in hidden - passed if word.encode() in answer]
    assert not found


def test_no_mail_holds_what_is_not_for_it(
    cast: Cast,
    keys: dict[str, str],
    client_of: Callable[[User], Client],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Somebody is invited whom a case concerns, for a reason that is for the admin and the auditor alone."""
    proposal = propose_account(by=cast.admin, reason=canary("asked"), roles=[Role.INVESTIGATOR], **INVITED)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(cast.auditor).post(f"/people/proposals/{proposal.public_key}/approve/")
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [[INVITED["email"]]]
    hidden = [*map(canary, (*all_words(), "asked")), *(keys[key] for _words, _readers, key in KEPT if key)]
    letters = [f"{message.subject}\n{message.body}\n{message.extra_headers}" for message in mail.outbox]
    assert "/invitation/" in letters[0]
    assert [word for word in hidden for letter in letters if word in letter] == []


def test_those_for_whom_they_are_do_get_them(
    cast: Cast, keys: dict[str, str], client_of: Callable[[User], Client]
) -> None:
    """The canaries are there to be found."""
    pages = [
        (cast.investigator, "cases/{case}/", canaries.CASE),
        (cast.screening_officer, "screening/{trajectory}/", canaries.SCREENED),
        (cast.other_investigator, "signals/{signal}/", canaries.SIGNAL),
        (cast.coordinator, "signals/{signal}/", canaries.SIGNAL_COORDINATED),
        (cast.investigator, "signals/{followed}/", canaries.FOLLOWED),
        (cast.investigator, "signals/{followed}/reporter/", canaries.REPORTER),
        (cast.screening_officer, "screening/{team_mate}/", canaries.MATE),
        (cast.screening_officer, "screening/{renewable}/", canaries.REPORTED),
        (cast.screening_officer, "screening/staff/{staff}/", canaries.SERVED[:-1]),
        (cast.screening_officer, "screening/training/{training}/", canaries.SERVED[-1:]),
    ]
    missing = []
    for person, address, words in pages:
        page = whole(client_of(person).get("/" + address.format(**keys))).decode()
        missing += [(address, word) for word in words if canary(word) not in page]
    assert not missing


def test_a_coordinator_learns_who_reported_a_signal_once_he_says_why(
    cast: Cast, keys: dict[str, str], client_of: Callable[[User], Client]
) -> None:
    client, address = client_of(cast.coordinator), f"/signals/{keys['signal']}/reporter/"
    page = whole(client.post(address, {"reason": "To thank him"})).decode()
    assert [word for word in canaries.REPORTER if canary(word) not in page] == []
