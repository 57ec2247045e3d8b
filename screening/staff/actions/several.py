"""Many members of staff at once: what a file of staff says, and the demo."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history, identity
from lib.problems import Problem, settle
from office.models import ImportRun
from office.queue import wait_in_line
from screening.models import StaffMember
from screening.staff import access, rules
from screening.staff.actions import acts
from screening.staff.actions.acts import UNKNOWN_UNIT
from screening.staff.actions.leaving import follow
from screening.staff.actions.service import new_staff

Row = Mapping[str, Any]
SAID = ("name", "unit_id", "in_service_from", "in_service_to")
"""What a row says of somebody besides his number."""
CHANGED = ("name", "unit", "in_service_from", "in_service_to")
"""The columns that are written anew of somebody who is known."""


@dataclass(frozen=True)
class Entered:
    """What came of the rows: for each one its member of staff, in their order, and how many are new or changed.

    The row of who acts himself counts as new: it does not exist for him.
    """

    staff: list[StaffMember]
    new: int
    changed: int


def _about_rows(said: Mapping[str, Any], entered: Entered) -> log.Act:
    one = len(said["rows"]) == 1
    return log.Act(target=entered.staff[0].reference) if one else log.Act(detail={"staff": len(said["rows"])})


@log.act(Kind.SERVICE_ENTERED, _about_rows)
def enter_many(*, by: User | None, rows: Sequence[Row], run: ImportRun | None = None) -> Entered:
    """Take in many members of staff, in as few statements as can be; those who are known by their number are updated.

    A row holds a number and any of name, unit, in_service_from and in_service_to. Of somebody who is known, an empty
    name, unit or start says nothing new; an end that is named holds, also if it is none: he is in service again.
    Nothing is changed of the row of who acts himself. Raises ValidationError, by field; then nothing is written.
    """
    wait_in_line()
    numbers = [identity.normalised(row.get("number") or "") for row in rows]
    settle(_number_problems(rows, numbers))
    known = _known(numbers)
    own = {number for number in known if rules.concerns(by, number)}
    settle(_service_problems(rows, numbers, {number: one for number, one in known.items() if number not in own}))
    ends = {one.pk: one.in_service_to for one in known.values()}
    fresh = _made([row for row, number in zip(rows, numbers, strict=True) if number not in known], run)
    history.create(fresh, by=by)
    changed = [
        known[number]
        for row, number in zip(rows, numbers, strict=True)
        if number in known and number not in own and _put(known[number], row)
    ]
    history.rewrite(changed, CHANGED, by=by)
    follow([*fresh, *changed], ends, by=by)
    made = iter(fresh)
    staff = [known[number] if number in known else next(made) for number in numbers]
    return Entered(staff, len(fresh) + len(own), len(changed))


def _known(numbers: Sequence[str]) -> dict[str, StaffMember]:
    """Those of these numbers who are among the staff, read once they are held with a lock."""
    acts.held(list(access.known(numbers, to=None).values()), None)
    return access.known(numbers, to=None)


def _number_problems(rows: Sequence[Row], numbers: Sequence[str]) -> Iterator[Problem]:
    for row in rows:
        yield from rules.number_problems(row.get("number") or "")
    if any(times > 1 for number, times in Counter(numbers).items() if number):
        yield "number", _("The same personnel number stands in two rows. Leave one out")


def _service_problems(
    rows: Sequence[Row], numbers: Sequence[str], known: Mapping[str, StaffMember]
) -> Iterator[Problem]:
    days = rules.days_of(list(known.values()))
    for row, number in zip(rows, numbers, strict=True):
        found = known.get(number)
        after = said_of(found, row)
        happened = days[found.pk] if found else []
        yield from rules.service_problems(after["in_service_from"], after["in_service_to"], happened)


def said_of(staff: StaffMember | None, row: Row) -> dict[str, Any]:
    """What would stand of somebody after a row: what it says, and else what stands there."""
    before = {name: getattr(staff, name) for name in SAID} if staff else dict.fromkeys(SAID)
    told = {**row, "unit_id": row["unit"].pk if row.get("unit") else None}
    said = {name: told.get(name) or before[name] for name in SAID}
    if "in_service_to" in row:
        said["in_service_to"] = row["in_service_to"]
    return said


def _made(rows: Sequence[Row], run: ImportRun | None) -> list[StaffMember]:
    made = new_staff(len(rows))
    for staff, row in zip(made, rows, strict=True):
        staff.set_identity(row.get("name") or "", row["number"])
        staff.unit_id = row["unit"].pk if row.get("unit") else UNKNOWN_UNIT
        staff.in_service_from, staff.in_service_to = row.get("in_service_from"), row.get("in_service_to")
        staff.import_run = run
    return made


def _put(staff: StaffMember, row: Row) -> bool:
    """Set what a row says of somebody who is known; whether that changes anything."""
    before = history.columns_of(staff)
    after = said_of(staff, row)
    for name, value in {**after, "name": after["name"].strip()}.items():
        setattr(staff, name, value)
    return history.columns_of(staff) != before
