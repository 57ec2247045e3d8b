"""A clock that tests of sign-in can move."""

import pytest

from tests.support.factors import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The machine's clocks, which stand right until they are moved."""
    return Clock().install(monkeypatch)
