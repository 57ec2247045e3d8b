"""Each step in the work on a case: its page, who may take it, and what it answers when it is not possible."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from cases import access, actions
from cases.models import Case, Closure, Investigation, TeamMember
from cases.models.values import Finding, Recipient, Status, TeamRole
from lib import clock, history
from tests.cast import Cast
from tests.support.casework import FOUND, Make, close, find, nth, start

Sign = Callable[[User], Client]
ALLEGED = {"recipient": "criminal", "category": "disclosure", "unit": "unknown"}
FINDING = {
    "finding": "confirmed",
    "found_on": "17 Jan 2019",
    "ground": "The query log",
    "established_category": "disclosure",
    "established_recipient": "criminal",
    "established_cause": "money",
}
# The steps that work on the case, each with answers that it takes.
WORK: dict[str, dict[str, Any]] = {
    "correct/": {"received_on": "17 Oct 2018", "summary": "Plates looked up twice", "reason": "Misread"},
    "allegations/new/": {**ALLEGED, "recipient": "non_criminal"},
    "allegations/{allegation}/correct/": {**ALLEGED, "recipient": "non_criminal", "reason": "A relative"},
    "allegations/{allegation}/subject/": {"name": "Jo", "number": "77", "reason": "Named by a witness"},
    "allegations/{allegation}/finding/": FINDING,
    "investigations/new/": {
        "track": "criminal",
        "offences": ["secrecy", "bribery"],
        "body": "rijksrecherche",
        "started_on": "24-10-2018",
    },
    "investigations/{investigation}/end/": {"ended_on": "16 Jan 2019"},
}
MANAGE = {"lead/": {"lead": "otto", "reason": "Illness"}, "void/": {"reason": "Logged twice"}}
REVIEW = {"closing/confirm/": {}, "closing/decline/": {"reason": "Too early"}, "reopen/": {"reason": "New report"}}
EVERY = {**WORK, "closing/propose/": {}, **MANAGE, **REVIEW}


@pytest.fixture
def investigation(case: Case, cast: Cast) -> Investigation:
    return start(case, cast.investigator)


def address(case: Case, step: str) -> str:
    """Where a step of a case is taken."""
    investigation = Investigation.objects.filter(case=case).first()
    keys = {
        "allegation": nth(case).public_key,
        "investigation": investigation.public_key if investigation else "NONE",
    }
    return f"/cases/{case.reference}/{step.format(**keys)}"


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def take(client: Client, case: Case, step: str, answers: dict[str, Any]) -> str:
    """Take a step that must succeed; the page of the case that follows it."""
    answer = client.post(address(case, step), answers, follow=True)
    assert answer.redirect_chain == [(f"/cases/{case.reference}/", 302)], answer.context["form"].errors
    return answer.content.decode()


@pytest.mark.parametrize("step", WORK)
def test_the_lead_takes_each_step_of_the_work(
    case: Case, investigation: Investigation, client_of: Sign, cast: Cast, step: str
) -> None:
    client = client_of(cast.investigator)
    assert client.get(address(case, step)).status_code == 200
    assert 'role="status"' in take(client, case, step, WORK[step])


def test_what_the_steps_of_the_work_keep(case: Case, investigation: Investigation, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)
    for step, answers in WORK.items():
        take(client, case, step, answers)
    case = now(case)
    assert (case.summary, case.received_on) == ("Plates looked up twice", datetime.date(2018, 10, 17))
    first, second = nth(case), nth(case, 2)
    assert (first.recipient, first.finding, first.found_on) == (Recipient.NON_CRIMINAL, Finding.CONFIRMED, FOUND)
    assert (first.established_recipient, first.established_cause_id) == (Recipient.CRIMINAL, "money")
    assert first.subject is not None
    assert (first.subject.name, first.subject.number) == ("Jo", "77")
    assert (second.recipient, second.finding) == (Recipient.NON_CRIMINAL, Finding.PENDING)
    criminal = Investigation.objects.get(track="criminal")
    assert (criminal.body, criminal.secrecy_bribery) == ("rijksrecherche", "both")
    assert Investigation.objects.get(track="disciplinary").ended_on == datetime.date(2019, 1, 16)


def test_the_coordinator_appoints_and_replaces_the_lead(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case(lead=None)
    client = client_of(cast.coordinator)
    take(client, case, "lead/", {"lead": "ines"})
    assert access.lead_of(case) == cast.investigator
    answer = client.post(address(case, "lead/"), {"lead": "otto"})
    assert list(answer.context["form"].errors) == ["reason"]
    take(client, case, "lead/", {"lead": "otto", "reason": "Illness"})
    assert access.lead_of(case) == cast.other_investigator


def test_nobody_is_appointed_whom_the_case_concerns(case: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.coordinator)
    assert "Sam Verburg" not in client.get(address(case, "lead/")).content.decode()
    answer = client.post(address(case, "lead/"), {"lead": "sam", "reason": "X"})
    assert "lead" in answer.context["form"].errors


def test_the_coordinator_voids_a_case(case: Case, client_of: Sign, cast: Cast) -> None:
    assert "Registered in error" in take(client_of(cast.coordinator), case, "void/", {"reason": "Logged twice"})
    assert (now(case).counted, now(case).void_reason) == (False, "Logged twice")


def test_closing_takes_two(case: Case, client_of: Sign, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    lead, coordinator = client_of(cast.investigator), client_of(cast.coordinator)
    take(lead, case, "closing/propose/", {"proposal": "All is done"})
    refused = lead.post(address(case, "closing/confirm/"))
    assert refused.status_code == 409
    assert "You proposed closing. Somebody else must confirm it." in refused.content.decode()
    assert "All is done" in coordinator.get(address(case, "closing/confirm/")).content.decode()
    take(coordinator, case, "closing/confirm/", {})
    assert now(case).status == Status.CLOSED
    take(lead, case, "reopen/", {"reason": "New report"})
    assert now(case).status == Status.CONCLUDED


def test_a_closing_is_declined_or_withdrawn(case: Case, client_of: Sign, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    lead, coordinator = client_of(cast.investigator), client_of(cast.coordinator)
    take(lead, case, "closing/propose/", {})
    take(coordinator, case, "closing/decline/", {"reason": "The letter is missing"})
    take(lead, case, "closing/propose/", {})
    assert "Withdraw the proposal" in lead.get(address(case, "closing/decline/")).content.decode()
    take(lead, case, "closing/decline/", {"reason": "Too early"})
    assert Closure.objects.exclude(declined_on=None).count() == 2


def close_for(case: Case, cast: Cast) -> None:
    for investigation in Investigation.objects.filter(case=case):
        actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    find(nth(case), cast.investigator)
    close(case, cast.investigator, cast.coordinator)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("step", [step for step in EVERY if step != "reopen/"])
def test_a_closed_case_answers_each_step_with_the_reason_why_not(
    case: Case, investigation: Investigation, client_of: Sign, cast: Cast, step: str, method: str
) -> None:
    close_for(case, cast)
    before = Case.history.count()
    user = cast.coordinator if step in MANAGE else cast.investigator
    answer = getattr(client_of(user), method)(address(case, step), EVERY[step])
    assert answer.status_code == 409
    assert "This is not possible now" in answer.content.decode()
    assert "<form" not in answer.content.decode().split("<main")[1]
    assert Case.history.count() == before


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("closing/propose/", "Before closing, every allegation needs a finding."),
        ("closing/confirm/", "Closing has not been proposed."),
        ("closing/decline/", "Closing has not been proposed."),
        ("reopen/", "The case is not closed."),
    ],
)
def test_an_open_case_says_what_is_not_possible_yet(
    case: Case, client_of: Sign, cast: Cast, step: str, sentence: str
) -> None:
    answer = client_of(cast.investigator).post(address(case, step), EVERY[step])
    assert answer.status_code == 409
    assert sentence in answer.content.decode()


def test_what_is_alleged_can_no_longer_be_corrected_after_the_finding(case: Case, client_of: Sign, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    step = "allegations/{allegation}/correct/"
    answer = client_of(cast.investigator).post(address(case, step), WORK[step])
    assert answer.status_code == 409
    assert "A finding has been recorded." in answer.content.decode()


@pytest.mark.parametrize("step", EVERY)
@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("other_investigator", 404),
        ("subject", 404),
        ("manager", 403),
        ("admin", 403),
        ("auditor", 404),
        ("screening_officer", 404),
        ("stranger", 404),
    ],
)
def test_the_wrong_person_gets_nowhere(
    case: Case, investigation: Investigation, client_of: Sign, cast: Cast, part: str, status: int, step: str
) -> None:
    client = client_of(getattr(cast, part))
    assert client.get(address(case, step)).status_code == status
    assert client.post(address(case, step), EVERY[step]).status_code == status
    assert now(case) == case


@pytest.mark.parametrize("step", [*WORK, "closing/propose/"])
def test_a_coordinator_and_a_reviewer_work_no_case_that_they_review(
    case: Case, investigation: Investigation, client_of: Sign, cast: Cast, step: str
) -> None:
    reviewer = TeamMember(case=case, user=cast.other_investigator, role=TeamRole.REVIEWER, since=clock.now())
    history.save(reviewer, by=None)
    for user in (cast.coordinator, cast.other_investigator):
        assert client_of(user).post(address(case, step), EVERY[step]).status_code == 403


@pytest.mark.parametrize("step", MANAGE)
def test_a_lead_neither_appoints_nor_voids(case: Case, client_of: Sign, cast: Cast, step: str) -> None:
    assert client_of(cast.investigator).post(address(case, step), MANAGE[step]).status_code == 403


@pytest.mark.parametrize("step", EVERY)
def test_a_wrong_method_comes_first(case: Case, client_of: Sign, cast: Cast, step: str) -> None:
    for user in (cast.investigator, cast.stranger):
        assert client_of(user).put(address(case, step)).status_code == 405


@pytest.mark.parametrize("step", EVERY)
def test_anonymous_is_sent_to_sign_in(case: Case, step: str) -> None:
    answer = Client().get(address(case, step))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_records_of_another_case_are_not_reached_through_this_one(
    case: Case, make_case: Make, client_of: Sign, cast: Cast
) -> None:
    other = make_case()
    client = client_of(cast.investigator)
    for path in (
        f"allegations/{nth(other).public_key}/finding/",
        f"investigations/{start(other, cast.investigator).public_key}/end/",
        f"allegations/{nth(case).pk}/finding/",
    ):
        assert client.get(f"/cases/{case.reference}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("step", "changes", "field", "sentence"),
    [
        ("correct/", {"reason": ""}, "reason", "Say why."),
        ("correct/", {"received_on": "1 Dec 2018"}, "received_on", "Enter an earlier one"),
        ("allegations/new/", {"recipient": "none"}, "recipient", "A leak went to somebody."),
        ("allegations/{allegation}/subject/", {"name": "", "number": ""}, "name", "Enter a name"),
        ("allegations/{allegation}/finding/", {"finding": ""}, "finding", "Choose what was found."),
        ("allegations/{allegation}/finding/", {"finding": "pending"}, "finding", "Choose what was found."),
        ("allegations/{allegation}/finding/", {"found_on": "1 Jan 2018"}, "found_on", "before the report came in"),
        ("allegations/{allegation}/finding/", {"found_on": ""}, "found_on", "Enter a date"),
        ("allegations/{allegation}/finding/", {"ground": ""}, "ground", "Say what the finding rests on."),
        ("allegations/{allegation}/finding/", {"finding": "ended_without_finding"}, "ended_reason", "Say why it ended"),
        (
            "allegations/{allegation}/finding/",
            {"established_recipient": "none"},
            "established_recipient",
            "A leak went to somebody.",
        ),
        ("investigations/new/", {"offences": []}, "offences", "Choose at least one"),
        ("investigations/new/", {"started_on": "1-1-2099"}, "started_on", "The date lies in the future."),
        ("investigations/{investigation}/end/", {"ended_on": "1-1-2018"}, "ended_on", "before the start"),
    ],
)
def test_an_error_stands_at_its_field_and_on_top(
    case: Case,
    investigation: Investigation,
    client_of: Sign,
    cast: Cast,
    step: str,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    if step == "correct/":
        find(nth(case), cast.investigator, found_on=datetime.date(2018, 11, 1))
    answer = client_of(cast.investigator).post(address(case, step), {**WORK[step], **changes})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert answer.content.decode().count(escape(sentence)) >= 2


def test_a_finding_starts_from_what_was_alleged(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case()
    form = client_of(cast.investigator).get(address(case, "allegations/{allegation}/finding/")).context["form"]
    assert form["established_category"].value() == "disclosure"
    assert form["established_recipient"].value() == "criminal"
    assert form["finding"].value() is None
    assert "reason" not in form.fields


def test_a_finding_is_changed_with_a_reason_and_may_be_taken_back(case: Case, client_of: Sign, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    client, step = client_of(cast.investigator), "allegations/{allegation}/finding/"
    changed = {**FINDING, "finding": "refuted"}
    assert list(client.post(address(case, step), changed).context["form"].errors) == ["reason"]
    take(client, case, step, {**changed, "reason": "The log was misread"})
    assert nth(case).finding == Finding.REFUTED
    taken_back = {**FINDING, "finding": "pending", "found_on": "", "ground": "", "reason": "New report"}
    take(client, case, step, taken_back)
    assert nth(case).finding == Finding.PENDING


def test_a_finding_taken_over_without_a_date_may_be_changed_without_one(
    case: Case, client_of: Sign, cast: Cast
) -> None:
    find(nth(case), cast.investigator, Finding.REFUTED, None)
    step = "allegations/{allegation}/finding/"
    take(client_of(cast.investigator), case, step, {**FINDING, "found_on": "", "ground": "", "reason": "Misread"})
    assert (nth(case).finding, nth(case).found_on) == (Finding.CONFIRMED, None)


def test_the_case_is_gone_at_once_for_whom_it_turns_out_to_concern(
    make_case: Make, client_of: Sign, cast: Cast
) -> None:
    case = make_case(lead=cast.subject)
    client, step = client_of(cast.subject), "allegations/{allegation}/subject/"
    answer = client.post(address(case, step), {"name": "", "number": "T-sam", "reason": "Me"})
    assert answer["Location"] == "/cases/"
    assert client.get(f"/cases/{case.reference}/").status_code == 404
