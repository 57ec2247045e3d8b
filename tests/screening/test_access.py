"""Who may do what with trajectories: the cast before every page."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from screening import access
from screening.models import Trajectory
from tests.cast import Cast
from tests.cast import person as make_person
from tests.screening.conftest import Trajectories
from tests.support.exporting import text_of

ClientOf = Callable[[User], Client]
COUNTS = {"screening_officer", "manager", "admin"}
EXPORTS = {"screening_officer", "admin"}
OF_ONE = ["detail", "stage", "complete", "objection", "officer", "correct"]


def test_who_counts_and_who_opens(cast: Cast, trajectories: Trajectories) -> None:
    others = {trajectories.under_way, trajectories.negative}
    for part, person in cast.everybody().items():
        counted = set(access.countable_by(person))
        assert counted == (
            set() if part not in COUNTS else others if part == "screening_officer" else {*others, own(cast)}
        )
        assert set(access.visible_to(person)) == (others if part == "screening_officer" else set()), part


def own(cast: Cast) -> Trajectory:
    return Trajectory.objects.of_person(cast.screening_officer.screening_hash).get()


def test_the_scope_is_what_one_counts(cast: Cast, trajectories: Trajectories) -> None:
    for part, person in cast.everybody().items():
        scope = access.scope_of(person)
        rows = set(Trajectory.objects.all()) if scope.only is None else set(scope.only)
        rows -= set(scope.hidden or [])
        assert rows == set(access.countable_by(person)), part


def test_the_door_opens_forbids_or_knows_nothing(cast: Cast, trajectories: Trajectories) -> None:
    reference = trajectories.under_way.reference
    assert access.open_trajectory(cast.screening_officer, reference) == trajectories.under_way
    for person in (cast.manager, cast.admin):
        with pytest.raises(PermissionDenied):
            access.open_trajectory(person, reference)
    for person in (cast.coordinator, cast.investigator, cast.auditor, cast.stranger):
        with pytest.raises(Http404):
            access.open_trajectory(person, reference)
    with pytest.raises(Http404):
        access.open_trajectory(cast.screening_officer, trajectories.officers_own.reference, to_act=True)


@pytest.mark.parametrize("name", OF_ONE)
def test_every_page_of_a_trajectory(cast: Cast, trajectories: Trajectories, client_of: ClientOf, name: str) -> None:
    path = reverse(f"screening:{name}", args=[trajectories.under_way.reference])
    expected = {"screening_officer": {200, 409}, "manager": {403}, "admin": {403}}
    for part, person in cast.everybody().items():
        assert client_of(person).get(path).status_code in expected.get(part, {404}), part
    assert Client().get(path).status_code == 302


def test_lists_and_files(cast: Cast, trajectories: Trajectories, client_of: ClientOf) -> None:
    allowed = {"list": COUNTS, "export": EXPORTS, "new": {"screening_officer"}}
    for name, parts in allowed.items():
        for part, person in cast.everybody().items():
            status = client_of(person).get(reverse(f"screening:{name}")).status_code
            assert status == (200 if part in parts else 404), (name, part)


def test_ones_own_trajectory_does_not_exist(cast: Cast, trajectories: Trajectories, client_of: ClientOf) -> None:
    client, own_reference = client_of(cast.screening_officer), trajectories.officers_own.reference
    for name in OF_ONE:
        hidden = client.get(reverse(f"screening:{name}", args=[own_reference]))
        unknown = client.get(reverse(f"screening:{name}", args=["S2019-AAAAA"]))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content.replace(own_reference.encode(), b"") == unknown.content.replace(b"S2019-AAAAA", b"")
    asked = {number: client.get(reverse("screening:list"), {"q": number}) for number in (own_reference, "S2019-AAAAA")}
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    pages = {token.sub(b"", page.content.replace(number.encode(), b"")) for number, page in asked.items()}
    assert len(pages) == 1, "found or not, the list says the same"
    assert own_reference not in text_of(client, reverse("screening:export"))
    assert client.get(reverse("screening:list"), {"after": own_reference}).status_code == 400
    assert own_reference in text_of(client_of(cast.admin), reverse("screening:export"))


def test_who_counts_sees_coded_columns_and_no_links(
    cast: Cast, trajectories: Trajectories, client_of: ClientOf
) -> None:
    page = client_of(cast.manager).get(reverse("screening:list"), {"sort": "-started_on"}).content.decode()
    assert trajectories.under_way.reference in page
    for hidden in (
        "Control room operator",
        "Unit Harbour",
        "Sonja Kok",
        "A. Bos",
        f"/{trajectories.under_way.reference}/",
    ):
        assert hidden not in page
    assert client_of(cast.manager).get(reverse("screening:list"), {"unit": "harbour"}).status_code == 400
    opened = client_of(cast.screening_officer).get(reverse("screening:list"), {"sort": "-started_on"}).content.decode()
    assert "Control room operator" in opened
    assert f"/{trajectories.under_way.reference}/" in opened
    assert "A. Bos" not in opened


def test_a_wrong_method_is_refused(cast: Cast, trajectories: Trajectories, client_of: ClientOf) -> None:
    reference = trajectories.under_way.reference
    for person in (cast.screening_officer, cast.stranger):
        client = client_of(person)
        for name in OF_ONE[1:]:
            assert client.delete(reverse(f"screening:{name}", args=[reference])).status_code == 405
        for path in (reverse("screening:list"), reverse("screening:detail", args=[reference])):
            assert client.post(path).status_code == 405


def test_every_officer_can_be_chosen(cast: Cast, trajectories: Trajectories) -> None:
    other = make_person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")
    assert access.possible_officers() == [cast.screening_officer, other]
