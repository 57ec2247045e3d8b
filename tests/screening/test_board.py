"""The board: who has how many under way, what is due first in each stage, and that every number has its list."""

import datetime
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from lib import clock
from screening import actions
from screening.models import Trajectory
from screening.models.values import DutyKind, DutyOutcome, Result, StageKind
from tests.cast import Cast, person
from tests.screening.conftest import Trajectories, request
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
TODAY = datetime.date(2019, 1, 24)
BOARD = "/screening/board/"
NUMBER = re.compile(r'<a class="n[^"]*" href="([^"]+)" aria-label="[^"]*: (\d+)"')


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


def start(due: str = "", by: User | None = None, **said: Any) -> Trajectory:
    """A trajectory at its interview, due on a day of January or February 2019."""
    started = actions.start_trajectory(by=by, **request(started_on=datetime.date(2018, 12, 3), **said))
    reached_on = datetime.date(2018, 12, 5)
    given = datetime.date.fromisoformat(f"2019-{due}") if due else None
    return actions.reach_stage(trajectory=started, by=by, kind=StageKind.INTERVIEW, reached_on=reached_on, due_on=given)


def shares_in(client: Client) -> dict[str, tuple[int, int, int]]:
    """What the board says that each officer has: overdue, within 7 days, later."""
    shares = client.get(BOARD).context["shares"]
    return {share.username: tuple(share.counts.values()) for share in shares}


def references(client: Client, stage: StageKind, **asked: str) -> list[str]:
    """The cards of a stage."""
    columns = client.get(BOARD, asked).context["columns"]
    return [card.reference for column in columns if column.stage == stage for card in column.cards]


def test_who_has_how_many(officer: Client, cast: Cast, other: User) -> None:
    for due in ("01-23", "01-24", "01-31", "02-01"):
        start(due, officer=cast.screening_officer)
    start("01-10", officer=other)
    start("02-10")
    assert shares_in(officer) == {"sonja": (1, 2, 1), "sven": (1, 0, 0), "": (0, 0, 1)}
    page = officer.get(BOARD).content.decode()
    assert "6 trajectories under way. 2 are late." in page
    assert page.index("Sonja Kok") < page.index("Sven Okafor") < page.index("Nobody yet")


def test_what_is_due_first_stands_first(officer: Client, cast: Cast) -> None:
    late, soon, later = start("01-10"), start("01-26"), start("03-01")
    assert references(officer, StageKind.INTERVIEW) == [late.reference, soon.reference, later.reference]
    page = officer.get(BOARD).content.decode()
    assert '<span class="late">14 days late</span>' in page
    assert '<span class="soon">due in 2 days</span>' in page
    assert "<span>due 1 Mar 2019</span>" in page


def test_a_stage_shows_ten_cards_and_all_of_its_number(officer: Client, cast: Cast) -> None:
    many = [start(f"02-{day:02}") for day in range(14, 2, -1)]
    shown = references(officer, StageKind.INTERVIEW)
    assert shown == [one.reference for one in many[::-1][:10]]
    (column,) = [one for one in officer.get(BOARD).context["columns"] if one.stage == StageKind.INTERVIEW]
    assert column.count == 12


def test_no_page_of_cards_deciphers_who_is_screened(officer: Client, trajectories: Trajectories) -> None:
    cards = [card for column in officer.get(BOARD).context["columns"] for card in column.cards]
    assert cards
    assert all({"name", "number"} <= card.get_deferred_fields() for card in cards)


def test_every_number_opens_a_list_of_that_length(officer: Client, cast: Cast, other: User) -> None:
    for due in ("01-23", "01-24", "02-01"):
        start(due, officer=cast.screening_officer)
    start("01-10", officer=other)
    start("02-10")
    done = start("02-10", officer=other)
    actions.complete(trajectory=done, by=None, result=Result.POSITIVE, completed_on=TODAY)
    for address in (BOARD, f"{BOARD}?officer=sonja", f"{BOARD}?officer=~"):
        numbers = NUMBER.findall(officer.get(address).content.decode())
        # Three officers and all together, four numbers each; nine stages.
        assert len(numbers) == 4 * 4 + 9
        for query, number in numbers:
            listed = officer.get(unescape(query)).context
            assert (listed["total"], len(listed["rows"])) == (int(number), int(number)), query


