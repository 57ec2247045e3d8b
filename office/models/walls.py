"""A wall by decision: somebody for whom a record does not exist, although it does not concern him.

Each register has a table of its own, whose hashes have a purpose of their own, so that the two cannot be joined.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib.publickey import random_key


class WallQuerySet(models.QuerySet[Any]):
    """Questions about walls."""

    def standing(self) -> "WallQuerySet":
        """Those that hold now."""
        return self.filter(lifted_at=None)

    def around(self, wall_hash: str) -> "WallQuerySet":
        """Those that hold now for the person with this hash."""
        return self.standing().filter(person_hash=wall_hash)


class DecidedWall(models.Model):
    """A wall around a record for one person, from and to, each with its reason.

    Whom it concerns stands in `person_hash`, as a keyed hash of the user name only: who reads the table does not learn
    it. Those who may, compute the hashes of the people they know. The wall of the person whom a record concerns is no
    row here; it is stored nowhere.
    """

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    reason = models.TextField(_("reason"))
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("from"))
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("to"), null=True)
    lift_reason = models.TextField(_("lifted because"), blank=True)

    objects = WallQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("wall")
        ordering = ["raised_at", "id"]

    def __str__(self) -> str:
        return self.public_key


def wall_constraints(record: str, prefix: str, lifted: str) -> list[models.BaseConstraint]:
    """What must hold of a table of walls around `record`; their names begin with `prefix`, but the last, `lifted`."""
    return [
        models.UniqueConstraint(
            fields=[record, "person_hash"], condition=Q(lifted_at=None), name=f"{prefix}_raised_once_at_a_time"
        ),
        models.CheckConstraint(condition=~Q(person_hash=""), name=f"{prefix}_is_around_somebody"),
        models.CheckConstraint(condition=~Q(reason=""), name=f"{prefix}_has_a_reason"),
        models.CheckConstraint(
            condition=(Q(lifted_at__isnull=True) & Q(lifted_by__isnull=True) & Q(lift_reason=""))
            | (
                Q(lifted_at__isnull=False)
                & Q(lifted_at__gte=F("raised_at"))
                & Q(lifted_by__isnull=False)
                & ~Q(lift_reason="")
            ),
            name=lifted,
        ),
    ]
