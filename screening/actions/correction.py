"""Corrections of what was recorded."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history, identity
from lib.problems import settle
from office.queue import wait_in_line
from screening import facts, rules, walls
from screening.actions.acts import about, locked_with_person, put_stage, put_unit
from screening.actions.renewal import save_with_renewals
from screening.actions.start import check_twice, put_own_staff
from screening.models import Stage, Trajectory
from screening.models.values import Result, StageKind

REQUEST = ("started_on", "level", "occasion", "subject_group", "function", "unit")
PERSON = ("name", "number", "own_staff")
DECISION = ("result", "completed_on", "ground", "conditions")
CORRECTABLE = (*REQUEST, *PERSON, *DECISION)


@log.act(Kind.TRAJECTORY_CORRECTED, about)
def correct_trajectory(*, trajectory: Trajectory, by: User | None, reason: str, **corrected: Any) -> Trajectory:
    """Correct, with a reason, what was recorded of the request, the person or the decision.

    `corrected` are names of `REQUEST`, `PERSON` and, once there is a decision, `DECISION`; what is not named stays. The
    reference stays as it was given. Raises ValidationError, by field, if a rule does not hold.
    """
    if {"number", "function"} & corrected.keys():
        wait_in_line()
    trajectory = locked_with_person(trajectory, by, number=corrected.get("number", ""))
    if corrected.keys() & set(DECISION):
        rules.check_decided(trajectory)
    values = {name: corrected.get(name, getattr(trajectory, name)) for name in CORRECTABLE}
    settle(rules.correction_problems(trajectory, values, reason))
    settle(rules.identity_problems(values))
    before, was = history.columns_of(trajectory), identity.screening_hash(trajectory.number)
    _put_corrected(trajectory, values, by)
    as_before = (was, rules.function_key(before["function"]))
    if trajectory.result == Result.PENDING and as_before != rules.twice_key(trajectory):
        # A correction makes no second open trajectory of one person for one function either.
        check_twice([trajectory], by)
    _move_stages(trajectory, by=by, reason=reason)
    put_stage(trajectory)
    save_with_renewals(trajectory, before, by=by, reason=reason, was=was)
    return trajectory


def _put_corrected(trajectory: Trajectory, values: Mapping[str, Any], by: User | None) -> None:
    level, completed_on = trajectory.level_id, trajectory.completed_on
    facts.put(trajectory, facts.of_start(values["started_on"], values["level"]))
    trajectory.occasion, trajectory.subject_group = values["occasion"], values["subject_group"]
    trajectory.function = values["function"].strip()
    put_unit(trajectory, values["unit"])
    trajectory.set_identity(values["name"], values["number"])
    put_own_staff(trajectory, own_staff=values["own_staff"], by=by, team=walls.hashes_of_team())
    if trajectory.completed_on:
        facts.put(trajectory, facts.of_completion(values["result"], values["completed_on"], values["ground"]))
        trajectory.conditions = values["conditions"].strip()
    if level != trajectory.level_id or completed_on != trajectory.completed_on:
        # What is due follows from these alone: it is planned anew.
        trajectory.due_on = trajectory.renewal_on = None


def _move_stages(trajectory: Trajectory, *, by: User | None, reason: str) -> None:
    """The rows of the request and of the decision follow a corrected day."""
    days = {StageKind.REQUESTED: trajectory.started_on, StageKind.DECISION: trajectory.completed_on}
    for stage in Stage.objects.filter(trajectory=trajectory, kind__in=days):
        day = days[StageKind(stage.kind)]
        if day is not None and stage.reached_on != day:
            stage.reached_on = day
            history.save(stage, by=by, reason=reason)


def fill_in_identity(trajectory: Trajectory, by: User | None, name: str, number: str) -> Trajectory:
    """Write down who it is where no number was known; a number that is there stays, and so does a name.

    Part of another act, such as entering service.
    """
    trajectory = locked_with_person(trajectory, by, number=number)
    settle(rules.identity_problems({"number": number}))
    if trajectory.number or not number.strip():
        return trajectory
    before = history.columns_of(trajectory)
    trajectory.set_identity(trajectory.name or name, number)
    put_own_staff(trajectory, own_staff=trajectory.own_staff, by=by, team=walls.hashes_of_team())
    save_with_renewals(trajectory, before, by=by)
    return trajectory
