"""A stolen copy of the database, after all kinds of work: no name and no number of anybody in it, in any file of it."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.proposals import actions as proposals
from audit import sealing
from cases.models import Case, Signal, Subject
from lib import identity
from screening.models import StaffMember, Trajectory
from tests.cast import Cast, person
from tests.support import postgres
from tests.support.roles import as_owner

ClientOf = Callable[[User], Client]
STARTED = "2-1-2019"


@dataclass
class Secrets:
    """Names and numbers that nobody else's register holds, as they are entered."""

    made: list[str] = field(default_factory=list)

    def name(self) -> str:
        """A name."""
        return self._kept(f"Zq{secrets.token_hex(6)} van Wx{secrets.token_hex(6)}")

    def number(self) -> str:
        """A personnel number."""
        return self._kept(f"QX-{secrets.randbelow(10**12):012}")

    def _kept(self, text: str) -> str:
        self.made.append(text)
        return text

    def traces(self) -> list[bytes]:
        """What would betray one of them: it, its parts, and what a number is made of when it is looked up."""
        found: set[str] = set()
        for text in self.made:
            found |= {text, text.casefold(), identity.normalised(text)}
            found |= {part for part in text.replace("-", " ").split() if len(part) > 8}
        return [form.encode(encoding) for form in found for encoding in ("utf-8", "utf-16-le")]


def cases_work(client_of: ClientOf, cast: Cast, hidden: Secrets) -> None:
    """Log, identify, correct, search, read, export; with answers that are refused in between."""
    client = client_of(cast.investigator)
    suspected = {
        "received_on": "18 Oct 2018",
        "summary": "A plate was checked for a former colleague",
        "recipient": "non_criminal",
        "category": "leak_unknown_kind",
        "unit": "unknown",
    }
    logged = {**suspected, "name": hidden.name(), "number": hidden.number()}
    assert client.post("/cases/new/", {**logged, "received_on": "nonsense"}).status_code == 200
    assert client.post("/cases/new/", logged).status_code == 302
    case = Case.objects.get()
    page = f"/cases/{case.reference}/"
    key = case.allegations.get().public_key
    for _ in range(2):
        answers = {"name": hidden.name(), "number": hidden.number(), "reason": "As the witness said."}
        assert client.post(f"{page}allegations/{key}/subject/", answers).status_code == 302
    for text in list(hidden.made):
        assert client.get("/cases/", {"q": text}).status_code == 200
        assert client.get(f"/cases/{text}/").status_code == 404
        assert client.get(page, {"looked": text}).status_code in {200, 400}
    assert hidden.made[-2] in client.get(page).content.decode()


def screening_work(client_of: ClientOf, cast: Cast, hidden: Secrets) -> None:
    """The same in the other register."""
    client = client_of(cast.screening_officer)
    asked = {
        "started_on": STARTED,
        "level": "reliability",
        "occasion": "initial",
        "subject_group": "candidate",
        "function": "Analyst",
        "unit": "unknown",
        "officer": cast.screening_officer.username,
        "name": hidden.name(),
        "number": hidden.number(),
    }
    assert client.post("/screening/new/", {**asked, "level": "nonsense"}).status_code == 200
    assert client.post("/screening/new/", asked).status_code == 302
    page = f"/screening/{Trajectory.objects.get().reference}/"
    corrected = {**asked, "name": hidden.name(), "number": hidden.number(), "reason": "A slip of the pen."}
    assert client.post(f"{page}correct/", corrected).status_code == 302
    for text in list(hidden.made):
        assert client.get("/screening/", {"q": text}).status_code in {200, 400}
    assert hidden.made[-2] in client.get(page).content.decode()


def signals_work(client_of: ClientOf, cast: Cast, hidden: Secrets) -> None:
    """Register, with an answer that is refused; correct whom it concerns and who reported it; show, decide, look."""
    client = client_of(cast.coordinator)
    said = {
        "received_on": "18 Oct 2018",
        "source": "colleague",
        "text": "Plates are looked up for a neighbour",
        "name": hidden.name(),
        "number": hidden.number(),
        "reporter_name": hidden.name(),
        "reporter_number": hidden.number(),
        "reporter_contact": hidden.name(),
    }
    sent = {"signals-TOTAL_FORMS": "1", **{f"signals-0-{name}": value for name, value in said.items()}}
    assert client.post("/signals/new/", {**sent, "signals-0-received_on": "nonsense"}).status_code == 200
    assert client.post("/signals/new/", {**sent, "another": "1"}).status_code == 200
    assert client.post("/signals/new/", sent).status_code == 302
    page = f"/signals/{Signal.objects.get().reference}/"
    corrected = {**said, "name": hidden.name(), "number": hidden.number(), "reason": "As the witness said."}
    assert client.post(f"{page}correct/", corrected).status_code == 302
    reporter = {
        "name": hidden.name(),
        "number": hidden.number(),
        "contact": hidden.name(),
        "reason": "Wrong until now.",
    }
    assert client.post(f"{page}reporter/record/", reporter).status_code == 302
    assert reporter["contact"] in client.post(f"{page}reporter/", {"reason": "To ask on."}).content.decode()
    assert corrected["name"] in client.get(page).content.decode()
    decision = {"decision": "orientation", "decided_on": "19 Oct 2018", "reason": "There is enough to look into."}
    case = {"category": "leak_unknown_kind", "recipient": "unknown"}
    assert client.post(f"{page}decide/", {**decision, **case}).status_code == 302
    assert Subject.objects.get(case=Signal.objects.get().case).name == corrected["name"]
    for text in list(hidden.made):
        assert client.get("/signals/all/", {"q": text}).status_code in {200, 400}
        assert client.get(f"/signals/{text}/").status_code == 404


