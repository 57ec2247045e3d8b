"""Import profiles: which column of a file is which field, and which of its values is which of ours. Written in TOML.

How to write one stands in docs/profiles.md. A profile knows nothing of the register that it fills: that gives the
names of the fields, and checks the machine values. Where it is changed step by step it is plain content: a dict of what
its TOML holds.
"""

import datetime
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

_KEYS: dict[str, type] = {
    "like": str,
    "register": str,
    "description": str,
    "delimiter": str,
    "row_names": bool,
    "blanks": list,
    "date_formats": list,
    "number": str,
    "fields": dict,
}
_FIELD_KEYS: dict[str, type] = {"column": str, "constant": str, "blank": str, "values": dict, "create": bool}
# As long as the columns in which a run and a case keep them.
_LONGEST_NAME = 60
# A key that TOML takes without quotation marks.
_BARE = re.compile(r"[A-Za-z0-9_-]+")

Content = dict[str, Any]
"""What stands in a profile, as TOML has it."""


_LONGEST_TEXT, _MOST_DOTS, _MOST_FORMATS = 200_000, 400, 20


class BadProfile(Exception):
    """The profile cannot be used; the message is a sentence that says why."""


class Unmapped(ValueError):
    """A cell that the profile gives no meaning; the message is a sentence."""


def folded(text: str) -> str:
    """Text as values are compared by: without regard to case and to spaces."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Field:
    """Where the value of one field comes from: a column, or a constant."""

    column: str = ""
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """From the folded text of a cell, nothing included, to a machine value."""
    listed: bool = False
    """Whether the profile lists the values; else the cells are machine values themselves."""
    create: bool = False

    @property
    def machine_values(self) -> set[str]:
        """All machine values that the profile names for this field."""
        return {*self.values.values(), *([] if self.constant is None else [self.constant])}

    def value_of(self, text: str) -> str:
        """The machine value of a cell. Raises Unmapped if the profile gives it none."""
        if self.constant is not None:
            return self.constant
        key = folded(text)
        value = self.values.get(key)
        if value is not None:
            return value
        if not key:
            raise Unmapped(_("The cell is empty, and the profile does not say what that means."))
        if self.listed:
            raise Unmapped(_("The profile does not know this value."))
        return key


@dataclass(frozen=True)
class Profile:
    """A profile that has been read and checked."""

    name: str
    register: str
    number: str
    """The column whose value makes rows one case."""
    delimiter: str
    row_names: bool
    blanks: frozenset[str]
    date_formats: tuple[str, ...]
    fields: Mapping[str, Field]

    @property
    def columns(self) -> list[str]:
        """The columns that are read, each once."""
        return list(dict.fromkeys([self.number, *(item.column for item in self.fields.values() if item.column)]))

    def text_of(self, cell: str) -> str:
        """The cell without spaces around it; nothing if it stands for nothing in this file."""
        text = cell.strip()
        return "" if text in self.blanks else text

    def date_of(self, text: str) -> datetime.date:
        """The date that a cell means. Raises Unmapped if it is none, or may be two."""
        days = _days(text, self.date_formats)
        if not days:
            raise Unmapped(_("This is no date in a format that the profile lists."))
        if len(days) > 1:
            raise Unmapped(_("This can be read as two dates: the formats that the profile lists disagree."))
        return days[0]


@lru_cache(maxsize=50_000)
def _days(text: str, formats: tuple[str, ...]) -> tuple[datetime.date, ...]:
    days = set()
    for form in formats:
        try:
            days.add(datetime.datetime.strptime(text, form).date())
        except (ValueError, OverflowError):
            continue
    return tuple(sorted(days))


def load(name: str, folder: Path) -> Profile:
    """The profile `name`: one that ships, in `folder`, or a file of one's own.

    Raises BadProfile.
    """
    own = name.endswith(".toml") or "/" in name
    path = Path(name) if own else folder / f"{name}.toml"
    if not own and not path.is_file():
        shipped = ", ".join(sorted(item.stem for item in folder.glob("*.toml")))
        raise BadProfile(
            _("There is no profile “%(name)s”. There are: %(shipped)s; or name a file that ends in .toml.")
            % {"name": name, "shipped": shipped}
        )
    return _profile(path.stem, _content(_text_of(path), path.name, folder))


def parse(text: str, name: str, folder: Path) -> Profile:
    """The profile that `text` holds in TOML, under the name `name`; `folder` holds those that ship.

    Raises BadProfile.
    """
    return _profile(name, _content(text, name, folder))


def content_of(text: str, name: str, folder: Path) -> Content:
    """The same as plain content: checked, and together with what stands in the profile that it is like.

    Raises BadProfile.
    """
    content = _content(text, name, folder)
    _profile(name, content)
    return content


def template(kind: str, folder: Path) -> list[str]:
    """The header of a plain file of a kind: the columns of the profile that ships under the name of the kind."""
    return load(kind, folder).columns


def as_toml(content: Content) -> str:
    """Plain content as TOML, from which the same content is read. Raises ValueError for half a character in a text."""
    text = "\n".join(_lines(content)) + "\n"
    text.encode()
    return text


def _lines(content: Content) -> Iterator[str]:
    yield from _pairs({key: value for key, value in content.items() if key != "fields"})
    fields = content.get("fields", {})
    if "fields" in content and not fields:
        yield "[fields]"
    for name, item in fields.items():
        yield ""
        yield f"[fields.{_key(name)}]"
        yield from _pairs({key: value for key, value in item.items() if key != "values"})
        if "values" in item:
            yield f"[fields.{_key(name)}.values]"
            yield from (f"{_quoted(text)} = {_quoted(value)}" for text, value in item["values"].items())


def _pairs(pairs: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{_key(key)} = {_value(value)}" for key, value in pairs.items())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"[{', '.join(map(_quoted, value))}]" if isinstance(value, list) else _quoted(value)


def _quoted(text: str) -> str:
    """A basic string of TOML: it escapes what JSON does, and the sign DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadProfile(
            _("The profile %(name)s cannot be opened: %(why)s.") % {"name": path.name, "why": error.strerror}
        ) from error
    except ValueError as error:
        raise _no_toml(path.name, error) from error


