"""The fields that a file can fill by its profile, and what a cell of such a field comes to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.problems import Problem
from office.importruns import Note, note
from office.models import ListItem, Unit
from office.newunits import Units
from office.profiles import BadProfile, Field, Profile, Unmapped, folded
from office.tabular import Table

# As many as fit the column of a count.
_MOST_DIGITS = 9
# So many different cells are remembered.
_MOST_MET = 20_000


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of file, by what they hold."""

    dates: Collection[str] = ()
    choices: Mapping[str, type[models.TextChoices]] = field(default_factory=dict)
    lists: Mapping[str, type[ListItem]] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)
    """Text as it stands in the cell, each with the most characters that it may have."""
    counts: Collection[str] = ()
    """Whole numbers."""
    required: Collection[str] = ()
    may_be_empty: Collection[str] = ()
    """The choices and lists of which nothing is a value too."""
    identity: Collection[str] = ()
    """The texts that say who somebody is. No note repeats them."""
    number_is_personal: bool = False
    """Whether what the profile calls its number is a personnel number, and so says who somebody is too."""

    @property
    def as_written(self) -> set[str]:
        """Those whose cells are read as they stand, without values."""
        return {*self.texts, *self.counts}

    @property
    def all(self) -> set[str]:
        """All of them."""
        return {*self.dates, *self.choices, *self.lists, *self.as_written}


