"""How a test breaks a named constraint of the database: an attempt to, and a twin of a record.

`first` brings the record into a state that is allowed, `broken` takes it out of every state that is. A text that begins
with `@` stands for a person of the cast. `also` names constraints that hold the same ground, so that no record breaks
one and keeps the other; which of them speaks up first, each database decides for itself.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]

BEFORE = datetime.date(2018, 2, 1)
"""A month before the receipt of the case and of the signal, the start of the trajectory, and the start of service."""
AFTER = datetime.date(2018, 4, 1)
LATER = datetime.date(2018, 5, 1)
NOON = datetime.datetime(2018, 3, 1, 12, tzinfo=datetime.UTC)
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
ODD = "?"
KEY = {"public_key": "TW1NTW1NTW1N"}
"""A key of its own for a twin."""


@dataclass(frozen=True)
class Attempt:
    """One way to break a constraint."""

    broken: Values
    first: Values = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Twin:
    """A copy of a record that may not stand beside it: with `own` and `same` it is refused, with `other` allowed."""

    own: Values
    same: Values
    other: Values
    first: Values = field(default_factory=dict)


def wall(name: str, lifted: str, by: str) -> dict[str, list[Attempt]]:
    """What breaks the constraints of a table of walls: `name` begins them, but `lifted`; `by` is who lifts one."""
    down = {
        "lifted_at": datetime.datetime(2018, 4, 1, tzinfo=datetime.UTC),
        "lifted_by_id": by,
        "lift_reason": "It was another witness.",
    }
    return {
        f"{name}_is_around_somebody": [Attempt({"person_hash": ""})],
        f"{name}_has_a_reason": [Attempt({"reason": ""})],
        lifted: [
            *(Attempt({column: value}) for column, value in down.items()),
            Attempt({"lifted_at": None}, first=down),
            Attempt({"lifted_by_id": None}, first=down),
            Attempt({"lift_reason": ""}, first=down),
            Attempt({"lifted_at": LONG_AGO}, first=down),
        ],
    }
