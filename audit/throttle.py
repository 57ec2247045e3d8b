"""The brake on reading: nobody goes through the register case by case, or through references by guessing."""

import datetime

from audit.kinds import Kind
from audit.log import Actor, as_key
from audit.models import Event

MOST = 60
"""So many different records one person may open, or be refused, within `WITHIN`."""
WITHIN = datetime.timedelta(minutes=5)
COUNTED = (
    Kind.CASE_OPENED,
    Kind.CASE_WATCHED,
    Kind.SIGNAL_OPENED,
    Kind.REPORTER_SHOWN,
    Kind.TRAJECTORY_OPENED,
    Kind.STAFF_OPENED,
    Kind.REQUEST_REFUSED,
)


class Throttled(Exception):
    """This person has opened, or been refused, too many different records in a short time."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.target = target


def check(user: Actor, target: str) -> None:
    """Raise Throttled if `target` would be one record too many; one that was opened just now opens again.

    The first line of a door, before anything is fetched: what exists and what does not are braked alike. Counted from
    the log, so by the machine's clock and for all processes together, in one query.
    """
    recent = Event.objects.filter(
        actor=user.username, happened_at__gt=datetime.datetime.now(datetime.UTC) - WITHIN, kind__in=COUNTED
    )
    seen = set(recent.exclude(target="").order_by().values_list("target", flat=True).distinct())
    if len(seen) >= MOST and as_key(target) not in seen:
        raise Throttled(target)
