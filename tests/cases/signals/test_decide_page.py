"""Deciding on a signal: one page and one act; what is known goes into the case, and nothing is typed twice."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit import throttle
from audit.kinds import Kind
from cases import access as case_access
from cases import actions as case_actions
from cases.models import Case, Signal, Subject
from cases.models.values import Decision, TeamRole
from cases.signals import actions
from tests.cast import Cast, suspicion
from tests.support.audited import events, kinds
from tests.support.signalwork import RECEIVED, decide, now, register

Sign = Callable[[User], Client]
CANNOT = "This signal cannot be joined to that case. Check the reference, or ask a coordinator."
ANSWERS = {"decision": "no_action", "decided_on": "22 Oct 2018", "reason": "Looked into"}
CASE = {"category": "leak_unknown_kind", "recipient": "unknown"}


@pytest.fixture
def signal(cast: Cast) -> Signal:
    """An undecided signal of a manager about the subject of the cast."""
    return register(cast.investigator, text="Four plates, four evenings", name="Sam Verburg", number="T-sam")


def at(signal: Signal, step: str = "decide/") -> str:
    return f"/signals/{signal.reference}/{step}"


def send(client: Client, signal: Signal, **answers: str) -> Any:
    """Open the page, as one does, and send it."""
    client.get(at(signal))
    return client.post(at(signal), {**ANSWERS, **answers}, follow=True)


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_the_text_stays_beside_the_form(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    with events() as left:
        page = client.get(at(signal))
    assert kinds(left) == [Kind.SIGNAL_OPENED]
    for said in (signal.text, "Sam Verburg", "T-sam", "18 October 2018", "Manager"):
        assert said in text_of(page)
    assert signal.text in text_of(client.post(at(signal), {**ANSWERS, "reason": ""}))


def test_no_action_leads_to_what_is_still_undecided(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    client.get(at(signal))
    with events() as left:
        answer = client.post(at(signal), ANSWERS)
    assert kinds(left) == [Kind.SIGNAL_DECIDED]
    assert answer.headers["Location"] == "/signals/"
    assert "Decided: No action." in text_of(client.get("/signals/"))
    assert (now(signal).decision, now(signal).decided_on) == (Decision.NO_ACTION, datetime.date(2018, 10, 22))
    assert (now(signal).decided_by, now(signal).decision_reason) == (cast.coordinator, "Looked into")


@pytest.mark.parametrize(
    ("decision", "track"),
    [("orientation", "orientation"), ("disciplinary", "disciplinary"), ("prosecution", "criminal")],
)
def test_a_case_is_made_of_what_is_known(
    client_of: Sign, cast: Cast, signal: Signal, decision: str, track: str
) -> None:
    answer = send(client_of(cast.coordinator), signal, **CASE, decision=decision, lead="ines")
    case, subject = Case.objects.get(), Subject.objects.get()
    assert answer.redirect_chain == [(f"/cases/{case.reference}/", 302)]
    assert f"Case {case.reference} is made of signal {signal.reference}." in text_of(answer)
    assert (case.received_on, case.summary) == (RECEIVED, signal.text)
    assert (subject.name, subject.number) == ("Sam Verburg", "T-sam")
    assert case_access.lead_of(case) == cast.investigator
    assert (now(signal).case, now(signal).decision) == (case, decision)
    # What comes next begins with what was decided.
    start = client_of(cast.investigator).get(f"/cases/{case.reference}/investigations/new/")
    assert start.context["form"]["track"].value() == track
    assert f'value="{track}"' in text_of(start)


def test_without_a_lead_the_coordinator_is_told_to_appoint_one(client_of: Sign, cast: Cast, signal: Signal) -> None:
    answer = send(client_of(cast.coordinator), signal, decision="orientation")
    assert "Nobody leads it yet. Appoint a lead next." in text_of(answer)
    assert case_access.lead_of(Case.objects.get()) is None


def test_a_triager_joins_the_team_and_chooses_no_lead(client_of: Sign, cast: Cast, signal: Signal) -> None:
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    client = client_of(cast.investigator)
    assert 'name="lead"' not in text_of(client.get(at(signal)))
    answer = send(client, signal, decision="orientation", lead="otto")
    case = Case.objects.get()
    assert answer.redirect_chain == [(f"/cases/{case.reference}/", 302)]
    assert "A coordinator appoints its lead next." in text_of(answer)
    assert case_access.role_on(cast.investigator, case) == TeamRole.MEMBER
    assert case_access.lead_of(case) is None


def test_a_triager_who_decides_for_no_case_can_no_longer_open_it(client_of: Sign, cast: Cast, signal: Signal) -> None:
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    client = client_of(cast.investigator)
    assert send(client, signal).redirect_chain == [("/signals/", 302)]
    assert client.get(at(signal, "")).status_code == 404


def test_it_joins_a_case_by_its_reference_as_people_type_it(client_of: Sign, cast: Cast, signal: Signal) -> None:
    case = suspicion(cast.investigator, received_on=datetime.date(2018, 11, 1))
    answer = send(client_of(cast.coordinator), signal, decision="merged", into=f" {case.reference.lower()} ")
    assert answer.redirect_chain == [(f"/cases/{case.reference}/", 302)]
    assert f"Signal {signal.reference} belongs to case {case.reference} now." in text_of(answer)
    assert now(signal).case == case
    assert Case.objects.get().received_on == RECEIVED


def test_a_case_that_cannot_be_joined_is_named_by_one_sentence(client_of: Sign, cast: Cast) -> None:
    mine = register(cast.coordinator)
    actions.name_triager(signal=mine, by=cast.coordinator, triager=cast.other_investigator)
    others, voided = suspicion(cast.investigator), suspicion(cast.other_investigator)
    walled = suspicion(cast.other_investigator)
    case_actions.void_case(case=voided, by=cast.coordinator, reason="Twice")
    case_actions.raise_wall(case=walled, by=cast.coordinator, person=cast.other_investigator, reason="A friend")
    client, pages = client_of(cast.other_investigator), set()
    for typed in ("2018-00000", others.reference, voided.reference, walled.reference, "no reference"):
        client.get(at(mine))
        with events() as left:
            answer = client.post(at(mine), {**ANSWERS, "decision": "merged", "into": typed})
        [event] = left
        assert (event.kind, json.loads(event.detail)) == (Kind.REQUEST_REFUSED, {"signal": mine.reference})
        assert typed not in event.target or typed[4] == "-"
        assert answer.context["form"].errors == {"into": [CANNOT]}
        pages.add(text_of(answer).replace(answer.context["form"]["into"].value(), "").split("</nav>")[-1])
        assert now(mine).decision == Decision.UNDECIDED
    assert len({page.split('name="csrfmiddlewaretoken"')[0] for page in pages}) == 1


def test_references_that_are_guessed_are_braked(
    client_of: Sign, cast: Cast, signal: Signal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST", 3)
    client = client_of(cast.coordinator)
    answers = [send(client, signal, decision="merged", into=f"2018-0000{place}") for place in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"decision": ""}, "decision", "Choose what happens with it."),
        ({"decision": "undecided"}, "decision", "Choose what happens with it."),
        ({"decided_on": "17 Oct 2018"}, "decided_on", "That day lies before the signal came in."),
        ({"decided_on": "1 Jan 2099"}, "decided_on", "The date lies in the future."),
        ({"reason": "  "}, "reason", "Say why."),
        ({"decision": "merged"}, "into", "Enter the reference of the case that the signal joins"),
        ({"into": "2018-00000"}, "into", "Only a signal that is merged joins a case."),
        ({"lead": "ines"}, "lead", "No case is made by this decision."),
        ({"decision": "orientation", "recipient": "none"}, "recipient", "A leak went to somebody."),
        ({"decision": "orientation", "lead": "sam"}, "lead", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client_of: Sign, cast: Cast, signal: Signal, answers: dict[str, str], field: str, sentence: str
) -> None:
    answer = send(client_of(cast.coordinator), signal, **answers)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    assert form["reason"].value() == {**ANSWERS, **answers}["reason"]
    assert now(signal).decision == Decision.UNDECIDED
    assert not Case.objects.exists()
    # A part that is folded away unfolds where something in it is wrong, or counts.
    unfolded = '<details class="more" open>' in text_of(answer)
    assert unfolded is (field in ("lead", "recipient"))


def test_what_is_said_of_a_case_stays_in_sight_when_another_answer_is_wrong(
    client_of: Sign, cast: Cast, signal: Signal
) -> None:
    answer = send(client_of(cast.coordinator), signal, decision="orientation", lead="ines", reason="")
    assert '<details class="more" open>' in text_of(answer)
    assert answer.context["form"]["lead"].value() == "ines"


def test_a_signal_is_not_decided_on_unread(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    answer = client.post(at(signal), ANSWERS)
    assert answer.status_code == 409
    assert "You have not read what this signal says now." in text_of(answer)
    assert now(signal).decision == Decision.UNDECIDED
    # That answer is a look, for it has the text on it: so the second attempt is one of somebody who has read it.
    assert signal.text in text_of(answer)
    assert client.post(at(signal), ANSWERS).status_code == 302


@pytest.mark.parametrize("step", ["acknowledge/", "feedback/", "walls/new/", "reporter/"])
def test_every_refused_step_that_counts_as_a_look_shows_the_text(
    client_of: Sign, cast: Cast, signal: Signal, step: str
) -> None:
    client = client_of(cast.coordinator)
    with events() as left:
        answer = client.post(f"/signals/{signal.reference}/{step}", {"reason": "To see", "person": "nobody"})
    assert answer.status_code in (200, 409)
    assert kinds(left) == [Kind.SIGNAL_OPENED]
    assert signal.text in text_of(answer)


def test_what_was_corrected_since_has_to_be_read_again(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    client.get(at(signal))
    said = {"source": signal.source, "received_on": signal.received_on, "text": "Something else altogether."}
    actions.correct_signal(signal=signal, by=cast.second_coordinator, reason="It was another day", **said)
    answer = client.post(at(signal), ANSWERS)
    assert answer.status_code == 409
    assert "Something else altogether." in text_of(answer)
    assert now(signal).decision == Decision.UNDECIDED
    assert client.post(at(signal), ANSWERS).status_code == 302


def test_a_second_decision_is_refused(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    client.get(at(signal))
    decide(signal, cast.second_coordinator)
    for answer in (client.get(at(signal)), client.post(at(signal), {**ANSWERS, "decision": "conversation"})):
        assert answer.status_code == 409
        assert "This signal has been decided on already." in text_of(answer)
    assert now(signal).decision == Decision.NO_ACTION


def test_a_reason_that_names_somebody_is_warned_of(client_of: Sign, cast: Cast, signal: Signal) -> None:
    answer = send(client_of(cast.coordinator), signal, reason="Verburg explained it")
    assert "The text seems to name" in text_of(answer)


def test_a_decision_is_taken_back_with_a_reason(client_of: Sign, cast: Cast, signal: Signal) -> None:
    decide(signal, cast.coordinator)
    client = client_of(cast.coordinator)
    assert at(signal, "take-back/") in text_of(client.get(at(signal, "")))
    assert "Say why." in text_of(client.post(at(signal, "take-back/"), {"reason": ""}))
    client.post(at(signal, "take-back/"), {"reason": "Too soon"})
    assert now(signal).decision == Decision.UNDECIDED
    history = text_of(client.get(at(signal, "")))
    for said in ("Decided: No action", "Decision taken back", "reason: Too soon"):
        assert said in history


def test_a_decision_of_which_a_case_came_is_not_taken_back(client_of: Sign, cast: Cast, signal: Signal) -> None:
    decide(signal, cast.coordinator, Decision.ORIENTATION)
    client = client_of(cast.coordinator)
    assert at(signal, "take-back/") not in text_of(client.get(at(signal, "")))
    answer = client.post(at(signal, "take-back/"), {"reason": "Too soon"})
    assert answer.status_code == 409
    assert "A case was made of this signal." in text_of(answer)
