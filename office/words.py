"""What the fields of a file and their values are called: by machines, on pages in every language, and by offices."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from office import synonyms
from office.importfields import Vocabulary

UNKNOWN = "unknown"
"""The machine value that says nothing, in every field that has it."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words_in(name: str) -> list[str]:
    """The words of a name, without what names are written differently in: case, accents, signs between words."""
    letters = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).casefold()
    kept = (sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign))
    return "".join(kept).split()


def joined(name: str) -> str:
    """A name as names are compared, its spaces left out too; one of signs alone stands for itself."""
    return "".join(words_in(name)) or name.strip()


class Words:
    """What the fields of one kind of file and their values are called, in every language of the pages."""

    def __init__(self, vocabulary: Vocabulary, called: Mapping[str, str | Promise]) -> None:
        """`called` says what each field is called on pages."""
        self.vocabulary, self.fields, self._called = vocabulary, vocabulary.fields, called
        self._meanings: dict[str, list[dict[str, str | None]]] = {}

    def label_of(self, field: str) -> str:
        """What a field is called, in the language of the page."""
        return str(self._called.get(field, field))

    def names_of(self, field: str) -> list[str]:
        """What a column of this field may be called, the surest names first."""
        labels = [str(self._called[field]) for _language in _languages()] if field in self._called else []
        return [field, *labels, *synonyms.FIELDS.get(field, ())]

    @property
    def numbers(self) -> tuple[str, ...]:
        """What the column of the number may be called, the surest names first."""
        return synonyms.PERSONAL_NUMBERS if self.fields.number_is_personal else synonyms.NUMBERS

    def has_values(self, field: str) -> bool:
        """Whether the cells of a field stand for machine values."""
        return field in self.fields.choices or field in self.fields.lists

    def values_of(self, field: str) -> Collection[str]:
        """Its machine values."""
        known = self.vocabulary
        return known.items[field] if field in known.items else known.values[field]

    def meaning(self, field: str, text: str) -> str | None:
        """The machine value that a cell seems to stand for; none if it is called like none, or like two."""
        if field not in self._meanings:
            self._meanings[field] = [_by_name(pairs) for pairs in self._named_values(field)]
        name = joined(text)
        return next((names[name] for names in self._meanings[field] if name in names), None)

    def _named_values(self, field: str) -> Iterator[Iterable[tuple[str, str]]]:
        """Pairs of what values are called and the value, the surest names first."""
        values = self.values_of(field)
        yield ((value, value) for value in values)
        yield self._labels(field)
        said = synonyms.VALUES.get(field, {})
        yield ((name, value) for value, names in said.items() if value in values for name in names)
        yield self._marks(field, values)
        yield ((name, UNKNOWN) for name in synonyms.UNKNOWN if UNKNOWN in values)

    def _labels(self, field: str) -> Iterator[tuple[str, str]]:
        if field in self.fields.choices:
            for _language in _languages():
                yield from ((str(label), str(value)) for value, label in self.fields.choices[field].choices)
            return
        for key, item in self.vocabulary.items[field].items():
            yield item.label_en, key
            yield item.label_nl, key

    def _marks(self, field: str, values: Collection[str]) -> Iterator[tuple[str, str]]:
        """Items of another list that say a value of this field: whoever received it tells of which class he is."""
        for items in self.vocabulary.items.values():
            for key, item in items.items():
                mark: Any = getattr(item, field, None)
                if isinstance(mark, str) and mark in values:
                    yield from ((name, mark) for name in (key, item.label_en, item.label_nl))


def _languages() -> Iterator[str]:
    """Each language of the pages, while it holds."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield language


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """What each name stands for; none for one that stands for two."""
    found: dict[str, str | None] = {}
    for name, value in pairs:
        if found.setdefault(joined(name), value) != value:
            found[joined(name)] = None
    return found
