"""What is written of investigations."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from audit.kinds import Kind
from cases import facts, rules
from cases.actions.acts import locked, on_case
from cases.models import Case, Investigation
from lib import history
from lib.problems import settle
from office.models import Offence


@on_case(Kind.INVESTIGATION_STARTED)
def start_investigation(
    *,
    case: Case,
    by: User,
    track: str,
    body: str,
    offences: Iterable[Offence],
    started_on: datetime.date,
    body_reference: str = "",
) -> Investigation:
    """Start an investigation in one track by one body, with the set of offences it suspects."""
    case = locked(case, by)
    rules.check_not_closed(case)
    suspected = list(offences)
    settle(rules.investigation_problems({"started_on": started_on, "offences": suspected}))
    investigation = Investigation(
        case=case, track=track, body=body, body_reference=body_reference.strip(), started_on=started_on
    )
    facts.derive_investigation(investigation, case, [offence.key for offence in suspected])
    history.save(investigation, by=by)
    investigation.offences.set(suspected)
    facts.refresh(case, by=by)
    return investigation


@on_case(Kind.INVESTIGATION_ENDED)
def end_investigation(*, investigation: Investigation, by: User, ended_on: datetime.date) -> Investigation:
    """End an investigation."""
    case = locked(investigation.case, by)
    investigation = Investigation.objects.get(pk=investigation.pk)
    investigation.case = case
    rules.check_can_end(investigation)
    settle(rules.investigation_problems({"started_on": investigation.started_on, "ended_on": ended_on}))
    investigation.ended_on = ended_on
    history.save(investigation, by=by)
    return investigation
