"""The fields of a case that a profile can fill, and the machine values that each of them takes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cases.models.values import Damage, EndedReason, Finding, Recipient
from office.models import Category, Cause, Channel, Information, InformationSystem, ListItem, RecipientType
from office.newunits import Units
from office.profiles import BadProfile, Profile

DATES = ("received_on", "found_on")
CHOICES: dict[str, type[models.TextChoices]] = {
    "recipient": Recipient,
    "damage": Damage,
    "finding": Finding,
    "ended_reason": EndedReason,
}
LISTS: dict[str, type[ListItem]] = {
    "category": Category,
    "recipient_type": RecipientType,
    "information": Information,
    "system": InformationSystem,
    "channel": Channel,
    "cause": Cause,
}
REQUIRED = ("received_on", "finding", "category", "recipient", "unit")
# What a field is that the profile leaves out. An unknown reason is taken only where a case ended without a finding.
DEFAULTS = {
    "recipient_type": "unknown",
    "information": "",
    "system": "unknown",
    "channel": "unknown",
    "cause": "unknown",
    "damage": Damage.UNKNOWN.value,
    "ended_reason": EndedReason.UNKNOWN.value,
}


class Vocabulary:
    """Every machine value that a row may come to, with the list item behind it."""

    def __init__(self) -> None:
        self.units = Units()
        self.items: dict[str, dict[str, Any]] = {
            name: {item.pk: item for item in model.objects.all()} for name, model in LISTS.items()
        }
        # The same table, so that a unit that a row plans is there for the next.
        self.items["unit"] = self.units.items
        self.values: dict[str, set[str]] = {name: set(choices.values) for name, choices in CHOICES.items()}
        self.values["ended_reason"].add("")

    def has(self, field: str, value: str) -> bool:
        """Whether `value` is a machine value of `field`; kinds of information may be left open."""
        if field in self.items:
            return value in self.items[field] or (field == "information" and not value)
        return value in self.values[field]

    def check(self, profile: Profile) -> None:
        """Raise BadProfile if `profile` names a field or a value that the register does not have."""
        known = {*DATES, *CHOICES, *LISTS, "unit"}
        for name in profile.fields:
            if name not in known:
                raise BadProfile(_("The register has no field “%(field)s”.") % {"field": name})
        for name in REQUIRED:
            if name not in profile.fields:
                raise BadProfile(_("The profile does not say where “%(field)s” comes from.") % {"field": name})
        for name, field in profile.fields.items():
            if name in DATES and (not field.column or field.machine_values):
                raise BadProfile(_("The date “%(field)s” comes from a column, without values.") % {"field": name})
            if field.create and name != "unit":
                raise BadProfile(_("Only units can be created by an import, not “%(field)s”.") % {"field": name})
            for value in sorted(field.machine_values):
                if not self.has(name, value):
                    raise BadProfile(
                        _("The register has no value “%(value)s” for “%(field)s”.") % {"value": value, "field": name}
                    )
