"""What a mapping of columns to fields still lacks, and what a person should know of it, in sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.importfields import Fields
from office.profiles import Content
from office.suggesting import NUMBER
from office.words import Words


def missing(content: Content, header: Sequence[str], words: Words) -> list[str]:
    """What stands in the way of reading a file by a profile, a sentence each: what it lacks, and what it cannot say."""
    mapped: Mapping[str, Any] = content.get("fields", {})
    return [
        *_lacking(content, mapped, words),
        *_wrong_columns(content, mapped, header),
        *_told_in_clear(words.fields, content, mapped),
    ]


def _lacking(content: Content, mapped: Mapping[str, Any], words: Words) -> Iterator[str]:
    if not content.get("register"):
        yield _("The register has no name yet.")
    if not content.get(NUMBER):
        yield _("No column is chosen for the number.")
    for name in words.fields.required:
        if name not in mapped:
            yield _("Nothing is said of “%(field)s” yet.") % {"field": words.label_of(name)}
    if not content.get("date_formats"):
        yield _("No form of dates is chosen.")
    for name in mapped:
        if name not in words.fields.all:
            yield _("The register has no field “%(field)s”.") % {"field": name}


def _wrong_columns(content: Content, mapped: Mapping[str, Any], header: Sequence[str]) -> Iterator[str]:
    named = list(_fields_by_column(content, mapped))
    times = Counter(header)
    strange = [column for column in named if not times[column]]
    if strange:
        yield _("Columns missing from the header: %(columns)s.") % {"columns": ", ".join(strange)}
    twice = [column for column in named if times[column] > 1]
    if twice:
        yield _("Columns that stand in the header twice: %(columns)s.") % {"columns": ", ".join(twice)}


def _told_in_clear(fields: Fields, content: Content, mapped: Mapping[str, Any]) -> Iterator[str]:
    """The columns that say who somebody is, and would be told of besides."""
    for column, readers in _fields_by_column(content, mapped).items():
        personal = {NUMBER} if fields.number_is_personal else set()
        personal = personal.union(fields.identity) & {*readers}
        if personal and personal != {*readers}:
            yield _("The column “%(column)s” says who somebody is. It cannot be anything else too.") % {
                "column": column
            }


def read_twice(content: Content, words: Words) -> list[str]:
    """The columns that more than one field reads, a sentence each. That may be meant, and is for a person to know."""
    said = []
    for column, readers in _fields_by_column(content, content.get("fields", {})).items():
        labels = [words.label_of(name) for name in readers if name != NUMBER]
        if len(labels) > 1:
            sentence = _("The column “%(column)s” is read as more than one field: %(fields)s.")
            said.append(sentence % {"column": column, "fields": ", ".join(labels)})
    return said


def left_out(content: Content, header: Sequence[str]) -> list[str]:
    """What is said of the columns that nothing reads; nothing where all are read."""
    read = _fields_by_column(content, content.get("fields", {}))
    columns = [column for column in header if column and column not in read]
    if not columns:
        return []
    sentence = ngettext(
        "%(number)s column is not read: %(columns)s.", "%(number)s columns are not read: %(columns)s.", len(columns)
    )
    return [sentence % {"number": len(columns), "columns": ", ".join(columns)}]


def _fields_by_column(content: Content, mapped: Mapping[str, Any]) -> dict[str, list[str]]:
    """The columns that a profile names, each with the fields that read it, the number among them."""
    found: dict[str, list[str]] = {}
    pairs = [(NUMBER, content.get(NUMBER, "")), *((name, item.get("column", "")) for name, item in mapped.items())]
    for name, column in pairs:
        if column:
            found.setdefault(column, []).append(name)
    return found
