"""Who holds which role, from and to."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.roles import AT_ONCE, Role
from lib.constraints import one_of


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Questions about grants."""

    def current(self) -> "RoleGrantQuerySet":
        """Those that hold now."""
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """A role held by a person, from and to. One without `granted_by` comes from a command on the server."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The second person, where one was needed.
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="role_held_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at=None, role__in=[Role.ADMIN, Role.AUDITOR]),
                name="role_admin_and_auditor_never_together",
            ),
            one_of("role", Role, name="role_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")), name="role_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None)
                | Q(approved_by__isnull=False)
                | (Q(role__in=sorted(AT_ONCE)) & ~Q(granted_by=F("user"))),
                name="role_of_power_has_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(granted_by__isnull=False) & ~Q(approved_by=F("granted_by")) & ~Q(approved_by=F("user"))),
                name="role_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_at__isnull=False), name="role_ended_by_somebody_has_its_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
