"""The shell in a real browser: signing in, keyboard, narrow screens, themes, and what axe finds."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSWORD, Cast
from tests.support.factors import app_of

PageOf = Callable[..., Page]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = (
    "/account/",
    "/account/password/",
    "/sign-out/",
    "/lists/",
    "/lists/categories/",
    "/lists/recipients/add/",
    "/lists/levels/items/unknown/",
    "/lists/causes/items/money/retire/",
    "/nothing/",
)


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def flaws(page: Page) -> list[str]:
    """What axe finds: the rule, and the elements that break it."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {flaw['id']}: {[node['html'] for node in flaw['nodes']]}" for flaw in found]


def test_signing_in_and_out(cast: Cast, live_server: LiveServer, new_context: Callable[..., BrowserContext]) -> None:
    app = app_of(cast.admin)
    page = new_context(base_url=live_server.url, locale="en-GB").new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto("/lists/units/")
    expect(page).to_have_title("Sign in – INTEGRITY")
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("adam")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("do not belong together")
    expect(refusal).to_be_focused()
    expect(page.get_by_label("User name")).to_have_value("adam")
    expect(page.get_by_label("Password")).to_have_value("")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.locator("#id_code").fill(app.code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Units")
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Sign in – INTEGRITY")
    page.goto("/lists/units/")
    expect(page).to_have_title("Sign in – INTEGRITY")
    # Chromium complains of nothing, and says what it has cleared at sign-out.
    assert [said.partition(" header")[0] for said in complaints] == ["Clear-Site-Data"]
    assert '"cache", "cookies", "storage"' in complaints[0]


def test_the_first_tab_skips_to_the_content(cast: Cast, page_of: PageOf) -> None:
    page = page_of(cast.admin)
    page.goto("/lists/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_an_error_is_reached_from_the_summary(cast: Cast, page_of: PageOf) -> None:
    page = page_of(cast.admin)
    page.goto("/lists/recipients/add/")
    page.get_by_label("Label in English").fill("Landlord")
    page.get_by_role("button", name="Add item").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("3 answers need attention")
    expect(page).to_have_title("Error: Add an item – INTEGRITY")
    expect(page.get_by_label("Label in English")).to_have_value("Landlord")
    summary.get_by_role("link", name="Choose the class").click()
    expect(page.get_by_label("Criminal", exact=True)).to_be_focused()
    assert flaws(page) == []


def test_the_language_is_switched_where_one_stands(cast: Cast, page_of: PageOf) -> None:
    page = page_of(cast.admin)
    page.goto("/lists/units/add/?from=here")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="NL: Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert page.url.endswith("/lists/units/add/?from=here")


def test_the_theme_chosen_wins_over_the_system(cast: Cast, page_of: PageOf) -> None:
    page = page_of(cast.stranger, color_scheme="light")
    page.goto("/account/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_label("Dark", exact=True).check()
    page.get_by_role("button", name="Save theme").click()
    expect(page.get_by_role("status")).to_contain_text("Theme changed.")
    assert page.evaluate(paper) != light


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [1360, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(
    cast: Cast, page_of: PageOf, live_server: LiveServer, language: str, scheme: str, width: int
) -> None:
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = page_of(cast.admin, **options)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for path in PAGES:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert flaws(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_sign_in_page_has_no_flaw(live_server: LiveServer, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(base_url=live_server.url, viewport={"width": 390, "height": 800}).new_page()
    page.goto("/sign-in/")
    assert flaws(page) == []
    page.get_by_role("button", name="Continue").click()
    assert flaws(page) == []


def test_a_page_reflows_at_four_hundred_per_cent(cast: Cast, page_of: PageOf) -> None:
    page = page_of(cast.admin, viewport={"width": 320, "height": 256})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_on_a_phone_what_one_taps_is_large_enough(cast: Cast, page_of: PageOf) -> None:
    page = page_of(cast.admin, viewport={"width": 390, "height": 800}, has_touch=True)
    page.goto("/lists/recipients/add/")
    for target in page.locator(".nav a, .lang button, .btn, .pick label, .field input[type=text]").all():
        box = target.bounding_box()
        assert box is not None
        # 42 px for a text field, whose label is part of the target.
        assert box["height"] >= 42, re.sub(r"\s+", " ", target.inner_html())


def test_filters_are_folded_away_on_a_phone_and_stand_open_on_a_desk(cast: Cast, page_of: PageOf) -> None:
    phone = page_of(cast.coordinator, viewport={"width": 390, "height": 800})
    phone.goto("/cases/")
    field = phone.get_by_label("Year received")
    expect(field).to_be_hidden()
    phone.locator("details.fold > summary").click()
    expect(field).to_be_visible()
    assert flaws(phone) == []
    desk = page_of(cast.coordinator, viewport={"width": 1360, "height": 800})
    desk.goto("/cases/")
    expect(desk.get_by_label("Year received")).to_be_visible()
    expect(desk.locator("details.fold > summary")).to_be_hidden()
    assert flaws(desk) == []
