"""What must hold of a trajectory, said once: the forms, an import and the actions all ask here.

`*_problems` hold values against the rules and yield `(field, sentence)`; `check_*` say whether a move is possible now
and raise `Refused` with the reason.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib import identity
from lib.problems import REASON_NEEDED, Problem, future_problems, in_words, reason_problems, receipt_problems
from lib.refusal import Refused
from screening.models import Stage, Trajectory, Wall
from screening.models.values import ObjectionResult, Result, StageKind

BEFORE_DECISION = tuple(list(StageKind)[1 : list(StageKind).index(StageKind.DECISION)])
"""The stages between the request and the decision. Their order is usual, not compulsory: checks run side by side."""


def started_problems(started_on: datetime.date | None) -> Iterator[Problem]:
    """The day the request was received."""
    yield from receipt_problems("started_on", started_on)


def identity_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Who is screened.

    Whose number it is, no answer may tell: not even that it is the officer's. He cannot open what concerns him anyway.
    """
    yield from identity.number_problems(values.get("number") or "")


def concerns(user: User | None, number: str) -> bool:
    """Whether a personnel number is this person's, so that the trajectory does not exist for him."""
    return user is not None and bool(user.screening_hash) and user.screening_hash == identity.screening_hash(number)


def wall_problems(trajectory: Trajectory, person: User, reason: str) -> Iterator[Problem]:
    """Around whom a wall can be raised: once, and not around who works on the trajectory."""
    yield from reason_problems(reason)
    if trajectory.officer_id == person.pk:
        yield "person", _("This person is its screening officer. Give the trajectory to somebody else first")
    elif Wall.objects.around(person.screening_wall_hash).filter(trajectory=trajectory).exists():
        yield "person", _("There is a wall for this person already. Choose somebody else")


def check_can_lift(wall: Wall) -> None:
    """A wall is lifted once."""
    if wall.lifted_at is not None:
        raise Refused(_("This wall is lifted already."))


def reached_problems(trajectory: Trajectory, kind: str, reached_on: datetime.date | None) -> Iterator[Problem]:
    """The day a stage was reached: not in the future, not before the start, not before what it follows from."""
    yield from future_problems("reached_on", reached_on)
    first = trajectory.started_on
    if kind == StageKind.OBJECTION and trajectory.completed_on:
        first = trajectory.completed_on
    if kind == StageKind.APPEAL:
        first = _day_of(trajectory, StageKind.OBJECTION) or first
    if reached_on and reached_on < first:
        yield "reached_on", _too_early(kind) % {"first": in_words(first)}


def _too_early(kind: str) -> str:
    if kind == StageKind.OBJECTION:
        return _("The objection lies before the decision. Enter %(first)s or later")
    if kind == StageKind.APPEAL:
        return _("The appeal lies before the objection. Enter %(first)s or later")
    return _("The date lies before the trajectory started. Enter %(first)s or later")


def _day_of(trajectory: Trajectory, kind: str) -> datetime.date | None:
    found = Stage.objects.filter(trajectory=trajectory, kind=kind).values_list("reached_on", flat=True)
    return found.first()


def completed_problems(values: Mapping[str, Any], first: datetime.date) -> Iterator[Problem]:
    """A first decision: result, its day, its ground and its conditions; `first` is the day of the stage before it."""
    result, completed_on = values.get("result"), values.get("completed_on")
    yield from future_problems("completed_on", completed_on)
    if completed_on and completed_on < first:
        yield (
            "completed_on",
            _("The date lies before the last stage was reached. Enter %(first)s or later") % {"first": in_words(first)},
        )
    if not completed_on:
        yield "completed_on", _("Enter the day of the decision")
    if result == Result.PENDING:
        yield "result", _("Choose how the trajectory ended")
    if result == Result.NEGATIVE and not values.get("ground"):
        yield "ground", _("A negative result has a ground. Choose one")
    if result != Result.NEGATIVE and values.get("ground"):
        yield "ground", _("Only a negative result has a ground. Leave it empty")
    if result != Result.CONDITIONAL and values.get("conditions"):
        yield "conditions", _("Only a result with conditions has these. Leave it empty")


