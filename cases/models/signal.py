"""A signal: an incoming indication, of which it is decided what happens with it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.values import Decision
from lib import history, identity
from lib.constraints import one_of, year_of
from lib.publickey import random_key
from office.models import SignalChannel, SignalSource, Unit
from office.models.walls import DecidedWall, wall_constraints

FOLLOWED_UP = (Decision.MERGED, Decision.ORIENTATION, Decision.DISCIPLINARY, Decision.PROSECUTION)
"""The decisions after which the signal belongs to a case."""


class SignalQuerySet(models.QuerySet["Signal"]):
    """Questions about signals."""

    def undecided(self) -> "SignalQuerySet":
        """Those of which nobody has decided yet what happens."""
        return self.filter(decision=Decision.UNDECIDED)

    def with_clock_running(self) -> "SignalQuerySet":
        """The reports under the whistle-blower act on which feedback is still to be given, whatever was decided."""
        return self.filter(whistleblower=True, feedback_on=None)

    def about(self, signal_hash: str) -> "SignalQuerySet":
        """Those that concern the person with this hash; none for an empty hash."""
        return self.filter(number_hash=signal_hash) if signal_hash else self.none()


class Signal(models.Model):
    """Any incoming indication. It always gets a decision, and becomes or joins one case at most.

    Whom it concerns may be unknown. Who reported it stands in a table of its own.
    """

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    received_on = models.DateField(_("received on"))
    source = models.ForeignKey(SignalSource, models.PROTECT, db_index=False, related_name="+", verbose_name=_("source"))
    channel = models.ForeignKey(
        SignalChannel, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("way in")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("unit")
    )
    text = models.TextField(_("text"))
    name = identity.EncryptedField(_("name"), blank=True, default="")
    number = identity.EncryptedField(_("personnel number"), blank=True, default="")
    number_hash = identity.HashField(purpose="signal", blank=True, default="")
    triager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("triager")
    )
    whistleblower = models.BooleanField(_("made under the whistle-blower act"), default=False)
    acknowledged_on = models.DateField(_("receipt acknowledged on"), null=True)
    feedback_on = models.DateField(_("feedback given on"), null=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, default=Decision.UNDECIDED)
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision_reason = models.TextField(_("reason for the decision"), blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="signals", verbose_name=_("case"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered"))

    # Facts
    received_year = models.PositiveSmallIntegerField(_("year received"))

    objects = SignalQuerySet.as_manager()
    history = history.tracked(
        unindexed=("source", "channel", "unit", "triager", "decided_by", "registered_by", "case"),
        past=(history.past_index(*("received_year", "source", "decision"), name="past_signal_received"),),
    )

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-received_on", "-id"]
        constraints = [
            year_of("received_on", "received_year", name="signal_year_is_that_of_receipt"),
            one_of("decision", Decision, name="signal_decision_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="signal_has_a_text"),
            models.CheckConstraint(
                condition=(
                    Q(decision=Decision.UNDECIDED)
                    & Q(decided_on__isnull=True)
                    & Q(decided_by__isnull=True)
                    & Q(decision_reason="")
                )
                | (
                    ~Q(decision=Decision.UNDECIDED)
                    & Q(decided_on__isnull=False)
                    & Q(decided_on__gte=F("received_on"))
                    & Q(decided_by__isnull=False)
                    & ~Q(decision_reason="")
                ),
                name="signal_decided_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(decision__in=FOLLOWED_UP) & Q(case__isnull=False))
                | (~Q(decision__in=FOLLOWED_UP) & Q(case__isnull=True)),
                name="signal_followed_up_in_a_case",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("received_on")),
                name="signal_acknowledged_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(feedback_on__isnull=True)
                | (Q(acknowledged_on__isnull=False) & Q(feedback_on__gte=F("acknowledged_on"))),
                name="signal_feedback_after_acknowledgement",
            ),
            models.CheckConstraint(
                condition=Q(whistleblower=True) | (Q(acknowledged_on__isnull=True) & Q(feedback_on__isnull=True)),
                name="signal_clock_runs_under_the_act",
            ),
            models.CheckConstraint(
                condition=(Q(number="") & Q(number_hash="")) | (~Q(number="") & ~Q(number_hash="")),
                name="signal_number_has_its_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["received_on", "id"], name="signal_undecided", condition=Q(decision="undecided")),
            models.Index(fields=["-received_on", "-id"], name="signal_list"),
            models.Index(
                fields=["received_on", "id"], name="signal_clock", condition=Q(whistleblower=True, feedback_on=None)
            ),
            models.Index(fields=["received_year", "source", "decision"], name="signal_received"),
            models.Index(fields=["decision", "id"], name="signal_decision"),
            models.Index(fields=["source", "id"], name="signal_source_list"),
            models.Index(fields=["number_hash"], name="signal_of_person", condition=~Q(number_hash="")),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of this signal, under its reference."""
        return reverse("signals:detail", args=[self.reference])

    def set_identity(self, name: str, number: str) -> None:
        """Store whom it concerns: encrypted, with the hash by which the person's own wall holds."""
        self.name, self.number = name.strip(), number.strip()
        self.number_hash = identity.signal_hash(number)
        if not self.number_hash:
            self.number = ""


class Reporter(models.Model):
    """Who reported a signal, kept apart from it: for the lead of its case, and with a reason for a coordinator."""

    signal = models.OneToOneField(Signal, models.CASCADE, related_name="reporter")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    name = identity.EncryptedField(_("name"), blank=True, default="")
    number = identity.EncryptedField(_("personnel number"), blank=True, default="")
    number_hash = identity.HashField(purpose="reporter", blank=True, default="")
    contact = identity.EncryptedField(_("how to reach the reporter"), blank=True, default="")

    history = history.tracked()

    class Meta:
        verbose_name = _("reporter")
        constraints = [
            models.CheckConstraint(condition=~Q(name="") | ~Q(number="") | ~Q(contact=""), name="reporter_is_somebody"),
            models.CheckConstraint(
                condition=(Q(number="") & Q(number_hash="")) | (~Q(number="") & ~Q(number_hash="")),
                name="reporter_number_has_its_hash",
            ),
        ]
        indexes = [models.Index(fields=["number_hash"], name="reporter_number", condition=~Q(number_hash=""))]

    def __str__(self) -> str:
        return self.public_key

    def set_identity(self, name: str, number: str, contact: str) -> None:
        """Store who it is: encrypted, with the hash by which the reporter can be found who asks what is kept of him."""
        self.name, self.number, self.contact = name.strip(), number.strip(), contact.strip()
        self.number_hash = identity.reporter_hash(number)
        if not self.number_hash:
            self.number = ""


class SignalWall(DecidedWall):
    """For this person the signal does not exist, and neither does a case that is made of it."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="walls")
    person_hash = identity.HashField(purpose="signal_wall", of="")

    history = history.tracked(unindexed=("raised_by", "lifted_by"))

    class Meta(DecidedWall.Meta):
        constraints = wall_constraints("signal", "signal_wall", "signal_wall_lifted_with_a_reason")
        indexes = [
            # What every request asks: which signals do not exist for this person.
            models.Index(fields=["person_hash", "signal"], name="signal_wall_of_person", condition=Q(lifted_at=None)),
        ]
