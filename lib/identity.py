"""Names and personnel numbers at rest: encrypted, and found again by a keyed hash.

Encryption is Fernet (AES-128-CBC with HMAC-SHA256) under the newest of `IDENTITY_KEYS`; older keys still decrypt.
The hash is HMAC-SHA256 over the normalised number, so that a stolen table cannot be searched without the key.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.db.models import lookups
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
    plain = "".join(filter(str.isalnum, folded))
    # A number of nothing but zeros is still a number.
    return plain.lstrip("0") or plain[-1:]


def number_problems(number: str) -> Iterator[tuple[str, str]]:
    """A personnel number that is nothing but signs identifies nobody, and would raise no wall."""
    if number and not normalised(number):
        yield "number", _("Enter the number with its letters or digits")


class Hash(str):
    """A keyed hash and, while its key is being replaced, what the same number gave under the key before.

    A look-up through the ORM finds both; where hashes are compared in Python, `is_among` does.
    """

    older: str = ""

    def is_among(self, stored: Iterable[str]) -> bool:
        """Whether one of these hashes, as the database has them, is of the same number; never for an empty one."""
        return not {self, self.older or self}.isdisjoint(stored) if self else False


def keyed_hash(number: str, key: str, purpose: str) -> str:
    """HMAC-SHA256 (hex) of the normalised number under `key`, different for each purpose; nothing for nothing.

    A wall names its person by the user name, of which every sign counts.
    """
    plain = number.casefold() if purpose in WALLS else normalised(number)
    return hmac.new(key.encode(), f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest() if plain else ""


KEY_OF = {
    "subject": "SUBJECT_HASH_KEY",
    "screening": "SUBJECT_HASH_KEY",
    "wall": "SUBJECT_HASH_KEY",
    "screening_wall": "SUBJECT_HASH_KEY",
    "staff": "SUBJECT_HASH_KEY",
    "signal": "SUBJECT_HASH_KEY",
    "signal_wall": "SUBJECT_HASH_KEY",
    "reporter": "SUBJECT_HASH_KEY",
    "account": "ACCOUNT_HASH_KEY",
}
"""Which key makes the hashes of each purpose. One purpose for each table, so that no two can be joined."""


WALLS = ("wall", "screening_wall", "signal_wall")
"""The purposes of which the hash is that of a user name."""


def hashed(number: str, purpose: str) -> Hash:
    """The hash of a number for a purpose, under the key as it is now and, during a change, the one before."""
    key = KEY_OF[purpose]
    made = Hash(keyed_hash(number, getattr(settings, key), purpose))
    before = getattr(settings, f"{key}_OLD")
    if before:
        made.older = keyed_hash(number, before, purpose)
    return made


def subject_hash(number: str) -> Hash:
    """The hash by which the subject of a case is recognised."""
    return hashed(number, "subject")


def screening_hash(number: str) -> Hash:
    """The hash by which a screened person is recognised; another one, so that the two registers cannot be joined."""
    return hashed(number, "screening")


def staff_hash(number: str) -> Hash:
    """The hash by which somebody in service is recognised; another one than in the trajectory before it."""
    return hashed(number, "staff")


def account_hash(number: str) -> Hash:
    """The hash that keeps a user's number unique; under another key than `subject_hash`."""
    return hashed(number, "account")


def wall_hash(username: str) -> Hash:
    """The hash by which a wall by decision names whom it is for."""
    return hashed(username, "wall")


def screening_wall_hash(username: str) -> Hash:
    """The same for a wall around a screening trajectory."""
    return hashed(username, "screening_wall")


def signal_hash(number: str) -> Hash:
    """The hash by which the person whom a signal concerns is recognised; another one than in the case made of it."""
    return hashed(number, "signal")


def signal_wall_hash(username: str) -> Hash:
    """The hash by which a wall around a signal names whom it is for."""
    return hashed(username, "signal_wall")


def reporter_hash(number: str) -> Hash:
    """The hash by which the reporter of a signal is found again, for who asks what is kept of him."""
    return hashed(number, "reporter")


class HashField(models.CharField):
    """The keyed hash, for one purpose, of the number in the field `of`, or of what stands in no column (`of=""`).

    That is how `rotate_keys` can make it anew. To the database, and to migrations, it is plain text.
    """

    def __init__(self, *args: Any, purpose: str = "", of: str = "number", **options: Any) -> None:
        self.purpose, self.of = purpose, of
        super().__init__(*args, **{"max_length": 64, **options})

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return str(value) if isinstance(value, Hash) else value


@HashField.register_lookup
class _IsHash(lookups.Exact):
    """Equal to a hash: to the one under the present key or, during a change, to the one under the key before."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if isinstance(self.rhs, Hash) and self.rhs.older:
            return lookups.In(self.lhs, [str(self.rhs), self.rhs.older]).as_sql(compiler, connection)
        return super().as_sql(compiler, connection)


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
