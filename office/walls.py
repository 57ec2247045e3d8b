"""Whom walls concern, for those who may know."""

from collections.abc import Callable, Sequence
from typing import Any

from accounts.models import User
from lib.identity import Hash


def with_people(walls: Sequence[Any], hash_of: Callable[[User], Hash]) -> list[tuple[Any, User | None]]:
    """Walls, each with the person it concerns, or nobody where the account is gone.

    Found by computing the hash of every account, for nothing else leads there.
    """
    people = [(hash_of(person), person) for person in User.objects.all()] if walls else []
    return [
        (wall, next((person for hashed, person in people if hashed.is_among([wall.person_hash])), None))
        for wall in walls
    ]
