"""What somebody reports who was screened, and has a duty to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib import history
from lib.constraints import one_of
from lib.publickey import random_key
from screening.models.trajectory import Trajectory
from screening.models.values import DutyKind, DutyOutcome


class DutyReport(models.Model):
    """A change that the person screened reported, on the trajectory on which the screening rests."""

    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="duty_reports")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(_("what was reported"), max_length=9, choices=DutyKind)
    reported_on = models.DateField(_("reported on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=DutyOutcome, default=DutyOutcome.PENDING)
    assessed_on = models.DateField(_("assessed on"), null=True)

    history = history.tracked()

    class Meta:
        verbose_name = _("duty-to-report event")
        verbose_name_plural = _("duty-to-report events")
        ordering = ["reported_on", "id"]
        constraints = [
            one_of("kind", DutyKind, name="duty_kind_is_known"),
            one_of("outcome", DutyOutcome, name="duty_outcome_is_known"),
            models.CheckConstraint(
                condition=(Q(outcome=DutyOutcome.PENDING) & Q(assessed_on__isnull=True))
                | (
                    ~Q(outcome=DutyOutcome.PENDING)
                    & Q(assessed_on__isnull=False)
                    & Q(assessed_on__gte=F("reported_on"))
                ),
                name="duty_assessed_on_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["reported_on", "id"], name="duty_waiting", condition=Q(outcome="pending")),
        ]

    def __str__(self) -> str:
        return self.public_key
