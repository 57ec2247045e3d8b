"""The level comes first: the forms of a trajectory ask what its level needs, and no more."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from lib import clock
from office.models import Level
from screening import actions
from screening.models import Trajectory
from screening.models.values import Result, StageKind
from tests.cast import Cast, person
from tests.screening.conftest import Trajectories, request
from tests.screening.test_work import NEW, errors_of, path, post, text

ClientOf = Callable[[User], Client]
TODAY = datetime.date(2019, 1, 24)
START = "/screening/new/"
CERTIFICATE = "conduct_certificate"


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


@pytest.fixture
def other(cast: Cast) -> User:
    """A second screening officer."""
    return person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")


def certificate() -> Trajectory:
    return actions.start_trajectory(by=None, **request(level=CERTIFICATE, name="C. Linde", number="77001"))


def test_the_levels_that_can_be_chosen_are_links(officer: Client) -> None:
    page = text(officer.get(START))
    assert 'href="?level=reliability"' in page
    assert 'href="?level=bgo_long"' in page, "the level could still be chosen in 2019"
    assert "Renewed after 5 years." in page
    Level.objects.filter(pk="reliability").update(renewal_months=18)
    assert "Renewed after 18 months." in text(officer.get(START))
    with clock.at(datetime.date(2023, 1, 2)):
        page = text(officer.get(START))
        assert 'href="?level=reliability"' in page
        assert 'href="?level=bgo_long"' not in page
        assert "form" not in officer.get(START, {"level": "bgo_long"}).context
    for unknown in ("", "low", "\0"):
        answer = officer.get(START, {"level": unknown})
        assert (answer.status_code, "levels" in answer.context) == (200, True)


def test_the_form_is_that_of_its_level(officer: Client) -> None:
    form = officer.get(START, {"level": "reliability"}).context["form"]
    assert list(form.fields["occasion"].queryset)
    page = officer.get(START, {"level": CERTIFICATE})
    assert "occasion" not in page.context["form"].fields
    assert "Certificate of conduct" in text(page)
    assert 'name="level" value="conduct_certificate"' in text(page)


def test_a_certificate_needs_no_occasion(officer: Client) -> None:
    answers = {**NEW, "level": CERTIFICATE}
    del answers["occasion"]
    officer.post(START, answers)
    started = Trajectory.objects.get()
    assert (started.level_id, started.occasion_id, started.screening) == (CERTIFICATE, "initial", False)


def test_the_stages_are_those_of_the_level(officer: Client, trajectories: Trajectories) -> None:
    def offered(trajectory: Trajectory) -> list[str]:
        form = officer.get(path("stage", trajectory)).context["form"]
        return [kind for kind, _label in form.fields["kind"].choices]

    assert offered(certificate()) == [StageKind.FORM]
    assert StageKind.ENVIRONMENT not in offered(trajectories.under_way)
    Level.objects.filter(pk="reliability").update(environment=True)
    assert StageKind.ENVIRONMENT in offered(trajectories.under_way)


def test_the_results_are_those_of_the_level(officer: Client, trajectories: Trajectories) -> None:
    form = officer.get(path("complete", certificate())).context["form"]
    assert "conditions" not in form.fields
    assert Result.CONDITIONAL not in dict(form.fields["result"].choices)
    assert "ground" in form.fields
    form = officer.get(path("complete", trajectories.under_way)).context["form"]
    assert {Result.CONDITIONAL, Result.NEGATIVE} <= set(dict(form.fields["result"].choices))
    assert "conditions" in form.fields


def test_when_the_next_step_is_due(officer: Client, trajectories: Trajectories) -> None:
    under_way = trajectories.under_way
    assert "21 days after" in officer.get(path("stage", under_way)).context["form"].fields["due_on"].help_text
    answers = {"kind": "references", "reached_on": "20 Jan 2019"}
    assert set(errors_of(post(officer, "stage", under_way, **answers, due_on="19 Jan 2019"))) == {"due_on"}
    post(officer, "stage", under_way, **answers, due_on="28 Jan 2019")
    under_way.refresh_from_db()
    assert under_way.due_on == datetime.date(2019, 1, 28)
    page = text(officer.get(under_way.get_absolute_url()))
    assert page.count('<span class="soon">due 28 Jan 2019, in 4 days</span>') == 2, "on top, and at its stage"
    assert "in 4 days" in text(officer.get("/screening/"))
    post(officer, "stage", under_way, kind="advice", reached_on="20 Jan 2019")
    under_way.refresh_from_db()
    assert under_way.due_on == datetime.date(2019, 2, 10), "as the level says"
    with clock.at(datetime.date(2019, 2, 11)):
        assert '<span class="late">1 day late</span>' in text(officer.get("/screening/"))


def test_after_the_decision_nothing_is_due(officer: Client, trajectories: Trajectories) -> None:
    actions.record_objection(trajectory=trajectories.negative, by=None, result="decision_upheld")
    form = officer.get(path("stage", trajectories.negative)).context["form"]
    assert "due_on" not in form.fields


def test_who_starts_the_screening_of_a_colleague_for_another_officer_cannot_open_it(
    officer: Client, other: User
) -> None:
    page = text(officer.get(START, {"level": "reliability"}))
    assert "Works in the screening team" in page
    assert "For the other officers it does not exist." in page
    answer = officer.post(START, {**NEW, "officer": "sven", "own_staff": "on", "number": "77001"}, follow=True)
    started = Trajectory.objects.get()
    assert (started.own_staff, started.officer) == (True, other)
    assert answer.redirect_chain == [("/screening/", 302)]
    assert "Only its screening officer can open it." in text(answer)
    assert started.reference not in text(answer)
    assert officer.get(started.get_absolute_url()).status_code == 404


def test_ticked_in_a_correction_it_leaves_the_others(officer: Client, trajectories: Trajectories, other: User) -> None:
    under_way = trajectories.under_way
    actions.assign_officer(trajectory=under_way, by=None, officer=other)
    form = officer.get(path("correct", under_way)).context["form"]
    before = {name: form[name].value() or "" for name in form.fields}
    del before["own_staff"]
    changed = {**before, "started_on": "2-1-2019", "own_staff": "on", "reason": "She works here."}
    answer = post(officer, "correct", under_way, **changed)
    assert answer.headers["Location"] == reverse("screening:list")
    under_way.refresh_from_db()
    assert under_way.own_staff
    assert officer.get(under_way.get_absolute_url()).status_code == 404


def test_two_open_ones_of_one_person_for_one_function(officer: Client, trajectories: Trajectories) -> None:
    twice = {**NEW, "number": "48151623", "function": "CONTROL room operator "}
    answer = officer.post(START, twice)
    assert errors_of(answer)
    assert trajectories.under_way.reference in text(answer)
    assert 'value="48151623"' in text(answer), "what was typed is kept"
    assert Trajectory.objects.count() == 3
    officer.post(START, {**twice, "function": "Analyst"})
    assert Trajectory.objects.count() == 4
