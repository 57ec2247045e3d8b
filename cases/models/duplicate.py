"""A case that may be the double of another one, which the person who brought it in could not see."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from lib.publickey import random_key


class PossibleDuplicateQuerySet(models.QuerySet["PossibleDuplicate"]):
    """Questions about possible duplicates."""

    def waiting(self) -> "PossibleDuplicateQuerySet":
        """Those that nobody has looked at."""
        return self.filter(seen_at=None)


class PossibleDuplicate(models.Model):
    """Two cases with one number in one register. A coordinator who sees both decides what becomes of them."""

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    noticed_at = models.DateTimeField(_("noticed"))
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("seen"), null=True)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["noticed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], condition=Q(seen_at=None), name="duplicate_waits_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="duplicate_is_of_another_case"),
            models.CheckConstraint(
                condition=(Q(seen_at__isnull=True) & Q(seen_by__isnull=True))
                | (Q(seen_at__isnull=False) & Q(seen_at__gte=F("noticed_at")) & Q(seen_by__isnull=False)),
                name="duplicate_seen_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["noticed_at", "id"], name="duplicate_waiting", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return self.public_key
