"""Nobody is screened twice at a time for one function, as far as who starts may see it."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.roles import Role
from lib import clock
from screening import actions
from screening.models import Trajectory
from screening.models.values import Result
from tests.cast import Cast, person
from tests.screening.conftest import request

TODAY = datetime.date(2019, 1, 24)
ABOUT: dict[str, Any] = {"name": "A. Bos", "number": "48151623", "function": "Control room operator"}


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def other(cast: Cast) -> User:
    return person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")


@pytest.fixture
def first(cast: Cast) -> Trajectory:
    return actions.start_trajectory(by=cast.screening_officer, **request(officer=cast.screening_officer, **ABOUT))


def refused(action: Any, **arguments: Any) -> str:
    number = Trajectory.objects.count()
    with pytest.raises(ValidationError) as caught:
        action(**arguments)
    assert Trajectory.objects.count() == number
    assert set(caught.value.message_dict) == {"function"}
    return str(caught.value.message_dict["function"][0])


@pytest.mark.parametrize(
    "said", [{}, {"function": "  control  ROOM operator "}, {"number": "0048 15-16.23"}, {"level": "security_a"}]
)
def test_a_second_one_is_refused_with_the_first(cast: Cast, first: Trajectory, said: dict[str, str]) -> None:
    row = request(**{**ABOUT, **said})
    for by in (cast.screening_officer, None):
        assert first.reference in refused(actions.start_trajectory, by=by, **row)
        assert first.reference in refused(actions.start_many, by=by, rows=[request(), row])


@pytest.mark.parametrize("said", [{"function": "Detective"}, {"function": ""}, {"number": "48151624"}, {"number": ""}])
def test_another_function_or_person_is_none(cast: Cast, first: Trajectory, said: dict[str, str]) -> None:
    assert actions.start_trajectory(by=cast.screening_officer, **request(**{**ABOUT, **said})).pk


def test_two_in_one_act_are_refused(cast: Cast) -> None:
    assert "twice" in refused(actions.start_many, by=None, rows=[request(**ABOUT), request(**ABOUT)])


def test_what_is_completed_stands_in_nobodys_way(cast: Cast, first: Trajectory) -> None:
    done = request(**ABOUT, completed_on=datetime.date(2019, 1, 9))
    both = actions.start_many(by=None, rows=[done, done])
    actions.complete_many(by=None, trajectories=[*both, first], result=Result.WITHDRAWN, completed_on=TODAY)
    assert actions.start_trajectory(by=cast.screening_officer, **request(**ABOUT)).pk


def test_a_hidden_one_is_never_told(cast: Cast, first: Trajectory, other: User) -> None:
    actions.raise_wall(trajectory=first, by=cast.screening_officer, person=other, reason="Married.")
    assert actions.start_trajectory(by=other, **request(**ABOUT)).pk
    assert first.reference in refused(actions.start_trajectory, by=cast.screening_officer, **request(**ABOUT))


def test_a_correction_makes_none_either(cast: Cast, first: Trajectory, other: User) -> None:
    by = cast.screening_officer
    second = actions.start_trajectory(by=by, **request(**{**ABOUT, "function": "Detective"}))
    move = {"trajectory": second, "by": by, "reason": "Misread."}
    assert first.reference in refused(actions.correct_trajectory, **move, function="Control room operator")
    second.refresh_from_db()
    assert second.function == "Detective"
    actions.correct_trajectory(**move, name="A. Bosch", function="DETECTIVE")
    actions.raise_wall(trajectory=first, by=by, person=other, reason="Married.")
    actions.correct_trajectory(**{**move, "by": other}, function="Control room operator")


def test_a_correction_of_one_of_two_that_are_there_is_possible(cast: Cast, first: Trajectory, other: User) -> None:
    actions.raise_wall(trajectory=first, by=cast.screening_officer, person=other, reason="Married.")
    second = actions.start_trajectory(by=other, **request(**ABOUT))
    actions.correct_trajectory(trajectory=second, by=cast.screening_officer, reason="Spelling.", name="A. Bosch")
    second.refresh_from_db()
    assert second.name == "A. Bosch"
