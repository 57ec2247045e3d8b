"""How a file is read, as its pages change it step by step: what was found in it, and on top of it what the person said.

What is kept is a profile in TOML, the same as the command line reads; until one is kept, what is suggested holds.
"""

import copy
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from integrity.intake import actions, keeping, kinds
from integrity.intake.kinds import Kind
from integrity.intake.labels import FIELDS, label_of
from lib.refusal import Refused
from office import profiles, sniffing, valuecounts
from office.importfields import Fields, Vocabulary
from office.lacking import missing
from office.models import Incoming
from office.profiles import BadProfile, Content
from office.sniffing import Look
from office.suggesting import suggest, suggest_values
from office.tabular import Table, Unreadable
from office.words import Words

SAID, FORMATS = "said", "date_formats"
"""What is kept of how a file is read, besides what `Table` takes: what the person said, and the formats he chose."""
OF_THE_FILE = ("encoding", "sheet", "quote", "header_row")
"""What holds of this file alone, and stands in no profile."""


@dataclass(frozen=True)
class Reading:
    """A file, and how it is read now."""

    incoming: Incoming

    @cached_property
    def kind(self) -> Kind:
        """What its rows are."""
        return kinds.of(self.incoming)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The machine values of its fields, as the lists are now."""
        return self.kind.vocabulary()

    @cached_property
    def look(self) -> Look:
        """What is found in the file, with what the person said of it. Raises Unreadable."""
        return sniffing.look(keeping.source_of(self.incoming), **self.said)

    @property
    def said(self) -> dict[str, Any]:
        """What the person said of how the file is written."""
        return dict(self.incoming.overrides.get(SAID, {}))

    @cached_property
    def content(self) -> Content:
        """The profile as plain content: the one that is kept, or what is suggested. Raises Unreadable."""
        if self.incoming.profile:
            return tomllib.loads(self.incoming.profile)
        return self.suggested()

    @cached_property
    def words(self) -> Words:
        """What its fields and their values are called."""
        return Words(self.vocabulary, FIELDS)

    def suggested(self) -> Content:
        """What the file itself suggests. Raises Unreadable."""
        look = self.look
        sample = [cells for _number, cells in look.rows]
        return {**suggest(look.header, sample, self.words, blanks=look.blanks).content, **self.found()}

    def found(self) -> Content:
        """What a profile says of how a file is written, as this one is. Raises Unreadable."""
        look = self.look
        return {
            "delimiter": look.delimiter,
            "row_names": look.row_names,
            "blanks": list(look.blanks),
            "date_formats": list(self.incoming.overrides.get(FORMATS) or look.formats),
        }

    def table(self) -> Table:
        """The whole file, as it is read now. Raises Unreadable."""
        content = self.content
        return Table(
            keeping.source_of(self.incoming),
            delimiter=content.get("delimiter", ","),
            row_names=content.get("row_names", False),
            **keeping.how_of(self.incoming),
        )

    def problems(self) -> list[str]:
        """What the mapping still lacks, in sentences. Raises Unreadable."""
        content = self.content
        said = missing(content, self.look.header, self.words)
        if said:
            return said
        try:
            self.kind.checked(profiles.as_toml(content), self.name)
        except BadProfile as error:
            return [str(error)]
        return []

    @property
    def name(self) -> str:
        """Under which name its run is kept: that of the profile, or of the kind."""
        return self.incoming.profile_name or str(self.kind.key.value)


def check_is_whole(incoming: Incoming) -> None:
    """Refuse a dry run of a file whose mapping lacks something, with what it lacks."""
    if not keeping.is_there(incoming):
        raise Refused(_("The uploaded file is no longer here. Upload it again."))
    reading = Reading(incoming)
    try:
        problems = reading.problems()
    except Unreadable as error:
        raise Refused(str(error)) from error
    if problems:
        raise Refused(" ".join(problems))


def settle(by: User, incoming: Incoming) -> None:
    """Keep what is suggested, where nobody has said anything yet: the dry run reads what is kept. Raises Refused."""
    if incoming.profile or not keeping.is_there(incoming):
        return
    reading = Reading(incoming)
    try:
        keep(by=by, reading=reading, content=with_values(reading, reading.content))
    except Unreadable as error:
        raise Refused(str(error)) from error


def keep(*, by: User, reading: Reading, content: Content) -> None:
    """Keep another mapping of the same file. Raises Unreadable."""
    _write(by, reading, content, reading.incoming.profile_name)


def read_as(*, by: User, reading: Reading, said: Mapping[str, Any], formats: Sequence[str]) -> None:
    """Read the file otherwise than it was; what is mapped stays. Raises Unreadable."""
    anew = _otherwise(reading, said, formats)
    content = {**anew.content, **anew.found()} if anew.incoming.profile else anew.suggested()
    _write(by, anew, content, anew.incoming.profile_name)


def _otherwise(reading: Reading, said: Mapping[str, Any], formats: Sequence[str]) -> Reading:
    """The same file, read otherwise; nothing is written."""
    incoming = copy.copy(reading.incoming)
    incoming.overrides = {SAID: dict(said), FORMATS: list(formats)}
    return Reading(incoming)


def load(*, by: User, reading: Reading, name: str, text: str) -> None:
    """Read the file by a profile. Raises BadProfile for one that does not fit this kind of file."""
    reading.kind.checked(text, name)
    content = profiles.content_of(text, name, reading.kind.folder)
    said = {key: value for key, value in reading.said.items() if key in OF_THE_FILE}
    said |= {
        "delimiter": content.get("delimiter", ","),
        "row_names": content.get("row_names", False),
        "blanks": content.get("blanks", []),
    }
    _write(by, _otherwise(reading, said, content["date_formats"]), content, name)


def _write(by: User, reading: Reading, content: Content, name: str) -> None:
    """Keep a mapping, with what has been found of how the file is written. Raises Unreadable."""
    options, overrides = reading.look.options, reading.incoming.overrides
    how = {key: options[key] for key in OF_THE_FILE}
    actions.read_as(
        by=by,
        incoming=reading.incoming,
        overrides={**overrides, keeping.HOW: how},
        profile=profiles.as_toml(_ordered(content)),
        name=name,
    )


def _ordered(content: Content) -> Content:
    """Without what is empty, and with the fields last, as TOML has to have it."""
    plain = {key: value for key, value in content.items() if key != "fields" and value not in ("", [], None)}
    return {**plain, "fields": content.get("fields", {})}


def names_with_values(reading: Reading) -> list[str]:
    """The fields that a column feeds and whose cells stand for machine values."""
    fields, mapped = reading.kind.fields, reading.content.get("fields", {})
    coded = {*fields.choices, *fields.lists}
    return [name for name in mapped if name in coded and mapped[name].get("column")]


def columns_with_values(reading: Reading) -> list[str]:
    """Their columns, each once."""
    mapped = reading.content["fields"]
    return list(dict.fromkeys(mapped[name]["column"] for name in names_with_values(reading)))


def counted(reading: Reading) -> valuecounts.Counts:
    """The values of each of these columns with their counts over the whole file; none where there are too many.

    Counted once, and kept beside the file until it is read otherwise. Raises Unreadable.
    """
    content, columns = reading.content, columns_with_values(reading)
    how = [content.get(name) for name in ("delimiter", "row_names", "blanks")]
    mark = hashlib.sha256(json.dumps([columns, how, keeping.how_of(reading.incoming)]).encode()).hexdigest()
    key = reading.incoming.public_key
    found: valuecounts.Counts | None = keeping.counted(key, mark)
    if found is None:
        found = valuecounts.count(reading.table(), columns, content.get("blanks", ()))
        keeping.keep_counted(key, mark, found)
    return found


@dataclass(frozen=True)
class Value:
    """A value of a column, with how many cells hold it and what it means, if anything."""

    text: str
    count: int
    meaning: str | None

    @property
    def mark(self) -> str:
        """By which a form names it, whatever it holds."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def values_of(reading: Reading, field: str) -> list[Value] | None:
    """The values of a field, those without a meaning first and then the most frequent; none if there are too many."""
    said = reading.content["fields"][field]
    counts = counted(reading)[said["column"]]
    if counts is None:
        return None
    found = [Value(text, count, _meaning(reading, field, text)) for text, count in counts.items()]
    return sorted(found, key=lambda value: (value.meaning is not None, -value.count, value.text))


