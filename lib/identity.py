"""Names and personnel numbers at rest: encrypted, and found again by a keyed hash.

Encryption is Fernet (AES-128-CBC with HMAC-SHA256) under the newest of `IDENTITY_KEYS`; older keys still decrypt.
The hash is HMAC-SHA256 over the normalised number, so that a stolen table cannot be searched without the key.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """The token that stands for `text` in the database; nothing for nothing."""
    return _cipher(tuple(settings.IDENTITY_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text behind a token.

    Raises `cryptography.fernet.InvalidToken` if none of the keys made it.
    """
    return _cipher(tuple(settings.IDENTITY_KEYS)).decrypt(token.encode()).decode() if token else ""


def normalised(number: str) -> str:
    """A personnel number without what people type differently: case, width, spaces, dots, hyphens, leading zeros."""
    folded = unicodedata.normalize("NFKC", number).casefold()
    plain = "".join(sign for sign in folded if sign.isalnum())
    # A number of nothing but zeros is still a number.
    return plain.lstrip("0") or plain[-1:]


def number_problems(number: str) -> Iterator[tuple[str, str]]:
    """A personnel number that is nothing but signs identifies nobody, and would raise no wall."""
    if number and not normalised(number):
        yield "number", _("Enter the number with its letters or digits")


def keyed_hash(number: str, key: str, purpose: str) -> str:
    """HMAC-SHA256 (hex) of the normalised number under `key`, different for each purpose; nothing for nothing."""
    plain = normalised(number)
    return hmac.new(key.encode(), f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest() if plain else ""


def subject_hash(number: str) -> str:
    """The hash by which the subject of a case is recognised."""
    return keyed_hash(number, settings.SUBJECT_HASH_KEY, "subject")


def screening_hash(number: str) -> str:
    """The hash by which a screened person is recognised; another one, so that the two registers cannot be joined."""
    return keyed_hash(number, settings.SUBJECT_HASH_KEY, "screening")


def account_hash(number: str) -> str:
    """The hash that keeps a user's number unique; under another key than `subject_hash`."""
    return keyed_hash(number, settings.ACCOUNT_HASH_KEY, "account")


class EncryptedField(models.TextField):
    """Text that Python sees in clear and the database, its history included, only as a token.

    It can be stored and read, not searched or sorted: two tokens of one text differ, so that the only comparison that
    means anything is with nothing (`name=""`).
    """

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else ""

    def from_db_value(self, value: str | None, *_: Any) -> str:
        return decrypt(value) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in {"exact", "isnull"} else None
