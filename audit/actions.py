"""What an auditor does to the log: he adds to it that he has looked at something."""

from audit import log
from audit.kinds import Kind
from audit.log import Actor


def mark_reviewed(*, item: str, by: Actor, note: str) -> None:
    """Mark an item of a monthly sheet as reviewed, with a note; the review is itself an event."""
    with log.acting(by, Kind.LOG_REVIEWED, target=item, reason=note):
        pass
