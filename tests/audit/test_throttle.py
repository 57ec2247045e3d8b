"""More than 60 different records opened or refused in five minutes by one person: braked, with one event."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit import throttle
from audit.kinds import Kind
from cases.models import Case
from lib import clock
from tests.cast import Cast, suspicion
from tests.support.audited import events, kinds
from tests.support.written import wrote

ClientOf = Callable[[User], Client]


def opened(person: User, number: int, kind: Kind = Kind.CASE_OPENED, **more: object) -> list[str]:
    """References that this person has just opened."""
    references = [f"2018-{index:05}" for index in range(number)]
    for reference in references:
        wrote(kind, person, target=reference, **more)
    return references


def test_the_sixtieth_opens_and_the_sixty_first_does_not(cast: Cast) -> None:
    opened(cast.investigator, 59)
    throttle.check(cast.investigator, "2018-AAAAA")
    wrote(Kind.CASE_OPENED, cast.investigator, target="2018-AAAAA")
    with pytest.raises(throttle.Throttled):
        throttle.check(cast.investigator, "2018-BBBBB")


def test_what_was_opened_just_now_opens_again(cast: Cast) -> None:
    references = opened(cast.investigator, 60)
    throttle.check(cast.investigator, references[0])


def test_one_record_opened_often_counts_once(cast: Cast) -> None:
    for _ in range(80):
        wrote(Kind.CASE_OPENED, cast.investigator, target="2018-AAAAA")
    throttle.check(cast.investigator, "2018-BBBBB")


@pytest.mark.parametrize("kind", [Kind.REQUEST_REFUSED, Kind.TRAJECTORY_OPENED, Kind.CASE_WATCHED])
def test_refusals_and_trajectories_count_too(cast: Cast, kind: Kind) -> None:
    opened(cast.investigator, 60, kind)
    with pytest.raises(throttle.Throttled):
        throttle.check(cast.investigator, "2018-BBBBB")


def test_lists_and_what_has_no_target_do_not_count(cast: Cast) -> None:
    opened(cast.investigator, 60, Kind.CASE_CORRECTED)
    for _ in range(60):
        wrote(Kind.CASE_LISTED, cast.investigator)
        wrote(Kind.REQUEST_REFUSED, cast.investigator)
    throttle.check(cast.investigator, "2018-BBBBB")


def test_each_person_has_a_measure_of_his_own(cast: Cast) -> None:
    opened(cast.investigator, 60)
    throttle.check(cast.coordinator, "2018-BBBBB")


def test_after_five_minutes_it_is_over(cast: Cast) -> None:
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5, seconds=1)
    for index in range(60):
        wrote(Kind.CASE_OPENED, cast.investigator, before, target=f"2018-{index:05}")
    throttle.check(cast.investigator, "2018-BBBBB")


def test_the_clock_of_the_facts_is_not_asked(cast: Cast) -> None:
    opened(cast.investigator, 60)
    with clock.at(datetime.date(2030, 1, 1)), pytest.raises(throttle.Throttled):
        throttle.check(cast.investigator, "2018-BBBBB")


def test_it_costs_one_query_however_much_was_opened(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        throttle.check(cast.investigator, "2018-BBBBB")
    opened(cast.investigator, 60)
    with django_assert_num_queries(1), pytest.raises(throttle.Throttled):
        throttle.check(cast.investigator, "2018-BBBBB")


def test_a_braked_look_is_answered_429_with_one_event(cast: Cast, client_of: ClientOf, case: Case) -> None:
    opened(cast.investigator, 60)
    client = client_of(cast.investigator)
    with events() as found:
        answer = client.get(case.get_absolute_url())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "more than 60 different records" in answer.content.decode()
    assert kinds(found) == [Kind.READING_THROTTLED]
    assert found[0].target == case.reference
    assert found[0].actor == cast.investigator.username


def test_a_braked_look_shows_nothing_of_what_was_asked_for(cast: Cast, client_of: ClientOf, case: Case) -> None:
    hidden = suspicion(cast.coordinator)
    opened(cast.investigator, 60)
    client = client_of(cast.investigator)
    answers = [client.get(f"/cases/{reference}/") for reference in (case.reference, hidden.reference, "2018-ZZZZZ")]
    assert {answer.status_code for answer in answers} == {429}
    assert len({answer.content for answer in answers}) == 1


def test_guessing_references_is_braked(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    statuses = [client.get(f"/cases/2018-0{index:04}/").status_code for index in range(62)]
    assert statuses == [404] * 60 + [429] * 2
