"""A wall by decision around a trajectory."""

from django.db import models
from django.db.models import Q

from lib import history, identity
from office.models.walls import DecidedWall, wall_constraints
from screening.models.trajectory import Trajectory


class Wall(DecidedWall):
    """For this person the trajectory does not exist, though it does not concern him."""

    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="walls")
    person_hash = identity.HashField(purpose="screening_wall", of="")

    history = history.tracked(unindexed=("raised_by", "lifted_by"))

    class Meta(DecidedWall.Meta):
        constraints = wall_constraints("trajectory", "trajectory_wall", "trajectory_wall_lifted_with_a_reason")
        indexes = [
            # What every request asks: which trajectories do not exist for this person.
            models.Index(
                fields=["person_hash", "trajectory"], name="trajectory_wall_of_person", condition=Q(lifted_at=None)
            ),
        ]
