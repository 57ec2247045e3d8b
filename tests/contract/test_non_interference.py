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
from accounts.roles import Role
from cases import actions
from cases.models.values import Decision
from cases.signals import actions as signals
from office.models import CodeEdition
from screening import actions as screening
from screening.models.values import SubjectGroup
from screening.staff import actions as staff
from tests.cast import Cast, person, suspicion
from tests.contract.addresses import LINES
from tests.contract.test_every_url import undone
from tests.support import world
from tests.support.casework import RECEIVED
from tests.support.counted import make_register

HIDDEN = 40
# Publications count the whole register for every reader alike, and so does what is told of their numbers since.
OF_THE_WHOLE_REGISTER = "figures/publications/{publication}/"
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
    "signals/": ["?sort=-received"],
    "signals/all/": [
        "?decision=undecided",
        "?decision=orientation&year=2018",
        "?source=colleague",
        "?channel=phone&sort=received",
        "?q=SG2018-",
        "?year=1999",
    ],
    "screening/board/": ["?officer=sonja"],
    "screening/renewals/": ["?due=overdue", "?due=year&level=reliability"],
    "screening/staff/": ["?missing=oath", "?missing=code&service=in", "?q=T-adam", "?q=T-sonja", "?unit=unknown"],
    "screening/": ["?result=negative", "?stage=requested&result=pending", "?q=S2018-", "?sort=started_on"],
    "figures/": ["?from=2015&to=2018", "?categories=all"],
    "figures/compare/": ["?from=2018&to=2018&against_from=2016&against_to=2017", "?categories=all"],
    "figures/suspicions/": ["?from=2016&to=2018&categories=all"],
    "figures/suspicions.json": ["?from=2016&to=2018&categories=all"],
    "figures/suspicions/records/": ["?year=2018", "?year=2018&recipient=criminal", "?from=2016&to=2018"],
}
FILES = (
    *("cases/export/", "screening/export/", "figures/suspicions.csv", "figures/suspicions/records.csv"),
    *("figures/signals.csv", "figures/signals/records.csv"),
    *("figures/screening_started/records.csv", "figures/sworn_in/records.csv", "figures/code_acknowledged/records.csv"),
)


def addresses(part: str, keys: dict[str, str]) -> Iterator[str]:
    """Everything that this part gets, and lists with what they can be asked."""
    for line in LINES:
        own = line.is_open or line.address.startswith("account/") or line.address == OF_THE_WHOLE_REGISTER
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
        said = {"officer": None, "started_on": started_on, "function": f"Analyst {number}"}
        hidden = world.trajectory(cast, **said, **(about if number % 2 else {}))
        if number % 2 == 0:
            by = world.second_officer()
            screening.raise_wall(trajectory=hidden, by=by, person=person, reason="A neighbour")


def hide_signals(cast: Cast, person: User) -> None:
    """Signals about this person, and signals that are kept from him; some with a decision, some with a case.

    Whoever decides is a coordinator for whom they exist.
    """
    about = {"name": person.name, "number": person.number}
    kept = {"keep_from": [person], "keep_reason": "A neighbour"}
    by = cast.coordinator if person != cast.coordinator else cast.second_coordinator
    for number in range(HIDDEN):
        received_on = RECEIVED.replace(year=1999 + number % 20)
        made = world.signal(
            cast, received_on=received_on, whistleblower=number % 3 == 0, **(about if number % 2 else kept)
        )
        if number % 4 < 2:
            world.read_signal(by, made)
            decision = Decision.ORIENTATION if number % 8 < 4 else Decision.NO_ACTION
            signals.decide(signal=made, by=by, decision=decision, decided_on=received_on, reason="After a talk")


def third_officer() -> User:
    """A colleague in the screening team, whose name stands among those of officers whatever is hidden."""
    return User.objects.filter(username="tess").first() or person("tess", Role.SCREENING_OFFICER)


def hide_own_staff(cast: Cast, officer: User) -> None:
    """Trajectories of this officer's colleagues, with another officer: marked so, or by the number of a colleague."""
    colleague = third_officer()
    by = cast.screening_officer if officer != cast.screening_officer else world.second_officer()
    for number in range(HIDDEN):
        own: dict[str, Any] = {"number": colleague.number} if number % 2 else {"own_staff": True}
        hidden = world.trajectory(
            cast, officer=by, started_on=RECEIVED.replace(year=1999 + number % 20), function=f"Analyst {number}", **own
        )
        if number % 4 > 1:
            screening.complete(trajectory=hidden, by=by, result="positive", completed_on=hidden.started_on)
        if number % 4 == 3:
            screening.record_duty(trajectory=hidden, by=by, kind="address", reported_on=RECEIVED, note="A move")


