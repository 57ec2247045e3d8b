"""What the actions on signals write: the signal, its case, its history."""

import datetime
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from cases import actions as case_actions
from cases.models import Allegation, Case, Reporter, Signal, Subject, TeamMember
from cases.models.values import Decision, Finding, Recipient, Status
from cases.signals import actions
from lib import clock
from lib.refusal import Refused
from office.models import Category, SignalChannel, SignalSource, Unit
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.casework import Make, alleged, close, find, nth
from tests.support.signalwork import DECIDED, RECEIVED, decide, now, read, register, said

AFTER = RECEIVED + datetime.timedelta(days=3)


def reasons(record: Any) -> list[str]:
    """The reasons in the history of a record, oldest first."""
    return list(record.history.order_by("history_id").values_list("history_change_reason", flat=True))


# Registering


def test_a_signal_is_kept_with_all_that_is_said(cast: Cast, units: tuple[Unit, Unit]) -> None:
    signal = register(
        cast.investigator,
        channel=SignalChannel.objects.get(pk="email"),
        unit=units[0],
        text="  Plates were looked up. ",
        name=" Sam Verburg ",
        number=" T-sam ",
        whistleblower=True,
        reporter_name="Rie Post",
        reporter_number="R-1",
        reporter_contact="rie@example.org",
    )
    signal = now(signal)
    assert signal.reference.startswith("SG2018-")
    assert (signal.received_on, signal.received_year, signal.source_id) == (RECEIVED, 2018, "manager")
    assert (signal.channel_id, signal.unit_id, signal.text) == ("email", "harbour", "Plates were looked up.")
    assert (signal.name, signal.number, signal.number_hash) == ("Sam Verburg", "T-sam", cast.subject.signal_hash)
    assert (signal.whistleblower, signal.decision, signal.case) == (True, Decision.UNDECIDED, None)
    assert signal.registered_by == cast.investigator
    reporter = Reporter.objects.get(signal=signal)
    assert (reporter.name, reporter.number, reporter.contact) == ("Rie Post", "R-1", "rie@example.org")
    assert reporter.number_hash
    assert [record.history.count() for record in (signal, reporter)] == [1, 1]


def test_what_is_not_said_is_unknown(cast: Cast) -> None:
    signal = now(register(None))
    assert (signal.channel_id, signal.unit_id, signal.name, signal.number_hash) == ("unknown", "unknown", "", "")
    assert not Reporter.objects.exists()
    assert signal.registered_by is None


def test_several_are_registered_at_once_or_none(cast: Cast) -> None:
    many = [said(received_on=datetime.date(year, 1, 2), number=f"N-{year}") for year in (2017, 2018, 2018)]
    made = actions.register_signals(by=cast.coordinator, signals=many)
    assert len({signal.reference for signal in made}) == 3
    assert [signal.reference[:7] for signal in made] == ["SG2017-", "SG2018-", "SG2018-"]
    assert Signal.history.count() == 3
    with pytest.raises(ValidationError):
        actions.register_signals(by=cast.coordinator, signals=[said(), said(text="")])
    assert Signal.objects.count() == 3
    assert actions.register_signals(by=cast.coordinator, signals=[]) == []


# Deciding


@pytest.mark.parametrize("decision", [Decision.NO_ACTION, Decision.CONVERSATION])
def test_a_decision_without_a_case(cast: Cast, decision: str) -> None:
    signal = decide(register(cast.investigator), cast.coordinator, decision, reason=" Nothing in it ")
    signal = now(signal)
    assert (signal.decision, signal.decided_on, signal.decided_by) == (decision, DECIDED, cast.coordinator)
    assert (signal.decision_reason, signal.case) == ("Nothing in it", None)
    assert not Case.objects.exists()
    assert signal.history.count() == 2


