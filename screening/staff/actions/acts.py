"""What all actions on staff are: one act, one event in the log, and the rows held with a lock."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404

from accounts.models import User
from audit import log
from lib.batches import batches
from screening.models import StaffMember
from screening.staff import access

PREFIX = "P"
UNKNOWN_UNIT = "unknown"


def about(said: Mapping[str, Any], _result: Any) -> log.Act:
    """Which member of staff. What was written, and why, stands in his history alone."""
    return log.Act(target=said["staff"].reference)


def about_many(said: Mapping[str, Any], _result: Any) -> log.Act:
    """Which one, or how many; which ones, their history says by the key of the event."""
    staff = said["staff"]
    return log.Act(target=staff[0].reference) if len(staff) == 1 else log.Act(detail={"staff": len(staff)})


def locked(staff: StaffMember, by: User | None) -> StaffMember:
    """The row as it is now, which nobody else changes until this act is done.

    Raises Http404, as the door does, if it does not exist for who acts.
    """
    held = StaffMember.objects.select_for_update().get(pk=staff.pk)
    if by is not None and not access.visible_to(by).filter(pk=held.pk).exists():
        raise Http404
    return held


def held(staff: Sequence[StaffMember], by: User | None) -> list[StaffMember]:
    """The same of many rows, in one order, without the identity, which costs more to read than all the rest.

    Raises Http404 if one of them does not exist for who acts.
    """
    visible = StaffMember.objects.all() if by is None else access.visible_to(by)
    pks = sorted({one.pk for one in staff})
    rows: list[StaffMember] = []
    for some in batches(pks):
        chosen = visible.filter(pk__in=some).defer("name", "number").order_by("pk")
        rows += chosen.select_for_update(of=("self",))
    if len(rows) != len(pks):
        raise Http404
    return rows
