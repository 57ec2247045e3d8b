"""Every write to the case register: keyword-only arguments, one transaction, who and why in the history.

Who may do it, the doors of `access.py` have settled before; whether it is possible now, `rules.py` says here, on the
row that the transaction holds with a lock.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from cases import facts, rules
from cases.models import Allegation, Case, Closure, Investigation, Subject, TeamMember
from cases.models.values import Finding, TeamRole
from lib import clock, history, identity
from lib.problems import REASON_NEEDED, reason_problems, settle
from lib.publickey import reference
from office.models import Offence

# A reference has 33 million values a year; five draws in a row that are all taken mean that something else is wrong.
_DRAWS = 5

ALLEGED = (
    "category",
    "recipient",
    "recipient_type",
    "unit",
    "information",
    "system",
    "channel",
    "cause",
    "damage",
)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


@transaction.atomic
def log_case(
    *,
    by: User | None,
    received_on: datetime.date,
    summary: str = "",
    name: str = "",
    number: str = "",
    lead: User | None = None,
    **alleged: Any,
) -> Case:
    """Register a suspicion with its first allegation; `lead`, usually its author, becomes lead.

    `alleged` are the columns of `ALLEGED`. Without name and number the subject is unidentified.
    Raises ValidationError, by field, if a rule does not hold.
    """
    settle(
        [
            *rules.received_problems(received_on),
            *rules.allegation_problems(alleged),
            *identity.number_problems(number),
        ]
    )
    case = Case(received_on=received_on, summary=summary.strip(), registered_by=by, registered_at=clock.now())
    allegation = Allegation(position=1, **alleged)
    facts.derive_case(case, [allegation], investigated=False, closed_on=None)
    _save_under_new_reference(case, by)
    if name or number:
        allegation.subject = _new_subject(case, by=by, name=name, number=number)
    allegation.case = case
    history.save(allegation, by=by)
    if lead is not None:
        _join(case, lead, TeamRole.LEAD, by=by, reason="")
    return case


def _save_under_new_reference(case: Case, by: User | None) -> None:
    for draw in range(_DRAWS):
        case.reference = reference(case.received_year)
        try:
            with transaction.atomic():
                history.save(case, by=by)
            return
        except IntegrityError:
            if draw == _DRAWS - 1 or not Case.objects.filter(reference=case.reference).exists():
                raise


def _new_subject(case: Case, *, by: User | None, name: str, number: str) -> Subject:
    subject = Subject(case=case, identified_on=clock.today())
    subject.set_identity(name, number)
    history.save(subject, by=by)
    return subject


def _join(case: Case, user: User, role: str, *, by: User | None, reason: str) -> None:
    history.save(TeamMember(case=case, user=user, role=role, reason=reason, since=clock.now()), by=by, reason=reason)


@transaction.atomic
def correct_case(*, case: Case, by: User, reason: str, received_on: datetime.date, summary: str) -> Case:
    """Correct the day of receipt or the summary; the reference stays as it was given."""
    case = _locked(case)
    rules.check_not_closed(case)
    settle(reason_problems(reason))
    settle(rules.received_problems(received_on))
    settle(rules.received_later_problems(case, received_on))
    case.received_on, case.summary = received_on, summary.strip()
    _save_with_facts(case, by=by, reason=reason)
    return case


def _save_with_facts(case: Case, *, by: User, reason: str) -> None:
    """Save a case whose own columns changed: the facts that follow from them go into the same history row."""
    case.received_year, case.counted = case.received_on.year, case.voided_on is None
    history.save(case, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)


@transaction.atomic
def add_allegation(
    *,
    case: Case,
    by: User,
    reason: str = "",
    subject: Subject | None = None,
    name: str = "",
    number: str = "",
    **alleged: Any,
) -> Allegation:
    """Add an allegation, on a subject of the case, on a new one, or on nobody known."""
    case = _locked(case)
    rules.check_not_closed(case)
    settle([*rules.allegation_problems(alleged), *identity.number_problems(number)])
    if subject is None and (name or number):
        subject = _new_subject(case, by=by, name=name, number=number)
    position = (Allegation.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0) + 1
    allegation = Allegation(case=case, position=position, subject=subject, **alleged)
    allegation.received_on, allegation.received_year = case.received_on, case.received_year
    allegation.leak = alleged["category"].leak
    history.save(allegation, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)
    return allegation


@transaction.atomic
def correct_allegation(*, allegation: Allegation, by: User, reason: str, **alleged: Any) -> Allegation:
    """Correct what is alleged, with a reason; possible until the finding."""
    case = _locked(allegation.case)
    allegation = Allegation.objects.get(pk=allegation.pk)
    allegation.case = case
    rules.check_can_correct(allegation)
    settle(reason_problems(reason))
    settle(rules.allegation_problems(alleged))
    for field, value in alleged.items():
        setattr(allegation, field, value)
    allegation.leak = allegation.category.leak
    history.save(allegation, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)
    return allegation


@transaction.atomic
def identify_subject(*, allegation: Allegation, by: User, name: str, number: str, reason: str = "") -> Subject:
    """Fill in who the subject of an allegation is; from this moment on that person's own wall holds."""
    case = _locked(allegation.case)
    rules.check_not_closed(case)
    settle(identity.number_problems(number))
    allegation = Allegation.objects.select_related("subject").get(pk=allegation.pk)
    if allegation.subject is None:
        allegation.subject = _new_subject(case, by=by, name=name, number=number)
        history.save(allegation, by=by, reason=reason)
        return allegation.subject
    subject = allegation.subject
    subject.set_identity(name, number)
    subject.identified_on = subject.identified_on or clock.today()
    history.save(subject, by=by, reason=reason)
    return subject