@pytest.mark.parametrize("decision", [Decision.ORIENTATION, Decision.DISCIPLINARY, Decision.PROSECUTION])
def test_a_case_is_made_with_all_that_is_known(cast: Cast, units: tuple[Unit, Unit], decision: str) -> None:
    signal = register(cast.investigator, name="Sam Verburg", number="T-sam", unit=units[0])
    case = decide(signal, cast.coordinator, decision).case
    assert case is not None
    case = Case.objects.get(pk=case.pk)
    assert (case.received_on, case.summary, case.unit_id) == (RECEIVED, signal.text, "harbour")
    assert (case.category_id, case.recipient, case.recipient_type_id) == ("leak_unknown_kind", "unknown", "unknown")
    assert (case.leak, case.status, case.registered_by) == (True, Status.RECEIVED, cast.coordinator)
    subject = Subject.objects.get(case=case)
    assert (subject.name, subject.number, nth(case).subject) == ("Sam Verburg", "T-sam", subject)
    assert not TeamMember.objects.exists()
    assert (now(signal).case, now(signal).decision) == (case, decision)


def test_a_coordinator_says_what_is_alleged_and_who_leads(cast: Cast) -> None:
    category = Category.objects.get(pk="careless_loss")
    case = decide(
        register(cast.investigator),
        cast.coordinator,
        Decision.DISCIPLINARY,
        category=category,
        recipient=Recipient.CRIMINAL,
        lead=cast.investigator,
    ).case
    assert case is not None
    allegation = Allegation.objects.get(case=case)
    assert (allegation.category, allegation.recipient, allegation.subject) == (category, Recipient.CRIMINAL, None)
    assert [(one.user, one.role) for one in TeamMember.objects.all()] == [(cast.investigator, "lead")]


def test_a_triager_becomes_a_member_and_nobody_leads(cast: Cast) -> None:
    signal = register(cast.coordinator)
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator, reason="Knows the unit")
    assert reasons(signal)[-1] == "Knows the unit"
    case = decide(signal, cast.investigator, Decision.ORIENTATION).case
    assert [(one.user, one.role) for one in TeamMember.objects.all()] == [(cast.investigator, "member")]
    assert list(Case.objects.without_lead()) == [case]


def test_a_coordinator_who_is_the_triager_too_acts_as_coordinator(cast: Cast) -> None:
    grant_role(to=cast.coordinator, role=Role.INVESTIGATOR, by=None)
    both = User.objects.get(pk=cast.coordinator.pk)
    signal = register(both)
    actions.name_triager(signal=signal, by=cast.second_coordinator, triager=both)
    decide(signal, both, Decision.ORIENTATION)
    assert not TeamMember.objects.exists()


def test_a_signal_joins_a_case(make_case: Make, cast: Cast) -> None:
    case = make_case(received_on=datetime.date(2018, 1, 1))
    signal = decide(register(cast.coordinator), cast.coordinator, Decision.MERGED, into=case)
    assert now(signal).case == case
    assert (Case.objects.count(), Subject.objects.count()) == (1, 0)
    assert Case.objects.get().received_on == datetime.date(2018, 1, 1)
    assert Case.history.count() == 1


def test_an_earlier_signal_moves_the_receipt_of_its_case(make_case: Make, cast: Cast) -> None:
    case = make_case(received_on=datetime.date(2019, 1, 2))
    find(nth(case), cast.investigator, Finding.REFUTED)
    reference = case.reference
    decide(register(cast.coordinator), cast.coordinator, Decision.MERGED, into=case, reason="The same matter")
    case = Case.objects.get(pk=case.pk)
    assert (case.reference, case.received_on, case.received_year) == (reference, RECEIVED, 2018)
    assert reasons(case)[-1] == "The same matter"
    allegation = nth(case)
    assert (allegation.received_on, allegation.received_year) == (RECEIVED, 2018)


@pytest.mark.parametrize("first", ["investigator", "coordinator"])
def test_of_two_who_decide_at_once_the_second_is_refused(cast: Cast, first: str) -> None:
    signal = register(cast.coordinator)
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    parts = ["investigator", "coordinator"] if first == "investigator" else ["coordinator", "investigator"]
    # Both hold the signal as it was when they opened it.
    seen = {part: read(signal, getattr(cast, part)) for part in parts}
    values = {"decided_on": DECIDED, "reason": "Looked into"}
    actions.decide(signal=seen[parts[0]], by=getattr(cast, parts[0]), decision=Decision.NO_ACTION, **values)
    with pytest.raises(Refused, match="This signal has been decided on already"):
        actions.decide(signal=seen[parts[1]], by=getattr(cast, parts[1]), decision=Decision.ORIENTATION, **values)
    assert (now(signal).decision, Case.objects.count()) == (Decision.NO_ACTION, 0)


