"""Those who screen are screened by one colleague: for the others of the team the trajectory does not exist."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.actions import grant_role
from accounts.models import RoleGrant, User
from accounts.roles import Role
from audit.months import Month
from audit.sheet import sheet
from figures.basis import Basis
from figures.definitions import BY_KEY
from figures.tables import count_fully, scopes_of
from lib import clock
from lib.periods import Period
from screening import access, actions
from screening.models import Trajectory
from screening.models.values import Result
from tests.cast import Cast, person
from tests.screening.conftest import request
from tests.support.exporting import text_of

ClientOf = Callable[[User], Client]
LIST = "/screening/?sort=-started_on"
TODAY = datetime.date(2019, 1, 24)


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def other(cast: Cast) -> User:
    """A second screening officer, who is screened here."""
    return person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")


@pytest.fixture
def third(cast: Cast) -> User:
    """A third one, to whom this is no business."""
    return person("tess", Role.SCREENING_OFFICER, name="Tess Blom")


@pytest.fixture
def marked(cast: Cast) -> Trajectory:
    """Of somebody who works in the team without an account; with the officer of the cast."""
    by = cast.screening_officer
    return actions.start_trajectory(by=by, **request(officer=by, name="A. Bos", number="48151623", own_staff=True))


@pytest.fixture
def colleague(cast: Cast, other: User) -> Trajectory:
    """Of the second officer, known by his number alone; with the officer of the cast."""
    by = cast.screening_officer
    return actions.start_trajectory(by=by, **request(officer=by, name=other.name, number=other.number))


def former(user: User) -> User:
    """This person, whose officer's role has ended."""
    RoleGrant.objects.filter(user=user, role=Role.SCREENING_OFFICER).update(ended_at=clock.now())
    return User.objects.get(pk=user.pk)


def as_manager_too(user: User) -> User:
    """This person, who is a manager as well."""
    grant_role(to=user, role=Role.MANAGER, by=None)
    return User.objects.get(pk=user.pk)


def sees(user: User, trajectory: Trajectory) -> set[str]:
    """Through which of the doors a trajectory exists for this person."""
    scope = access.scope_of(user)
    hidden = set(scope.hidden if scope.hidden is not None else Trajectory.objects.all())
    doors = {
        "open": trajectory in access.visible_to(user),
        "count": trajectory in access.countable_by(user),
        "figure": trajectory not in hidden,
    }
    return {door for door, there in doors.items() if there}


def started(user: User) -> int:
    return count_fully(BY_KEY["screening_started"], Period(2017, 2019), Basis(), scopes_of(user)).whole.total


def told() -> list[str]:
    return [sentence for sentence in sheet(Month.present()).waiting if "screening team" in sentence]


