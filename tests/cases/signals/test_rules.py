"""What is refused of a signal, each with the sentence that says what to do; the state stays as it was."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases import actions as case_actions
from cases.models import Case, Signal
from cases.models.values import Decision, Finding, Recipient
from cases.signals import actions, rules
from lib.refusal import Refused
from office.models import Category
from tests.cast import Cast
from tests.support.casework import Make, close, find, nth
from tests.support.signalwork import DECIDED, RECEIVED, decide, now, read, register, said

TOMORROW = datetime.date.today() + datetime.timedelta(days=1)
BEFORE = RECEIVED - datetime.timedelta(days=1)
AFTER = RECEIVED + datetime.timedelta(days=3)
REASON = "Say why. The reason is kept with the change."
NOWHERE = "This signal cannot be joined to that case. Check the reference, or ask a coordinator."


@pytest.fixture
def signal(cast: Cast) -> Signal:
    """An undecided signal that the coordinator has read."""
    made = register(cast.coordinator)
    read(made, cast.coordinator)
    return made


def _stored() -> list[Any]:
    return [list(rows.values()) for rows in (Signal.objects.all(), Case.objects.all(), Signal.history.all())]


def refused(move: Callable[[], Any]) -> dict[str, list[str]]:
    """What a move is refused with, by field; nothing is written."""
    before = _stored()
    with pytest.raises(ValidationError) as error:
        move()
    assert _stored() == before
    found: dict[str, list[str]] = error.value.message_dict if hasattr(error.value, "error_dict") else {}
    return found or {"": error.value.messages}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"received_on": None}, "received_on", "Say on which day the signal came in"),
        ({"received_on": TOMORROW}, "received_on", "The date lies in the future."),
        ({"received_on": datetime.date(1818, 1, 1)}, "received_on", "The year lies before 1900."),
        ({"source": None}, "source", "Choose where the signal comes from"),
        ({"text": "  "}, "text", "Write down what the signal says"),
        ({"number": "--"}, "number", "Enter the number with its letters or digits"),
        ({"reporter_number": "--"}, "reporter_number", "Enter the number with its letters or digits"),
        ({"keep_reason": "A friend"}, "keep_from", "Choose from whom it is kept, or leave the reason empty"),
    ],
)
def test_what_is_registered(cast: Cast, values: dict[str, Any], field: str, sentence: str) -> None:
    signals = [said(), {**said(), **values}]
    found = refused(lambda: actions.register_signals(by=cast.coordinator, signals=signals))
    assert set(found) == {field}
    assert found[field][0].startswith(sentence)
    assert not Signal.objects.exists()


def test_who_keeps_it_from_somebody_says_why(cast: Cast) -> None:
    signals = [said(keep_from=[cast.manager], keep_reason=" ")]
    found = refused(lambda: actions.register_signals(by=cast.coordinator, signals=signals))
    assert found == {"keep_reason": ["Say why it is kept from them"]}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"decision": "undecided"}, "decision", "Choose what is done with the signal"),
        ({"decision": "closed"}, "decision", "Choose what is done with the signal"),
        ({"decided_on": None}, "decided_on", "Say on which day it was decided"),
        ({"decided_on": TOMORROW}, "decided_on", "The date lies in the future."),
        (
            {"decided_on": BEFORE},
            "decided_on",
            "That day lies before the signal came in. Enter 18 October 2018 or later",
        ),
        ({"reason": " "}, "reason", REASON),
        ({"decision": "merged"}, "into", "Enter the reference of the case that the signal joins"),
    ],
)
def test_what_is_decided(signal: Signal, cast: Cast, values: dict[str, Any], field: str, sentence: str) -> None:
    usual = {"decision": Decision.NO_ACTION, "decided_on": DECIDED, "reason": "Nothing in it"}
    found = refused(lambda: actions.decide(signal=signal, by=cast.coordinator, **{**usual, **values}))
    assert set(found) == {field}
    assert found[field][0].startswith(sentence)


def test_what_goes_with_other_decisions_only(signal: Signal, make_case: Make, cast: Cast) -> None:
    case = make_case()
    found = refused(lambda: decide(signal, cast.coordinator, Decision.ORIENTATION, into=case))
    assert found == {"into": ["Only a signal that is merged joins a case. Leave it empty"]}
    found = refused(lambda: decide(signal, cast.coordinator, Decision.CONVERSATION, lead=cast.investigator))
    assert found == {"lead": ["No case is made by this decision. Leave the lead empty"]}


def test_a_case_that_is_made_alleges_what_goes_together(signal: Signal, cast: Cast) -> None:
    found = refused(lambda: decide(signal, cast.coordinator, Decision.ORIENTATION, recipient=Recipient.NONE))
    assert found == {"recipient": ["A leak went to somebody. Choose a recipient, or a category that is no leak"]}
    own_use = Category.objects.get(pk="own_use")
    case = decide(signal, cast.coordinator, Decision.ORIENTATION, recipient=Recipient.NONE, category=own_use).case
    assert case is not None
    assert (case.category_id, case.recipient, case.recipient_type_id) == ("own_use", "none", "none")


def test_who_never_opened_it_decides_nothing(cast: Cast) -> None:
    signal = register(cast.coordinator)
    read(signal, cast.second_coordinator)
    values = {"decision": Decision.NO_ACTION, "decided_on": DECIDED, "reason": "Nothing in it"}
    found = refused(lambda: actions.decide(signal=signal, by=cast.coordinator, **values))
    assert found == {"": ["You have not read what this signal says now. Read it first, then decide."]}
    actions.decide(signal=signal, by=cast.second_coordinator, **values)


def test_a_decision_is_made_once(signal: Signal, cast: Cast) -> None:
    decide(signal, cast.coordinator)
    with pytest.raises(Refused, match="This signal has been decided on already"):
        decide(signal, cast.coordinator, Decision.CONVERSATION)
    assert now(signal).decision == Decision.NO_ACTION


@pytest.mark.parametrize("state", ["unknown", "hidden", "closed", "voided"])
def test_a_case_that_cannot_be_joined(signal: Signal, make_case: Make, cast: Cast, state: str) -> None:
    case = make_case()
    if state == "hidden":
        case_actions.raise_wall(case=case, by=cast.investigator, person=cast.coordinator, reason="Kin")
    elif state == "closed":
        close(find(nth(case), cast.investigator, Finding.REFUTED), cast.investigator, cast.coordinator)
    elif state == "voided":
        case_actions.void_case(case=case, by=cast.coordinator, reason="Twice")
    problems = list(rules.joining_problems(signal, None if state == "unknown" else now_case(case), cast.coordinator))
    assert problems == [("into", NOWHERE)]
    if state != "unknown":
        found = refused(lambda: decide(signal, cast.coordinator, Decision.MERGED, into=case))
        assert found == {"into": [NOWHERE]}


def now_case(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("how", ["number", "wall"])
def test_somebody_on_the_team_is_kept_out_of_the_signal(make_case: Make, cast: Cast, how: str) -> None:
    case = make_case()
    case_actions.grant_access(
        case=case, by=cast.investigator, person=cast.other_investigator, role="reviewer", reason="Second look"
    )
    kept = {"number": cast.other_investigator.number}
    if how == "wall":
        kept = {"keep_from": [cast.other_investigator], "keep_reason": "Kin"}  # type: ignore[dict-item]
    signal = register(cast.coordinator, **kept)
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    found = refused(lambda: decide(signal, cast.coordinator, Decision.MERGED, into=case))
    assert found == {"into": ["Somebody on the team of that case may not see this signal. Change the team first"]}
    found = refused(lambda: decide(signal, cast.investigator, Decision.MERGED, into=case))
    assert found == {"into": [NOWHERE]}
    member = case.team.get(user=cast.other_investigator)
    case_actions.revoke_access(member=member, by=cast.investigator, reason="Kept out")
    assert decide(signal, cast.investigator, Decision.MERGED, into=case).case == case


def test_who_can_lead_the_case_that_is_made(signal: Signal, cast: Cast) -> None:
    concerned = register(cast.coordinator, number=cast.investigator.number)
    sentence = {"lead": ["This person cannot lead the case. Choose somebody else"]}
    for lead in (cast.coordinator, cast.manager, cast.stranger):
        assert refused(partial(decide, signal, cast.coordinator, Decision.ORIENTATION, lead=lead)) == sentence
    assert (
        refused(lambda: decide(concerned, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator)) == sentence
    )
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    for lead in (cast.investigator, cast.other_investigator):
        assert refused(partial(decide, signal, cast.investigator, Decision.ORIENTATION, lead=lead)) == sentence


def test_who_can_be_named_triager(cast: Cast) -> None:
    signal = register(cast.coordinator, number=cast.investigator.number)
    for person in (cast.investigator, cast.manager, cast.stranger):
        found = refused(partial(actions.name_triager, signal=signal, by=cast.coordinator, triager=person))
        assert found == {"triager": ["This person cannot decide on the signal. Choose somebody else"]}


def test_after_the_decision_nothing_is_corrected(signal: Signal, cast: Cast) -> None:
    decide(signal, cast.coordinator)
    moves = [
        lambda: actions.correct_signal(signal=signal, by=cast.coordinator, reason="A slip", **said()),
        lambda: actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator),
    ]
    for move in moves:
        assert refused(move) == {"": ["This signal has been decided on already."]}


def test_a_correction_goes_with_the_clocks(cast: Cast) -> None:
    signal = register(cast.coordinator, whistleblower=True)
    actions.acknowledge(signal=signal, by=cast.coordinator, acknowledged_on=AFTER)
    later = said(received_on=AFTER + datetime.timedelta(days=1), whistleblower=True)
    cases = [
        (later, "received_on", "Receipt was acknowledged before that day. Enter 21 October 2018 or earlier"),
        (said(), "whistleblower", "Its receipt has been acknowledged under the act. Leave the mark as it is"),
        (said(whistleblower=True, text=""), "text", "Write down what the signal says"),
    ]
    for values, field, sentence in cases:
        found = refused(partial(actions.correct_signal, signal=signal, by=cast.coordinator, reason="A slip", **values))
        assert found == {field: [sentence]}
    values = said(whistleblower=True)
    found = refused(lambda: actions.correct_signal(signal=signal, by=cast.coordinator, reason="", **values))
    assert found == {"reason": [REASON]}


def test_days_of_the_clocks(signal: Signal, cast: Cast) -> None:
    by = cast.coordinator
    none = {"": ["This signal was not reported under the whistle-blower act: no clock runs."]}
    assert refused(lambda: actions.acknowledge(signal=signal, by=by, acknowledged_on=AFTER)) == none
    assert refused(lambda: actions.give_feedback(signal=signal, by=by, feedback_on=AFTER)) == none
    blown = register(by, whistleblower=True)
    assert refused(lambda: actions.give_feedback(signal=blown, by=by, feedback_on=AFTER)) == {
        "": ["Record first on which day receipt was acknowledged."]
    }
    found = refused(lambda: actions.acknowledge(signal=blown, by=by, acknowledged_on=BEFORE))
    assert found["acknowledged_on"] == ["That day lies before the signal came in. Enter 18 October 2018 or later"]
    found = refused(lambda: actions.acknowledge(signal=blown, by=by, acknowledged_on=TOMORROW))
    assert found["acknowledged_on"][0].startswith("The date lies in the future.")
    actions.acknowledge(signal=blown, by=by, acknowledged_on=AFTER)
    found = refused(lambda: actions.give_feedback(signal=blown, by=by, feedback_on=RECEIVED))
    assert found["feedback_on"] == ["That day lies before receipt was acknowledged. Enter 21 October 2018 or later"]
    found = refused(lambda: actions.give_feedback(signal=blown, by=by, feedback_on=TOMORROW))
    assert found["feedback_on"][0].startswith("The date lies in the future.")
    actions.give_feedback(signal=blown, by=by, feedback_on=AFTER)
    later = AFTER + datetime.timedelta(days=1)
    found = refused(lambda: actions.acknowledge(signal=blown, by=by, acknowledged_on=later, reason="A slip"))
    assert found["acknowledged_on"] == ["Feedback was given before that day. Enter 21 October 2018 or earlier"]
    assert refused(lambda: actions.acknowledge(signal=blown, by=by, acknowledged_on=RECEIVED)) == {"reason": [REASON]}
    assert refused(lambda: actions.give_feedback(signal=blown, by=by, feedback_on=later)) == {"reason": [REASON]}


def test_a_reporter_is_somebody(signal: Signal, cast: Cast) -> None:
    by = cast.coordinator
    assert refused(lambda: actions.correct_reporter(signal=signal, by=by, reason="Known", name=" ")) == {
        "name": ["Enter a name, a personnel number, or how to reach the reporter."]
    }
    assert refused(lambda: actions.correct_reporter(signal=signal, by=by, reason="Known", number="-")) == {
        "number": ["Enter the number with its letters or digits"]
    }
    assert refused(lambda: actions.correct_reporter(signal=signal, by=by, reason="", name="Rie")) == {
        "reason": [REASON]
    }


def test_walls_are_raised_and_lifted_once(signal: Signal, cast: Cast) -> None:
    by, person = cast.coordinator, cast.manager
    assert refused(lambda: actions.raise_wall(signal=signal, by=by, person=person, reason="")) == {"reason": [REASON]}
    wall = actions.raise_wall(signal=signal, by=by, person=person, reason="Kin")
    assert refused(lambda: actions.raise_wall(signal=signal, by=by, person=person, reason="Kin")) == {
        "person": ["There is a wall around this person. Choose somebody else"]
    }
    assert refused(lambda: actions.lift_wall(wall=wall, by=by, reason="")) == {"reason": [REASON]}
    actions.lift_wall(wall=wall, by=by, reason="Not kin")
    assert refused(lambda: actions.lift_wall(wall=wall, by=by, reason="Not kin")) == {
        "": ["This wall was lifted before."]
    }
    decide(signal, by, Decision.ORIENTATION)
    there = {"": ["This signal belongs to a case. Raise and lift walls there."]}
    assert refused(lambda: actions.raise_wall(signal=signal, by=by, person=person, reason="Kin")) == there


def test_what_cannot_be_taken_back(signal: Signal, make_case: Make, cast: Cast) -> None:
    by = cast.coordinator
    assert refused(lambda: actions.take_back(signal=signal, by=by, reason="A slip")) == {
        "": ["Nobody has decided on this signal yet."]
    }
    merged, made = register(by), register(by)
    decide(made, by, Decision.PROSECUTION)
    assert refused(lambda: actions.take_back(signal=made, by=by, reason="A slip")) == {
        "": ["A case was made of this signal. Mark the case as registered in error; the signal is then undecided."]
    }
    decide(signal, by)
    assert refused(lambda: actions.take_back(signal=signal, by=by, reason=" ")) == {"reason": [REASON]}
    case = make_case()
    decide(merged, by, Decision.MERGED, into=case)
    close(find(nth(case), cast.investigator, Finding.REFUTED), cast.investigator, by)
    assert refused(lambda: actions.take_back(signal=merged, by=by, reason="A slip")) == {
        "": ["The case is closed. Reopen it first."]
    }


def test_a_case_came_in_no_later_than_its_signals(make_case: Make, cast: Cast) -> None:
    case = make_case(received_on=datetime.date(2018, 11, 1))
    signal = register(cast.coordinator)
    decide(signal, cast.coordinator, Decision.MERGED, into=case)
    values = {"case": case, "by": cast.investigator, "reason": "A slip", "summary": "Plates"}
    found = refused(lambda: case_actions.correct_case(received_on=datetime.date(2018, 10, 19), **values))
    assert found == {"received_on": ["A signal of this case came in before that day. Enter an earlier one"]}
    case_actions.correct_case(received_on=BEFORE, **values)
    assert now_case(case).received_on == BEFORE
