"""The form by which a token is issued."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    """What the token is for."""

    name = forms.CharField(
        label=_("What reads with it?"),
        help_text=_("For example: annual report, spreadsheet of the board."),
        max_length=80,
        error_messages={
            "required": _("Say what reads with it, so that somebody knows later whether it is still needed.")
        },
    )
