"""A small staff, as of 24 January 2019, for the tests of oath, code and training."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lib import clock
from office.models import CodeEdition, Unit
from screening.models import Acknowledgement, StaffMember
from screening.staff import actions
from tests.cast import Cast

TODAY = datetime.date(2019, 1, 24)


def day(text: str) -> datetime.date:
    """The date written as `2018-01-31`."""
    return datetime.date.fromisoformat(text)


def enter(number: str, name: str = "", **said: Any) -> StaffMember:
    """Somebody in service since 1 March 2018, unless `said` says otherwise."""
    row = {"number": number, "name": name, "in_service_from": day("2018-03-01"), **said}
    return actions.enter_many(by=None, rows=[row]).staff[0]


def edition(key: str, label: str = "", **said: Any) -> CodeEdition:
    """An edition of the code."""
    return CodeEdition.objects.create(key=key, label_en=label or key, label_nl=label or key, **said)


@dataclass(frozen=True)
class Staff:
    """The people of the small staff."""

    fresh: StaffMember
    """In service, without oath and code."""
    sworn: StaffMember
    """Sworn in, with an acknowledgement of the edition."""
    left: StaffMember
    """Left service without an oath."""
    officers_own: StaffMember
    """The screening officer's own row; oath and code are missing."""
    edition: CodeEdition
    harbour: Unit

    @property
    def acknowledgement(self) -> Acknowledgement:
        """That of the one who is sworn in."""
        return self.sworn.acknowledgements.get()


@pytest.fixture
def that_day() -> Iterator[None]:
    """It is 24 January 2019."""
    with clock.at(TODAY):
        yield


@pytest.fixture
def staff(cast: Cast, that_day: None) -> Staff:
    """The small staff."""
    harbour = Unit.objects.create(key="harbour", label_en="Unit Harbour", label_nl="Eenheid Haven")
    code = edition("code_2018", "Code of 2018", valid_from=day("2018-01-01"))
    fresh = enter("4815", "A. Bos", unit=harbour)
    sworn = enter("1623", "B. Tak")
    left = enter("4216", "C. Blad", in_service_to=day("2018-12-31"))
    own = enter(cast.screening_officer.number, cast.screening_officer.name)
    actions.swear_in(by=None, staff=[sworn], sworn_in_on=day("2018-04-02"))
    actions.acknowledge(by=None, staff=[sworn], edition=code, acknowledged_on=day("2018-04-02"))
    fresh, sworn, left, own = (StaffMember.objects.get(pk=one.pk) for one in (fresh, sworn, left, own))
    return Staff(fresh, sworn, left, own, edition=code, harbour=harbour)
