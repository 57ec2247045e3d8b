"""An allegation: one alleged act by one subject, with what was found of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.subject import Subject
from cases.models.values import Damage, EndedReason, Finding, Recipient
from lib import history
from lib.constraints import one_of, year_of
from lib.publickey import random_key
from office.models import Category, Cause, Channel, Information, InformationSystem, RecipientType, Unit


class Allegation(models.Model):
    """One alleged act by one subject in one category.

    Recipient, category and cause are held twice: as alleged, correctable until the finding, and as established at the
    finding. The columns below `facts` are copied from the case by `cases.facts`.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="allegations")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    position = models.PositiveSmallIntegerField(_("number in the case"))
    subject = models.ForeignKey(Subject, models.RESTRICT, null=True, related_name="allegations")
    category = models.ForeignKey(Category, models.PROTECT, db_index=False, related_name="+", verbose_name=_("category"))
    recipient = models.CharField(_("alleged recipient"), max_length=12, choices=Recipient)
    recipient_type = models.ForeignKey(
        RecipientType, models.PROTECT, db_index=False, related_name="+", verbose_name=_("recipient")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+", verbose_name=_("unit"))
    information = models.ForeignKey(
        Information,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("information"),
    )
    system = models.ForeignKey(
        InformationSystem,
        models.PROTECT,
        db_index=False,
        related_name="+",
        default="unknown",
        verbose_name=_("information system"),
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("channel of leak")
    )
    cause = models.ForeignKey(
        Cause, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("cause")
    )
    damage = models.CharField(_("damage"), max_length=20, choices=Damage, default=Damage.UNKNOWN)

    finding = models.CharField(_("finding"), max_length=21, choices=Finding, default=Finding.PENDING)
    found_on = models.DateField(_("date of the finding"), null=True)
    ended_reason = models.CharField(_("ended because"), max_length=12, choices=EndedReason, blank=True)
    finding_ground = models.TextField(_("ground of the finding"), blank=True)
    established_category = models.ForeignKey(
        Category, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("established category")
    )
    established_recipient = models.CharField(_("established recipient"), max_length=12, choices=Recipient, blank=True)
    established_recipient_type = models.ForeignKey(
        RecipientType,
        models.PROTECT,
        db_index=False,
        null=True,
        related_name="+",
        verbose_name=_("established recipient type"),
    )
    established_cause = models.ForeignKey(
        Cause, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("established cause")
    )

    # Facts
    established_leak = models.BooleanField(_("is established as a leak"), null=True)
    received_on = models.DateField(_("received on"))
    received_year = models.PositiveSmallIntegerField(_("year received"))
    counted = models.BooleanField(default=True)
    leak = models.BooleanField(_("is a leak"), default=False)

    history = history.tracked(
        unindexed=(
            "category",
            "recipient_type",
            "unit",
            "information",
            "system",
            "channel",
            "cause",
            "established_category",
            "established_recipient_type",
            "established_cause",
        ),
        past=(
            history.past_index(
                *("received_year", "finding", "leak"), name="past_allegation_received", condition=Q(counted=True)
            ),
        ),
    )

    class Meta:
        verbose_name = _("allegation")
        verbose_name_plural = _("allegations")
        ordering = ["case_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="allegation_position_is_its_own"),
            models.CheckConstraint(
                condition=Q(leak=False) | ~Q(recipient=Recipient.NONE), name="allegation_leak_has_a_recipient"
            ),
            models.CheckConstraint(
                condition=Q(found_on=None) | Q(found_on__gte=F("received_on")),
                name="allegation_found_not_before_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(finding=Finding.PENDING) | (Q(found_on=None) & Q(finding_ground="")),
                name="allegation_pending_has_no_finding_date",
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.CONFIRMED)
                | (
                    Q(established_category=None)
                    & Q(established_recipient="")
                    & Q(established_recipient_type=None)
                    & Q(established_cause=None)
                ),
                name="allegation_established_needs_confirmation",
            ),
            models.CheckConstraint(
                condition=~Q(finding=Finding.CONFIRMED)
                | (
                    Q(established_category__isnull=False)
                    & ~Q(established_recipient="")
                    & Q(established_recipient_type__isnull=False)
                    & Q(established_cause__isnull=False)
                ),
                name="allegation_confirmed_says_what_is_established",
            ),
            models.CheckConstraint(
                condition=(Q(finding=Finding.ENDED) & ~Q(ended_reason=""))
                | (~Q(finding=Finding.ENDED) & Q(ended_reason="")),
                name="allegation_ended_has_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(finding=Finding.CONFIRMED) & Q(established_leak__isnull=False))
                | (~Q(finding=Finding.CONFIRMED) & Q(established_leak__isnull=True)),
                name="allegation_established_leak_goes_with_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(established_leak__isnull=True)
                | Q(established_leak=False)
                | ~Q(established_recipient=Recipient.NONE),
                name="allegation_established_leak_has_a_recipient",
            ),
            year_of("received_on", "received_year", name="allegation_year_is_that_of_receipt"),
            one_of("recipient", Recipient, name="allegation_recipient_is_known"),
            one_of("established_recipient", Recipient, name="allegation_established_recipient_is_known", also=""),
            one_of("finding", Finding, name="allegation_finding_is_known"),
            one_of("ended_reason", EndedReason, name="allegation_ended_reason_is_known", also=""),
            one_of("damage", Damage, name="allegation_damage_is_known"),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="allegation_list"),
            models.Index(
                fields=["received_year", "finding", "category", "leak"],
                name="allegation_received",
                condition=Q(counted=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}/{self.position}"
