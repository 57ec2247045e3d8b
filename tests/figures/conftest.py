"""The register that is counted by hand."""

from collections.abc import Iterator

import pytest

from cases.models import Case
from lib import clock
from tests.cast import Cast
from tests.support.counted import KNOWN_ON, make_register


@pytest.fixture
def register(cast: Cast) -> Iterator[dict[str, Case]]:
    """The register counted by hand, on the day it was known."""
    cases = make_register(cast)
    with clock.at(KNOWN_ON):
        yield cases
