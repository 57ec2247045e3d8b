"""Sealing: what has been committed gets its place in the chain, in a short transaction of its own.

Whoever seals holds a lock that nobody waits for. He looks again after he let it go, so that an event whose own writer
found the lock taken is sealed too.
"""

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, Max, OuterRef

from audit import anchors, chain
from audit.models import Event, Seal

BATCH = 1_000
RECENT = 500
"""So many events back a request looks for unsealed ones; `seal_audit` looks through the whole log."""
_LOCK = 7_315_204_118
"""Any number, as long as nothing else in the database takes the same advisory lock."""


def seal(*, everything: bool = False) -> int:
    """Seal what there is to seal, in batches, and anchor each; returns how many events were sealed.

    Returns at once if somebody else is sealing.
    """
    total, after = 0, 0 if everything else _recent()
    while waiting := unsealed(after):
        made = _seal_batch([event_id for event_id, _mac in waiting])
        if made is None:
            break
        if made:
            anchors.append(made[-1].sequence, made[-1].mac)
            total += len(made)
        # What is older has a seal now, and what is committed late is newer than a moment.
        after = max(after, waiting[-1][0] - RECENT)
    if everything:
        _anchor_head()
    return total


def _anchor_head() -> None:
    """After a server that was killed between seal and anchor, or a disk that was full."""
    head = Seal.objects.order_by("-sequence").first()
    if head and head.mac not in (anchors.kept() or {}).get(head.sequence, ()):
        anchors.append(head.sequence, head.mac)


def _recent() -> int:
    last: int | None = Seal.objects.aggregate(last=Max("event_id"))["last"]
    return (last or 0) - RECENT


def unsealed(after: int | None = None) -> list[tuple[int, str]]:
    """Id and HMAC of the oldest events after this one, or among the recent ones, that have no seal yet."""
    after = _recent() if after is None else after
    sealed = Seal.objects.filter(event_id=OuterRef("pk"), event_id__gt=after)
    waiting = Event.objects.filter(~Exists(sealed), pk__gt=after).order_by("pk")
    return list(waiting.values_list("pk", "mac")[:BATCH])


def _seal_batch(ids: list[int]) -> list[Seal] | None:
    """Seal those of these events that nobody has sealed meanwhile; nothing at all if somebody else has the lock."""
    _write_through()
    try:
        with transaction.atomic(durable=True):
            if not _take_lock():
                return None
            done = set(Seal.objects.filter(event_id__in=ids).values_list("event_id", flat=True))
            events = Event.objects.filter(pk__in=set(ids) - done).order_by("pk").values_list("pk", "mac")
            return _append(list(events))
    except OperationalError:
        # SQLite: somebody is writing. Another request, or the timer, seals what waits.
        if connection.vendor == "sqlite":
            return None
        raise


def _write_through() -> None:
    """SQLite may lose its last commits with the power, and the anchor would then know more than the log."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def _take_lock() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _append(waiting: list[tuple[int, str]]) -> list[Seal]:
    last = Seal.objects.order_by("-sequence").values_list("sequence", "mac").first()
    sequence, previous = last or (0, anchors.register_id())
    made = []
    for event_id, mac in waiting:
        sequence += 1
        previous = chain.seal_mac(sequence, previous, event_id, mac)
        made.append(Seal(sequence=sequence, event_id=event_id, mac=previous))
    return Seal.objects.bulk_create(made)
