"""The links by which somebody sets a password: one for each time, and only its hash is kept."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from lib.constraints import one_of


class Purpose(models.TextChoices):
    """What the link is for."""

    INVITATION = "invitation", _("Invitation")
    RESET = "reset", _("New password")


class LinkQuerySet(models.QuerySet["Link"]):
    """Questions about links."""

    def open(self, now: datetime.datetime) -> "LinkQuerySet":
        """Those that work: not used, not replaced, not too old, and of somebody whose account is active."""
        return self.filter(ended_at=None, valid_until__gt=now, user__is_active=True)


class Link(models.Model):
    """A one-time link, sent to the address on file. It ends when it is used, replaced, or the account deactivated."""

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    # SHA-256 of a token of 256 random bits: nobody who reads the table can make the link again.
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("sent"))
    valid_until = models.DateTimeField(_("valid until"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        constraints = [
            one_of("purpose", Purpose, name="link_purpose_is_known"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("made_at")), name="link_is_valid_for_a_while"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")), name="link_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="link_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_purpose_display()}"
