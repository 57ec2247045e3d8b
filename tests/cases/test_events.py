"""What the log says of each look at a case and of each act on one: one act, one event."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import chain, log, throttle
from audit.models import Event
from cases import access, actions
from cases.models import Case
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.casework import FOUND, Make, alleged, find, nth, start
from tests.support.importing import bring_in, profile_named, row, write_profile, write_rows

Sign = Callable[[User], Client]
ALLEGED = {"recipient": "non_criminal", "category": "disclosure", "unit": "unknown"}


def at(case: Case, step: str = "") -> str:
    return f"/cases/{case.reference}/{step}"


def detail_of(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.detail) if event.detail else {}
    return found


@pytest.mark.parametrize(
    ("part", "on_team"), [("investigator", True), ("coordinator", False), ("other_investigator", True)]
)
def test_a_look_at_a_case_is_one_event(case: Case, client_of: Sign, cast: Cast, part: str, on_team: bool) -> None:
    actions.grant_access(
        case=case, by=cast.investigator, person=cast.other_investigator, role="reviewer", reason="Second look"
    )
    user = getattr(cast, part)
    with events() as written:
        client_of(user).get(at(case))
    assert [(event.kind, event.actor, event.target, event.on_team) for event in written] == [
        ("case.opened", user.username, case.reference, on_team)
    ]
    assert (written[0].reason, written[0].detail) == ("", "")


STEPS = (
    "correct/",
    "team/new/",
    "hand-over/",
    "step-out/",
    "walls/new/",
    "allegations/new/",
    "allegations/{allegation}/correct/",
    "allegations/{allegation}/subject/",
    "allegations/{allegation}/finding/",
    "investigations/new/",
    "investigations/{investigation}/end/",
    "closing/propose/",
    "closing/confirm/",
)


def path_of(case: Case, step: str) -> str:
    keys = {"allegation": nth(case).public_key, "investigation": case.investigations.get().public_key}
    return at(case, step.format(**keys))


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("step", STEPS)
def test_a_page_that_shows_a_step_is_one_look(case: Case, client_of: Sign, cast: Cast, step: str, method: str) -> None:
    """Also the page that comes back, because an answer is wrong or the state does not allow the step."""
    start(case, cast.investigator)
    path = path_of(case, step)
    with events() as written:
        answer = getattr(client_of(cast.investigator), method)(path)
    assert answer.status_code in (200, 409)
    assert [(event.kind, event.target, event.on_team) for event in written] == [("case.opened", case.reference, True)]


TAKEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "correct": ("correct/", {"received_on": "17 Oct 2018", "summary": "Twice", "reason": "Why"}, "case.corrected"),
    "add": ("allegations/new/", ALLEGED, "case.allegation_added"),
    "change": ("allegations/{allegation}/correct/", {**ALLEGED, "reason": "Why"}, "case.allegation_corrected"),
    "identify": (
        "allegations/{allegation}/subject/",
        {"name": "Jo", "number": "7701", "reason": "Why"},
        "case.subject_identified",
    ),
    "find": (
        "allegations/{allegation}/finding/",
        {
            "finding": "confirmed",
            "found_on": "17 Jan 2019",
            "ground": "Why",
            "established_category": "disclosure",
            "established_recipient": "criminal",
            "established_cause": "money",
        },
        "case.finding_recorded",
    ),
    "start": (
        "investigations/new/",
        {"track": "criminal", "offences": ["secrecy"], "body": "own_office", "started_on": "24-10-2018"},
        "case.investigation_started",
    ),
    "end": ("investigations/{investigation}/end/", {"ended_on": "16 Jan 2019"}, "case.investigation_ended"),
    "grant": ("team/new/", {"person": "otto", "role": "member", "reason": "Why"}, "case.access_granted"),
    "hand over": ("hand-over/", {"lead": "otto", "reason": "Why"}, "case.handed_over"),
    "step out": ("step-out/", {"why": "other", "reason": "Why"}, "case.recused"),
    "wall": ("walls/new/", {"person": "mara", "reason": "Why"}, "case.wall_raised"),
    "lead": ("lead/", {"lead": "otto", "reason": "Why"}, "case.lead_appointed"),
    "void": ("void/", {"reason": "Why"}, "case.voided"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_step_that_is_taken_is_one_event_and_its_history_bears_the_key(
    case: Case, client_of: Sign, cast: Cast, name: str
) -> None:
    step, answers, kind = TAKEN[name]
    user = cast.coordinator if name in ("lead", "void") else cast.investigator
    start(case, cast.investigator)
    path = path_of(case, step)
    before = {model: set(model.objects.values_list("history_id", flat=True)) for model in histories()}
    with events() as written:
        assert client_of(user).post(path, answers).status_code == 302
    [event] = written
    assert (event.kind, event.actor, event.target) == (kind, user.username, case.reference)
    assert event.on_team is (user == cast.investigator)
    assert event.reason == event.detail == ""
    borne = [
        key
        for model in histories()
        for key in model.objects.exclude(history_id__in=before[model]).values_list("event", flat=True)
    ]
    assert borne
    assert set(borne) == {event.public_key}


def histories() -> list[Any]:
    """The history tables of cases."""
    return [model for model in apps.get_app_config("cases").get_models() if hasattr(model, "history_object")]


def test_closing_is_an_event_for_each_hand(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    with events() as written:
        actions.propose_closing(case=case, by=cast.investigator, proposal="")
        actions.decline_closing(case=case, by=cast.coordinator, reason="Too early")
        actions.propose_closing(case=case, by=cast.investigator, proposal="")
        actions.confirm_closing(case=case, by=cast.coordinator)
        actions.reopen_case(case=case, by=cast.investigator, reason="New report")
    assert [(event.kind, event.on_team) for event in written] == [
        ("case.closing_proposed", True),
        ("case.closing_declined", False),
        ("case.closing_proposed", True),
        ("case.closing_confirmed", False),
        ("case.reopened", True),
    ]


@pytest.mark.parametrize(("part", "on_team"), [("investigator", True), ("coordinator", False)])
def test_logging_a_suspicion_is_one_event(client_of: Sign, cast: Cast, part: str, on_team: bool) -> None:
    client = client_of(getattr(cast, part))
    answers = {**ALLEGED, "received_on": "18 Oct 2018", "summary": "Plates looked up"}
    with events() as written:
        client.get("/cases/new/")
        client.post("/cases/new/", {**answers, "unit": ""})
    assert not written
    with events() as written:
        client.post("/cases/new/", answers)
    case = Case.objects.get()
    assert [(event.kind, event.target, event.on_team) for event in written] == [
        ("case.logged", case.reference, on_team)
    ]


def test_what_was_not_done_leaves_no_event_of_it(case: Case, cast: Cast) -> None:
    with events() as written, pytest.raises(Exception, match="Say why"):
        actions.correct_case(case=case, by=cast.investigator, reason="", received_on=FOUND, summary="")
    assert not written


@pytest.mark.parametrize("part", ["manager", "other_investigator", "subject", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_is_one_event(case: Case, client_of: Sign, cast: Cast, part: str, method: str) -> None:
    user = getattr(cast, part)
    with events() as written:
        getattr(client_of(user), method)(at(case, "correct/"))
    assert [(event.kind, event.actor, event.target) for event in written] == [
        ("request.refused", user.username, case.reference)
    ]


def test_a_key_that_leads_nowhere_is_a_refusal_and_no_look(case: Case, client_of: Sign, cast: Cast) -> None:
    for path in (
        "allegations/ZZZZZZZZZZZZ/finding/",
        "investigations/ZZZZZZZZZZZZ/end/",
        "team/ZZZZZZZZZZZZ/take-off/",
        "walls/ZZZZZZZZZZZZ/lift/",
    ):
        with events() as written:
            assert client_of(cast.investigator).get(at(case, path)).status_code == 404
        assert kinds(written) == ["request.refused"]


def test_who_reviews_and_may_not_work_is_refused_and_has_not_looked(case: Case, client_of: Sign, cast: Cast) -> None:
    with events() as written:
        assert client_of(cast.coordinator).get(at(case, "correct/")).status_code == 403
    assert kinds(written) == ["request.refused"]


def test_a_look_that_cannot_be_recorded_shows_nothing(
    case: Case, client_of: Sign, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise log.NotRecorded

    monkeypatch.setattr(log, "read", refuse)
    for path in (at(case), at(case, "correct/"), at(case, "looked/"), "/cases/"):
        answer = client_of(cast.investigator).get(path)
        assert answer.status_code == 503
        assert case.reference not in answer.content.decode()


def test_the_event_of_a_look_comes_before_its_data(case: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)
    with CaptureQueriesContext(connection) as captured:
        client.get(at(case))
    said = [query["sql"] for query in captured]
    event = next(number for number, sql in enumerate(said) if 'INSERT INTO "audit_event"' in sql)
    told = ("cases_allegation", "cases_subject", "cases_closure", "cases_historical", "cases_investigation")
    first = {table: next(number for number, sql in enumerate(said) if f'FROM "{table}' in sql) for table in told[:3]}
    # The subject's own wall asks for its hash before; the name is asked for with the allegation.
    assert first["cases_allegation"] > event
    assert first["cases_closure"] > event
    assert not any("name" in sql.split("FROM")[0] for sql in said[:event] if "cases_subject" in sql)


@pytest.mark.parametrize("part", ["investigator", "coordinator", "manager"])
def test_a_list_is_one_event_with_its_filters(case: Case, client_of: Sign, cast: Cast, part: str) -> None:
    client = client_of(getattr(cast, part))
    with events() as written:
        client.get("/cases/")
        client.get("/cases/", {"year": "2018", "outcome": "pending", "sort": "received"})
        client.get("/cases/", {"after": case.reference})
    assert [(event.kind, event.target, detail_of(event)) for event in written] == [
        ("case.listed", "", {}),
        ("case.listed", "", {"year": "2018", "outcome": "pending"}),
        ("case.listed", "", {"after": case.reference}),
    ]


def test_a_search_keeps_a_keyed_hash_of_its_words(case: Case, client_of: Sign, cast: Cast) -> None:
    with events() as written:
        client_of(cast.investigator).get("/cases/", {"q": "Sam Verburg", "year": "2018"})
        client_of(cast.manager).get("/cases/", {"q": "sam  VERBURG"})
    told = [detail_of(event) for event in written]
    assert kinds(written) == ["case.searched", "case.searched"]
    assert told == [{"year": "2018", "words": chain.hidden("Sam Verburg")}, {"words": told[0]["words"]}]
    assert "Verburg" not in str([vars(event) for event in written])


@pytest.mark.parametrize("query", ["after=Sam+Verburg", "before=%00", "q__contains=a", "year=Sam", "after=2018-sam00"])
def test_no_text_reaches_the_log_through_a_list(client_of: Sign, cast: Cast, query: str) -> None:
    with events() as written:
        assert client_of(cast.investigator).get(f"/cases/?{query}").status_code == 400
    assert kinds(written) == ["request.refused"]
    assert "am" not in written[0].detail + written[0].target


def rows_of(folder: Path) -> Path:
    return write_rows(folder / "rows.csv", [row(number="A-1"), row(number="A-2"), row(number="A-3", unit="South")])


def test_an_import_is_one_event_whose_key_each_row_bears(cast: Cast, tmp_path: Path) -> None:
    path, profile = rows_of(tmp_path), profile_named(write_profile(tmp_path))
    with events() as written:
        bring_in(path, profile, by=cast.investigator)
    [event] = written
    assert (event.kind, event.actor, event.target, event.on_team) == ("case.imported", "ines", "", None)
    told = detail_of(event)
    assert (told["rows"], told["cases"], told["known_cases"], len(told["sha256"])) == (3, 3, 0, 64)
    assert Case.history.count() == 3
    for model in histories():
        assert set(model.objects.values_list("event", flat=True)) <= {event.public_key}


def test_a_dry_run_is_a_look(cast: Cast, tmp_path: Path) -> None:
    path, profile = rows_of(tmp_path), profile_named(write_profile(tmp_path))
    with events() as written:
        bring_in(path, profile, by=cast.investigator, dry_run=True)
    assert [(event.kind, detail_of(event)["rows"]) for event in written] == [("case.import_tried", 3)]
    assert not Case.objects.exists()


def test_who_reads_too_many_is_slowed_down_whether_they_exist_or_not(
    case: Case, make_case: Make, client_of: Sign, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST", 3)
    client = client_of(cast.coordinator)
    assert client.get(at(case)).status_code == 200
    for reference in ("2018-ZZZZ0", "2018-ZZZZ1"):
        assert client.get(f"/cases/{reference}/").status_code == 404
    more = make_case(**alleged())
    with events() as written:
        assert client.get(at(more)).status_code == 429
        assert client.get("/cases/2018-ZZZZ2/").status_code == 429
        assert client.post(at(more, "void/"), {"reason": "X"}).status_code == 429
    assert kinds(written) == ["request.throttled"] * 3
    assert client.get(at(case)).status_code == 200


def test_asking_who_looked_is_an_event_of_its_own(case: Case, client_of: Sign, cast: Cast) -> None:
    for user, on_team in ((cast.investigator, True), (cast.coordinator, False)):
        with events() as written:
            assert client_of(user).get(at(case, "looked/")).status_code == 200
        assert [(event.kind, event.target, event.on_team) for event in written] == [
            ("case.watched", case.reference, on_team)
        ]


def test_a_door_for_one_who_acts_records_no_look(case: Case, cast: Cast) -> None:
    with events() as written:
        access.open_case(cast.investigator, case.reference, to_act=True)
        access.work_case(cast.investigator, case.reference, to_act=True)
    assert not written
