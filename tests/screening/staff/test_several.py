"""Many at once: new and known people, the same facts as one by one, the same few statements, and quickly."""

import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib import history
from office.models import Level, Occasion
from screening import actions as screening
from screening.models import Acknowledgement, StaffMember, Trajectory
from screening.models.values import Result, SubjectGroup
from screening.staff import actions
from tests.cast import Cast
from tests.screening.staff.conftest import TODAY, Staff, day, enter

pytestmark = pytest.mark.usefixtures("that_day")
IN_A_FEW_SECONDS = 8
"""Seconds of work that an act for 5,000 people may take on a slow machine; it takes one or two by itself."""


def rows(number: int, **said: Any) -> list[dict[str, Any]]:
    return [
        {"number": f"N-{place}", "name": f"Person {place}", "in_service_from": day("2018-03-01"), **said}
        for place in range(number)
    ]


def test_new_ones_and_known_ones(cast: Cast, staff: Staff) -> None:
    entered = actions.enter_many(
        by=cast.screening_officer,
        rows=[
            {"number": "777", "name": "E. Knop"},
            {"number": "04815", "name": "A. Bos-Tak", "unit": None, "in_service_to": None},
            {"number": "16-23", "unit": staff.harbour, "in_service_from": None},
            {"number": "4216", "in_service_to": None},
        ],
    )
    assert (entered.new, entered.changed) == (1, 3)
    assert [one.number for one in entered.staff] == ["777", "4815", "1623", "4216"]
    new, fresh, sworn, left = (StaffMember.objects.get(pk=one.pk) for one in entered.staff)
    assert (new.name, new.unit_id, new.in_service_from) == ("E. Knop", "unknown", None)
    assert (fresh.name, fresh.unit, fresh.number) == ("A. Bos-Tak", staff.harbour, "4815"), "no unit says nothing"
    assert (sworn.name, sworn.unit, sworn.in_service_from) == ("B. Tak", staff.harbour, day("2018-03-01"))
    assert sworn.sworn_in_unit_id == "unknown"
    assert left.in_service_to is None, "an end that is named holds, also if it is none"
    kinds = StaffMember.history.filter(id=fresh.pk).order_by("history_id").values_list("history_type", "valid_to")
    assert [kind for kind, _to in kinds] == ["+", "~"]
    assert list(kinds)[-1][1] == history.OPEN_END
    assert StaffMember.history.filter(id=fresh.pk).latest("history_id").name == "A. Bos-Tak"


def test_what_changes_nothing_writes_nothing(staff: Staff) -> None:
    entered = actions.enter_many(by=None, rows=[{"number": "4815", "name": "A. Bos"}])
    assert (entered.new, entered.changed) == (0, 0)
    assert StaffMember.history.filter(id=staff.fresh.pk).count() == 1


def test_ones_own_row_counts_as_new_and_stays_as_it_is(cast: Cast, staff: Staff) -> None:
    by = cast.screening_officer
    entered = actions.enter_many(by=by, rows=[{"number": by.number, "name": "Promoted", "unit": staff.harbour}])
    assert (entered.new, entered.changed) == (1, 0)
    kept = StaffMember.objects.get(pk=staff.officers_own.pk)
    assert (kept.name, kept.unit_id) == (by.name, "unknown")
    assert StaffMember.objects.count() == 4


