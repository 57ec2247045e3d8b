"""Verifying the log: events against their HMAC, each seal against the one before, the chain against its anchor."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import anchors, chain, sealing, triggers
from audit.models import Event, Seal

PATIENCE = datetime.timedelta(minutes=1)
"""So long an event may stay unsealed."""


@dataclass(frozen=True)
class Result:
    """What came of it: how many seals there are, the first that is not right and why, and how many are not."""

    sealed: int
    bad: int | None = None
    why: str | Promise = ""
    faults: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.bad is None


NO_ANCHOR = _("There is no anchor file for this register, though its log has seals.")
BAD_ANCHOR = _("The anchor file cannot be read, or does not belong to this register.")
BEGUN_ANEW = _("The anchor file begins in the middle of the chain: an older one was lost or taken away.")
OTHER_REGISTER = _("Beside the anchor file lies that of another register: the whole log may have been replaced.")
SEAL_MISSING = _("A seal is missing.")
EVENT_MISSING = _("The event is missing.")
EVENT_CHANGED = _("The event was changed.")
LINK_BROKEN = _("The seal does not follow from the one before it.")
OLD_KEY = _("It was made with a key that had been replaced by then.")
NOT_AS_ANCHORED = _("The seal is not the one that was anchored: the chain was written anew.")
TOO_SHORT = _("The log is shorter than its anchor: its end was cut off, or an older copy was restored.")
UNANCHORED = _("The end of the chain has not been anchored for more than a minute.")
UNSEALED = _("An event has been waiting for its seal for more than a minute.")
TRIGGERS = _("The triggers that keep the log from being changed are not as they were made.")
OTHER_TRIGGERS = _("The triggers that keep what was published from being changed are not as they were made.")
TWICE = _("An event stands in the log twice.")


def verify() -> Result:
    """Hold the whole log against its keys and its anchor file; changes nothing."""
    try:
        anchored = anchors.kept()
    except anchors.BadAnchor:
        return Result(0, 1, BAD_ANCHOR, 1)
    if anchored is None and Seal.objects.exists():
        return Result(0, 1, NO_ANCHOR, 1)
    walk = _Walk(anchored or {})
    for row in _rows():
        walk.step(*row)
    for why, is_so in _after(walk, anchored or {}):
        if walk.bad is None and is_so():
            walk.fault(walk.number + 1, why)
    return Result(walk.number, walk.bad, walk.why, walk.faults)


def _after(walk: "_Walk", anchored: dict[int, set[str]]) -> Iterator[tuple[str | Promise, Callable[[], bool]]]:
    """What can be wrong with a chain whose every link is right."""
    last = max(anchored, default=0)
    yield TOO_SHORT, lambda: last > walk.number
    yield BEGUN_ANEW, lambda: bool(anchored) and min(anchored) > sealing.BATCH
    yield OTHER_REGISTER, lambda: settings.MODE == "production" and bool(anchors.others())
    yield UNANCHORED, lambda: _unanchored_too_long(last)
    yield UNSEALED, _waits_too_long
    yield TWICE, lambda: Event.objects.values("public_key").alias(n=Count("pk")).filter(n__gt=1).order_by().exists()
    yield TRIGGERS, lambda: not triggers.are_whole(connection)
    yield OTHER_TRIGGERS, lambda: not all(triggers.are_whole(connection, kept) for kept in triggers.KEPT)


class _Walk:
    """The way along the chain. After a fault it goes on from what is there, so that one does not hide the next."""

    def __init__(self, anchored: dict[int, set[str]]) -> None:
        self.anchored = anchored
        self.number = 0
        self.previous = anchors.register_id()
        self.key = len(settings.AUDIT_KEYS) - 1
        self.bad: int | None = None
        self.why: str | Promise = ""
        self.faults = 0

    def fault(self, number: int, why: str | Promise) -> None:
        """Something is wrong; the first thing is what is told."""
        self.faults += 1
        if self.bad is None:
            self.bad, self.why = number, why

    def step(self, sequence: int, mac: str, event_id: int, event_mac: str | None, *values: Any) -> None:
        """The next seal with its event."""
        if sequence != self.number + 1:
            self.fault(self.number + 1, SEAL_MISSING)
        else:
            try:
                why = self._fault(sequence, mac, event_id, event_mac, values)
            except (TypeError, ValueError, AttributeError):
                # What is of another kind than the application ever writes.
                why = EVENT_CHANGED
            if why:
                self.fault(sequence, why)
        self.number, self.previous = sequence, mac

    def _fault(
        self, sequence: int, mac: str, event_id: int, event_mac: str | None, values: Sequence[Any]
    ) -> str | Promise:
        if event_mac is None:
            return EVENT_MISSING
        key = chain.key_of_event(event_mac, values)
        if key is None:
            return EVENT_CHANGED
        sealed_by = chain.key_of_seal(mac, sequence, self.previous, event_id, event_mac)
        if sealed_by is None:
            return LINK_BROKEN
        if sealed_by > self.key or key > self.key:
            return OLD_KEY
        self.key = sealed_by
        if sequence in self.anchored and self.anchored[sequence] != {mac}:
            return NOT_AS_ANCHORED
        return ""


def _rows() -> Iterator[tuple[Any, ...]]:
    """Each seal with its event, in order, read piece by piece: the models would cost five times as much."""
    quoted = connection.ops.quote_name
    columns = ", ".join(f"e.{quoted(name)}" for name in ("mac", *chain.COVERED))
    sql = (
        f"SELECT s.sequence, s.mac, s.event_id, {columns} FROM audit_seal s "
        "LEFT JOIN audit_event e ON e.id = s.event_id ORDER BY s.sequence"
    )
    # On PostgreSQL a cursor on the server lives as long as its transaction; on SQLite one would keep writers waiting.
    whole = transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
    with whole, connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(5_000):
            yield from rows


def _waits_too_long() -> bool:
    """An event without a seal that is older than a minute, or dated ahead so as never to be."""
    sealed = Seal.objects.filter(event_id=OuterRef("pk"))
    now = timezone.now()
    waiting = Event.objects.filter(~Exists(sealed))
    return waiting.filter(Q(happened_at__lt=now - PATIENCE) | Q(happened_at__gt=now + PATIENCE)).exists()


def _unanchored_too_long(last: int) -> bool:
    after = Seal.objects.filter(sequence=last + 1).values("event_id")
    return Event.objects.filter(pk__in=after, happened_at__lt=timezone.now() - PATIENCE).exists()
