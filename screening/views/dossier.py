"""The page of one trajectory."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import me
from accounts.models import User
from lib import clock
from lib.methods import require_safe
from lib.refusal import is_allowed
from office.walls import with_people
from screening import access, rules, walls
from screening.models import Stage, Trajectory
from screening.models.values import Result, StageKind
from screening.staff import access as staff_access
from screening.staff.rules import check_can_enter
from screening.timeline import acts_of


@dataclass(frozen=True)
class Step:
    """A stage on the way down: reached (its row, or a day known without one), being in it, or still ahead."""

    kind: StageKind
    stage: Stage | None
    day: datetime.date | None
    current: bool


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Stages, facts, result, objection and history."""
    user = me(request)
    trajectory = access.open_trajectory(user, reference)
    stages = access.stages_of(trajectory)
    reached = {stage.kind: stage for stage in stages}
    context = {
        "trajectory": trajectory,
        "steps": steps_of(trajectory, stages),
        "under_way": trajectory.result == Result.PENDING,
        "objection": reached.get(StageKind.OBJECTION),
        "appeal": reached.get(StageKind.APPEAL),
        "next_stages": rules.stages_ahead(trajectory, reached),
        "days": ((trajectory.completed_on or clock.today()) - trajectory.started_on).days,
        "acts": acts_of(trajectory),
        "duties": access.duty_reports_of(trajectory),
        **_walls(user, trajectory),
        **_service(user, trajectory),
        **_renewals(user, trajectory),
    }
    return render(request, "screening/trajectory_detail.html", context)


def _renewals(user: User, trajectory: Trajectory) -> dict[str, Any]:
    """The screening that it renews and those that renew it, as far as they exist for who opens it; one query."""
    near = Q(renews=trajectory) | Q(pk=trajectory.renews_id)
    found = access.visible_to(user).filter(near).only("reference", "renews").order_by("started_on", "id")
    return {
        "renews": next((one for one in found if one.pk == trajectory.renews_id), None),
        "renewed_by": [one for one in found if one.pk != trajectory.renews_id],
    }


def _walls(user: User, trajectory: Trajectory) -> dict[str, Any]:
    """The walls by decision: that there are any sees who opens it, around whom only who decides on them."""
    standing, may_direct = walls.standing_around(trajectory), access.may_direct(user, trajectory)
    return {
        "may_direct": may_direct,
        "walls_number": len(standing),
        "walls": with_people(standing, lambda person: person.screening_wall_hash) if may_direct else [],
    }


def _service(user: User, trajectory: Trajectory) -> dict[str, Any]:
    """Whether the person screened stands among the staff, or can enter service."""
    return {
        "in_service": staff_access.in_service(user, trajectory),
        "may_enter": is_allowed(check_can_enter, trajectory),
    }


def steps_of(trajectory: Trajectory, stages: list[Stage]) -> list[Step]:
    """The stages reached, oldest first, then the decision if it is still ahead.

    Start and decision stand there also for a trajectory that was taken over without stages.
    """
    days: dict[StageKind, tuple[datetime.date, Stage | None]] = {
        StageKind(stage.kind): (stage.reached_on, stage) for stage in stages
    }
    days.setdefault(StageKind.REQUESTED, (trajectory.started_on, None))
    if trajectory.completed_on:
        days.setdefault(StageKind.DECISION, (trajectory.completed_on, None))
    order = list(StageKind)
    reached = sorted(days, key=lambda kind: (days[kind][0], order.index(kind)))
    steps = [Step(kind, days[kind][1], days[kind][0], kind == trajectory.stage) for kind in reached]
    if trajectory.completed_on is None:
        steps.append(Step(StageKind.DECISION, None, None, False))
    return steps
