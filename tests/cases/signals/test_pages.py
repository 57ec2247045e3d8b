"""The pages of signals: what waits, all of them, and one; who finds which, and what each look leaves."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.kinds import Kind
from cases.models import Reporter, Signal, SignalWall
from cases.models.values import Decision
from cases.signals import access, actions
from lib import clock
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.signalwork import decide, now, register, said

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


def listed(client: Client, address: str, **query: str) -> list[str]:
    return [row.key for row in client.get(address, query).context["listing"].rows]


# The undecided ones


def test_the_oldest_stands_first_with_its_age(client_of: Sign, cast: Cast) -> None:
    days = [datetime.date(2018, 10, day) for day in (18, 3, 24)]
    signals = [register(cast.investigator, received_on=day) for day in days]
    decide(register(cast.investigator, received_on=days[1]), cast.coordinator)
    with clock.at(datetime.date(2018, 10, 25)), events() as left:
        page = client_of(cast.coordinator).get(WORK)
    assert [row["key"] for row in page.context["rows"]] == [signals[place].reference for place in (1, 0, 2)]
    assert [row["days"] for row in page.context["rows"]] == [22, 7, 1]
    for words in ("22 days", "1 day<", "3 signals wait for a decision", signals[0].text, "Manager"):
        assert words in page.content.decode()
    [event] = left
    assert (event.kind, event.detail) == (Kind.SIGNAL_LISTED, '{"decision": "undecided"}')


def test_nothing_waits(client_of: Sign, cast: Cast) -> None:
    assert "No signal waits for a decision" in shown(client_of(cast.coordinator), WORK)
    assert "Nobody has asked you to decide on a signal." in shown(client_of(cast.investigator), WORK)


def test_it_is_the_coordinators_first_page(client_of: Sign, cast: Cast) -> None:
    assert client_of(cast.coordinator).get("/").headers["Location"] == WORK


def test_an_investigator_finds_it_in_his_menu_while_he_is_a_triager(
    client_of: Sign, cast: Cast, signal: Signal
) -> None:
    client, entry = client_of(cast.other_investigator), f'<a href="{WORK}"'
    assert entry not in shown(client, "/cases/")
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.other_investigator)
    assert entry in shown(client, "/cases/")
    assert listed(client, WORK) == [signal.reference]
    decide(signal, cast.other_investigator)
    assert entry not in shown(client, "/cases/")


@pytest.mark.parametrize("part", ["manager", "admin", "auditor", "screening_officer", "stranger"])
def test_who_decides_on_nothing_finds_no_such_page(client_of: Sign, cast: Cast, part: str) -> None:
    assert client_of(getattr(cast, part)).get(WORK).status_code == 404


def test_clocks_that_run_stand_above_whatever_was_decided(client_of: Sign, cast: Cast) -> None:
    late, soon, done = (
        register(cast.investigator, received_on=datetime.date(2018, 10, day), whistleblower=True) for day in (1, 18, 2)
    )
    actions.acknowledge(signal=done, by=cast.coordinator, acknowledged_on=datetime.date(2018, 10, 3))
    actions.give_feedback(signal=done, by=cast.coordinator, feedback_on=datetime.date(2018, 10, 4))
    decide(late, cast.coordinator)
    with clock.at(datetime.date(2018, 10, 20)):
        page = client_of(cast.coordinator).get(WORK)
    assert [row["signal"] for row in page.context["running"]] == [late, soon]
    text = page.content.decode()
    assert "Overdue: it was due on 8 October 2018, 12 days ago" in text
    assert "Due on 25 October 2018, in 5 days" in text
    assert done.reference in listed(client_of(cast.coordinator), WORK)


def test_more_clocks_than_fit_lead_to_the_list(client_of: Sign, cast: Cast) -> None:
    actions.register_signals(by=cast.investigator, signals=[said(whistleblower=True)] * (access.MOST_CLOCKS + 1))
    client = client_of(cast.coordinator)
    page = client.get(WORK)
    assert len(page.context["running"]) == access.MOST_CLOCKS
    assert 'href="/signals/all/?clock=running"' in page.content.decode()
    assert len(listed(client, ALL, clock="running")) == access.MOST_CLOCKS + 1


def test_pages_follow_each_other(client_of: Sign, cast: Cast) -> None:
    made = actions.register_signals(by=cast.investigator, signals=[said()] * 60)
    client = client_of(cast.coordinator)
    first = client.get(WORK).context["listing"]
    assert [row.key for row in first.rows] == [one.reference for one in made[:50]]
    with events() as left:
        assert listed(client, WORK, after=first.rows[-1].key) == [one.reference for one in made[50:]]
    assert left[0].detail == f'{{"after": "{first.rows[-1].key}", "decision": "undecided"}}'


@pytest.mark.parametrize("query", ["?decision=no_action", "?q=x", "?after=SG2018-00000", "?after=%00", "?sort=text"])
def test_an_address_that_asks_for_nothing_there_is_refused(client_of: Sign, cast: Cast, query: str) -> None:
    assert client_of(cast.coordinator).get(WORK + query).status_code == 400


@pytest.mark.parametrize("address", [WORK, ALL])
def test_a_list_asks_as_much_of_one_signal_as_of_forty(client_of: Sign, cast: Cast, address: str) -> None:
    client = client_of(cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    actions.register_signals(by=cast.investigator, signals=[said(whistleblower=True)])
    asked()
    few = asked()
    made = actions.register_signals(by=cast.investigator, signals=[said(whistleblower=True, name="X", number="1")] * 40)
    actions.name_triager(signal=made[0], by=cast.coordinator, triager=cast.investigator)
    assert asked() == few


# All of them


def test_the_list_of_all_is_narrowed(client_of: Sign, cast: Cast) -> None:
    old = register(cast.investigator, received_on=datetime.date(2017, 5, 1), source="citizen")
    new = register(cast.investigator)
    decide(old, cast.coordinator)
    client = client_of(cast.coordinator)
    assert listed(client, ALL) == [new.reference, old.reference]
    for query in ({"decision": "no_action"}, {"source": "citizen"}, {"year": "2017"}, {"q": old.reference.lower()}):
        assert listed(client, ALL, **query) == [old.reference]
    assert listed(client, ALL, channel="letter") == []
    text = shown(client, ALL, decision="no_action", source="citizen")
    assert "Decision: No action" in text
    assert "Source: Citizen" in text
    assert "No signal fits these 2 filters" in shown(client, ALL, decision="merged", source="citizen")
    assert client.get(ALL, {"text": "plates"}).status_code == 400


def test_a_search_leaves_no_words_in_the_log(client_of: Sign, cast: Cast) -> None:
    with events() as left:
        client_of(cast.coordinator).get(ALL, {"q": "Zwaluwplan"})
    assert kinds(left) == [Kind.SIGNAL_SEARCHED]
    assert "waluw" not in left[0].detail


def test_an_investigator_lists_those_of_his_cases_and_those_he_decides_on(client_of: Sign, cast: Cast) -> None:
    other, mine, ours = (register(cast.coordinator) for _ in range(3))
    actions.name_triager(signal=mine, by=cast.coordinator, triager=cast.investigator)
    decide(ours, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator)
    client = client_of(cast.investigator)
    assert set(listed(client, ALL)) == {mine.reference, ours.reference}
    assert client.get(at(other)).status_code == 404


@pytest.mark.parametrize("part", ["manager", "admin"])
def test_who_only_counts_sees_coded_columns_without_links(
    client_of: Sign, cast: Cast, signal: Signal, part: str
) -> None:
    client = client_of(getattr(cast, part))
    text = shown(client, ALL)
    assert signal.reference in text
    assert at(signal) not in text
    assert signal.text not in text
    assert client.get(ALL, {"clock": "running"}).status_code == 400
    assert client.get(at(signal)).status_code == 403


# One signal


def test_a_look_is_one_event(client_of: Sign, cast: Cast, signal: Signal) -> None:
    with events() as left:
        text = shown(client_of(cast.coordinator), at(signal))
    assert [(event.kind, event.target) for event in left] == [(Kind.SIGNAL_OPENED, signal.reference)]
    for words in (signal.text, "Sam Verburg", "T-sam", "18 October 2018", "Acknowledgement of receipt", "Overdue"):
        assert words in text


def test_whom_it_concerns_finds_nothing(client_of: Sign, cast: Cast, signal: Signal) -> None:
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    client = client_of(cast.subject)
    for step in ("", "decide/", "correct/", "reporter/", "walls/new/"):
        assert client.get(at(signal, step)).status_code == 404


STEPS = ("correct/", "triager/", "acknowledge/", "walls/new/", "reporter/record/")


@pytest.mark.parametrize("step", STEPS)
def test_a_page_that_shows_a_step_is_one_look(client_of: Sign, cast: Cast, signal: Signal, step: str) -> None:
    client = client_of(cast.coordinator)
    for answers in (None, {"triager": "nobody"}):
        with events() as left:
            page = client.get(at(signal, step)) if answers is None else client.post(at(signal, step), answers)
        assert page.status_code == 200
        assert signal.text in page.content.decode()
        assert kinds(left) == [Kind.SIGNAL_OPENED]


@pytest.mark.parametrize(
    ("step", "answers", "kind"),
    [
        ("triager/", {"triager": "otto", "reason": "Knows the unit"}, Kind.TRIAGER_NAMED),
        ("acknowledge/", {"acknowledged_on": "19 Oct 2018"}, Kind.SIGNAL_ACKNOWLEDGED),
        ("walls/new/", {"person": "cleo", "reason": "A neighbour"}, Kind.SIGNAL_WALL_RAISED),
        ("reporter/record/", {"contact": "at work", "reason": "She wrote"}, Kind.REPORTER_CORRECTED),
        (
            "correct/",
            {"text": "Five plates", "received_on": "17-10-2018", "source": "citizen", "reason": "Heard again"},
            Kind.SIGNAL_CORRECTED,
        ),
    ],
)
def test_a_step_is_one_act(
    client_of: Sign, cast: Cast, signal: Signal, step: str, answers: dict[str, str], kind: Kind
) -> None:
    client = client_of(cast.coordinator)
    with events() as left:
        answer = client.post(at(signal, step), answers)
    assert answer.headers["Location"] == at(signal)
    assert kinds(left) == [kind]


def test_a_correction_shows_what_stood_there(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    form = client.get(at(signal, "correct/")).context["form"]
    answers = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert (answers["text"], answers["number"]) == (signal.text, "T-sam")
    answers |= {"text": "Five plates", "received_on": "17 Oct 2018", "source": "citizen", "reason": "Heard again"}
    client.post(at(signal, "correct/"), answers)
    assert (now(signal).text, now(signal).number, now(signal).source_id) == ("Five plates", "T-sam", "citizen")
    text = shown(client, at(signal))
    for words in ("Corrected", "Four plates, four evenings", "Heard again", "Manager"):
        assert words in text
    client.post(at(signal, "correct/"), {**answers, "number": "T-vic", "name": "Vic Meijer"})
    text = shown(client, at(signal))
    assert "Whom it concerns corrected" in text
    assert "T-sam" not in text


def test_a_triager_is_named_and_taken_away(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    client.post(at(signal, "triager/"), {"triager": "otto"})
    assert now(signal).triager == cast.other_investigator
    assert "Otto Bakker" in shown(client, at(signal))
    client.post(at(signal, "triager/"), {"triager": ""})
    assert now(signal).triager is None
    # Whom it concerns is no choice.
    client.post(at(signal, "triager/"), {"triager": "sam"})
    assert now(signal).triager is None


def test_clocks_are_set_and_corrected_with_a_reason(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client = client_of(cast.coordinator)
    assert client.get(at(signal, "feedback/")).status_code == 409
    client.post(at(signal, "acknowledge/"), {"acknowledged_on": "19 Oct 2018"})
    again = {"acknowledged_on": "20 Oct 2018"}
    assert "reason" in client.post(at(signal, "acknowledge/"), again).context["form"].errors
    client.post(at(signal, "acknowledge/"), {**again, "reason": "Misread"})
    assert now(signal).acknowledged_on == datetime.date(2018, 10, 20)
    early = client.post(at(signal, "feedback/"), {"feedback_on": "18 Oct 2018"})
    assert "feedback_on" in early.context["form"].errors
    client.post(at(signal, "feedback/"), {"feedback_on": "20 Jan 2019"})
    assert now(signal).feedback_on == datetime.date(2019, 1, 20)
    assert "Done on 20 January 2019" in shown(client, at(signal))


def test_no_clock_runs_for_what_was_not_made_under_the_act(client_of: Sign, cast: Cast) -> None:
    signal = register(cast.investigator)
    client = client_of(cast.coordinator)
    assert "Clocks of the whistle-blower act" not in shown(client, at(signal))
    assert client.get(at(signal, "acknowledge/")).status_code == 409


def test_a_wall_is_raised_and_lifted(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client, other = client_of(cast.coordinator), client_of(cast.second_coordinator)
    assert other.get(at(signal)).status_code == 200
    client.post(at(signal, "walls/new/"), {"person": "cleo", "reason": "A neighbour"})
    assert other.get(at(signal)).status_code == 404
    text = shown(client, at(signal))
    assert "Cleo Mulder" in text
    assert "A neighbour" in text
    wall = SignalWall.objects.get()
    client.post(at(signal, f"walls/{wall.public_key}/lift/"), {"reason": "Moved away"})
    assert other.get(at(signal)).status_code == 200


def test_a_triager_does_not_see_whom_walls_concern(client_of: Sign, cast: Cast, signal: Signal) -> None:
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    actions.raise_wall(signal=signal, by=cast.coordinator, person=cast.second_coordinator, reason="A neighbour")
    page = client_of(cast.investigator).get(at(signal))
    text = page.content.decode()
    for words in (
        "Cleo Mulder",
        "A neighbour",
        'id="walls"',
        "Who looked at this signal",
        "Show the reporter",
        "Name one",
    ):
        assert words not in text
    assert page.context["walls"] == []
    assert at(signal, "decide/") in text


def test_nor_whose_triage_a_wall_has_ended(client_of: Sign, cast: Cast, signal: Signal) -> None:
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.other_investigator)
    actions.raise_wall(signal=signal, by=cast.coordinator, person=cast.other_investigator, reason="A neighbour")
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    for person, is_told in ((cast.coordinator, True), (cast.investigator, False)):
        acts = client_of(person).get(at(signal)).context["acts"]
        told = [change for act in acts for change in act.changes if cast.other_investigator.name in str(change)]
        assert bool(told) == is_told
        assert ("Triager changed" in {act.what for act in acts}) == is_told


@pytest.mark.parametrize("step", ["triager/", "take-back/", "walls/new/", "reporter/", "reporter/record/"])
def test_what_is_for_coordinators_a_triager_may_not(client_of: Sign, cast: Cast, signal: Signal, step: str) -> None:
    actions.name_triager(signal=signal, by=cast.coordinator, triager=cast.investigator)
    client = client_of(cast.investigator)
    assert client.get(at(signal, step)).status_code == 403
    answers = {"triager": "otto", "person": "otto", "name": "An other", "reason": "To see"}
    assert client.post(at(signal, step), answers).status_code == 403
    assert now(signal).triager == cast.investigator
    assert not SignalWall.objects.exists()
    assert Reporter.objects.get().name == SECRET


def test_who_looked_stands_beside_it(client_of: Sign, cast: Cast, signal: Signal) -> None:
    client_of(cast.second_coordinator).get(at(signal))
    text = shown(client_of(cast.coordinator), at(signal))
    assert "Who looked at this signal" in text
    assert "Cleo Mulder" in text


def test_a_wrong_method_comes_first(client_of: Sign, cast: Cast, signal: Signal) -> None:
    addresses: list[Any] = [WORK, ALL, "/signals/new/", at(signal), at(signal, "decide/"), at(signal, "reporter/")]
    for address in addresses:
        for person in (cast.coordinator, cast.stranger):
            assert client_of(person).delete(address).status_code == 405
    assert client_of(cast.coordinator).post(WORK).status_code == 405
