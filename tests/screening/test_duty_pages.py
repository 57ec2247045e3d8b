"""The duty to report: recorded on the screening it bears on, assessed apart, and led on to a renewed one."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from lib import clock
from screening import actions
from screening.models import DutyReport, Trajectory
from screening.models.values import DutyKind, DutyOutcome, Result
from tests.cast import Cast, person
from tests.screening.conftest import Trajectories
from tests.screening.test_work import errors_of, path, post, text
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
TODAY = datetime.date(2019, 1, 24)


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


@pytest.fixture
def done(trajectories: Trajectories) -> Trajectory:
    """A screening with a positive result."""
    day = datetime.date(2019, 1, 16)
    return actions.complete(trajectory=trajectories.under_way, by=None, result=Result.POSITIVE, completed_on=day)


@pytest.fixture
def duty(done: Trajectory) -> DutyReport:
    """A side job, reported on 20 January 2019."""
    day = datetime.date(2019, 1, 20)
    return actions.record_duty(trajectory=done, by=None, kind=DutyKind.SIDE_JOB, reported_on=day, note="Evenings")


def assess(duty: DutyReport) -> str:
    return reverse("screening:duty_assess", args=[duty.trajectory.reference, duty.public_key])


def test_record_what_was_reported(officer: Client, done: Trajectory) -> None:
    assert "Nothing reported." in text(officer.get(done.get_absolute_url()))
    assert set(errors_of(post(officer, "duty_new", done))) == {"kind", "reported_on"}
    wrong = post(officer, "duty_new", done, kind="side_job", reported_on="25-1-2019", note="Evenings")
    assert set(errors_of(wrong)) == {"reported_on"}
    assert 'value="Evenings"' in text(wrong)
    with events() as found:
        answer = post(officer, "duty_new", done, kind="side_job", reported_on="20-1-2019", note="Evenings")
    assert kinds(found) == [Kind.DUTY_REPORTED]
    assert answer.headers["Location"] == done.get_absolute_url()
    page = text(officer.get(done.get_absolute_url()))
    for words in ("Side job", "Reported 20 January 2019", "Evenings", "Not assessed yet"):
        assert words in page


def test_what_needs_nothing(officer: Client, duty: DutyReport) -> None:
    assert "Evenings" in text(officer.get(assess(duty)))
    assert set(errors_of(officer.post(assess(duty), {}))) == {"outcome", "assessed_on"}
    early = officer.post(assess(duty), {"outcome": "no_action", "assessed_on": "19-1-2019"})
    assert set(errors_of(early)) == {"assessed_on"}
    with events() as found:
        answer = officer.post(assess(duty), {"outcome": "no_action", "assessed_on": "22-1-2019"})
    assert kinds(found) == [Kind.DUTY_ASSESSED]
    assert answer.headers["Location"] == duty.trajectory.get_absolute_url()
    assert "Nothing needed, 22 Jan 2019" in text(officer.get(duty.trajectory.get_absolute_url()))
    assert officer.get(assess(duty)).status_code == 409, "it is assessed once"


def test_what_needs_a_renewed_screening_leads_on_to_it(officer: Client, duty: DutyReport) -> None:
    answer = officer.post(assess(duty), {"outcome": "renewed", "assessed_on": "22-1-2019"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{path('renew', duty.trajectory)}?occasion=renewed_incident"
    form = answer.context["form"]
    assert form["occasion"].value() == "renewed_incident"
    answers = {name: form[name].value() or "" for name in form.fields if name != "own_staff"}
    post(officer, "renew", duty.trajectory, **{**answers, "started_on": "23-1-2019", "level": "reliability"})
    renewed = Trajectory.objects.get(renews=duty.trajectory)
    assert (renewed.occasion_id, renewed.number) == ("renewed_incident", "48151623")
    duty.refresh_from_db()
    assert duty.outcome == DutyOutcome.RENEWED


def test_before_a_decision_there_is_nothing_to_report_on(officer: Client, trajectories: Trajectories) -> None:
    page = text(officer.get(trajectories.under_way.get_absolute_url()))
    assert path("duty_new", trajectories.under_way) not in page
    assert officer.get(path("duty_new", trajectories.under_way)).status_code == 409


def test_a_report_is_reached_through_its_own_trajectory_alone(
    officer: Client, cast: Cast, duty: DutyReport, trajectories: Trajectories, client_of: ClientOf
) -> None:
    keys = [trajectories.negative.reference, duty.public_key]
    assert officer.get(reverse("screening:duty_assess", args=keys)).status_code == 404
    assert officer.get(reverse("screening:duty_assess", args=[duty.trajectory.reference, "AAAA"])).status_code == 404
    walled = person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")
    actions.raise_wall(trajectory=duty.trajectory, by=cast.screening_officer, person=walled, reason="Neighbours.")
    assert client_of(walled).get(assess(duty)).status_code == 404
    assert client_of(walled).post(assess(duty), {}).status_code == 404
    assert client_of(cast.manager).get(assess(duty)).status_code == 403
