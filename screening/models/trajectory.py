"""A screening trajectory: one investigation of one person for one function."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib import history, identity
from lib.constraints import one_of, year_of
from office.models import Ground, ImportRun, Level, Occasion, Unit
from screening.models.values import ObjectionResult, Result, StageKind, SubjectGroup


class TrajectoryQuerySet(models.QuerySet["Trajectory"]):
    """Questions about trajectories."""

    def of_person(self, screening_hash: str) -> "TrajectoryQuerySet":
        """Those that concern the person with this hash; none for an empty hash."""
        return self.filter(number_hash=screening_hash) if screening_hash else self.none()

    def under_way(self) -> "TrajectoryQuerySet":
        """Those without a first decision."""
        return self.filter(result=Result.PENDING)


class Trajectory(models.Model):
    """One screening of one person.

    It starts on the day the request was received and is completed on that of the first decision.
    """

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    started_on = models.DateField(_("started on"))
    completed_on = models.DateField(_("completed on"), null=True)
    level = models.ForeignKey(Level, models.PROTECT, db_index=False, related_name="+", verbose_name=_("level"))
    occasion = models.ForeignKey(Occasion, models.PROTECT, db_index=False, related_name="+", verbose_name=_("occasion"))
    subject_group = models.CharField(_("subject group"), max_length=9, choices=SubjectGroup)
    function = models.CharField(_("function"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("unit")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("screening officer")
    )
    name = identity.EncryptedField(_("name"), blank=True, default="")
    number = identity.EncryptedField(_("personnel number"), blank=True, default="")
    number_hash = identity.HashField(purpose="screening", blank=True, default="")
    result = models.CharField(_("result"), max_length=17, choices=Result, default=Result.PENDING)
    ground = models.ForeignKey(
        Ground, models.PROTECT, db_index=False, null=True, blank=True, related_name="+", verbose_name=_("ground")
    )
    conditions = models.TextField(_("conditions"), blank=True)
    objection_result = models.CharField(
        _("result of the objection"), max_length=16, choices=ObjectionResult, blank=True
    )
    own_staff = models.BooleanField(_("works in the screening team"), default=False)
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewed_by")
    renewal_ended_on = models.DateField(_("no longer renewed since"), null=True)
    renewal_end_reason = models.CharField(_("no longer renewed because"), max_length=200, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered"))
    register = models.CharField(_("register it was imported from"), max_length=60, blank=True)
    register_number = models.CharField(_("number in that register"), max_length=120, blank=True)
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")

    # Facts
    started_year = models.PositiveSmallIntegerField(_("year started"))
    completed_year = models.PositiveSmallIntegerField(_("year completed"), null=True)
    screening = models.BooleanField(_("counts as screening"), default=True)
    stage = models.CharField(_("stage"), max_length=19, choices=StageKind, default=StageKind.REQUESTED)
    stage_on = models.DateField(_("in this stage since"))
    due_on = models.DateField(_("next due"), null=True)
    renewal_on = models.DateField(_("renewal due"), null=True)

    objects = TrajectoryQuerySet.as_manager()
    history = history.tracked(
        unindexed=(
            "level",
            "occasion",
            "unit",
            "ground",
            "officer",
            "registered_by",
            "import_run",
            "renews",
        ),
        past=(
            history.past_index(*("started_year", "screening"), name="past_trajectory_started"),
            history.past_index(
                *("completed_year", "result", "screening"),
                name="past_trajectory_completed",
                condition=Q(completed_year__isnull=False),
            ),
        ),
    )

    class Meta:
        verbose_name = _("trajectory")
        verbose_name_plural = _("trajectories")
        ordering = ["-started_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(completed_on__gte=F("started_on")),
                name="trajectory_completed_not_before_it_started",
            ),
            models.CheckConstraint(
                condition=(Q(result=Result.PENDING) & Q(completed_on=None))
                | (~Q(result=Result.PENDING) & Q(completed_on__isnull=False)),
                name="trajectory_result_has_its_date",
            ),
            models.CheckConstraint(
                condition=(Q(result=Result.NEGATIVE) & Q(ground__isnull=False))
                | (~Q(result=Result.NEGATIVE) & Q(ground=None)),
                name="trajectory_negative_has_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(conditions="") | Q(result=Result.CONDITIONAL),
                name="trajectory_conditions_need_that_result",
            ),
            models.CheckConstraint(
                condition=Q(objection_result="") | ~Q(result=Result.PENDING),
                name="trajectory_objection_needs_a_decision",
            ),
            year_of("started_on", "started_year", name="trajectory_year_is_that_of_its_start"),
            year_of("completed_on", "completed_year", name="trajectory_year_is_that_of_its_decision"),
            one_of("subject_group", SubjectGroup, name="trajectory_subject_group_is_known"),
            one_of("result", Result, name="trajectory_result_is_known"),
            one_of("stage", StageKind, name="trajectory_stage_is_known"),
            one_of("objection_result", ObjectionResult, name="trajectory_objection_result_is_known", also=""),
            models.CheckConstraint(
                condition=(Q(register="") & Q(register_number="")) | (~Q(register="") & ~Q(register_number="")),
                name="trajectory_register_has_a_number",
            ),
            models.CheckConstraint(
                condition=(Q(number="") & Q(number_hash="")) | (~Q(number="") & ~Q(number_hash="")),
                name="trajectory_number_has_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | (Q(result=Result.PENDING) & Q(due_on__gte=F("stage_on"))),
                name="trajectory_due_while_under_way",
            ),
            models.CheckConstraint(
                condition=Q(renewal_on__isnull=True)
                | (
                    (Q(result__in=[Result.POSITIVE, Result.CONDITIONAL]) | Q(objection_result=ObjectionResult.REVISED))
                    & Q(completed_on__isnull=False)
                    & Q(renewal_on__gt=F("completed_on"))
                    & ~Q(number_hash="")
                    & Q(renewal_ended_on__isnull=True)
                ),
                name="trajectory_renewal_follows_a_positive_result",
            ),
            models.CheckConstraint(
                condition=(Q(renewal_ended_on__isnull=True) & Q(renewal_end_reason=""))
                | (Q(renewal_ended_on__isnull=False) & ~Q(renewal_end_reason="")),
                name="trajectory_renewal_ended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=F("id")), name="trajectory_renews_another"
            ),
        ]
        indexes = [
            models.Index(fields=["-started_on", "-id"], name="trajectory_list"),
            models.Index(fields=["stage", "id"], name="trajectory_stage"),
            models.Index(fields=["result", "id"], name="trajectory_result"),
            models.Index(fields=["level", "id"], name="trajectory_level_list"),
            models.Index(
                fields=["started_year", "level", "occasion", "subject_group", "screening"], name="trajectory_started"
            ),
            models.Index(
                fields=["completed_year", "result", "ground", "level", "subject_group", "screening"],
                name="trajectory_completed",
                condition=Q(completed_year__isnull=False),
            ),
            models.Index(fields=["register", "register_number"], name="trajectory_register", condition=~Q(register="")),
            models.Index(fields=["number_hash"], name="trajectory_wall"),
            models.Index(fields=["stage", "stage_on"], name="trajectory_under_way", condition=Q(result="pending")),
            models.Index(fields=["stage", "due_on", "id"], name="trajectory_board", condition=Q(result="pending")),
            models.Index(fields=["officer", "due_on"], name="trajectory_work", condition=Q(result="pending")),
            models.Index(fields=["due_on", "id"], name="trajectory_due", condition=Q(result="pending")),
            models.Index(fields=["renewal_on", "id"], name="trajectory_renewal", condition=Q(renewal_on__isnull=False)),
            models.Index(fields=["id"], name="trajectory_own_staff", condition=Q(own_staff=True)),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of this trajectory, under its reference: the only key that leaves the database."""
        return reverse("screening:detail", args=[self.reference])

    def set_identity(self, name: str, number: str) -> None:
        """Store who is screened: encrypted, with the hash by which the person's own wall holds."""
        self.name, self.number = name.strip(), number.strip()
        self.number_hash = identity.screening_hash(number)
        if not self.number_hash:
            self.number = ""