def staff_work(client_of: ClientOf, cast: Cast, hidden: Secrets) -> None:
    """Enter service from a trajectory, be corrected, be looked for; report a change."""
    client = client_of(cast.screening_officer)
    screened = Trajectory.objects.get()
    page = f"/screening/{screened.reference}/"
    decided = {"result": "positive", "completed_on": STARTED}
    assert client.post(f"{page}complete/", decided).status_code == 302
    assert client.post(f"{page}enter-service/", {"in_service_from": "nonsense"}).status_code == 200
    assert client.post(f"{page}enter-service/", {"in_service_from": STARTED, "unit": "unknown"}).status_code == 302
    served = StaffMember.objects.get()
    assert served.number == screened.number
    corrected = {"name": hidden.name(), "number": hidden.number(), "unit": "unknown", "reason": "A slip of the pen."}
    its_page = f"/screening/staff/{served.reference}/"
    assert client.post(f"{its_page}correct/", {**corrected, "in_service_from": STARTED}).status_code == 302
    assert corrected["name"] in client.get(its_page).content.decode()
    for text in list(hidden.made):
        assert client.get("/screening/staff/", {"q": text}).status_code in {200, 400}


def records_about_work(hidden: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody asks what is kept of him."""
    for text in list(hidden.made):
        monkeypatch.setattr("sys.stdin", StringIO(f"{text}\n"))
        call_command("records_about", "--reason", "Request 12", stdout=StringIO(), stderr=StringIO())


def accounts_work(cast: Cast, hidden: Secrets) -> None:
    """The numbers of users: one from the start, one proposed and approved, one declined."""
    person("newcomer", number=hidden.number())
    for approved in (True, False):
        proposal = proposals.propose_number(by=cast.admin, about=cast.stranger, number=hidden.number(), reason="New.")
        if approved:
            proposals.approve(by=cast.auditor, proposal=proposal, site="https://localhost")
        else:
            proposals.decline(by=cast.auditor, proposal=proposal, reason="No.")


@pytest.fixture
def worked(transactional_db: None, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """All kinds of work, committed."""
    hidden = Secrets()
    cases_work(client_of, cast, hidden)
    screening_work(client_of, cast, hidden)
    signals_work(client_of, cast, hidden)
    staff_work(client_of, cast, hidden)
    accounts_work(cast, hidden)
    records_about_work(hidden, monkeypatch)
    sealing.seal(everything=True)
    call_command("figures", stdout=StringIO())
    return hidden


def copies() -> Iterator[tuple[str, bytes]]:
    """Everything that somebody can carry away: a dump, and the files of the database with its write-ahead log."""
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        for file in database.parent.glob(f"{database.name}*"):
            yield file.name, file.read_bytes()
        yield "dump", "\n".join(connection.connection.iterdump()).encode()
        return
    yield "dump", postgres.dump(connection.settings_dict)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    if os.access(folder, os.R_OK):
        for file in [*folder.glob("pg_wal/0*"), *folder.glob("base/*/*")]:
            # What another worker of the suite works on comes and goes.
            with suppress(FileNotFoundError):
                yield str(file.relative_to(folder)), file.read_bytes()


def test_no_copy_of_the_database_holds_a_name_or_a_number(worked: Secrets) -> None:
    traces = worked.traces()
    assert len(worked.made) >= 25
    found = {name for name, content in copies() for trace in traces if trace in content}
    assert found == set()


def test_the_search_would_find_what_is_in_clear(worked: Secrets, cast: Cast) -> None:
    """The same search finds what stands in clear, in the dump and in the files: it looks in the right places."""
    sign = f"Clear{secrets.token_hex(6)}"
    case = Case.objects.latest("pk")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET summary = %s WHERE id = %s", [sign, case.pk])
    names = {name.partition("/")[0] for name, content in copies() if sign.encode() in content}
    assert "dump" in names
    assert len(names) > 1
