"""Acknowledgements of the professional code."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history
from lib.batches import batches
from lib.problems import reason_problems, settle
from office.models import CodeEdition, ImportRun
from screening.models import Acknowledgement, StaffMember
from screening.staff import facts, rules
from screening.staff.actions import acts


@log.act(Kind.CODE_ACKNOWLEDGED, acts.about_many)
def acknowledge(
    *,
    by: User | None,
    staff: Sequence[StaffMember],
    edition: CodeEdition,
    acknowledged_on: datetime.date,
    run: ImportRun | None = None,
) -> int:
    """Record that these people acknowledged an edition of the code on one day; returns how many.

    Raises Refused if one of them did before, and ValidationError if the day does not fit one of them; then none is
    recorded.
    """
    rows = acts.held(staff, by)
    rules.check_can_acknowledge(rows, acknowledged_by(rows, edition))
    settle(rules.day_problems("acknowledged_on", acknowledged_on, rows))
    for some in batches(rows):
        later = facts.yield_first_place(some, acknowledged_on, by=by)
        made = [_made(row, edition, acknowledged_on, run, first=row.pk not in later) for row in some]
        history.create(made, by=by)
    return len(rows)


def acknowledged_by(staff: Sequence[StaffMember], edition: CodeEdition) -> set[int]:
    """The keys of those of these people who acknowledged the edition."""
    found: set[int] = set()
    for some in batches([one.pk for one in staff]):
        made = Acknowledgement.objects.filter(staff__in=some, edition=edition, withdrawn=False)
        found |= set(made.order_by().values_list("staff_id", flat=True))
    return found


def _made(
    staff: StaffMember, edition: CodeEdition, day: datetime.date, run: ImportRun | None, *, first: bool
) -> Acknowledgement:
    return Acknowledgement(
        staff=staff,
        edition=edition,
        first_in_year=first,
        import_run=run,
        **facts.of_acknowledgement(staff, day),
    )


def _about(said: Mapping[str, Any], _result: Any) -> log.Act:
    return log.Act(target=said["acknowledgement"].staff.reference)


@log.act(Kind.ACKNOWLEDGEMENT_CORRECTED, _about)
def withdraw_acknowledgement(*, by: User | None, acknowledgement: Acknowledgement, reason: str) -> Acknowledgement:
    """Mark an acknowledgement as recorded in error, with a reason: it counts no more."""
    staff = acts.locked(acknowledgement.staff, by)
    acknowledgement = Acknowledgement.objects.get(pk=acknowledgement.pk)
    rules.check_can_withdraw(acknowledgement)
    settle(reason_problems(reason))
    acknowledgement.withdrawn, acknowledgement.first_in_year = True, False
    history.save(acknowledgement, by=by, reason=reason.strip())
    facts.fill_first_place(staff, acknowledgement.acknowledged_year, by=by, reason=reason.strip())
    return acknowledgement
