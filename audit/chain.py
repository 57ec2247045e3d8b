"""The keyed chain: what an event's HMAC covers, and a seal's.

HMAC-SHA256 (RFC 2104) under the newest of `AUDIT_KEYS`, which is outside the database; older keys still verify. An
event's covers everything it says, a seal's its number, the seal before it and the event's: so nothing can be changed,
taken out, put in or put in another order without the key.
"""

import datetime
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings

COVERED = (
    "public_key",
    "happened_at",
    "actor",
    "actor_name",
    "roles",
    "on_team",
    "kind",
    "target",
    "detail",
    "where",
    "reason",
)
"""The columns of an event, in the order in which they are covered."""


def _text(values: Sequence[Any]) -> bytes:
    """The values of `COVERED` as both databases give them, in one way of writing."""
    key, happened_at, actor, name, roles, on_team, *rest = values
    if isinstance(happened_at, str):
        happened_at = datetime.datetime.fromisoformat(happened_at)
    moment = happened_at.strftime("%Y-%m-%d %H:%M:%S.%f")
    membership = None if on_team is None else bool(on_team)
    return json.dumps([key, moment, actor, name, roles, membership, *rest], ensure_ascii=True).encode()


def _mac(key: str, text: bytes) -> str:
    return hmac.digest(key.encode(), text, hashlib.sha256).hex()


def event_mac(values: Sequence[Any]) -> str:
    """The HMAC of an event, of its values of `COVERED`; the moment in UTC."""
    return _mac(settings.AUDIT_KEYS[0], _text(values))


def seal_mac(sequence: int, previous: str, event_id: int, event: str) -> str:
    """The HMAC of a seal: over its number, the HMAC of the seal before it, and the event's id and HMAC.

    Before the first seal stands the register's own id.
    """
    return _mac(settings.AUDIT_KEYS[0], _seal_text(sequence, previous, event_id, event))


def _seal_text(sequence: int, previous: str, event_id: int, event: str) -> bytes:
    return f"{sequence}\n{previous}\n{event_id}\n{event}".encode()


def key_of_event(mac: str, values: Sequence[Any]) -> int | None:
    """Under which of the keys this is the HMAC of an event, 0 the newest; None if under none."""
    return _key_of(mac, _text(values))


def key_of_seal(mac: str, sequence: int, previous: str, event_id: int, event: str) -> int | None:
    """Under which of the keys this is the HMAC of a seal."""
    return _key_of(mac, _seal_text(sequence, previous, event_id, event))


def _key_of(mac: str, text: bytes) -> int | None:
    for number, key in enumerate(settings.AUDIT_KEYS):
        if hmac.compare_digest(mac.encode(), _mac(key, text).encode()):
            return number
    return None


def content_mac(text: str) -> str:
    """The HMAC of a text that is kept elsewhere: whoever has it and not the key cannot try which text it is of."""
    return _mac(settings.AUDIT_KEYS[0], f"content\n{text}".encode())


def is_mac_of_content(mac: str, text: str) -> bool:
    """Whether it is the HMAC of this text, under any of the keys."""
    return _key_of(mac, f"content\n{text}".encode()) is not None


def hidden(words: str) -> str:
    """What stands in the log for words that somebody searched for: a keyed hash, the same for the same words."""
    return _mac(settings.AUDIT_KEYS[-1], f"words\n{' '.join(words.casefold().split())}".encode())[:32]
