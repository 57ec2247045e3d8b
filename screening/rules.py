"""What must hold of a trajectory, said once: the forms, an import and the actions all ask here.

`*_problems` hold values against the rules and yield `(field, sentence)`; `check_*` say whether a move is possible now
and raise `Refused` with the reason.
"""

import datetime
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib import identity
from lib.problems import REASON_NEEDED, Problem, future_problems, in_words, reason_problems, receipt_problems
from lib.refusal import Refused
from office.models import Level
from screening.facts import ORDER
from screening.models import DutyReport, Stage, Trajectory, Wall
from screening.models.values import DutyKind, DutyOutcome, ObjectionResult, Result, StageKind

BEFORE_DECISION = tuple(ORDER[1 : ORDER.index(StageKind.DECISION)])
"""The stages between the request and the decision. Their order is usual, not compulsory: checks run side by side."""
OF_A_CERTIFICATE = (
    StageKind.REQUESTED,
    StageKind.FORM,
    StageKind.DECISION,
    StageKind.OBJECTION,
    StageKind.APPEAL,
)


def stages_of(level: Level) -> list[StageKind]:
    """The stages that a level needs, in their usual order: a certificate of conduct is asked for and decided on."""
    if not level.screening:
        return list(OF_A_CERTIFICATE)
    return [kind for kind in ORDER if level.environment or kind != StageKind.ENVIRONMENT]


def results_of(level: Level) -> list[Result]:
    """How a trajectory of this level can end: a certificate of conduct is given or refused, without conditions."""
    return [
        result for result in Result if result != Result.PENDING and (level.screening or result != Result.CONDITIONAL)
    ]


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


def due_problems(reached_on: datetime.date | None, due_on: datetime.date | None) -> Iterator[Problem]:
    """The day that an officer gives for the next step: not before the stage that it follows."""
    if reached_on and due_on and due_on < reached_on:
        yield (
            "due_on",
            _("The next step cannot be due before this stage. Enter %(first)s or later")
            % {"first": in_words(reached_on)},
        )


def place_problems(
    trajectory: Trajectory, kind: str, reached_on: datetime.date, due_on: datetime.date | None
) -> Iterator[Problem]:
    """A day for the next step goes with the stage that a trajectory is in, not with one that it has left behind."""
    here = (trajectory.stage_on, ORDER.index(StageKind(trajectory.stage)))
    if due_on and (reached_on, ORDER.index(StageKind(kind))) < here:
        yield "due_on", _("The trajectory is in a later stage already. Leave this day empty")
    elif due_on and trajectory.result != Result.PENDING:
        yield "due_on", _("The trajectory is completed, so nothing is due. Leave this day empty")


def ending_problems(values: Mapping[str, Any], level: Level) -> Iterator[Problem]:
    """That a trajectory of this level can end so."""
    if values.get("result") == Result.CONDITIONAL and Result.CONDITIONAL not in results_of(level):
        yield "result", _("A certificate of conduct has no conditions. Choose another result")


def completed_problems(
    values: Mapping[str, Any], first: datetime.date, level: Level | None = None
) -> Iterator[Problem]:
    """A first decision: result, its day, its ground and its conditions; `first` is the day of the stage before it.

    With a `level`, also that it can end so.
    """
    if level is not None:
        yield from ending_problems(values, level)
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
        yield from completed_problems(values, max([started_on, *between]), values["level"])
        objected_on = days.get(StageKind.OBJECTION)
        if completed_on and objected_on and completed_on > objected_on:
            yield (
                "completed_on",
                _("The objection lies before that day. Enter %(last)s or earlier") % {"last": in_words(objected_on)},
            )


def stages_ahead(trajectory: Trajectory, reached: Collection[str]) -> list[StageKind]:
    """The stages that can be recorded now, beside those `reached`; decision and objection have their own pages."""
    if trajectory.result == Result.PENDING:
        needed = stages_of(trajectory.level)
        return [kind for kind in BEFORE_DECISION if kind in needed and kind not in reached]
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
        if kind not in stages_of(trajectory.level):
            raise Refused(_("This level has no such stage. Choose another one."))
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
    """After the first decision: only then there is something to object to, to correct, or to renew."""
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


def function_key(function: str) -> str:
    """A function without what people type differently: case, width and spaces."""
    return " ".join(unicodedata.normalize("NFKC", function).casefold().split())


