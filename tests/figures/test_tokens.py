"""Tokens: issued and withdrawn by the admin, shown by a program, and what it reads with one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from audit.models import Event
from figures.definitions import FIGURES
from figures.models import FigureToken, Publication
from figures.publications.actions import publish
from figures.tokens import actions
from figures.tokens.access import hashed
from lib import clock
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.published import AS_AT, LATER, find_ten

SignIn = Callable[[User], Client]
SUSPICIONS = "/figures/open/suspicions.json"


def asked(token: str, address: str = SUSPICIONS, scheme: str = "Bearer") -> Any:
    """The answer to a program that shows this."""
    return Client().get(address, headers={"authorization": f"{scheme} {token}"})


@pytest.fixture
def token(cast: Cast) -> str:
    _made, shown = actions.issue_token(by=cast.admin, name="Annual  report ")
    return shown


def test_it_is_shown_once_and_only_its_hash_is_kept(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.admin)
    page = client.post("/figures/tokens/issue/", {"name": "Annual report"}).content.decode()
    made = FigureToken.objects.get()
    shown = page.partition('<code class="hash">')[2].partition("<")[0]
    assert hashed(shown) == made.token_hash
    assert shown not in client.get("/figures/tokens/").content.decode()
    assert shown not in json.dumps([event.detail for event in Event.objects.all()])
    assert Event.objects.filter(kind="figure.token_issued", target=made.public_key).count() == 1


def test_nobody_but_the_admin_issues_and_withdraws(cast: Cast, token: str, client_of: SignIn) -> None:
    made = FigureToken.objects.get()
    for user in (cast.manager, cast.coordinator, cast.auditor):
        with pytest.raises(PermissionDenied):
            actions.issue_token(by=user, name="Mine")
        with pytest.raises(PermissionDenied):
            actions.withdraw_token(by=user, token=made)
        assert client_of(user).post(f"/figures/tokens/{made.public_key}/withdraw/").status_code == 404
    assert asked(token, "/figures/open/").status_code == 200


def test_a_name_is_asked_for(cast: Cast, client_of: SignIn) -> None:
    page = client_of(cast.admin).post("/figures/tokens/issue/", {"name": " "}).content.decode()
    assert "Say what reads with it" in page
    assert not FigureToken.objects.exists()


@pytest.mark.usefixtures("published")
class TestReading:
    def test_a_program_reads_what_was_published(self, token: str, published: Publication) -> None:
        found = asked(token).json()
        assert found["years"] == {"2017": 3, "2018": 13}
        assert found["breakdowns"]["recipient"]["criminal"] == {"2017": 2, "2018": 11}
        assert found["rules"]["nl"]
        assert [one["key"] for one in found["publications"]] == [published.public_key]

    def test_the_address_of_each_figure_is_listed(self, token: str) -> None:
        listed = asked(token, "/figures/open/").json()["figures"]
        assert [one["key"] for one in listed] == [figure.key for figure in FIGURES]
        assert all(asked(token, one["address"]).status_code == 200 for one in listed)

    def test_a_figure_with_parts_has_its_numbers_in_them(self, token: str) -> None:
        found = asked(token, "/figures/open/training.json").json()
        assert set(found["parts"]) == {"sessions", "attendances"}
        assert "years" not in found

    def test_a_correction_takes_the_place_of_what_it_replaces(
        self, cast: Cast, token: str, published: Publication, cases: dict[str, Any]
    ) -> None:
        with clock.at(LATER):
            find_ten(cast, cases)
        assert asked(token, "/figures/open/outcomes.json").json()["breakdowns"]["outcome"]["pending"]["2018"] == 11
        with clock.at(LATER.replace(month=LATER.month + 1)):
            made = publish(by=cast.manager, first=2017, last=2018, as_at=LATER, replaces=published)
        found = asked(token, "/figures/open/outcomes.json").json()
        assert found["breakdowns"]["outcome"]["pending"]["2018"] == 1
        assert [one["key"] for one in found["publications"]] == [made.public_key]

    def test_later_years_join_the_earlier(self, cast: Cast, token: str, published: Publication) -> None:
        with clock.at(LATER.replace(year=2020)):
            publish(by=cast.manager, first=2016, last=2017, as_at=AS_AT.replace(year=2020))
        found = asked(token).json()
        assert list(found["years"]) == ["2017", "2018", "2016"]
        assert len(found["publications"]) == 2

    def test_each_look_is_recorded(self, token: str) -> None:
        with events() as left:
            asked(token)
        assert kinds(left) == ["figure.read_by_token"]
        assert left[0].target == FigureToken.objects.get().public_key
        assert FigureToken.objects.get().last_used_on == clock.today()


def test_what_is_no_token_is_refused_all_the_same(cast: Cast, token: str) -> None:
    actions.withdraw_token(by=cast.admin, token=FigureToken.objects.get())
    _made, other = actions.issue_token(by=cast.admin, name="Another")
    wrong = [
        asked(token),
        asked("nonsense"),
        asked(other, scheme="Basic"),
        asked("\udcff\x00"),
        Client().get(SUSPICIONS),
    ]
    assert {answer.status_code for answer in wrong} == {401}
    assert len({answer.content for answer in wrong}) == 1
    assert wrong[0].headers["WWW-Authenticate"] == "Bearer"


def test_what_was_never_published_is_not_there(token: str) -> None:
    assert asked(token).status_code == 404
    assert asked(token, "/figures/open/nothing.json").status_code == 404


def test_a_token_opens_no_page(cast: Cast, token: str) -> None:
    for address in ("/figures/", "/figures/suspicions.json", "/cases/"):
        assert asked(token, address).status_code == 302


def test_a_session_is_no_token(cast: Cast, client_of: SignIn) -> None:
    assert client_of(cast.admin).get(SUSPICIONS).status_code == 401
