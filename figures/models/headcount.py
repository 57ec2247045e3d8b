"""How many people the organisation had in a year, from where it says so: what a count per 1,000 staff divides by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib import history


class Headcount(models.Model):
    """The staff of the whole organisation in a year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    number = models.PositiveIntegerField(_("number of staff"))
    source = models.CharField(_("source"), max_length=200)

    history = history.tracked()

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(source=""), name="headcount_has_its_source"),
        ]

    def __str__(self) -> str:
        return str(self.year)
