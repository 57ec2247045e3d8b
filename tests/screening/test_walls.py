"""Walls: for whom they stand a trajectory does not exist, from the moment they are raised until they are lifted."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from figures.basis import Basis
from figures.definitions import BY_KEY
from figures.tables import count_fully, scopes_of
from lib import clock
from lib.periods import Period
from lib.refusal import Refused
from screening import access, actions
from screening.models import Trajectory, Wall
from tests.cast import Cast, person
from tests.screening.conftest import Trajectories, request
from tests.screening.test_work import NEW
from tests.support.audited import events
from tests.support.exporting import text_of

ClientOf = Callable[[User], Client]
WHY = "They share a household."
LIST = "/screening/?sort=-started_on"


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(datetime.date(2019, 1, 24)):
        yield


@pytest.fixture
def other(cast: Cast) -> User:
    """A second screening officer."""
    return person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")


def raise_wall(trajectory: Trajectory, by: User, whom: User) -> Wall:
    return actions.raise_wall(trajectory=trajectory, by=by, person=whom, reason=f" {WHY} ")


def started(user: User) -> int:
    return count_fully(BY_KEY["screening_started"], Period(2017, 2019), Basis(), scopes_of(user)).whole.total


def path(name: str, *keys: str) -> str:
    return reverse(f"screening:{name}", args=keys)


class TestWhatItHides:
    @pytest.mark.parametrize("part", ["other", "manager", "admin"])
    def test_for_the_walled_it_does_not_exist(
        self, cast: Cast, other: User, trajectories: Trajectories, client_of: ClientOf, part: str
    ) -> None:
        walled = other if part == "other" else getattr(cast, part)
        client, reference = client_of(walled), trajectories.under_way.reference
        before = started(walled)
        assert reference in client.get(LIST).content.decode()
        wall = raise_wall(trajectories.under_way, cast.screening_officer, walled)
        assert reference not in client.get(LIST).content.decode()
        assert started(walled) == before - 1
        rows = client.get("/figures/screening_started/records/?year=2019").content.decode()
        assert reference not in rows
        for name in ("detail", "stage", "complete", "objection", "officer", "correct", "wall_new"):
            answers = [client.get(path(name, key)) for key in (reference, "S2019-AAAAA")]
            assert [answer.status_code for answer in answers] == [404, 404], name
            contents = {answer.content.replace(reference.encode(), b"S2019-AAAAA") for answer in answers}
            assert len(contents) == 1, name
        actions.lift_wall(wall=wall, by=cast.screening_officer, reason="No longer.")
        assert reference in client.get(LIST).content.decode()
        assert started(walled) == before

    def test_files_and_filter_choices_hold_no_trace(
        self, cast: Cast, other: User, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        (old,) = actions.start_many(by=None, rows=[request(started_on=datetime.date(2003, 1, 1))])
        client = client_of(other)
        assert "2003" in client.get(LIST).content.decode()
        raise_wall(old, cast.screening_officer, other)
        assert "2003" not in client.get(LIST).content.decode()
        assert old.reference not in text_of(client, "/screening/export/")
        assert old.reference not in text_of(client, "/figures/screening_started/records.csv?from=2003&to=2019")
        assert old.reference in text_of(client_of(cast.admin), "/screening/export/")

    def test_it_holds_on_a_page_that_is_already_open(
        self, cast: Cast, other: User, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        client, address = client_of(other), path("stage", trajectories.under_way.reference)
        assert client.get(address).status_code == 200
        raise_wall(trajectories.under_way, cast.screening_officer, other)
        assert client.post(address, {"kind": "advice", "reached_on": "20-1-2019"}).status_code == 404

    def test_it_beats_being_the_officer(self, cast: Cast, other: User, trajectories: Trajectories) -> None:
        raise_wall(trajectories.under_way, cast.screening_officer, other)
        actions.assign_officer(trajectory=trajectories.under_way, by=cast.screening_officer, officer=other)
        assert trajectories.under_way not in access.visible_to(other)

    def test_nobody_else_misses_anything(self, cast: Cast, other: User, trajectories: Trajectories) -> None:
        raise_wall(trajectories.under_way, cast.screening_officer, other)
        assert trajectories.under_way in access.visible_to(cast.screening_officer)
        assert trajectories.under_way in access.countable_by(cast.manager)
        assert trajectories.negative in access.visible_to(other)

    def test_the_scope_is_what_one_counts(self, cast: Cast, other: User, trajectories: Trajectories) -> None:
        raise_wall(trajectories.under_way, cast.screening_officer, cast.manager)
        scope = access.scope_of(cast.manager)
        assert scope.hidden is not None
        assert set(scope.hidden) == {trajectories.under_way}
        assert set(access.countable_by(cast.manager)) == set(Trajectory.objects.all()) - {trajectories.under_way}

    def test_ones_own_number_filled_in_later_hides_at_once(self, cast: Cast, other: User) -> None:
        begun = actions.start_trajectory(by=cast.screening_officer, **request(name="S. Okafor"))
        assert begun in access.visible_to(other)
        actions.correct_trajectory(
            trajectory=begun, by=cast.screening_officer, reason="Found.", number=other.number.lower()
        )
        assert begun not in access.visible_to(other)

    def test_it_names_nobody_in_the_database(self, cast: Cast, other: User, trajectories: Trajectories) -> None:
        raise_wall(trajectories.under_way, cast.screening_officer, other)
        with connection.cursor() as cursor:
            for table in ("screening_wall", "screening_historicalwall"):
                cursor.execute(f"SELECT * FROM {table}")
                (row,) = cursor.fetchall()
                assert other.username not in row
                assert other.wall_hash not in row, "not to be joined with the walls around cases"
                assert other.screening_wall_hash in row


class TestWhoDecides:
    def test_its_officer_raises_and_lifts_it(
        self, cast: Cast, other: User, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        client, trajectory = client_of(cast.screening_officer), trajectories.under_way
        form = client.get(path("wall_new", trajectory.reference)).context["form"]
        offered = [username for username, _name in form.fields["person"].choices]
        assert "sven" in offered
        assert "mara" in offered
        assert "sonja" not in offered, "not himself"
        answer = client.post(path("wall_new", trajectory.reference), {"person": "sven", "reason": WHY})
        assert answer.headers["Location"] == trajectory.get_absolute_url()
        wall = Wall.objects.get()
        assert (wall.trajectory, wall.reason, wall.raised_by) == (trajectory, WHY, cast.screening_officer)
        page = client.get(trajectory.get_absolute_url()).content.decode()
        assert "Sven Okafor" in page
        assert WHY in page
        lift = path("wall_lift", trajectory.reference, wall.public_key)
        assert lift in page
        assert client.post(lift, {"reason": ""}).context["form"].errors
        assert client.post(lift, {"reason": "Moved out."}).headers["Location"] == trajectory.get_absolute_url()
        wall.refresh_from_db()
        assert (wall.lifted_by, wall.lift_reason) == (cast.screening_officer, "Moved out.")
        assert client.get(lift).status_code == 409
        assert "Sven Okafor" not in client.get(trajectory.get_absolute_url()).content.decode()

    def test_others_see_that_there_is_one_and_not_around_whom(
        self, cast: Cast, other: User, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        wall = raise_wall(trajectories.under_way, cast.screening_officer, cast.manager)
        client, reference = client_of(other), trajectories.under_way.reference
        page = client.get(path("detail", reference)).content.decode()
        assert "1 by decision" in page
        for hidden in ("Mara Smit", WHY, wall.public_key):
            assert hidden not in page
        assert client.get(path("wall_new", reference)).status_code == 403
        assert client.post(path("wall_lift", reference, wall.public_key), {"reason": "x"}).status_code == 403
        assert Wall.objects.standing().exists()

    def test_of_one_that_nobody_has_any_officer_decides(
        self, cast: Cast, other: User, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        assert trajectories.negative.officer is None
        address = path("wall_new", trajectories.negative.reference)
        assert client_of(other).get(address).status_code == 200
        assert client_of(cast.manager).get(address).status_code == 403

    def test_a_wall_of_another_trajectory_is_not_lifted_here(
        self, cast: Cast, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        wall = raise_wall(trajectories.under_way, cast.screening_officer, cast.manager)
        address = path("wall_lift", trajectories.negative.reference, wall.public_key)
        assert client_of(cast.screening_officer).post(address, {"reason": "x"}).status_code == 404

    def test_what_is_refused(self, cast: Cast, trajectories: Trajectories) -> None:
        by, trajectory = cast.screening_officer, trajectories.under_way
        for arguments, field in (({"person": by}, "person"), ({"reason": " "}, "reason")):
            with pytest.raises(ValidationError) as caught:
                actions.raise_wall(
                    **{"trajectory": trajectory, "by": by, "person": cast.manager, "reason": WHY, **arguments}
                )
            assert set(caught.value.message_dict) == {field}
        wall = raise_wall(trajectory, by, cast.manager)
        with pytest.raises(ValidationError, match="already"):
            raise_wall(trajectory, by, cast.manager)
        actions.lift_wall(wall=wall, by=by, reason="No longer.")
        with pytest.raises(Refused):
            actions.lift_wall(wall=wall, by=by, reason="No longer.")
        assert raise_wall(trajectory, by, cast.manager).person_hash == cast.manager.screening_wall_hash

    def test_without_a_number_the_page_says_that_there_is_no_wall(
        self, cast: Cast, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        client = client_of(cast.screening_officer)
        without = client.get(path("detail", trajectories.negative.reference)).content.decode()
        assert "nothing keeps them out" in without
        assert path("wall_new", trajectories.negative.reference) in without
        assert "nothing keeps them out" not in client.get(trajectories.under_way.get_absolute_url()).content.decode()


class TestWhatAFormTells:
    """Whoever types a colleague's number, guessed or known, learns nothing from the answer."""

    TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')

    def test_starting_on_oneself_is_accepted_and_then_not_shown(self, cast: Cast, client_of: ClientOf) -> None:
        by = cast.screening_officer
        client = client_of(by)
        answer = client.post(path("new"), {**NEW, "number": by.number})
        assert answer.headers["Location"] == "/screening/"
        page = client.get("/screening/").content.decode()
        assert "It concerns you, so you cannot open it." in page
        begun = Trajectory.objects.get()
        assert begun.officer is None
        assert begun.reference not in page
        assert client.get(begun.get_absolute_url()).status_code == 404

    def test_a_colleagues_number_gives_the_same_answer_as_any(
        self, cast: Cast, other: User, client_of: ClientOf
    ) -> None:
        client, told = client_of(cast.screening_officer), []
        for number in (other.number, "T-nobody"):
            answer = client.post(path("new"), {**NEW, "number": number, "officer": "sonja"})
            begun = Trajectory.objects.latest("pk")
            assert answer.headers["Location"] == begun.get_absolute_url()
            pages = [client.get(path(name, begun.reference)).content for name in ("officer", "wall_new")]
            plain = [self.TOKEN.sub(b"", page) for page in pages]
            keys = ((begun.reference.encode(), b"REF"), (number.encode(), b"NUMBER"))
            for key, name in keys:
                plain = [page.replace(key, name) for page in plain]
            told.append(plain)
        assert told[0] == told[1]

    def test_a_colleague_with_another_officer_is_started_and_not_shown(
        self, cast: Cast, other: User, client_of: ClientOf
    ) -> None:
        third, client = person("tess", Role.SCREENING_OFFICER), client_of(cast.screening_officer)
        said = []
        for number in (other.number, third.number):
            answer = client.post(path("new"), {**NEW, "number": number, "officer": "sven"})
            assert answer.headers["Location"] == "/screening/"
            page = client.get("/screening/").content.decode()
            assert "Only its screening officer can open it." in page
            said.append(Trajectory.objects.latest("pk").reference in page)
        assert said == [False, False]

    def test_correcting_to_ones_own_number_leads_to_the_list(
        self, cast: Cast, trajectories: Trajectories, client_of: ClientOf
    ) -> None:
        client, under_way = client_of(cast.screening_officer), trajectories.under_way
        form = client.get(path("correct", under_way.reference)).context["form"]
        answers = {name: form[name].value() or "" for name in form.fields}
        answers |= {"started_on": "2-1-2019", "number": cast.screening_officer.number, "reason": "Mixed up."}
        answer = client.post(path("correct", under_way.reference), answers)
        assert answer.headers["Location"] == "/screening/"
        assert under_way not in access.visible_to(cast.screening_officer)


