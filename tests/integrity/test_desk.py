"""Where an investigator lands: his open cases, under numbers over what he may count, each the way to its list."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from cases import actions
from cases.models import Case, TeamMember
from lib import clock
from tests.cast import Cast, suspicion
from tests.contract.test_numbers import check, numbers_on
from tests.support.audited import events
from tests.support.casework import close, find, nth
from tests.support.counted import KNOWN_ON, day, log, make_register

ClientOf = Callable[[User], Client]
DESK = "/my-cases/"
REFERENCE = re.compile(r'<a [^>]*href="/cases/([0-9A-Z-]+)/"')


@pytest.fixture
def register(cast: Cast) -> dict[str, Case]:
    return make_register(cast)


def shown(client: Client, query: str = "", on: str = str(KNOWN_ON)) -> str:
    with clock.at(day(on)):
        answer = client.get(DESK + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def numbers(page: str) -> dict[str, str]:
    """Each number above the list by what it is called aloud, without the invitation to open its list."""
    found = re.findall(r'<a class="n" href="[^"]+" aria-label="([^"]+)">([\d,]+)</a>', page)
    return {re.sub(r"^[\d,]+, |, \d+: open the list$", "", label): number for label, number in found}


class TestWho:
    def test_only_who_opens_the_cases_of_his_teams_has_one(self, cast: Cast, client_of: ClientOf) -> None:
        for part, person in cast.everybody().items():
            found = client_of(person).get(DESK)
            works = part in ("investigator", "other_investigator", "subject")
            assert found.status_code == (200 if works else 404), part
            if not works:
                assert found.content == client_of(person).get("/nothing/").content, part

    def test_who_also_coordinates_opens_all_cases_and_has_none(self, cast: Cast, client_of: ClientOf) -> None:
        grant_role(to=cast.investigator, role=Role.COORDINATOR, by=None)
        client = client_of(cast.investigator)
        assert client.get(DESK).status_code == 404
        assert client.get("/").headers["Location"] == "/signals/"

    def test_the_menu_says_where_one_is(self, cast: Cast, client_of: ClientOf) -> None:
        assert '<a href="/cases/" aria-current="true">' in shown(client_of(cast.investigator))

    def test_the_list_and_the_numbers_are_a_look_each(self, cast: Cast, client_of: ClientOf) -> None:
        client = client_of(cast.investigator)
        with events() as left:
            shown(client, "?sort=unit")
        assert [(event.kind, event.target) for event in left] == [(Kind.CASE_LISTED, ""), (Kind.FIGURES_VIEWED, "")]
        assert json.loads(left[0].detail) == {"open": "yes", "sort": "unit"}
        assert json.loads(left[1].detail) == {"from": 2018, "to": 2019, "categories": "all"}

    @pytest.mark.parametrize(
        "query", ["?status=closed", "?from=2017", "?sort=summary", "?after=nonsense", "?after=a b"]
    )
    def test_what_it_cannot_be_asked_is_refused(self, cast: Cast, client_of: ClientOf, query: str) -> None:
        assert client_of(cast.investigator).get(DESK + query).status_code == 400


class TestNumbers:
    def test_they_are_those_of_his_teams_cases_alone(
        self, cast: Cast, client_of: ClientOf, register: dict[str, Case]
    ) -> None:
        """A and B are his: B was concluded in 2018; of the others nothing counts."""
        client = client_of(cast.investigator)
        assert numbers(shown(client)) == {
            "Suspicions open, on 1 March 2019": "2",
            "Suspicions open, at the start of 2019": "2",
            "Suspicions received, in 2019 so far": "0",
            "Suspicions received, in 2018": "0",
            "Suspicions concluded, in 2019 so far": "0",
            "Suspicions concluded, in 2018": "1",
            "Suspicions concluded, of 2019 confirmed": "0",
        }

    def test_each_is_that_of_its_list(self, cast: Cast, client_of: ClientOf, register: dict[str, Case]) -> None:
        """Also of those of another category than leaks, and of one who is on more teams."""
        for letter in "CDE":
            case = register[letter]
            actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.investigator, reason="Work")
        client = client_of(cast.investigator)
        with clock.at(KNOWN_ON):
            assert check(client, DESK) == 7
            found = numbers_on(client, DESK)
            assert sorted(number for led_from in found.values() for number in led_from) == [0, 1, 1, 2, 3, 5, 5]

    def test_a_case_that_counts_for_him_no_longer_is_in_none(
        self, cast: Cast, client_of: ClientOf, register: dict[str, Case]
    ) -> None:
        client = client_of(cast.investigator)
        assert ">2</a>" in shown(client)
        actions.raise_wall(
            case=register["A"], by=cast.coordinator, person=cast.investigator, reason="A friend of the subject"
        )
        page = shown(client)
        assert ">2</a>" not in page
        assert set(REFERENCE.findall(page)) == {register["B"].reference}

    def test_more_records_cost_no_more_queries(
        self, cast: Cast, client_of: ClientOf, register: dict[str, Case]
    ) -> None:
        client = client_of(cast.investigator)
        shown(client)
        with CaptureQueriesContext(connection) as before:
            shown(client)
        for _number in range(5):
            log(cast, "2018-09-09", "disclosure", "criminal", lead=cast.investigator)
        with CaptureQueriesContext(connection) as after:
            shown(client)
        assert len(after) == len(before)


class TestList:
    def test_what_is_closed_or_in_error_waits_for_nobody(self, cast: Cast, client_of: ClientOf) -> None:
        client, by = client_of(cast.investigator), cast.investigator
        waits, closed, error = suspicion(by), suspicion(by), suspicion(by)
        close(find(nth(closed), by, "refuted"), by, cast.coordinator)
        actions.void_case(case=error, by=cast.coordinator, reason="Logged twice")
        suspicion(cast.other_investigator)
        today = str(clock.today())
        page = shown(client, on=today)
        assert REFERENCE.findall(page) == [waits.reference]
        assert "1 case" in page
        assert next(number for name, number in numbers(page).items() if name.startswith("Suspicions open, on")) == "1"

    def test_all_closed_says_so_under_the_numbers(self, cast: Cast, client_of: ClientOf) -> None:
        by = cast.investigator
        close(find(nth(suspicion(by)), by, "refuted"), by, cast.coordinator)
        page = shown(client_of(by), on=str(clock.today()))
        assert "All your cases are closed." in page
        assert 'aria-label="Key numbers"' in page

    def test_who_is_on_no_team_reads_a_sentence_and_no_zeros(
        self, cast: Cast, client_of: ClientOf, register: dict[str, Case]
    ) -> None:
        for person in (cast.other_investigator, cast.subject):
            page = shown(client_of(person))
            assert "You are on no team yet" in page
            assert 'aria-label="Key numbers"' not in page
            assert not numbers(page)
            assert "Log a suspicion" in page

    def test_a_case_behind_a_wall_is_no_team(self, cast: Cast, client_of: ClientOf) -> None:
        """Who is walled off from his only case reads what somebody reads who never had one."""
        case, person = suspicion(cast.investigator), cast.other_investigator
        before = shown(client_of(person))
        actions.grant_access(case=case, by=cast.investigator, person=person, role="member", reason="Work")
        actions.raise_wall(case=case, by=cast.coordinator, person=person, reason="A friend")
        assert TeamMember.objects.filter(user=person).exists()

        def unsigned(page: str) -> str:
            return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)

        assert unsigned(shown(client_of(person))) == unsigned(before)