@pytest.mark.parametrize(
    "row, field",
    [
        ({"number": ""}, "number"),
        ({"number": "-"}, "number"),
        ({"number": "1", "in_service_from": day("2019-01-02"), "in_service_to": day("2019-01-01")}, "in_service_to"),
        ({"number": "1623", "in_service_from": day("2018-05-01")}, "in_service_from"),
        ({"number": "1623", "in_service_to": day("2018-04-01")}, "in_service_to"),
        ({"number": "1", "in_service_from": day("1018-05-01")}, "in_service_from"),
        ({"number": "8-8-8"}, "number"),
    ],
)
def test_a_row_that_breaks_a_rule_keeps_all_out(staff: Staff, row: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.enter_many(by=None, rows=[{"number": "888", "name": "F. Steel"}, row])
    assert field in caught.value.message_dict
    assert StaffMember.objects.count() == 4


def test_who_left_by_file_is_not_screened_anew(cast: Cast, staff: Staff) -> None:
    made = screening.start_trajectory(
        by=None,
        started_on=day("2019-01-02"),
        level=Level.objects.get(pk="reliability"),
        occasion=Occasion.objects.get(pk="initial"),
        subject_group=SubjectGroup.STAFF,
        number="4815",
    )
    screening.complete(trajectory=made, by=None, result=Result.POSITIVE, completed_on=day("2019-01-10"))
    actions.enter_many(by=None, rows=[{"number": "4815", "in_service_to": day("2019-02-01")}])
    made.refresh_from_db()
    assert made.renewal_on == day("2024-01-10"), "who leaves later is still in service"
    actions.enter_many(by=None, rows=[{"number": "4815", "in_service_to": day("2019-01-20")}])
    made.refresh_from_db()
    assert made.renewal_ended_on == day("2019-01-20")
    assert not Trajectory.objects.exclude(renewal_on=None).exists()


def test_bulk_gives_the_same_facts_and_history_as_one_by_one(staff: Staff) -> None:
    def stored(one: StaffMember) -> dict[str, Any]:
        hidden = {"id", "reference", "name", "number", "number_hash"}
        return {
            name: value
            for name, value in StaffMember.objects.filter(pk=one.pk).values()[0].items()
            if name not in hidden
        }

    single, several = (
        enter("1", unit=staff.harbour),
        actions.enter_many(by=None, rows=rows(3, unit=staff.harbour)).staff,
    )
    for some in ([single], several):
        actions.swear_in(by=None, staff=some, sworn_in_on=TODAY)
        actions.acknowledge(by=None, staff=some, edition=staff.edition, acknowledged_on=TODAY)
    for other in several:
        assert stored(other) == stored(single)
        kinds = list(
            StaffMember.history.filter(id=other.pk).order_by("history_id").values_list("history_type", flat=True)
        )
        assert kinds == ["+", "~"]
        made = other.acknowledgements.get()
        assert (made.first_in_year, made.acknowledged_year, made.unit) == (True, 2019, staff.harbour)


def test_bulk_takes_the_same_few_statements_for_any_number(cast: Cast, staff: Staff) -> None:
    by, counts = cast.screening_officer, []
    assert by.roles  # read before counting
    for place, number in enumerate((2, 40)):
        with CaptureQueriesContext(connection) as queries:
            new = [{**row, "number": f"{place}-{row['number']}"} for row in rows(number)]
            entered = actions.enter_many(by=by, rows=new).staff
            actions.enter_many(by=by, rows=[{**row, "name": f"{row['name']} II"} for row in new])
            actions.swear_in(by=by, staff=entered, sworn_in_on=TODAY)
            actions.acknowledge(by=by, staff=entered, edition=staff.edition, acknowledged_on=TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_five_thousand_in_a_few_seconds(cast: Cast, staff: Staff) -> None:
    by = cast.screening_officer
    begun = time.process_time()
    entered = actions.enter_many(by=by, rows=rows(5_000)).staff
    for act in (
        lambda: actions.enter_many(by=by, rows=rows(5_000, unit=staff.harbour)).changed,
        lambda: actions.swear_in(by=by, staff=entered, sworn_in_on=TODAY),
        lambda: actions.acknowledge(by=by, staff=entered, edition=staff.edition, acknowledged_on=TODAY),
    ):
        assert time.process_time() - begun < IN_A_FEW_SECONDS
        begun = time.process_time()
        assert act() == 5_000
    assert time.process_time() - begun < IN_A_FEW_SECONDS
    assert Acknowledgement.objects.filter(first_in_year=True, acknowledged_year=2019).count() == 5_000
