"""A wall by decision around a case."""

from django.db import models
from django.db.models import Q

from cases.models.case import Case
from lib import history, identity
from office.models.walls import DecidedWall, wall_constraints


class Wall(DecidedWall):
    """For this person the case does not exist, though it does not concern him."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="walls")
    person_hash = identity.HashField(purpose="wall", of="")

    history = history.tracked(unindexed=("raised_by", "lifted_by"))

    class Meta(DecidedWall.Meta):
        constraints = wall_constraints("case", "wall", "wall_lifted_by_somebody_with_a_reason")
        indexes = [
            # What every request asks: which cases do not exist for this person.
            models.Index(fields=["person_hash", "case"], name="wall_of_person", condition=Q(lifted_at=None)),
        ]