def test_narrowed_to_one_officer(officer: Client, cast: Cast, other: User) -> None:
    own, others, nobodys = start("01-26", officer=cast.screening_officer), start(officer=other), start()
    assert references(officer, StageKind.INTERVIEW, officer="sonja") == [own.reference]
    assert references(officer, StageKind.INTERVIEW, officer="sven") == [others.reference]
    assert references(officer, StageKind.INTERVIEW, officer="~") == [nobodys.reference]
    for wrong in (
        {"officer": "ines"},
        {"officer": "vic"},
        {"level": "reliability"},
        {"sort": "due_on"},
        {"after": "x"},
    ):
        assert officer.get(BOARD, wrong).status_code == 400


def test_what_somebody_left_behind_can_still_be_found(officer: Client, cast: Cast, other: User) -> None:
    left = start("01-10", officer=other)
    other.grants.update(ended_at=clock.now())
    assert shares_in(officer) == {"sven": (1, 0, 0)}
    assert references(officer, StageKind.INTERVIEW, officer="sven") == [left.reference]


def test_nobody_counts_what_does_not_exist_for_him(
    officer: Client, cast: Cast, other: User, client_of: ClientOf
) -> None:
    walled = start("01-10", number="48151623")
    start("01-11", number=cast.screening_officer.number)
    start("01-12", officer=other, own_staff=True, number="77001")
    shown = start("01-13")
    assert len(references(officer, StageKind.INTERVIEW)) == 2
    actions.raise_wall(trajectory=walled, by=other, person=cast.screening_officer, reason="They share a household.")
    assert shares_in(officer) == {"": (1, 0, 0)}
    assert references(officer, StageKind.INTERVIEW) == [shown.reference]
    assert shares_in(client_of(other)) == {"sven": (1, 0, 0), "": (2, 0, 0)}, "the other officer's own he cannot see"


def test_duty_reports_wait_on_the_board(officer: Client, trajectories: Trajectories, cast: Cast) -> None:
    done = actions.complete(
        trajectory=trajectories.under_way, by=None, result=Result.POSITIVE, completed_on=datetime.date(2019, 1, 16)
    )
    assert "Nothing waits to be assessed." in officer.get(BOARD).content.decode()
    reports = [
        actions.record_duty(trajectory=done, by=None, kind=kind, reported_on=datetime.date(2019, 1, 20))
        for kind in (DutyKind.SIDE_JOB, DutyKind.ADDRESS)
    ]
    page = officer.get(BOARD)
    assert [duty.kind for duty in page.context["duties"]] == [DutyKind.SIDE_JOB, DutyKind.ADDRESS]
    assert "on 1 trajectory" in page.content.decode()
    assert len(officer.get("/screening/", {"duty": "waiting"}).context["rows"]) == 1
    for report in reports:
        actions.assess_duty(duty=report, by=None, outcome=DutyOutcome.NO_ACTION, assessed_on=TODAY)
    assert officer.get(BOARD).context["duties_number"] == 0
    assert not officer.get("/screening/", {"duty": "waiting"}).context["rows"]


def test_only_who_works_has_a_board_and_each_look_is_an_event(cast: Cast, client_of: ClientOf) -> None:
    for who in ("manager", "admin", "investigator", "auditor", "stranger"):
        assert client_of(getattr(cast, who)).get(BOARD).status_code == 404
    with events() as found:
        client_of(cast.screening_officer).get(BOARD, {"officer": "sonja"})
    assert kinds(found) == [Kind.TRAJECTORY_LISTED]
    assert "sonja" in found[0].detail


def test_the_board_takes_the_same_queries_small_and_large(
    officer: Client, cast: Cast, other: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; the numbers of the team; the officers to choose from; the shares; the duty reports, their
    # number and again the team; the cards; the event.
    expected = 3 + 1 + 1 + 1 + 3 + 1 + 3
    start("01-10", officer=other)
    for asked in ({}, {"officer": "sven"}):
        with django_assert_num_queries(expected):
            officer.get(BOARD, asked)
    rows = [request(officer=whose) for whose in (other, cast.screening_officer, None) for _ in range(40)]
    many = actions.start_many(by=None, rows=rows, with_stages=True)
    actions.reach_many(by=None, trajectories=many[::2], kind=StageKind.FILES, reached_on=TODAY)
    for asked in ({}, {"officer": "sven"}):
        with django_assert_num_queries(expected):
            officer.get(BOARD, asked)


def test_the_tabs_lead_to_each_page(officer: Client, trajectories: Trajectories) -> None:
    for name in ("screening:list", "screening:board", "screening:renewals", "staff:list", "staff:trainings"):
        page = officer.get(reverse(name)).content.decode()
        assert len(re.findall(r'class="tabs over"', page)) == 1
        assert re.search(rf'href="{reverse(name)}" aria-current="true"', page)
