"""Every write to the case register: what it keeps, and what it refuses with a reason."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases import actions
from cases.models import Allegation, Case, Closure, TeamMember
from cases.models.values import Finding, Recipient, Status, TeamRole
from lib import clock
from lib.refusal import Refused
from office.models import Offence, RecipientType
from tests.cast import Cast
from tests.support.casework import FOUND, RECEIVED, STARTED, Make, alleged, close, established, find, item, nth, start

TOMORROW = datetime.timedelta(days=1)


def problems(refused: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    """The fields that a refusal names."""
    return set(refused.value.message_dict)


def leads(case: Case) -> list[str]:
    return list(
        TeamMember.objects.current().filter(case=case, role=TeamRole.LEAD).values_list("user__username", flat=True)
    )


def test_logging_gives_a_reference_of_the_year_received(make_case: Make) -> None:
    first, second = make_case(), make_case(datetime.date(2019, 1, 1))
    assert first.reference[:5] == "2018-"
    assert second.reference[:5] == "2019-"
    assert len({first.reference, second.reference}) == 2


def test_logging_without_a_lead_leaves_the_case_without_a_team(make_case: Make) -> None:
    assert not TeamMember.objects.filter(case=make_case(lead=None)).exists()


def test_logging_says_in_the_history_who_did_it_and_when(cast: Cast) -> None:
    moment = datetime.datetime(2018, 10, 19, 8, tzinfo=datetime.UTC)
    with clock.at(moment):
        case = actions.log_case(by=cast.investigator, received_on=RECEIVED, **alleged())
    row = Case.history.get(id=case.pk)
    assert (row.history_user, row.valid_from, case.registered_at) == (cast.investigator, moment, moment)


def test_logging_draws_again_when_a_reference_is_taken(make_case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = make_case().reference
    draws = iter([taken, taken, "2018-ZZZZZ"])
    monkeypatch.setattr("cases.actions.case.reference", lambda _year: next(draws))
    assert make_case().reference == "2018-ZZZZZ"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"recipient": Recipient.NONE}, "recipient"),
        ({"recipient": Recipient.NON_CRIMINAL, "recipient_type": "suspect"}, "recipient_type"),
    ],
)
def test_what_is_alleged_must_go_together(make_case: Make, values: dict[str, Any], field: str) -> None:
    if "recipient_type" in values:
        values = {**values, "recipient_type": item(RecipientType, values["recipient_type"])}
    with pytest.raises(ValidationError) as refused:
        make_case(**values)
    assert problems(refused) == {field}
    assert not Case.objects.exists()


def test_no_case_is_received_tomorrow(make_case: Make) -> None:
    with pytest.raises(ValidationError) as refused:
        make_case(clock.today() + TOMORROW)
    assert problems(refused) == {"received_on"}


def test_what_is_alleged_is_corrected_with_a_reason_until_the_finding(case: Case, cast: Cast) -> None:
    actions.correct_allegation(
        allegation=nth(case), by=cast.investigator, reason="A relative", **alleged(recipient=Recipient.NON_CRIMINAL)
    )
    newest = Allegation.history.filter(id=nth(case).pk).latest("valid_from")
    assert (newest.recipient, newest.history_change_reason) == (Recipient.NON_CRIMINAL, "A relative")
    find(nth(case), cast.investigator)
    with pytest.raises(Refused, match="A finding has been recorded"):
        actions.correct_allegation(allegation=nth(case), by=cast.investigator, reason="No", **alleged())


def test_a_finding_keeps_what_is_established_apart_from_what_is_alleged(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator, **established("own_use", Recipient.NONE, "curiosity"))
    allegation = nth(case)
    assert (allegation.recipient, allegation.established_recipient) == (Recipient.CRIMINAL, Recipient.NONE)
    assert (allegation.category_id, allegation.established_category_id) == ("disclosure", "own_use")


def test_only_a_confirmed_finding_establishes_anything(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator, Finding.REFUTED)
    allegation = nth(case)
    assert (allegation.established_recipient, allegation.established_category) == ("", None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"found_on": RECEIVED - TOMORROW}, "found_on"),
        ({"found_on": datetime.date(2100, 1, 1)}, "found_on"),
        ({"finding": Finding.ENDED}, "ended_reason"),
        ({"finding": Finding.REFUTED, "ended_reason": "no_capacity"}, "ended_reason"),
        ({"finding": Finding.PENDING}, "found_on"),
        ({"finding": Finding.PENDING, "found_on": None, "ground": "X"}, "ground"),
        ({"established_cause": None}, "established_cause"),
        ({"established_recipient": Recipient.NONE}, "established_recipient"),
    ],
)
def test_a_finding_must_hold_together(case: Case, cast: Cast, values: dict[str, Any], field: str) -> None:
    whole = {"finding": Finding.CONFIRMED, "found_on": FOUND, **established(), **values}
    with pytest.raises(ValidationError) as refused:
        actions.record_finding(allegation=nth(case), by=cast.investigator, **whole)
    assert problems(refused) == {field}
    assert nth(case).finding == Finding.PENDING


def test_a_finding_changes_only_with_a_reason(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    with pytest.raises(ValidationError) as refused:
        find(nth(case), cast.investigator, Finding.REFUTED, reason=" ")
    assert problems(refused) == {"reason"}
    find(nth(case), cast.investigator, Finding.REFUTED, reason="The log was misread")
    assert nth(case).finding == Finding.REFUTED


def test_a_subject_is_identified_later_and_changed_with_a_reason(make_case: Make, cast: Cast) -> None:
    case = make_case()
    actions.identify_subject(allegation=nth(case), by=cast.investigator, name="", number="T-sam")
    subject = nth(case).subject
    assert subject is not None
    assert (subject.number_hash, subject.identified_on) == (cast.subject.subject_hash, clock.today())
    actions.identify_subject(allegation=nth(case), by=cast.investigator, name="A", number="9", reason="Mistaken")
    assert nth(case).subject == subject


def test_an_allegation_is_added_on_a_subject_of_its_own(case: Case, cast: Cast) -> None:
    allegation = actions.add_allegation(case=case, by=cast.investigator, name="B", number="88", **alleged())
    assert allegation.position == 2
    assert allegation.subject is not None
    assert allegation.subject != nth(case).subject


def test_an_investigation_ends_once_and_not_before_it_starts(case: Case, cast: Cast) -> None:
    investigation = start(case, cast.investigator)
    with pytest.raises(ValidationError) as refused:
        actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=STARTED - TOMORROW)
    assert problems(refused) == {"ended_on"}
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=STARTED)
    with pytest.raises(Refused, match="ended already"):
        actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)


def test_an_investigation_does_not_start_tomorrow(case: Case, cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.start_investigation(
            case=case,
            by=cast.investigator,
            track="criminal",
            body="rijksrecherche",
            offences=Offence.objects.filter(pk="bribery"),
            started_on=clock.today() + TOMORROW,
        )
    assert problems(refused) == {"started_on"}


def test_a_new_lead_replaces_the_former_who_leaves_the_team(case: Case, cast: Cast) -> None:
    actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason="Illness")
    assert leads(case) == ["otto"]
    former = TeamMember.objects.get(case=case, user=cast.investigator)
    assert former.until is not None


def test_closing_needs_every_finding_and_no_investigation_under_way(case: Case, cast: Cast) -> None:
    investigation = start(case, cast.investigator)
    with pytest.raises(Refused, match="every allegation needs a finding"):
        actions.propose_closing(case=case, by=cast.investigator, proposal="")
    find(nth(case), cast.investigator)
    with pytest.raises(Refused, match="still under way"):
        actions.propose_closing(case=case, by=cast.investigator, proposal="")
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    with pytest.raises(Refused, match="proposed already"):
        actions.propose_closing(case=case, by=cast.investigator, proposal="")


def test_nobody_confirms_his_own_proposal(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    with pytest.raises(Refused, match="not been proposed"):
        actions.confirm_closing(case=case, by=cast.coordinator)
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    with pytest.raises(Refused, match="Somebody else"):
        actions.confirm_closing(case=case, by=cast.investigator)
    assert actions.confirm_closing(case=case, by=cast.coordinator) == case
    assert Case.objects.get(pk=case.pk).status == Status.CLOSED


def test_what_happened_after_the_proposal_hinders_the_closing_too(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    start(case, cast.investigator)
    with pytest.raises(Refused, match="still under way"):
        actions.confirm_closing(case=case, by=cast.coordinator)


def test_a_declined_closing_can_be_proposed_again(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    with pytest.raises(Refused, match="not been proposed"):
        actions.decline_closing(case=case, by=cast.coordinator, reason="No")
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    actions.decline_closing(case=case, by=cast.coordinator, reason="The letter is missing")
    actions.propose_closing(case=case, by=cast.investigator, proposal="The letter is sent")
    assert Closure.objects.filter(case=case).count() == 2


def test_a_proposal_is_withdrawn_by_the_one_who_made_it(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    actions.propose_closing(case=case, by=cast.investigator, proposal="")
    actions.decline_closing(case=case, by=cast.investigator, reason="Too early")
    assert Closure.objects.get().declined_by == cast.investigator


def test_a_closed_case_stays_as_it_is_until_it_is_reopened(case: Case, cast: Cast) -> None:
    with pytest.raises(Refused, match="not closed"):
        actions.reopen_case(case=case, by=cast.investigator, reason="New report")
    investigation = start(case, cast.investigator)
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    find(nth(case), cast.investigator)
    close(case, cast.investigator, cast.coordinator)
    for move in (
        lambda: actions.add_allegation(case=case, by=cast.investigator, **alleged()),
        lambda: actions.correct_allegation(allegation=nth(case), by=cast.investigator, reason="X", **alleged()),
        lambda: actions.identify_subject(allegation=nth(case), by=cast.investigator, name="X", number="1"),
        lambda: find(nth(case), cast.investigator, reason="X"),
        lambda: start(case, cast.investigator),
        lambda: actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND),
        lambda: actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason="X"),
        lambda: actions.correct_case(
            case=case, by=cast.investigator, reason="X", received_on=RECEIVED, summary="Another"
        ),
        lambda: actions.void_case(case=case, by=cast.coordinator, reason="X"),
    ):
        with pytest.raises(Refused, match="The case is closed"):
            move()
    actions.reopen_case(case=case, by=cast.coordinator, reason="New report")
    closure = Closure.objects.get()
    assert (closure.reopened_by, closure.reopen_reason) == (cast.coordinator, "New report")
    start(case, cast.investigator)
    assert Case.objects.get(pk=case.pk).received_year == 2018


def test_a_voided_case_can_no_longer_be_changed(case: Case, cast: Cast) -> None:
    actions.void_case(case=case, by=cast.coordinator, reason="Logged twice")
    with pytest.raises(Refused, match="registered in error"):
        start(case, cast.investigator)
    with pytest.raises(Refused, match="registered in error"):
        actions.void_case(case=case, by=cast.coordinator, reason="Again")


def test_a_case_is_not_received_after_what_followed_it(case: Case, cast: Cast) -> None:
    find(nth(case), cast.investigator)
    with pytest.raises(ValidationError) as refused:
        actions.correct_case(
            case=case, by=cast.investigator, reason="X", received_on=FOUND + TOMORROW, summary="Plates looked up"
        )
    assert problems(refused) == {"received_on"}


def test_a_voided_case_is_neither_closed_nor_reopened(make_case: Make, cast: Cast) -> None:
    case = make_case()
    find(nth(case), cast.investigator, Finding.REFUTED)
    actions.propose_closing(case=case, by=cast.investigator, proposal="Done.")
    actions.void_case(case=case, by=cast.coordinator, reason="Registered twice.")
    with pytest.raises(Refused, match="in error"):
        actions.confirm_closing(case=case, by=cast.coordinator)
    with pytest.raises(Refused, match="in error"):
        actions.decline_closing(case=case, by=cast.coordinator, reason="No.")
    with pytest.raises(Refused, match="in error"):
        actions.reopen_case(case=case, by=cast.coordinator, reason="Yes.")


def test_a_number_of_signs_alone_identifies_nobody(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.log_case(by=cast.investigator, received_on=RECEIVED, number="---", **alleged())
    assert problems(refusal) == {"number"}


def test_a_lead_is_an_investigator_whom_the_case_does_not_concern(case: Case, cast: Cast) -> None:
    for nobody in (cast.subject, cast.manager, cast.coordinator, cast.stranger):
        with pytest.raises(ValidationError) as refusal:
            actions.appoint_lead(case=case, by=cast.coordinator, lead=nobody, reason="Holiday.")
        assert problems(refusal) == {"lead"}
    actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason="Holiday.")
    assert leads(case) == [cast.other_investigator.username]


def test_what_changes_a_case_says_why(case: Case, cast: Cast) -> None:
    correct = {"received_on": case.received_on, "summary": "Other words"}
    attempts = [
        lambda: actions.correct_case(case=case, by=cast.investigator, reason=" ", **correct),
        lambda: actions.correct_allegation(allegation=nth(case), by=cast.investigator, reason="", **alleged()),
        lambda: actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason=""),
        lambda: actions.void_case(case=case, by=cast.coordinator, reason="\t"),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert problems(refusal) == {"reason"}


def test_neglect_of_duty_only_goes_with_no_offence(case: Case, cast: Cast) -> None:
    with pytest.raises(ValidationError) as refusal:
        start(case, cast.investigator, "neglect_of_duty", "secrecy")
    assert problems(refusal) == {"offences"}
    assert start(case, cast.investigator, "neglect_of_duty").secrecy_bribery == "neither"
