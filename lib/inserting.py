"""Insert many records in one statement, at less cost for each value than Django's `bulk_create`."""

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connections, models, router

from lib.identity import EncryptedField


def insert(records: Sequence[models.Model]) -> None:
    """Insert new records of one model, which get their keys; on PostgreSQL another key than one they had.

    Raises ValueError for one that refers to what has not been saved.

    On PostgreSQL each column is one value, an array: to read so many values one by one costs both sides more than to
    write them. For fields of text, numbers, days and moments that stand on the record: bytes would be stored as Python
    prints them, and a field that fills itself (`auto_now`) would stay empty.
    """
    model: Any = type(records[0])
    connection = connections[router.db_for_write(model)]
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(records)
        return
    each: Any = records
    for record in each:
        # As Django does: what was saved since it was assigned has its key by now.
        record._prepare_related_fields_for_save(operation_name="insert")
    quoted = connection.ops.quote_name
    table, key = quoted(model._meta.db_table), model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field is not key]
    names = ", ".join(quoted(field.column) for field in fields)
    # Without its length: a cast cuts what is too long, where the column refuses it.
    arrays = ", ".join(f"%s::{field.db_type(connection).partition('(')[0]}[]" for field in fields)
    statement = (
        f"INSERT INTO {table} ({names}) SELECT {names} FROM unnest({arrays}) WITH ORDINALITY AS given({names}, place) "
        f"ORDER BY place RETURNING {quoted(key.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_array(field, records, connection) for field in fields])
        # Keys ascend as the rows go in; in which order they come back, nobody promises.
        made = sorted(found for (found,) in cursor.fetchall())
    for record, found in zip(records, made, strict=True):
        record.pk = found
        record._state.adding, record._state.db = False, connection.alias


def _array(field: Any, records: Sequence[models.Model], connection: Any) -> str:
    """A column as PostgreSQL reads an array: every value in quotes, so that only a bare NULL is none."""

    def element(value: Any) -> str:
        prepared = field.get_db_prep_save(value, connection)
        return "NULL" if prepared is None else '"' + str(prepared).replace("\\", r"\\").replace('"', r"\"") + '"'

    # A column holds few different values. Of one that is encrypted each gets a token of its own all the same.
    once = element if isinstance(field, EncryptedField) else cache(element)
    return "{" + ",".join(map(once, map(attrgetter(field.attname), records))) + "}"
