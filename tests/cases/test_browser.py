"""A case from suspicion to closing, in a real browser, by keyboard where it counts."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cases.models import Case
from cases.models.values import Outcome, Status
from office.models import Unit
from tests.cast import Cast

Open = Callable[..., Page]


def accessible(page: Page) -> None:
    """Axe finds nothing wrong on the page."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_a_suspicion_is_logged_worked_on_and_closed_by_two(
    page_of: Open, transactional_db: None, cast: Cast, units: tuple[Unit, Unit]
) -> None:
    lead = page_of(cast.investigator)
    log(lead)
    reference = Case.objects.get().reference
    investigate(lead)
    find(lead)
    lead.get_by_role("link", name="Propose closing").first.click()
    lead.get_by_label("Why can it be closed?").fill("The finding is given.")
    lead.get_by_role("button", name="Propose closing").click()
    expect(lead.get_by_role("status")).to_contain_text("Somebody else must confirm it.")
    coordinator = page_of(cast.coordinator)
    coordinator.goto("/cases/")
    coordinator.get_by_role("link", name=reference).click()
    coordinator.get_by_role("link", name="Confirm closing").first.click()
    coordinator.get_by_role("button", name="Close the case").click()
    expect(coordinator.get_by_role("status")).to_contain_text("The case is closed.")
    accessible(coordinator)
    case = Case.objects.get()
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.CONFIRMED)


def log(page: Page) -> None:
    """Log a suspicion; the first try forgets to whom, and loses nothing."""
    page.goto("/cases/")
    accessible(page)
    page.get_by_role("link", name="Log a suspicion").first.click()
    page.get_by_label("When did the report come in?").fill("18 Oct 2018")
    page.get_by_label("What is suspected?").fill("A former colleague asked for a plate check.")
    page.get_by_label("Unit concerned").select_option("Unit Harbour")
    page.get_by_role("button", name="Log suspicion").click()
    expect(page.get_by_role("alert")).to_be_focused()
    accessible(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Criminal", exact=False).first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("What is suspected?")).to_have_value("A former colleague asked for a plate check.")
    page.get_by_role("button", name="Log suspicion").click()
    expect(page.get_by_role("status")).to_contain_text("You lead it.")
    accessible(page)


def investigate(page: Page) -> None:
    """Start an investigation and end it."""
    page.get_by_role("link", name="Start an investigation").first.click()
    page.get_by_label("Disciplinary").check()
    page.get_by_label("Breach of secrecy").check()
    page.get_by_label("Started on").fill("24-10-2018")
    accessible(page)
    page.get_by_role("button", name="Start the investigation").click()
    page.get_by_role("link", name=re.compile("^End")).click()
    page.get_by_label("Ended on").fill("2019-01-16")
    page.get_by_role("button", name="End the investigation").click()


def find(page: Page) -> None:
    """Record that it happened, as alleged."""
    page.get_by_role("link", name="Record a finding").first.click()
    page.get_by_label("Confirmed", exact=False).first.check()
    page.get_by_label("Date of the finding").fill("17 January 2019")
    page.get_by_label("Ground of the finding").fill("The query log and the messages match.")
    page.get_by_label("Cause, as established").select_option("Helping family or friends")
    accessible(page)
    page.get_by_role("button", name="Record the finding").click()
    expect(page.get_by_role("status")).to_contain_text("The finding is recorded.")


def test_the_list_is_filtered_and_taken_out(
    page_of: Open, transactional_db: None, make_case: Callable[..., Case], cast: Cast
) -> None:
    make_case()
    page = page_of(cast.coordinator)
    page.goto("/cases/")
    page.get_by_label("Year received").select_option("2018")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="Year received: 2018")).to_be_visible()
    page.get_by_role("link", name="Export this 1").click()
    page.get_by_role("button", name="Download CSV").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what this file is for")
    page.get_by_label("What is this file for?").fill("The yearly report")
    page.get_by_label("Semicolon").check()
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.path().read_text().startswith("reference;received;")


def test_a_phone_shows_the_list_and_a_case_without_scrolling_sideways(
    page_of: Open, transactional_db: None, make_case: Callable[..., Case], cast: Cast
) -> None:
    case = make_case(name="Sam Verburg", number="T-sam")
    page = page_of(cast.investigator, viewport={"width": 390, "height": 844}, color_scheme="dark")
    for address in ("/cases/", f"/cases/{case.reference}/", "/cases/new/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        accessible(page)
