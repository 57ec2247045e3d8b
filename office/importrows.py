"""A file of which each row stands for itself: accepted or refused, whatever becomes of the others."""

import datetime
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.problems import Problem
from office.importfields import Fields, Reader, Vocabulary
from office.importing import Import, Yearly
from office.importruns import Note, Summary, note
from office.profiles import Profile
from office.tabular import Source

# As long as the columns in which records keep it.
_LONGEST_NUMBER = 120
NEW = "new"
"""Under what name the new rows of a year are counted."""
SAME_NUMBER = gettext_lazy("Row %(row)s has the same number. Keep one of them.")


class Row(Protocol):
    """What a row of the file came to: machine values, with the number that a person sees in front of it."""

    @property
    def row(self) -> int: ...


R = TypeVar("R", bound=Row)


class RowImport(Import, Generic[R]):
    """A file whose rows are read, checked and written one by one."""

    fields: ClassVar[Fields]
    defaults: ClassVar[Mapping[str, Any]] = {}
    """What a field is that the profile leaves out."""

    def __init__(self, source: Path | Source, profile: Profile, *, by: User | None, **how: Any) -> None:
        super().__init__(source, profile, by=by, **how)
        self.summary = self.new_summary()
        self.vocabulary = Vocabulary(self.fields)
        self.vocabulary.check(profile)
        self.reader = Reader(self.table, profile, self.vocabulary)
        self.rows: list[R] = []
        """The rows that hold, so far."""
        self._refused: set[int] = set()

    @abstractmethod
    def new_summary(self) -> Summary:
        """A summary that has counted nothing yet."""

    @abstractmethod
    def problems(self, values: Mapping[str, Any]) -> Iterable[Problem]:
        """What the rules say of the values of a row, without asking for any record."""

    @abstractmethod
    def made(self, row: int, number: str, values: Mapping[str, Any]) -> R:
        """The row to keep, of values that hold."""

    @abstractmethod
    def among_themselves(self) -> None:
        """Refuse the rows that hold alone, and not beside another one of the file."""

    def day_of(self, row: R) -> datetime.date | None:
        """The day that puts a row into its year; none where none does."""
        return None

    def yearly(self) -> Yearly:
        days = (self.day_of(row) for row in self.rows)
        return {year: {NEW: number} for year, number in sorted(Counter(day.year for day in days if day).items())}

    def read(self) -> None:
        for row, cells in self.table.rows():
            self.summary.rows += 1
            errors = self._read(row, cells)
            if errors:
                self._refuse(row, errors)
        self.among_themselves()
        self._drop_refused()

    def _read(self, row: int, cells: list[str]) -> list[Note]:
        """Map and check one row, and keep it if it holds; what is wrong with it otherwise."""
        reader, number_column = self.reader, self.profile.number
        wrong_width = reader.wrong_width(cells)
        if wrong_width:
            return [note(row, "", "", wrong_width)]
        number, errors = reader.text(cells, number_column), []
        number_problem = _number_problem(number)
        if number_problem:
            errors.append(reader.note(row, cells, number_column, number_problem))
        values = reader.values(row, cells, self.defaults, errors)
        values["number"] = number
        if not errors:
            errors = reader.notes_of(self.problems(values), row, cells)
        if not errors:
            self.rows.append(self.made(row, number, values))
        return errors

    def refuse(self, row: R, problems: Iterable[Problem]) -> bool:
        """Refuse a row that held until it was compared, if there are problems; whether there were."""
        errors = [note(row.row, self.reader.column_of(name), None, why) for name, why in problems]
        if errors:
            self._refuse(row.row, errors)
        return bool(errors)

    def refuse_twins(self, key: Callable[[R], Hashable], name: str, sentence: str | Promise) -> None:
        """Refuse all rows that have the same key, for none says which of them is right; nothing is no key.

        The sentence names the other `row`.
        """
        first: dict[Hashable, R] = {}
        told: set[int] = set()
        for row in self.rows:
            found = key(row)
            if not found:
                continue
            twin = first.setdefault(found, row)
            if twin is row:
                continue
            if twin.row not in told:
                told.add(twin.row)
                self.refuse(twin, [(name, str(sentence) % {"row": row.row})])
            self.refuse(row, [(name, str(sentence) % {"row": twin.row})])

    def _refuse(self, row: int, errors: list[Note]) -> None:
        self.summary.errors += errors
        self._refused.add(row)

    def keep(self, rows: list[R]) -> None:
        """After the comparison: these are left to be written, and what was refused is counted."""
        self.rows = rows
        self._drop_refused()

    def _drop_refused(self) -> None:
        self.rows = [row for row in self.rows if row.row not in self._refused]
        self.summary.errors.sort(key=lambda error: error.row or 0)
        self.summary.refused_rows = len(self._refused)


def _number_problem(number: str) -> str:
    if not number:
        return _("The row has no number.")
    if len(number) > _LONGEST_NUMBER or not number.isprintable():
        return _("A number has %(most)s printable characters at most.") % {"most": _LONGEST_NUMBER}
    return ""
