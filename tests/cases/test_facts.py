"""What a case counts as: the rules of the figures, held against cases that people work on."""

import datetime

from cases import actions
from cases.models import Allegation, Case, Investigation
from cases.models.values import NOT_CONFIRMED, UNKNOWN_YEAR, Finding, Outcome, Recipient, Status
from office.models import InformationSystem, Unit
from tests.cast import Cast
from tests.support.casework import FOUND, RECEIVED, Make, alleged, close, established, find, item, nth, start


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_fresh_case_is_pending_and_counts_by_what_is_alleged(make_case: Make, units: tuple[Unit, Unit]) -> None:
    case = now(make_case(**alleged(unit=units[0])))
    assert (case.received_year, case.counted, case.leak) == (2018, True, True)
    assert (case.category_id, case.recipient, case.unit_id) == ("disclosure", Recipient.CRIMINAL, "harbour")
    assert (case.status, case.outcome, case.outcome_leak) == (Status.RECEIVED, Outcome.PENDING, Outcome.PENDING)
    assert (case.sub_reason, case.concluded_on, case.concluded_year) == (Finding.PENDING, None, None)
    assert case.established_recipient == case.established_cause == case.established_system == NOT_CONFIRMED


def test_a_case_is_a_leak_case_if_one_of_its_allegations_is(make_case: Make, cast: Cast) -> None:
    case = make_case(**alleged("financial", Recipient.NONE))
    assert not now(case).leak
    actions.add_allegation(case=case, by=cast.investigator, **alleged("careless_loss", Recipient.UNKNOWN))
    assert now(case).leak


def test_the_first_leak_is_the_principal_whichever_came_first(make_case: Make, cast: Cast) -> None:
    case = make_case(**alleged("financial", Recipient.NONE))
    actions.add_allegation(case=case, by=cast.investigator, **alleged("careless_loss", Recipient.NON_CRIMINAL))
    actions.add_allegation(case=case, by=cast.investigator, **alleged("deliberate_passing", Recipient.CRIMINAL))
    case = now(case)
    assert (case.category_id, case.recipient) == ("careless_loss", Recipient.NON_CRIMINAL)


def test_without_a_leak_the_first_allegation_is_the_principal(make_case: Make, cast: Cast) -> None:
    case = make_case(**alleged("financial", Recipient.NONE))
    actions.add_allegation(case=case, by=cast.investigator, **alleged("abuse_of_force", Recipient.UNKNOWN))
    assert now(case).category_id == "financial"


def test_one_confirmed_finding_confirms_the_case_also_while_another_is_open(make_case: Make, cast: Cast) -> None:
    case = make_case()
    actions.add_allegation(case=case, by=cast.investigator, **alleged())
    case = find(nth(case), cast.investigator)
    assert (case.outcome, case.sub_reason) == (Outcome.CONFIRMED, Finding.CONFIRMED)
    assert (case.concluded_on, case.concluded_year, case.status) == (None, None, Status.RECEIVED)


def test_one_open_finding_keeps_the_case_pending_if_none_is_confirmed(make_case: Make, cast: Cast) -> None:
    case = make_case()
    actions.add_allegation(case=case, by=cast.investigator, **alleged())
    case = find(nth(case), cast.investigator, Finding.REFUTED)
    assert (case.outcome, case.concluded_on) == (Outcome.PENDING, None)


def test_an_unfounded_case_shows_the_finding_of_its_principal(make_case: Make, cast: Cast) -> None:
    for finding in (Finding.REFUTED, Finding.NOT_ESTABLISHED, Finding.NO_BREACH, Finding.ENDED):
        case = make_case()
        actions.add_allegation(case=case, by=cast.investigator, **alleged())
        find(nth(case), cast.investigator, finding)
        case = find(nth(case, 2), cast.investigator, Finding.REFUTED)
        assert (case.outcome, case.sub_reason) == (Outcome.UNFOUNDED, finding)


def test_a_refuted_leak_beside_a_confirmed_theft_is_no_confirmed_leak(make_case: Make, cast: Cast) -> None:
    case = make_case()
    actions.add_allegation(case=case, by=cast.investigator, **alleged("financial", Recipient.NONE))
    find(nth(case), cast.investigator, Finding.REFUTED)
    case = find(nth(case, 2), cast.investigator, **established("financial", Recipient.NONE, "money"))
    assert (case.outcome, case.sub_reason) == (Outcome.CONFIRMED, Finding.CONFIRMED)
    assert (case.outcome_leak, case.sub_reason_leak) == (Outcome.UNFOUNDED, Finding.REFUTED)
    assert (case.established_recipient, case.established_cause) == (Recipient.NONE, "money")


def test_a_leak_established_as_no_leak_counts_as_refuted_among_leaks(make_case: Make, cast: Cast) -> None:
    case = find(nth(make_case()), cast.investigator, **established("own_use", Recipient.NONE, "curiosity"))
    assert (case.outcome, case.outcome_leak, case.sub_reason_leak) == (
        Outcome.CONFIRMED,
        Outcome.UNFOUNDED,
        Finding.REFUTED,
    )


