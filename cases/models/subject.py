"""A subject: the member of staff whom an allegation concerns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from lib import history, identity
from lib.publickey import random_key


class Subject(models.Model):
    """A person under suspicion in one case. May be unidentified, which is a normal value and can be filled in later.

    The same person in another case is another row: they are recognised by the hash, and nothing joins them.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="subjects")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    name = identity.EncryptedField(_("name"), blank=True, default="")
    number = identity.EncryptedField(_("personnel number"), blank=True, default="")
    number_hash = identity.HashField(purpose="subject", blank=True, default="")
    identified_on = models.DateField(_("identified on"), null=True)

    history = history.tracked()

    class Meta:
        verbose_name = _("subject")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(identified_on__isnull=False) | (Q(name="") & Q(number="")),
                name="subject_identity_has_its_date",
            ),
            models.CheckConstraint(
                condition=(Q(number="") & Q(number_hash="")) | (~Q(number="") & ~Q(number_hash="")),
                name="subject_number_has_its_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["number_hash", "case"], name="subject_wall"),
        ]

    def __str__(self) -> str:
        return self.public_key

    def set_identity(self, name: str, number: str) -> None:
        """Store who it is: encrypted, with the hash by which the person's own wall holds."""
        self.name, self.number = name.strip(), number.strip()
        self.number_hash = identity.subject_hash(number)
        if not self.number_hash:
            self.number = ""
