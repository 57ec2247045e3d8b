"""Kept numbers with what changed since, so that a record saved before a page is asked for is on it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count

from figures.keeping.changes import by_table, columns_of, grouped_changes
from figures.keeping.folding import fold, folds
from figures.keeping.series import Numbers, Series
from figures.models import Change, KeptNumber, KeptSeries

MANY = 2_000
"""With more changes than this, whoever reads adds them up first."""


def read(wanted: Collection[Series], years: Sequence[int]) -> Mapping[Series, Numbers]:
    """The numbers of those of these series that are kept.

    Of none, if a folding came between reading the numbers and reading the changes: who asks counts the rows then.
    """
    if not wanted:
        return {}
    before, tables = folds(), _changed()
    if sum(tables.values()) > MANY:
        fold()
        before, tables = folds(), _changed()
    found = _kept({series.key: series for series in wanted}, years)
    _add_changes(found, tables, set(years))
    return found if before is not None and folds() == before else {}


def _changed() -> Counter[str]:
    """How many changes of each table wait."""
    return Counter(dict(Change.objects.values_list("table").annotate(number=Count("*")).order_by()))


def _kept(wanted: Mapping[str, Series], years: Sequence[int]) -> dict[Series, Numbers]:
    keys = dict(KeptSeries.objects.filter(key__in=list(wanted)).values_list("pk", "key"))
    found: dict[Series, Numbers] = {wanted[key]: Counter() for key in keys.values()}
    rows = KeptNumber.objects.filter(series__in=list(keys), year__in=years)
    for series, year, value, number in rows.values_list("series", "year", "value", "number"):
        found[wanted[keys[series]]][year, value] = number
    return found


def _add_changes(found: Mapping[Series, Numbers], tables: Collection[str], years: Collection[int]) -> None:
    for model, kept in by_table(list(found)):
        if model._meta.label_lower in tables:
            columns = columns_of(kept)
            rows = list(grouped_changes(model, columns, Change.objects.all()))
            for series in kept:
                more = series.numbers(columns, rows)
                found[series].update({(year, value): n for (year, value), n in more.items() if year in years})