def test_established_values_are_those_of_the_first_confirmed_leak(make_case: Make, cast: Cast) -> None:
    case = make_case(**alleged("financial", Recipient.NONE))
    more = alleged(recipient=Recipient.NON_CRIMINAL, system=item(InformationSystem, "vehicle_register"))
    actions.add_allegation(case=case, by=cast.investigator, **more)
    find(nth(case), cast.investigator, **established("financial", Recipient.NONE, "money"))
    case = find(nth(case, 2), cast.investigator, **established(cause="carelessness"))
    assert case.established_recipient == Recipient.CRIMINAL
    assert case.established_system == "vehicle_register"
    assert case.established_cause == "carelessness"


def test_concluded_on_is_the_date_of_the_latest_finding(make_case: Make, cast: Cast) -> None:
    case = make_case()
    actions.add_allegation(case=case, by=cast.investigator, **alleged())
    find(nth(case), cast.investigator, found_on=datetime.date(2019, 3, 1))
    case = find(nth(case, 2), cast.investigator, Finding.REFUTED, datetime.date(2019, 2, 1))
    assert (case.concluded_on, case.concluded_year) == (datetime.date(2019, 3, 1), 2019)
    assert case.status == Status.CONCLUDED


def test_a_finding_without_a_date_leaves_the_year_of_conclusion_unknown(make_case: Make, cast: Cast) -> None:
    case = make_case()
    actions.add_allegation(case=case, by=cast.investigator, **alleged())
    find(nth(case), cast.investigator)
    case = find(nth(case, 2), cast.investigator, Finding.REFUTED, None)
    assert (case.concluded_on, case.concluded_year) == (None, UNKNOWN_YEAR)
    assert (case.outcome, case.status) == (Outcome.CONFIRMED, Status.CONCLUDED)


def test_a_finding_taken_back_opens_the_case_again(make_case: Make, cast: Cast) -> None:
    case = find(nth(make_case()), cast.investigator)
    actions.record_finding(
        allegation=nth(case), by=cast.investigator, finding=Finding.PENDING, found_on=None, reason="New report"
    )
    case = now(case)
    assert (case.outcome, case.concluded_on, case.status) == (Outcome.PENDING, None, Status.RECEIVED)
    assert case.established_recipient == NOT_CONFIRMED


def test_the_status_follows_the_dated_facts(make_case: Make, cast: Cast) -> None:
    case = make_case()
    investigation = start(case, cast.investigator)
    assert now(case).status == Status.INVESTIGATION
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=FOUND)
    case = find(nth(case), cast.investigator)
    assert case.status == Status.CONCLUDED
    case = close(case, cast.investigator, cast.coordinator)
    assert (case.status, case.closed_on is not None) == (Status.CLOSED, True)
    case = actions.reopen_case(case=case, by=cast.coordinator, reason="New report")
    assert (case.status, case.closed_on) == (Status.CONCLUDED, None)


def test_allegations_and_investigations_carry_what_figures_count_them_by(
    make_case: Make, cast: Cast, units: tuple[Unit, Unit]
) -> None:
    case = make_case(**alleged(unit=units[0]))
    start(case, cast.investigator, "bribery", "secrecy")
    investigation = Investigation.objects.get()
    assert (investigation.offence_set, investigation.secrecy_bribery) == (" bribery secrecy ", "both")
    assert (investigation.started_year, investigation.unit_id, investigation.leak) == (2018, "harbour", True)
    allegation = Allegation.objects.get()
    assert (allegation.received_on, allegation.received_year, allegation.leak) == (RECEIVED, 2018, True)


def test_each_set_of_offences_is_counted_once(make_case: Make, cast: Cast) -> None:
    case = make_case()
    offences = [("secrecy",), ("bribery",), ("secrecy", "bribery"), ("computer_trespass",), ("secrecy", "other")]
    kinds = [start(case, cast.investigator, *some).secrecy_bribery for some in offences]
    assert kinds == ["secrecy", "bribery", "both", "neither", "secrecy"]


def test_a_corrected_receipt_moves_the_case_and_its_allegations_to_another_year(make_case: Make, cast: Cast) -> None:
    case = make_case()
    start(case, cast.investigator)
    received_on = datetime.date(2017, 12, 31)
    actions.correct_case(case=case, by=cast.investigator, reason="Typing error", received_on=received_on, summary="X")
    assert now(case).received_year == 2017
    assert now(case).reference == case.reference
    assert Allegation.objects.get().received_year == 2017
    assert Investigation.objects.get().received_on == received_on


def test_a_corrected_category_changes_the_mark_of_everything_in_the_case(make_case: Make, cast: Cast) -> None:
    case = make_case()
    start(case, cast.investigator)
    values = alleged("own_use", Recipient.NONE)
    actions.correct_allegation(allegation=nth(case), by=cast.investigator, reason="Nothing was passed on", **values)
    assert not now(case).leak
    assert not Allegation.objects.get().leak
    assert not Investigation.objects.get().leak


def test_a_voided_case_is_in_no_figure_with_all_that_is_in_it(make_case: Make, cast: Cast) -> None:
    case = make_case()
    start(case, cast.investigator)
    actions.void_case(case=case, by=cast.coordinator, reason="Logged twice")
    assert not now(case).counted
    assert not Allegation.objects.get().counted
    assert not Investigation.objects.get().counted


def test_one_act_leaves_one_row_of_history_on_the_case(make_case: Make, cast: Cast) -> None:
    case = make_case()
    assert Case.history.filter(id=case.pk).count() == 1
    start(case, cast.investigator)
    assert Case.history.filter(id=case.pk).count() == 2
    start(case, cast.investigator, "bribery")
    assert Case.history.filter(id=case.pk).count() == 2
