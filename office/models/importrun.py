"""One row for each file that came in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """A file that was imported: which, by whom, with what result. Its text is not kept."""

    register = models.CharField(_("register"), max_length=60)
    profile = models.CharField(_("profile"), max_length=60)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    started_at = models.DateTimeField(_("started"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(_("rows"))
    accepted_rows = models.PositiveIntegerField(_("rows accepted"))
    refused_rows = models.PositiveIntegerField(_("rows refused"))

    class Meta:
        verbose_name = _("import")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rows=models.F("accepted_rows") + models.F("refused_rows")),
                name="import_accounts_for_every_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register}, {self.started_at:%Y-%m-%d}"
