"""What changed since numbers were last added up: noted by triggers in each write, read in one statement."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Value

from figures.keeping.series import Series
from figures.models import Change


def grouped(rows: models.QuerySet[Any], columns: Sequence[str], sign: int = 1) -> models.QuerySet[Any, tuple[Any, ...]]:
    """How many rows there are for each combination of values, or, where they count less, how many less."""
    return rows.order_by().values_list(*columns).annotate(number=Count("*") * Value(sign))


def grouped_changes(
    model: type[models.Model], columns: Sequence[str], changes: models.QuerySet[Change], sign: int = 1
) -> models.QuerySet[Any, tuple[Any, ...]]:
    """By how much the changes of a table move each combination of values.

    One statement, so that no write falls between a row that ends and the one that takes its place.
    """
    began, ended = (_side(model, columns, changes, side, side * sign) for side in (1, -1))
    return began.union(ended, all=True)


def _side(
    model: type[models.Model], columns: Sequence[str], changes: models.QuerySet[Change], side: int, sign: int
) -> models.QuerySet[Any, tuple[Any, ...]]:
    history: Any = model.history.model  # type: ignore[attr-defined]
    rows = changes.filter(table=model._meta.label_lower, sign=side).values("row")
    return grouped(history.objects.filter(pk__in=rows), columns, sign)


def columns_of(kept: Sequence[Series]) -> list[str]:
    """The columns that series of one table read between them."""
    return list(dict.fromkeys(column for series in kept for column in series.columns))


def by_table(kept: Sequence[Series]) -> Iterator[tuple[type[models.Model], list[Series]]]:
    """The series of each table."""
    for model in dict.fromkeys(series.model for series in kept):
        yield model, [series for series in kept if series.model is model]
