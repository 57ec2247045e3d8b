"""What the fields of a file are called on a page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise | str] = {
    "received_on": _("Day of receipt"),
    "found_on": _("Day of the finding"),
    "finding": _("Finding"),
    "ended_reason": _("Ended without a finding because"),
    "category": _("Category"),
    "recipient": _("Recipient class"),
    "recipient_type": _("Who received it"),
    "unit": _("Unit"),
    "information": _("Kind of information"),
    "system": _("Information system"),
    "channel": _("Channel of the leak"),
    "cause": _("Cause"),
    "damage": _("Damage"),
    "reference": _("Reference here"),
    "started_on": _("Started on"),
    "completed_on": _("Completed on"),
    "stage_on": _("Stage reached on"),
    "level": _("Level"),
    "occasion": _("Occasion"),
    "subject_group": _("Subject group"),
    "stage": _("Stage"),
    "result": _("Result"),
    "ground": _("Ground for a negative result"),
    "function": _("Function"),
    "name": _("Name of the person"),
    "personnel_number": _("Personnel number"),
    "in_service_from": _("In service from"),
    "in_service_to": _("In service until"),
    "sworn_in_on": _("Sworn in on"),
    "acknowledged_on": _("Acknowledged on"),
    "edition": _("Edition of the code"),
    "held_on": _("Held on"),
    "topic": _("Topic"),
    "attending": _("Number attending"),
}
"""Every field of every kind; a test holds them together."""


def label_of(field: str) -> str:
    """What a field is called."""
    return str(FIELDS[field])
