"""The register that is counted by hand."""

from collections.abc import Iterator

import pytest

from cases.models import Case
from figures.models import Publication
from figures.publications.actions import publish
from lib import clock
from tests.cast import Cast
from tests.support.counted import KNOWN_ON, make_register
from tests.support.published import AS_AT, TODAY, make_cases


@pytest.fixture
def register(cast: Cast) -> Iterator[dict[str, Case]]:
    """The register counted by hand, on the day it was known."""
    cases = make_register(cast)
    with clock.at(KNOWN_ON):
        yield cases


@pytest.fixture
def cases(cast: Cast) -> Iterator[dict[str, Case]]:
    """The register with something to publish, a week after it was known."""
    made = make_cases(cast)
    with clock.at(TODAY):
        yield made


@pytest.fixture
def published(cast: Cast, cases: dict[str, Case]) -> Publication:
    """2017 and 2018, as known on the day the register was made."""
    return publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)