class TestForWhomItExists:
    @pytest.mark.parametrize("which", ["marked", "colleague"])
    def test_of_the_team_only_its_officer_has_it(
        self, cast: Cast, third: User, which: str, request: pytest.FixtureRequest
    ) -> None:
        trajectory = request.getfixturevalue(which)
        assert sees(cast.screening_officer, trajectory) == {"open", "count", "figure"}
        assert sees(third, trajectory) == set()
        assert sees(as_manager_too(third), trajectory) == set(), "whatever else he holds"
        for counting in (cast.manager, cast.admin):
            assert sees(counting, trajectory) == {"count", "figure"}

    def test_pages_figures_and_files_hold_no_trace(
        self, cast: Cast, third: User, colleague: Trajectory, client_of: ClientOf
    ) -> None:
        open_to_all = actions.start_trajectory(by=third, **request(officer=third, name="B. Boom", number="77"))
        pages = [LIST, reverse("screening:board"), "/figures/screening_started/records/?year=2019"]
        files = ["/screening/export/", "/figures/screening_started/records.csv?from=2003&to=2019"]
        for who, there in ((third, False), (cast.screening_officer, True)):
            client = client_of(who)
            found = [client.get(page).content.decode() for page in pages] + [text_of(client, file) for file in files]
            for text in found:
                assert (colleague.reference in text) is there
                assert open_to_all.reference in text
        assert (started(third), started(cast.screening_officer), started(cast.manager)) == (1, 2, 2)

    def test_its_address_answers_as_one_that_leads_nowhere(
        self, third: User, colleague: Trajectory, client_of: ClientOf
    ) -> None:
        client = client_of(third)
        for name in ("detail", "stage", "complete", "officer", "correct", "wall_new", "duty_new", "renew"):
            answers = [client.get(reverse(f"screening:{name}", args=[key])) for key in (colleague.reference, "S2019-A")]
            assert [answer.status_code for answer in answers] == [404, 404], name

    def test_who_left_the_team_stays_a_colleague(self, cast: Cast, other: User, third: User) -> None:
        former(other)
        by = cast.screening_officer
        trajectory = actions.start_trajectory(by=by, **request(officer=by, number=other.number))
        assert trajectory.own_staff
        assert sees(third, trajectory) == set()

    def test_who_joins_the_team_later_is_one_from_that_day(self, cast: Cast, third: User) -> None:
        newcomer, by = person("nora", Role.MANAGER), cast.screening_officer
        trajectory = actions.start_trajectory(by=by, **request(officer=by, number=newcomer.number))
        assert not trajectory.own_staff
        assert "open" in sees(third, trajectory)
        grant_role(to=newcomer, role=Role.SCREENING_OFFICER, by=None)
        assert sees(third, trajectory) == set()

    def test_who_screens_no_more_counts_it_as_any_manager(self, colleague: Trajectory, third: User) -> None:
        assert sees(former(as_manager_too(third)), colleague) == {"count", "figure"}

    def test_the_person_never_has_it_and_not_as_its_officer(self, cast: Cast, other: User) -> None:
        for officer in (cast.screening_officer, other):
            trajectory = actions.start_trajectory(
                by=cast.screening_officer,
                **request(officer=officer, number=other.number, function=f"With {officer}"),
            )
            assert sees(other, trajectory) == set()

    def test_a_wall_holds_around_its_officer_too(self, cast: Cast, third: User, colleague: Trajectory) -> None:
        actions.raise_wall(trajectory=colleague, by=cast.screening_officer, person=third, reason="Married.")
        actions.assign_officer(trajectory=colleague, by=cast.screening_officer, officer=third)
        assert sees(third, colleague) == set()

    def test_another_officer_takes_the_place_of_the_first(self, cast: Cast, third: User, colleague: Trajectory) -> None:
        actions.assign_officer(trajectory=colleague, by=cast.screening_officer, officer=third, reason="On leave.")
        assert sees(third, colleague) == {"open", "count", "figure"}
        assert sees(cast.screening_officer, colleague) == set()
        with pytest.raises(Http404):
            actions.assign_officer(trajectory=colleague, by=cast.screening_officer, officer=cast.screening_officer)

    def test_a_page_takes_the_same_queries_with_few_and_many(
        self,
        cast: Cast,
        third: User,
        colleague: Trajectory,
        client_of: ClientOf,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client = client_of(third)
        with django_assert_max_num_queries(100) as few:
            client.get(LIST)
        for number in range(12):
            person(f"officer{number}", Role.SCREENING_OFFICER)
            row = request(officer=cast.screening_officer, number=f"9{number}", own_staff=True)
            actions.start_trajectory(by=cast.screening_officer, **row)
        with django_assert_max_num_queries(len(few)):
            client.get(LIST)


class TestMarking:
    def test_without_an_officer_who_starts_it_becomes_it(self, cast: Cast, third: User) -> None:
        by = cast.screening_officer
        assert actions.start_trajectory(by=by, **request(own_staff=True)).officer == by
        assert actions.start_trajectory(by=by, **request(number=third.number)).officer == by
        assert actions.start_trajectory(by=by, **request()).officer is None, "of anybody else it stays open"
        assert actions.start_trajectory(by=by, **request(number=by.number, officer=by)).officer is None
        assert actions.start_trajectory(by=None, **request(own_staff=True)).officer is None

    def test_in_bulk_it_is_the_same(self, cast: Cast, other: User) -> None:
        by = cast.screening_officer
        rows = [request(own_staff=True), request(number=other.number), request(number="77")]
        made = actions.start_many(by=by, rows=rows)
        assert [(one.own_staff, one.officer) for one in made] == [(True, by), (True, by), (False, None)]

    def test_a_number_filled_in_later_marks_it(self, cast: Cast, other: User, third: User) -> None:
        by = cast.screening_officer
        corrected = actions.start_trajectory(by=by, **request(name=other.name))
        filled = actions.start_trajectory(by=by, **request(name=third.name, function="Analyst"))
        actions.correct_trajectory(trajectory=corrected, by=by, reason="Found.", number=other.number)
        actions.fill_in_identity(filled, by, "", third.number)
        for trajectory in (corrected, filled):
            trajectory.refresh_from_db()
            assert (trajectory.own_staff, trajectory.officer) == (True, by)

    def test_ticking_by_another_takes_it_out_of_his_sight(self, cast: Cast, third: User) -> None:
        by = cast.screening_officer
        trajectory = actions.start_trajectory(by=by, **request(officer=by, number="77"))
        actions.correct_trajectory(trajectory=trajectory, by=third, reason="Joins us.", own_staff=True)
        assert sees(third, trajectory) == set()
        assert "open" in sees(by, trajectory)

    def test_unticking_is_a_correction_with_a_reason(self, cast: Cast, third: User, marked: Trajectory) -> None:
        by = cast.screening_officer
        with pytest.raises(ValidationError):
            actions.correct_trajectory(trajectory=marked, by=by, reason=" ", own_staff=False)
        actions.correct_trajectory(trajectory=marked, by=by, reason="Another department.", own_staff=False)
        assert "open" in sees(third, marked)
        assert marked.history.latest("history_id").history_change_reason == "Another department."

    def test_who_is_known_by_the_number_is_not_unticked(self, cast: Cast, third: User, colleague: Trajectory) -> None:
        actions.correct_trajectory(trajectory=colleague, by=cast.screening_officer, reason="A guess.", own_staff=False)
        colleague.refresh_from_db()
        assert colleague.own_staff
        assert sees(third, colleague) == set()

    def test_it_is_carried_over_to_the_renewed_one(self, cast: Cast, third: User, marked: Trajectory) -> None:
        by = cast.screening_officer
        actions.complete(trajectory=marked, by=by, result=Result.POSITIVE, completed_on=TODAY)
        marked.refresh_from_db()
        renewed = actions.start_trajectory(by=by, **request(started_on=TODAY, renews=marked))
        assert (renewed.own_staff, renewed.officer, renewed.number) == (True, by, "48151623")
        with pytest.raises(Http404):
            actions.start_trajectory(by=third, **request(started_on=TODAY, renews=marked))


class TestLeftAlone:
    def test_it_waits_where_its_officer_has_left(self, cast: Cast, third: User, colleague: Trajectory) -> None:
        assert told() == []
        former(cast.screening_officer)
        (sentence,) = told()
        assert colleague.reference in sentence
        assert "1 trajectory" in sentence

    @pytest.mark.parametrize("why", ["inactive", "nobody", "himself", "walled"])
    def test_and_where_its_officer_cannot_open_it(
        self, cast: Cast, other: User, third: User, colleague: Trajectory, why: str
    ) -> None:
        by = cast.screening_officer
        if why == "inactive":
            User.objects.filter(pk=by.pk).update(is_active=False)
        if why == "nobody":
            Trajectory.objects.filter(pk=colleague.pk).update(officer=None)
        if why == "himself":
            actions.assign_officer(trajectory=colleague, by=by, officer=other)
        if why == "walled":
            actions.raise_wall(trajectory=colleague, by=by, person=third, reason="Married.")
            actions.assign_officer(trajectory=colleague, by=by, officer=third)
        assert access.left_alone() == [colleague]

    def test_what_is_over_waits_for_nobody_until_it_is_to_be_renewed(
        self, cast: Cast, other: User, third: User
    ) -> None:
        by = cast.screening_officer
        ended = {Result.WITHDRAWN: False, Result.POSITIVE: True}
        for result, waits in ended.items():
            one = actions.start_trajectory(by=by, **request(officer=by, number=other.number))
            actions.complete(trajectory=one, by=by, result=result, completed_on=TODAY)
            Trajectory.objects.filter(pk=one.pk).update(officer=None)
            assert (one in access.left_alone()) is waits

    def test_at_most_five_are_named(self, cast: Cast) -> None:
        alone = [actions.start_trajectory(by=None, **request(own_staff=True)) for _number in range(7)]
        (sentence,) = told()
        assert "7 trajectories" in sentence
        assert sum(one.reference in sentence for one in alone) == 5

    def test_those_of_others_never_wait_so(self, cast: Cast) -> None:
        actions.start_trajectory(by=None, **request(number="77"))
        assert told() == []
