"""An applicant from the request through the stages to a result, with nothing but the keyboard, in both languages."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from lib import clock
from screening import actions
from screening.models import DutyReport, Trajectory
from screening.models.values import DutyOutcome, Result, StageKind
from tests.cast import Cast
from tests.screening.conftest import Trajectories, request

LISTS = (
    "/screening/",
    "/screening/?result=pending&due=later",
    "/screening/board/",
    "/screening/board/?officer=sonja",
    "/screening/renewals/?sort=renewal_on",
    "/screening/new/",
    "/screening/new/?level=conduct_certificate",
)
STEPS = ("renew", "renewals/end", "duty/new")
MOST = 120
"""No page of the work has more places to stop at than this."""


def is_focused(target: Locator) -> bool:
    focused: bool = target.evaluate("element => element === document.activeElement")
    return focused


def tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until what is meant has the focus."""
    target = page.locator(selector).first
    for _press in range(MOST):
        if is_focused(target):
            return target
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {selector}.")


def follow(page: Page, selector: str) -> None:
    """Open a link, or press a button, and wait for its page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, name: str, text: str) -> None:
    """Write into a field, in the place of what stands there."""
    tab_to(page, f"[name={name}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def pick(page: Page, name: str, value: str) -> None:
    """Choose one of a few: Tab reaches the group, the arrows the choice."""
    group, chosen = page.locator(f"input[name={name}]"), page.locator(f"input[name={name}][value={value}]")
    for _press in range(MOST):
        if any(is_focused(one) for one in group.all()):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    while not chosen.is_checked():
        page.keyboard.press("ArrowDown")


def select(page: Page, name: str, value: str) -> None:
    """Choose from a list by its arrows."""
    field = tab_to(page, f"select[name={name}]")
    for _press in range(MOST):
        if field.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The list {name} has no {value}.")


def reach(page: Page, stage: StageKind) -> None:
    """Record that a stage was reached."""
    follow(page, "a.btn[href$='/stage/']")
    pick(page, "kind", stage)
    fill(page, "note", "By phone")
    follow(page, "button.main")
    expect(page.get_by_role("status")).to_be_visible()


@pytest.mark.parametrize("locale", ["en", "nl"])
def test_an_applicant_from_request_to_result(cast: Cast, page_of: Callable[..., Page], locale: str) -> None:
    page = page_of(cast.screening_officer, locale=locale)
    page.goto("/screening/board/")
    expect(page.locator("html")).to_have_attribute("lang", locale)
    follow(page, "a.main")
    follow(page, "a[href='?level=reliability_environment']")
    fill(page, "started_on", "yesterday")
    pick(page, "subject_group", "candidate")
    fill(page, "function", "Control room operator")
    select(page, "occasion", "initial")
    fill(page, "name", "B. Boom")
    fill(page, "number", "1234567")
    follow(page, "button.main")
    started = Trajectory.objects.get()
    expect(page).to_have_url(re.compile(f"{started.get_absolute_url()}$"))
    for stage in (StageKind.FORM, StageKind.ENVIRONMENT, StageKind.ADVICE):
        reach(page, stage)
    page.goto("/screening/board/")
    card = page.locator(f"section[aria-labelledby=stage-{StageKind.ADVICE}] a[href='{started.get_absolute_url()}']")
    expect(card).to_be_visible()
    follow(page, f"a[href='{started.get_absolute_url()}']")
    follow(page, "a.main")
    pick(page, "result", Result.POSITIVE)
    follow(page, "button.main")
    with translation.override(locale):
        expect(page.locator(".casehead .mark")).to_have_text(str(Result.POSITIVE.label))
    started.refresh_from_db()
    assert (started.result, started.stage, started.due_on) == (Result.POSITIVE, StageKind.DECISION, None)


def test_what_was_reported_leads_to_a_renewed_screening(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.screening_officer)
    page.goto("/screening/new/?level=reliability")
    fill(page, "started_on", "1 Feb 2024")
    pick(page, "subject_group", "staff")
    fill(page, "function", "Detective")
    select(page, "occasion", "initial")
    fill(page, "name", "B. Boom")
    fill(page, "number", "1234567")
    follow(page, "button.main")
    follow(page, "a.main")
    pick(page, "result", Result.POSITIVE)
    follow(page, "button.main")
    follow(page, "a[href$='/duty/new/']")
    pick(page, "kind", "side_job")
    fill(page, "note", "A shop")
    follow(page, "button.main")
    page.goto("/screening/board/")
    follow(page, "a[href$='/assess/']")
    pick(page, "outcome", DutyOutcome.RENEWED)
    follow(page, "button.main")
    expect(page.get_by_text("B. Boom")).to_be_visible()
    expect(page.locator("select[name=occasion]")).to_have_value("renewed_incident")
    follow(page, "button.main")
    last, renewed = Trajectory.objects.order_by("pk")
    assert (renewed.renews, renewed.number, renewed.function) == (last, "1234567", "Detective")
    assert DutyReport.objects.get().outcome == DutyOutcome.RENEWED


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_no_narrow_page_scrolls_sideways(
    cast: Cast, trajectories: Trajectories, page_of: Callable[..., Page], theme: str
) -> None:
    day = clock.today()
    said = {"started_on": day, "officer": cast.screening_officer, "name": "B. Boom", "number": "1234567"}
    under_way = actions.start_trajectory(by=None, **request(**said))
    done = actions.start_trajectory(by=None, **request(**{**said, "function": "Detective", "own_staff": True}))
    done = actions.complete(trajectory=done, by=None, result=Result.POSITIVE, completed_on=day)
    duty = actions.record_duty(trajectory=done, by=None, kind="side_job", reported_on=day)
    steps = [f"{under_way.get_absolute_url()}stage/", *(f"{done.get_absolute_url()}{name}/" for name in STEPS)]
    assess = f"{done.get_absolute_url()}duty/{duty.public_key}/assess/"
    records = [under_way.get_absolute_url(), done.get_absolute_url(), *steps, assess]
    page = page_of(cast.screening_officer, viewport={"width": 390, "height": 844}, color_scheme=theme)
    for address in (*LISTS, *records):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert not Axe().run(page).response["violations"], address
