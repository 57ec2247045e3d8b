"""The audit log: events, and the seals that chain them. Both only grow; triggers in the database see to it.

No foreign keys: an event outlives what it speaks of, and says who somebody was as of then.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.kinds import Kind
from lib.publickey import random_key


def event_key() -> str:
    """A public key for an event; sixteen characters hold 80 bits."""
    return random_key(16)


class Event(models.Model):
    """One act by one person: a look, a change, or an attempt that was refused. Never text of a dossier."""

    public_key = models.CharField(max_length=16, unique=True, default=event_key, editable=False)
    # The machine's clock, whatever clock the facts are given.
    happened_at = models.DateTimeField(_("when"))
    actor = models.CharField(_("user name"), max_length=60, blank=True)
    actor_name = models.CharField(_("name as of then"), max_length=120, blank=True)
    roles = models.CharField(_("roles as of then"), max_length=120, blank=True)
    on_team = models.BooleanField(_("on the team"), null=True)
    kind = models.CharField(_("what"), max_length=40)
    target = models.CharField(_("which"), max_length=120, blank=True)
    detail = models.TextField(blank=True)
    where = models.CharField(_("from where"), max_length=120, blank=True)
    reason = models.TextField(_("why"), blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["actor", "happened_at"], name="event_of_actor"),
            models.Index(fields=["target", "id"], name="event_on_target", condition=~models.Q(target="")),
            models.Index(fields=["kind", "id"], name="event_of_kind"),
            models.Index(fields=["happened_at"], name="event_when"),
        ]

    def __str__(self) -> str:
        return self.public_key

    @property
    def label(self) -> str:
        """What was done, in words. A kind that later releases no longer know stands as it was written."""
        return str(Kind(self.kind).label) if self.kind in Kind.values else self.kind


class Seal(models.Model):
    """The place of an event in the chain: a gapless number, and an HMAC over it, the seal before, and the event's."""

    sequence = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return str(self.sequence)


class RegisterMark(models.Model):
    """What is fixed of this register from its birth: its random id, and whether it was born as a demo."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("mark of the register")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
