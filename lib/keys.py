"""The keys that encrypt identities and hash personnel numbers, and the file that keeps them outside production.

Four keys, each for one thing, so that no two tables can be joined by a hash:

- `SECRET_KEY`: Django's own signatures.
- `IDENTITY_KEYS`: one or more Fernet keys, newest first; names and numbers of people under suspicion or screening.
- `SUBJECT_HASH_KEY`: the keyed hash by which a subject or a screened person is found again.
- `ACCOUNT_HASH_KEY`: the keyed hash that keeps users' personnel numbers unique.
"""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

NAMES = ("SECRET_KEY", "IDENTITY_KEYS", "SUBJECT_HASH_KEY", "ACCOUNT_HASH_KEY")


def generate() -> dict[str, str]:
    """Make a fresh set of keys."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "IDENTITY_KEYS": Fernet.generate_key().decode(),
        "SUBJECT_HASH_KEY": secrets.token_urlsafe(32),
        "ACCOUNT_HASH_KEY": secrets.token_urlsafe(32),
    }


def ensure_file(path: Path, **settings: str) -> bool:
    """Write `path` with fresh keys and `settings`, readable by its owner alone, unless it exists.

    Written whole under another name first, so that two processes starting at once end up with one set of keys.
    Returns True when this call made the file.
    """
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in {**settings, **generate()}.items())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
