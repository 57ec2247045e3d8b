"""Record history with a validity range on every row, so that a past day is one condition and no window function.

A history row holds from `valid_from` (inclusive) to `valid_to` (exclusive; `OPEN_END` while it is the newest). Ties are
harmless: of two changes in one instant the first holds for an empty range.

`QuerySet.update()` and `bulk_create()` write no history, so tracked models are never written by them directly. Use
`save()` for one record and `create()`, `update()` or `rewrite()` for many: they write the history of all their rows in
two statements.
"""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.models import Value
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from lib import clock
from lib.batches import TOGETHER as BATCH
from lib.batches import batches
from lib.inserting import insert

OPEN_END = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)

Record = TypeVar("Record", bound=models.Model)


class Ranged(models.Model):
    """What every history table has besides the columns it copies."""

    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(default=OPEN_END)
    # The public key of the act that the row belongs to; a bulk act has one for all its rows.
    event = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        abstract = True


@dataclass
class _Act:
    """What the history rows of one act have in common."""

    event: str = ""
    moment: datetime.datetime | None = None


_NO_ACT = _Act()
_act: ContextVar[_Act] = ContextVar("act", default=_NO_ACT)


@contextmanager
def under(event: str) -> Iterator[None]:
    """History rows written in this block bear this key of the act that they belong to, and one moment.

    So midnight never falls between the rows of an act: a past day holds all of it or nothing.
    """
    token = _act.set(_Act(event))
    try:
        yield
    finally:
        _act.reset(token)


def _now(ending: models.QuerySet[Any] | None = None) -> datetime.datetime:
    """The moment at which the rows begin that are written now, and those of `ending` end.

    It is not before the beginning of any that ends, so that a clock that steps back makes no range overlap.
    """
    act = _act.get()
    moment = clock.now() if act.moment is None or clock.is_set() else act.moment
    if ending is not None:
        moment = max([moment, *ending.order_by("-valid_from").values_list("valid_from", flat=True)[:1]])
    if act is not _NO_ACT:
        act.moment = moment
    return moment


class _History(HistoricalRecords):
    """The library's own copies no index of the model; this one takes those that past days are counted by."""

    past: Sequence[models.Index] = ()

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        return {**options, "indexes": list(self.past)} if self.past else options


def tracked(*, unindexed: Sequence[str] = (), past: Sequence[models.Index] = ()) -> HistoricalRecords:
    """The history of a model: who, when, why, and each row's validity range.

    `unindexed` names the foreign keys by which nobody looks a history row up: each index costs every write. `past` are
    the indexes that figures of a past day are counted by; `past_index` makes one.
    """
    records = _History(
        bases=[Ranged], history_change_reason_field=models.TextField(default=""), no_db_index=list(unindexed)
    )
    records.past = past
    return records


def past_index(*columns: str, name: str, condition: models.Q | None = None) -> models.Index:
    """The index by which rows are grouped as they were on a past day: what they are told apart by, then their range."""
    return models.Index(fields=[*columns, "valid_to", "valid_from", "history_type"], name=name, condition=condition)


@receiver(pre_create_historical_record)
def _begin_range(instance: Any, history_instance: Any, **_: Any) -> None:
    """Open the range of a history row that is about to be written, and end that of the one before it."""
    if history_instance.history_type == "+":
        moment = _now()
    else:
        ending = type(history_instance).objects.filter(id=instance.pk, valid_to=OPEN_END)
        moment = _now(ending)
        ending.update(valid_to=moment)
    history_instance.history_date = history_instance.valid_from = moment
    history_instance.history_change_reason = history_instance.history_change_reason or ""
    history_instance.event = _act.get().event


def save(record: models.Model, *, by: models.Model | None, reason: str = "") -> None:
    """Save one tracked record and its history row, as the work of `by`.

    A record that exists must have been read under a lock that its other writers take too: all its columns are saved.
    """
    record._history_user = by  # type: ignore[attr-defined]
    record._change_reason = reason  # type: ignore[attr-defined]
    with transaction.atomic(savepoint=False):
        record.save()


