"""One row for each file that came in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.publickey import random_key


class ImportRun(models.Model):
    """A file that was imported: which, by whom, with what result. Its text is not kept."""

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(_("kind of file"), max_length=12, blank=True, default="")
    """A machine value of `FileKind`; nothing for a run from before kinds were kept."""
    register = models.CharField(_("register"), max_length=60)
    profile = models.CharField(_("profile"), max_length=60)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    started_at = models.DateTimeField(_("started"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(_("rows"))
    accepted_rows = models.PositiveIntegerField(_("rows accepted"))
    refused_rows = models.PositiveIntegerField(_("rows refused"))
    taken_back_on = models.DateField(_("taken back on"), null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_back_reason = models.TextField(_("taken back because"), blank=True, default="")

    class Meta:
        verbose_name = _("import")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rows=models.F("accepted_rows") + models.F("refused_rows")),
                name="import_accounts_for_every_row",
            ),
            models.CheckConstraint(
                condition=(Q(taken_back_on__isnull=True) & Q(taken_back_by__isnull=True) & Q(taken_back_reason=""))
                | (Q(taken_back_on__isnull=False) & Q(taken_back_by__isnull=False) & ~Q(taken_back_reason="")),
                name="import_taken_back_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register}, {self.started_at:%Y-%m-%d}"
