"""Who left service is not screened anew; who did not leave after all is."""

import datetime
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_noop

from accounts.models import User
from lib import clock, history, identity
from lib.batches import batches
from screening import actions as screening
from screening.models import StaffMember, Trajectory
from screening.walls import as_stored

LEFT = gettext_noop("Left service.")
"""Why renewals end where a correction or a file says so; stored as it stands here, translated where it is shown."""


def follow(changed: Iterable[StaffMember], before: Mapping[int, datetime.date | None], *, by: User | None) -> None:
    """Bring renewals in line with the end of service of these people, which was as `before` says, by their keys.

    Also of trajectories that do not exist for who acts: nothing of it is told.
    """
    differing = [one for one in changed if one.in_service_to != before.get(one.pk)]
    _end([one for one in differing if _is_over(one.in_service_to)], by)
    for one in differing:
        ended_on = before.get(one.pk)
        if ended_on is not None and _is_over(ended_on) and not _is_over(one.in_service_to):
            _resume(one.number, ended_on, by)


def _is_over(in_service_to: datetime.date | None) -> bool:
    return in_service_to is not None and in_service_to <= clock.today()


def _end(staff: list[StaffMember], by: User | None) -> None:
    """In one query for many people, and a few for each who has anything planned."""
    for some in batches(staff):
        people = {stored: one for one in some for stored in as_stored([identity.screening_hash(one.number)])}
        planned = Trajectory.objects.filter(renewal_on__isnull=False, number_hash__in=people)
        for stored in sorted(set(planned.order_by().values_list("number_hash", flat=True))):
            one = people[stored]
            if one.in_service_to is not None:
                screening.end_renewals_of(number=one.number, by=by, ended_on=one.in_service_to, reason=LEFT)


def _resume(number: str, ended_on: datetime.date, by: User | None) -> None:
    """What ended on the day of leaving goes on."""
    hashed = identity.screening_hash(number)
    ended = Trajectory.objects.of_person(hashed).filter(renewal_ended_on=ended_on)
    if history.update(ended, by=by, renewal_ended_on=None, renewal_end_reason=""):
        screening.refresh_renewals([hashed], by=by)
