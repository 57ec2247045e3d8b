"""The pages that work on a trajectory: forms, refusals, and what the page of a trajectory then says."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from lib import clock
from screening import actions
from screening.models import Trajectory
from screening.models.values import Result, StageKind
from tests.cast import Cast, person
from tests.screening.conftest import Trajectories, request

TODAY = datetime.date(2019, 1, 24)
NEW: dict[str, Any] = {
    "started_on": "2-1-2019",
    "level": "reliability",
    "occasion": "initial",
    "subject_group": "candidate",
    "function": "Analyst",
    "unit": "",
    "name": "B. Boom",
    "number": "",
    "officer": "sonja",
}


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def officer(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.screening_officer)


def path(name: str, trajectory: Trajectory) -> str:
    return reverse(f"screening:{name}", args=[trajectory.reference])


def post(client: Client, page: str, trajectory: Trajectory, /, **answers: Any) -> Any:
    return client.post(path(page, trajectory), answers)


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_start(officer: Client) -> None:
    response = officer.post(reverse("screening:new"), NEW)
    started = Trajectory.objects.get()
    assert response.headers["Location"] == started.get_absolute_url()
    assert (started.name, started.unit_id, started.officer.username) == ("B. Boom", "unknown", "sonja")  # type: ignore[union-attr]
    page = text(officer.get(response.headers["Location"]))
    assert f"Trajectory {started.reference} started." in page
    assert "No personnel number is recorded" in page
    assert "B. Boom" in page


def test_what_a_start_needs(officer: Client, cast: Cast) -> None:
    needed = {"started_on", "occasion", "subject_group", "function", "name", "officer"}
    response = officer.post(reverse("screening:new"), {"level": "reliability", "number": "12"})
    assert set(errors_of(response)) == needed
    page = text(response)
    assert 'href="#id_started_on"' in page
    assert 'value="12"' in page, "what was typed is kept"
    response = officer.post(reverse("screening:new"), {**NEW, "number": "--"})
    assert set(errors_of(response)) == {"number"}
    response = officer.post(reverse("screening:new"), {**NEW, "started_on": "25-1-2019"})
    assert set(errors_of(response)) == {"started_on"}
    response = officer.post(reverse("screening:new"), {**NEW, "level": "bgo_short", "officer": "ines"})
    assert set(errors_of(response)) == {"officer"}, "the level could still be chosen in 2019"
    assert not Trajectory.objects.exists()


def test_a_retired_level_is_not_offered(officer: Client) -> None:
    with clock.at(datetime.date(2023, 1, 2)):
        response = officer.post(reverse("screening:new"), {**NEW, "level": "bgo_short"})
        assert "form" not in response.context
        assert "bgo_short" not in text(response)
    assert not Trajectory.objects.exists()


def test_reach_a_stage(officer: Client, trajectories: Trajectories) -> None:
    under_way = trajectories.under_way
    answers = {"kind": "references", "reached_on": "20 Jan 2019", "note": "Two given"}
    response = post(officer, "stage", under_way, **answers)
    assert response.headers["Location"] == under_way.get_absolute_url()
    under_way.refresh_from_db()
    assert (under_way.stage, under_way.stage_on) == (StageKind.REFERENCES, datetime.date(2019, 1, 20))
    assert set(errors_of(post(officer, "stage", under_way, **answers))) == {"kind"}, "no longer offered"
    early = {"kind": "advice", "reached_on": "1-1-2019"}
    assert "before the trajectory started" in errors_of(post(officer, "stage", under_way, **early))["reached_on"][0]
    decision = {"kind": "decision", "reached_on": "20-1-2019"}
    assert set(errors_of(post(officer, "stage", under_way, **decision))) == {"kind"}


def test_complete(officer: Client, trajectories: Trajectories) -> None:
    under_way = trajectories.under_way
    wrong = post(officer, "complete", under_way, result="negative", completed_on="20-1-2019")
    assert set(errors_of(wrong)) == {"ground"}
    wrong = post(officer, "complete", under_way, result="conditional", completed_on="13-1-2019")
    assert set(errors_of(wrong)) == {"completed_on", "conditions"}
    post(officer, "complete", under_way, result="negative", completed_on="20-1-2019", ground="associations")
    under_way.refresh_from_db()
    assert (under_way.result, under_way.ground_id, under_way.completed_year) == (Result.NEGATIVE, "associations", 2019)
    again = officer.get(path("complete", under_way))
    assert again.status_code == 409
    assert "completed already" in text(again)
    assert post(officer, "complete", under_way, result="positive", completed_on="20-1-2019").status_code == 409
    assert "Only an objection" in text(officer.get(path("stage", under_way)))


def test_objection_and_appeal(officer: Client, trajectories: Trajectories) -> None:
    assert "no decision yet" in text(officer.get(path("objection", trajectories.under_way)))
    done = actions.complete(
        trajectory=trajectories.under_way, by=None, result=Result.POSITIVE, completed_on=datetime.date(2019, 1, 16)
    )
    assert set(errors_of(post(officer, "objection", done, lodged_on="15-1-2019"))) == {"lodged_on"}
    post(officer, "objection", done, lodged_on="18-1-2019", note="By letter")
    assert "Record its result" in text(officer.get(done.get_absolute_url()))
    post(officer, "objection", done, result="decision_upheld")
    assert set(errors_of(post(officer, "objection", done, result="decision_revised"))) == {"reason"}
    post(officer, "stage", done, kind="appeal", reached_on="22-1-2019")
    page = text(officer.get(done.get_absolute_url()))
    assert "Decision upheld" in page
    assert "Positive" in page
    done.refresh_from_db()
    assert (done.stage, done.result) == (StageKind.APPEAL, Result.POSITIVE)


def test_assign_an_officer(
    officer: Client, cast: Cast, trajectories: Trajectories, client_of: Callable[[User], Client]
) -> None:
    person("sven", Role.SCREENING_OFFICER, name="Sven Okafor", number="48151623")
    other = person("siem", Role.SCREENING_OFFICER, name="Siem Vos")
    choices = officer.get(path("officer", trajectories.under_way)).context["form"].fields["officer"].choices
    assert [username for username, _name in choices] == ["siem", "sonja", "sven"], "also the one whom it concerns"
    post(officer, "officer", trajectories.under_way, officer="siem", reason="Leave.")
    trajectories.under_way.refresh_from_db()
    assert trajectories.under_way.officer == other
    page = text(client_of(other).get(trajectories.under_way.get_absolute_url()))
    assert "Screening officer assigned" in page
    assert "Leave." in page
    assert officer.get(trajectories.under_way.get_absolute_url()).status_code == 404, "it concerns a colleague"


def test_correct(officer: Client, trajectories: Trajectories) -> None:
    negative = trajectories.negative
    form = officer.get(path("correct", negative)).context["form"]
    before = {name: form[name].value() or "" for name in form.fields}
    before |= {"started_on": "1-5-2017", "completed_on": "1-2-2018"}
    assert set(errors_of(post(officer, "correct", negative, **before))) == {"reason"}
    changed = {**before, "result": "withdrawn", "ground": "", "reason": "Read wrongly."}
    post(officer, "correct", negative, **changed)
    negative.refresh_from_db()
    assert (negative.result, negative.ground_id, negative.name) == (Result.WITHDRAWN, None, "")
    page = text(officer.get(negative.get_absolute_url()))
    assert "Read wrongly." in page
    assert "<del>Negative</del>" in page
    assert "result" not in officer.get(path("correct", trajectories.under_way)).context["form"].fields


def test_the_history_tells_no_identity(officer: Client, trajectories: Trajectories) -> None:
    under_way = trajectories.under_way
    move = {"trajectory": under_way, "by": None, "reason": "Spelling."}
    actions.correct_trajectory(**move, name="C. Linde", number="77001")
    page = text(officer.get(under_way.get_absolute_url()))
    history = page[page.index('id="history"') :]
    assert "Person corrected" in history
    for hidden in ("A. Bos", "C. Linde", "48151623", "77001"):
        assert hidden not in history
    assert "Interview, 14 Jan 2019" in history


def test_a_page_taken_over_without_stages_shows_start_and_decision(officer: Client, cast: Cast) -> None:
    taken = actions.start_many(by=None, rows=[request(started_on=datetime.date(2018, 1, 1))])
    actions.complete_many(by=None, trajectories=taken, result=Result.POSITIVE, completed_on=datetime.date(2018, 2, 1))
    page = officer.get(taken[0].get_absolute_url())
    days = [(step.kind, step.day) for step in page.context["steps"]]
    assert days == [
        (StageKind.REQUESTED, datetime.date(2018, 1, 1)),
        (StageKind.DECISION, datetime.date(2018, 2, 1)),
    ]


def test_the_page_takes_the_same_queries_with_little_and_much_history(
    officer: Client, trajectories: Trajectories, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; the brake; the numbers of the team, twice; trajectory; the event; walls; stages; three
    # histories and their lists; what was reported; what it renews.
    expected = 3 + 1 + 2 + 1 + 3 + 1 + 1 + 3 + 4 + 1 + 1
    with django_assert_num_queries(expected):
        officer.get(trajectories.negative.get_absolute_url())
    for number in range(12):
        actions.correct_trajectory(
            trajectory=trajectories.negative, by=None, reason="Typing.", function=f"Detective {number}"
        )
    with django_assert_num_queries(expected):
        officer.get(trajectories.negative.get_absolute_url())
