"""Every hidden field of a case and of a trajectory holds a word of its own; nobody gets one that is not for him.

The whole application is crawled by everybody: pages, forms, files, headers, mail. What somebody may not see is searched
for in every byte that he gets.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from cases import actions
from cases.models import Case
from screening import actions as screening
from tests.cast import Cast, suspicion
from tests.contract.addresses import COUNTERS, LINES, OFFICERS, TEAM
from tests.contract.test_every_url import undone
from tests.contract.test_non_interference import FILES
from tests.support import world
from tests.support.casework import FOUND, RECEIVED, established, nth

WORDS = ("summary", "name", "number", "reason", "ground", "bodyref", "proposal", "wallreason", "teamreason")
SCREENED = ("person", "personnumber", "function", "note", "conditions", "wallnote")


def canary(word: str) -> str:
    """A word that stands nowhere else."""
    return f"zq{word}7731"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case about the subject, with a canary in every field that is not coded."""
    case = suspicion(
        cast.investigator, received_on=RECEIVED, summary="A word", name=canary("name"), number=canary("number")
    )
    track = {"track": "criminal", "body": "rijksrecherche", "offences": [], "body_reference": canary("bodyref")}
    investigation = actions.start_investigation(case=case, by=cast.investigator, started_on=RECEIVED, **track)
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=RECEIVED)
    actions.correct_case(
        case=case,
        by=cast.investigator,
        reason=canary("reason"),
        received_on=RECEIVED,
        summary=canary("summary"),
    )
    actions.record_finding(
        allegation=nth(case),
        by=cast.investigator,
        finding="confirmed",
        found_on=FOUND,
        ground=canary("ground"),
        **established(),
    )
    case = Case.objects.get(pk=case.pk)
    actions.raise_wall(case=case, by=cast.investigator, person=cast.stranger, reason=canary("wallreason"))
    actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.investigator, reason=canary("teamreason"))
    actions.propose_closing(case=case, by=cast.investigator, proposal=canary("proposal"))
    return case


@pytest.fixture
def trajectory(cast: Cast) -> Any:
    """The same of a trajectory."""
    found = world.trajectory(
        cast, name=canary("person"), number=canary("personnumber"), function=canary("function"), officer=None
    )
    day = found.started_on
    screening.reach_stage(
        trajectory=found, by=cast.screening_officer, kind="interview", reached_on=day, note=canary("note")
    )
    decision = {"result": "conditional", "completed_on": day, "conditions": canary("conditions")}
    screening.complete(trajectory=found, by=cast.screening_officer, **decision)
    screening.raise_wall(trajectory=found, by=cast.screening_officer, person=cast.stranger, reason=canary("wallnote"))
    return found


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
    for search in ("/cases/?q=zqsummary7731", "/screening/?q=zqperson7731", "/audit/?target=zqsummary7731"):
        with undone():
            yield search, whole(client.get(search))


def whole(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers.encode() + bytes(body)


def hidden_from(part: str, case: Case, trajectory: Any) -> set[str]:
    """What must not stand in anything that this part gets."""
    hidden: set[str] = set()
    if part not in TEAM.split():
        hidden |= {canary(word) for word in WORDS}
        if part not in [*COUNTERS.split(), "auditor"]:
            hidden.add(case.reference)
    if part not in OFFICERS.split():
        hidden |= {canary(word) for word in SCREENED}
        if part not in [*COUNTERS.split(), "auditor"]:
            hidden.add(trajectory.reference)
    return hidden


def test_nobody_gets_what_is_not_for_him(
    cast: Cast, case: Case, trajectory: Any, client_of: Callable[[User], Client]
) -> None:
    keys = {**world.make(cast), "case": case.reference, "trajectory": trajectory.reference}
    found = []
    for part, person in cast.everybody().items():
        # What is asked for in a search comes back in its own field.
        hidden = hidden_from(part, case, trajectory)
        for address, answer in everything(client_of(person), keys):
            found += [(part, address, word) for word in hidden if word.encode() in answer and word not in address]
    letters = [
        (message.to, word) for message in mail.outbox for word in WORDS if canary(word) in str(message.message())
    ]
    assert not found
    assert not letters


def test_those_for_whom_they_are_do_get_them(
    cast: Cast, case: Case, trajectory: Any, client_of: Callable[[User], Client]
) -> None:
    """The canaries are there to be found."""
    page = whole(client_of(cast.investigator).get(f"/cases/{case.reference}/")).decode()
    assert [word for word in WORDS if canary(word) not in page] == []
    screened = whole(client_of(cast.screening_officer).get(f"/screening/{trajectory.reference}/")).decode()
    assert [word for word in SCREENED if canary(word) not in screened] == []
