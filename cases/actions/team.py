"""What is written of the people who may open a case: who joins and leaves its team, and who is walled off."""

from accounts.models import User
from audit.kinds import Kind
from cases import rules
from cases.actions.acts import join, leave, locked, on_case
from cases.models import Case, TeamMember, Wall
from cases.models.values import TeamRole
from lib import clock, history
from lib.problems import reason_problems, settle


@on_case(Kind.LEAD_APPOINTED)
def appoint_lead(*, case: Case, by: User, lead: User, reason: str) -> None:
    """Give the case a lead, or another one; a former lead leaves the team, a member steps up.

    To replace somebody takes a reason.
    """
    case = locked(case, by)
    rules.check_not_closed(case)
    settle(rules.lead_problems(case, lead, by))
    if TeamMember.objects.current().filter(case=case, role=TeamRole.LEAD).exists():
        settle(reason_problems(reason))
    _replace_lead(case, lead, by=by, reason=reason)


def _replace_lead(case: Case, lead: User, *, by: User, reason: str) -> None:
    for member in TeamMember.objects.current().filter(case=case):
        if member.role == TeamRole.LEAD or member.user_id == lead.pk:
            leave(member, by=by, reason=reason)
    join(case, lead, TeamRole.LEAD, by=by, reason=reason)


@on_case(Kind.CASE_HANDED_OVER)
def hand_over(*, case: Case, by: User, lead: User, reason: str) -> None:
    """Give the lead to somebody else, and leave the team."""
    case = locked(case, by)
    settle(reason_problems(reason))
    settle(rules.lead_problems(case, lead, by))
    _replace_lead(case, lead, by=by, reason=reason)


@on_case(Kind.ACCESS_GRANTED)
def grant_access(*, case: Case, by: User, person: User, role: str, reason: str) -> None:
    """Put a person on the team, as member or reviewer, or give a member of the team the other of these roles."""
    case = locked(case, by)
    settle(reason_problems(reason))
    settle(rules.member_problems(case, person))
    for member in TeamMember.objects.current().filter(case=case, user=person):
        leave(member, by=by, reason=reason)
    join(case, person, role, by=by, reason=reason)


@on_case(Kind.ACCESS_REVOKED)
def revoke_access(*, member: TeamMember, by: User, reason: str) -> None:
    """Take a person off the team."""
    locked(member.case, by)
    settle(reason_problems(reason))
    member = TeamMember.objects.get(pk=member.pk)
    rules.check_can_revoke(member)
    leave(member, by=by, reason=reason)


@on_case(Kind.RECUSED)
def recuse(*, case: Case, by: User, reason: str) -> None:
    """Step out of the case; if the lead does, the coordinator finds it among those that nobody leads."""
    case = locked(case, by)
    rules.check_can_step_out(case, by)
    settle(reason_problems(reason))
    for member in TeamMember.objects.current().filter(case=case, user=by):
        leave(member, by=by, reason=reason)


@on_case(Kind.WALL_RAISED)
def raise_wall(*, case: Case, by: User, person: User, reason: str) -> Wall:
    """From now on the case does not exist for this person; one of the team leaves it, the lead too.

    The reason stands with the wall alone: the line of time of the team must not tell it.
    """
    case = locked(case, by)
    settle(reason_problems(reason))
    settle(rules.wall_problems(case, person))
    wall = Wall(case=case, person_hash=person.wall_hash, reason=reason.strip(), raised_by=by, raised_at=clock.now())
    history.save(wall, by=by, reason=reason)
    for member in TeamMember.objects.current().filter(case=case, user=person):
        leave(member, by=by, reason="")
    return wall


@on_case(Kind.WALL_LIFTED)
def lift_wall(*, wall: Wall, by: User, reason: str) -> None:
    """The case exists for this person again, if his roles let him see it; he does not come back on the team."""
    locked(wall.case, by)
    settle(reason_problems(reason))
    wall = Wall.objects.get(pk=wall.pk)
    rules.check_can_lift(wall)
    wall.lifted_by, wall.lifted_at, wall.lift_reason = by, clock.now(), reason.strip()
    history.save(wall, by=by, reason=reason)