def correction_problems(trajectory: Trajectory, values: Mapping[str, Any], reason: str) -> Iterator[Problem]:
    """What a trajectory would hold after a correction: the same rules, and the stages between stay between."""
    started_on, completed_on = values["started_on"], values["completed_on"]
    if not reason.strip():
        yield "reason", REASON_NEEDED
    yield from started_problems(started_on)
    days = dict(Stage.objects.filter(trajectory=trajectory).values_list("kind", "reached_on"))
    between = [day for kind, day in days.items() if kind in BEFORE_DECISION]
    if between and started_on > min(between):
        yield "started_on", _("A later stage of this trajectory lies before that day. Enter an earlier one")
    if trajectory.completed_on:
        yield from completed_problems(values, max([started_on, *between]))
        objected_on = days.get(StageKind.OBJECTION)
        if completed_on and objected_on and completed_on > objected_on:
            yield (
                "completed_on",
                _("The objection lies before that day. Enter %(last)s or earlier") % {"last": in_words(objected_on)},
            )


def stages_ahead(trajectory: Trajectory, reached: Collection[str]) -> list[StageKind]:
    """The stages that can be recorded now, beside those `reached`; decision and objection have their own pages."""
    if trajectory.result == Result.PENDING:
        return [kind for kind in BEFORE_DECISION if kind not in reached]
    appealable = StageKind.OBJECTION in reached and StageKind.APPEAL not in reached
    return [StageKind.APPEAL] if appealable else []


def check_can_reach(trajectory: Trajectory, kind: str) -> None:
    """Which stage may follow: each once, none but objection and appeal after the decision."""
    if kind == StageKind.DECISION:
        raise Refused(_("A decision is recorded by completing the trajectory."))
    if kind == StageKind.OBJECTION:
        check_decided(trajectory)
    elif kind == StageKind.APPEAL:
        check_can_appeal(trajectory)
    else:
        check_under_way(trajectory)
    if kind == StageKind.REQUESTED or _day_of(trajectory, kind):
        raise Refused(_("This stage has been reached already."))


def check_under_way(trajectory: Trajectory) -> None:
    """Before the first decision."""
    if trajectory.result != Result.PENDING:
        raise Refused(_("The trajectory is completed. Only an objection or an appeal can follow."))


def check_can_complete(trajectory: Trajectory) -> None:
    """A trajectory is completed once."""
    if trajectory.result != Result.PENDING:
        raise Refused(_("The trajectory is completed already. Correct the result if it is wrong."))


def check_decided(trajectory: Trajectory) -> None:
    """After the first decision: only then there is something to object to, or to correct."""
    if trajectory.result == Result.PENDING:
        raise Refused(_("There is no decision yet. Complete the trajectory first."))


def check_can_appeal(trajectory: Trajectory) -> None:
    """An appeal follows an objection."""
    if not _day_of(trajectory, StageKind.OBJECTION):
        raise Refused(_("There is no objection yet. An appeal can only follow one."))


def objection_problems(trajectory: Trajectory, values: Mapping[str, Any], *, lodged: bool) -> Iterator[Problem]:
    """An objection: the day it was lodged the first time; after that its result, which changes only with a reason."""
    lodged_on, result = values.get("lodged_on"), values.get("result")
    if not lodged:
        if not lodged_on:
            yield "lodged_on", _("Enter the day on which the objection was lodged")
        for _field, sentence in reached_problems(trajectory, StageKind.OBJECTION, lodged_on):
            yield "lodged_on", sentence
    elif not result:
        yield "result", _("Choose the result of the objection")
    if result and result not in ObjectionResult.values:
        yield "result", _("Choose the result of the objection")
    changed = trajectory.objection_result and trajectory.objection_result != result
    if changed and not (values.get("reason") or "").strip():
        yield "reason", REASON_NEEDED


NOT_ALL_CAN_BE_COMPLETED = gettext_lazy("Not all of these trajectories can be completed on that day.")
NOT_ALL_CAN_REACH = gettext_lazy("Not all of these trajectories can reach that stage on that day.")
