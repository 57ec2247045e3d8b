"""Who may open a signal, act on it, and count it; what each look leaves in the log."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.people.actions import end_role
from accounts.roles import Role
from audit import throttle
from cases import access as case_access
from cases import actions as case_actions
from cases.models import Case, Signal, TeamMember
from cases.models.values import Decision, Finding
from cases.signals import access, actions
from lib import clock
from lib.refusal import Refused
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.casework import Make, close, find, nth
from tests.support.signalwork import RECEIVED, decide, fresh, read, register

ONE_WAITS = "1 signal waits, or was decided on, that no coordinator may see. Appoint another coordinator."
NOWHERE = "This signal cannot be joined to that case. Check the reference, or ask a coordinator."
DOORS: dict[str, Callable[..., Signal]] = {
    "open": access.open_signal,
    "triage": access.triage_signal,
    "manage": access.manage_signal,
    "clock": access.clock_signal,
}
OPENS, DENIED, NOTHING = "opens", "denied", "nothing"


@pytest.fixture
def signal(cast: Cast) -> Signal:
    """An undecided signal about nobody known, which the investigator of the cast decides on."""
    made = register(cast.other_investigator, whistleblower=True, reporter_name="Rie", reporter_contact="at home")
    return actions.name_triager(signal=made, by=cast.coordinator, triager=cast.investigator)


def through(door: str, user: User, reference: str) -> str:
    try:
        DOORS[door](user, reference)
    except PermissionDenied:
        return DENIED
    except Http404:
        return NOTHING
    return OPENS


@pytest.mark.parametrize(
    ("part", "answers"),
    [
        ("coordinator", [OPENS, OPENS, OPENS, OPENS]),
        ("investigator", [OPENS, OPENS, DENIED, OPENS]),
        ("other_investigator", [NOTHING] * 4),
        ("manager", [DENIED] * 4),
        ("admin", [DENIED] * 4),
        ("auditor", [NOTHING] * 4),
        ("screening_officer", [NOTHING] * 4),
        ("stranger", [NOTHING] * 4),
    ],
)
def test_who_passes_which_door_of_an_undecided_signal(
    signal: Signal, cast: Cast, part: str, answers: list[str]
) -> None:
    user = getattr(cast, part)
    assert [through(door, user, signal.reference) for door in DOORS] == answers
    assert [through(door, user, "SG2018-ZZZZ0") for door in DOORS] == [NOTHING] * 4
    sees = answers[0] == OPENS
    assert access.visible_to(user).exists() == sees
    assert access.countable_by(user).exists() == (answers[0] != NOTHING)


def test_whoever_registered_it_does_not_see_it_again(signal: Signal, cast: Cast) -> None:
    assert not access.visible_to(cast.other_investigator).exists()
    assert not access.countable_by(cast.other_investigator).exists()


@pytest.mark.parametrize(
    ("part", "answers"),
    [
        ("coordinator", [OPENS, OPENS, OPENS, OPENS]),
        ("investigator", [OPENS, OPENS, DENIED, DENIED]),
        ("other_investigator", [OPENS, DENIED, DENIED, OPENS]),
        ("subject", [NOTHING] * 4),
        ("manager", [DENIED] * 4),
    ],
)
def test_once_it_has_a_case_its_team_opens_it(signal: Signal, cast: Cast, part: str, answers: list[str]) -> None:
    decided = decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.other_investigator)
    case_actions.grant_access(
        case=decided.case, by=cast.other_investigator, person=cast.investigator, role="member", reason="Work"
    )
    user = getattr(cast, part)
    assert [through(door, user, signal.reference) for door in DOORS] == answers


def test_a_triager_opens_a_signal_until_it_is_decided(signal: Signal, cast: Cast) -> None:
    assert access.may_triage_any(cast.investigator)
    decide(signal, cast.investigator)
    assert through("open", cast.investigator, signal.reference) == NOTHING
    assert not access.may_triage_any(cast.investigator)
    assert not access.enter_undecided(cast.investigator).exists()


def test_who_may_enter_the_pages(signal: Signal, cast: Cast) -> None:
    pages = (access.enter_undecided, access.enter_all, access.enter_to_register)

    def entered(user: User) -> list[bool]:
        found = []
        for enter in pages:
            try:
                enter(user)
                found.append(True)
            except Http404:
                found.append(False)
        return found

    assert entered(cast.coordinator) == entered(cast.investigator) == [True, True, True]
    assert entered(cast.manager) == entered(cast.admin) == [False, True, False]
    for user in (cast.auditor, cast.screening_officer, cast.stranger):
        assert entered(user) == [False, False, False]


def test_what_a_list_holds_for_whom(signal: Signal, cast: Cast) -> None:
    other = register(cast.coordinator)
    assert set(access.enter_all(cast.coordinator)) == set(access.enter_all(cast.manager)) == {signal, other}
    assert list(access.enter_all(cast.investigator)) == [signal]
    assert not access.enter_all(cast.other_investigator).exists()
    scope = access.scope_of(cast.manager)
    assert scope.hidden is not None
    assert not scope.hidden.exists()
    only = access.scope_of(cast.investigator).only
    assert only is not None
    assert list(only) == [signal]
    nothing = access.scope_of(cast.stranger).only
    assert nothing is not None
    assert not nothing.exists()


def test_each_look_is_one_event(signal: Signal, cast: Cast) -> None:
    with events() as written:
        access.open_signal(cast.coordinator, signal.reference)
        access.triage_signal(cast.investigator, signal.reference)
        access.manage_signal(cast.coordinator, signal.reference)
        access.look_again(cast.coordinator, signal)
        for door in DOORS.values():
            door(cast.coordinator, signal.reference, to_act=True)
    assert [(event.kind, event.target, event.on_team) for event in written] == [
        ("signal.opened", signal.reference, False),
        ("signal.opened", signal.reference, True),
        ("signal.opened", signal.reference, False),
        ("signal.opened", signal.reference, False),
    ]


def test_on_the_team_is_open_where_nobody_works_on_it(cast: Cast) -> None:
    signal = register(cast.coordinator)
    with events() as written:
        read(signal, cast.coordinator)
    assert written[0].on_team is None


def test_lists_and_searches_are_recorded(cast: Cast) -> None:
    with events() as written:
        access.record_list(cast.coordinator, {"source": "citizen"})
        access.record_list(cast.coordinator, {"words": "abc"})
    assert kinds(written) == ["signal.listed", "signal.searched"]


def test_signals_are_braked_as_cases_are(signal: Signal, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST", 2)
    first, second, third = (register(cast.coordinator) for _ in range(3))
    for one in (first, second):
        read(one, cast.coordinator)
    with pytest.raises(throttle.Throttled):
        read(third, cast.coordinator)
    with pytest.raises(throttle.Throttled):
        access.open_reporter(cast.coordinator, third.reference, "Needed")
    with pytest.raises(throttle.Throttled):
        access.case_to_join(cast.coordinator, first, "2018-ZZZZ0")
    read(first, cast.coordinator)


# The reporter


def test_a_coordinator_says_why_before_the_reporter_is_shown(signal: Signal, cast: Cast) -> None:
    assert access.reporter_needs_reason(cast.coordinator, signal)
    with events() as written, pytest.raises(ValidationError) as refused:
        access.open_reporter(cast.coordinator, signal.reference, " ")
    assert set(refused.value.message_dict) == {"reason"}
    assert not written
    with events() as written:
        reporter = access.open_reporter(cast.coordinator, signal.reference, "To ask for the date")
    assert (reporter.name, reporter.contact) == ("Rie", "at home")
    assert [(event.kind, event.target, event.reason) for event in written] == [
        ("signal.reporter_shown", signal.reference, "To ask for the date")
    ]


def test_the_lead_of_the_case_opens_the_reporter_without_a_reason_and_nobody_else(signal: Signal, cast: Cast) -> None:
    decided = decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.other_investigator)
    case_actions.grant_access(
        case=decided.case, by=cast.other_investigator, person=cast.investigator, role="member", reason="Work"
    )
    assert not access.reporter_needs_reason(cast.other_investigator, decided)
    with events() as written:
        assert access.open_reporter(cast.other_investigator, signal.reference).name == "Rie"
    assert [(event.kind, event.on_team) for event in written] == [("signal.reporter_shown", True)]
    for user in (cast.investigator, cast.manager):
        with events() as written, pytest.raises(PermissionDenied):
            access.open_reporter(user, signal.reference, "Curious")
        assert not written
    with pytest.raises(Http404):
        access.open_reporter(cast.stranger, signal.reference, "Curious")


def test_the_triager_does_not_learn_who_reported(signal: Signal, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        access.ask_reporter(cast.investigator, signal.reference)
    with pytest.raises(PermissionDenied):
        access.open_reporter(cast.investigator, signal.reference, "Curious")


def test_where_nobody_is_recorded_nothing_is_looked_at(cast: Cast) -> None:
    signal = register(cast.coordinator)
    assert not access.has_reporter(signal)
    with events() as written, pytest.raises(Refused, match="It is not recorded who reported this signal"):
        access.open_reporter(cast.coordinator, signal.reference, "To ask")
    assert not written


# A case to join


@pytest.mark.parametrize("state", ["unknown", "hidden", "not_mine", "closed", "voided"])
def test_a_reference_typed_in_vain_is_recorded_and_one_sentence_says_all(
    signal: Signal, make_case: Make, cast: Cast, state: str
) -> None:
    case = make_case()
    user = cast.investigator
    if state == "hidden":
        case_actions.raise_wall(case=case, by=cast.coordinator, person=user, reason="Knows a witness")
    elif state == "not_mine":
        case = make_case(by=cast.coordinator, lead=cast.other_investigator)
    elif state == "closed":
        case = find(nth(case), user, Finding.REFUTED)
        close(case, user, cast.coordinator)
    elif state == "voided":
        case_actions.void_case(case=case, by=cast.coordinator, reason="Logged twice")
    reference = "2018-ZZZZ0" if state == "unknown" else case.reference
    with events() as written, pytest.raises(ValidationError) as refused:
        access.case_to_join(user, signal, reference)
    assert refused.value.message_dict == {"into": [NOWHERE]}
    assert [(event.kind, event.target) for event in written] == [("request.refused", reference)]


def test_text_typed_for_a_reference_stays_out_of_the_log(signal: Signal, cast: Cast) -> None:
    with events() as written, pytest.raises(ValidationError):
        access.case_to_join(cast.investigator, signal, "Sam Verburg")
    assert "Verburg" not in str([vars(event) for event in written])


def test_a_case_that_can_be_joined_comes_without_an_event(signal: Signal, make_case: Make, cast: Cast) -> None:
    case = make_case()
    with events() as written:
        assert access.case_to_join(cast.investigator, signal, case.reference) == case
    assert not written


# Who can be chosen


def test_only_investigators_for_whom_it_exists_can_be_chosen(cast: Cast) -> None:
    signal = register(cast.coordinator, number=cast.subject.number, keep_from=[cast.investigator], keep_reason="Kin")
    assert access.possible_triagers(signal) == access.possible_leads(signal) == [cast.other_investigator]
    around = access.possible_to_wall_off(cast.coordinator, signal)
    assert cast.investigator not in around
    assert cast.coordinator not in around
    assert cast.second_coordinator in around
    assert cast.coordinator not in access.possible_to_keep_from(cast.coordinator)


def test_a_wall_is_found_under_its_signal_only(signal: Signal, cast: Cast) -> None:
    wall = actions.raise_wall(signal=signal, by=cast.coordinator, person=cast.manager, reason="Friend")
    other = register(cast.coordinator)
    with events() as written:
        assert access.direct_wall(cast.coordinator, signal.reference, wall.public_key).signal == signal
        access.direct_wall(cast.coordinator, signal.reference, wall.public_key, to_act=True)
    assert kinds(written) == ["signal.opened"]
    with events() as written:
        for reference, key in ((other.reference, wall.public_key), (signal.reference, "0" * 12)):
            with pytest.raises(Http404):
                access.direct_wall(cast.coordinator, reference, key)
        with pytest.raises(PermissionDenied):
            access.direct_wall(cast.investigator, signal.reference, wall.public_key)
    assert not written


# Undecided, and clocks


def test_undecided_signals_stand_oldest_first(cast: Cast) -> None:
    days = [RECEIVED + datetime.timedelta(days=number) for number in (2, 0, 1)]
    made = [register(cast.coordinator, received_on=day) for day in days]
    decide(register(cast.coordinator), cast.coordinator)
    assert list(access.undecided_for(cast.coordinator)) == [made[1], made[2], made[0]]


@pytest.mark.parametrize("part", ["coordinator", "investigator"])
def test_undecided_takes_the_same_queries_at_5_and_60(cast: Cast, part: str) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            made = register(cast.coordinator, whistleblower=True, number="T-1")
            actions.name_triager(signal=made, by=cast.coordinator, triager=cast.investigator)

    def asked() -> tuple[int, int]:
        user = fresh(getattr(cast, part))
        with CaptureQueriesContext(connection) as caught:
            shown = [(one.source.label, one.triager and one.triager.name) for one in access.undecided_for(user)]
            running = [(one.source.label, one.triager) for one in access.clocks_running_for(user)]
        assert len(running) == min(len(shown), access.MOST_CLOCKS)
        return len(shown), len(caught)

    add(5)
    few, queries = asked()
    add(55)
    assert (few, asked()) == (5, (60, queries))


def test_clocks_that_run_stand_by_what_is_due_first_whatever_was_decided(cast: Cast) -> None:
    by = cast.coordinator
    late = register(by, received_on=datetime.date(2018, 10, 20), whistleblower=True)
    early = register(by, received_on=datetime.date(2018, 10, 1), whistleblower=True)
    between = register(by, received_on=datetime.date(2018, 7, 1), whistleblower=True)
    ready = register(by, received_on=datetime.date(2018, 7, 1), whistleblower=True)
    register(by, received_on=datetime.date(2018, 7, 1))
    actions.acknowledge(signal=between, by=by, acknowledged_on=datetime.date(2018, 7, 15))
    actions.acknowledge(signal=ready, by=by, acknowledged_on=datetime.date(2018, 7, 2))
    actions.give_feedback(signal=ready, by=by, feedback_on=datetime.date(2018, 7, 3))
    decide(early, by)
    # Due on 8 October, 15 October and 27 October.
    assert access.clocks_running_for(by) == [early, between, late]
    assert access.clocks_running_for(by, 2) == [early, between]
    assert access.with_clocks_running(by).count() == 3


def test_the_signals_of_a_case_are_those_its_reader_may_see(signal: Signal, cast: Cast) -> None:
    case = decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.other_investigator).case
    assert case is not None
    for user in (cast.coordinator, cast.other_investigator):
        assert list(access.of_case(user, case)) == [signal]
    assert not access.of_case(cast.investigator, case).exists()
    assert not access.of_case(cast.manager, case).exists()


# What waits for nobody


def say(cast: Cast) -> list[str]:
    return [*case_access.waiting_for_nobody(), *access.waiting_for_nobody()]


def test_a_signal_that_no_coordinator_may_see_is_told_to_the_auditor(cast: Cast) -> None:
    both = [cast.coordinator, cast.second_coordinator]
    register(cast.investigator, keep_from=both[:1], keep_reason="About him")
    assert say(cast) == []
    register(cast.investigator, keep_from=both, keep_reason="About them")
    assert say(cast) == [ONE_WAITS]
    register(cast.investigator, number=cast.coordinator.number, keep_from=both[1:], keep_reason="His wife")
    assert [sentence.split(" that")[0] for sentence in say(cast)] == ["2 signals wait, or were decided on,"]


def test_nor_is_it_forgotten_when_a_triager_has_decided_on_it(cast: Cast) -> None:
    end_role(by=cast.admin, person=cast.second_coordinator, role=Role.COORDINATOR, reason="Left")
    signal = register(cast.other_investigator, whistleblower=True)
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    said = {"source": signal.source, "received_on": signal.received_on, "text": signal.text}
    about = {"number": cast.coordinator.number, "whistleblower": True}
    actions.correct_signal(signal=signal, by=cast.investigator, reason="It is he", **said, **about)
    decide(signal, cast.investigator)
    assert say(cast) == [ONE_WAITS]


def test_without_any_coordinator_all_undecided_signals_wait(signal: Signal, cast: Cast) -> None:
    for coordinator in (cast.coordinator, cast.second_coordinator):
        end_role(by=cast.admin, person=coordinator, role=Role.COORDINATOR, reason="Left")
    assert ONE_WAITS in say(cast)


def test_a_case_that_nobody_leads_and_no_coordinator_may_open_is_told(make_case: Make, cast: Cast) -> None:
    case = make_case()
    case_actions.recuse(case=case, by=cast.investigator, reason="A friend")
    assert say(cast) == []
    for coordinator in (cast.coordinator, cast.second_coordinator):
        case_actions.raise_wall(case=case, by=coordinator, person=coordinator, reason="Also a friend")
    assert say(cast) == ["1 case waits: nobody leads it, and no coordinator may open it."]


def test_a_lead_whom_the_case_concerns_leads_it_no_longer(make_case: Make, cast: Cast) -> None:
    case = make_case()
    for coordinator in (cast.coordinator, cast.second_coordinator):
        case_actions.raise_wall(case=case, by=cast.investigator, person=coordinator, reason="Friends")
    assert say(cast) == []
    number = cast.investigator.number
    case_actions.identify_subject(
        allegation=case.allegations.get(), by=cast.investigator, name="Ines", number=number, reason="A log"
    )
    assert TeamMember.objects.current().filter(case=case).exists()
    assert say(cast) == ["1 case waits: nobody leads it, and no coordinator may open it."]


def test_a_case_that_is_closed_or_in_error_waits_for_nobody(make_case: Make, cast: Cast) -> None:
    case = make_case(by=cast.coordinator, lead=None)
    for coordinator in (cast.coordinator, cast.second_coordinator):
        end_role(by=cast.admin, person=coordinator, role=Role.COORDINATOR, reason="Left")
    assert say(cast) == ["1 case waits: nobody leads it, and no coordinator may open it."]
    Case.objects.filter(pk=case.pk).update(voided_on=clock.today(), void_reason="Twice", counted=False)
    assert say(cast) == []
