"""A screening officer's job, done in Chromium, without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from screening.models import Trajectory
from tests.cast import Cast


def test_start_reach_stages_and_complete(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.screening_officer, java_script_enabled=False)
    page.goto("/screening/")
    page.get_by_role("link", name="Start a trajectory").click()
    page.get_by_role("link", name="Reliability", exact=True).click()
    page.get_by_role("button", name="Start trajectory").click()
    expect(page.get_by_role("alert")).to_contain_text("need attention")
    page.get_by_label("When was the request received?").fill("yesterday")
    page.get_by_role("radio", name="Candidate").check()
    page.get_by_label("Occasion", exact=True).select_option("Initial")
    page.get_by_role("textbox", name="Function").fill("Control room operator")
    page.get_by_label("Name", exact=True).fill("B. Boom")
    page.get_by_label("Personnel number").fill("1234567")
    page.get_by_role("button", name="Start trajectory").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Control room operator")
    for stage in ("Form received", "Interview"):
        page.get_by_role("link", name="Record a stage").click()
        page.get_by_role("radio", name=stage).check()
        page.get_by_role("button", name="Record stage").click()
        expect(page.get_by_role("listitem").filter(has_text=stage).first).to_be_visible()
    page.goto("/screening/")
    reference = Trajectory.objects.values_list("reference", flat=True).get()
    expect(page.get_by_role("row", name=reference)).to_contain_text("Interview")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("link", name="Complete").click()
    page.get_by_role("radio", name="Negative Choose the ground").check()
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("alert")).to_contain_text("A negative result has a ground")
    page.get_by_label("Ground for a negative result").select_option("Finances")
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("status")).to_contain_text("Trajectory completed.")
    assert Trajectory.objects.values_list("result", "ground", "stage").get() == ("negative", "finances", "decision")
    page.goto("/screening/")
    expect(page.get_by_role("heading", level=2)).to_have_text("No trajectory fits these filters")
    page.get_by_role("link", name="Show all trajectories").click()
    expect(page.get_by_role("row", name=reference)).to_contain_text("Negative")
