"""Random public names for records: never a sequence, never a primary key."""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import models

# Crockford's base 32: no I, L, O or U, so that a reference can be read out over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD_AS = str.maketrans("ILOU", "110V")


def random_key(length: int = 12) -> str:
    """`length` random characters, each as likely as another, since 256 is a multiple of 32; twelve hold 60 bits."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


def reference(year: int, prefix: str = "") -> str:
    """A public reference such as `2018-7KQ4P`: the year as registered and five random characters."""
    return f"{prefix}{year}-{random_key(5)}"


def new_references(records: models.QuerySet[Any], years: Sequence[int], prefix: str = "") -> list[str]:
    """A reference for each of `years`, none of them that of one of `records`.

    One that came out twice is drawn again at both places; one given meanwhile the database's constraint refuses.
    """
    drawn = [""] * len(years)
    places = list(range(len(years)))
    while places:
        for place in places:
            drawn[place] = reference(years[place], prefix)
        taken = set(records.filter(reference__in=drawn).values_list("reference", flat=True))
        times = Counter(drawn)
        places = [place for place, drawing in enumerate(drawn) if drawing in taken or times[drawing] > 1]
    return drawn


def as_typed(text: str) -> str:
    """A reference as people type or hear it, brought back to how it is written."""
    head, dash, tail = text.strip().upper().partition("-")
    return head + dash + tail.translate(_HEARD_AS)
