"""Below which number a public edition masks: one row for the organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from figures.publications.masking import THRESHOLDS
from lib import history


class EditionRule(models.Model):
    """The threshold of every public edition; fixed by the first one. Whoever publishes waits in line at this row."""

    threshold = models.PositiveSmallIntegerField(_("threshold"), default=5)

    history = history.tracked()

    class Meta:
        verbose_name = _("rule of public editions")
        constraints = [
            models.CheckConstraint(condition=models.Q(threshold__in=THRESHOLDS), name="edition_threshold_is_known"),
            models.CheckConstraint(condition=models.Q(pk=1), name="edition_has_one_rule"),
        ]

    def __str__(self) -> str:
        return str(self.threshold)
