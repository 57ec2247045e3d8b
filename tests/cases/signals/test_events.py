"""Each act on signals is one event, whose key its history bears; the log holds no text and no name."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

from audit import columns, throttle
from audit.kinds import Kind
from cases import access as case_access
from cases import actions as case_actions
from cases.models import Case, Reporter, Signal, SignalWall
from cases.models.values import Decision
from cases.signals import access, actions
from tests.cast import Cast
from tests.support.audited import events
from tests.support.casework import Make
from tests.support.signalwork import RECEIVED, decide, read, register, said

AFTER = RECEIVED + datetime.timedelta(days=3)
Act = Callable[[Signal, Cast], Any]


ACTS: list[tuple[str, Act]] = [
    (
        "signal.corrected",
        lambda signal, cast: actions.correct_signal(
            signal=signal, by=cast.coordinator, reason="Secret reason", **said(text="Secret text", whistleblower=True)
        ),
    ),
    (
        "signal.triager_named",
        lambda signal, cast: actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator),
    ),
    (
        "signal.acknowledged",
        lambda signal, cast: actions.acknowledge(signal=signal, by=cast.coordinator, acknowledged_on=AFTER),
    ),
    (
        "signal.reporter_corrected",
        lambda signal, cast: actions.correct_reporter(
            signal=signal, by=cast.coordinator, reason="Secret reason", name="Secret name"
        ),
    ),
    (
        "signal.wall_raised",
        lambda signal, cast: actions.raise_wall(
            signal=signal, by=cast.coordinator, person=cast.manager, reason="Secret reason"
        ),
    ),
]


@pytest.mark.parametrize(("kind", "act"), ACTS, ids=[kind for kind, _ in ACTS])
def test_each_act_is_one_event_without_text(cast: Cast, kind: str, act: Act) -> None:
    signal = register(cast.coordinator, whistleblower=True)
    with events() as written:
        act(signal, cast)
    [event] = written
    assert (event.kind, event.target, event.actor, event.on_team) == (kind, signal.reference, "cor", None)
    assert "ecret" not in str(vars(event))
    rows = (Signal.history, Reporter.history, SignalWall.history)
    assert any(history.filter(event=event.public_key).exists() for history in rows)


def test_registering_names_the_one_or_counts_them(cast: Cast) -> None:
    with events() as written:
        [one] = actions.register_signals(
            by=cast.investigator, signals=[said(reporter_name="Rie", keep_from=[cast.manager], keep_reason="Kin")]
        )
        actions.register_signals(by=cast.investigator, signals=[said(), said(), said()])
    assert [(event.kind, event.target, event.detail) for event in written] == [
        ("signal.registered", one.reference, ""),
        ("signal.registered", "", json.dumps({"signals": 3})),
    ]
    assert set(one.history.values_list("event", flat=True)) == {written[0].public_key}
    assert set(one.reporter.history.values_list("event", flat=True)) == {written[0].public_key}
    assert set(one.walls.get().history.values_list("event", flat=True)) == {written[0].public_key}


def test_a_decision_is_one_event_that_names_the_case(make_case: Make, cast: Cast) -> None:
    none, made, joined = (register(cast.coordinator, number=f"N-{number}") for number in range(3))
    case = make_case(received_on=AFTER)
    for signal in (none, made, joined):
        read(signal, cast.coordinator)
    values = {"by": cast.coordinator, "decided_on": AFTER, "reason": "Secret reason"}
    with events() as written:
        actions.decide(signal=none, decision=Decision.NO_ACTION, **values)
        new = actions.decide(signal=made, decision=Decision.ORIENTATION, lead=cast.investigator, **values).case
        actions.decide(signal=joined, decision=Decision.MERGED, into=case, **values)
    assert new is not None
    assert [(event.kind, event.target, json.loads(event.detail)) for event in written] == [
        ("signal.decided", none.reference, {"decision": "no_action"}),
        ("signal.decided", made.reference, {"decision": "orientation", "case": new.reference}),
        ("signal.decided", joined.reference, {"decision": "merged", "case": case.reference}),
    ]
    assert "ecret" not in str([vars(event) for event in written])
    keys = {new.history.get().event, new.team.get().history.get().event, new.allegations.get().history.get().event}
    assert keys == {written[1].public_key}
    assert Case.history.filter(id=case.pk, event=written[2].public_key).exists()


def test_taking_back_and_voiding_are_one_event_each(make_case: Make, cast: Cast) -> None:
    case = make_case()
    signal, other = register(cast.coordinator), register(cast.coordinator)
    decide(signal, cast.coordinator)
    decide(other, cast.coordinator, Decision.MERGED, into=case)
    with events() as written:
        actions.take_back(signal=signal, by=cast.coordinator, reason="Secret reason")
        case_actions.void_case(case=case, by=cast.coordinator, reason="Secret reason")
    assert [(event.kind, event.target, event.on_team) for event in written] == [
        ("signal.decision_taken_back", signal.reference, None),
        ("case.voided", case.reference, False),
    ]
    assert other.history.latest("history_id").event == written[1].public_key


def test_an_act_says_whether_who_acts_works_on_it(cast: Cast) -> None:
    signal = register(cast.coordinator, whistleblower=True)
    signal = actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    wall = actions.raise_wall(signal=signal, by=cast.coordinator, person=cast.manager, reason="Kin")
    with events() as written:
        actions.acknowledge(signal=signal, by=cast.investigator, acknowledged_on=AFTER)
        actions.lift_wall(wall=wall, by=cast.coordinator, reason="Not kin")
        decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.other_investigator)
        actions.give_feedback(signal=Signal.objects.get(pk=signal.pk), by=cast.other_investigator, feedback_on=AFTER)
    assert [(event.kind, event.on_team) for event in written] == [
        ("signal.acknowledged", True),
        ("signal.wall_lifted", False),
        ("signal.opened", False),
        ("signal.decided", False),
        ("signal.feedback_given", True),
    ]


def test_a_refused_act_leaves_no_event_of_an_act(cast: Cast) -> None:
    signal = register(cast.coordinator)
    with events() as written, pytest.raises(Exception, match="You have not read"):
        actions.decide(
            signal=signal, by=cast.coordinator, decision=Decision.NO_ACTION, decided_on=AFTER, reason="Looked into"
        )
    assert not written


def test_looks_at_signals_and_staff_count_as_opened_records() -> None:
    looks = {Kind.SIGNAL_OPENED, Kind.REPORTER_SHOWN, Kind.STAFF_OPENED, Kind.CASE_OPENED, Kind.TRAJECTORY_OPENED}
    assert looks == set(columns.OPENED)
    assert looks <= set(throttle.COUNTED)


def test_a_page_key_of_a_list_may_be_a_reference_of_a_signal(cast: Cast) -> None:
    signal = register(cast.coordinator)
    asked = QueryDict(f"after={signal.reference}")
    assert case_access.page_asked(asked) == {"after": signal.reference}
    with events() as written:
        access.record_list(cast.coordinator, {"after": signal.reference})
    assert json.loads(written[0].detail) == {"after": signal.reference}
