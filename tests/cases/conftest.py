"""Cases for the tests, made as people make them: through the actions."""

import datetime
from typing import Any

import pytest

from cases import actions
from cases.models import Case
from office.models import Unit
from tests.cast import Cast
from tests.support.casework import RECEIVED, Make, alleged


@pytest.fixture
def make_case(cast: Cast) -> Make:
    """Logs a case, led by the investigator of the cast."""

    def make(received_on: datetime.date = RECEIVED, **values: Any) -> Case:
        values = {"by": cast.investigator, "lead": cast.investigator, "summary": "Plates looked up", **values}
        return actions.log_case(received_on=received_on, **{**alleged(), **values})

    return make


@pytest.fixture
def case(make_case: Make) -> Case:
    """A case on the subject of the cast."""
    return make_case(name="Sam Verburg", number="T-sam")


@pytest.fixture
def units(db: None) -> tuple[Unit, Unit]:
    """Two units besides the unknown one."""
    return (
        Unit.objects.create(key="harbour", label_en="Unit Harbour", label_nl="Eenheid Haven"),
        Unit.objects.create(key="east", label_en="Unit East", label_nl="Eenheid Oost"),
    )