def test_who_may_no_longer_act_is_told_nothing(cast: Cast) -> None:
    by, values = cast.coordinator, {"decision": Decision.NO_ACTION, "decided_on": DECIDED, "reason": "Looked into"}
    renamed, walled = register(by), register(by)
    for signal in (renamed, walled):
        actions.name_triager(signal=signal, by=by, triager=cast.investigator)
        read(signal, cast.investigator)
    actions.name_triager(signal=renamed, by=by, triager=cast.other_investigator)
    actions.raise_wall(signal=walled, by=by, person=cast.investigator, reason="Kin")
    decide(walled, by)
    for signal in (renamed, walled):
        with pytest.raises(Http404):
            actions.decide(signal=signal, by=cast.investigator, **values)


@pytest.mark.parametrize(
    "move",
    [
        lambda signal, by: actions.take_back(signal=signal, by=by, reason="A slip"),
        lambda signal, by: actions.name_triager(signal=signal, by=by, triager=None),
        lambda signal, by: actions.correct_reporter(signal=signal, by=by, reason="Known", name="Rie"),
        lambda signal, by: actions.raise_wall(signal=signal, by=by, person=by, reason="Kin"),
        lambda signal, by: actions.acknowledge(signal=signal, by=by, acknowledged_on=AFTER),
        lambda signal, by: actions.give_feedback(signal=signal, by=by, feedback_on=AFTER),
        lambda signal, by: actions.correct_signal(signal=signal, by=by, reason="A slip", **said()),
    ],
)
def test_no_act_is_open_to_one_who_may_not(cast: Cast, move: Any) -> None:
    signal = register(cast.coordinator, whistleblower=True)
    with pytest.raises(Http404):
        move(signal, cast.other_investigator)
    assert now(signal).history.count() == 1


# Correcting and taking back


def test_what_was_registered_is_corrected_with_a_reason(cast: Cast) -> None:
    signal = register(cast.coordinator, name="Sam", number="T-sam", whistleblower=True)
    values = {
        "received_on": datetime.date(2017, 12, 31),
        "source": SignalSource.objects.get(pk="citizen"),
        "channel": SignalChannel.objects.get(pk="phone"),
        "unit": Unit.objects.get(pk="unknown"),
        "text": "Somebody else",
        "name": "",
        "number": "",
        "whistleblower": False,
    }
    actions.correct_signal(signal=signal, by=cast.coordinator, reason="Misheard", **values)
    signal = now(signal)
    assert (signal.received_year, signal.source_id, signal.channel_id) == (2017, "citizen", "phone")
    assert (signal.text, signal.name, signal.number, signal.number_hash) == ("Somebody else", "", "", "")
    assert (signal.whistleblower, reasons(signal)) == (False, ["", "Misheard"])


def test_a_decision_is_taken_back(make_case: Make, cast: Cast) -> None:
    case = make_case(received_on=datetime.date(2019, 1, 2))
    none, merged = register(cast.coordinator), register(cast.coordinator)
    decide(none, cast.coordinator)
    decide(merged, cast.coordinator, Decision.MERGED, into=case)
    for signal in (none, merged):
        actions.take_back(signal=signal, by=cast.second_coordinator, reason="More is known")
        signal = now(signal)
        assert (signal.decision, signal.decided_on, signal.decided_by) == (Decision.UNDECIDED, None, None)
        assert (signal.decision_reason, signal.case, reasons(signal)[-1]) == ("", None, "More is known")
        # It can be decided on again.
        assert decide(signal, cast.coordinator, Decision.CONVERSATION).decision == Decision.CONVERSATION
    assert Case.objects.get().received_on == RECEIVED


def test_voiding_a_case_makes_its_signals_undecided(make_case: Make, cast: Cast) -> None:
    made, joined, other = (register(cast.coordinator) for _ in range(3))
    case = decide(made, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator).case
    assert case is not None
    decide(joined, cast.coordinator, Decision.MERGED, into=case)
    decide(other, cast.coordinator, Decision.MERGED, into=make_case())
    case_actions.void_case(case=case, by=cast.coordinator, reason="Not a leak at all")
    for signal in (made, joined):
        assert (now(signal).decision, now(signal).case) == (Decision.UNDECIDED, None)
        # Why the case was voided is for those who may open it.
        assert reasons(signal)[-1] == "Its case was registered in error"
    assert now(other).decision == Decision.MERGED
    assert Case.objects.get(pk=case.pk).counted is False


