"""One act, one event: each look, list, search, refusal and change in the screening register."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit import throttle
from audit.kinds import Kind
from audit.models import Event
from lib import clock
from screening import actions
from screening.models import Trajectory
from screening.models.values import Result, StageKind
from tests.cast import Cast
from tests.screening.conftest import Trajectories, request
from tests.screening.test_work import NEW
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
LIST = "/screening/"
STEPS = ["stage", "complete", "officer", "correct", "wall_new"]


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(datetime.date(2019, 1, 24)):
        yield


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


def path(name: str, trajectory: Trajectory) -> str:
    return reverse(f"screening:{name}", args=[trajectory.reference])


def said(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.detail or "{}")
    return found


@pytest.mark.parametrize("name", ["detail", *STEPS])
def test_a_page_that_shows_a_trajectory_is_one_look(officer: Client, trajectories: Trajectories, name: str) -> None:
    with events() as found:
        assert officer.get(path(name, trajectories.under_way)).status_code == 200
    (event,) = found
    assert (event.kind, event.target, event.actor) == (
        Kind.TRAJECTORY_OPENED,
        trajectories.under_way.reference,
        "sonja",
    )
    assert (event.detail, event.reason) == ("", "")


@pytest.mark.parametrize(
    "name, answers, kind",
    [
        ("stage", {"kind": "references", "reached_on": "20 Jan 2019"}, Kind.STAGE_REACHED),
        ("complete", {"result": "positive", "completed_on": "20 Jan 2019"}, Kind.TRAJECTORY_COMPLETED),
        ("officer", {"officer": "sonja", "reason": "Hers."}, Kind.OFFICER_ASSIGNED),
        ("wall_new", {"person": "mara", "reason": "They are married."}, Kind.TRAJECTORY_WALL_RAISED),
    ],
)
def test_a_step_taken_is_its_act_and_no_look(
    officer: Client, trajectories: Trajectories, name: str, answers: dict[str, str], kind: Kind
) -> None:
    with events() as found:
        assert officer.post(path(name, trajectories.under_way), answers).status_code == 302
    (event,) = found
    assert (event.kind, event.target) == (kind, trajectories.under_way.reference)
    # Reasons of a dossier stand in its history alone.
    assert (event.reason, event.detail) == ("", "")


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_shows_its_form_again_is_a_look(officer: Client, trajectories: Trajectories, name: str) -> None:
    with events() as found:
        assert officer.post(path(name, trajectories.under_way), {}).status_code == 200
    assert kinds(found) == [Kind.TRAJECTORY_OPENED]


def test_a_step_that_is_not_possible_now_is_a_look(officer: Client, trajectories: Trajectories) -> None:
    for method in (officer.get, officer.post):
        with events() as found:
            assert method(path("objection", trajectories.under_way)).status_code == 409
        assert kinds(found) == [Kind.TRAJECTORY_OPENED]


def test_a_start_and_a_correction(officer: Client, trajectories: Trajectories) -> None:
    with events() as found:
        officer.get(reverse("screening:new"))
        officer.post(reverse("screening:new"), {})
    assert kinds(found) == [], "an empty form shows nobody"
    with events() as found:
        officer.post(reverse("screening:new"), NEW)
    (event,) = found
    assert (event.kind, event.target) == (Kind.TRAJECTORY_STARTED, Trajectory.objects.latest("pk").reference)
    negative = trajectories.negative
    with events() as found:
        actions.correct_trajectory(trajectory=negative, by=None, reason="Typing.", function="Analyst")
    assert kinds(found) == [Kind.TRAJECTORY_CORRECTED]
    assert negative.history.latest("history_id").event == found[0].public_key
    with events() as found:
        actions.record_objection(trajectory=negative, by=None, result="decision_revised", reason="New facts.")
    assert kinds(found) == [Kind.OBJECTION_RECORDED]


def test_a_bulk_act_is_one_event_that_each_history_row_bears(cast: Cast) -> None:
    by = cast.screening_officer
    with events() as found:
        several = actions.start_many(by=by, rows=[request(), request()], with_stages=True)
    (event,) = found
    assert (event.kind, event.target, said(event)) == (Kind.TRAJECTORY_STARTED, "", {"trajectories": 2})
    assert {one.history.get().event for one in several} == {event.public_key}
    assert {one.stages.get().history.get().event for one in several} == {event.public_key}
    day = datetime.date(2019, 1, 20)
    with events() as found:
        actions.reach_many(by=by, trajectories=several, kind=StageKind.FORM, reached_on=day)
        actions.complete_many(by=by, trajectories=several, result=Result.POSITIVE, completed_on=day)
    assert kinds(found) == [Kind.STAGE_REACHED, Kind.TRAJECTORY_COMPLETED]
    keys = {event.public_key for event in found}
    for one in several:
        assert set(one.history.exclude(history_type="+").values_list("event", flat=True)) == keys


def test_a_list_keeps_its_filters_and_its_page(officer: Client, trajectories: Trajectories) -> None:
    reference = trajectories.negative.reference
    asked = {"level": "reliability", "sort": "-started_on", "before": reference}
    with events() as found:
        assert officer.get(LIST, asked).status_code == 200
    (event,) = found
    assert (event.kind, event.target, said(event)) == (Kind.TRAJECTORY_LISTED, "", asked)
    with events() as found:
        officer.get(LIST)
    assert [said(event) for event in found] == [{"result": "pending", "sort": "-started_on"}]


@pytest.mark.parametrize("place", [{"after": "Sam Verburg"}, {"sort": "the name of Sam"}, {"before": "A" * 40}])
def test_no_text_gets_into_the_log_as_a_page(
    officer: Client, trajectories: Trajectories, place: dict[str, str]
) -> None:
    with events() as found:
        assert officer.get(LIST, place).status_code == 400
    assert kinds(found) == [Kind.REQUEST_REFUSED]
    assert "Sam" not in found[0].detail


def test_a_search_keeps_no_word(officer: Client, trajectories: Trajectories) -> None:
    with events() as found:
        officer.get(LIST, {"q": "2019-7KQ4P"})
        officer.get(LIST, {"q": " 2019-7kq4p "})
    assert kinds(found) == [Kind.TRAJECTORY_SEARCHED] * 2
    assert "7KQ4P" not in found[0].detail.upper()
    assert said(found[0])["words"] == said(found[1])["words"], "the same search is known again"


def test_a_refusal_is_one_event_and_walled_or_unknown_it_is_the_same(
    cast: Cast, officer: Client, trajectories: Trajectories
) -> None:
    own = trajectories.officers_own.reference
    told = []
    for reference in (own, "S2019-AAAAA"):
        with events() as found:
            for name in ("detail", *STEPS):
                address = reverse(f"screening:{name}", args=[reference])
                assert officer.get(address).status_code == 404
                assert officer.post(address).status_code in (404, 405)
            officer.get(reverse("screening:wall_lift", args=[reference, "AAAAAAAAAAAA"]))
            officer.get(LIST, {"after": reference})
        told.append([(one.kind, one.target.replace(reference, ""), one.detail.replace(reference, "")) for one in found])
    assert told[0] == told[1]
    assert len(told[0]) == 2 * (1 + len(STEPS)) + 2
    assert {kind for kind, *_rest in told[0][:-1]} == {Kind.REQUEST_REFUSED}


def test_a_wall_that_is_not_there_is_a_refusal_and_no_look(officer: Client, trajectories: Trajectories) -> None:
    with events() as found:
        address = reverse("screening:wall_lift", args=[trajectories.under_way.reference, "AAAAAAAAAAAA"])
        assert officer.get(address).status_code == 404
    assert kinds(found) == [Kind.REQUEST_REFUSED]


def test_who_may_only_count_is_refused_and_that_is_recorded(
    cast: Cast, client_of: ClientOf, trajectories: Trajectories
) -> None:
    with events() as found:
        assert client_of(cast.manager).get(path("detail", trajectories.under_way)).status_code == 403
    assert [(one.kind, one.target) for one in found] == [(Kind.REQUEST_REFUSED, trajectories.under_way.reference)]


def test_who_opens_or_guesses_at_too_many_is_braked(
    officer: Client, trajectories: Trajectories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST", 3)
    for reference in ("S2019-AAAAA", "S2019-BBBBB", trajectories.negative.reference):
        officer.get(reverse("screening:detail", args=[reference]))
    assert officer.get(path("detail", trajectories.negative)).status_code == 200, "opened just now"
    for reference in (trajectories.under_way.reference, trajectories.officers_own.reference, "S2019-CCCCC"):
        for name in ("detail", "stage"):
            with events() as found:
                assert officer.get(reverse(f"screening:{name}", args=[reference])).status_code == 429
            assert kinds(found) == [Kind.READING_THROTTLED]
