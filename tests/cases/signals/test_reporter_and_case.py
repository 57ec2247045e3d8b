"""Who reported a signal, shown to few; and a signal on the page of its case."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit.kinds import Kind
from cases import actions as case_actions
from cases.models import Reporter, Signal
from cases.models.values import Decision
from tests.cast import Cast, suspicion
from tests.support.audited import events, kinds
from tests.support.signalwork import RECEIVED, decide, now, register

Sign = Callable[[User], Client]
WORK, ALL = "/signals/", "/signals/all/"
SECRET = "Rie de Melder"


@pytest.fixture
def signal(cast: Cast) -> Signal:
    """An undecided whistle-blower report about the subject of the cast, with a reporter."""
    return register(
        cast.investigator,
        whistleblower=True,
        text="Four plates, four evenings",
        name="Sam Verburg",
        number="T-sam",
        reporter_name=SECRET,
        reporter_number="88-1234",
        reporter_contact="extension 4411",
    )


def at(signal: Signal, step: str = "") -> str:
    return f"/signals/{signal.reference}/{step}"


def shown(client: Client, address: str, **query: str) -> str:
    page = client.get(address, query)
    assert page.status_code == 200
    return page.content.decode()


def test_a_coordinator_says_why_he_must_know(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    for answers in (None, {"reason": "  "}):
        with events() as left:
            page = (
                client.get(at(signal, "reporter/"))
                if answers is None
                else client.post(at(signal, "reporter/"), answers)
            )
        assert kinds(left) == [Kind.SIGNAL_OPENED]
        assert SECRET not in page.content.decode()
        assert "Why do you need to know?" in page.content.decode()
    with events() as left:
        page = client.post(at(signal, "reporter/"), {"reason": "To thank her"})
    assert [(event.kind, event.target, event.reason) for event in left] == [
        (Kind.REPORTER_SHOWN, signal.reference, "To thank her")
    ]
    for words in (SECRET, "88-1234", "extension 4411"):
        assert words in page.content.decode()


def test_the_lead_of_its_case_is_shown_it_at_once_and_nobody_else_is(
    client_of: Sign, cast: Cast, signal: Signal
) -> None:
    decide(signal, cast.coordinator, Decision.DISCIPLINARY, lead=cast.investigator)
    case = now(signal).case
    case_actions.grant_access(
        case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Helps"
    )
    with events() as left:
        assert SECRET in shown(client_of(cast.investigator), at(signal, "reporter/"))
    assert kinds(left) == [Kind.REPORTER_SHOWN]
    assert client_of(cast.other_investigator).get(at(signal)).status_code == 200
    for method in ("get", "post"):
        answer = getattr(client_of(cast.other_investigator), method)(at(signal, "reporter/"), {"reason": "Why not"})
        assert answer.status_code == 403


def test_nobody_is_shown_where_nobody_is_recorded(client_of: Sign, cast: Cast) -> None:
    signal = register(cast.investigator)
    client = client_of(cast.coordinator)
    with events() as left:
        answer = client.post(at(signal, "reporter/"), {"reason": "To thank her"})
    assert answer.status_code == 409
    assert kinds(left) == [Kind.SIGNAL_OPENED]
    assert "It is not recorded who reported this signal." in answer.content.decode()


def test_the_reporter_is_recorded_without_being_shown(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    assert SECRET not in shown(client, at(signal, "reporter/record/"))
    wrong = client.post(at(signal, "reporter/record/"), {"reason": "Misheard"})
    assert "name" in wrong.context["form"].errors
    answer = client.post(at(signal, "reporter/record/"), {"name": "An other", "reason": "Misheard"}, follow=True)
    assert (Reporter.objects.get().name, Reporter.objects.get().number) == ("An other", "")
    for words in (SECRET, "An other"):
        assert words not in answer.content.decode()


def test_the_reporter_stands_on_no_other_page(client_of: Sign, cast: Cast, signal: Signal) -> None:
    decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator)
    case = now(signal).case
    assert case is not None
    for person in (cast.coordinator, cast.investigator):
        client = client_of(person)
        for address in (WORK, ALL, at(signal), f"/cases/{case.reference}/", f"/cases/{case.reference}/looked/"):
            text = shown(client, address)
            assert not [words for words in (SECRET, "88-1234", "extension 4411") if words in text]


def test_a_case_shows_its_signals_beside_it_and_in_its_line_of_time(
    client_of: Sign, cast: Cast, signal: Signal
) -> None:
    decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator, reason="Enough to begin")
    case = now(signal).case
    assert case is not None
    second = register(cast.coordinator, source="citizen", received_on=datetime.date(2018, 10, 20))
    decide(second, cast.coordinator, Decision.MERGED, into=case)
    with events() as left:
        page = client_of(cast.investigator).get(f"/cases/{case.reference}/")
    assert kinds(left) == [Kind.CASE_OPENED]
    assert page.context["signals"] == [signal, second]
    text = page.content.decode()
    for words in (
        at(signal),
        at(second),
        "Signal received: Citizen",
        "Decided on the signal: Orientation",
        "Enough to begin",
    ):
        assert words in text
    days = {day.date: [entry.what for entry in day.entries] for day in page.context["days"]}
    assert "Signal received: Manager" in days[RECEIVED]
    # The first report is where it begins: older entries stand below.
    assert days[datetime.date(2018, 10, 20)] == ["Signal received: Citizen"]


def test_a_case_without_signals_says_nothing_of_them(client_of: Sign, cast: Cast) -> None:
    case = suspicion(cast.investigator)
    text = shown(client_of(cast.investigator), f"/cases/{case.reference}/")
    assert not re.search('id="signals"', text)
    start = client_of(cast.investigator).get(f"/cases/{case.reference}/investigations/new/")
    assert not start.context["form"]["track"].value()


def test_a_merged_signal_suggests_no_track(client_of: Sign, cast: Cast, signal: Signal) -> None:
    case = suspicion(cast.investigator)
    decide(signal, cast.coordinator, Decision.MERGED, into=case)
    start = client_of(cast.investigator).get(f"/cases/{case.reference}/investigations/new/")
    assert not start.context["form"]["track"].value()
