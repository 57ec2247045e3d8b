"""The nouns of screening, one a file."""

from screening.models.stage import Stage
from screening.models.trajectory import Trajectory

__all__ = ["Stage", "Trajectory"]
