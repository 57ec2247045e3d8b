"""A training session with dilemmas."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib import history
from lib.constraints import year_of
from office.models import ImportRun, TrainingTopic, Unit


class TrainingSession(models.Model):
    """A session: when, for which unit, on what, with how many. No names and no answers."""

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    held_on = models.DateField(_("held on"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("unit")
    )
    topic = models.ForeignKey(TrainingTopic, models.PROTECT, db_index=False, related_name="+", verbose_name=_("topic"))
    attending = models.PositiveIntegerField(_("number attending"))
    registered_at = models.DateTimeField(_("registered"))
    voided_on = models.DateField(_("voided on"), null=True)
    void_reason = models.CharField(_("registered in error because"), max_length=200, blank=True)
    register = models.CharField(_("register it was imported from"), max_length=60, blank=True)
    register_number = models.CharField(_("number in that register"), max_length=120, blank=True)
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")

    # Facts
    held_year = models.PositiveSmallIntegerField(_("year held"))
    counted = models.BooleanField(default=True)

    history = history.tracked(unindexed=("unit", "topic", "import_run"))

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["-held_on", "-id"]
        constraints = [
            year_of("held_on", "held_year", name="training_year_is_that_of_its_day"),
            models.CheckConstraint(condition=Q(attending__gte=1), name="training_was_attended"),
            models.CheckConstraint(
                condition=(Q(voided_on__isnull=True) & Q(void_reason="") & Q(counted=True))
                | (Q(voided_on__isnull=False) & ~Q(void_reason="") & Q(counted=False)),
                name="training_voided_with_a_reason_is_in_no_figure",
            ),
            models.CheckConstraint(
                condition=(Q(register="") & Q(register_number="")) | (~Q(register="") & ~Q(register_number="")),
                name="training_register_has_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["-held_on", "-id"], name="training_list"),
            models.Index(fields=["held_year", "unit"], name="training_held", condition=Q(counted=True)),
            models.Index(fields=["register", "register_number"], name="training_register", condition=~Q(register="")),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of this session."""
        return reverse("staff:training", args=[self.reference])
