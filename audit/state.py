"""The state of the chain and its anchor at a glance. Cheap: only `verify_audit` looks at every event."""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise

from audit import anchors, current, sealing
from audit.kinds import Kind
from audit.models import Event, Seal
from audit.verification import BAD_ANCHOR, NO_ANCHOR, NOT_AS_ANCHORED, PATIENCE, TOO_SHORT, UNSEALED

_TAIL = 4_096
"""So many bytes at the end of the anchor file hold its last lines."""


@dataclass(frozen=True)
class Anchor:
    """The last head of the chain that was anchored."""

    sequence: int
    mac: str
    at: datetime.datetime


@dataclass(frozen=True)
class Verified:
    """When the whole log was last verified, and the first bad number, if there was one."""

    at: datetime.datetime
    bad: int | None


@dataclass(frozen=True)
class State:
    """How many events are sealed and wait, up to where the chain is anchored, and what is wrong at a glance."""

    sealed: int
    head: str
    waiting: int
    anchor: Anchor | None
    problem: str | Promise
    verified: Verified | None

    @property
    def tone(self) -> str:
        """`bad` if anything is wrong, `warn` if the whole log was never verified."""
        if self.problem or (self.verified and self.verified.bad is not None):
            return "bad"
        return "" if self.verified else "warn"

    @property
    def short_head(self) -> str:
        """Enough of the last seal to compare it by eye."""
        return f"{self.head[:8]} {self.head[8:16]}"


def state() -> State:
    """The state now. The events of this request itself do not count as waiting."""
    # The anchor first: seals that come meanwhile make the log longer than it, never shorter.
    problem: str | Promise = ""
    anchor = None
    try:
        anchor = _last_anchor(anchors.file())
    except anchors.BadAnchor:
        problem = BAD_ANCHOR
    last = Seal.objects.order_by("-sequence").first()
    sealed, head = (last.sequence, last.mac) if last else (0, "")
    moments = _unsealed(last)
    waiting = max(len(moments) - current.written(), 0)
    if problem:
        return State(sealed, head, waiting, None, problem, _last_verified())
    problem = _problem(sealed, anchor) or (UNSEALED if _too_long(moments) else "")
    return State(sealed, head, waiting, anchor, problem, _last_verified())


def _unsealed(last: Seal | None) -> list[datetime.datetime]:
    """When those of the newest events happened that have no seal; not more than a batch is looked at."""
    seal = Seal.objects.filter(event_id=OuterRef("pk"))
    newest = Event.objects.filter(~Exists(seal), pk__gt=last.event_id - sealing.RECENT if last else 0)
    return list(newest.order_by("pk").values_list("happened_at", flat=True)[: sealing.BATCH])


def _too_long(moments: list[datetime.datetime]) -> bool:
    return bool(moments) and min(moments) < datetime.datetime.now(datetime.UTC) - PATIENCE


def _problem(sealed: int, anchor: Anchor | None) -> str | Promise:
    if anchor is None:
        return NO_ANCHOR if sealed else ""
    if anchor.sequence > sealed:
        return TOO_SHORT
    agrees = Seal.objects.filter(sequence=anchor.sequence, mac=anchor.mac).exists()
    return "" if agrees else NOT_AS_ANCHORED


def _last_anchor(path: Path) -> Anchor | None:
    """The highest of the last anchors: two that were made at once may stand the other way round."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _TAIL, 0))
        lines = file.read().splitlines()[-10:]
    try:
        return max(map(_anchor, lines), key=lambda anchor: anchor.sequence)
    except (ValueError, KeyError, TypeError) as error:
        raise anchors.BadAnchor(str(path)) from error


def _anchor(line: bytes) -> Anchor:
    said = json.loads(line)
    return Anchor(int(said["sequence"]), str(said["mac"]), datetime.datetime.fromisoformat(said["at"]))


def _last_verified() -> Verified | None:
    event = Event.objects.filter(kind=Kind.LOG_VERIFIED).order_by("-pk").values_list("happened_at", "detail").first()
    return Verified(event[0], json.loads(event[1] or "{}").get("bad")) if event else None
