"""A token by which a program reads published figures: only its hash is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.publickey import random_key


class FigureTokenQuerySet(models.QuerySet["FigureToken"]):
    """Questions about tokens."""

    def valid(self) -> "FigureTokenQuerySet":
        """Those that still work."""
        return self.filter(withdrawn_at=None)


class FigureToken(models.Model):
    """What a spreadsheet or another program shows to read published figures. It can do nothing else."""

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    name = models.CharField(_("what reads with it"), max_length=80)
    # SHA-256 of a token of 256 random bits: nobody who reads the table can make the token again.
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_used_on = models.DateField(_("last used on"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FigureTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token for figures")
        verbose_name_plural = _("tokens for figures")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="token_says_what_it_is_for"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="token_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
