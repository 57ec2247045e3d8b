"""Filters that a list reads from its URL, and nothing else: an unknown parameter is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import BadRequest
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from lib import dates
from lib.listing import CONTROLS, with_changed


@dataclass(frozen=True)
class Chip:
    """One active filter, in words, and the link that takes it away."""

    label: str
    value: str
    query: str


class StrictFilterSet(django_filters.FilterSet):
    """A FilterSet that answers 400 to a parameter or a value that it does not know.

    So no lookup through the query string can read a column that the list does not offer.
    """

    def __init__(self, data: QueryDict, queryset: models.QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        unknown = set(data) - set(self.filters) - set(CONTROLS)
        if unknown or not self.is_valid():
            raise BadRequest(_("This list cannot be filtered that way."))

    def filter_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return self.narrowed(queryset, self.filters)

    def without(self, name: str) -> Any:
        """The records that all filters but one let through."""
        return self.narrowed(self.queryset.all(), [other for other in self.filters if other != name])

    def narrowed(self, records: Any, names: Iterable[str]) -> Any:
        """The records that the filters of these names let through."""
        for name in names:
            records = self.filters[name].filter(records, self.form.cleaned_data[name])
        return records

    @property
    def kept(self) -> dict[str, Any]:
        """The filters that hold, by name, for a form that narrows the same list."""
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def chips(self) -> list[Chip]:
        """The active filters."""
        return [
            Chip(
                str(self.filters[name].label), self._in_words(name, value), with_changed(self.data, **self._gone(name))
            )
            for name, value in self.form.cleaned_data.items()
            if value not in (None, "")
        ]

    @property
    def cleared(self) -> str:
        """The link that takes all filters away and keeps the order."""
        gone = dict.fromkeys((*self.filters, "after", "before"), "")
        return with_changed(self.data, **gone)

    def _gone(self, name: str) -> dict[str, str]:
        return {name: "", "after": "", "before": ""}

    def _in_words(self, name: str, value: Any) -> str:
        choices = getattr(self.form.fields[name], "choices", None)
        return str(value) if choices is None else str(dict(choices).get(value, value))


def year_choices(first: int | None, last: int | None, asked: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The years to choose from, newest first: from `first` to `last`, where there are any, and those asked for."""
    years = set(range(first, last + 1)) if first and last else set()
    years |= {int(year) for year in asked if year.isascii() and year.isdigit() and len(year) == 4}
    known = sorted(years & set(range(dates.FIRST_YEAR, dates.LAST_YEAR + 1)), reverse=True)
    return [(str(year), str(year)) for year in known]
