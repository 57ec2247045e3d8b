"""A case: the registered suspicion of one course of conduct."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.values import NOT_CONFIRMED, Finding, Outcome, Recipient, Status, TeamRole
from lib import history
from lib.constraints import one_of, year_of
from office.models import Category, ImportRun, RecipientType, Unit


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions about cases."""

    def of_subject(self, subject_hash: str) -> "CaseQuerySet":
        """Those in which the person with this hash is a subject; none for an empty hash."""
        return self.filter(subjects__number_hash=subject_hash).distinct() if subject_hash else self.none()

    def with_on_team(self, user: Any) -> "CaseQuerySet":
        """Those whose team this person is on now."""
        return self.filter(team__user=user, team__until=None)

    def without_lead(self) -> "CaseQuerySet":
        """Those that nobody leads: the coordinator gives them to somebody."""
        # Role and end must be those of one row: a former lead beside a present member is no lead.
        present = Q(team__role=TeamRole.LEAD, team__until=None)
        return self.alias(present_lead=FilteredRelation("team", condition=present)).filter(present_lead=None)


class Case(models.Model):
    """A registered suspicion. The counting unit of "suspected leaks".

    The columns below `facts` are derived: `cases.facts` computes them from the allegations, investigations and
    closures whenever one of these is written, so that every figure reads this row alone.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    received_on = models.DateField(_("received on"))
    summary = models.TextField(_("summary"), blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered"))
    voided_on = models.DateField(_("voided on"), null=True)
    void_reason = models.TextField(_("registered in error because"), blank=True)
    register = models.CharField(_("register it was imported from"), max_length=60, blank=True)
    register_number = models.CharField(_("number in that register"), max_length=120, blank=True)
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")

    # Facts
    received_year = models.PositiveSmallIntegerField(_("year received"))
    counted = models.BooleanField(default=True)
    leak = models.BooleanField(_("is a leak case"), default=False)
    category = models.ForeignKey(Category, models.PROTECT, db_index=False, related_name="+", verbose_name=_("category"))
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+", verbose_name=_("unit"))
    recipient = models.CharField(_("alleged recipient"), max_length=12, choices=Recipient)
    recipient_type = models.ForeignKey(
        RecipientType, models.PROTECT, db_index=False, related_name="+", verbose_name=_("recipient")
    )
    status = models.CharField(_("status"), max_length=13, choices=Status, default=Status.RECEIVED)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, default=Outcome.PENDING)
    sub_reason = models.CharField(_("finding"), max_length=21, choices=Finding, default=Finding.PENDING)
    outcome_leak = models.CharField(_("outcome as a leak"), max_length=9, choices=Outcome, default=Outcome.PENDING)
    sub_reason_leak = models.CharField(_("finding as a leak"), max_length=21, choices=Finding, default=Finding.PENDING)
    concluded_on = models.DateField(_("concluded on"), null=True)
    concluded_year = models.PositiveSmallIntegerField(_("year concluded"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    closed_year = models.PositiveSmallIntegerField(_("year closed"), null=True)
    lead_days = models.PositiveIntegerField(_("days from receipt to closing"), null=True)
    established_recipient = models.CharField(_("established recipient"), max_length=13, default=NOT_CONFIRMED)
    established_recipient_leak = models.CharField(
        _("established recipient of a leak"), max_length=13, default=NOT_CONFIRMED
    )
    established_system = models.CharField(_("information system"), max_length=40, default=NOT_CONFIRMED)
    established_cause = models.CharField(_("established cause"), max_length=40, default=NOT_CONFIRMED)

    objects = CaseQuerySet.as_manager()
    history = history.tracked(
        unindexed=(
            "category",
            "unit",
            "recipient_type",
            "registered_by",
            "import_run",
        ),
        past=(
            history.past_index(
                *("received_year", "recipient", "outcome_leak", "sub_reason_leak"),
                name="past_case_received",
                condition=Q(counted=True, leak=True),
            ),
            history.past_index(
                *("concluded_year", "outcome_leak", "established_cause", "established_recipient_leak"),
                name="past_case_concluded",
                condition=Q(counted=True, leak=True, concluded_year__isnull=False),
            ),
            history.past_index(
                *("closed_year", "lead_days", "leak"),
                name="past_case_closed",
                condition=Q(counted=True, closed_year__isnull=False),
            ),
        ),
    )

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(register="") & Q(register_number="")) | (~Q(register="") & ~Q(register_number="")),
                name="case_register_has_a_number",
            ),
            models.CheckConstraint(
                condition=(Q(voided_on__isnull=True) & Q(void_reason="") & Q(counted=True))
                | (Q(voided_on__isnull=False) & ~Q(void_reason="") & Q(counted=False)),
                name="case_voided_with_a_reason_is_in_no_figure",
            ),
            year_of("received_on", "received_year", name="case_year_is_that_of_receipt"),
            year_of("concluded_on", "concluded_year", name="case_concluded_year_is_that_of_its_date", unknown=True),
            year_of("closed_on", "closed_year", name="case_closed_year_is_that_of_its_date"),
            one_of("recipient", Recipient, name="case_recipient_is_known"),
            one_of("status", Status, name="case_status_is_known"),
            one_of("outcome", Outcome, name="case_outcome_is_known"),
            one_of("outcome_leak", Outcome, name="case_leak_outcome_is_known"),
            one_of("sub_reason", Finding, name="case_sub_reason_is_known"),
            one_of("sub_reason_leak", Finding, name="case_leak_sub_reason_is_known"),
            one_of("established_recipient", Recipient, name="case_established_recipient_is_known", also=NOT_CONFIRMED),
            models.CheckConstraint(
                condition=(Q(outcome_leak=Outcome.CONFIRMED) & Q(established_recipient_leak=F("established_recipient")))
                | (~Q(outcome_leak=Outcome.CONFIRMED) & Q(established_recipient_leak=NOT_CONFIRMED)),
                name="case_established_recipient_of_a_leak_goes_with_it",
            ),
            models.CheckConstraint(
                condition=Q(leak=False) | ~Q(recipient=Recipient.NONE), name="case_leak_has_a_recipient"
            ),
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=True) | Q(concluded_on__gte=F("received_on")),
                name="case_concluded_not_before_receipt",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")),
                name="case_closed_not_before_receipt",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, lead_days__isnull=True)
                | Q(closed_on__isnull=False, lead_days__isnull=False),
                name="case_lead_days_go_with_closing",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CONFIRMED)
                | (Q(outcome=Outcome.PENDING) & Q(concluded_year__isnull=True))
                | (Q(outcome=Outcome.UNFOUNDED) & Q(concluded_year__isnull=False)),
                name="case_pending_is_not_concluded",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.CONCLUDED, Status.CLOSED]) | Q(concluded_year__isnull=False),
                name="case_concluded_has_its_year",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.CLOSED) & Q(closed_on__isnull=False))
                | (~Q(status=Status.CLOSED) & Q(closed_on__isnull=True)),
                name="case_closed_has_its_date",
            ),
            models.CheckConstraint(
                condition=~Q(outcome_leak=Outcome.CONFIRMED) | Q(outcome=Outcome.CONFIRMED),
                name="case_confirmed_leak_is_a_confirmed_case",
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome=Outcome.CONFIRMED)
                    & ~Q(established_recipient=NOT_CONFIRMED)
                    & ~Q(established_system=NOT_CONFIRMED)
                    & ~Q(established_cause=NOT_CONFIRMED)
                )
                | (
                    ~Q(outcome=Outcome.CONFIRMED)
                    & Q(established_recipient=NOT_CONFIRMED)
                    & Q(established_system=NOT_CONFIRMED)
                    & Q(established_cause=NOT_CONFIRMED)
                ),
                name="case_established_goes_with_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="case_list"),
            models.Index(fields=["status", "id"], name="case_status"),
            models.Index(fields=["outcome", "id"], name="case_outcome", condition=Q(counted=True)),
            models.Index(fields=["recipient", "id"], name="case_recipient"),
            models.Index(fields=["unit", "id"], name="case_unit_list"),
            models.Index(fields=["register", "register_number"], name="case_register", condition=~Q(register="")),
            # What figures group by. The marks are the condition, not the first columns: SQLite cannot search on a bare
            # boolean, and both databases then read the groups in the order of the index.
            models.Index(
                fields=["received_year", "recipient", "outcome_leak", "sub_reason_leak"],
                name="case_received_leak",
                condition=Q(counted=True, leak=True),
            ),
            models.Index(
                fields=["received_year", "recipient", "outcome", "sub_reason"],
                name="case_received_any",
                condition=Q(counted=True),
            ),
            models.Index(
                fields=["received_year", "unit", "leak"], name="case_received_unit", condition=Q(counted=True)
            ),
            models.Index(
                fields=["received_year", "category", "leak"], name="case_received_category", condition=Q(counted=True)
            ),
            models.Index(
                fields=["received_year", "recipient_type", "leak"], name="case_received_type", condition=Q(counted=True)
            ),
            models.Index(
                fields=[
                    "concluded_year",
                    "outcome_leak",
                    "established_cause",
                    "established_recipient_leak",
                    "established_system",
                ],
                name="case_concluded_leak",
                condition=Q(counted=True, leak=True, concluded_year__isnull=False),
            ),
            models.Index(
                fields=["closed_year", "lead_days", "leak"],
                name="case_closed",
                condition=Q(counted=True, closed_year__isnull=False),
            ),
            models.Index(
                fields=[
                    "concluded_year",
                    "outcome",
                    "established_cause",
                    "established_recipient",
                    "established_system",
                ],
                name="case_concluded_any",
                condition=Q(counted=True, concluded_year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of this case, under its reference: the only key that leaves the database."""
        return reverse("cases:detail", args=[self.reference])
