"""What an auditor fills in."""

from django.utils.translation import gettext_lazy as _

from lib.forms import Prose
from lib.ruled import RuledForm


class ReviewForm(RuledForm):
    """The note with which an item of the sheet is marked as reviewed."""

    note = Prose(
        rows=3,
        label=_("Note"),
        help_text=_("What you looked at and what you found. It stays in the log. Name no case content."),
        error_messages={"required": _("Write what you found, in a few words.")},
    )
