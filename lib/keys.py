"""The keys that encrypt identities and hash personnel numbers, and the file that keeps them outside production.

Five keys, each for one thing, so that no two tables can be joined by a hash:

- `SECRET_KEY`: Django's own signatures.
- `IDENTITY_KEYS`: one or more Fernet keys, newest first; names and numbers of people under suspicion or screening.
- `SUBJECT_HASH_KEY`: the keyed hash by which a subject or a screened person is found again.
- `ACCOUNT_HASH_KEY`: the keyed hash that keeps users' personnel numbers unique.
- `AUDIT_KEYS`: one or more, newest first; the chain over the audit log.
"""

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.fernet import Fernet

NAMES = ("SECRET_KEY", "IDENTITY_KEYS", "SUBJECT_HASH_KEY", "ACCOUNT_HASH_KEY", "AUDIT_KEYS")
SEVERAL = ("IDENTITY_KEYS", "AUDIT_KEYS")
"""Those that may hold more than one key, newest first, separated by commas."""
MARKS = {"demo": "demo-", "development": "dev-"}
"""What every key begins with that is made for a mode in which nothing is real. Production takes none of them."""
SHORTEST = {"SECRET_KEY": 50}
SHORT = 32


def generate(mode: str = "production") -> dict[str, str]:
    """Make a fresh set of keys for a mode."""
    mark = MARKS.get(mode, "")
    fernet = Fernet.generate_key().decode()
    return {
        "SECRET_KEY": mark + secrets.token_urlsafe(50),
        # The mark is itself base64, so that this is a Fernet key still; it costs 30 of 256 bits.
        "IDENTITY_KEYS": mark + fernet[len(mark) :],
        "SUBJECT_HASH_KEY": mark + secrets.token_urlsafe(32),
        "ACCOUNT_HASH_KEY": mark + secrets.token_urlsafe(32),
        "AUDIT_KEYS": mark + secrets.token_urlsafe(32),
    }


def problems(mode: str, keys: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What is wrong with the keys of a register in this mode, a sentence each that says what to do."""
    if mode == "production":
        for name, values in keys.items():
            for value in values:
                yield from _weaknesses(name, value)
        yield from _equals(keys)
    for name, values in keys.items():
        if mode == "demo" and not all(value.startswith(MARKS["demo"]) for value in values):
            yield f"{name} was not made for a demo. Take it out of the environment, and start the demo with `make run`."
    for value in keys["IDENTITY_KEYS"]:
        if not _is_fernet(value):
            yield "IDENTITY_KEYS holds something else than Fernet keys. `python -m lib.keys` prints one."


def _weaknesses(name: str, value: str) -> Iterator[str]:
    shortest = SHORTEST.get(name, SHORT)
    if value.startswith(tuple(MARKS.values())):
        yield f"{name} was made for a demo or for tests. Make new keys: `python -m lib.keys` prints them."
    elif value.startswith("django-insecure"):
        yield f"{name} is a default that everybody knows. Make new keys: `python -m lib.keys` prints them."
    elif len(value) < shortest or len(set(value)) < 12:
        yield f"{name} is too short or too simple. `python -m lib.keys` prints one of {shortest} characters or more."


def _equals(keys: Mapping[str, Sequence[str]]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for name, values in keys.items():
        for value in values:
            if value in seen:
                yield f"{seen[value]} and {name} hold the same key. Give each its own."
            seen[value] = name


def _is_fernet(value: str) -> bool:
    try:
        Fernet(value)
    except ValueError:
        return False
    return True


def ensure_file(path: Path, mode: str) -> bool:
    """Write `path` with a mode and fresh keys for it, readable by its owner alone, unless it exists.

    Written whole under another name first, so that two processes starting at once end up with one set of keys.
    Returns True when this call made the file.
    """
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in {"INTEGRITY_MODE": mode, **generate(mode)}.items())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}={value}\n" for name, value in generate().items())
