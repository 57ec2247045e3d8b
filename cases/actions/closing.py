"""What is written of closing a case and opening it again."""

from accounts.models import User
from audit.kinds import Kind
from cases import facts, rules
from cases.actions.acts import locked, on_case
from cases.models import Case, Closure
from lib import clock, history
from lib.problems import reason_problems, settle


@on_case(Kind.CLOSING_PROPOSED)
def propose_closing(*, case: Case, by: User, proposal: str) -> Closure:
    """Propose that the case be closed; another person confirms or declines."""
    case = locked(case, by)
    rules.check_can_propose_closing(case)
    closure = Closure(case=case, proposed_on=clock.today(), proposed_by=by, proposal=proposal.strip())
    facts.derive_closure(closure, case)
    history.save(closure, by=by)
    return closure


@on_case(Kind.CLOSING_CONFIRMED)
def confirm_closing(*, case: Case, by: User) -> Case:
    """Close the case, as the second person."""
    case = locked(case, by)
    rules.check_can_confirm_closing(case, by)
    closure = Closure.objects.open().get(case=case)
    closure.closed_on, closure.confirmed_by = clock.today(), by
    facts.derive_closure(closure, case)
    history.save(closure, by=by)
    facts.refresh(case, by=by)
    return case


@on_case(Kind.CLOSING_DECLINED)
def decline_closing(*, case: Case, by: User, reason: str) -> Case:
    """Decline a proposed closing, or withdraw one's own, with a reason."""
    case = locked(case, by)
    rules.check_can_decline_closing(case)
    settle(reason_problems(reason))
    closure = Closure.objects.open().get(case=case)
    closure.declined_on, closure.declined_by, closure.decline_reason = clock.today(), by, reason.strip()
    history.save(closure, by=by, reason=reason)
    return case


@on_case(Kind.CASE_REOPENED)
def reopen_case(*, case: Case, by: User, reason: str) -> Case:
    """Open a closed case again, with a reason; it stays in the year it was received in."""
    case = locked(case, by)
    rules.check_can_reopen(case)
    settle(reason_problems(reason))
    closure = Closure.objects.open().get(case=case)
    closure.reopened_on, closure.reopened_by, closure.reopen_reason = clock.today(), by, reason.strip()
    facts.derive_closure(closure, case)
    history.save(closure, by=by, reason=reason)
    facts.refresh(case, by=by, reason=reason)
    return case