@transaction.atomic
def record_finding(
    *,
    allegation: Allegation,
    by: User,
    finding: str,
    found_on: datetime.date | None,
    ground: str = "",
    ended_reason: str = "",
    reason: str = "",
    **established: Any,
) -> Allegation:
    """Record what was found of an allegation, or change it with a reason.

    `established` are `established_category`, `established_recipient`, `established_recipient_type` and
    `established_cause`; they are kept only with a confirmed finding. Raises ValidationError, by field.
    """
    case = _locked(allegation.case)
    rules.check_not_closed(case)
    values = {
        "finding": finding,
        "found_on": found_on,
        "ended_reason": ended_reason,
        "ground": ground.strip(),
        **established,
    }
    settle(rules.finding_problems(values, case.received_on))
    allegation = Allegation.objects.get(pk=allegation.pk)
    if allegation.finding != Finding.PENDING and not reason.strip():
        raise ValidationError({"reason": REASON_NEEDED})
    allegation.finding, allegation.found_on, allegation.ended_reason = finding, found_on, ended_reason
    allegation.finding_ground = ground.strip()
    _establish(allegation, established if finding == Finding.CONFIRMED else {})
    history.save(allegation, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)
    return allegation


def _establish(allegation: Allegation, established: dict[str, Any]) -> None:
    category = allegation.established_category = established.get("established_category")
    allegation.established_leak = category.leak if category else None
    allegation.established_recipient = established.get("established_recipient", "")
    allegation.established_recipient_type = established.get("established_recipient_type")
    allegation.established_cause = established.get("established_cause")


@transaction.atomic
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
    case = _locked(case)
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


@transaction.atomic
def end_investigation(*, investigation: Investigation, by: User, ended_on: datetime.date) -> Investigation:
    """End an investigation."""
    case = _locked(investigation.case)
    investigation = Investigation.objects.get(pk=investigation.pk)
    investigation.case = case
    rules.check_can_end(investigation)
    settle(rules.investigation_problems({"started_on": investigation.started_on, "ended_on": ended_on}))
    investigation.ended_on = ended_on
    history.save(investigation, by=by)
    return investigation


@transaction.atomic
def appoint_lead(*, case: Case, by: User, lead: User, reason: str) -> None:
    """Give the case a lead, or another one; a former lead leaves the team, a member steps up.

    To replace somebody takes a reason.
    """
    case = _locked(case)
    rules.check_not_closed(case)
    settle(rules.lead_problems(case, lead))
    if TeamMember.objects.current().filter(case=case, role=TeamRole.LEAD).exists():
        settle(reason_problems(reason))
    for member in TeamMember.objects.current().filter(case=case):
        if member.role == TeamRole.LEAD or member.user_id == lead.pk:
            member.until = clock.now()
            history.save(member, by=by, reason=reason)
    _join(case, lead, TeamRole.LEAD, by=by, reason=reason)


@transaction.atomic
def propose_closing(*, case: Case, by: User, proposal: str) -> Closure:
    """Propose that the case be closed; another person confirms or declines."""
    case = _locked(case)
    rules.check_can_propose_closing(case)
    closure = Closure(case=case, proposed_on=clock.today(), proposed_by=by, proposal=proposal.strip())
    facts.derive_closure(closure, case)
    history.save(closure, by=by)
    return closure


@transaction.atomic
def confirm_closing(*, case: Case, by: User) -> Case:
    """Close the case, as the second person."""
    case = _locked(case)
    rules.check_can_confirm_closing(case, by)
    closure = Closure.objects.open().get(case=case)
    closure.closed_on, closure.confirmed_by = clock.today(), by
    facts.derive_closure(closure, case)
    history.save(closure, by=by)
    facts.refresh(case, by=by)
    return case


@transaction.atomic
def decline_closing(*, case: Case, by: User, reason: str) -> Case:
    """Decline a proposed closing, or withdraw one's own, with a reason."""
    case = _locked(case)
    rules.check_can_decline_closing(case)
    settle(reason_problems(reason))
    closure = Closure.objects.open().get(case=case)
    closure.declined_on, closure.declined_by, closure.decline_reason = clock.today(), by, reason.strip()
    history.save(closure, by=by, reason=reason)
    return case


@transaction.atomic
def reopen_case(*, case: Case, by: User, reason: str) -> Case:
    """Open a closed case again, with a reason; it stays in the year it was received in."""
    case = _locked(case)
    rules.check_can_reopen(case)
    settle(reason_problems(reason))
    closure = Closure.objects.open().get(case=case)
    closure.reopened_on, closure.reopened_by, closure.reopen_reason = clock.today(), by, reason.strip()
    facts.derive_closure(closure, case)
    history.save(closure, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)
    return case


@transaction.atomic
def void_case(*, case: Case, by: User, reason: str) -> Case:
    """Take a case that was registered in error out of every figure; the record and its history stay."""
    case = _locked(case)
    rules.check_can_void(case)
    settle(reason_problems(reason))
    case.voided_on, case.void_reason = clock.today(), reason.strip()
    _save_with_facts(case, by=by, reason=reason)
    return case
