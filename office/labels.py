"""The words of a reference list, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from lib import languages
from lib.columns import Words
from office.models import ListItem


def label_column() -> str:
    """The column that holds an item's label in the language of the page."""
    return f"label_{languages.of_reader()}"


def labels_of(model: type[ListItem]) -> Words:
    """What makes the table from machine value to label, with one query each time it is called."""

    def table() -> Mapping[Any, Any]:
        return dict(model.objects.values_list("key", label_column()))

    return table
