"""The command that names an officer for somebody of the screening team, whom no officer may screen."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from screening import access, actions
from screening.models import Trajectory
from tests.cast import Cast, person
from tests.screening.conftest import request
from tests.support.audited import events


@pytest.fixture
def other(cast: Cast) -> User:
    return person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")


@pytest.fixture
def alone(cast: Cast, other: User) -> Trajectory:
    """Of the second officer, and with nobody."""
    return actions.start_trajectory(by=None, **request(name=other.name, number=other.number))


def named(reference: str, username: str, reason: str = "Nobody was left.") -> str:
    said = StringIO()
    call_command("name_officer", reference, username, reason=reason, stdout=said)
    return said.getvalue()


def test_it_names_one_and_says_so_in_the_log(cast: Cast, alone: Trajectory) -> None:
    with events() as found:
        said = named(alone.reference.lower(), "sonja")
    assert "Sonja Kok is now the screening officer" in said
    assert alone in access.visible_to(cast.screening_officer)
    assert access.left_alone() == []
    (event,) = found
    assert (event.kind, event.target, event.actor) == (Kind.OFFICER_ASSIGNED, alone.reference, "")
    assert (event.where, event.reason) == ("manage.py name_officer", "")
    assert alone.history.latest("history_id").history_change_reason == "Nobody was left."


@pytest.mark.parametrize("who, sentence", [("sven", "cannot open"), ("mara", "cannot open"), ("nemo", "Nobody has")])
def test_only_an_officer_who_may_open_it_is_named(alone: Trajectory, who: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        named(alone.reference, who)
    alone.refresh_from_db()
    assert alone.officer is None


def test_who_is_walled_off_is_not_named(cast: Cast, other: User, alone: Trajectory) -> None:
    third = person("tess", Role.SCREENING_OFFICER)
    actions.assign_officer(trajectory=alone, by=None, officer=cast.screening_officer)
    actions.raise_wall(trajectory=alone, by=cast.screening_officer, person=third, reason="Married.")
    Trajectory.objects.filter(pk=alone.pk).update(officer=None)
    with pytest.raises(CommandError, match="cannot open"):
        named(alone.reference, "tess")


def test_what_an_officer_may_open_is_left_to_him(cast: Cast, alone: Trajectory) -> None:
    others = actions.start_trajectory(by=None, **request(number="77"))
    with pytest.raises(CommandError, match="No officer has to be named"):
        named(others.reference, "sonja")
    named(alone.reference, "sonja")
    person("tess", Role.SCREENING_OFFICER)
    with pytest.raises(CommandError, match="No officer has to be named"):
        named(alone.reference, "tess")


def test_it_says_why_and_which(alone: Trajectory) -> None:
    with pytest.raises(CommandError, match="Say why"):
        named(alone.reference, "sonja", reason=" ")
    with pytest.raises(CommandError, match="no trajectory"):
        named("S2019-00000", "sonja")
