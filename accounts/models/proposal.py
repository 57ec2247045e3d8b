"""What one person proposes about an account and another decides."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.roles import Role
from lib import identity
from lib.constraints import one_of
from lib.publickey import random_key


class Kind(models.TextChoices):
    """What is proposed."""

    ACCOUNT = "account", _("New account")
    ROLE = "role", _("Role")
    NUMBER = "number", _("Changed personnel number")
    FACTOR = "factor", _("Reset of the second factor")
    REACTIVATION = "reactivation", _("Reactivation")


class Outcome(models.TextChoices):
    """What was decided."""

    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions about proposals."""

    def waiting(self) -> "ProposalQuerySet":
        """Those that nobody has decided yet."""
        return self.filter(outcome="")


class Proposal(models.Model):
    """A change that gives power, and holds only once a second person has approved it.

    A new account does not exist before that: until then what it is to be stands here. A personnel number stands here
    only while the proposal waits.
    """

    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    about = models.ForeignKey(User, models.PROTECT, null=True, related_name="proposals", verbose_name=_("about whom"))
    username = models.CharField(_("user name"), max_length=60, blank=True, default="")
    name = models.CharField(_("name"), max_length=120, blank=True, default="")
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    number = identity.EncryptedField(_("personnel number"), blank=True, default="")
    roles = models.CharField(_("roles"), max_length=120, blank=True, default="")
    reason = models.TextField(_("why"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True, default="")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decline_reason = models.TextField(_("why declined"), blank=True, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["proposed_at", "pk"]
        constraints = [
            one_of("kind", Kind, name="proposal_kind_is_known"),
            one_of("outcome", Outcome, name="proposal_outcome_is_known", also=""),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="proposal_is_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(about=None) | ~Q(decided_by=F("about")),
                name="proposal_is_not_decided_by_whom_it_concerns",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | (
                    ~Q(outcome="")
                    & Q(decided_by__isnull=False, decided_at__isnull=False, decided_at__gte=F("proposed_at"))
                ),
                name="proposal_says_who_decided_and_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome="declined") & ~Q(decline_reason="") | ~Q(outcome="declined") & Q(decline_reason=""),
                name="proposal_is_declined_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(kind="account") & Q(about__isnull=False)
                | Q(kind="account", outcome="approved", about__isnull=False)
                | Q(kind="account", about=None) & ~Q(outcome="approved"),
                name="proposal_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="account") & Q(username="", name="", email="")
                | Q(kind="account") & ~Q(username="") & ~Q(name="") & ~Q(email=""),
                name="proposal_of_an_account_says_whose",
            ),
            models.CheckConstraint(
                condition=Q(kind="account")
                | Q(kind="role", roles__in=Role.values)
                | ~Q(kind__in=["account", "role"]) & Q(roles=""),
                name="proposal_of_a_role_names_it",
            ),
            models.CheckConstraint(
                condition=Q(number="") & (~Q(kind="number") | ~Q(outcome=""))
                | ~Q(number="") & Q(kind__in=["account", "number"], outcome=""),
                name="proposal_keeps_a_number_while_it_waits",
            ),
            models.UniqueConstraint(
                fields=["about", "kind", "roles"], condition=Q(outcome=""), name="proposal_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.public_key

    def get_absolute_url(self) -> str:
        """The page of the proposal, where it is decided."""
        return reverse("people:proposal", args=[self.public_key])

    @property
    def person_name(self) -> str:
        """The name of the person concerned."""
        return str(self.about or self.name)

    @property
    def person_username(self) -> str:
        """The user name of the person concerned."""
        return self.about.username if self.about else self.username

    @property
    def role_labels(self) -> list[str]:
        """The roles proposed, in words."""
        named = self.roles.split()
        return [str(role.label) for role in Role if role in named]
