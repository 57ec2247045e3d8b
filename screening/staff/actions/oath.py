"""Oaths and promises. Which of the two it was is kept nowhere."""

import datetime
from collections.abc import Sequence

from django.db.models import F

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history
from lib.batches import batches
from lib.problems import reason_problems, settle
from office.models import Unit
from screening.models import StaffMember
from screening.staff import facts, rules
from screening.staff.actions import acts


@log.act(Kind.SWORN_IN, acts.about_many)
def swear_in(*, by: User | None, staff: Sequence[StaffMember], sworn_in_on: datetime.date) -> int:
    """Record that these people took the oath or promise on one day; returns how many.

    Raises Refused if one of them did before, and ValidationError if the day does not fit one of them; then none is
    recorded.
    """
    rows = acts.held(staff, by)
    rules.check_can_swear(rows)
    settle(rules.day_problems("sworn_in_on", sworn_in_on, rows))
    columns = facts.of_oath(sworn_in_on, F("unit"))
    for some in batches([row.pk for row in rows]):
        history.update(StaffMember.objects.filter(pk__in=some), by=by, **columns)
    return len(rows)


@log.act(Kind.OATH_CORRECTED, acts.about)
def correct_oath(
    *, by: User | None, staff: StaffMember, sworn_in_on: datetime.date | None, reason: str, unit: Unit | None = None
) -> StaffMember:
    """Correct the day of an oath or promise, and the unit of then; without a day it is taken back."""
    staff = acts.locked(staff, by)
    rules.check_is_sworn(staff)
    settle(reason_problems(reason))
    if sworn_in_on is not None:
        settle(rules.day_problems("sworn_in_on", sworn_in_on, [staff]))
    before = history.columns_of(staff)
    for name, value in facts.of_oath(sworn_in_on, unit or staff.sworn_in_unit).items():
        setattr(staff, name, value)
    if history.columns_of(staff) != before:
        history.save(staff, by=by, reason=reason.strip())
    return staff
