"""Every hidden field of a case and of a trajectory holds a word of its own; nobody gets one that is not for him.

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
from cases import actions
from cases.models import Case
from screening import actions as screening
from tests.cast import Cast, suspicion
from tests.contract.addresses import COUNTERS, FREE_OFFICER, LINES, TEAM
from tests.contract.test_every_url import undone
from tests.contract.test_non_interference import FILES
from tests.support import world
from tests.support.casework import FOUND, RECEIVED, established, nth

WORDS = ("summary", "name", "number", "reason", "ground", "bodyref", "proposal", "wallreason", "teamreason")
SCREENED = ("person", "personnumber", "function", "note", "conditions", "wallnote")


def canary(word: str) -> str:
    """A word that stands nowhere else."""
    return f"zq{word}7731"


INVITED = {
    "name": "Nel Vos",
    "username": "n.vos",
    "email": "nel@example.org",
    "language": "en",
    "number": canary("number"),
}
"""Somebody who is no user yet, and whom the case concerns."""


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
    world.wall_off_case(cast, case, canary("wallreason"))
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
    world.wall_off_trajectory(cast, found, canary("wallnote"))
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
    if part not in FREE_OFFICER.split():
        hidden |= {canary(word) for word in SCREENED}
        if part not in [*COUNTERS.split(), "auditor"]:
            hidden.add(trajectory.reference)
    return hidden


def test_nobody_gets_what_is_not_for_him(
    cast: Cast, case: Case, trajectory: Any, client_of: Callable[[User], Client]
) -> None:
    keys = {**world.make(cast), "case": case.reference, "trajectory": trajectory.reference}
    found = []
    for part, person in world.everybody(cast).items():
        hidden = hidden_from(part, case, trajectory)
        for address, answer in everything(client_of(person), keys):
            # What is asked for in a search comes back in its own field.
            asked = address.partition("?")[2]
            found += [(part, address, word) for word in hidden if word.encode() in answer and word not in asked]
    assert not found


def test_no_mail_holds_what_is_not_for_it(
    cast: Cast,
    case: Case,
    trajectory: Any,
    client_of: Callable[[User], Client],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Somebody is invited whom a case concerns, for a reason that is for the admin and the auditor alone."""
    proposal = propose_account(by=cast.admin, reason=canary("asked"), roles=[Role.INVESTIGATOR], **INVITED)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(cast.auditor).post(f"/people/proposals/{proposal.public_key}/approve/")
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [[INVITED["email"]]]
    hidden = [*map(canary, (*WORDS, *SCREENED, "asked")), case.reference, trajectory.reference]
    letters = [f"{message.subject}\n{message.body}\n{message.extra_headers}" for message in mail.outbox]
    assert "/invitation/" in letters[0]
    assert [word for word in hidden for letter in letters if word in letter] == []


def test_those_for_whom_they_are_do_get_them(
    cast: Cast, case: Case, trajectory: Any, client_of: Callable[[User], Client]
) -> None:
    """The canaries are there to be found."""
    page = whole(client_of(cast.investigator).get(f"/cases/{case.reference}/")).decode()
    assert [word for word in WORDS if canary(word) not in page] == []
    screened = whole(client_of(cast.screening_officer).get(f"/screening/{trajectory.reference}/")).decode()
    assert [word for word in SCREENED if canary(word) not in screened] == []
