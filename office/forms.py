"""Forms of the reference lists, and the one that stands before every file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.csvout import SEPARATORS, Dialect
from lib.forms import DateField, Pick, Prose
from office import rules
from office.models import ListItem
from office.models.lists import is_machine_value

LAST_POSITION = 32_767
MOST_DAYS = 365
"""A stage that may take longer than a year is not worked, it is forgotten."""
MOST_MONTHS = 600
RECIPIENT_CLASSES = {
    "criminal": _("Criminal"),
    "non_criminal": _("Non-criminal"),
    "none": _("No one: own use"),
    "unknown": pgettext_lazy("recipient", "Unknown"),
}
# No one and unknown are values of their own, shipped with the list.
NEW_CLASSES = [(value, RECIPIENT_CLASSES[value]) for value in ("criminal", "non_criminal")]


def _few_digits() -> forms.TextInput:
    """A text field for a whole number: a browser's own has arrows that change it by accident."""
    return forms.TextInput(attrs={"inputmode": "numeric", "class": "w-date"})


class EditItem(forms.Form):
    """What may be changed of an item at any time."""

    label_en = forms.CharField(
        label=_("Label in English"), max_length=120, error_messages={"required": _("Enter the label in English.")}
    )
    label_nl = forms.CharField(
        label=_("Label in Dutch"), max_length=120, error_messages={"required": _("Enter the label in Dutch.")}
    )
    article = forms.CharField(label=_("Article of law"), max_length=60, required=False)
    environment = forms.BooleanField(
        label=_("This looks at the environment"),
        required=False,
        help_text=_("The people around the person are looked at too: an environment check is among the stages."),
    )
    stage_days = forms.IntegerField(
        label=_("Days for a stage"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=21,
        help_text=_("So many days after a stage is reached the next one is due, unless the officer gives a day."),
        error_messages={
            "required": _("Enter how many days a stage takes, for example 21."),
            "invalid": _("Enter the days as a whole number, for example 21."),
            "min_value": _("Enter %(limit_value)s day or more."),
            "max_value": _("Enter %(limit_value)s days or less."),
        },
        widget=_few_digits(),
    )
    renewal_months = forms.IntegerField(
        label=_("Renewed after (months)"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("So many months after it is completed, a screening is due again. Leave empty: never."),
        error_messages={
            "invalid": _("Enter the months as a whole number, for example 60."),
            "min_value": _("Enter %(limit_value)s month or more, or leave it empty."),
            "max_value": _("Enter %(limit_value)s months or less, or leave it empty."),
        },
        widget=_few_digits(),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=LAST_POSITION,
        help_text=_("The list is shown in this order, lowest first."),
        error_messages={
            "required": _("Enter a position, for example 500."),
            "invalid": _("Enter the position as a whole number, for example 500."),
            "min_value": _("Enter a position of 0 or more."),
            "max_value": _("Enter a position of %(limit_value)s or less."),
        },
        widget=_few_digits(),
    )

    def __init__(self, *args: Any, model: type[ListItem], key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model, self.edited = model, key
        names = {field.name for field in model._meta.concrete_fields}
        for name in set(self.fields) - names:
            del self.fields[name]

    def clean_label_en(self) -> str:
        """No two alike."""
        return self._checked_label("label_en")

    def clean_label_nl(self) -> str:
        """No two alike."""
        return self._checked_label("label_nl")

    def clean(self) -> dict[str, Any]:
        """What the answers say together."""
        answers = super().clean() or {}
        if "environment" in self.fields:
            screening = answers.get("screening", self.initial.get("screening", False))
            try:
                rules.check_environment(screening=screening, environment=answers.get("environment", False))
            except ValidationError as refusal:
                self.add_error("environment", refusal)
        return answers

    def _checked_label(self, field: str) -> str:
        label: str = self.cleaned_data[field]
        rules.check_label(self.model, field, label, besides=self.edited)
        return label


class AddItem(EditItem):
    """A new item: what may be changed later, and what is fixed from now on."""

    key = forms.CharField(
        label=_("Machine value"),
        max_length=40,
        validators=[is_machine_value],
        help_text=_("Files and figures use it, in every language. Fixed once made. For example port_control."),
        error_messages={"required": _("Enter a machine value, for example port_control.")},
    )
    recipient = forms.ChoiceField(
        label=_("Recipient class"),
        choices=NEW_CLASSES,
        widget=Pick,
        help_text=_("Figures count by it. Fixed once made."),
        error_messages={"required": _("Choose the class this recipient belongs to.")},
    )
    leak = forms.BooleanField(
        label=_("This is a leak"),
        required=False,
        help_text=_("Information went to a third party. Figures count by it. Fixed once made."),
    )
    screening = forms.BooleanField(
        label=_("This counts as screening"),
        required=False,
        initial=True,
        help_text=_("A certificate of conduct does not. Figures count by it. Fixed once made."),
    )
    valid_from = DateField(label=_("Valid from"), required=False)

    field_order = [
        *("label_en", "label_nl", "article", "key", "recipient", "leak", "screening"),
        *("environment", "stage_days", "renewal_months", "position", "valid_from"),
    ]

    def clean_key(self) -> str:
        """Never given twice."""
        key: str = self.cleaned_data["key"]
        rules.check_key(self.model, key)
        return key


class RetireItem(forms.Form):
    """From which day an item can no longer be chosen."""

    on = DateField(label=_("From which day can it no longer be chosen?"))


SEPARATOR_WORDS = {
    "comma": pgettext_lazy("separator", "Comma"),
    "semicolon": pgettext_lazy("separator", "Semicolon"),
}


class ExportForm(forms.Form):
    """What a file is for, and how it is written where that can be chosen."""

    purpose = Prose(
        rows=2,
        label=_("What is this file for?"),
        help_text=_("Kept in the audit log, where the auditor reads it. Name nobody."),
        error_messages={"required": _("Say what this file is for. It is kept in the audit log.")},
    )
    separator = forms.ChoiceField(
        label=_("Separator"), choices=[(name, SEPARATOR_WORDS[name]) for name in SEPARATORS], widget=Pick
    )
    bom = forms.BooleanField(
        label=_("Mark the file for spreadsheets"),
        required=False,
        help_text=_("Begins with a byte order mark, by which a spreadsheet knows the letters."),
    )

    def __init__(self, data: Any = None, *, written: Dialect | None) -> None:
        usual = written or Dialect()
        separator = next(name for name, sign in SEPARATORS.items() if sign == usual.delimiter)
        super().__init__(data, initial={"separator": separator, "bom": usual.bom})
        if written is None:
            del self.fields["separator"], self.fields["bom"]

    @property
    def dialect(self) -> Dialect:
        """How the file is to be written."""
        if "separator" not in self.fields:
            return Dialect()
        return Dialect(SEPARATORS[self.cleaned_data["separator"]], bom=self.cleaned_data["bom"])
