"""Files about people in service, each row under a personnel number: who it is is looked up, and told to nobody."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from audit.kinds import Kind
from lib import identity
from lib.batches import batches
from lib.problems import Problem
from lib.refusal import Refused
from office.importrows import RowImport
from screening.models import StaffMember
from screening.staff import access, rules

NOT_AMONG_THEM = _("Nobody among the staff has this number. Import the staff file first.")
OWN_NUMBER = _("This is your own personnel number. Ask a colleague to bring in this row.")
SAME_PERSON = _("Row %(row)s is about the same person. Keep one of them.")


class PersonRow(Protocol):
    """A row about somebody."""

    @property
    def row(self) -> int: ...

    @property
    def number(self) -> str: ...


P = TypeVar("P", bound=PersonRow)


class PeopleImport(RowImport[P]):
    """A file about people, each known by the personnel number that the profile calls its number."""

    tried, imported = Kind.STAFF_IMPORT_TRIED, Kind.STAFF_IMPORTED

    def problems(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        yield from rules.number_problems(values["number"])

    def among_staff(self) -> Iterator[tuple[P, StaffMember]]:
        """Each row with its member of staff; a row about nobody who exists for who imports is refused."""
        for some in batches(self.rows):
            known = access.known([row.number for row in some], to=self.by)
            for row in some:
                staff = known.get(identity.normalised(row.number))
                if staff is not None:
                    yield row, staff
                elif rules.concerns(self.by, row.number):
                    self.refuse(row, [("number", OWN_NUMBER)])
                else:
                    self.refuse(row, [("number", NOT_AMONG_THEM)])


def of_refusal(name: str, check: Any, *arguments: Any) -> Iterator[Problem]:
    """What a check says against a move, as a problem of a field."""
    try:
        check(*arguments)
    except Refused as refused:
        yield name, refused.message


def members(keys: list[int]) -> Iterator[StaffMember]:
    """The staff with these keys, without their identity."""
    for some in batches(keys):
        yield from StaffMember.objects.filter(pk__in=some).defer("name", "number").order_by("pk")
