"""What is written of a case as a whole."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.kinds import Kind
from cases import facts, rules
from cases.actions import carried
from cases.actions.acts import join, locked, new_subject, on_case
from cases.models import Allegation, Case
from cases.models.values import TeamRole
from lib import clock, history, identity
from lib.problems import reason_problems, settle
from lib.publickey import reference

# A reference has 33 million values a year; five draws in a row that are all taken mean that something else is wrong.
_DRAWS = 5


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
    with log.acting(by, Kind.CASE_LOGGED) as act:
        case = write_case(by=by, received_on=received_on, summary=summary, name=name, number=number, **alleged)
        if lead is not None:
            join(case, lead, TeamRole.LEAD, by=by, reason="")
        act.target, act.on_team = case.reference, lead is not None and lead == by
    return case


def write_case(
    *, by: User | None, received_on: datetime.date, summary: str, name: str, number: str, **alleged: Any
) -> Case:
    """Write a case with its first allegation, as part of the act that makes it; nobody is on its team yet.

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
        allegation.subject = new_subject(case, by=by, name=name, number=number)
    allegation.case = case
    history.save(allegation, by=by)
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


@on_case(Kind.CASE_CORRECTED)
def correct_case(*, case: Case, by: User, reason: str, received_on: datetime.date, summary: str) -> Case:
    """Correct the day of receipt or the summary; the reference stays as it was given."""
    case = locked(case, by)
    rules.check_not_closed(case)
    settle(reason_problems(reason))
    settle(rules.received_problems(received_on))
    settle(rules.received_later_problems(case, received_on))
    case.received_on, case.summary = received_on, summary.strip()
    save_with_facts(case, by=by, reason=reason)
    return case


def save_with_facts(case: Case, *, by: User, reason: str) -> None:
    """Save a case whose own columns changed: the facts that follow from them go into the same history row."""
    case.received_year, case.counted = case.received_on.year, case.voided_on is None
    history.save(case, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)


@on_case(Kind.CASE_VOIDED)
def void_case(*, case: Case, by: User, reason: str) -> Case:
    """Take a case that was registered in error out of every figure; the record and its history stay.

    The signals that it was made of, or that joined it, are undecided again.
    """
    carried.held_of(case)
    case = locked(case, by)
    rules.check_can_void(case)
    settle(reason_problems(reason))
    case.voided_on, case.void_reason = clock.today(), reason.strip()
    save_with_facts(case, by=by, reason=reason)
    for signal in carried.held_of(case):
        # Who reads the signal need not be one who may read why the case was voided.
        carried.give_back(signal, by=by, reason=_("Its case was registered in error"))
    return case
