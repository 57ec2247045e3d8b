"""Changes are added to the kept numbers, so many at a time, by one at a time.

No write waits for it on PostgreSQL; on SQLite it is a write like any other.
"""

from collections import Counter

from django.db import OperationalError, connection, transaction
from django.db.models import F

from figures.keeping.changes import by_table, columns_of, grouped_changes
from figures.keeping.series import Numbers, every_series
from figures.models import Change, Keeping, KeptNumber, KeptSeries

TOGETHER = 20_000
"""So many changes one transaction takes."""


def folds() -> int | None:
    """How often kept numbers were written; None where nothing is kept."""
    return Keeping.objects.values_list("folds", flat=True).first()


def locked() -> Keeping | None:
    """The row by which one at a time writes kept numbers, raised and locked until the end of the transaction."""
    keeping = Keeping.objects.select_for_update().first()
    Keeping.objects.update(folds=F("folds") + 1)
    return keeping


def fold() -> None:
    """Add up the changes that wait. Where the database is busy, they wait for the next who asks."""
    try:
        while _fold_some():
            pass
    except OperationalError:
        # SQLite: somebody writes, and has the file to himself.
        if connection.vendor != "sqlite":
            raise


def _fold_some() -> bool:
    """Whether there may be more."""
    with transaction.atomic():
        keeping = locked()
        kept = dict(KeptSeries.objects.values_list("key", "pk"))
        if keeping is None or kept.keys() != every_series().keys():
            # An older or newer version of the code keeps other series: it would take changes away that they need.
            return False
        first = Change.objects.order_by("pk")[:TOGETHER].values("pk")
        marked = Change.objects.filter(pk__in=first).update(fold=keeping.folds)
        changes = Change.objects.filter(fold=keeping.folds)
        for model, some in by_table(list(every_series().values())):
            columns = columns_of(some)
            rows = list(grouped_changes(model, columns, changes))
            for series in some:
                _add(series.numbers(columns, rows), kept[series.key])
        changes.delete()
        return marked == TOGETHER


def _add(more: Numbers, series: int) -> None:
    """Add to what is kept of a series."""
    rows = KeptNumber.objects.filter(series=series, year__in={year for (year, _), number in more.items() if number})
    total: Numbers = Counter({(row.year, row.value): row.number for row in rows})
    total.update(more)
    rows.delete()
    KeptNumber.objects.bulk_create(
        KeptNumber(series_id=series, year=year, value=value, number=number)
        for (year, value), number in total.items()
        if number
    )
