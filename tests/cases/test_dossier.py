"""The page of a case: what it says, to whom, and what happened in one line of time."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases import actions, facts
from cases.models import Case, Closure
from cases.models.values import Finding, Recipient
from cases.timeline import SEEN, Entry
from lib import clock, history
from office.models import Unit
from tests.cast import Cast
from tests.support.casework import FOUND, Make, alleged, close, established, find, nth, start

Sign = Callable[[User], Client]


def page(client: Client, case: Case) -> Any:
    answer = client.get(f"/cases/{case.reference}/")
    assert answer.status_code == 200
    return answer


def text_of(client: Client, case: Case) -> str:
    """The words of the page, without markup."""
    text = re.sub(r"<[^>]+>", " ", page(client, case).content.decode())
    return " ".join(text.split())


def entries(client: Client, case: Case) -> list[Entry]:
    """The line of time, newest first."""
    return [entry for day in page(client, case).context["days"] for entry in day.entries]


def buttons(client: Client, case: Case) -> list[str]:
    """The links of the page that lead to a step of the case, in its order."""
    content = page(client, case).content.decode()
    found = re.findall(rf'href="/cases/{case.reference}/([^"]+)"', content)
    return [re.sub(r"/[0-9A-Z]{12}/", "/", path) for path in found]


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("investigator", 200),
        ("coordinator", 200),
        ("other_investigator", 404),
        ("subject", 404),
        ("manager", 403),
        ("admin", 403),
        ("auditor", 404),
        ("screening_officer", 404),
        ("stranger", 404),
    ],
)
def test_who_may_open_the_page(case: Case, client_of: Sign, cast: Cast, part: str, status: int) -> None:
    client = client_of(getattr(cast, part))
    assert client.get(f"/cases/{case.reference}/").status_code == status
    assert client.post(f"/cases/{case.reference}/").status_code == 405


def test_a_walled_case_answers_as_one_that_does_not_exist(case: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.subject)
    hidden = client.get(f"/cases/{case.reference}/").content.decode().replace(case.reference, "REFERENCE")
    unknown = client.get("/cases/2018-ZZZZ0/").content.decode().replace("2018-ZZZZ0", "REFERENCE")
    without_token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert without_token.sub("", hidden) == without_token.sub("", unknown)


def test_the_head_says_that_it_is_suspected(case: Case, client_of: Sign, cast: Cast) -> None:
    text = text_of(client_of(cast.investigator), case)
    assert "Suspected leak" in text
    assert "Received 18 October 2018 · as known on" in text


def test_no_primary_key_leaves_the_database(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case()
    start(case, cast.investigator)
    addresses = re.findall(r'href="(/cases/[^"]*)"', page(client_of(cast.investigator), case).content.decode())
    keys = {case.reference, "", "cases", "correct", "new", "allegations", "investigations", "finding", "subject", "end"}
    keys |= {"looked", "team", "hand-over", "step-out", "walls"}
    keys |= {nth(case).public_key, case.investigations.get().public_key, "?year=2018"}
    assert {part for address in addresses for part in address.split("/")} <= keys


def test_alleged_and_established_stand_side_by_side(case: Case, client_of: Sign, cast: Cast) -> None:
    find(nth(case), cast.investigator, **established("own_use", Recipient.NONE, "curiosity"))
    rows = page(client_of(cast.investigator), case).context["allegations"][0]["rows"]
    both = {row.label: (row.alleged, row.established) for row in rows}
    assert both["Recipient"] == ("Criminal", "No one: own use")
    assert both["Category"] == ("Disclosure of information", "Improper consultation (own use)")
    assert both["Cause"] == ("Unknown cause", "Curiosity")
    assert both["Unit"] == ("Unknown unit", "")


def test_the_identity_is_shown_to_those_who_may_open(case: Case, client_of: Sign, cast: Cast) -> None:
    for user in (cast.investigator, cast.coordinator):
        text = text_of(client_of(user), case)
        assert "Sam Verburg" in text
        assert "T-sam" in text


def test_a_subject_without_a_number_is_marked(make_case: Make, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)
    assert "No personnel number: no automatic wall" in text_of(client, make_case(name="Jo"))
    assert "The person concerned is not identified." in text_of(client, make_case())


def test_the_stages_follow_the_dated_facts(case: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)

    def stages() -> list[tuple[str, str]]:
        return [(stage.state, stage.note) for stage in page(client, case).context["stages"]]

    assert stages() == [("current", "18 Oct 2018"), ("", "none"), ("", "not yet"), ("", "not yet")]
    investigation = start(case, cast.investigator)
    assert stages()[:2] == [("done", "18 Oct 2018"), ("current", "since 24 Oct 2018")]
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    find(nth(case), cast.investigator)
    assert stages()[1:3] == [("done", "24 Oct 2018 – 17 Jan 2019"), ("current", "17 Jan 2019")]
    close(case, cast.investigator, cast.coordinator)
    assert {state for state, _note in stages()} == {"done"}


def test_a_finding_without_a_date_is_said_to_have_none(case: Case, client_of: Sign, cast: Cast) -> None:
    find(nth(case), cast.investigator, Finding.REFUTED, None)
    assert page(client_of(cast.investigator), case).context["stages"][2].note == "date unknown"


def test_the_state_line_says_what_is_next_and_what_hinders(case: Case, client_of: Sign, cast: Cast) -> None:
    lead, coordinator = client_of(cast.investigator), client_of(cast.coordinator)
    investigation = start(case, cast.investigator)
    text = text_of(lead, case)
    assert "You lead this case. Before closing, every allegation needs a finding. Record the missing ones." in text
    assert "An investigation is still under way. End it first." in text
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    find(nth(case), cast.investigator)
    assert "All findings are given: closing can be proposed." in text_of(lead, case)
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    assert "You proposed closing. Somebody else must confirm it." in text_of(lead, case)
    assert "Ines de Wit proposed closing. Take the second look" in text_of(coordinator, case)
    actions.confirm_closing(case=case, by=cast.coordinator)
    assert "It is closed." in text_of(lead, case)


def test_a_case_without_a_lead_tells_the_coordinator_to_appoint_one(
    make_case: Make, client_of: Sign, cast: Cast
) -> None:
    text = text_of(client_of(cast.coordinator), make_case(lead=None))
    assert "Nobody leads this case yet. Appoint a lead, who can then work on it." in text


def test_a_voided_case_says_so(case: Case, client_of: Sign, cast: Cast) -> None:
    actions.void_case(case=case, by=cast.coordinator, reason="Logged twice")
    text = text_of(client_of(cast.investigator), case)
    assert "It was registered in error and is in no figure." in text
    assert "Logged twice" in text


def test_only_steps_that_are_open_have_a_button(case: Case, client_of: Sign, cast: Cast) -> None:
    lead, coordinator = client_of(cast.investigator), client_of(cast.coordinator)
    work = {"correct/", "allegations/correct/", "allegations/subject/", "allegations/finding/", "allegations/new/"}
    directs = {"looked/", "walls/new/"}
    people = {*directs, "team/new/", "hand-over/", "step-out/"}
    assert set(buttons(lead, case)) == {*work, *people, "investigations/new/"}
    assert set(buttons(coordinator, case)) == {*directs, "lead/", "void/"}
    investigation = start(case, cast.investigator)
    assert "investigations/end/" in buttons(lead, case)
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    find(nth(case), cast.investigator)
    assert "closing/propose/" in buttons(lead, case)
    assert "allegations/correct/" not in buttons(lead, case)
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    assert "closing/confirm/" not in buttons(lead, case)
    assert {"closing/confirm/", "closing/decline/"} <= set(buttons(coordinator, case))
    actions.confirm_closing(case=case, by=cast.coordinator)
    assert set(buttons(lead, case)) == {*people, "reopen/"}
    assert set(buttons(coordinator, case)) == {*directs, "reopen/"}


def test_every_button_leads_to_a_step_that_is_possible(case: Case, client_of: Sign, cast: Cast) -> None:
    start(case, cast.investigator)
    for user in (cast.investigator, cast.coordinator):
        client = client_of(user)
        content = page(client, case).content.decode()
        for address in re.findall(rf'href="(/cases/{case.reference}/[^"]*)"', content):
            assert client.get(address).status_code == 200


def test_the_next_step_is_the_one_main_button(case: Case, client_of: Sign, cast: Cast) -> None:
    def main(user: User) -> list[str]:
        return [button.url.split("/")[-2] for button in page(client_of(user), case).context["buttons"] if button.main]

    assert main(cast.investigator) == ["new"]
    investigation = start(case, cast.investigator)
    assert main(cast.investigator) == ["finding"]
    find(nth(case), cast.investigator)
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    assert main(cast.investigator) == ["propose"]
    assert main(cast.coordinator) == []
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    assert (main(cast.investigator), main(cast.coordinator)) == ([], ["confirm"])


@pytest.fixture
def lived(make_case: Make, cast: Cast) -> Case:
    """A case with a life behind it, on the days on which it happened."""

    def on(month: int, day: int, hour: int) -> datetime.datetime:
        return datetime.datetime(2018, month, day, hour, tzinfo=datetime.UTC)

    with clock.at(on(10, 19, 8)):
        case = make_case(name="Sam Verburg", number="T-sam", **alleged(recipient=Recipient.UNKNOWN))
    with clock.at(on(10, 24, 8)):
        start(case, cast.investigator)
    with clock.at(on(10, 25, 8)):
        more = alleged(recipient=Recipient.NON_CRIMINAL)
        actions.correct_allegation(allegation=nth(case), by=cast.investigator, reason="A relative", **more)
    with clock.at(on(10, 26, 8)):
        actions.identify_subject(allegation=nth(case), by=cast.investigator, name="Jan Klaassen", number="K-XJ77")
    with clock.at(on(11, 1, 8)):
        actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason="Illness")
    with clock.at(on(12, 20, 8)):
        find(nth(case), cast.other_investigator, found_on=datetime.date(2018, 12, 17))
    return case


def test_the_line_of_time_holds_facts_on_their_day_and_changes_at_their_moment(
    lived: Case, client_of: Sign, cast: Cast
) -> None:
    found = [entry for entry in entries(client_of(cast.coordinator), lived) if entry.kind != SEEN]
    told = [(entry.day.isoformat()[5:], entry.what, entry.who) for entry in found]
    assert told == [
        ("12-20", "Finding recorded on allegation 1", "Otto Bakker"),
        ("12-17", "Finding on allegation 1: Confirmed", ""),
        ("11-01", "Team changed", "Cor Jansen"),
        ("10-26", "Identity of the subject changed", "Ines de Wit"),
        ("10-25", "Allegation 1 changed", "Ines de Wit"),
        ("10-24", "Investigation started", "Ines de Wit"),
        ("10-24", "Investigation started: Disciplinary", "Own office"),
        ("10-19", "Suspicion logged", "Ines de Wit"),
        ("10-18", "Report received", ""),
    ]


def test_changes_say_what_was_and_what_is_and_why(lived: Case, client_of: Sign, cast: Cast) -> None:
    found = {entry.what: entry for entry in entries(client_of(cast.coordinator), lived)}
    corrected = found["Allegation 1 changed"]
    assert corrected.why == "A relative"
    assert [(one.label, one.old, one.new) for one in corrected.changes] == [
        ("Alleged recipient", "Unknown", "Non-criminal")
    ]
    recorded = {one.label: (one.old, one.new) for one in found["Finding recorded on allegation 1"].changes}
    assert recorded["Finding"] == recorded["Outcome"] == ("Pending", "Confirmed")
    assert recorded["Status"] == ("Under investigation", "Concluded")
    team = {one.label: (one.old, one.new) for one in found["Team changed"].changes}
    assert team == {"Ines de Wit": ("Lead", "Not on the team"), "Otto Bakker": ("Not on the team", "Lead")}


def test_the_line_of_time_never_says_who_the_subject_is_or_was(lived: Case, client_of: Sign, cast: Cast) -> None:
    told = repr(entries(client_of(cast.coordinator), lived))
    for identity in ("Sam Verburg", "T-sam", "Jan Klaassen", "K-XJ77", cast.subject.subject_hash):
        assert identity not in told


def test_the_page_speaks_the_language_of_its_reader(lived: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.coordinator)
    client.cookies["django_language"] = "nl"
    assert "Openbaar maken van informatie" in text_of(client, lived)


def test_the_number_of_queries_does_not_grow_with_the_case(
    make_case: Make, client_of: Sign, cast: Cast, units: tuple[Unit, Unit]
) -> None:
    small, large = make_case(), make_case(name="Jo", number="5")
    for number in range(8):
        more = alleged(unit=units[number % 2])
        actions.add_allegation(case=large, by=cast.investigator, name=f"No {number}", number=f"{number}9", **more)
        actions.correct_allegation(allegation=nth(large, number + 2), by=cast.investigator, reason="X", **alleged())
        start(large, cast.investigator)
    start(small, cast.investigator)
    for user in (cast.investigator, cast.coordinator):
        client = client_of(user)
        assert queries(client, small) == queries(client, large) < 40


def queries(client: Client, case: Case) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, case)
    return len(captured)


def test_a_closing_taken_over_from_elsewhere_names_nobody(case: Case, cast: Cast, client_of: Sign) -> None:
    with clock.at(FOUND):
        find(nth(case), cast.investigator, Finding.REFUTED)
        case.refresh_from_db()
        closure = Closure(case=case, proposed_on=FOUND, closed_on=FOUND)
        facts.derive_closure(closure, case)
        history.save(closure, by=None)
        facts.refresh(case, by=None)
    client = client_of(cast.investigator)
    closings = [entry for entry in entries(client, case) if entry.icon == "lock"]
    assert {(entry.what, entry.who) for entry in closings} == {("Closed", ""), ("Closing proposed", "")}
    assert not re.findall(r"\bNone\b(?! was started)", text_of(client, case))


def test_acts_of_one_moment_are_told_apart(make_case: Make, cast: Cast, client_of: Sign) -> None:
    with clock.at(FOUND):
        case = make_case()
        actions.grant_access(
            case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work"
        )
        actions.correct_case(
            case=case, by=cast.investigator, reason="Work", received_on=case.received_on, summary="Plates"
        )
    told = [entry.what for entry in entries(client_of(cast.investigator), case) if entry.day == FOUND]
    assert sorted(told) == ["Case changed", "Suspicion logged", "Team changed"]
