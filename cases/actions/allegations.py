"""What is written of allegations: what is alleged, of whom, and what was found."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from accounts.models import User
from audit.kinds import Kind
from cases import facts, rules
from cases.actions.acts import locked, new_subject, on_case
from cases.models import Allegation, Case, Subject
from cases.models.values import Finding
from lib import clock, history, identity
from lib.problems import REASON_NEEDED, reason_problems, settle

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
"""The columns of an allegation that say what is alleged."""


@on_case(Kind.ALLEGATION_ADDED)
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
    case = locked(case, by)
    rules.check_not_closed(case)
    settle([*rules.allegation_problems(alleged), *identity.number_problems(number)])
    if subject is None and (name or number):
        subject = new_subject(case, by=by, name=name, number=number)
    position = (Allegation.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0) + 1
    allegation = Allegation(case=case, position=position, subject=subject, **alleged)
    allegation.received_on, allegation.received_year = case.received_on, case.received_year
    allegation.leak = alleged["category"].leak
    history.save(allegation, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)
    return allegation


@on_case(Kind.ALLEGATION_CORRECTED)
def correct_allegation(*, allegation: Allegation, by: User, reason: str, **alleged: Any) -> Allegation:
    """Correct what is alleged, with a reason; possible until the finding."""
    case = locked(allegation.case, by)
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


@on_case(Kind.SUBJECT_IDENTIFIED)
def identify_subject(*, allegation: Allegation, by: User, name: str, number: str, reason: str = "") -> Subject:
    """Fill in who the subject of an allegation is; from this moment on that person's own wall holds."""
    case = locked(allegation.case, by)
    rules.check_not_closed(case)
    settle(identity.number_problems(number))
    allegation = Allegation.objects.select_related("subject").get(pk=allegation.pk)
    if allegation.subject is None:
        allegation.subject = new_subject(case, by=by, name=name, number=number)
        history.save(allegation, by=by, reason=reason)
        return allegation.subject
    subject = allegation.subject
    subject.set_identity(name, number)
    subject.identified_on = subject.identified_on or clock.today()
    history.save(subject, by=by, reason=reason)
    return subject


@on_case(Kind.FINDING_RECORDED)
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
    case = locked(allegation.case, by)
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