class TestNames:
    """Text is stored in clear, so a text that tells who is screened is remarked upon."""

    SAID = "holds a name or a number of the person it is about"

    def after(self, client: Client, answer: Any) -> str:
        return client.get(answer.headers["Location"]).content.decode()

    @pytest.mark.parametrize("text", ["Spoke with mrs BOSCH", "See 48151623", "Number 48.15.16.23"])
    def test_it_is_saved_and_remarked_upon(self, cast: Cast, client_of: ClientOf, text: str) -> None:
        client = client_of(cast.screening_officer)
        begun = actions.start_trajectory(by=None, **request(name="A. Bosch", number="48151623"))
        stage = {"kind": "interview", "reached_on": "20-1-2019", "note": text}
        page = self.after(client, client.post(path("stage", begun.reference), stage))
        assert self.SAID in page
        assert begun.stages.filter(note=text).exists()

    def test_what_names_nobody_is_not(self, cast: Cast, trajectories: Trajectories, client_of: ClientOf) -> None:
        client = client_of(cast.screening_officer)
        stage = {"kind": "advice", "reached_on": "20-1-2019", "note": "With a second person"}
        answer = client.post(path("stage", trajectories.under_way.reference), stage)
        assert self.SAID not in self.after(client, answer)

    def test_a_function_and_a_reason_are_read_too(self, cast: Cast, client_of: ClientOf) -> None:
        client = client_of(cast.screening_officer)
        answer = client.post(path("new"), {**NEW, "name": "B. Boomsma", "function": "Aide of Boomsma"})
        assert self.SAID in self.after(client, answer)
        begun = Trajectory.objects.get()
        officer = {"officer": "sonja", "reason": "Boomsma asked for it"}
        assert self.SAID in self.after(client, client.post(path("officer", begun.reference), officer))


def test_an_act_asks_again_once_nobody_else_changes_the_trajectory(
    cast: Cast, trajectories: Trajectories, other: User
) -> None:
    """The door was passed before the wall stood."""
    raise_wall(trajectories.under_way, cast.screening_officer, other)
    with events() as found, pytest.raises(Http404):
        actions.assign_officer(trajectory=trajectories.under_way, by=other, officer=other)
    assert found == []


def test_the_log_says_whether_it_was_its_officer(
    cast: Cast, trajectories: Trajectories, other: User, client_of: Callable[[User], Client]
) -> None:
    actions.assign_officer(trajectory=trajectories.under_way, by=None, officer=cast.screening_officer)
    with events() as found:
        for officer in (cast.screening_officer, other):
            client_of(officer).get(path("detail", trajectories.under_way.reference))
    assert [event.on_team for event in found] == [True, False]
