"""Narrative is kept in clear: saving warns where it says who the people concerned are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases import actions
from cases.models import Case
from tests.cast import Cast
from tests.support.casework import Make, nth

Sign = Callable[[User], Client]
WARNING = "The text seems to name a person concerned"
NAMED = "Verburg (number t sam) looked up plates"
FINDING = {
    "finding": "confirmed",
    "found_on": "17 Jan 2019",
    "established_category": "disclosure",
    "established_recipient": "criminal",
    "established_cause": "money",
}
STEPS: dict[str, tuple[dict[str, Any], str]] = {
    "correct/": ({"received_on": "18 Oct 2018", "reason": "Why"}, "summary"),
    "allegations/{allegation}/finding/": (FINDING, "ground"),
    "allegations/{allegation}/correct/": (
        {"recipient": "non_criminal", "category": "disclosure", "unit": "unknown"},
        "reason",
    ),
    "team/new/": ({"person": "otto", "role": "member"}, "reason"),
    "walls/new/": ({"person": "mara"}, "reason"),
}


def save(client: Client, case: Case, step: str, answers: dict[str, Any]) -> str:
    """Save a step; the page that follows."""
    path = step.format(allegation=nth(case).public_key)
    answer = client.post(f"/cases/{case.reference}/{path}", answers, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    return answer.content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_a_text_that_names_the_subject_is_saved_with_a_warning(
    case: Case, client_of: Sign, cast: Cast, step: str
) -> None:
    answers, field = STEPS[step]
    page = save(client_of(cast.investigator), case, step, {**answers, field: NAMED})
    warning = page.split('<div class="state warn" role="status">')[1].split("</div>")[0]
    assert WARNING in warning
    assert "Verburg" not in warning


@pytest.mark.parametrize("step", STEPS)
def test_another_text_is_saved_without(case: Case, client_of: Sign, cast: Cast, step: str) -> None:
    answers, field = STEPS[step]
    assert WARNING not in save(client_of(cast.investigator), case, step, {**answers, field: "The officer looked"})


def test_a_proposal_to_close_is_read_too(case: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)
    save(client, case, "allegations/{allegation}/finding/", {**FINDING, "ground": "The query log"})
    assert WARNING in save(client, case, "closing/propose/", {"proposal": NAMED})


def test_logging_warns_too(client_of: Sign, cast: Cast) -> None:
    answers = {
        "received_on": "18 Oct 2018",
        "summary": NAMED,
        "recipient": "criminal",
        "category": "disclosure",
        "unit": "unknown",
    }
    client = client_of(cast.investigator)
    assert WARNING not in client.post("/cases/new/", answers, follow=True).content.decode()
    answers |= {"name": "Sam Verburg", "number": "T-sam"}
    assert WARNING in client.post("/cases/new/", answers, follow=True).content.decode()


def test_naming_the_subject_later_warns_of_what_stands_there(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case(summary="Verburg looked up plates")
    answers = {"name": "Sam Verburg", "number": "", "reason": "A witness"}
    assert WARNING in save(client_of(cast.investigator), case, "allegations/{allegation}/subject/", answers)


def test_the_people_of_another_case_are_not_told_of(make_case: Make, client_of: Sign, cast: Cast) -> None:
    make_case(name="Sam Verburg", number="T-sam")
    answers = {"received_on": "18 Oct 2018", "reason": "Why", "summary": NAMED}
    assert WARNING not in save(client_of(cast.investigator), make_case(), "correct/", answers)


def test_a_subject_without_a_number_has_no_automatic_wall_and_the_page_says_so(
    make_case: Make, client_of: Sign, cast: Cast
) -> None:
    case = make_case(name="Sam Verburg")
    for user in (cast.investigator, cast.coordinator):
        assert "no automatic wall" in client_of(user).get(f"/cases/{case.reference}/").content.decode()
    actions.identify_subject(allegation=nth(case), by=cast.investigator, name="Sam Verburg", number="T-sam")
    assert "no automatic wall" not in client_of(cast.investigator).get(f"/cases/{case.reference}/").content.decode()