def _no_toml(name: str, error: Exception) -> BadProfile:
    return BadProfile(_("The profile %(name)s is no valid TOML: %(why)s.") % {"name": name, "why": error})


def _content(text: str, name: str, folder: Path, depth: int = 0) -> Content:
    """What stands in a profile, on top of the one that it is like."""
    # A dotted name is read in a time that grows with the square of its length.
    if len(text) > _LONGEST_TEXT or any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise BadProfile(_("The profile is too long, or one of its lines is."))
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_toml(name, error) from error
    _check_keys(content, _KEYS, name.removesuffix(".toml"))
    for field_name, item in content.get("fields", {}).items():
        _check_keys(item, _FIELD_KEYS, field_name)
    if "like" not in content:
        return content
    like = content.pop("like")
    shipped = folder / f"{like}.toml"
    # A name alone: by a path a text that somebody pasted could have any file read.
    if depth or not _BARE.fullmatch(like) or not shipped.is_file():
        raise BadProfile(_("A profile can be like one that ships, and that one like no other."))
    below = _content(_text_of(shipped), shipped.name, folder, depth + 1)
    fields = below.get("fields", {})
    merged = {key: {**fields.get(key, {}), **item} for key, item in content.get("fields", {}).items()}
    return {**below, **content, "fields": {**fields, **merged}}


def _check_keys(content: Any, allowed: Mapping[str, type], where: str) -> None:
    if not isinstance(content, dict):
        raise BadProfile(_("“%(where)s” in the profile is no table.") % {"where": where})
    for key, value in content.items():
        if key not in allowed:
            raise BadProfile(_("“%(where)s” has an unknown key “%(key)s”.") % {"where": where, "key": key})
        inside: Sequence[Any] = value if isinstance(value, list) else ()
        if allowed[key] is dict and key == "values":
            inside = list(value.values()) if isinstance(value, dict) else [None]
        if not isinstance(value, allowed[key]) or not all(isinstance(item, str) for item in inside):
            raise BadProfile(_("“%(key)s” in “%(where)s” is of the wrong kind.") % {"where": where, "key": key})


def _is_a_format(form: str) -> bool:
    """Whether dates can be written and read that way."""
    moment = datetime.datetime(2019, 11, 24)
    try:
        return datetime.datetime.strptime(moment.strftime(form), form).date() == moment.date()
    except (ValueError, re.error):
        return False


def _profile(name: str, content: Mapping[str, Any]) -> Profile:
    for key in ("register", "number", "date_formats"):
        if not content.get(key):
            raise BadProfile(_("The profile does not say its “%(key)s”.") % {"key": key})
    if max(len(name), len(content["register"])) > _LONGEST_NAME:
        raise BadProfile(
            _("The name of a profile or register has %(most)s characters at most.") % {"most": _LONGEST_NAME}
        )
    if not all(text.isprintable() for text in (content["register"], content["number"], *content.get("blanks", ()))):
        raise BadProfile(_("The names in a profile have printable characters only."))
    if len(content["date_formats"]) > _MOST_FORMATS or not all(map(_is_a_format, content["date_formats"])):
        raise BadProfile(
            _("The “date_formats” are %(most)s at most, each with a year, a month and a day once, as in %%Y-%%m-%%d.")
            % {"most": _MOST_FORMATS}
        )
    delimiter = content.get("delimiter", ",")
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise BadProfile(_("The “delimiter” is one character, and no quotation mark."))
    return Profile(
        name=name,
        register=content["register"],
        number=content["number"],
        delimiter=delimiter,
        row_names=content.get("row_names", False),
        blanks=frozenset(content.get("blanks", ())),
        date_formats=tuple(content["date_formats"]),
        fields={key: _field(key, item) for key, item in content.get("fields", {}).items()},
    )


def _field(name: str, content: Mapping[str, Any]) -> Field:
    column, constant = content.get("column", "").strip(), content.get("constant")
    if bool(column) == (constant is not None):
        raise BadProfile(_("The field “%(field)s” needs a column or a constant, and not both.") % {"field": name})
    values: dict[str, str] = {}
    for text, value in content.get("values", {}).items():
        if values.setdefault(folded(text), value) != value:
            raise BadProfile(_("The field “%(field)s” gives “%(text)s” two meanings.") % {"field": name, "text": text})
    if "blank" in content:
        values[""] = content["blank"]
    listed = "values" in content
    return Field(column, constant, values, listed, content.get("create", False))
