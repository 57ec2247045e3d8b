"""The forms of publishing: years that are closed, the day as known at whose end they are frozen, and remarks."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import clock
from lib.dates import FIRST_YEAR, LAST_YEAR
from lib.forms import DateField, Prose

_YEAR_ERRORS = {
    "required": _("Enter a year, for example 2018."),
    "invalid": _("Enter a year, for example 2018."),
    "min_value": _("Enter a year, for example 2018."),
    "max_value": _("Enter a year, for example 2018."),
}


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-date", "maxlength": 4}),
        error_messages=_YEAR_ERRORS,
    )


def yesterday() -> datetime.date:
    """The last day that is over."""
    return clock.today() - datetime.timedelta(days=1)


class CorrectForm(forms.Form):
    """What a correction is asked: its years are those that it corrects."""

    as_at = DateField(label=_("As known at the end of"), initial=yesterday)
    remarks = Prose(
        rows=4,
        label=_("Remarks"),
        required=False,
        help_text=_("They stand on the exact publication, and not on its public edition."),
    )


class PublishForm(CorrectForm):
    """What a first publication of a period is asked."""

    first = _year(_("First year"))
    last = _year(_("Last year"))
    field_order = ("first", "last", "as_at", "remarks")
