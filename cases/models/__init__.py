"""The nouns of a case, one a file."""

from cases.models.allegation import Allegation
from cases.models.case import Case
from cases.models.closure import Closure
from cases.models.duplicate import PossibleDuplicate
from cases.models.investigation import Investigation
from cases.models.signal import Reporter, Signal, SignalWall
from cases.models.subject import Subject
from cases.models.team import TeamMember
from cases.models.wall import Wall

__all__ = [
    "Allegation",
    "Case",
    "Closure",
    "Investigation",
    "PossibleDuplicate",
    "Reporter",
    "Signal",
    "SignalWall",
    "Subject",
    "TeamMember",
    "Wall",
]
