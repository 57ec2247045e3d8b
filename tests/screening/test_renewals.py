"""When a screening is due to be renewed: derived from all decisions on one person, whichever of them changes."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from audit.kinds import Kind
from lib import clock
from lib.refusal import Refused
from office.models import Ground, Level
from screening import access, actions, facts, timeline
from screening.models import Trajectory
from screening.models.values import ObjectionResult, Result
from tests.cast import Cast, person
from tests.screening.conftest import request
from tests.support.audited import events, kinds

TODAY = datetime.date(2024, 6, 3)
NUMBER = "48151623"


@pytest.fixture(autouse=True)
def _that_day(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def started(started_on: str, **said: Any) -> Trajectory:
    row = {"number": NUMBER, "function": f"Function of {started_on}", **said}
    return actions.start_trajectory(by=None, **request(started_on=on(started_on), **row))


def completed(started_on: str, completed_on: str, result: str = Result.POSITIVE, **said: Any) -> Trajectory:
    trajectory = started(started_on, **said)
    finish(trajectory, completed_on, result)
    trajectory.refresh_from_db()
    return trajectory


def finish(trajectory: Trajectory, completed_on: str, result: str = Result.POSITIVE) -> None:
    ground = Ground.objects.get(pk="finances") if result == Result.NEGATIVE else None
    actions.complete(trajectory=trajectory, by=None, result=result, completed_on=on(completed_on), ground=ground)


def renewal(trajectory: Trajectory) -> str:
    trajectory.refresh_from_db()
    return str(trajectory.renewal_on or "")


def ended(trajectory: Trajectory) -> tuple[str, str]:
    trajectory.refresh_from_db()
    return str(trajectory.renewal_ended_on or ""), trajectory.renewal_end_reason


class TestWhatIsPlanned:
    @pytest.mark.parametrize(
        "result, day",
        [
            (Result.POSITIVE, "2023-02-28"),
            (Result.CONDITIONAL, "2023-02-28"),
            (Result.NEGATIVE, ""),
            (Result.WITHDRAWN, ""),
            (Result.DISCONTINUED, ""),
            (Result.INSUFFICIENT, ""),
        ],
    )
    def test_what_ended_well_is_renewed_after_its_term(self, result: str, day: str) -> None:
        assert renewal(completed("2017-12-01", "2018-02-28", result)) == day

    def test_a_month_that_is_shorter_ends_it_on_its_last_day(self) -> None:
        Level.objects.filter(pk="reliability").update(renewal_months=12)
        assert renewal(completed("2019-12-01", "2020-02-29")) == "2021-02-28"

    def test_without_a_number_nobody_could_be_found_again(self) -> None:
        assert renewal(completed("2017-12-01", "2018-02-28", number="", name="A. Bos")) == ""

    def test_a_level_without_a_term_is_never_renewed(self) -> None:
        assert renewal(completed("2017-12-01", "2018-02-28", level="conduct_certificate")) == ""

    def test_a_changed_term_holds_for_what_happens_from_then_on(self) -> None:
        first = completed("2017-12-01", "2018-02-28")
        Level.objects.filter(pk="reliability").update(renewal_months=12)
        actions.correct_trajectory(trajectory=first, by=None, reason="Spelling.", name="A. Bos")
        completed("2017-12-01", "2018-03-28", level="security_a")
        assert renewal(first) == "2023-02-28"
        actions.correct_trajectory(trajectory=first, by=None, reason="Misread.", completed_on=on("2018-03-01"))
        assert renewal(first) == "2019-03-01"

    def test_it_is_in_nobodys_list_who_may_not_open_it(self, cast: Cast) -> None:
        first = completed("2017-12-01", "2018-02-28")
        by, other = cast.screening_officer, person("sven", Role.SCREENING_OFFICER)
        assert set(access.renewals_for(by)) == {first}
        assert not access.renewals_for(cast.manager).exists()
        actions.raise_wall(trajectory=first, by=by, person=other, reason="Married.")
        assert not access.renewals_for(other).exists()


class TestWhatTakesItsPlace:
    def test_a_later_decision_on_the_same_level(self) -> None:
        first = completed("2017-01-01", "2017-02-01")
        second = started("2018-01-01")
        assert renewal(first) == "2022-02-01", "not before it is decided"
        finish(second, "2018-02-01")
        assert (renewal(first), renewal(second)) == ("", "2023-02-01")

    def test_also_where_the_later_decision_is_recorded_first(self) -> None:
        second = completed("2018-01-01", "2018-02-01")
        first = completed("2017-01-01", "2017-02-01")
        assert (renewal(first), renewal(second)) == ("", "2023-02-01")

    def test_another_level_only_where_it_was_started_to_renew_it(self) -> None:
        first = completed("2017-01-01", "2017-02-01", level="security_a")
        completed("2018-01-01", "2018-02-01", level="security_b")
        assert renewal(first) == "2022-02-01"
        completed("2019-01-01", "2019-02-01", level="security_p", renews=first)
        assert renewal(first) == ""

    def test_a_certificate_does_not_renew_a_screening(self) -> None:
        first = completed("2017-01-01", "2017-02-01", level="security_a")
        completed("2018-01-01", "2018-02-01", level="conduct_certificate")
        assert renewal(first) == "2022-02-01"
        with pytest.raises(ValidationError) as caught:
            started("2019-01-01", level="conduct_certificate", renews=first)
        assert set(caught.value.message_dict) == {"level"}

    def test_nor_where_its_level_is_corrected_to_one(self) -> None:
        first = completed("2017-01-01", "2017-02-01", level="security_a")
        second = completed("2018-01-01", "2018-02-01", level="security_b", renews=first)
        certificate = Level.objects.get(pk="conduct_certificate")
        actions.correct_trajectory(trajectory=second, by=None, reason="Misread.", level=certificate)
        assert renewal(first) == "2022-02-01"

    @pytest.mark.parametrize("result", [Result.WITHDRAWN, Result.DISCONTINUED, Result.INSUFFICIENT])
    def test_what_decided_nothing_takes_nobodys_place(self, result: str) -> None:
        first = completed("2017-01-01", "2017-02-01")
        completed("2018-01-01", "2018-02-01", result, renews=first)
        assert renewal(first) == "2022-02-01"

    def test_a_negative_renewal_ends_it(self) -> None:
        first = completed("2017-01-01", "2017-02-01", level="security_a")
        second = completed("2018-01-01", "2018-02-01", Result.NEGATIVE, level="security_b", renews=first)
        assert renewal(first) == ""
        assert ended(first) == ("2018-02-01", facts.NEGATIVE_RENEWAL)
        assert (renewal(second), ended(second)) == ("", ("", ""))

    def test_that_of_another_person_does_not(self) -> None:
        first = completed("2017-01-01", "2017-02-01")
        completed("2018-01-01", "2018-02-01", number="48151624")
        assert renewal(first) == "2022-02-01"


class TestCorrections:
    def test_of_the_later_result_restore_it(self) -> None:
        first = completed("2017-01-01", "2017-02-01")
        second = completed("2018-01-01", "2018-02-01", renews=first)
        move = {"trajectory": second, "by": None, "reason": "Misread."}
        actions.correct_trajectory(**move, result=Result.WITHDRAWN)
        assert (renewal(first), renewal(second)) == ("2022-02-01", "")
        actions.correct_trajectory(**move, result=Result.POSITIVE)
        assert (renewal(first), renewal(second)) == ("", "2023-02-01")

    def test_of_a_negative_renewal_restore_it(self) -> None:
        first = completed("2017-01-01", "2017-02-01", level="security_a")
        second = completed("2018-01-01", "2018-02-01", Result.NEGATIVE, level="security_b", renews=first)
        move = {"trajectory": second, "by": None, "reason": "Misread.", "ground": None}
        actions.correct_trajectory(**move, result=Result.WITHDRAWN)
        assert (renewal(first), ended(first)) == ("2022-02-01", ("", ""))

    def test_of_the_number_of_a_person_move_it(self) -> None:
        first = completed("2017-01-01", "2017-02-01")
        second = completed("2018-01-01", "2018-02-01", number="48151624")
        third = completed("2016-01-01", "2016-02-01", number="48151624")
        assert [renewal(one) for one in (first, second, third)] == ["2022-02-01", "2023-02-01", ""]
        actions.correct_trajectory(trajectory=second, by=None, reason="Misread.", number=NUMBER)
        assert [renewal(one) for one in (first, second, third)] == ["", "2023-02-01", "2021-02-01"]

    def test_a_number_filled_in_later_plans_it(self, cast: Cast) -> None:
        first = completed("2017-01-01", "2017-02-01")
        nameless = completed("2018-01-01", "2018-02-01", number="")
        with events() as found:
            actions.fill_in_identity(nameless, cast.screening_officer, "A. Bos", NUMBER)
        assert found == [], "part of the act of who calls"
        assert (renewal(first), renewal(nameless)) == ("", "2023-02-01")
        assert (nameless.name, nameless.number) == ("A. Bos", NUMBER)
        actions.fill_in_identity(nameless, cast.screening_officer, "B. Boom", "77")
        nameless.refresh_from_db()
        assert (nameless.name, nameless.number) == ("A. Bos", NUMBER), "what is known stays"

    def test_an_objection_that_succeeds_plans_it_and_takes_the_place_of_the_last(self) -> None:
        first = completed("2017-01-01", "2017-02-01", level="security_a")
        second = completed("2018-01-01", "2018-02-01", Result.NEGATIVE, level="security_a", renews=first)
        move = {"trajectory": second, "by": None}
        actions.record_objection(**move, lodged_on=on("2018-03-01"))
        actions.record_objection(**move, result=ObjectionResult.REVISED)
        assert (renewal(first), renewal(second)) == ("", "2023-02-01")
        assert ended(first) == ("", "")
        actions.record_objection(**move, result=ObjectionResult.UPHELD, reason="Misread.")
        assert (renewal(first), renewal(second)) == ("", "")
        assert ended(first) == ("2018-02-01", facts.NEGATIVE_RENEWAL)

    def test_the_history_of_another_tells_when_and_no_reason(self, cast: Cast) -> None:
        first = completed("2017-01-01", "2017-02-01")
        second = completed("2018-01-01", "2018-02-01")
        by = cast.screening_officer
        with clock.at(TODAY + datetime.timedelta(days=1)):
            actions.correct_trajectory(trajectory=second, by=by, reason="About two.", result=Result.WITHDRAWN)
        row = first.history.latest("history_id")
        assert (row.history_user, row.history_change_reason, str(row.renewal_on)) == (by, "", "2022-02-01")
        acts = [act.what for act in timeline.acts_of(first)]
        assert acts[0] == "Renewal planned anew"
        assert timeline.acts_of(first)[0].changes


class TestEnding:
    def test_it_is_ended_with_a_reason(self, cast: Cast) -> None:
        first, by = completed("2017-01-01", "2017-02-01"), cast.screening_officer
        for reason in (" ", "x" * 201):
            with pytest.raises(ValidationError) as caught:
                actions.end_renewal(trajectory=first, by=by, reason=reason)
            assert set(caught.value.message_dict) == {"reason"}
        with events() as found, clock.at(TODAY + datetime.timedelta(days=1)):
            actions.end_renewal(trajectory=first, by=by, reason=" Left service. ")
        assert kinds(found) == [Kind.RENEWAL_ENDED]
        assert (found[0].target, found[0].reason) == (first.reference, "")
        assert (renewal(first), ended(first)) == ("", ("2024-06-04", "Left service."))
        assert timeline.acts_of(first)[0].what == "Renewals ended"
        with pytest.raises(Refused):
            actions.end_renewal(trajectory=first, by=by, reason="Again.")

    def test_it_stays_ended_whatever_is_corrected(self, cast: Cast) -> None:
        first, second = completed("2017-01-01", "2017-02-01"), completed("2018-01-01", "2018-02-01", level="security_a")
        actions.end_renewal(trajectory=first, by=None, reason="Left service.")
        actions.correct_trajectory(trajectory=first, by=None, reason="Misread.", completed_on=on("2017-03-01"))
        actions.correct_trajectory(trajectory=second, by=None, reason="Misread.", completed_on=on("2018-03-01"))
        assert (renewal(first), ended(first)) == ("", (str(TODAY), "Left service."))

    def test_all_of_a_person_end_with_the_service(self, cast: Cast) -> None:
        first, second = completed("2017-01-01", "2017-02-01"), completed("2018-01-01", "2018-02-01", level="security_a")
        other = completed("2018-01-01", "2018-02-01", number="77")
        actions.raise_wall(
            trajectory=second, by=person("sven", Role.SCREENING_OFFICER), person=cast.screening_officer, reason="X"
        )
        move = {"by": cast.screening_officer, "ended_on": TODAY, "reason": "Left service."}
        assert actions.end_renewals_of(number="0048-151623", **move) == 2
        assert [renewal(one) for one in (first, second, other)] == ["", "", "2023-02-01"]
        assert actions.end_renewals_of(number="", **move) == 0


class TestStartingTheRenewedOne:
    def test_who_it_is_is_carried_over(self, cast: Cast) -> None:
        first, by = completed("2017-01-01", "2017-02-01", name="A. Bos"), cast.screening_officer
        renewed = actions.start_trajectory(by=by, **request(started_on=TODAY, renews=first))
        assert (renewed.renews, renewed.name, renewed.number) == (first, "A. Bos", NUMBER)
        assert renewal(first) == "2022-02-01", "until it is decided"

    def test_it_is_that_of_the_same_person(self, cast: Cast) -> None:
        first = completed("2017-01-01", "2017-02-01", name="A. Bos")
        with pytest.raises(ValidationError) as caught:
            started("2024-01-01", number="77", renews=first)
        assert set(caught.value.message_dict) == {"number"}
        assert started("2024-01-01", number="0048-151623", renews=first).renews == first

    def test_one_without_a_decision_is_not_renewed(self) -> None:
        first = started("2017-01-01")
        with pytest.raises(ValidationError):
            started("2024-01-01", renews=first)


class TestInBulk:
    def test_it_plans_by_level_and_takes_the_place_of_the_last(self) -> None:
        Level.objects.filter(pk="security_a").update(renewal_months=12)
        last = [completed("2017-01-01", "2017-02-01", number=number) for number in ("1", "2")]
        rows = [
            {"number": "1"},
            {"number": "2", "level": "security_a"},
            {"number": ""},
            {"number": "4", "level": "conduct_certificate"},
        ]
        made = actions.start_many(by=None, rows=[request(started_on=on("2018-01-01"), **row) for row in rows])
        actions.complete_many(by=None, trajectories=made, result=Result.POSITIVE, completed_on=on("2018-02-01"))
        assert [renewal(one) for one in made] == ["2023-02-01", "2019-02-01", "", ""]
        assert [renewal(one) for one in last] == ["", "2022-02-01"]

    def test_a_negative_one_ends_them(self) -> None:
        first = completed("2017-01-01", "2017-02-01")
        made = actions.start_many(by=None, rows=[request(started_on=on("2018-01-01"), renews=first)])
        decided = {"result": Result.NEGATIVE, "ground": Ground.objects.get(pk="finances")}
        actions.complete_many(by=None, trajectories=made, completed_on=on("2018-02-01"), **decided)
        assert (renewal(first), ended(first)) == ("", ("2018-02-01", facts.NEGATIVE_RENEWAL))

    def test_what_came_in_otherwise_is_brought_up_to_date(self) -> None:
        rows = [
            completed(f"{year}-01-01", f"{year}-02-01", number=number) for year, number in ((2017, "1"), (2018, "2"))
        ]
        Trajectory.objects.update(renewal_on=None)
        assert actions.refresh_renewals({one.number_hash for one in rows} | {""}, by=None) == 2
        assert [renewal(one) for one in rows] == ["2022-02-01", "2023-02-01"]
        assert actions.refresh_renewals({one.number_hash for one in rows}, by=None) == 0

    def test_it_takes_the_same_statements_for_many_people(self) -> None:
        counts = []
        for number in (1, 30):
            numbers = [f"{number}-{place}" for place in range(number)]
            for year in (2017, 2018):
                rows = [request(started_on=on(f"{year}-01-01"), number=one) for one in numbers]
                made = actions.start_many(by=None, rows=rows)
                with CaptureQueriesContext(connection) as queries:
                    actions.complete_many(
                        by=None, trajectories=made, result=Result.POSITIVE, completed_on=on(f"{year}-02-01")
                    )
            assert all(renewal(one) for one in made)
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_one_person_under_two_keys_is_one_person(settings: Any) -> None:
    first = completed("2017-01-01", "2017-02-01")
    other = completed("2017-01-01", "2017-02-01", number="99")
    settings.SUBJECT_HASH_KEY_OLD, settings.SUBJECT_HASH_KEY = settings.SUBJECT_HASH_KEY, "a-new-key-of-the-tests"
    completed("2018-01-01", "2018-02-01")
    made = actions.start_many(by=None, rows=[request(started_on=on("2018-01-01"), number="99")])
    actions.complete_many(by=None, trajectories=made, result=Result.POSITIVE, completed_on=on("2018-02-01"))
    assert (renewal(first), renewal(other)) == ("", "")
