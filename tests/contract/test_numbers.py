"""Every number has an address, and the list behind it has exactly that many rows."""

import datetime
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from figures.definitions import FIGURES
from integrity.demo import load
from lib import clock
from tests.cast import Cast
from tests.support.counted import KNOWN_ON, make_register
from tests.support.exporting import rows_of, text_of
from tests.support.roles import as_owner

LINK = re.compile(r'<a class="n" href="([^"]+)" aria-label="([^"]+)">([^<]+)</a>')
COUNTED = re.compile(r"<h1>([\d,]+) ")
ROW = re.compile(r'<th scope="row">')
OLDER = re.compile(r'<a href="([^"]+)" rel="next">')


@pytest.fixture
def register(cast: Cast) -> Iterator[dict[str, Case]]:
    cases = make_register(cast)
    with clock.at(KNOWN_ON):
        yield cases


def numbers_on(client: Client, page: str) -> dict[str, set[int]]:
    """The addresses of the numbers on a page, each with the numbers that lead there."""
    found: dict[str, set[int]] = {}
    for address, label, text in LINK.findall(client.get(page).content.decode()):
        assert text in label
        found.setdefault(unescape(address), set()).add(int(text.replace(",", "")))
    return found


def rows_behind(client: Client, address: str) -> tuple[int, int]:
    """How many rows a list says it has, and how many its pages hold."""
    shown = client.get(address).content.decode()
    said = int(COUNTED.search(shown)[1].replace(",", ""))  # type: ignore[index]
    rows = len(ROW.findall(shown))
    while older := OLDER.search(shown):
        shown = client.get(address.partition("?")[0] + unescape(older[1])).content.decode()
        rows += len(ROW.findall(shown))
    return said, rows


def check(client: Client, page: str) -> int:
    """Follow every number of a page; returns how many addresses there were."""
    numbers = numbers_on(client, page)
    for address, led_from in numbers.items():
        assert {*led_from, *rows_behind(client, address)} == led_from, address
        assert len(led_from) == 1, address
    return len(numbers)


PAGES = ["/figures/", *(f"/figures/{figure.key}/" for figure in FIGURES)]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("query", ["from=2016&to=2019", "from=2018&to=2018&categories=all&certificates=yes"])
def test_every_number_is_that_of_its_list(
    cast: Cast, client_of: Callable[[User], Client], address: str, query: str
) -> None:
    """For a manager about whom a case and a trajectory are, so that a wall is subtracted everywhere."""
    assert check(client_of(cast.manager), f"{address}?{query}") >= 3


@pytest.mark.usefixtures("register")
def test_so_it_is_for_one_who_counts_only_his_teams_cases(cast: Cast, client_of: Callable[[User], Client]) -> None:
    assert check(client_of(cast.investigator), "/figures/?from=2016&to=2019") > 100


def test_so_it_is_in_the_demo_register(
    db: None, settings: Any, tmp_path: Path, client_of: Callable[[User], Client]
) -> None:
    """Its lists are long, so they are taken out as files, by the one who may take out all that is counted."""
    settings.VAR, known_on = tmp_path, datetime.date(2019, 1, 24)
    with as_owner():
        load.load(people_only=False, today=known_on)
    client = client_of(User.objects.get(grants__role=Role.ADMIN))
    with clock.at(known_on):
        numbers = numbers_on(client, "/figures/?from=2015&to=2018")
        assert {219, 40, 179, 66, 73, 11_499, 233} <= set.union(*numbers.values())
        for address, led_from in numbers.items():
            file = rows_of(text_of(client, address.replace("/records/", "/records.csv")))
            assert {len(file) - 1} == led_from, address
