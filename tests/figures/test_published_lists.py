"""Every number of a publication leads to its list, as known on its day, for whoever may count it."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.models import Case
from figures.definitions import BY_KEY
from figures.models import Publication
from figures.publications import pages
from figures.publications.lists import Lists
from figures.publications.numbers import Place, frozen_numbers
from figures.publications.sections import sections
from lib import clock
from lib.periods import Period
from tests.cast import Cast
from tests.support.published import AS_AT, LATER, find_ten

SignIn = Callable[[User], Client]
LINK = re.compile(r'<a class="n" href="([^"]+)" aria-label="([^"]+)">([\d,]+)</a>')


def links(page: str) -> list[tuple[str, str, str]]:
    """Address, name and text of the numbers that lead somewhere."""
    return [(html.unescape(address), name, text) for address, name, text in LINK.findall(page)]


def test_every_number_leads_to_as_many_rows(
    cast: Cast, cases: dict[str, Case], published: Publication, client_of: SignIn
) -> None:
    """Of the admin, from whom nothing is hidden; a month later and with ten cases changed."""
    client = client_of(cast.admin)
    with clock.at(LATER):
        find_ten(cast, cases)
        page = client.get(f"/figures/publications/{published.public_key}/").content.decode()
        told = page[page.index('<section class="figure" id="signals"') :]
        found = {address: int(text.replace(",", "")) for address, _name, text in links(told)}
        numbers = frozen_numbers(json.loads(published.content))
        shown = {place for place, number in numbers.items() if number}
        lists = Lists(cast.admin, Period(2017, 2018), AS_AT)
        assert {place for place in shown if lists.behind(place) not in found} == set()
        for address, number in found.items():
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "as_at=2019-03-01" in address
            assert answer.context["number"] == number or (number == 0 and not answer.context["rows"]), address


def test_the_lists_of_the_numbers_that_changed(
    cast: Cast, cases: dict[str, Case], published: Publication, client_of: SignIn
) -> None:
    client = client_of(cast.admin)
    with clock.at(LATER):
        find_ten(cast, cases)
        seen = pages.since(cast.admin, published, pages.content_of(published))
        pending = next(one for one in seen.now if (one.row, one.year) == ("Outcome: Pending", "2018"))
        for cell, number in ((pending.old, 11), (pending.new, 1)):
            assert client.get(cell.href).context["number"] == number == int(cell.text)


def test_a_wall_hides_rows_and_not_the_number(
    cast: Cast, cases: dict[str, Case], published: Publication, client_of: SignIn
) -> None:
    """The page is the same; the list is his own."""
    address = f"/figures/publications/{published.public_key}/"
    his, others = (links(client_of(user).get(address).content.decode()) for user in (cast.manager, cast.admin))
    assert his == others
    (of_2017,) = [one for one in his if "suspicions/records/?year=2017&categories=leaks&as_at=2019-03-01" in one[0]][:1]
    assert of_2017[1:] == ("3, Suspected leaks, 2017: open the list", "3")
    assert client_of(cast.admin).get(of_2017[0]).context["number"] == 3
    assert client_of(cast.manager).get(of_2017[0]).context["number"] == 2
    assert cases["W"].reference not in client_of(cast.manager).get(of_2017[0]).content.decode()


def test_only_who_counts_a_register_is_led_to_its_lists(cast: Cast, published: Publication) -> None:
    content, officer = pages.content_of(published), cast.screening_officer
    drawn = sections(content, Lists(officer, Period(2017, 2018), AS_AT).behind)
    led = {
        section.key
        for section in drawn
        for grid in section.grids
        for row in grid.rows
        for cell in row.cells
        if cell.href
    }
    assert led == {key for key, figure in BY_KEY.items() if figure.unit.register.may_count(officer)}
    assert "suspicions" not in led
    assert "screening_started" in led


GONE = {
    "figure": Place("gone", "", "", "", "2018"),
    "part": Place("stock", "gone", "", "", "2018"),
    "part of a balance": Place("stock", "", "", "", "2018"),
    "part where there is none": Place("suspicions", "gone", "", "", "2018"),
    "breakdown": Place("suspicions", "", "gone", "x", "2018"),
    "value": Place("suspicions", "", "unit", "gone", "2018"),
    "undated": Place("suspicions", "", "", "", "unknown"),
}


@pytest.mark.parametrize("what", GONE)
@pytest.mark.django_db
def test_what_is_no_more_leads_nowhere(cast: Cast, what: str) -> None:
    lists = Lists(cast.admin, Period(2017, 2018), AS_AT)
    assert lists.behind(GONE[what]) == ""
    assert lists.behind(Place("suspicions", "", "unit", "unknown", "2018"))
    assert lists.behind(Place("concluded", "", "", "", "unknown")).endswith(
        "year=unknown&categories=leaks&as_at=2019-03-01"
    )


def test_a_page_with_values_that_are_no_more(cast: Cast, published: Publication, client_of: SignIn) -> None:
    text = published.content.replace('"value":"harbour"', '"value":"sunk"')
    assert text != published.content
    drawn = sections(json.loads(text), Lists(cast.admin, Period(2017, 2018), AS_AT).behind)
    row = next(row for grid in drawn[1].grids for row in grid.rows if row.label == "Harbour")
    assert [cell.href for cell in row.cells] == [""] * len(row.cells)
    assert any(cell.text != "0" for cell in row.cells)


def test_nothing_leads_out_of_the_edition(cast: Cast, published: Publication, client_of: SignIn) -> None:
    page = client_of(cast.manager).get(f"/figures/publications/{published.public_key}/edition/").content.decode()
    assert links(page) == []
    assert "/records/" not in page


def test_more_values_cost_no_more_queries(cast: Cast, published: Publication, client_of: SignIn) -> None:
    content = pages.content_of(published)

    def queries(content: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            pages.exact_sections(cast.admin, published, content)
        return len(captured)

    queries(content)
    few = queries(content)
    for figure in content["figures"]:
        for table in figure["tables"]:
            for breakdown in table["breakdowns"]:
                breakdown["lines"] *= 5
    assert queries(content) == few <= 15
