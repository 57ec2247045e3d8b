"""The values of a case's records in words, whatever list they come from, for the price of one query."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.utils.formats import date_format

from cases import facts
from cases.models import Investigation
from office.labels import label_column
from office.models import (
    Category,
    Cause,
    Channel,
    Information,
    InformationSystem,
    ListItem,
    Offence,
    RecipientType,
    Unit,
)

LISTS: tuple[type[ListItem], ...] = (
    Unit,
    Category,
    RecipientType,
    Information,
    InformationSystem,
    Channel,
    Cause,
    Offence,
)
NOTHING = "–"


class Words:
    """The labels of reference lists, of all that a case refers to or of others, in the language of the page."""

    def __init__(self, lists: Sequence[type[ListItem]] = LISTS) -> None:
        label = F(label_column())
        rows = [model.objects.order_by().values_list(Value(model._meta.model_name), "key", label) for model in lists]
        self._labels: Mapping[tuple[str, str], str] = {
            (name, key): text for name, key, text in rows[0].union(*rows[1:], all=True)
        }

    def item(self, model: type[models.Model], key: str | None) -> str:
        """The label of an item of a list."""
        return self._labels.get((str(model._meta.model_name), str(key)), NOTHING)

    def value(self, column: Any, value: Any) -> str:
        """What is stored in a column, in words; a dash for nothing."""
        if value is None or value == "":
            return NOTHING
        if isinstance(column, models.ForeignKey):
            return self.item(column.related_model, value)
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, datetime.date) else str(value)

    def of(self, record: models.Model, name: str) -> str:
        """A column of a record, in words."""
        column: Any = record._meta.get_field(name)
        return self.value(column, getattr(record, column.attname))

    def offences(self, investigation: Investigation) -> str:
        """The offences that an investigation suspects."""
        return ", ".join(self.item(Offence, key) for key in facts.offences_of(investigation))
