"""How much time has passed, whatever is done to the clock.

A moment is read off two clocks: the wall clock, which can be set, and the time since the machine was started, which
cannot but means nothing after a restart or on another machine. The longer answer of the two holds, so that setting the
clock back gives nobody more time.
"""

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Two machines, or one after a correction, may differ by so many seconds.
_TOLERANCE = 60


class Reading(NamedTuple):
    """A moment: seconds since 1970, seconds since the machine was started, and which start that was."""

    wall: float
    uptime: float
    boot: str


@cache
def _boot() -> str:
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


def uptime() -> float:
    """Seconds since the machine was started, those asleep included where the system counts them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def now() -> Reading:
    """This moment."""
    return Reading(time.time(), uptime(), _boot())


def since(kept: object) -> float:
    """Seconds since a kept reading; endless if it cannot be read, or lies ahead and no other clock tells."""
    if not isinstance(kept, Sequence) or len(kept) != len(Reading._fields):
        return float("inf")
    then, present = Reading(*kept), now()
    passed = present.wall - then.wall
    if then.boot and then.boot == present.boot:
        return max(passed, present.uptime - then.uptime)
    return passed if passed >= -_TOLERANCE else float("inf")
