"""A publication: the figures of a closed period over the whole register, frozen. Triggers keep it as it was made."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib.periods import Period
from lib.publickey import random_key


class Publication(models.Model):
    """What was known of a closed period at the end of a day, with the words and rules of then, and its public edition.

    It counts leaks, without certificates of conduct. Nothing in it refers to a row that could change: the author is
    named as of then, and numbers, labels and rules stand in `content` and `edition` as canonical JSON.
    """

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    first = models.PositiveSmallIntegerField(_("first year"))
    last = models.PositiveSmallIntegerField(_("last year"))
    as_at = models.DateField(_("as known at the end of"))
    known_until = models.DateTimeField(_("known until"))
    """The moment at which that day was over, so that another time zone changes nothing."""
    published_at = models.DateTimeField(_("published"))
    author_id = models.BigIntegerField()
    author = models.CharField(_("published by"), max_length=200)
    remarks = models.TextField(_("remarks"), blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    threshold = models.PositiveSmallIntegerField(_("threshold of the public edition"))
    content = models.TextField()
    edition = models.TextField()
    """The public edition, masked. Whoever shows it is given this text and no other number."""

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="publication_begins_before_its_end"),
            models.CheckConstraint(condition=Q(as_at__year__gt=F("last")), name="publication_is_of_a_closed_period"),
            models.UniqueConstraint(
                fields=["first", "last"], condition=Q(replaces__isnull=True), name="publication_is_made_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def label(self) -> str:
        """Its years."""
        return Period(self.first, self.last).label