def _meaning(reading: Reading, field: str, text: str) -> str | None:
    """What a cell comes to by the profile, if anything. One whose values are not listed holds machine values."""
    said = reading.content["fields"][field]
    if not text:
        blank: str | None = said.get("blank")
        return blank
    own = profiles.folded(text)
    if "values" not in said:
        return own if reading.vocabulary.has(field, own) else None
    return {profiles.folded(other): meaning for other, meaning in said["values"].items()}.get(own)


def with_values(reading: Reading, content: Content) -> Content:
    """The same profile with the values that can be guessed, for the fields of which none are listed. Raises Unreadable.

    A column of machine values needs no list. Where nothing is a value too, an empty cell is nothing.
    """
    incoming = copy.copy(reading.incoming)
    incoming.profile = profiles.as_toml(_ordered(content))
    anew = Reading(incoming)
    counts, fields = counted(anew), dict(content["fields"])
    for name in names_with_values(anew):
        said, found = fields[name], counts[fields[name]["column"]]
        if found is None:
            continue
        texts = {text: count for text, count in found.items() if text}
        if "values" not in said and any(_meaning(anew, name, text) is None for text in texts):
            fields[name] = said = {**said, "values": suggest_values(name, texts, anew.words).mapped}
        if "blank" not in said and "" in found and name in anew.kind.fields.may_be_empty:
            fields[name] = {**said, "blank": ""}
    return {**content, "fields": fields}


