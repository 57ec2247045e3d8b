"""Somebody is walled off while he has the case before him, in a real browser: from then on it never was there."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases import actions
from cases.models import Case
from tests.cast import Cast
from tests.support.casework import Make

Open = Callable[..., Page]
WORD = "Zwaluwplan"
UNKNOWN = "2018-ZZZZ0"
ACTS = (Kind.CASE_CORRECTED, Kind.CASE_VOIDED)
UNKNOWN_WORD = "Nachtegaal"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def shared(make_case: Make, cast: Cast) -> Case:
    """A case with a member beside its lead; there is another of the same year."""
    case = make_case(summary=f"{WORD} was known before the search")
    actions.grant_access(case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work")
    return case


@pytest.fixture
def own(shared: Case, make_case: Make, cast: Cast) -> Case:
    return make_case(by=cast.other_investigator, lead=cast.other_investigator, summary="A plate looked up")


# A member leaves the team as well; from a coordinator nothing but the wall hides it.
@pytest.mark.parametrize(
    ("part", "step", "button"),
    [
        ("other_investigator", "Correct the facts", "Save the correction"),
        ("second_coordinator", "Registered in error", "Take it out of the figures"),
    ],
)
def test_a_case_that_is_open_is_gone_once_the_wall_stands(
    page_of: Open, transactional_db: None, shared: Case, own: Case, cast: Cast, part: str, step: str, button: str
) -> None:
    person = getattr(cast, part)
    page = page_of(person)
    page.goto("/cases/")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name=shared.reference).click()
    expect(page.locator("main")).to_contain_text(WORD)
    tab = page.context.new_page()
    tab.goto(f"/cases/{shared.reference}/")
    tab.get_by_role("link", name=step).first.click()
    tab.get_by_label("Why", exact=False).fill("It is better so")

    wall_off(page_of(cast.investigator), shared, person)

    with tab.expect_navigation() as sent:
        tab.get_by_role("button", name=button).click()
    assert_is_nothing(sent.value, tab, shared)
    assert_is_nothing(page.reload(), page, shared)
    assert not Event.objects.filter(actor=person.username, kind__in=ACTS).exists()
    for typed in ("", "correct/", "looked/", "team/new/", "walls/new/"):
        assert_is_nothing(page.goto(f"/cases/{shared.reference}/{typed}"), page, shared)
    assert_search_finds_nothing(page, shared)
    assert_counts_only(page, shared, own)


def wall_off(lead: Page, case: Case, person: User) -> None:
    """The lead raises the wall, on the page for it."""
    lead.goto(f"/cases/{case.reference}/walls/new/")
    lead.get_by_label("For whom does this case no longer exist?").select_option(person.username)
    lead.get_by_label("Why?").fill("A friend of a witness")
    lead.get_by_role("button", name="Raise the wall").click()
    expect(lead.get_by_role("status")).to_contain_text("The wall is raised.")


def assert_is_nothing(answer: Response | None, page: Page, case: Case) -> None:
    """The page says what it says of a reference that was never given."""
    assert answer is not None
    assert answer.status == 404
    shown = page.content()
    assert page.title().startswith("Not here")
    other = page.context.new_page()
    path = page.evaluate("location.pathname").replace(case.reference, UNKNOWN)
    assert UNKNOWN in path
    unknown = other.goto(path)
    assert unknown is not None
    assert unknown.status == 404
    assert shown == other.content()
    other.close()
    assert_no_trace(shown, case)


def assert_search_finds_nothing(page: Page, case: Case) -> None:
    """A search for it, typed into the field, shows what a search for nothing shows."""
    for asked, nothing in ((case.reference, UNKNOWN), (WORD, UNKNOWN_WORD)):
        found, empty = searched(page, asked), searched(page, nothing)
        assert found.replace(asked, nothing) == empty
        assert_no_trace(found.replace(asked, nothing), case)


def searched(page: Page, words: str) -> str:
    page.goto("/cases/")
    page.get_by_label("Reference or words", exact=True).fill(words)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name=f"Reference or words: {words}")).to_be_visible()
    return TOKEN.sub("", page.content())


def assert_counts_only(page: Page, case: Case, own: Case) -> None:
    """List, figures, the list behind a number and the file hold the other case and no more."""
    page.goto("/cases/")
    expect(page.get_by_role("row")).to_have_count(2)
    assert_shows(page, own, case)
    page.goto("/figures/?from=2018&to=2018")
    assert_no_trace(page.content(), case)
    page.goto("/figures/suspicions/?from=2018&to=2018")
    page.get_by_role("link", name="1, Suspected leaks, 2018: open the list").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 suspicion")
    assert_shows(page, own, case)
    page.get_by_role("link", name=re.compile("^Export th")).click()
    assert_file_holds(page, own, case)
    page.goto("/cases/export/")
    assert_file_holds(page, own, case)


def assert_file_holds(page: Page, own: Case, case: Case) -> None:
    page.get_by_label("What is this file for?").fill("The yearly report")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = download.value.path().read_text()
    assert [line.split(",")[0] for line in text.splitlines()] == ["reference", own.reference]
    assert_no_trace(text, case)


def assert_shows(page: Page, own: Case, case: Case) -> None:
    shown = page.content()
    assert own.reference in shown
    assert_no_trace(shown, case)


def assert_no_trace(text: str, case: Case) -> None:
    assert case.reference not in text
    assert WORD not in text
