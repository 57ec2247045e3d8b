"""The clock that facts and history take their time from.

A test, and the demo's years, can set it; audit events never ask it.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_fixed: ContextVar[datetime.datetime | None] = ContextVar("fixed", default=None)


def now() -> datetime.datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or timezone.now()


def is_set() -> bool:
    """Whether somebody set the clock: then it tells every moment, also within one act."""
    return _fixed.get() is not None


def today() -> datetime.date:
    """Today's date in the register's own time zone, by which years are cut."""
    return timezone.localdate(now())


def end_of(day: datetime.date) -> datetime.datetime:
    """The moment at which `day` is over in the register's own time zone: the first of the next one."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


@contextmanager
def at(moment: datetime.datetime | datetime.date) -> Iterator[None]:
    """Set the clock to `moment` (a date means noon of that day, local time) until the block ends."""
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time(12))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