class Vocabulary:
    """Every machine value that a cell may come to, with the list item behind it."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.units = Units()
        # Units are the same table, so that one that a row plans is there for the next.
        self.items: dict[str, dict[str, Any]] = {
            name: self.units.items if model is Unit else {item.pk: item for item in model.objects.all()}
            for name, model in fields.lists.items()
        }
        self.values: dict[str, set[str]] = {name: set(choices.values) for name, choices in fields.choices.items()}
        self._as_written_names = fields.as_written

    def has(self, field: str, value: str) -> bool:
        """Whether `value` is a machine value of `field`."""
        if not value and field in self.fields.may_be_empty:
            return True
        return value in (self.items[field] if field in self.items else self.values[field])

    def value_of(self, profile: Profile, name: str, source: Field, text: str) -> Any:
        """What a cell comes to: a day or none, text, a number, or a machine value. Raises Unmapped."""
        if name in self._as_written_names:
            return self._as_written(name, text if source.constant is None else source.constant)
        return self._date(profile, name, text) if name in self.fields.dates else self._coded(name, source, text)

    def _coded(self, name: str, source: Field, text: str) -> str:
        if source.create and text and folded(text) not in source.values:
            return self.units.named(text).key
        value = source.value_of(text)
        if not self.has(name, value):
            raise Unmapped(_("The register does not have this value."))
        return value

    def _date(self, profile: Profile, name: str, text: str) -> Any:
        if not text and name in self.fields.required:
            raise Unmapped(_("The date is missing."))
        return profile.date_of(text) if text else None

    def _as_written(self, name: str, text: str) -> str | int:
        if not text and name in self.fields.required:
            raise Unmapped(_("The cell is empty."))
        if name in self.fields.counts:
            if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
                raise Unmapped(_("This is no whole number."))
            return int(text)
        most = self.fields.texts[name]
        if len(text) > most or not text.isprintable():
            raise Unmapped(_("This is not text of %(most)s printable characters at most.") % {"most": most})
        return text

    def check(self, profile: Profile) -> None:
        """Raise BadProfile if `profile` names a field or a value that the register does not have."""
        for name in profile.fields:
            if name not in self.fields.all:
                raise BadProfile(_("The register has no field “%(field)s”.") % {"field": name})
        for name in self.fields.required:
            if name not in profile.fields:
                raise BadProfile(_("The profile does not say where “%(field)s” comes from.") % {"field": name})
        for name, source in profile.fields.items():
            self._check_field(name, source)
        self._check_identity(profile)

    def _check_field(self, name: str, source: Field) -> None:
        if name in self.fields.dates and (not source.column or source.machine_values):
            raise BadProfile(_("The date “%(field)s” comes from a column, without values.") % {"field": name})
        if source.create and name != "unit":
            raise BadProfile(_("Only units can be created by an import, not “%(field)s”.") % {"field": name})
        if name in self.fields.as_written and (source.listed or source.values):
            raise BadProfile(_("The text “%(field)s” is taken as it stands, without values.") % {"field": name})
        if name in self.fields.dates or name in self.fields.as_written:
            return
        for value in sorted(source.machine_values):
            if not self.has(name, value):
                raise BadProfile(
                    _("The register has no value “%(value)s” for “%(field)s”.") % {"value": value, "field": name}
                )

    def _check_identity(self, profile: Profile) -> None:
        """Who somebody is comes from columns that feed nothing else: all else is stored, and told, in clear."""
        personal = self.identity_columns(profile)
        told = {item.column for name, item in profile.fields.items() if name not in self.fields.identity}
        if not self.fields.number_is_personal:
            told.add(profile.number)
        for column in sorted(personal & told):
            raise BadProfile(
                _("The column “%(column)s” says who somebody is. It cannot be anything else too.") % {"column": column}
            )

    def identity_columns(self, profile: Profile) -> set[str]:
        """The columns of which no note repeats a cell."""
        personal = {profile.fields[name].column for name in self.fields.identity if name in profile.fields}
        if self.fields.number_is_personal:
            personal.add(profile.number)
        return personal - {""}


class Reader:
    """Reads the cells of one table by one profile."""

    def __init__(self, table: Table, profile: Profile, vocabulary: Vocabulary) -> None:
        """Raises Unreadable if the table lacks a column that the profile names."""
        self.profile, self.vocabulary = profile, vocabulary
        self.width = len(table.header)
        self.places = table.places(profile.columns)
        self.fields = list(profile.fields.items())
        self._hidden = vocabulary.identity_columns(profile)
        # What a cell came to, it comes to again: most columns hold few days and values in many cells.
        self._met: dict[tuple[str, str], Any] = {}

    def column_of(self, name: str) -> str:
        """The column that feeds a field; that of the profile's number for `number`; nothing for what no column does."""
        if name == "number":
            return self.profile.number
        return self.profile.fields[name].column if name in self.profile.fields else ""

    def text(self, cells: list[str], column: str) -> str:
        """The cell of a column as the profile reads it; nothing for no column."""
        return self.profile.text_of(cells[self.places[column]]) if column else ""

    def note(self, row: int, cells: list[str], column: str, message: Any) -> Note:
        """A note on a cell, which it repeats unless the cell says who somebody is."""
        return note(row, column, None if column in self._hidden else self.text(cells, column), message)

    def wrong_width(self, cells: list[str]) -> str:
        """What to say of a row with more or fewer cells than the header; nothing of any other."""
        if len(cells) == self.width:
            return ""
        return ngettext(
            "The row has %(width)s cell where the header has %(expected)s.",
            "The row has %(width)s cells where the header has %(expected)s.",
            len(cells),
        ) % {"width": len(cells), "expected": self.width}

    def values(self, row: int, cells: list[str], defaults: Mapping[str, Any], errors: list[Note]) -> dict[str, Any]:
        """The value of each field; what cannot be mapped goes into `errors`."""
        values = dict(defaults)
        for name, source in self.fields:
            try:
                values[name] = self.value(name, source, self.text(cells, source.column), values)
            except Unmapped as problem:
                errors.append(self.note(row, cells, source.column, problem))
        return values

    def value(self, name: str, source: Field, text: str, _values: Mapping[str, Any]) -> Any:
        """What one cell comes to, beside the values of the fields before it. Raises Unmapped."""
        met = self._met.get((name, text))
        if met is not None:
            return met
        value = self.vocabulary.value_of(self.profile, name, source, text)
        if len(self._met) < _MOST_MET and name not in self.vocabulary.fields.texts:
            self._met[name, text] = value
        return value

    def notes_of(self, problems: Iterable[Problem], row: int, cells: list[str]) -> list[Note]:
        """What the rules say of the values of a row, on the columns that these came from, each once."""
        notes: list[Note] = []
        for name, why in problems:
            said = self.note(row, cells, self.column_of(name), why)
            if said not in notes:
                notes.append(said)
        return notes
