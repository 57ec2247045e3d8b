"""The nouns of screening, one a file."""

from screening.models.stage import Stage
from screening.models.trajectory import Trajectory
from screening.models.wall import Wall

__all__ = ["Stage", "Trajectory", "Wall"]
