"""Every number has an address, and the list behind it has exactly that many rows, or adds up to it."""

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
DAYS = re.compile(r"<h1>([\d,]+) suspicions? closed: .+ ([\d,]+) days</h1>")
COUNTED = re.compile(r"<h1>([\d,]+) ")
ROW = re.compile(r'<th scope="row">')
ADDED = re.compile(r"<h1>[\d,]+ training sessions? with an attendance of ([\d,]+)</h1>")
ATTENDING = re.compile(r'data-label="Number attending">([\d,]+)<')
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
        found.setdefault(unescape(address), set()).add(number(text))
    return found


def is_sum(address: str) -> bool:
    """Whether the number that leads there is what a column of the rows adds up to."""
    return "part=attendances" in address


def pages_of(client: Client, address: str) -> Iterator[str]:
    """The pages of a list."""
    shown = client.get(address).content.decode()
    yield shown
    while older := OLDER.search(shown):
        shown = client.get(address.partition("?")[0] + unescape(older[1])).content.decode()
        yield shown


def number(text: str) -> int:
    return int(text.replace(",", ""))


def behind(client: Client, address: str) -> set[int]:
    """How many rows a list says it has and how many its pages hold; of a sum, what it says and what they add up to."""
    pages = list(pages_of(client, address))
    if "/lead_time/" in address:
        number_of_rows, days = map(number, DAYS.search(pages[0]).groups())  # type: ignore[union-attr]
        assert number_of_rows == sum(len(ROW.findall(page)) for page in pages)
        return {days}
    if is_sum(address):
        attending = [number(text) for page in pages for text in ATTENDING.findall(page)]
        return {number(ADDED.search(pages[0])[1]), sum(attending)}  # type: ignore[index]
    rows = sum(len(ROW.findall(page)) for page in pages)
    return {number(COUNTED.search(pages[0])[1]), rows}  # type: ignore[index]


def check(client: Client, page: str) -> int:
    """Follow every number of a page; returns how many addresses there were."""
    numbers = numbers_on(client, page)
    for address, led_from in numbers.items():
        assert len(led_from) == 1, address
        assert behind(client, address) == led_from, address
    return len(numbers)


AT_LEAST = {"/figures/lead_time/": 0, "/figures/subjects/": 1}
"""So many numbers stand on a page, where they are fewer than two: nothing of the register has been closed."""
PAGES = ["/figures/", *(f"/figures/{figure.key}/" for figure in FIGURES)]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        "from=2016&to=2019",
        "from=2018&to=2018&categories=all&certificates=yes",
        "from=2017&to=2018&only_unit=harbour&only_recipient=criminal&as_at=2019-03-01",
    ],
)
def test_every_number_is_that_of_its_list(
    cast: Cast, client_of: Callable[[User], Client], address: str, query: str
) -> None:
    """For a manager about whom a case and a trajectory are, so that a wall is subtracted everywhere."""
    assert check(client_of(cast.manager), f"{address}?{query}") >= AT_LEAST.get(address, 2)


@pytest.mark.usefixtures("register")
def test_so_it_is_for_one_who_counts_only_his_teams_cases(cast: Cast, client_of: Callable[[User], Client]) -> None:
    assert check(client_of(cast.investigator), "/figures/?from=2016&to=2019") > 100


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("address", ["/figures/", "/figures/training/"])
def test_so_it_is_for_one_who_opens_staff_and_training(
    cast: Cast, client_of: Callable[[User], Client], address: str
) -> None:
    assert check(client_of(cast.screening_officer), f"{address}?from=2016&to=2019") >= 20


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
            if "/lead_time/" in address:
                continue
            header, *rows = rows_of(text_of(client, address.replace("/records/", "/records.csv")))
            held = sum(int(row[header.index("attending")]) for row in rows) if is_sum(address) else len(rows)
            assert {held} == led_from, address