def test_a_case_logged_as_before_has_no_signal(cast: Cast) -> None:
    case = case_actions.log_case(by=cast.investigator, received_on=RECEIVED, lead=cast.investigator, **alleged())
    assert not Signal.objects.filter(case=case).exists()
    find(nth(case), cast.investigator, Finding.REFUTED)
    assert close(case, cast.investigator, cast.coordinator).closed_on == clock.today()


# Clocks and the reporter


def test_the_lead_keeps_the_clocks_of_a_decided_signal(cast: Cast) -> None:
    signal = register(cast.coordinator, whistleblower=True)
    decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator)
    actions.acknowledge(signal=signal, by=cast.investigator, acknowledged_on=AFTER)
    actions.give_feedback(signal=signal, by=cast.investigator, feedback_on=AFTER)
    actions.acknowledge(signal=signal, by=cast.investigator, acknowledged_on=RECEIVED, reason="The day of the letter")
    signal = now(signal)
    assert (signal.acknowledged_on, signal.feedback_on) == (RECEIVED, AFTER)
    assert reasons(signal)[-1] == "The day of the letter"


def test_the_triager_keeps_them_until_it_is_decided(cast: Cast) -> None:
    signal = register(cast.coordinator, whistleblower=True)
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    actions.acknowledge(signal=signal, by=cast.investigator, acknowledged_on=AFTER)
    decide(signal, cast.investigator)
    with pytest.raises(Http404):
        actions.give_feedback(signal=signal, by=cast.investigator, feedback_on=AFTER)
    actions.give_feedback(signal=signal, by=cast.coordinator, feedback_on=AFTER)


def test_a_reporter_is_recorded_in_place_of_the_one_before(cast: Cast) -> None:
    first, second = register(cast.coordinator, reporter_name="Rie", reporter_number="R-1"), register(cast.coordinator)
    for signal in (first, second):
        actions.correct_reporter(signal=signal, by=cast.coordinator, reason="Asked", contact="by phone")
        reporter = Reporter.objects.get(signal=signal)
        assert (reporter.name, reporter.number, reporter.number_hash) == ("", "", "")
        assert (reporter.contact, reasons(reporter)[-1]) == ("by phone", "Asked")
    assert Reporter.objects.count() == 2


# Two at once


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let each act run in a thread of its own, begun together; what came of each."""
    start, results = threading.Barrier(len(acts)), ["?"] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            act()
            results[number] = "done"
        except ValidationError as refusal:
            results[number] = refusal.messages[0]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_decisions_at_once_one_counts(transactional_db: None, cast: Cast) -> None:
    signal = register(cast.investigator)
    both = (cast.coordinator, cast.second_coordinator)
    seen = [(read(signal, by), by) for by in both]
    said = {"decision": Decision.ORIENTATION, "decided_on": DECIDED, "reason": "Looked into"}
    with events() as written:
        results = at_once(*(partial(actions.decide, signal=found, by=by, **said) for found, by in seen))
    assert sorted(results) == ["This signal has been decided on already.", "done"]
    assert kinds(written) == ["signal.decided"]
    assert Case.objects.count() == 1


def test_taking_back_and_voiding_the_case_at_once(transactional_db: None, make_case: Make, cast: Cast) -> None:
    case, signal = make_case(), register(cast.investigator)
    signal = decide(signal, cast.coordinator, Decision.MERGED, into=case)
    results = at_once(
        partial(actions.take_back, signal=signal, by=cast.coordinator, reason="Another matter"),
        partial(case_actions.void_case, case=case, by=cast.second_coordinator, reason="In error"),
    )
    assert results in (["done", "done"], ["Nobody has decided on this signal yet.", "done"])
    assert (now(signal).decision, now(signal).case) == (Decision.UNDECIDED, None)
    assert Case.objects.get().voided_on is not None
