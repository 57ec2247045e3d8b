"""What a cell of a workbook says, as text: a day as 2019-01-24, a number without a point if it is whole.

A workbook keeps days as numbers, and only the format in which a cell is shown says that it is one. Rules: ECMA-376
part 1, 18.8.30 (formats), 18.17.4 (days), 22.9.2.19 (escaped characters).
"""

import datetime
import re
from decimal import Decimal

from office.sources import holds_halves, holds_nul

# Those that need no format code, with what East Asian editions have in their place.
_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
# What stands in a format code besides its letters: text in quotes, conditions and colours, signs taken as they are.
_ASIDE = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?[0-9]+")
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?Z?$")
# The last day that there is in Python and in a spreadsheet: 31 December 9999.
_LAST_SERIAL = 2_958_466


def is_date_format(number: int, code: str) -> bool:
    """Whether a format shows a day or a time of day; hours that have passed are neither."""
    if not code:
        return number in _DATE_IDS
    first = code.partition(";")[0]
    return not _ELAPSED.search(first) and any(letter in "dmyhs" for letter in _ASIDE.sub("", first).lower())


def plain(text: str) -> str:
    """Text in which characters that XML cannot hold were escaped. Raises Unreadable for NUL and halves."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if "\0" in text:
        raise holds_nul()
    try:
        # Two halves side by side are one character.
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise holds_halves() from error


def number(text: str) -> str:
    """A number as a person writes it. Raises ValueError if it is none."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return text
    value = float(text)
    # Through the shortest text that means the same: 0.1 is kept as 0.10000000000000001.
    plain_number = Decimal(repr(value))
    if not plain_number.is_finite():
        raise ValueError(text)
    if value == int(value):
        return str(int(plain_number))
    return f"{plain_number:f}"


def day(text: str, *, since_1904: bool) -> str:
    """A day, with its time unless that is midnight, or a time alone; the number itself where no day has it.

    Raises ValueError if it is no number.
    """
    value = float(text)
    whole = int(value // 1)
    # The last half second of a day stays in it: after the last day there is no other.
    seconds = min(round((value - whole) * 86_400), 86_399 if whole >= _LAST_SERIAL - 1 - 1_462 * since_1904 else 86_400)
    if not 0 <= whole < _LAST_SERIAL - 1_462 * since_1904 or (whole == 60 and not since_1904):
        # Among them 60, the 29th of February 1900, which a spreadsheet has and the calendar has not.
        return number(text)
    if whole == 0 and not since_1904:
        return (datetime.datetime.min + datetime.timedelta(seconds=min(seconds, 86_399))).time().isoformat()
    moment = _first_day(whole, since_1904) + datetime.timedelta(days=whole, seconds=seconds)
    return moment.date().isoformat() if moment.time() == datetime.time.min else moment.isoformat()


def _first_day(whole: int, since_1904: bool) -> datetime.datetime:
    if since_1904:
        return datetime.datetime(1904, 1, 1)
    return datetime.datetime(1899, 12, 31 if whole < 60 else 30)


def value(kind: str, text: str, texts: list[str], *, dated: bool, since_1904: bool) -> str:
    """The text of a cell of this kind (`t` in the file). Raises ValueError and Unreadable."""
    if kind == "s":
        place = int(text)
        if not 0 <= place < len(texts):
            raise ValueError(text)
        return texts[place]
    if kind in {"", "n"}:
        if not text.strip():
            return ""
        return day(text, since_1904=since_1904) if dated else number(text)
    if kind in {"str", "inlineStr"}:
        return plain(text)
    if kind == "b":
        return "TRUE" if text.strip() in {"1", "true"} else "FALSE"
    if kind == "d":
        return _MIDNIGHT.sub("", text.strip())
    if kind == "e":
        return text
    raise ValueError(kind)
