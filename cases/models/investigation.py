"""An investigation: one track, one body, a set of suspected offences, with its own start and end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.values import Body, SecrecyBribery, Track
from lib import history
from lib.constraints import one_of, year_of
from lib.publickey import random_key
from office.models import Offence, Unit


class Investigation(models.Model):
    """One investigation in a case; a case may have several, each in one track.

    `offence_set` holds the machine values of the offences, sorted, each between spaces: figures group by it and read
    no other table, on the history as on the live rows.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="investigations")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    track = models.CharField(_("track"), max_length=12, choices=Track)
    body = models.CharField(_("investigating body"), max_length=14, choices=Body, default=Body.OWN)
    body_reference = models.CharField(_("reference at that body"), max_length=60, blank=True)
    offences = models.ManyToManyField(Offence, related_name="+", verbose_name=_("suspected offences"))
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True)

    # Facts
    started_year = models.PositiveSmallIntegerField(_("year started"))
    offence_set = models.CharField(max_length=300)
    secrecy_bribery = models.CharField(
        _("secrecy or bribery"), max_length=8, choices=SecrecyBribery, default=SecrecyBribery.NEITHER
    )
    received_on = models.DateField(_("case received on"))
    counted = models.BooleanField(default=True)
    leak = models.BooleanField(_("of a leak case"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+", verbose_name=_("unit"))

    history = history.tracked(
        unindexed=("unit",),
        past=(
            history.past_index(
                *("started_year", "track", "secrecy_bribery", "leak"),
                name="past_investigation_started",
                condition=Q(counted=True),
            ),
        ),
    )

    class Meta:
        verbose_name = _("investigation")
        verbose_name_plural = _("investigations")
        ordering = ["started_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="investigation_ends_after_it_starts",
            ),
            year_of("started_on", "started_year", name="investigation_year_is_that_of_its_start"),
            one_of("track", Track, name="investigation_track_is_known"),
            one_of("body", Body, name="investigation_body_is_known"),
            one_of("secrecy_bribery", SecrecyBribery, name="investigation_secrecy_bribery_is_known"),
            models.CheckConstraint(
                condition=(Q(secrecy_bribery__in=["secrecy", "both"]) & Q(offence_set__contains=" secrecy "))
                | (~Q(secrecy_bribery__in=["secrecy", "both"]) & ~Q(offence_set__contains=" secrecy ")),
                name="investigation_secrecy_is_in_its_offences",
            ),
            models.CheckConstraint(
                condition=(Q(secrecy_bribery__in=["bribery", "both"]) & Q(offence_set__contains=" bribery "))
                | (~Q(secrecy_bribery__in=["bribery", "both"]) & ~Q(offence_set__contains=" bribery ")),
                name="investigation_bribery_is_in_its_offences",
            ),
            models.CheckConstraint(condition=~Q(offence_set=""), name="investigation_names_its_offences"),
        ]
        indexes = [
            models.Index(fields=["-started_on", "-id"], name="investigation_list"),
            models.Index(
                fields=["started_year", "track", "secrecy_bribery", "leak", "offence_set", "body"],
                name="investigation_started",
                condition=Q(counted=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_track_display()}"
