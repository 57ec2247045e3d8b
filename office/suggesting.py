"""Which column of a file is which field, and which value is which of ours, as far as names and cells tell.

All of it is for a person to look at. What a field or value is called just so is sure; what has its words among others,
or looks like it, is a guess, and told apart.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lib.publickey import ALPHABET
from office import synonyms
from office.dateshapes import Days
from office.profiles import Content, folded
from office.words import UNKNOWN, Words, joined, words_in

NUMBER = "number"
"""Stands among the fields for the column that says which rows belong together."""

_REFERENCE = re.compile(rf"[A-Z]{{0,2}}\d{{4}}-[{ALPHABET}]{{5}}")
# Which field may read the column of which other one too, if its cells say so.
_BESIDE = {"ended_reason": "finding", "recipient": "recipient_type", "recipient_type": "recipient"}
# Which share of the different cells of a column must be values of a field, to tell by them alone that it is that field.
_ENOUGH = 0.8

Likeness = tuple[int, int]
"""How many words of a name a column has, and how few others besides: the greater, the more alike."""


@dataclass(frozen=True)
class Suggestion:
    """What is suggested of the columns of a file."""

    content: Content
    """What a profile says of it: `number` and `fields`, without their values."""
    unsure: frozenset[str]
    """The fields among them that are a guess, with `number` if that is."""


def suggest(
    header: Sequence[str], sample: Sequence[Sequence[str]], words: Words, *, blanks: Collection[str] = ()
) -> Suggestion:
    """Which column is which field. `sample` holds the cells of some rows; one of `blanks` stands for nothing.

    What the register keeps itself, and what it never records, is suggested for nothing.
    """
    choice = _Choice(words, list(_columns(header, sample, frozenset(blanks))))
    choice.take_called()
    choice.take_number()
    choice.take_similar()
    choice.take_by_cells()
    choice.take_beside()
    found = {name: column.name for name, column in choice.found.items()}
    content: Content = {NUMBER: found.pop(NUMBER)} if NUMBER in found else {}
    ordered = sorted(found, key=lambda name: (header.index(found[name]), name))
    content["fields"] = {name: {"column": found[name]} for name in ordered}
    return Suggestion(content, frozenset(choice.unsure))


class _Column:
    """A column that may be chosen, with its filled cells."""

    def __init__(self, name: str, cells: list[str]) -> None:
        self.name, self.cells = name, cells
        self.words = frozenset(words_in(name))
        self.joined = joined(name)

    @cached_property
    def is_of_days(self) -> bool:
        """Whether its cells are days."""
        days = Days()
        for cell in self.cells:
            days.take(cell)
        return bool(days.formats())

    @cached_property
    def different(self) -> list[str]:
        """Its cells, each once."""
        return list({folded(cell): cell for cell in self.cells}.values())

    @property
    def tells_apart(self) -> bool:
        """Whether its cells may tell cases apart: they differ, though some come again. Of no cells nothing is known."""
        return not self.cells or len(self.different) > 0.1 * len(self.cells) + (len(self.cells) > 4)

    @property
    def is_numbered(self) -> bool:
        """Whether it is called a number of something, and not of somebody."""
        numbered = any(word in synonyms.NUMBERED or word.endswith(("nummer", "nr")) for word in self.words)
        return numbered and not self.words & synonyms.PEOPLE


def _columns(header: Sequence[str], sample: Sequence[Sequence[str]], blanks: frozenset[str]) -> Iterator[_Column]:
    times = Counter(header)
    for place, name in enumerate(header):
        if not name or times[name] > 1:
            continue
        texts = (row[place].strip() for row in sample if len(row) == len(header))
        column = _Column(name, [text for text in texts if text and text not in blanks])
        if column.joined not in synonyms.KEPT_HERE and not column.words & synonyms.NEVER_RECORDED:
            yield column


class _Choice:
    """Columns are given to fields, step by step, the surest first. A column that was given is given no more."""

    def __init__(self, words: Words, columns: list[_Column]) -> None:
        self._fields, self._words, self._all = words.fields, words, columns
        # A key of rows is no field, and a number at best.
        self._left = [column for column in columns if column.joined not in synonyms.ROW_KEYS]
        self.found: dict[str, _Column] = {}
        self.unsure: set[str] = set()

    def take_called(self) -> None:
        """Give each field the column that is called as it is, by the surest of its names. No two fields share one."""
        for field in self._open():
            names = map(joined, self._words.names_of(field))
            called = (column for name in names for column in self._left if column.joined == name)
            column = next((column for column in called if self._may_be(field, column, called=True)), None)
            if column is not None:
                self._give(field, column, sure=self._speaks_for(field, column))

    def take_number(self) -> None:
        """Give the column that says which rows belong together; it may be the one of our references too."""
        reference = self.found.get("reference")
        left = [column for column in self._all if column in self._left or column.joined in synonyms.ROW_KEYS]
        left += [reference] if reference else []
        for name in map(joined, self._words.numbers):
            for column in left:
                if column.joined == name:
                    self._give(NUMBER, column, sure=column.tells_apart and column.joined not in synonyms.ROW_KEYS)
                    return
        numbered = [column for column in left if column.is_numbered and column.tells_apart and not column.is_of_days]
        if numbered and not self._fields.number_is_personal:
            names = _telling(self._words.numbers, ())
            best = max(numbered, key=lambda column: _likeness(names, column) or (0, 0))
            self._give(NUMBER, best, sure=False)

    def take_similar(self) -> None:
        """Give the columns that have the words of a field in their names, where their cells allow it.

        Of fields that a column is as much alike, the one that its cells bear out.
        """
        similar = []
        for field in self._open():
            names = _telling(self._words.names_of(field), synonyms.LITTLE)
            for column in self._left:
                likeness = _likeness(names, column)
                if likeness and self._may_be(field, column):
                    similar.append(((likeness, self._speaks_for(field, column)), field, column))
        for _likeness_of, field, column in sorted(similar, key=lambda one: one[0], reverse=True):
            if self._is_free(field, column):
                self._give(field, column, sure=False)

    def take_by_cells(self) -> None:
        """Give the columns that only their cells tell: of values of one field, or the one left that is of days."""
        for field in self._open():
            if self._words.has_values(field):
                best = max(self._left, key=lambda column: self._share(field, column), default=None)
                if best and self._share(field, best) >= _ENOUGH:
                    self._give(field, best, sure=False)
        days = [column for column in self._left if column.cells and column.is_of_days]
        wanted = [field for field in self._open() if field in self._fields.dates and field in self._fields.required]
        if len(days) == len(wanted) == 1:
            self._give(wanted[0], days[0], sure=False)

    def take_beside(self) -> None:
        """Let a field read the column of another one too, where a cell says something of it that the other has not."""
        for field in self._open():
            other = _BESIDE.get(field, "")
            if other in self.found and self._says_more(field, other):
                self._give(field, self.found[other], sure=False)

    def _open(self) -> list[str]:
        return [field for field in sorted(self._fields.all) if field not in self.found]

    def _is_free(self, field: str, column: _Column) -> bool:
        return field not in self.found and column in self._left

    def _give(self, field: str, column: _Column, *, sure: bool) -> None:
        self.found[field] = column
        self._left = [other for other in self._left if other is not column]
        if not sure:
            self.unsure.add(field)

    def _may_be(self, field: str, column: _Column, *, called: bool = False) -> bool:
        """Whether the cells of a column allow that it is a field; of one that is called so little is asked."""
        if field == "reference":
            return all(_REFERENCE.fullmatch(cell) for cell in column.cells)
        if field in self._fields.counts:
            return all(cell.isascii() and cell.isdigit() for cell in column.cells)
        return called or not column.cells or column.is_of_days == (field in self._fields.dates)

    def _speaks_for(self, field: str, column: _Column) -> bool:
        """Whether the cells of a column bear out its name. Any text may name a unit."""
        if not column.cells or field == "unit":
            return True
        if self._words.has_values(field):
            return any(self._words.meaning(field, cell) for cell in column.different)
        return column.is_of_days == (field in self._fields.dates)

    def _share(self, field: str, column: _Column) -> float:
        """Which share of the different cells are values of a field; nothing where fewer than two say one.

        That nothing is known says nothing: every field has that.
        """
        meanings = [self._words.meaning(field, cell) for cell in column.different]
        said = sum(meaning not in {None, UNKNOWN} for meaning in meanings)
        return sum(meaning is not None for meaning in meanings) / len(meanings) if said > 1 else 0

    def _says_more(self, field: str, other: str) -> bool:
        """Whether a cell of the column of `other` says a value of `field` that `other` does not have."""
        theirs = self._words.values_of(other)
        meanings = {self._words.meaning(field, cell) for cell in self.found[other].different}
        return any(meaning not in theirs for meaning in meanings - {None, UNKNOWN})


def _telling(names: Iterable[str], little: Collection[str]) -> list[set[str]]:
    """The words of each name but `little` ones. A name that has none to tell it by is left out."""
    found = [{word for word in words_in(name) if word not in little} for name in names]
    return [words for words in found if words - synonyms.BARE]


def _likeness(names: Iterable[set[str]], column: _Column) -> Likeness | None:
    """How much a column is called as one of these, each given by its words; nothing where of each it lacks one."""
    alike = ((len(words), len(words) - len(column.words)) for words in names if words <= column.words)
    return max(alike, default=None)


class Values(NamedTuple):
    """What is suggested of the values of a column."""

    mapped: dict[str, str]
    """The machine value of each text that has one."""
    unmapped: dict[str, int]
    """The others, each with how many cells hold it, the most frequent first."""


def suggest_values(field: str, counts: Mapping[str, int], words: Words) -> Values:
    """Which value is which of ours. `counts` says how many cells hold each text.

    What an empty cell means is not suggested: that is for a person to say.
    """
    meanings = {text: words.meaning(field, text) if text and words.has_values(field) else None for text in counts}
    mapped = {text: meaning for text, meaning in meanings.items() if meaning is not None}
    left = sorted(counts.keys() - mapped.keys(), key=lambda text: (-counts[text], text))
    return Values(mapped, {text: counts[text] for text in left})
