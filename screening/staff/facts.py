"""The facts that oaths, acknowledgements and sessions are counted by, stored on each row by the one write path."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from accounts.models import User
from lib import history
from office.models import Unit
from screening.models import Acknowledgement, StaffMember


def of_oath(sworn_in_on: datetime.date | None, unit: Unit | F | None) -> dict[str, Any]:
    """The columns of an oath or promise on a day, in the unit of then; of none if there is no day."""
    year = sworn_in_on.year if sworn_in_on else None
    return {"sworn_in_on": sworn_in_on, "sworn_in_year": year, "sworn_in_unit": unit if sworn_in_on else None}


def of_acknowledgement(staff: StaffMember, acknowledged_on: datetime.date) -> dict[str, Any]:
    """The columns of an acknowledgement on a day, in the unit of then."""
    return {
        "acknowledged_on": acknowledged_on,
        "acknowledged_year": acknowledged_on.year,
        "unit_id": staff.unit_id,
    }


def of_session(held_on: datetime.date) -> dict[str, Any]:
    """The columns of a session on a day."""
    return {"held_on": held_on, "held_year": held_on.year}


def yield_first_place(staff: Iterable[StaffMember], day: datetime.date, *, by: User | None) -> set[int]:
    """Make room for acknowledgements of this day; returns the keys of the staff of whom another one stays the first.

    Each person counts once a year, by the first of his acknowledgements. The rows of the staff are held with a lock.
    """
    firsts = Acknowledgement.objects.filter(
        staff__in=[one.pk for one in staff], acknowledged_year=day.year, first_in_year=True
    )
    history.update(firsts.filter(acknowledged_on__gt=day), by=by, first_in_year=False)
    return set(firsts.order_by().values_list("staff_id", flat=True))


def fill_first_place(staff: StaffMember, year: int, *, by: User | None, reason: str) -> None:
    """Let the first acknowledgement that is left in a year count."""
    left = Acknowledgement.objects.filter(staff=staff, acknowledged_year=year, withdrawn=False)
    first = left.order_by("acknowledged_on", "id").first()
    if first is not None and not first.first_in_year:
        first.first_in_year = True
        history.save(first, by=by, reason=reason)