def as_known(model: type[models.Model], day: datetime.date) -> models.QuerySet[Any]:
    """The records of `model` as they were known at the end of `day`, in no order: one row of its history each."""
    history: Any = model.history.model  # type: ignore[attr-defined]
    end = clock.end_of(day)
    held = history.objects.filter(valid_from__lt=end, valid_to__gte=end)
    return held.exclude(history_type="-").order_by()


def columns_of(record: models.Model) -> dict[str, Any]:
    """What stands in a record's own columns, to see afterwards whether anything changed."""
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def create(records: Sequence[Record], *, by: models.Model | None, reason: str = "") -> list[Record]:
    """Insert many tracked records of one model with their history rows."""
    if not records:
        return []
    model = type(records[0])
    with transaction.atomic(savepoint=False):
        for some in batches(records, BATCH):
            insert(some)
        _record(model, [record.pk for record in records], "+", by, reason)
    return list(records)


def update(queryset: models.QuerySet[Any], *, by: models.Model | None, reason: str = "", **values: Any) -> int:
    """Set `values` on all rows of `queryset`, with their history rows; returns how many rows changed."""
    with transaction.atomic(savepoint=False):
        # In one order, so that two updates of the same rows wait for each other and never cross.
        ids = list(queryset.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        for some in batches(ids, BATCH):
            queryset.model._default_manager.filter(pk__in=some).update(**values)
        _record(queryset.model, ids, "~", by, reason)
    return len(ids)


def rewrite(records: Sequence[Record], columns: Sequence[str], *, by: models.Model | None, reason: str = "") -> None:
    """Save these columns of many records of one model, each with values of its own, with their history rows.

    They must have been read under a lock that their other writers take too.
    """
    if not records:
        return
    model = type(records[0])
    with transaction.atomic(savepoint=False):
        _write_each(model, records, columns)
        _record(model, [record.pk for record in records], "~", by, reason)


def _write_each(model: type[models.Model], records: Sequence[models.Model], columns: Sequence[str]) -> None:
    """One prepared statement for all: `bulk_update` would build a condition for each value, at ten times the cost."""
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    values = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    key: Any = model._meta.pk
    statement = f"UPDATE {quoted(model._meta.db_table)} SET {values} WHERE {quoted(key.column)} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [*(field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields), record.pk]
                for record in records
            ],
        )


def _record(model: type[models.Model], ids: Sequence[Any], kind: str, by: models.Model | None, reason: str) -> None:
    """Copy the rows as they now stand into the history table, inside the database."""
    history: Any = model.history.model  # type: ignore[attr-defined]
    copied = [field.attname for field in model._meta.concrete_fields]
    for some in batches(ids, BATCH):
        if kind == "+":
            moment = _now()
        else:
            ending = history.objects.filter(id__in=some, valid_to=OPEN_END)
            moment = _now(ending)
            ending.update(valid_to=moment)
        beside = {
            "history_date": moment,
            "history_type": kind,
            "history_user": by.pk if by else None,
            "history_change_reason": reason,
            "valid_from": moment,
            "valid_to": OPEN_END,
            "event": _act.get().event,
        }
        constants = {
            f"as_{name}": Value(value, output_field=history._meta.get_field(name)) for name, value in beside.items()
        }
        columns = [history._meta.get_field(name).column for name in [*copied, *beside]]
        rows = model._default_manager.filter(pk__in=some).annotate(**constants).values_list(*copied, *constants)
        _insert_select(history, columns, rows)


def _insert_select(model: Any, columns: Sequence[str], rows: models.QuerySet[Any]) -> None:
    connection = connections[router.db_for_write(model)]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    select, parameters = rows.order_by().query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) {select}", parameters)
