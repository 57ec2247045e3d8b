"""Every write to staff, one by one: facts, history, and each refusal with a sentence, nothing changed."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from lib import clock, history
from lib.refusal import Refused
from office.models import Level, Occasion, Unit
from screening import actions as screening
from screening.models import Acknowledgement, StaffMember, Trajectory
from screening.models.values import ObjectionResult, Result, SubjectGroup
from screening.staff import actions
from screening.staff.actions.leaving import LEFT
from tests.cast import Cast
from tests.screening.staff.conftest import TODAY, Staff, day, edition, enter

pytestmark = pytest.mark.usefixtures("that_day")


def trajectory(cast: Cast, result: str = Result.POSITIVE, **said: Any) -> Trajectory:
    """A trajectory that ended on 20 January 2019, or is under way."""
    made = screening.start_trajectory(
        by=cast.screening_officer,
        **{
            "started_on": day("2019-01-02"),
            "level": Level.objects.get(pk="reliability"),
            "occasion": Occasion.objects.get(pk="initial"),
            "subject_group": SubjectGroup.CANDIDATE,
            "function": "Detective",
            "name": "D. Wortel",
            "number": "00 77-12",
            **said,
        },
    )
    if result != Result.PENDING:
        screening.complete(
            trajectory=made, by=cast.screening_officer, result=result, completed_on=day("2019-01-20"), ground=None
        )
    return Trajectory.objects.get(pk=made.pk)


def problems_of(action: Any, **arguments: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        action(**arguments)
    return caught.value.message_dict


def refusal_of(action: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.messages[0]


def ranges(record: Any) -> list[str]:
    """The kinds of the history rows, whose ranges follow each other."""
    rows = list(type(record).history.filter(id=record.pk).order_by("valid_from", "history_id"))
    assert [row.valid_to for row in rows[:-1]] == [row.valid_from for row in rows[1:]]
    assert rows[-1].valid_to == history.OPEN_END
    return [row.history_type for row in rows]


def again(staff: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("unit", "sworn_in_unit").get(pk=staff.pk)


def test_entering_service_carries_the_person_over(cast: Cast) -> None:
    harbour = Unit.objects.create(key="harbour", label_en="Harbour", label_nl="Haven")
    screened = trajectory(cast, unit=harbour)
    made = actions.enter_service(by=cast.screening_officer, trajectory=screened, in_service_from=day("2019-02-01"))
    staff = again(made)
    assert staff.reference.startswith("P2019-")
    assert (staff.name, staff.number, staff.unit) == ("D. Wortel", "00 77-12", harbour)
    assert (staff.in_service_from, staff.in_service_to, staff.sworn_in_on) == (day("2019-02-01"), None, None)
    assert staff.number_hash not in {"", screened.number_hash}
    assert ranges(staff) == ["+"]
    assert StaffMember.history.get(id=staff.pk).history_user == cast.screening_officer


def test_a_number_that_the_trajectory_lacks_is_filled_in_there_too(cast: Cast) -> None:
    screened = trajectory(cast, number="")
    arguments = {"by": cast.screening_officer, "trajectory": screened, "in_service_from": TODAY}
    assert set(problems_of(actions.enter_service, **arguments)) == {"number"}
    assert set(problems_of(actions.enter_service, **arguments, number="--")) == {"number"}
    staff = actions.enter_service(**arguments, number="7712", unit=Unit.objects.get(pk="unknown"))
    screened.refresh_from_db()
    assert screened.number == staff.number == "7712"
    assert screened.number_hash


@pytest.mark.parametrize(
    "result, said, may",
    [
        (Result.PENDING, {}, False),
        (Result.WITHDRAWN, {}, False),
        (Result.POSITIVE, {}, True),
        (Result.PENDING, {"subject_group": SubjectGroup.STAFF}, True),
    ],
)
def test_who_may_enter_service(cast: Cast, result: str, said: dict[str, Any], may: bool) -> None:
    arguments = {"by": None, "trajectory": trajectory(cast, result, **said), "in_service_from": TODAY}
    if may:
        assert actions.enter_service(**arguments).pk
    else:
        assert "after a positive result" in refusal_of(actions.enter_service, **arguments)
        assert not StaffMember.objects.exists()


def test_a_revised_decision_lets_somebody_in(cast: Cast) -> None:
    screened = trajectory(cast, Result.WITHDRAWN)
    screening.record_objection(
        trajectory=screened, by=None, lodged_on=day("2019-01-21"), result=ObjectionResult.REVISED
    )
    assert actions.enter_service(by=None, trajectory=screened, in_service_from=TODAY).pk


def test_a_number_that_is_there_is_refused_to_who_may_see_it(cast: Cast, staff: Staff) -> None:
    known = trajectory(cast, number=" 48-15 ")
    arguments = {"by": cast.screening_officer, "in_service_from": TODAY}
    said = refusal_of(actions.enter_service, trajectory=known, **arguments)
    assert staff.fresh.reference in said
    unknown = trajectory(cast, number="")
    said = problems_of(actions.enter_service, trajectory=unknown, number="04815", **arguments)["number"][0]
    assert staff.fresh.reference in said
    unknown.refresh_from_db()
    assert not unknown.number
    assert StaffMember.objects.count() == 4


@pytest.mark.parametrize("there", [False, True])
def test_ones_own_number_gets_one_answer_whether_it_is_there_or_not(cast: Cast, there: bool) -> None:
    officer = cast.screening_officer
    before = enter(officer.number, "As it was") if there else None
    screened = trajectory(cast, number="")
    made = actions.enter_service(by=officer, trajectory=screened, in_service_from=TODAY, number=officer.number)
    screened.refresh_from_db()
    assert screened.number == officer.number, "the trajectory is hidden from him in either case"
    assert made.number == officer.number
    if before is not None:
        assert again(before).name == "As it was"
        assert ranges(before) == ["+"]
    assert StaffMember.objects.count() == 1


def test_nobody_puts_in_his_own_number(cast: Cast, staff: Staff) -> None:
    arguments = {"by": cast.screening_officer, "reason": "Typing.", "number": cast.screening_officer.number}
    there = problems_of(actions.correct_staff, staff=staff.fresh, **arguments)
    actions.correct_staff(by=None, staff=staff.officers_own, reason="Typing.", number="99")
    assert problems_of(actions.correct_staff, staff=staff.fresh, **arguments) == there
    assert again(staff.fresh).number == "4815"


def test_leaving_service_ends_renewals_also_those_that_one_may_not_see(cast: Cast, staff: Staff) -> None:
    open_one = trajectory(cast, number="4815")
    walled = trajectory(cast, number="4815", level=Level.objects.get(pk="security_a"), function="Analyst")
    screening.raise_wall(trajectory=walled, by=cast.screening_officer, person=cast.screening_officer, reason="Kin.")
    due = day("2024-01-20")
    actions.leave_service(
        by=cast.screening_officer, staff=staff.fresh, in_service_to=day("2019-01-10"), reason="Another employer."
    )
    assert again(staff.fresh).in_service_to == day("2019-01-10")
    for one in (open_one, walled):
        one.refresh_from_db()
        assert (one.renewal_on, one.renewal_ended_on) == (None, day("2019-01-10"))
        assert one.renewal_end_reason == "Another employer."
    assert StaffMember.history.filter(id=staff.fresh.pk).latest("history_id").history_change_reason
    actions.correct_staff(by=None, staff=staff.fresh, reason="Somebody else left.", in_service_to=None)
    for one in (open_one, walled):
        one.refresh_from_db()
        assert (one.renewal_on, one.renewal_ended_on, one.renewal_end_reason) == (due, None, "")
    actions.correct_staff(by=None, staff=staff.fresh, reason="Left after all.", in_service_to=day("2019-01-11"))
    open_one.refresh_from_db()
    assert (open_one.renewal_ended_on, open_one.renewal_end_reason) == (day("2019-01-11"), LEFT)


def test_what_leaving_needs(staff: Staff) -> None:
    leave = actions.leave_service
    assert "already" in refusal_of(leave, by=None, staff=staff.left, in_service_to=TODAY, reason="x")
    early = problems_of(leave, by=None, staff=staff.sworn, in_service_to=day("2018-04-01"), reason="x")
    assert "2 April 2018" in early["in_service_to"][0]
    ahead = problems_of(leave, by=None, staff=staff.sworn, in_service_to=day("2019-01-25"), reason=" ")
    assert set(ahead) == {"in_service_to", "reason"}
    assert set(problems_of(leave, by=None, staff=staff.sworn, in_service_to=TODAY, reason="x" * 201)) == {"reason"}
    assert again(staff.sworn).in_service_to is None


def test_a_correction(cast: Cast, staff: Staff) -> None:
    correct = actions.correct_staff
    changed = correct(by=None, staff=staff.sworn, reason="Moved.", unit=staff.harbour, name=" B. Tak-Bos ")
    assert (changed.name, changed.unit, changed.number) == ("B. Tak-Bos", staff.harbour, "1623")
    assert again(staff.sworn).sworn_in_unit_id == "unknown", "the unit is that of the day"
    assert ranges(staff.sworn) == ["+", "~", "~"]
    correct(by=None, staff=staff.sworn, reason="Moved.", unit=staff.harbour)
    assert ranges(staff.sworn) == ["+", "~", "~"], "nothing changed"
    assert "reason" in problems_of(correct, by=None, staff=staff.sworn, reason="", name="X")
    taken = problems_of(correct, by=cast.screening_officer, staff=staff.sworn, reason="x", number="4815")
    assert staff.fresh.reference in taken["number"][0]
    late = problems_of(correct, by=None, staff=staff.sworn, reason="x", in_service_from=day("2018-05-01"))
    assert "2 April 2018" in late["in_service_from"][0]
    turned = problems_of(correct, by=None, staff=staff.fresh, reason="x", in_service_to=day("2018-02-01"))
    assert set(turned) == {"in_service_to"}
    back = correct(by=None, staff=staff.left, reason="Came back.", in_service_to=None)
    assert back.in_service_to is None


def test_an_oath_has_its_year_and_the_unit_of_the_day(cast: Cast, staff: Staff) -> None:
    assert actions.swear_in(by=cast.screening_officer, staff=[staff.fresh], sworn_in_on=day("2018-12-31")) == 1
    actions.correct_staff(by=None, staff=staff.fresh, reason="Moved.", unit=None)
    sworn = again(staff.fresh)
    assert (sworn.sworn_in_on, sworn.sworn_in_year, sworn.sworn_in_unit) == (day("2018-12-31"), 2018, staff.harbour)
    assert sworn.unit_id == "unknown"


@pytest.mark.parametrize(
    "who, on, field",
    [
        ("fresh", "2018-02-28", "Enter 1 March 2018 or later"),
        ("fresh", "2019-01-25", "lies in the future"),
        ("left", "2019-01-01", "Enter 31 December 2018 or earlier"),
    ],
)
def test_the_day_of_an_oath_or_acknowledgement(staff: Staff, who: str, on: str, field: str) -> None:
    one = getattr(staff, who)
    oath = problems_of(actions.swear_in, by=None, staff=[one], sworn_in_on=day(on))
    code = problems_of(actions.acknowledge, by=None, staff=[one], edition=staff.edition, acknowledged_on=day(on))
    assert field in oath["sworn_in_on"][0]
    assert field in code["acknowledged_on"][0]
    assert ranges(one) == ["+"]
    assert not one.acknowledgements.exists()


def test_once_each(staff: Staff) -> None:
    assert "already" in refusal_of(actions.swear_in, by=None, staff=[staff.sworn], sworn_in_on=TODAY)
    code = {"by": None, "staff": [staff.sworn], "edition": staff.edition, "acknowledged_on": TODAY}
    assert "already" in refusal_of(actions.acknowledge, **code)
    both = refusal_of(actions.swear_in, by=None, staff=[staff.sworn, staff.fresh], sworn_in_on=TODAY)
    assert staff.sworn.reference in both
    assert staff.fresh.reference not in both
    assert again(staff.fresh).sworn_in_on is None
    code["staff"] = [staff.sworn, staff.fresh]
    assert staff.sworn.reference in refusal_of(actions.acknowledge, **code)
    assert not staff.fresh.acknowledgements.exists()


def test_an_oath_is_corrected_and_taken_back_with_a_reason(staff: Staff) -> None:
    correct = actions.correct_oath
    assert "no oath" in refusal_of(correct, by=None, staff=staff.fresh, sworn_in_on=TODAY, reason="x")
    assert set(problems_of(correct, by=None, staff=staff.sworn, sworn_in_on=None, reason="")) == {"reason"}
    early = problems_of(correct, by=None, staff=staff.sworn, sworn_in_on=day("2018-02-01"), reason="x")
    assert set(early) == {"sworn_in_on"}
    correct(by=None, staff=staff.sworn, sworn_in_on=day("2019-01-07"), reason="Typing.", unit=staff.harbour)
    moved = again(staff.sworn)
    assert (moved.sworn_in_on, moved.sworn_in_year, moved.sworn_in_unit) == (day("2019-01-07"), 2019, staff.harbour)
    correct(by=None, staff=staff.sworn, sworn_in_on=None, reason="Somebody else.")
    gone = again(staff.sworn)
    assert (gone.sworn_in_on, gone.sworn_in_year, gone.sworn_in_unit) == (None, None, None)
    assert ranges(staff.sworn) == ["+", "~", "~", "~"]
    assert actions.swear_in(by=None, staff=[staff.sworn], sworn_in_on=TODAY) == 1


def firsts(staff: StaffMember) -> list[tuple[datetime.date, str, bool]]:
    rows = Acknowledgement.objects.filter(staff=staff).order_by("acknowledged_on", "id")
    return list(rows.values_list("acknowledged_on", "edition", "first_in_year"))


def test_each_person_counts_once_a_year_by_the_first(staff: Staff) -> None:
    early, late = edition("code_early"), edition("code_late")
    for code, on in ((late, "2018-09-01"), (early, "2018-03-02")):
        actions.acknowledge(by=None, staff=[staff.sworn, staff.fresh], edition=code, acknowledged_on=day(on))
    assert firsts(staff.sworn) == [
        (day("2018-03-02"), "code_early", True),
        (day("2018-04-02"), "code_2018", False),
        (day("2018-09-01"), "code_late", False),
    ]
    assert firsts(staff.fresh) == [(day("2018-03-02"), "code_early", True), (day("2018-09-01"), "code_late", False)]
    flipped = Acknowledgement.objects.get(staff=staff.sworn, edition=staff.edition)
    assert ranges(flipped) == ["+", "~"], "a backdated one is in the history of the one it overtook"
    actions.acknowledge(by=None, staff=[staff.fresh], edition=staff.edition, acknowledged_on=day("2019-01-02"))
    assert firsts(staff.fresh)[-1] == (day("2019-01-02"), "code_2018", True), "another year"


def test_of_two_on_one_day_the_one_that_stood_there_first_counts(staff: Staff) -> None:
    other = edition("code_other")
    actions.acknowledge(by=None, staff=[staff.sworn], edition=other, acknowledged_on=day("2018-04-02"))
    assert [first for _day, _edition, first in firsts(staff.sworn)] == [True, False]


def test_an_acknowledgement_that_is_withdrawn_gives_its_place_to_the_next(staff: Staff) -> None:
    withdraw, first = actions.withdraw_acknowledgement, staff.acknowledgement
    other = edition("code_other")
    actions.acknowledge(by=None, staff=[staff.sworn], edition=other, acknowledged_on=day("2018-09-01"))
    assert set(problems_of(withdraw, by=None, acknowledgement=first, reason=" ")) == {"reason"}
    withdraw(by=None, acknowledgement=first, reason="Somebody else.")
    assert [first for _day, _edition, first in firsts(staff.sworn)] == [False, True]
    assert "already" in refusal_of(withdraw, by=None, acknowledgement=first, reason="Again.")
    actions.acknowledge(by=None, staff=[staff.sworn], edition=staff.edition, acknowledged_on=day("2018-04-03"))
    assert [first for _day, _edition, first in firsts(staff.sworn)] == [False, True, False]


def test_what_does_not_exist_for_who_acts_is_not_written(cast: Cast, staff: Staff) -> None:
    by, own = cast.screening_officer, staff.officers_own
    for action, arguments in (
        (actions.swear_in, {"staff": [staff.fresh, own], "sworn_in_on": TODAY}),
        (actions.acknowledge, {"staff": [own], "edition": staff.edition, "acknowledged_on": TODAY}),
        (actions.leave_service, {"staff": own, "in_service_to": TODAY, "reason": "x"}),
        (actions.correct_staff, {"staff": own, "reason": "x", "name": "y"}),
    ):
        with pytest.raises(Http404):
            action(by=by, **arguments)
    assert ranges(own) == ranges(staff.fresh) == ["+"]
    with pytest.raises(Http404):
        actions.swear_in(by=cast.manager, staff=[staff.fresh], sworn_in_on=TODAY)


def test_who_and_why_stand_in_the_history(cast: Cast, staff: Staff) -> None:
    with clock.at(day("2019-01-30")):
        actions.correct_oath(by=cast.screening_officer, staff=staff.sworn, sworn_in_on=TODAY, reason=" Typing. ")
    row = StaffMember.history.filter(id=staff.sworn.pk).latest("history_id")
    assert (row.history_user, row.history_change_reason) == (cast.screening_officer, "Typing.")
