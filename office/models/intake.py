"""Files that come in through the browser, and the profiles by which people read them.

No cell of a file stands in these tables but the values of coded columns that a profile maps: the file itself lies
encrypted beside the database, and so does what is told of its rows.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib.constraints import one_of
from lib.publickey import random_key
from office.models.importrun import ImportRun

LONGEST_NAME = 60
"""As long as the column in which a run keeps the name of its profile."""


class FileKind(models.TextChoices):
    """What the rows of a file are."""

    CASES = "cases", _("Cases")
    TRAJECTORIES = "trajectories", _("Screening trajectories")
    STAFF = "staff", _("Staff")
    OATHS = "oaths", _("Oaths and promises")
    CODE = "code", _("Acknowledgements of the code")
    TRAINING = "training", _("Training sessions")


class State(models.TextChoices):
    """How far a file has come."""

    MAPPING = "mapping", _("Being mapped")
    CHECKING = "checking", _("Dry run under way")
    CHECKED = "checked", _("Dry run done")
    IMPORTING = "importing", _("Import under way")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Not possible")
    DISCARDED = "discarded", _("Discarded")


AT_WORK = (State.CHECKING, State.IMPORTING)
"""The states in which a process of its own works on the file."""
ENDED = (State.IMPORTED, State.DISCARDED)
"""The states that nothing follows on."""


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """Questions about incoming files."""

    def of(self, user: Any) -> "IncomingQuerySet":
        """Those that this person uploaded."""
        return self.filter(by=user)

    def waiting(self) -> "IncomingQuerySet":
        """Those of which the file still lies there."""
        return self.exclude(state__in=ENDED)

    def at_work(self) -> "IncomingQuerySet":
        """Those that a process works on, or should."""
        return self.filter(state__in=AT_WORK)


class Incoming(models.Model):
    """A file that came in through the browser, and how far it has come."""

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(_("kind of file"), max_length=12, choices=FileKind)
    name = models.CharField(_("name of the file"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    came_at = models.DateTimeField(_("uploaded"))
    language = models.CharField(max_length=5, blank=True, default="")
    """In which the person is told what came of it."""
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MAPPING)
    overrides = models.JSONField(default=dict)
    """What the person said of how the file is read, against what was found in it."""
    profile = models.TextField(blank=True, default="")
    """The profile in TOML; nothing as long as none was made."""
    profile_name = models.CharField(_("profile"), max_length=LONGEST_NAME, blank=True, default="")
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_in_all = models.PositiveIntegerField(_("rows in all"), null=True)
    """Known once the file has been read to its end."""
    worker = models.CharField(max_length=12, blank=True, default="")
    """The mark of the process that works on it: another one may have taken over."""
    worked_at = models.DateTimeField(null=True)
    """When that process last gave a sign of life."""
    outcome = models.JSONField(default=dict)
    """The counts of the last dry run or of the import; no cell of the file."""
    failure = models.TextField(blank=True, default="")
    """Why the last attempt ended, in a sentence."""
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming file")
        verbose_name_plural = _("incoming files")
        ordering = ["-came_at", "-id"]
        constraints = [
            one_of("kind", FileKind, name="incoming_kind_is_known"),
            one_of("state", State, name="incoming_state_is_known"),
            models.CheckConstraint(
                condition=(Q(state=State.IMPORTED) & Q(run__isnull=False))
                | (~Q(state=State.IMPORTED) & Q(run__isnull=True)),
                name="incoming_is_imported_with_its_run",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-came_at", "-id"], name="incoming_of_a_person"),
            models.Index(fields=["state"], name="incoming_at_work", condition=Q(state__in=AT_WORK)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of this file, for who uploaded it."""
        return reverse("intake:incoming", args=[self.public_key])

    @property
    def is_at_work(self) -> bool:
        """Whether a process works on it, or should."""
        return self.state in AT_WORK


class ImportProfileQuerySet(models.QuerySet["ImportProfile"]):
    """Questions about saved profiles."""

    def standing(self) -> "ImportProfileQuerySet":
        """Those that can be used."""
        return self.filter(withdrawn_on=None)


class ImportProfile(models.Model):
    """A profile that somebody saved. It is never changed: to save it anew withdraws the one before."""

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(_("kind of file"), max_length=12, choices=FileKind)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    text = models.TextField()
    """In TOML, as the command line reads it."""
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("saved"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True)

    objects = ImportProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering = ["kind", "name", "-saved_at", "-id"]
        constraints = [
            one_of("kind", FileKind, name="import_profile_kind_is_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="import_profile_has_a_name_and_text"),
            models.UniqueConstraint(
                fields=["kind", "name"], condition=Q(withdrawn_on=None), name="import_profile_name_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
