"""Import in Chromium: the real registers go in by mouse and by keyboard, and give the counts that must come out."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Allegation, Case
from integrity.intake import starting, working
from office.models import Incoming
from office.models.intake import State
from tests.cast import Cast
from tests.support.importing import PROFILE
from tests.support.intake import ROWS, text_of

PageOf = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "nl-NL"}
TWIN = {"nopd_misconduct_semicolon.csv": "nopd_misconduct_20200214.csv"}


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done where the page would start a process."""
    settings.VAR, settings.INCOMING_DIR = tmp_path, tmp_path / "incoming"
    monkeypatch.setattr(starting, "start", working.work_on)


def upload(page: Page, path: Path, kind: str = "Cases") -> None:
    page.goto("/import/")
    page.get_by_role("link", name="Import a file").first.click()
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="How the file is read", level=1)).to_be_visible()


def use(page: Page, profile: str) -> None:
    page.get_by_role("link", name="Use a profile").click()
    page.get_by_role("button", name=re.compile(f"^Use ?: {profile}$")).click()
    expect(page.get_by_role("heading", name="Which value means what?")).to_be_visible()


def number_in(page: Page, label: str) -> int:
    shown = page.locator(".tally > div", has=page.locator("dt", has_text=re.compile(f"^{label}$"))).locator("dd")
    return int(shown.inner_text().replace(",", ""))


def table_of_years(page: Page) -> dict[str, list[int]]:
    rows = page.get_by_role("table", name="By year").locator("tbody tr").all()
    return {
        row.locator("th").inner_text(): [int(cell.replace(",", "")) for cell in row.locator("td").all_inner_texts()]
        for row in rows
    }


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("nopd_misconduct_20200214.csv", "nopd"),
        ("nopd_misconduct_semicolon.csv", "nopd-semicolon"),
        ("indianapolis_complaints.csv", "indianapolis"),
    ],
)
def test_a_real_register_goes_in(cast: Cast, page_of: PageOf, registers: Path, name: str, profile: str) -> None:
    expected = json.loads((registers / "expected.json").read_text())[TWIN.get(name, name)]
    page = page_of(cast.investigator)
    upload(page, registers / name)
    use(page, profile)
    page.get_by_role("button", name="Make a dry run").click()
    expect(page.get_by_role("heading", name="Dry run done", level=1)).to_be_visible()
    assert not Case.objects.exists()
    found = [number_in(page, label) for label in ("Rows", "Rows accepted", "Rows refused", "Cases created")]
    assert found == [expected[key] for key in ("rows", "accepted_rows", "refused_rows", "cases")]
    years = table_of_years(page)
    assert sum(line[0] for line in years.values()) == expected["rows"]
    for year, cases in expected["cases_by_year"].items():
        outcomes = expected["outcomes_by_year"][year]
        assert years[year][1:] == [cases, *(outcomes.get(word, 0) for word in ("confirmed", "unfounded", "pending"))]
    page.get_by_role("link", name="Go on to the import").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Imported", level=1)).to_be_visible()
    assert Case.objects.count() == expected["cases"]
    assert Allegation.objects.count() == expected["accepted_rows"]
    if expected["refused_rows"]:
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download the {expected['refused_rows']} refused rows").click()
        assert len(Path(download.value.path()).read_text().splitlines()) == expected["refused_rows"] + 1


def test_a_file_is_mapped_by_keyboard_without_a_profile(cast: Cast, page_of: PageOf, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text_of(ROWS, sign=";"))
    page = page_of(cast.investigator, java_script_enabled=False)
    upload(page, path)
    page.get_by_role("button", name="Go on to the columns").press("Enter")
    page.get_by_label("What is this register called?").fill("own")
    page.get_by_label("Which column has the number?").select_option("number")
    columns = {
        "Day of receipt": "received",
        "Day of the finding": "done",
        "Finding": "verdict",
        "Category": "kind",
        "Unit": "unit",
        "Recipient class": "",
    }
    for field, column in columns.items():
        page.get_by_label(field, exact=True).select_option(column)
    page.get_by_label("Recipient class in every row").select_option("unknown")
    page.get_by_role("button", name="Go on to the values").press("Enter")
    for field, meanings in {
        "Finding": {"no": "refuted", "yes": "confirmed"},
        "Category": {"gift": "financial"},
        "Unit": {"North": "unknown"},
    }.items():
        page.get_by_role("link", name=field, exact=True).press("Enter")
        for text, meaning in meanings.items():
            page.get_by_label(text, exact=True).select_option(meaning)
        page.get_by_role("button", name="Keep").press("Enter")
    assert "Still missing" not in page.content()
    page.get_by_role("button", name="Make a dry run").press("Enter")
    assert number_in(page, "Cases created") == 2
    assert number_in(page, "Rows refused") == 0


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    cast: Cast, page_of: PageOf, tmp_path: Path, options: dict[str, Any]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text_of([*ROWS, {"number": "B-1", "received": "tomorrow", "verdict": "perhaps"}]))
    page = page_of(cast.investigator, **{**options, "locale": "en-GB"})
    upload(page, path)
    key = Incoming.objects.get().public_key
    here = f"/import/files/{key}/"
    seen = ["/import/", "/import/new/", f"{here}reading/", f"{here}profile/"]
    for address in seen:
        look_at(page, address)
    page.locator("summary").click()
    page.locator("textarea").fill(PROFILE)
    page.get_by_role("button", name="Read the file by it").click()
    for name in ("columns/", "values/", "values/finding/"):
        look_at(page, here + name)
    page.goto(f"{here}values/")
    page.get_by_role("button", name="Make a dry run").click()
    for name in ("", "import/"):
        look_at(page, here + name)
    for state, read in ((State.CHECKING, 2), (State.IMPORTING, 4)):
        Incoming.objects.update(state=state, rows_read=read, rows_in_all=4, worked_at=timezone.now())
        look_at(page, here)


def look_at(page: Page, address: str) -> None:
    page.goto(address)
    found = Axe().run(page)
    assert not found.response["violations"], (address, found.generate_report())
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, address


def test_progress_is_told_in_words_and_renewed_by_a_link(cast: Cast, page_of: PageOf, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text_of(ROWS))
    page = page_of(cast.investigator)
    upload(page, path)
    files = Incoming.objects.all()
    files.update(state=State.CHECKING, rows_read=2, rows_in_all=3, worked_at=timezone.now())
    page.goto(f"/import/files/{files.get().public_key}/")
    for change, said in (
        ({}, "2 of 3 rows read"),
        ({"state": State.IMPORTING, "rows_read": 3}, "All rows are read. Writing"),
        ({"state": State.FAILED, "failure": "The file is empty."}, "The file is empty."),
    ):
        if change:
            files.update(**change)
            page.get_by_role("link", name="Renew now").click()
        expect(page.get_by_text(said)).to_be_visible()
