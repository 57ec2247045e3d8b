"""The facts that figures count by: derived from what happened, stored on each row by the one write path.

The rules are those of the counting rules' own page: what a case counts as, and when it is concluded.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from cases.models import Allegation, Case, Closure, Investigation
from cases.models.values import NOT_CONFIRMED, UNKNOWN_YEAR, Finding, Outcome, SecrecyBribery, Status
from lib import history


def principal_of(allegations: Sequence[Allegation]) -> Allegation:
    """The allegation that a case is described by: the first leak, else the first."""
    return next((allegation for allegation in allegations if allegation.leak), allegations[0])


def finding_as_leak(allegation: Allegation) -> str:
    """The finding on a suspected leak: confirmed as something that is no leak, the leak is refuted."""
    return Finding.REFUTED if allegation.established_leak is False else allegation.finding


def outcome_of(findings: Iterable[str]) -> str:
    """Confirmed if one finding is, else pending if one is open, else unfounded."""
    given = set(findings)
    if Finding.CONFIRMED in given:
        return Outcome.CONFIRMED
    return Outcome.PENDING if Finding.PENDING in given else Outcome.UNFOUNDED


def sub_reason_of(outcome: str, principal_finding: str) -> str:
    """What stands under an outcome: of an unfounded case the principal's finding, else the outcome itself."""
    return principal_finding if outcome == Outcome.UNFOUNDED else outcome


def concluded(allegations: Sequence[Allegation]) -> tuple[datetime.date | None, int | None]:
    """Date and year of the latest finding: none while one is open, `UNKNOWN_YEAR` if a date is not known."""
    if any(allegation.finding == Finding.PENDING for allegation in allegations):
        return None, None
    dates = [allegation.found_on for allegation in allegations]
    known = [date for date in dates if date is not None]
    if len(known) < len(dates):
        return None, UNKNOWN_YEAR
    return max(known), max(known).year


def derive_case(
    case: Case, allegations: Sequence[Allegation], investigated: bool, closed_on: datetime.date | None
) -> None:
    """Set the facts of `case` and of its allegations from what happened. Changes the objects, saves nothing."""
    case.received_year = case.received_on.year
    case.counted = case.voided_on is None
    for allegation in allegations:
        allegation.received_on, allegation.received_year = case.received_on, case.received_year
        allegation.counted, allegation.leak = case.counted, allegation.category.leak
        established = allegation.established_category
        allegation.established_leak = established.leak if established else None
    leaks = [allegation for allegation in allegations if allegation.leak]
    principal = principal_of(allegations)
    case.leak = bool(leaks)
    case.category_id, case.unit_id = principal.category_id, principal.unit_id
    case.recipient, case.recipient_type_id = principal.recipient, principal.recipient_type_id
    case.outcome = outcome_of(allegation.finding for allegation in allegations)
    case.sub_reason = sub_reason_of(case.outcome, principal.finding)
    case.outcome_leak = outcome_of(finding_as_leak(allegation) for allegation in leaks or allegations)
    case.sub_reason_leak = sub_reason_of(case.outcome_leak, finding_as_leak(principal))
    case.concluded_on, case.concluded_year = concluded(allegations)
    _derive_established(case, leaks, allegations)
    case.closed_on, case.closed_year = closed_on, closed_on.year if closed_on else None
    case.lead_days = (closed_on - case.received_on).days if closed_on else None
    case.status = _status(case, investigated)


def _derive_established(case: Case, leaks: Sequence[Allegation], allegations: Sequence[Allegation]) -> None:
    confirmed = [allegation for allegation in leaks if finding_as_leak(allegation) == Finding.CONFIRMED]
    confirmed += [allegation for allegation in allegations if allegation.finding == Finding.CONFIRMED]
    if not confirmed:
        case.established_recipient = case.established_system = case.established_cause = NOT_CONFIRMED
        case.established_recipient_leak = NOT_CONFIRMED
        return
    case.established_recipient = str(confirmed[0].established_recipient)
    # What was confirmed may be no leak; then nothing is established of the leak that was alleged.
    confirmed_leak = case.outcome_leak == Outcome.CONFIRMED
    case.established_recipient_leak = case.established_recipient if confirmed_leak else NOT_CONFIRMED
    case.established_system = str(confirmed[0].system_id)
    case.established_cause = confirmed[0].established_cause_id or NOT_CONFIRMED


def _status(case: Case, investigated: bool) -> str:
    if case.closed_on is not None:
        return Status.CLOSED
    if case.concluded_year is not None:
        return Status.CONCLUDED
    return Status.INVESTIGATION if investigated else Status.RECEIVED


def derive_investigation(investigation: Investigation, case: Case, offences: Iterable[str]) -> None:
    """Set the facts of an investigation from its case and the machine values of its offences."""
    keys = sorted(offences)
    investigation.started_year = investigation.started_on.year
    investigation.offence_set = f" {' '.join(keys)} "
    investigation.secrecy_bribery = {
        (True, True): SecrecyBribery.BOTH,
        (True, False): SecrecyBribery.SECRECY,
        (False, True): SecrecyBribery.BRIBERY,
        (False, False): SecrecyBribery.NEITHER,
    }["secrecy" in keys, "bribery" in keys]
    investigation.received_on = case.received_on
    investigation.counted, investigation.leak, investigation.unit_id = case.counted, case.leak, case.unit_id


def derive_closure(closure: Closure, case: Case) -> None:
    """Set the facts of a closure from its own dates and its case."""
    closure.closed_year = closure.closed_on.year if closure.closed_on else None
    closure.reopened_year = closure.reopened_on.year if closure.reopened_on else None
    closure.received_on = case.received_on
    closure.counted, closure.leak, closure.unit_id = case.counted, case.leak, case.unit_id


def offences_of(investigation: Investigation) -> list[str]:
    """The machine values in an investigation's set of offences."""
    return investigation.offence_set.split()


def refresh(case: Case, *, by: Any, reason: str = "") -> None:
    """Derive and store the facts of a case after something in it changed, with history for each row that differs.

    Runs inside the transaction of the change, on a case that its action holds with a lock.
    """
    allegations = list(
        Allegation.objects.filter(case=case).select_related("category", "established_category").order_by("position")
    )
    investigations = list(Investigation.objects.filter(case=case))
    closures = list(Closure.objects.filter(case=case))
    closed = [closure.closed_on for closure in closures if closure.closed_on and not closure.reopened_on]
    rows = [case, *allegations, *investigations, *closures]
    before = [history.columns_of(row) for row in rows]
    derive_case(case, allegations, bool(investigations), closed[0] if closed else None)
    for investigation in investigations:
        derive_investigation(investigation, case, offences_of(investigation))
    for closure in closures:
        derive_closure(closure, case)
    for row, columns in zip(rows, before, strict=True):
        if history.columns_of(row) != columns:
            history.save(row, by=by, reason=reason)
