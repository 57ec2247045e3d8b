"""A wall by decision: somebody for whom a trajectory does not exist, although it does not concern him."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib import history, identity
from lib.publickey import random_key
from screening.models.trajectory import Trajectory


class WallQuerySet(models.QuerySet["Wall"]):
    """Questions about walls."""

    def standing(self) -> "WallQuerySet":
        """Those that hold now."""
        return self.filter(lifted_at=None)

    def around(self, wall_hash: str) -> "WallQuerySet":
        """Those that hold now for the person with this hash."""
        return self.standing().filter(person_hash=wall_hash)


class Wall(models.Model):
    """A wall around a trajectory for one person, from and to, each with its reason.

    Whom it concerns stands here as a keyed hash of the user name only: who reads the table does not learn it. Those who
    may, compute the hashes of the people they know. A screened person's own wall is no row here; it is stored nowhere.
    """

    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="walls")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    person_hash = identity.HashField(purpose="screening_wall", of="")
    reason = models.TextField(_("reason"))
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("from"))
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("to"), null=True)
    lift_reason = models.TextField(_("lifted because"), blank=True)

    objects = WallQuerySet.as_manager()
    history = history.tracked(unindexed=("raised_by", "lifted_by"))

    class Meta:
        verbose_name = _("wall")
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "person_hash"],
                condition=Q(lifted_at=None),
                name="trajectory_wall_raised_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(person_hash=""), name="trajectory_wall_is_around_somebody"),
            models.CheckConstraint(condition=~Q(reason=""), name="trajectory_wall_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(lifted_at__isnull=True) & Q(lifted_by__isnull=True) & Q(lift_reason=""))
                | (
                    Q(lifted_at__isnull=False)
                    & Q(lifted_at__gte=F("raised_at"))
                    & Q(lifted_by__isnull=False)
                    & ~Q(lift_reason="")
                ),
                name="trajectory_wall_lifted_with_a_reason",
            ),
        ]
        indexes = [
            # What every request asks: which trajectories do not exist for this person.
            models.Index(
                fields=["person_hash", "trajectory"], name="trajectory_wall_of_person", condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.public_key
