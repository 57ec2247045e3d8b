"""What follows from a decision in the case that was made by it."""

from collections.abc import Iterable

from cases.models import Signal
from cases.models.values import Decision, Track

TRACKS = {
    Decision.ORIENTATION: Track.ORIENTATION,
    Decision.DISCIPLINARY: Track.DISCIPLINARY,
    Decision.PROSECUTION: Track.CRIMINAL,
}
"""Which track of investigation each decision stands for."""


def track_of(signals: Iterable[Signal]) -> str:
    """The track for which a case was made of one of these signals; nothing if it was made otherwise."""
    return next((TRACKS[signal.decision].value for signal in signals if signal.decision in TRACKS), "")  # type: ignore[index]
