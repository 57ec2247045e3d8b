"""A closure: proposed by one, confirmed or declined by another, and perhaps undone by reopening."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from lib import history
from lib.constraints import year_of
from lib.publickey import random_key
from office.models import Unit


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Questions about closures."""

    def open(self) -> "ClosureQuerySet":
        """Those that still hold: proposed or closed, and neither declined nor reopened."""
        return self.filter(declined_on=None, reopened_on=None)


class Closure(models.Model):
    """One closing of a case, a row of its own, so that stock and flow can be counted.

    Only a closing that was taken over from elsewhere has nobody who proposed and confirmed it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="closures")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    proposed_on = models.DateField(_("closing proposed on"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposal = models.TextField(_("why it can be closed"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_on = models.DateField(_("declined on"), null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decline_reason = models.TextField(_("declined because"), blank=True)
    reopened_on = models.DateField(_("reopened on"), null=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reopen_reason = models.TextField(_("reopened because"), blank=True)

    # Facts
    closed_year = models.PositiveSmallIntegerField(_("year closed"), null=True)
    reopened_year = models.PositiveSmallIntegerField(_("year reopened"), null=True)
    received_on = models.DateField(_("case received on"))
    counted = models.BooleanField(default=True)
    leak = models.BooleanField(_("of a leak case"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("unit"))

    objects = ClosureQuerySet.as_manager()
    history = history.tracked(
        unindexed=(
            "unit",
            "proposed_by",
            "confirmed_by",
            "declined_by",
            "reopened_by",
        ),
        past=(
            history.past_index(
                *("closed_year", "leak"),
                name="past_closure_closed",
                condition=Q(counted=True, closed_year__isnull=False),
            ),
            history.past_index(
                *("reopened_year", "leak"),
                name="past_closure_reopened",
                condition=Q(counted=True, reopened_year__isnull=False),
            ),
        ),
    )

    class Meta:
        verbose_name = _("closure")
        ordering = ["proposed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(declined_on=None, reopened_on=None), name="closure_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="closure_needs_a_second_person"
            ),
            models.CheckConstraint(
                condition=(Q(closed_on__isnull=True) & Q(confirmed_by__isnull=True))
                | (
                    Q(closed_on__isnull=False)
                    & Q(closed_on__gte=F("proposed_on"))
                    & (
                        (Q(confirmed_by__isnull=False) & Q(proposed_by__isnull=False))
                        | (Q(confirmed_by__isnull=True) & Q(proposed_by__isnull=True))
                    )
                ),
                name="closure_says_who_confirmed_it_and_when",
            ),
            models.CheckConstraint(
                condition=(Q(declined_on__isnull=True) & Q(declined_by__isnull=True) & Q(decline_reason=""))
                | (
                    Q(declined_on__isnull=False)
                    & Q(declined_on__gte=F("proposed_on"))
                    & Q(declined_by__isnull=False)
                    & ~Q(decline_reason="")
                    & Q(closed_on__isnull=True)
                ),
                name="closure_declined_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(reopened_on__isnull=True) & Q(reopened_by__isnull=True) & Q(reopen_reason=""))
                | (
                    Q(reopened_on__isnull=False)
                    & Q(closed_on__isnull=False)
                    & Q(reopened_on__gte=F("closed_on"))
                    & Q(reopened_by__isnull=False)
                    & ~Q(reopen_reason="")
                ),
                name="closure_reopened_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(proposed_on__gte=F("received_on")), name="closure_not_before_receipt"),
            year_of("closed_on", "closed_year", name="closure_closed_year_is_that_of_its_date"),
            year_of("reopened_on", "reopened_year", name="closure_reopened_year_is_that_of_its_date"),
        ]
        indexes = [
            models.Index(
                fields=["closed_year", "leak"],
                name="closure_closed",
                condition=Q(counted=True, closed_year__isnull=False),
            ),
            models.Index(
                fields=["reopened_year", "leak"],
                name="closure_reopened",
                condition=Q(counted=True, reopened_year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.proposed_on}"
