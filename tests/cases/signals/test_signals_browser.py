"""A manager's signal is registered, decided on and becomes a case, with the keyboard alone, in either language."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cases import access as case_access
from cases.models import Case, Reporter, Signal
from cases.models.values import Decision
from tests.cast import Cast
from tests.support.signalwork import register

Open = Callable[..., Page]
TEXT = "Four plates were looked up on four evenings, without a task."
LONGEST = 150
"""So many presses of Tab lead through any page."""


def accessible(page: Page) -> None:
    """Axe finds nothing wrong on the page."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the cursor stands there."""
    for _press in range(LONGEST):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}.")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go there and press a key, upon which another page comes."""
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: Page, selector: str, text: str) -> None:
    go_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page: Page, selector: str, value: str) -> None:
    """Go to a list, or to the first of some options, and down until this value is chosen."""
    go_to(page, selector)
    chosen = "() => { const it = document.activeElement; return it.matches('input:not(:checked)') ? '' : it.value }"
    page.keyboard.press("Space" if page.evaluate("document.activeElement.matches('input')") else "Home")
    for _press in range(LONGEST):
        if page.evaluate(chosen) == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is no choice.")


@pytest.mark.parametrize(("locale", "day"), [("en-GB", "18 October 2018"), ("nl-NL", "18 oktober 2018")])
def test_a_managers_signal_becomes_a_case(
    page_of: Open, transactional_db: None, cast: Cast, locale: str, day: str
) -> None:
    page = page_of(cast.coordinator, locale=locale)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    accessible(page)
    press(page, "a[href='/signals/new/']")
    register_by_hand(page)
    signal = Signal.objects.get()
    expect(page).to_have_url(re.compile(f"/signals/{signal.reference}/(#.*)?$"))
    expect(page.locator("main")).to_contain_text(TEXT)
    accessible(page)
    press(page, "a.main")
    expect(page.locator("aside")).to_contain_text(TEXT)
    expect(page.locator("aside")).to_contain_text(day)
    decide_by_hand(page)
    assert_is_a_case(page, signal, cast)
    start_as_decided(page_of(cast.investigator, locale=locale))


def register_by_hand(page: Page) -> None:
    """Register it; the first try says no source, and loses nothing."""
    write(page, "textarea[name$=text]", TEXT)
    write(page, "input[name$=received_on]", "18-10-2018")
    write(page, "input[name$='0-name']", "Sam Verburg")
    write(page, "input[name$='0-number']", "T-sam")
    go_to(page, "details.more > summary")
    page.keyboard.press("Enter")
    write(page, "input[name$=reporter_name]", "Mara Smit")
    press(page, "button.main")
    expect(page.get_by_role("alert")).to_be_focused()
    accessible(page)
    go_to(page, "[role=alert] a")
    page.keyboard.press("Enter")
    expect(page.locator("select[name$=source]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    choose(page, "select[name$=source]", "manager")
    expect(page.locator("textarea[name$=text]")).to_have_value(TEXT)
    expect(page.locator("input[name$=reporter_name]")).to_have_value("Mara Smit")
    press(page, "button.main")


def decide_by_hand(page: Page) -> None:
    """Decide for a disciplinary case, and say who leads it; nothing that is known is typed."""
    choose(page, "input[name=decision]", "disciplinary")
    write(page, "input[name=decided_on]", "19-10-2018")
    write(page, "textarea[name=reason]", "There is enough to begin.")
    go_to(page, "details.more > summary")
    page.keyboard.press("Enter")
    accessible(page)
    choose(page, "select[name=lead]", "ines")
    press(page, "button.main")


def assert_is_a_case(page: Page, signal: Signal, cast: Cast) -> None:
    case = Case.objects.get()
    signal.refresh_from_db()
    assert page.url.endswith(f"/cases/{case.reference}/")
    assert (signal.case, signal.decision) == (case, Decision.DISCIPLINARY)
    assert (case.summary, case.received_on) == (TEXT, signal.received_on)
    assert case_access.lead_of(case) == cast.investigator
    assert Reporter.objects.get().name == "Mara Smit"
    expect(page.locator("main")).to_contain_text("Sam Verburg")
    expect(page.locator("main")).not_to_contain_text("Mara Smit")
    expect(page.get_by_role("link", name=signal.reference)).to_be_visible()
    accessible(page)


def start_as_decided(page: Page) -> None:
    """Its lead finds the track chosen already."""
    case = Case.objects.get()
    page.goto(f"/cases/{case.reference}/")
    press(page, f"a[href='/cases/{case.reference}/investigations/new/']")
    expect(page.locator("input[name=track][value=disciplinary]")).to_be_checked()


def test_several_are_registered_without_a_script(page_of: Open, transactional_db: None, cast: Cast) -> None:
    page = page_of(cast.investigator, java_script_enabled=False)
    page.goto("/signals/new/")
    page.locator("textarea[name$='0-text']").fill("The first")
    page.locator("select[name$='0-source']").select_option("citizen")
    page.get_by_role("button", name="Add another").click()
    page.locator("textarea[name$='1-text']").fill("The second")
    page.get_by_role("button", name="Add another").click()
    page.get_by_role("button", name="Register signals").click()
    expect(page.get_by_role("status")).to_contain_text("A coordinator decides on them.")
    found = Signal.objects.order_by("pk").values_list("text", "source_id")
    assert list(found) == [("The first", "citizen"), ("The second", "citizen")]


@pytest.mark.parametrize("width", [1360, 390])
def test_pages_fit_and_are_accessible(page_of: Open, transactional_db: None, cast: Cast, width: int) -> None:
    signal = register(cast.investigator, whistleblower=True, name="Sam Verburg", reporter_name="Mara Smit")
    page = page_of(cast.coordinator, viewport={"width": width, "height": 844}, color_scheme="dark")
    steps = ("", "decide/", "correct/", "triager/", "acknowledge/", "walls/new/", "reporter/", "reporter/record/")
    for address in (
        "/signals/",
        "/signals/all/",
        "/signals/new/",
        *(f"/signals/{signal.reference}/{at}" for at in steps),
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        accessible(page)
