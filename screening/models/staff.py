"""Those in service: their oath or promise, the editions of the code that they acknowledged."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib import history, identity
from lib.constraints import year_of
from lib.publickey import random_key
from office.models import CodeEdition, ImportRun, Unit


class StaffQuerySet(models.QuerySet["StaffMember"]):
    """Questions about staff."""

    def of_person(self, staff_hash: str) -> "StaffQuerySet":
        """The row of the person with this hash; none for an empty hash."""
        return self.filter(number_hash=staff_hash) if staff_hash else self.none()


class StaffMember(models.Model):
    """Somebody in service, known from a screening trajectory or from a file of staff.

    The hash has a purpose of its own, so that nobody can join the two tables: a match is made from the number.
    """

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    name = identity.EncryptedField(_("name"), blank=True, default="")
    number = identity.EncryptedField(_("personnel number"))
    number_hash = identity.HashField(purpose="staff")
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", default="unknown", verbose_name=_("unit")
    )
    in_service_from = models.DateField(_("in service from"), null=True)
    in_service_to = models.DateField(_("in service to"), null=True)
    # Whether it was an oath or a promise is not kept: it reveals belief.
    sworn_in_on = models.DateField(_("sworn in on"), null=True)
    registered_at = models.DateTimeField(_("registered"))
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")

    # Facts: the unit is that of the day.
    sworn_in_year = models.PositiveSmallIntegerField(_("year sworn in"), null=True)
    sworn_in_unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("unit when sworn in")
    )
    objects = StaffQuerySet.as_manager()
    history = history.tracked(unindexed=("unit", "import_run", "sworn_in_unit"))

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(number="") & ~Q(number_hash=""), name="staff_have_a_number"),
            models.UniqueConstraint(fields=["number_hash"], name="staff_are_recorded_once"),
            models.CheckConstraint(
                condition=Q(in_service_from__isnull=True)
                | Q(in_service_to__isnull=True)
                | Q(in_service_to__gte=F("in_service_from")),
                name="staff_leave_after_they_enter",
            ),
            year_of("sworn_in_on", "sworn_in_year", name="staff_year_is_that_of_the_oath"),
            models.CheckConstraint(
                condition=(Q(sworn_in_on__isnull=True) & Q(sworn_in_unit__isnull=True))
                | (Q(sworn_in_on__isnull=False) & Q(sworn_in_unit__isnull=False)),
                name="staff_sworn_in_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(sworn_in_on__isnull=True)
                | Q(in_service_from__isnull=True)
                | Q(sworn_in_on__gte=F("in_service_from")),
                name="staff_sworn_in_after_they_enter",
            ),
        ]
        indexes = [
            models.Index(fields=["-registered_at", "-id"], name="staff_list"),
            models.Index(fields=["unit", "id"], name="staff_unit_list"),
            models.Index(
                fields=["sworn_in_year", "sworn_in_unit"], name="staff_sworn", condition=Q(sworn_in_year__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of this member of staff."""
        return reverse("staff:detail", args=[self.reference])

    def set_identity(self, name: str, number: str) -> None:
        """Store who it is: encrypted, with the hash by which the person's own wall holds."""
        self.name, self.number = name.strip(), number.strip()
        self.number_hash = identity.staff_hash(number)


class Acknowledgement(models.Model):
    """That somebody acknowledged an edition of the professional code."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="acknowledgements")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    edition = models.ForeignKey(
        CodeEdition, models.PROTECT, db_index=False, related_name="+", verbose_name=_("edition")
    )
    acknowledged_on = models.DateField(_("acknowledged on"))
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")

    # Facts: the unit is that of the day.
    acknowledged_year = models.PositiveSmallIntegerField(_("year acknowledged"))
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+", verbose_name=_("unit"))
    first_in_year = models.BooleanField(_("the first of this person in the year"), default=True)
    withdrawn = models.BooleanField(_("recorded in error"), default=False)

    history = history.tracked(unindexed=("edition", "unit", "import_run"))

    class Meta:
        verbose_name = _("acknowledgement of the code")
        verbose_name_plural = _("acknowledgements of the code")
        ordering = ["acknowledged_on", "id"]
        constraints = [
            year_of("acknowledged_on", "acknowledged_year", name="acknowledgement_year_is_that_of_its_day"),
            models.UniqueConstraint(
                fields=["staff", "edition"], condition=Q(withdrawn=False), name="acknowledgement_of_an_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(first_in_year=False), name="acknowledgement_in_error_counts_not"
            ),
            models.UniqueConstraint(
                fields=["staff", "acknowledged_year"],
                condition=Q(first_in_year=True),
                name="acknowledgement_counts_once_a_year",
            ),
        ]
        indexes = [
            models.Index(
                fields=["acknowledged_year", "unit"], name="acknowledgement_made", condition=Q(first_in_year=True)
            ),
        ]

    def __str__(self) -> str:
        return self.public_key
