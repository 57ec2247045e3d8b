"""The duty to report of those who were screened."""

import datetime
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import history
from lib.problems import settle
from screening import rules
from screening.actions.acts import about, locked
from screening.models import DutyReport, Trajectory


@log.act(Kind.DUTY_REPORTED, about)
def record_duty(
    *, trajectory: Trajectory, by: User | None, kind: str, reported_on: datetime.date, note: str = ""
) -> DutyReport:
    """Record what somebody reported. Raises ValidationError, by field, if a rule does not hold."""
    trajectory = locked(trajectory, by)
    rules.check_can_report(trajectory)
    settle(rules.reported_problems(trajectory, {"kind": kind, "reported_on": reported_on}))
    duty = DutyReport(trajectory=trajectory, kind=kind, reported_on=reported_on, note=note.strip())
    history.save(duty, by=by)
    return duty


def _about_duty(said: Mapping[str, Any], result: Any) -> log.Act:
    return about({**said, "trajectory": said["duty"].trajectory}, result)


@log.act(Kind.DUTY_ASSESSED, _about_duty)
def assess_duty(
    *, duty: DutyReport, by: User | None, outcome: str, assessed_on: datetime.date, note: str = ""
) -> DutyReport:
    """Record, once, what came of a report; the note goes with it into the history, and that of the report stays."""
    trajectory = locked(duty.trajectory, by)
    duty = DutyReport.objects.get(pk=duty.pk)
    duty.trajectory = trajectory
    rules.check_can_assess(duty)
    settle(rules.assessed_problems(duty, {"outcome": outcome, "assessed_on": assessed_on}))
    duty.outcome, duty.assessed_on = outcome, assessed_on
    history.save(duty, by=by, reason=note.strip())
    return duty
