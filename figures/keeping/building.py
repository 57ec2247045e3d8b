"""Series are counted anew from the records, to keep them for the first time or to see whether what is kept is right."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from figures.keeping import triggers
from figures.keeping.changes import grouped, grouped_changes
from figures.keeping.folding import locked
from figures.keeping.series import Numbers, Series, every_series
from figures.models import Change, Keeping, KeptNumber, KeptSeries


@dataclass(frozen=True)
class Fault:
    """A kept number that is not what the records say."""

    series: str
    year: int
    value: str
    kept: int
    counted: int


def stop() -> None:
    """Keep nothing from here on, as migrations may change what is counted; until `build` the rows are counted."""
    triggers.lift(connection)
    with transaction.atomic():
        if Keeping._meta.db_table in connection.introspection.table_names():
            locked()
            KeptSeries.objects.all().delete()
            Change.objects.all().delete()


def can_build() -> bool:
    """Whether every table is as the code knows it: after some of the migrations only, it is not."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def build() -> None:
    """Note changes from here on, and keep the series that are not kept yet; no longer those that nobody asks for."""
    Keeping.objects.get_or_create(pk=1)
    wanted = every_series()
    tables = {(_history(series.model), series.table) for series in wanted.values()}
    triggers.put(connection, sorted(tables))
    KeptSeries.objects.exclude(key__in=list(wanted)).delete()
    known = set(KeptSeries.objects.values_list("key", flat=True))
    for key in wanted.keys() - known:
        with transaction.atomic():
            locked()
            _count_anew(KeptSeries.objects.create(key=key))


def strays() -> set[str]:
    """The series that the code reads and the database does not keep, or the other way round; `migrate` mends it."""
    return set(KeptSeries.objects.values_list("key", flat=True)) ^ every_series().keys()


def rebuild() -> None:
    """Count all series anew that are kept and read."""
    for series in _kept_and_read():
        with transaction.atomic():
            locked()
            _count_anew(series)


def _kept_and_read() -> models.QuerySet[KeptSeries]:
    return KeptSeries.objects.filter(key__in=list(every_series()))


def _history(model: type[models.Model]) -> str:
    """The table of its history."""
    return model.history.model._meta.db_table  # type: ignore[attr-defined]


def _count_anew(kept: KeptSeries) -> None:
    """Whoever does holds the lock, so that no folding comes between."""
    kept.numbers.all().delete()
    KeptNumber.objects.bulk_create(
        KeptNumber(series=kept, year=year, value=value, number=number)
        for (year, value), number in _due(every_series()[kept.key]).items()
        if number
    )


def verify() -> Iterator[Fault]:
    """The kept numbers that differ from those counted from the records.

    One series at a time is locked, so that whoever would add up, or write on SQLite, waits for that one only.
    """
    for kept in _kept_and_read():
        with transaction.atomic():
            locked()
            rows = kept.numbers.values_list("year", "value", "number")
            said: Numbers = Counter({(year, value): number for year, value, number in rows})
            counted = _due(every_series()[kept.key])
        for year, value in sorted(counted.keys() | said.keys()):
            if counted[year, value] != said[year, value]:
                yield Fault(kept.key, year, value, said[year, value], counted[year, value])


def _due(series: Series) -> Numbers:
    """What is to be kept, so that with the changes that wait it is what the records say: one statement, one moment."""
    columns = series.columns
    rows = grouped(series.model._default_manager.all(), columns)
    due = rows.union(grouped_changes(series.model, columns, Change.objects.all(), sign=-1), all=True)
    return series.numbers(columns, due.iterator())
