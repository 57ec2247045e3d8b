"""Whether a text in clear says who somebody is, although names and numbers are entered apart, encrypted.

Compared as people type: without case, accents, width and spacing. A warning, not a refusal: a surname may also be a
word, so it can be wrong on either side.
"""

import re
import unicodedata
from collections.abc import Iterable

from lib.identity import normalised

# A shorter part of a name is an initial or a particle (de, van, der), which stands in every text.
_SHORTEST_NAME = 4
# A shorter number is a day, a count or a year's last figures as well.
_SHORTEST_NUMBER = 3
# What may stand inside a number as people type it; a text is read in pieces between anything else.
_PIECE = re.compile(r"[^\W_]+(?:[ .\-/][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
# So many neighbouring pieces may be one number: `123 456 789`.
_PARTS = 5


def _folded(text: str) -> str:
    """Without case, accents and width."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", plain.casefold())


def _numbers(text: str) -> set[str]:
    """Everything in a text that could be a personnel number, normalised."""
    found = set()
    for piece in _PIECE.findall(unicodedata.normalize("NFKC", text)):
        parts = _WORD.findall(piece)
        for start in range(len(parts)):
            for end in range(start + 1, min(start + _PARTS, len(parts)) + 1):
                found.add(normalised("".join(parts[start:end])))
    return found


def mentions(text: str, people: Iterable[tuple[str, str]]) -> bool:
    """Whether `text` holds the name, or a part of it that is long enough, or the number of one of `people`.

    Each of `people` is a name and a personnel number, either of which may be empty.
    """
    known = [person for person in people if person[0] or person[1]]
    if not text or not known:
        return False
    words, numbers = set(_WORD.findall(_folded(text))), _numbers(text)
    return any(_names(name, words) or _numbered(number, numbers) for name, number in known)


def _names(name: str, words: set[str]) -> bool:
    parts = _WORD.findall(_folded(name))
    if any(len(part) >= _SHORTEST_NAME and part in words for part in parts):
        return True
    # A name of short parts only (Bo Li) is recognised when all of them are there.
    telling = [part for part in parts if len(part) > 1]
    return bool(telling) and max(map(len, parts)) < _SHORTEST_NAME and all(part in words for part in telling)


def _numbered(number: str, numbers: set[str]) -> bool:
    plain = normalised(number)
    return len(plain) >= _SHORTEST_NUMBER and plain in numbers
