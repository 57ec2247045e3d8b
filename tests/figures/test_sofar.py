"""The running year, beside the same days of the year before it."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from figures.sofar import same_day_before
from lib import clock
from tests.cast import Cast
from tests.support.counted import day, log

Sign = Callable[[User], Client]
TODAY = day("2018-06-15")
SO_FAR = re.compile(r'<p class="sofar">(.*?)</p>', re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def told(cast: Cast, client_of: Sign) -> list[str]:
    """What the dashboard says of the running year; cases to the last counted day, and just after it."""
    with clock.at(TODAY):
        for received_on in ("2017-01-01", "2017-06-15", "2017-06-16", "2017-12-31", "2018-01-01"):
            log(cast, received_on, "disclosure", "criminal")
        answer = client_of(cast.manager).get("/figures/?from=2016&to=2018")
    return SO_FAR.findall(answer.content.decode())


def said(text: str) -> str:
    return " ".join(TAGS.sub("", text).split())


def test_only_the_same_days_are_counted(told: list[str]) -> None:
    assert said(told[0]) == "Suspected leaks: 1 until 15 June 2018; 2 until 15 June 2017."


def test_both_numbers_lead_to_their_lists(told: list[str], cast: Cast, client_of: Sign) -> None:
    links = re.findall(r'href="([^"]+)"[^>]*>(\d+)<', told[0])
    assert len(links) == 2
    with clock.at(TODAY):
        for address, number in links:
            shown = client_of(cast.manager).get(address.replace("&amp;", "&")).content.decode()
            assert f"<h1>{number} suspicion" in shown
            assert shown.count('<th scope="row">') == int(number)


def test_a_period_without_the_running_year_says_nothing_of_it(cast: Cast, client_of: Sign) -> None:
    with clock.at(TODAY):
        assert not SO_FAR.findall(client_of(cast.manager).get("/figures/?from=2016&to=2017").content.decode())


def test_before_a_leap_day_stands_the_last_of_february() -> None:
    assert same_day_before(datetime.date(2020, 2, 29)) == datetime.date(2019, 2, 28)
    assert same_day_before(datetime.date(2019, 2, 28)) == datetime.date(2018, 2, 28)


def test_a_day_that_is_none_is_refused(cast: Cast, client_of: Sign) -> None:
    assert client_of(cast.manager).get("/figures/suspicions/records/?year=2017&until=2017-6").status_code == 400
