"""The fields of a case that a profile can fill, and the machine values that each of them takes."""

from cases.models.values import Damage, EndedReason, Finding, Recipient
from office import importfields
from office.models import Category, Cause, Channel, Information, InformationSystem, RecipientType, Unit

FIELDS = importfields.Fields(
    dates=("received_on", "found_on"),
    choices={"recipient": Recipient, "damage": Damage, "finding": Finding, "ended_reason": EndedReason},
    lists={
        "category": Category,
        "recipient_type": RecipientType,
        "information": Information,
        "system": InformationSystem,
        "channel": Channel,
        "cause": Cause,
        "unit": Unit,
    },
    required=("received_on", "finding", "category", "recipient", "unit"),
    # By it a case of ours is known again, in a file that this register wrote itself.
    texts={"reference": 12},
    # Kinds of information may be left open.
    may_be_empty=("information", "ended_reason"),
)
# What a field is that the profile leaves out. An unknown reason is taken only where a case ended without a finding.
DEFAULTS = {
    "reference": "",
    "recipient_type": "unknown",
    "information": "",
    "system": "unknown",
    "channel": "unknown",
    "cause": "unknown",
    "damage": Damage.UNKNOWN.value,
    "ended_reason": EndedReason.UNKNOWN.value,
}


class Vocabulary(importfields.Vocabulary):
    """Every machine value that a row may come to, with the list item behind it."""

    def __init__(self) -> None:
        super().__init__(FIELDS)
