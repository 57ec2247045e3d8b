"""A register with something to publish, and what tests of publications ask of it."""

import datetime
import json
from typing import Any

from cases.models import Case
from cases.models.values import Finding
from figures.models import Publication
from figures.publications.numbers import Place, frozen_numbers
from lib import clock
from tests.cast import Cast
from tests.support.casework import find, nth
from tests.support.counted import KNOWN_ON, log, make_register

AS_AT = KNOWN_ON
TODAY = KNOWN_ON + datetime.timedelta(days=7)
LATER = TODAY + datetime.timedelta(days=30)
"""A week after the register was known; then everything is published. A month later something else is known."""


def make_cases(cast: Cast) -> dict[str, Case]:
    """The register counted by hand, and ten more suspected leaks of 2018 known on the same day."""
    made = make_register(cast)
    with clock.at(KNOWN_ON):
        made |= {f"N{number}": log(cast, f"2018-02-{number + 1:02}", "disclosure", "criminal") for number in range(10)}
    return made


def number(found: Publication, figure: str, year: str, breakdown: str = "", value: str = "", part: str = "") -> Any:
    """A number of a publication."""
    return frozen_numbers(json.loads(found.content))[Place(figure, part, breakdown, value, year)]


def find_ten(cast: Cast, cases: dict[str, Case]) -> None:
    """Refute ten suspicions, each for a reason of its own."""
    for place in range(10):
        find(nth(cases[f"N{place}"]), cast.coordinator, Finding.REFUTED, clock.today(), reason=f"Because {place}")
