"""A break in a series: from a day on something else is counted, by law, list or system."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib import history, languages
from lib.publickey import random_key


class SeriesBreak(models.Model):
    """From `begins_on` on, the figures named are no longer what they were: a marker with a footnote says why."""

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    begins_on = models.DateField(_("begins on"))
    figure_set = models.CharField(_("figures"), max_length=400, blank=True)
    """Their keys, each between spaces; empty for all figures."""
    text_en = models.CharField(_("footnote in English"), max_length=300)
    text_nl = models.CharField(_("footnote in Dutch"), max_length=300)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    history = history.tracked()

    class Meta:
        verbose_name = _("break in the series")
        verbose_name_plural = _("breaks in the series")
        ordering = ["begins_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_en="") & ~Q(text_nl=""), name="break_says_why_in_both_languages"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The footnote in the reader's language."""
        return {"en": self.text_en, "nl": self.text_nl}[languages.of_reader()]

    @property
    def figures(self) -> list[str]:
        """The keys of the figures that it breaks; none for all."""
        return self.figure_set.split()

    def concerns(self, key: str) -> bool:
        """Whether it breaks the figure under this key."""
        return not self.figure_set or key in self.figures
