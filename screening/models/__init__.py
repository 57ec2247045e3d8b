"""The nouns of screening, one a file."""

from screening.models.duty import DutyReport
from screening.models.staff import Acknowledgement, StaffMember
from screening.models.stage import Stage
from screening.models.training import TrainingSession
from screening.models.trajectory import Trajectory
from screening.models.wall import Wall

__all__ = [
    "Acknowledgement",
    "DutyReport",
    "StaffMember",
    "Stage",
    "TrainingSession",
    "Trajectory",
    "Wall",
]