def unmapped_of(reading: Reading, field: str, values: Sequence[Value]) -> list[Value]:
    """Those that a dry run would refuse: nothing says what they mean, and no unit is made of them."""
    creates = bool(reading.content["fields"][field].get("create"))
    return [value for value in values if value.meaning is None and not (creates and value.text)]


def fields_with_values(reading: Reading) -> list[dict[str, Any]]:
    """Each field whose values are mapped, with how many there are and how many of them mean nothing yet."""
    found = []
    for name in names_with_values(reading):
        values = values_of(reading, name)
        unmapped = unmapped_of(reading, name, values or ())
        found.append(
            {
                **described(name),
                "column": reading.content["fields"][name]["column"],
                "too_many": values is None,
                "number": len(values or ()),
                "unmapped": unmapped,
                "cells": sum(value.count for value in unmapped),
            }
        )
    return found


def described(field: str) -> dict[str, str]:
    """A field, with what it is called."""
    return {"name": field, "label": label_of(field)}


def meanings_of(reading: Reading, field: str) -> list[tuple[str, str]]:
    """The machine values that a field takes, with their words."""
    fields: Fields = reading.kind.fields
    if field in fields.choices:
        return [(str(value), str(label)) for value, label in fields.choices[field].choices]
    return [(key, str(item.label)) for key, item in reading.vocabulary.items[field].items()]


def sample_of(reading: Reading) -> dict[str, list[str]]:
    """A few different cells of each column, to recognise it by."""
    look = reading.look
    found: dict[str, list[str]] = {}
    for place, column in enumerate(look.header):
        cells = dict.fromkeys(row[place].strip() for _number, row in look.rows if place < len(row))
        found.setdefault(column, [cell for cell in cells if cell][:3])
    return found
