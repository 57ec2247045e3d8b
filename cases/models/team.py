"""Who may open a case: its team."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.values import TeamRole
from lib import history
from lib.constraints import one_of
from lib.publickey import random_key


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    """Questions about teams."""

    def current(self) -> "TeamMemberQuerySet":
        """Those on a team now."""
        return self.filter(until=None)


class TeamMember(models.Model):
    """A person on the team of a case, from and to, with the reason."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="team")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role on the team"), max_length=8, choices=TeamRole)
    reason = models.TextField(_("reason"), blank=True)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"), null=True)

    objects = TeamMemberQuerySet.as_manager()
    history = history.tracked()

    class Meta:
        verbose_name = _("team member")
        ordering = ["role", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(role=TeamRole.LEAD, until=None), name="team_has_one_lead"
            ),
            models.UniqueConstraint(fields=["case", "user"], condition=Q(until=None), name="team_member_has_one_role"),
            one_of("role", TeamRole, name="team_role_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="team_member_leaves_after_joining"
            ),
        ]
        indexes = [models.Index(fields=["user", "case"], name="team_of_user", condition=Q(until=None))]

    def __str__(self) -> str:
        return f"{self.case}: {self.user}"
