"""How forms look, and the fields of our own.

A form in a template is `{{ form }}`: the summary of what is wrong, then each field. A page that orders its fields
itself writes `{% include "form_errors.html" %}` on top and `{{ form.received_on.as_field_group }}` where each belongs.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib import dates


class Renderer(TemplatesSetting):
    """Django's forms in our own templates."""

    form_template_name = "form.html"
    field_template_name = "form_field.html"


class Prose(forms.CharField):
    """A few sentences: enough for any reason or summary, and no file pasted in by mistake."""

    LONGEST = 4_000

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(max_length=self.LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class _Hinted:
    """Choices that may each carry a line of explanation, by their value."""

    hints: Mapping[str, str | Promise] = {}

    def __init__(self, *args: Any, hints: Mapping[str, str | Promise] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's option, with its line of explanation."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        # The group is wrong, not one of its options; a radio button may not say so.
        option["attrs"].pop("aria-invalid", None)
        return option


class Pick(_Hinted, forms.RadioSelect):
    """One of a few options, each on its own line: `Pick(hints={"criminal": _("A suspect or known associate")})`."""

    template_name = "form_pick.html"


class PickMany(_Hinted, forms.CheckboxSelectMultiple):
    """Any of a few options, each on its own line."""

    template_name = "form_pick.html"


class DateInput(forms.TextInput):
    """A text field: a browser's own date picker shows the order of the browser's language, not of the page."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "w-date", "autocomplete": "off", "maxlength": 40, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """A date as the page's language writes it; what was typed stays as it was typed."""
        if isinstance(value, datetime.date):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(value) if value else None


class DateField(forms.DateField):
    """A date, typed in any of the forms that `lib.dates` reads."""

    widget = DateInput
    default_error_messages = {"required": _("Enter a date, for example 24 Jan 2019.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 24 Jan 2019 or 24-1-2019."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        """The date meant, or None for an empty field."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = str(value).strip()
        if not text:
            return None
        if len(text) > 40:
            raise ValidationError(_("This is too long for a date. Enter for example 24 Jan 2019."), code="unreadable")
        return dates.read(text)
