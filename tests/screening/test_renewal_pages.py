"""The due list of renewals, the start of the renewed screening, and the step that takes somebody off the list."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from lib import clock
from office.models import Unit
from screening import actions
from screening.models import Trajectory
from screening.models.values import Result, SubjectGroup
from tests.cast import Cast, person
from tests.screening.conftest import request
from tests.screening.test_work import errors_of, path, post, text
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
TODAY = datetime.date(2019, 1, 24)
RENEWALS = "/screening/renewals/"


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


def screened(completed: str, number: str = "77001", **said: Any) -> Trajectory:
    """Somebody who was screened with a positive result on that day, five years before it is due again."""
    day = datetime.date.fromisoformat(completed)
    said = {"name": "C. Linde", **said}
    started = actions.start_trajectory(by=None, **request(started_on=day, number=number, **said))
    return actions.complete(trajectory=started, by=None, result=Result.POSITIVE, completed_on=day)


def listed(client: Client, **asked: str) -> list[str]:
    return [row["key"] for row in client.get(RENEWALS, asked).context["rows"]]


def test_what_is_due_first_stands_first(officer: Client, cast: Cast) -> None:
    unit = Unit.objects.create(key="harbour", label_en="Unit Harbour", label_nl="Eenheid Haven")
    soon = screened("2014-01-30", "77002", unit=unit)
    late = screened("2014-01-10", "77001", level="security_a")
    quarter, year = screened("2014-04-24", "77003"), screened("2014-04-25", "77004")
    later = screened("2018-04-25", "77005")
    assert [one.renewal_on for one in (late, soon)] == [datetime.date(2019, 1, 10), datetime.date(2019, 1, 30)]
    page = officer.get(RENEWALS)
    assert [row["key"] for row in page.context["rows"]] == [late.reference, soon.reference, quarter.reference]
    assert page.context["total"] == 3
    for words in ("Security A", "Unit Harbour", '<span class="late">14 days late</span>', "in 6 days"):
        assert words in text(page)
    assert "C. Linde" not in text(page)
    assert "77001" not in text(page)
    assert listed(officer, due="overdue") == [late.reference]
    assert listed(officer, due="year") == [one.reference for one in (late, soon, quarter, year)]
    assert listed(officer, sort="renewal_on")[-1] == later.reference
    assert listed(officer, level="security_a") == [late.reference]
    assert listed(officer, unit="harbour") == [soon.reference]
    for wrong in ({"due": "soon"}, {"officer": "sonja"}, {"sort": "reference"}, {"q": "S2019"}):
        assert officer.get(RENEWALS, wrong).status_code == 400


def test_its_pages_follow_each_other(officer: Client, cast: Cast) -> None:
    day = datetime.date(2014, 1, 10)
    rows = [request(started_on=day, number=f"88{number:03}", function=f"F{number}") for number in range(60)]
    actions.complete_many(
        by=None, trajectories=actions.start_many(by=None, rows=rows), result=Result.POSITIVE, completed_on=day
    )
    page = officer.get(RENEWALS)
    assert page.context["total"] == 60
    second = officer.get(f"{RENEWALS}{page.context['listing'].older}")
    seen = [row["key"] for one in (page, second) for row in one.context["rows"]]
    assert len(seen) == len(set(seen)) == 60


def test_more_than_a_thousand_are_not_counted_on(officer: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.views.renewals.MOST", 2)
    for number in ("77001", "77002"):
        screened("2014-01-10", number)
    assert "2 renewals" in text(officer.get(RENEWALS))
    screened("2014-01-11", "77003")
    screened("2014-01-12", "77004")
    page = officer.get(RENEWALS)
    assert "More than 2 renewals" in text(page)
    assert len(page.context["rows"]) == 4


def test_start_the_renewed_one(officer: Client, cast: Cast, other: User) -> None:
    last = screened("2014-01-10", officer=other)
    page = officer.get(path("renew", last))
    form = page.context["form"]
    assert {"name", "number"}.isdisjoint(form.fields)
    assert "C. Linde" in text(page)
    before = {name: form[name].value() for name in form.fields}
    assert (before["occasion"], before["subject_group"], before["officer"]) == ("renewed_periodic", "staff", "sven")
    assert (before["function"], before["started_on"]) == ("Control room operator", TODAY)
    answers = {**{k: v or "" for k, v in before.items()}, "started_on": "24-1-2019", "level": last.level_id}
    del answers["own_staff"]
    with events() as found:
        answer = officer.post(path("renew", last), answers)
    assert kinds(found) == [Kind.TRAJECTORY_STARTED]
    started = Trajectory.objects.exclude(pk=last.pk).get()
    assert answer.headers["Location"] == started.get_absolute_url()
    assert (started.renews, started.name, started.number) == (last, "C. Linde", "77001")
    assert (started.subject_group, started.officer, started.level) == (SubjectGroup.STAFF, other, last.level)
    assert last.reference in text(officer.get(started.get_absolute_url()))
    assert started.reference in text(officer.get(last.get_absolute_url()))
    actions.complete(trajectory=started, by=None, result=Result.POSITIVE, completed_on=TODAY)
    assert listed(officer, due="overdue") == []


def test_a_renewed_one_that_is_wrong_is_asked_again(officer: Client, cast: Cast) -> None:
    last = screened("2014-01-10")
    with events() as found:
        answer = post(officer, "renew", last, level="reliability", function="Analyst")
    assert set(errors_of(answer)) == {"started_on", "occasion", "subject_group", "officer"}
    assert kinds(found) == [Kind.TRAJECTORY_OPENED]
    assert 'value="Analyst"' in text(answer)
    assert Trajectory.objects.count() == 1


def test_another_level_for_the_renewed_one(officer: Client, cast: Cast) -> None:
    last = screened("2018-01-10", level="bgo_long")
    with clock.at(datetime.date(2023, 1, 12)):
        page = officer.get(path("renew", last))
        assert "levels" in page.context, "the level of the last one can no longer be chosen"
        assert 'href="?level=security_b&amp;occasion=renewed_periodic"' in text(page)
        page = officer.get(path("renew", last), {"level": "security_b", "occasion": "renewed_incident"})
        assert page.context["level"].pk == "security_b"
        assert page.context["form"]["occasion"].value() == "renewed_incident"
        form = page.context["form"]
        answers = {name: form[name].value() or "" for name in form.fields if name != "own_staff"}
        post(officer, "renew", last, **{**answers, "started_on": "12-1-2023", "level": "security_b"})
    assert Trajectory.objects.get(renews=last).level_id == "security_b"


def test_what_has_no_decision_is_not_renewed(officer: Client, cast: Cast) -> None:
    under_way = actions.start_trajectory(by=None, **request())
    assert officer.get(path("renew", under_way)).status_code == 409
    assert officer.get(path("renewal_end", under_way)).status_code == 409


def test_end_the_renewals_with_a_reason(officer: Client, cast: Cast) -> None:
    last = screened("2014-01-10")
    assert set(errors_of(post(officer, "renewal_end", last))) == {"reason"}
    with events() as found:
        answer = post(officer, "renewal_end", last, reason="Left service.")
    assert answer.headers["Location"] == last.get_absolute_url()
    assert kinds(found) == [Kind.RENEWAL_ENDED]
    assert listed(officer) == []
    assert "Left service." in text(officer.get(last.get_absolute_url()))
    assert officer.get(path("renewal_end", last)).status_code == 409


def test_nobody_sees_what_does_not_exist_for_him(officer: Client, cast: Cast, other: User, client_of: ClientOf) -> None:
    walled, own = screened("2014-01-10", "77001"), screened("2014-01-11", cast.screening_officer.number)
    team = screened("2014-01-12", "77002", officer=other, own_staff=True)
    actions.raise_wall(trajectory=walled, by=other, person=cast.screening_officer, reason="They share a household.")
    page = officer.get(RENEWALS)
    assert (page.context["rows"], page.context["total"]) == ([], 0)
    for hidden in (walled, own, team):
        for name in ("renew", "renewal_end"):
            assert officer.get(path(name, hidden)).status_code == 404
    assert listed(client_of(other)) == [walled.reference, team.reference]
    renewed = actions.start_trajectory(by=None, **request(name="C. Linde", number="77001"), renews=walled)
    page_of_it = officer.get(renewed.get_absolute_url())
    assert page_of_it.status_code == 200
    assert walled.reference not in text(page_of_it)


def test_only_who_works_has_a_due_list_and_each_look_is_an_event(cast: Cast, client_of: ClientOf) -> None:
    for who in ("manager", "admin", "investigator", "auditor", "stranger"):
        assert client_of(getattr(cast, who)).get(RENEWALS).status_code == 404
    with events() as found:
        client_of(cast.screening_officer).get(RENEWALS)
    assert kinds(found) == [Kind.TRAJECTORY_LISTED]
    assert "quarter" in found[0].detail


def test_the_due_list_takes_the_same_queries_small_and_large(
    officer: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; the numbers of the team; the lists of the filters and of the columns; number and page;
    # the event.
    expected = 3 + 1 + 2 + 2 + 2 + 3
    screened("2014-01-10")
    with django_assert_num_queries(expected):
        officer.get(RENEWALS)
    for number in range(8):
        screened("2014-01-10", f"99{number}", function=f"F{number}")
    with django_assert_num_queries(expected):
        officer.get(reverse("screening:renewals"))