def hide_staff(cast: Cast, person: User) -> None:
    """The row of this person among the staff, sworn in, with every edition of the code acknowledged."""
    by = cast.screening_officer if person != cast.screening_officer else world.second_officer()
    served = world.in_service(cast, by=by, name=person.name, number=person.number, in_service_from=None)
    staff.swear_in(by=by, staff=[served], sworn_in_on=RECEIVED)
    for edition in CodeEdition.objects.all():
        staff.acknowledge(by=by, staff=[served], edition=edition, acknowledged_on=RECEIVED)


@pytest.mark.parametrize("part", ["subject", "coordinator", "manager", "admin", "investigator"])
def test_hidden_cases_change_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    who: User = getattr(cast, part)
    make_register(cast)
    keys = world.make(cast)
    before, after = client_of(who), client_of(who)
    first = told(before, part, keys)
    hide_cases(cast, who)
    assert_equal(first, told(after, part, keys))


@pytest.mark.parametrize("part", ["coordinator", "manager", "admin", "investigator"])
def test_hidden_signals_change_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    who: User = getattr(cast, part)
    make_register(cast)
    keys = world.make(cast)
    before, after = client_of(who), client_of(who)
    first = told(before, part, keys)
    hide_signals(cast, who)
    assert_equal(first, told(after, part, keys))


@pytest.mark.parametrize("part", ["screening_officer", "second_officer"])
def test_hidden_own_staff_change_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    make_register(cast)
    keys = world.make(cast)
    officer, _colleague = world.everybody(cast)[part], third_officer()
    before, after = client_of(officer), client_of(officer)
    first = told(before, part, keys)
    hide_own_staff(cast, officer)
    assert_equal(first, told(after, part, keys))


@pytest.mark.parametrize("part", ["screening_officer", "admin"])
def test_a_hidden_row_of_staff_changes_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    who: User = getattr(cast, part)
    make_register(cast)
    keys = world.make(cast)
    before, after = client_of(who), client_of(who)
    first = told(before, part, keys)
    hide_staff(cast, who)
    assert_equal(first, told(after, part, keys))


@pytest.mark.parametrize("part", ["screening_officer", "manager", "admin"])
def test_hidden_trajectories_change_nothing(cast: Cast, client_of: Callable[[User], Client], part: str) -> None:
    who: User = getattr(cast, part)
    make_register(cast)
    keys = world.make(cast)
    before, after = client_of(who), client_of(who)
    first = told(before, part, keys)
    hide_trajectories(cast, who)
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


@pytest.mark.parametrize(
    "part, hide, about, changed",
    [
        ("coordinator", hide_cases, "subject", {"/cases/", "/figures/", "/cases/?year=2018"}),
        ("coordinator", hide_cases, "subject", {"/figures/suspicions/records/?year=2018"}),
        ("coordinator", hide_signals, "subject", {"/signals/", "/signals/all/", "/signals/all/?source=colleague"}),
        ("manager", hide_signals, "subject", {"/signals/all/", "/figures/", "POST figures/signals.csv"}),
        ("manager", hide_own_staff, "second_officer", {"/screening/", "/figures/"}),
        ("screening_officer", hide_own_staff, "second_officer", {"/screening/", "/screening/board/"}),
        ("screening_officer", hide_staff, "admin", {"/screening/staff/", "/screening/staff/?q=T-adam", "/figures/"}),
    ],
)
def test_records_that_are_not_hidden_would_be_seen(
    cast: Cast,
    client_of: Callable[[User], Client],
    part: str,
    hide: Callable[[Cast, User], None],
    about: str,
    changed: set[str],
) -> None:
    """The comparison itself can fail: the same records, hidden from somebody else, change what this part is told."""
    make_register(cast)
    keys = world.make(cast)
    people, _colleague = world.everybody(cast), third_officer()
    first = told(client_of(people[part]), part, keys)
    hide(cast, people[about])
    second = told(client_of(people[part]), part, keys)
    assert changed <= {address for address in first if first[address][1] != second[address][1]}
