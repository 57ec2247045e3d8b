"""Form fields over reference lists."""

from typing import Any

from django import forms

from lib import clock
from office.models import ListItem


class Item(forms.ModelChoiceField):
    """One item of a reference list that may be chosen today. `offer` fills it, once for each form."""

    def __init__(self, model: type[ListItem], **kwargs: Any) -> None:
        super().__init__(model.objects.none(), **kwargs)
        self.model = model

    def offer(self, kept: str | None = None) -> None:
        """Fill the choices as of today; `kept` was chosen before and stays a choice, retired or not."""
        self.queryset = self.model.objects.valid_on(clock.today()) | self.model.objects.filter(pk=kept)


def offer_items(form: forms.Form, kept: dict[str, Any] | None = None) -> None:
    """Fill each list of a form; `kept` holds the machine values chosen before, by field."""
    for name, field in form.fields.items():
        if isinstance(field, Item):
            field.offer((kept or {}).get(name))
