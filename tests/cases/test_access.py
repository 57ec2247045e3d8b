"""Who may open which case, and for whom it does not exist."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import RoleGrant, User
from accounts.roles import Role
from cases import access, actions
from cases.models import Case, TeamMember
from cases.models.values import TeamRole
from lib import clock, history
from tests.cast import Cast, person
from tests.support.casework import Make, nth

OPEN, COUNT, NOTHING = "open", "count", "nothing"
MAY = {
    "investigator": OPEN,
    "other_investigator": NOTHING,
    "subject": NOTHING,
    "coordinator": OPEN,
    "second_coordinator": OPEN,
    "manager": COUNT,
    "admin": COUNT,
    "auditor": NOTHING,
    "screening_officer": NOTHING,
    "stranger": NOTHING,
}


def again(user: User) -> User:
    """The same person in another request, with nothing remembered."""
    return User.objects.get(pk=user.pk)


def join(case: Case, user: User, role: str) -> None:
    history.save(TeamMember(case=case, user=user, role=role, since=clock.now()), by=None)


def test_the_table_speaks_of_the_whole_cast(cast: Cast) -> None:
    assert set(MAY) == set(cast.everybody())


@pytest.mark.parametrize("part", MAY)
def test_who_may_open_and_who_may_count(case: Case, cast: Cast, part: str) -> None:
    user = getattr(cast, part)
    assert access.visible_to(user).filter(pk=case.pk).exists() == (MAY[part] == OPEN)
    assert access.countable_by(user).filter(pk=case.pk).exists() == (MAY[part] != NOTHING)


@pytest.mark.parametrize("part", MAY)
def test_the_door_answers_as_the_tables_say(case: Case, cast: Cast, part: str) -> None:
    user = getattr(cast, part)
    if MAY[part] == OPEN:
        assert access.open_case(user, case.reference) == case
        return
    with pytest.raises(PermissionDenied if MAY[part] == COUNT else Http404):
        access.open_case(user, case.reference)


def test_a_wall_beats_the_team(case: Case, cast: Cast) -> None:
    join(case, cast.subject, TeamRole.MEMBER)
    assert not access.visible_to(cast.subject).exists()
    assert not access.countable_by(cast.subject).exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
def test_a_wall_beats_every_role(case: Case, cast: Cast, role: Role) -> None:
    RoleGrant.objects.create(user=cast.subject, role=role)
    subject = again(cast.subject)
    assert not access.visible_to(subject).exists()
    assert not access.countable_by(subject).exists()
    hidden = access.scope_of(subject).hidden
    assert hidden is not None
    assert list(hidden) == [case]


def test_a_wall_holds_from_the_moment_the_subject_is_identified(make_case: Make, cast: Cast) -> None:
    case = make_case(lead=cast.subject)
    assert access.open_case(cast.subject, case.reference)
    actions.identify_subject(allegation=nth(case), by=cast.coordinator, name="", number=" t SAM ")
    with pytest.raises(Http404):
        access.open_case(cast.subject, case.reference)


def test_without_a_number_nobody_is_walled_off(make_case: Make, cast: Cast) -> None:
    make_case(name="Sam Verburg")
    nobody = person("nemo", Role.COORDINATOR)
    nobody.set_number("")
    nobody.save()
    assert access.visible_to(again(nobody)).count() == 1
    assert access.visible_to(cast.coordinator).count() == 1


def test_who_left_the_team_no_longer_opens_the_case(case: Case, cast: Cast) -> None:
    actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason="Illness")
    with pytest.raises(Http404):
        access.open_case(cast.investigator, case.reference)
    assert access.open_case(cast.other_investigator, case.reference)


def test_working_is_for_lead_and_members_and_managing_for_coordinators(case: Case, cast: Cast) -> None:
    join(case, cast.other_investigator, TeamRole.REVIEWER)
    assert access.work_case(cast.investigator, case.reference)
    assert access.manage_case(cast.coordinator, case.reference)
    assert access.open_case(cast.other_investigator, case.reference)
    for door, user in (
        (access.work_case, cast.coordinator),
        (access.work_case, cast.other_investigator),
        (access.manage_case, cast.investigator),
        (access.open_case, cast.manager),
    ):
        with pytest.raises(PermissionDenied):
            door(user, case.reference)


def test_records_of_another_case_are_not_found_in_this_one(case: Case, make_case: Make, cast: Cast) -> None:
    other = make_case()
    key = nth(other).public_key
    with pytest.raises(Http404):
        access.work_allegation(cast.investigator, case.reference, key)
    assert access.work_allegation(cast.investigator, other.reference, key) == nth(other)


def test_the_subject_cannot_be_appointed(case: Case, cast: Cast) -> None:
    assert access.possible_team(case) == [cast.investigator, cast.other_investigator]


def test_a_list_shows_what_its_reader_opens_or_else_counts(case: Case, cast: Cast) -> None:
    for user in (cast.investigator, cast.coordinator, cast.manager, cast.admin):
        assert list(access.listed_for(user)) == [case]
    for user in (cast.other_investigator, cast.auditor, cast.stranger):
        assert not access.listed_for(user).exists()


def test_a_case_registered_in_error_is_unknown_to_those_who_count(case: Case, cast: Cast) -> None:
    actions.void_case(case=case, by=cast.coordinator, reason="Registered twice.")
    with pytest.raises(Http404):
        access.open_case(cast.manager, case.reference)
    assert access.open_case(cast.coordinator, case.reference) == case


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ([Role.INVESTIGATOR], True),
        ([Role.COORDINATOR], True),
        ([Role.ADMIN], True),
        ([Role.ADMIN, Role.MANAGER], True),
        ([Role.COORDINATOR, Role.INVESTIGATOR, Role.MANAGER], True),
        ([Role.MANAGER], False),
        ([Role.MANAGER, Role.INVESTIGATOR], False),
    ],
)
def test_rows_behind_figures_go_out_only_where_all_of_them_may(db: None, roles: list[Role], allowed: bool) -> None:
    assert access.may_export_counted(person("somebody", *roles)) is allowed
