"""People who sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.lookalike import skeleton
from accounts.roles import Role, permissions_of
from lib import identity


class UserManager(BaseUserManager["User"]):
    """Makes users; `create_user` is the only way in."""

    def create_user(self, username: str, password: str | None = None, *, number: str = "", **fields: Any) -> "User":
        """A new user with a hashed password (none: cannot sign in) and an encrypted personnel number."""
        user = self.model(username=username, skeleton=skeleton(username), **fields)
        user.set_password(password)
        user.set_number(number)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. The personnel number is stored encrypted only."""

    class Theme(models.TextChoices):
        """Which of the two themes the pages are shown in."""

        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    # Plain ASCII, and no two with one skeleton, so that no name looks like another's.
    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[ASCIIUsernameValidator()])
    skeleton = models.CharField(max_length=120, editable=False)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    number = identity.EncryptedField(_("personnel number"), blank=True, default="")
    number_hash = identity.HashField(purpose="account", blank=True, default="")
    # The language of mails; pages have a choice of their own.
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["number_hash"], condition=~Q(number_hash=""), name="user_number_belongs_to_one_person"
            ),
            models.CheckConstraint(
                condition=(Q(number="") & Q(number_hash="")) | (~Q(number="") & ~Q(number_hash="")),
                name="user_number_has_its_hash",
            ),
            models.UniqueConstraint(Lower("username"), name="user_name_is_one_persons_whatever_its_case"),
            models.UniqueConstraint(fields=["skeleton"], name="user_name_looks_like_no_other"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        """The person's page, for those who keep the accounts."""
        return reverse("people:person", args=[self.username])

    def set_number(self, number: str) -> None:
        """Store a personnel number: encrypted, with the hash that keeps it unique."""
        self.number_hash = identity.account_hash(number)
        self.number = number.strip() if self.number_hash else ""

    @cached_property
    def subject_hash(self) -> identity.Hash:
        """The hash under which this person would stand in the registers as a subject; computed, never stored."""
        return identity.subject_hash(self.number)

    @cached_property
    def screening_hash(self) -> identity.Hash:
        """The hash under which this person would stand in the screening register; computed, never stored."""
        return identity.screening_hash(self.number)

    @cached_property
    def wall_hash(self) -> identity.Hash:
        """The hash under which a wall by decision names this person; computed, stored only with the walls."""
        return identity.wall_hash(self.username)

    @cached_property
    def screening_wall_hash(self) -> identity.Hash:
        """The same for walls around screening trajectories; another one, so that the registers cannot be joined."""
        return identity.screening_wall_hash(self.username)

    @cached_property
    def staff_hash(self) -> identity.Hash:
        """The hash under which this person would stand among the staff; computed, never stored."""
        return identity.staff_hash(self.number)

    @cached_property
    def signal_hash(self) -> identity.Hash:
        """The hash under which a signal would concern this person; computed, never stored."""
        return identity.signal_hash(self.number)

    @cached_property
    def signal_wall_hash(self) -> identity.Hash:
        """The hash under which a wall around a signal names this person."""
        return identity.signal_wall_hash(self.username)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now."""
        return frozenset(self.grants.current().values_list("role", flat=True))

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the roles allow."""
        return permissions_of(self.roles) if self.is_active else frozenset()

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Whether one of this person's roles gives `permission`, such as `audit.read`."""
        return permission in self.permissions

    @property
    def role_labels(self) -> list[str]:
        """The roles in words, in their order of the table of roles."""
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def initials(self) -> str:
        """Up to two letters for the mark beside the name."""
        words = [word for word in self.name.replace(".", " ").split() if word[0].isupper()]
        return (words[0][0] + words[-1][0] if len(words) > 1 else self.name[:1]).upper()
