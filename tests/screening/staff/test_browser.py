"""From the trajectory to oath, code and training in Chromium, without JavaScript; an intake with the keyboard alone."""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from screening.models import Acknowledgement, StaffMember, TrainingSession
from tests.cast import Cast
from tests.screening.staff.conftest import day, edition, enter
from tests.screening.staff.test_actions import trajectory

PageOf = Callable[..., Page]


def test_from_the_trajectory_to_the_training(cast: Cast, page_of: PageOf) -> None:
    edition("code_2018", "Code of 2018")
    screened = trajectory(cast)
    page = page_of(cast.screening_officer, java_script_enabled=False)
    page.goto(screened.get_absolute_url())
    page.get_by_role("link", name="Enters service").click()
    page.get_by_label("First day of service").fill("yesterday")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("D. Wortel")
    page.get_by_role("link", name="Record the oath or promise").click()
    page.get_by_label("Sworn in on").fill("1 Jan 2019")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("alert")).to_contain_text("Service had not begun on that day.")
    page.get_by_label("Sworn in on").fill("today")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("Oath or promise recorded.")
    page.get_by_role("link", name="Record the code").click()
    page.get_by_label("Acknowledged on").fill("today")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("Acknowledgement recorded.")
    expect(page.get_by_text("not yet")).to_have_count(0)
    page.get_by_role("link", name="Staff", exact=True).first.click()
    page.get_by_role("link", name="Training").click()
    page.get_by_role("link", name="Record a session").click()
    page.get_by_label("Held on").fill("today")
    page.get_by_label("Topic").select_option("Information and secrecy")
    page.get_by_label("Number attending").fill("12")
    page.get_by_role("button", name="Record session").click()
    expect(page.get_by_role("status")).to_contain_text("recorded.")
    assert TrainingSession.objects.get().attending == 12
    assert Acknowledgement.objects.get().staff == StaffMember.objects.get()


def press_until(page: Page, key: str, name: str) -> None:
    """Go on with one key, unless it is there already, until what has the focus is called so."""
    for _time in range(60):
        if page.evaluate(FOCUSED) == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"The keyboard does not reach {name}.")


FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels[0];
  const said = label ? (label.querySelector("span") || label) : at;
  return said.innerText.trim();
}"""


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_intake_is_sworn_in_with_the_keyboard_alone(cast: Cast, page_of: PageOf, language: str) -> None:
    for place in range(3):
        enter(f"R{place}", f"Recruit {place}", in_service_from=day("2019-01-07"))
    page = page_of(cast.screening_officer, locale=language)
    page.goto("/screening/staff/swear-in/")
    with translation.override(language):
        go_on, record, day_label = str(_("Go on")), str(_("Record")), str(_("Sworn in on"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    press_until(page, "Tab", go_on)
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "Recruit 0")
    page.keyboard.press("Space")
    press_until(page, "Tab", "Recruit 2")
    page.keyboard.press("Space")
    press_until(page, "Tab", day_label)
    page.keyboard.type("today" if language == "en" else "vandaag")
    press_until(page, "Tab", go_on)
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("2")
    assert not StaffMember.objects.exclude(sworn_in_on=None).exists()
    press_until(page, "Tab", record)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("2")
    assert set(StaffMember.objects.exclude(sworn_in_on=None).values_list("number_hash", flat=True))
    assert sorted(one.name for one in StaffMember.objects.exclude(sworn_in_on=None)) == ["Recruit 0", "Recruit 2"]
    expect(page.get_by_role("row", name="Recruit 1")).to_be_visible()
