"""How a trajectory stands that comes from elsewhere: its days, result and stage are held against the rules together."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lib.problems import Problem, in_words
from screening import rules
from screening.models import Trajectory
from screening.models.values import Result, StageKind

IMPLIED = (StageKind.REQUESTED, StageKind.DECISION)
"""The stages that follow from the day of the start and from that of the decision."""
_AFTER_DECISION = (StageKind.DECISION, StageKind.OBJECTION, StageKind.APPEAL)


def problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the values of a row.

    What a level needs is asked of forms alone: what was done elsewhere, or before its terms changed, is taken over.
    """
    yield from rules.started_problems(values["started_on"])
    for _field, why in rules.identity_problems({"number": values["personnel_number"]}):
        yield "personnel_number", why
    if values["result"] == Result.PENDING:
        yield from _open_problems(values)
    else:
        yield from rules.completed_problems(values, first=values["started_on"])
    yield from _stage_problems(values)


def _open_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    if values["completed_on"]:
        yield "completed_on", _("The trajectory is still open, so there is no day of the decision. Leave it empty")
    if values["ground"]:
        yield "ground", _("Only a negative result has a ground. Leave it empty")


def _stage_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """The stage fits the result, and its day fits the days of start and decision."""
    stage, stage_on = values["stage"], values["stage_on"]
    if not stage:
        if stage_on:
            yield "stage", _("There is a day, and no stage. Name the stage")
        return
    is_open = values["result"] == Result.PENDING
    if is_open and stage in _AFTER_DECISION:
        yield "stage", _("The trajectory is still open, and this stage follows the decision. Name an earlier one")
        return
    if not is_open and stage not in _AFTER_DECISION:
        yield "stage", _("The trajectory is completed. Name the decision, an objection or an appeal")
        return
    implied = values["started_on"] if is_open else values["completed_on"]
    if stage in IMPLIED:
        if implied and stage_on and stage_on != implied:
            yield "stage_on", _("This stage is of another day: %(day)s. Enter that day") % {"day": in_words(implied)}
    elif not stage_on:
        yield "stage_on", _("Enter the day on which this stage was reached")
    elif implied:
        yield from _reached_problems(values, stage_on)


def _reached_problems(values: Mapping[str, Any], stage_on: datetime.date) -> Iterator[Problem]:
    """The day of a stage that a row of its own is kept of. An appeal comes without the objection before it."""
    trajectory = Trajectory(started_on=values["started_on"], completed_on=values["completed_on"])
    kind = StageKind.OBJECTION if values["stage"] == StageKind.APPEAL else values["stage"]
    for _field, why in rules.reached_problems(trajectory, kind, stage_on):
        yield "stage_on", why
