"""axe-core finds nothing on any page, and no page scrolls sideways: English, light, on a desk; Dutch, dark, on a phone.

The addresses come from the resolver: a page that is not listed here fails the first test.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from cases import actions
from cases.models import Case
from cases.models.values import Finding
from office.models import Level, Occasion
from screening import actions as screening
from screening.models import Trajectory
from screening.models.values import SubjectGroup
from tests.cast import Cast, suspicion
from tests.support.casework import RECEIVED, close, find, nth, start

# Who opens each page. `{…}` are public keys of records that the test makes.
PAGES: dict[str, str] = {
    "about/demo/": "stranger",
    "account/": "auditor",
    "account/password/": "manager",
    "sign-out/": "manager",
    "cases/": "coordinator",
    "cases/new/": "investigator",
    "cases/{case}/": "investigator",
    "cases/{case}/correct/": "investigator",
    "cases/{case}/lead/": "coordinator",
    "cases/{case}/void/": "coordinator",
    "cases/{case}/allegations/new/": "investigator",
    "cases/{case}/allegations/{allegation}/correct/": "investigator",
    "cases/{case}/allegations/{allegation}/subject/": "investigator",
    "cases/{case}/allegations/{allegation}/finding/": "investigator",
    "cases/{case}/investigations/new/": "investigator",
    "cases/{case}/investigations/{investigation}/end/": "investigator",
    "cases/{found}/closing/propose/": "investigator",
    "cases/{proposed}/closing/confirm/": "coordinator",
    "cases/{proposed}/closing/decline/": "coordinator",
    "cases/{closed}/reopen/": "coordinator",
    "screening/": "screening_officer",
    "screening/new/": "screening_officer",
    "screening/{trajectory}/": "screening_officer",
    "screening/{trajectory}/stage/": "screening_officer",
    "screening/{trajectory}/complete/": "screening_officer",
    "screening/{decided}/objection/": "screening_officer",
    "screening/{trajectory}/officer/": "screening_officer",
    "screening/{trajectory}/correct/": "screening_officer",
    "figures/": "manager",
    "figures/suspicions/": "manager",
    "figures/suspicions/records/": "manager",
    "lists/": "admin",
    "lists/units/": "admin",
    "lists/units/add/": "admin",
    "lists/causes/items/money/": "admin",
    "lists/causes/items/money/retire/": "admin",
    # The same pages as they look to those who count and open nothing, and what nobody may see.
    "cases/?year=2018": "manager",
    "screening/?result=negative": "admin",
    "cases/2018-00000/": "stranger",
    "cases/{case}/?": "manager",
    "cases/?unheard=of": "manager",
}
# Files, redirects, what only takes a POST, and what is no page.
NO_PAGES = {
    "",
    "health/",
    "language/",
    "account/theme/",
    "lists/<slug:name>/items/<slug:key>/bring-back/",
    "sign-in/",  # Has tests of its own, signed out.
    "cases/export/",
    "screening/export/",
    "figures/<slug:key>.csv",
    "figures/<slug:key>/records.csv",
}
VIEWS: list[dict[str, Any]] = [
    {"locale": "en", "color_scheme": "light", "viewport": {"width": 1360, "height": 900}},
    {"locale": "nl", "color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def shape(address: str) -> list[str]:
    """The fixed words of an address, by which it is recognised in a route."""
    return [word if "{" not in word and "<" not in word else "" for word in address.split("?")[0].split("/")]


def fits(address: str, route: str) -> bool:
    asked, written = shape(address), shape(route)
    return len(asked) == len(written) and all(word in ("", other) for other, word in zip(asked, written, strict=True))


def test_every_page_is_listed() -> None:
    unlisted = [
        route
        for route in routes(get_resolver())
        if route not in NO_PAGES and not any(fits(address, route) for address in PAGES)
    ]
    assert not unlisted


def trajectory(cast: Cast) -> Trajectory:
    return screening.start_trajectory(
        by=cast.screening_officer,
        started_on=RECEIVED,
        level=Level.objects.get(pk="reliability"),
        occasion=Occasion.objects.get(pk="initial"),
        subject_group=SubjectGroup.CANDIDATE,
        function="Control room operator",
        officer=cast.screening_officer,
        name="B. Boom",
        number="123",
    )


def found(cast: Cast) -> Case:
    case = suspicion(cast.investigator, received_on=RECEIVED)
    return find(nth(case), cast.investigator, Finding.CONFIRMED)


@pytest.fixture
def keys(cast: Cast) -> dict[str, str]:
    """The public keys of one record in each state that has pages of its own."""
    case, proposed, closed = suspicion(cast.investigator, received_on=RECEIVED), found(cast), found(cast)
    actions.propose_closing(case=proposed, by=cast.investigator, proposal="All is done")
    close(closed, cast.investigator, cast.coordinator)
    decided = trajectory(cast)
    screening.complete(
        trajectory=decided, by=cast.screening_officer, result="positive", completed_on=decided.started_on
    )
    return {
        "case": case.reference,
        "allegation": nth(case).public_key,
        "investigation": start(case, cast.investigator).public_key,
        "found": found(cast).reference,
        "proposed": proposed.reference,
        "closed": closed.reference,
        "trajectory": trajectory(cast).reference,
        "decided": decided.reference,
    }


@pytest.mark.parametrize("view", VIEWS, ids=["en-light-1360", "nl-dark-390"])
def test_axe_finds_nothing(
    transactional_db: None, cast: Cast, keys: dict[str, str], page_of: Callable[..., Page], view: dict[str, Any]
) -> None:
    opened: dict[str, Page] = {}
    wrong = []
    for address, part in PAGES.items():
        if part not in opened:
            opened[part] = page_of(getattr(cast, part), **view)
        page = opened[part]
        page.goto("/" + address.format(**keys))
        assert page.locator("html").get_attribute("lang") == view["locale"]
        wrong += [(address, fault["id"]) for fault in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append((address, "scrolls sideways"))
    assert not wrong
