"""Entering and leaving service, and the correction of what was recorded of somebody."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import clock, history, identity
from lib.problems import settle
from lib.publickey import new_references
from lib.refusal import Refused
from office.models import Unit
from office.queue import wait_in_line
from screening import access as screening_access
from screening import actions as screening
from screening.models import StaffMember, Trajectory
from screening.staff import access, rules
from screening.staff.actions import acts
from screening.staff.actions.acts import UNKNOWN_UNIT
from screening.staff.actions.leaving import follow

CORRECTABLE = ("name", "number", "unit", "in_service_from", "in_service_to")


def _about_new(_said: Mapping[str, Any], staff: StaffMember) -> log.Act:
    return log.Act(target=staff.reference)


@log.act(Kind.SERVICE_ENTERED, _about_new)
def enter_service(
    *,
    by: User | None,
    trajectory: Trajectory,
    in_service_from: datetime.date,
    number: str = "",
    unit: Unit | None = None,
) -> StaffMember:
    """Record that the person of a trajectory entered service; name and number are carried over.

    A number that the trajectory lacks is filled in there, too. Whose number is his own gets the same answer whether
    he stands among the staff already or not, and changes nothing of a row that does. Raises Refused or ValidationError.
    """
    wait_in_line()
    trajectory = _as_it_is(trajectory, by)
    rules.check_can_enter(trajectory)
    number = trajectory.number or number
    settle([*rules.entered_problems(in_service_from), *rules.number_problems(number)])
    found = access.known([number], to=None).get(identity.normalised(number))
    if found is not None and not rules.concerns(by, number):
        _refuse_known(found, from_trajectory=bool(trajectory.number))
    if not trajectory.number:
        screening.fill_in_identity(trajectory, by, trajectory.name, number)
    if found is not None:
        return found
    staff = new_staff(1)[0]
    staff.set_identity(trajectory.name, number)
    staff.unit_id = unit.pk if unit is not None else trajectory.unit_id
    staff.in_service_from = in_service_from
    history.save(staff, by=by)
    return staff


def _as_it_is(trajectory: Trajectory, by: User | None) -> Trajectory:
    trajectories = Trajectory.objects.all() if by is None else screening_access.visible_to(by)
    found = trajectories.filter(pk=trajectory.pk).first()
    if found is None:
        raise Http404
    return found


def _refuse_known(staff: StaffMember, *, from_trajectory: bool) -> None:
    """A number that is there already, to one who may see whose it is; one that was typed is wrong at its field."""
    if from_trajectory:
        raise Refused(rules.known_sentence(staff))
    raise ValidationError({"number": [rules.known_sentence(staff)]})


def new_staff(how_many: int) -> list[StaffMember]:
    """Rows with references of their own, yet to be filled."""
    moment = clock.now()
    years = [clock.today().year] * how_many
    references = new_references(StaffMember.objects.all(), years, acts.PREFIX)
    return [StaffMember(reference=reference, registered_at=moment) for reference in references]


@log.act(Kind.SERVICE_LEFT, acts.about)
def leave_service(*, by: User | None, staff: StaffMember, in_service_to: datetime.date, reason: str) -> StaffMember:
    """Record that somebody left service; who left is not screened anew."""
    staff = acts.locked(staff, by)
    rules.check_can_leave(staff)
    settle(rules.left_problems(staff, in_service_to, reason))
    staff.in_service_to = in_service_to
    history.save(staff, by=by, reason=reason.strip())
    screening.end_renewals_of(number=staff.number, by=by, ended_on=in_service_to, reason=reason)
    return staff


@log.act(Kind.STAFF_CORRECTED, acts.about)
def correct_staff(*, by: User | None, staff: StaffMember, reason: str, **corrected: Any) -> StaffMember:
    """Correct, with a reason, what was recorded of somebody; `corrected` are names of `CORRECTABLE`.

    The unit of an oath or acknowledgement that is recorded stays that of its day. Nobody can put in his own number:
    the answer must not tell whether it is there already. Raises ValidationError, by field.
    """
    wait_in_line()
    staff = acts.locked(staff, by)
    values = {name: corrected.get(name, getattr(staff, name)) for name in CORRECTABLE}
    settle([*rules.correction_problems(staff, values, reason), *_taken_problems(staff, values["number"], by)])
    before = history.columns_of(staff)
    staff.set_identity(values["name"], values["number"])
    staff.unit_id = values["unit"].pk if values["unit"] is not None else UNKNOWN_UNIT
    staff.in_service_from, staff.in_service_to = values["in_service_from"], values["in_service_to"]
    if history.columns_of(staff) != before:
        history.save(staff, by=by, reason=reason.strip())
    follow([staff], {staff.pk: before["in_service_to"]}, by=by)
    return staff


def _taken_problems(staff: StaffMember, number: str, by: User | None) -> list[tuple[str, Any]]:
    """Whether a number can become that of this row."""
    if rules.concerns(by, number):
        return [("number", rules.OWN_NUMBER)]
    found = access.known([number], to=by).get(identity.normalised(number))
    return [] if found is None or found.pk == staff.pk else [("number", rules.known_sentence(found))]
