"""Fields that several forms of cases have."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.forms import DateField, Prose
from lib.problems import REASON_NEEDED


def reason_field(label: Any = _("Why?")) -> Prose:
    """The reason that goes with a change into its history."""
    return Prose(
        rows=2,
        label=label,
        help_text=_("Kept with the change, and shown in the timeline."),
        error_messages={"required": REASON_NEEDED},
    )


def received_field() -> DateField:
    """The day that puts a case in its year."""
    return DateField(label=_("When did the report come in?"))


def summary_field() -> Prose:
    """The narrative: in clear, so without names."""
    return Prose(
        rows=3,
        label=_("What is suspected?"),
        help_text=_("One or two sentences. No names: the person concerned is entered apart."),
        error_messages={"required": _("Say in a sentence what is suspected.")},
    )