def twice_key(trajectory: Trajectory) -> tuple[str, str]:
    """Of whom and for what a trajectory is."""
    return str(trajectory.number_hash), function_key(trajectory.function)


def twice_problems(started: Iterable[Trajectory], open_ones: Mapping[tuple[str, str], str]) -> Iterator[Problem]:
    """Nobody is screened twice at a time for one function; without a number or a function nothing is known of that.

    `open_ones` are the references of those under way that whoever asks may see, by the hash of the number and the key
    of the function. What he may not see is never told: his own then stands beside it.
    """
    here: set[tuple[str, str]] = set()
    for trajectory in started:
        key = twice_key(trajectory)
        if not all(key):
            continue
        if key in open_ones:
            yield "function", TWICE % {"reference": open_ones[key]}
        elif key in here:
            yield "function", TWICE_HERE
        here.add(key)


def renewal_problems(started: Trajectory, renewed: Trajectory) -> Iterator[Problem]:
    """A renewed screening is that of the same person, on a level that can take the place of the last one."""
    if renewed.screening and not started.screening:
        yield "level", _("A certificate of conduct renews no screening. Choose another level")
    if renewed.number_hash and identity.screening_hash(renewed.number) != started.number_hash:
        yield "number", _("This is not the number in the screening that is renewed. Leave it as it is there")
    if renewed.result == Result.PENDING:
        yield "level", _("The screening that is renewed has no decision yet. Complete it first")


def check_can_end_renewal(trajectory: Trajectory) -> None:
    """Only what is planned can be ended."""
    if trajectory.renewal_on is None:
        raise Refused(_("No renewal of this screening is planned."))


def short_reason_problems(reason: str) -> Iterator[Problem]:
    """A reason that is kept on the record itself, not in its history alone."""
    yield from reason_problems(reason)
    if len(reason.strip()) > LONGEST_REASON:
        yield "reason", _("Say it in at most %(most)s characters") % {"most": LONGEST_REASON}


def check_can_report(trajectory: Trajectory) -> None:
    """A duty to report follows from a screening that was decided on."""
    if trajectory.result == Result.PENDING:
        raise Refused(_("There is no decision yet. Put it in the note of a stage."))


def reported_problems(trajectory: Trajectory, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What was reported, and when: after the decision from which the duty follows."""
    reported_on = values.get("reported_on")
    if values.get("kind") not in DutyKind.values:
        yield "kind", _("Choose what was reported")
    if not reported_on:
        yield "reported_on", _("Enter the day on which it was reported")
    yield from future_problems("reported_on", reported_on)
    if reported_on and trajectory.completed_on and reported_on < trajectory.completed_on:
        yield (
            "reported_on",
            _("The date lies before the decision. Enter %(first)s or later")
            % {"first": in_words(trajectory.completed_on)},
        )


def check_can_assess(duty: DutyReport) -> None:
    """What was reported is assessed once."""
    if duty.outcome != DutyOutcome.PENDING:
        raise Refused(_("This was assessed already."))


def assessed_problems(duty: DutyReport, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What came of it, and when: not before it was reported."""
    assessed_on = values.get("assessed_on")
    if values.get("outcome") not in (DutyOutcome.NO_ACTION, DutyOutcome.RENEWED):
        yield "outcome", _("Choose what came of it")
    if not assessed_on:
        yield "assessed_on", _("Enter the day on which it was assessed")
    yield from future_problems("assessed_on", assessed_on)
    if assessed_on and assessed_on < duty.reported_on:
        yield (
            "assessed_on",
            _("The date lies before the report. Enter %(first)s or later") % {"first": in_words(duty.reported_on)},
        )


LONGEST_REASON = 200
"""The length of the columns that hold why renewals ended, or why a session was registered in error."""
TWICE = gettext_lazy("This person has an open trajectory for this function, %(reference)s. Go on with that one")
TWICE_HERE = gettext_lazy("This person is there twice for this function. Start one trajectory")
NOT_LEFT_ALONE = gettext_lazy(
    "No officer has to be named on the server for this trajectory. Its officer, or any, can assign another one."
)
CANNOT_BE_OFFICER = gettext_lazy("This person cannot open the trajectory, or is no active screening officer.")
NOT_ALL_CAN_BE_COMPLETED = gettext_lazy("Not all of these trajectories can be completed on that day.")
NOT_ALL_CAN_REACH = gettext_lazy("Not all of these trajectories can reach that stage on that day.")
