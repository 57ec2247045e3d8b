"""Forms that are held against an app's rules: the answers are read one by one, then the rules are asked of them all."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from lib.problems import Problem


class RuledForm(forms.Form):
    """A form whose answers are held against rules once all of them have been read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A value that is no longer on the list needs the same answer as none.
            if field.required and "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = field.error_messages["required"]

    def problems(self) -> Iterable[Problem]:
        """What the rules say of the answers."""
        return ()

    def clean(self) -> dict[str, Any]:
        super().clean()
        for field, sentence in list(self.problems()):
            # A field that could not be read has its message already.
            if field not in self.errors:
                self.add_error(field, ValidationError([sentence]))
        return self.cleaned_data

    def refuse(self, error: ValidationError) -> None:
        """Show what an action said of the answers, at the fields that this form has."""
        for field, sentences in getattr(error, "error_dict", {None: [error]}).items():
            self.add_error(field if field in self.fields else None, sentences)


def stored_value(record: models.Model, name: str) -> Any:
    """What stands in a column of a record now, as a form starts with it: of an item of a list the machine value."""
    column: Any = record._meta.get_field(name)
    return getattr(record, column.attname)


def offer_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Fill a field whose choices are known only once the form is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
