"""A register with forty records that are hidden from somebody answers him like one without them: byte for byte.

The same requests are asked before and after the records come in, in one database, so that everything else is equal. The
number of queries is the same as well: the time that an answer takes tells nothing either.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases import actions
from screening import actions as screening
from screening.models.values import SubjectGroup
from tests.cast import Cast, suspicion
from tests.contract.addresses import LINES
from tests.contract.test_every_url import undone
from tests.support import world
from tests.support.casework import RECEIVED
from tests.support.counted import make_register

HIDDEN = 40
# What differs from one answer to the next whatever the register holds: tokens, random keys of exports, moments.
PASSING = [
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(rb"\b[0-9A-HJKMNP-TV-Z]{12,16}\b"),
    re.compile(rb'datetime="[^"]+"'),
    re.compile(rb"\d{1,2}:\d{2}"),
]
ASKED = {
    "cases/": [
        "?year=2018",
        "?year=1999",
        "?outcome=pending",
        "?recipient=criminal&sort=received",
        "?q=plan",
        "?q=2018-",
        "?sort=unit",
        "?status=closed",
    ],
    "screening/": ["?result=negative", "?stage=requested&result=pending", "?q=S2018-", "?sort=started_on"],
    "figures/": ["?from=2015&to=2018", "?categories=all"],
    "figures/suspicions/": ["?from=2016&to=2018&categories=all"],
    "figures/suspicions/records/": ["?year=2018", "?year=2018&recipient=criminal", "?from=2016&to=2018"],
}
FILES = ("cases/export/", "screening/export/", "figures/suspicions.csv", "figures/suspicions/records.csv")


def addresses(part: str, keys: dict[str, str]) -> Iterator[str]:
    """Everything that this part gets, and lists with what they can be asked."""
    for line in LINES:
        own = line.is_open or line.address.startswith("account/")
        if part in line.gets.split() and "GET" in line.methods and line.get == 200 and not own:
            plain = line.address.format(**keys)
            yield from (f"/{plain}{query}" for query in ["", *ASKED.get(plain, [])])


def body(answer: Any) -> bytes:
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for passing in PASSING:
        content = passing.sub(b"", content)
    return content


def told(client: Client, part: str, keys: dict[str, str]) -> dict[str, tuple[int, bytes, int]]:
    """What this person is told at every address: status, body, and how many queries it took. Looks leave no trace."""
    found = {}
    for address in addresses(part, keys):
        with undone(), CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            content = body(answer)
        found[address] = (answer.status_code, content, len(queries))
    for address in FILES:
        with undone(), CaptureQueriesContext(connection) as queries:
            answer = client.post(f"/{address}", {"purpose": "A yearly report", "separator": "comma"})
            content = body(answer)
        found[f"POST {address}"] = (answer.status_code, content, len(queries))
    return found


def hide_cases(cast: Cast, person: User) -> None:
    """Cases about this person, and cases from which he is walled off by decision, in every state and unit."""
    about = {"name": person.name, "number": person.number}
    lead = cast.investigator if person != cast.investigator else cast.other_investigator
    for number in range(HIDDEN):
        case = suspicion(lead, **(about if number % 2 else {}), received_on=RECEIVED.replace(year=1999 + number % 20))
        if number % 2 == 0:
            actions.raise_wall(case=case, by=lead, person=person, reason="A neighbour")


def hide_trajectories(cast: Cast, person: User) -> None:
    """Trajectories of this person, and trajectories from which he is walled off by decision, over the years."""
    about = {"name": person.name, "number": person.number, "subject_group": SubjectGroup.STAFF}
    for number in range(HIDDEN):
        started_on = RECEIVED.replace(year=1999 + number % 20)
        hidden = world.trajectory(cast, officer=None, started_on=started_on, **(about if number % 2 else {}))
        if number % 2 == 0:
            by = world.second_officer()
            screening.raise_wall(trajectory=hidden, by=by, person=person, reason="A neighbour")


@pytest.mark.parametrize("part", ["subject", "coordinator", "manager", "admin", "investigator"])
def test_hidden_cases_change_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    person: User = getattr(cast, part)
    make_register(cast)
    keys = world.make(cast)
    before, after = client_of(person), client_of(person)
    first = told(before, part, keys)
    hide_cases(cast, person)
    assert_equal(first, told(after, part, keys))


@pytest.mark.parametrize("part", ["screening_officer", "manager", "admin"])
def test_hidden_trajectories_change_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    person: User = getattr(cast, part)
    make_register(cast)
    keys = world.make(cast)
    before, after = client_of(person), client_of(person)
    first = told(before, part, keys)
    hide_trajectories(cast, person)
    assert_equal(first, told(after, part, keys))


def assert_equal(first: dict[str, tuple[int, bytes, int]], second: dict[str, tuple[int, bytes, int]]) -> None:
    assert first.keys() == second.keys()
    assert len(first) > 15
    # A question that is refused as malformed is answered alike whatever is hidden.
    assert 400 not in {status for status, *_ in first.values()}
    different = [address for address, answer in first.items() if answer[:2] != second[address][:2]]
    queries = {address: (first[address][2], second[address][2]) for address in first}
    assert not different
    assert not {address: counts for address, counts in queries.items() if len(set(counts)) > 1}


def test_records_that_are_not_hidden_would_be_seen(cast: Cast, client_of: Callable[[User], Client]) -> None:
    """The comparison itself can fail: cases about somebody else change what the coordinator is told."""
    make_register(cast)
    keys = world.make(cast)
    first = told(client_of(cast.coordinator), "coordinator", keys)
    hide_cases(cast, cast.subject)
    second = told(client_of(cast.coordinator), "coordinator", keys)
    changed = {address for address in first if first[address][1] != second[address][1]}
    assert {"/cases/", "/figures/", "/cases/?year=2018", "/figures/suspicions/records/?year=2018"} <= changed
