"""What must hold of a signal, said once: the forms and the actions ask here.

`*_problems` hold values against the rules and yield `(field, sentence)`; `check_*` say whether a move is possible now
and raise `Refused` with the reason.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases import access as case_access
from cases import rules as case_rules
from cases.models import Case, Signal, SignalWall, TeamMember
from cases.models.signal import FOLLOWED_UP
from cases.models.values import Decision, Status, Track
from cases.signals import walls
from lib import identity
from lib.problems import Problem, future_problems, in_words, reason_problems, receipt_problems
from lib.refusal import Refused

USUAL_CATEGORY = "leak_unknown_kind"
"""What a case that is made of a signal is about, until its allegation is corrected."""
TRACKS = {
    Decision.ORIENTATION: Track.ORIENTATION,
    Decision.DISCIPLINARY: Track.DISCIPLINARY,
    Decision.PROSECUTION: Track.CRIMINAL,
}
"""The track of investigation that each decision stands for."""
MADE = tuple(decision for decision in FOLLOWED_UP if decision != Decision.MERGED)
"""The decisions of which a case comes."""


def signal_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is registered of a signal: `received_on`, `source`, `text`, `number`."""
    yield from receipt_problems("received_on", values.get("received_on"))
    if not values.get("received_on"):
        yield "received_on", _("Say on which day the signal came in")
    if not values.get("source"):
        yield "source", _("Choose where the signal comes from")
    if not (values.get("text") or "").strip():
        yield "text", _("Write down what the signal says")
    yield from identity.number_problems(values.get("number") or "")


def registering_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """The same with what is said only when it is registered: its reporter, and from whom it is kept."""
    yield from signal_problems(values)
    for _field, sentence in identity.number_problems(values.get("reporter_number") or ""):
        yield "reporter_number", sentence
    if values.get("keep_from") and not (values.get("keep_reason") or "").strip():
        yield "keep_reason", _("Say why it is kept from them")
    if (values.get("keep_reason") or "").strip() and not values.get("keep_from"):
        yield "keep_from", _("Choose from whom it is kept, or leave the reason empty")


def correction_problems(signal: Signal, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is corrected must go with what the clocks hold already."""
    yield from signal_problems(values)
    received_on, acknowledged_on = values.get("received_on"), signal.acknowledged_on
    if acknowledged_on and received_on and received_on > acknowledged_on:
        yield (
            "received_on",
            _("Receipt was acknowledged before that day. Enter %(day)s or earlier")
            % {"day": in_words(acknowledged_on)},
        )
    if acknowledged_on and not values.get("whistleblower"):
        yield "whistleblower", _("Its receipt has been acknowledged under the act. Leave the mark as it is")


def decision_problems(signal: Signal, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is decided: `decision`, `decided_on`, `reason`; with one case it joins `into`, with another who leads it."""
    decision, decided_on = values.get("decision"), values.get("decided_on")
    if decision not in Decision.values or decision == Decision.UNDECIDED:
        yield "decision", _("Choose what is done with the signal")
    if not decided_on:
        yield "decided_on", _("Say on which day it was decided")
    yield from day_problems("decided_on", decided_on, signal.received_on)
    yield from reason_problems(values.get("reason") or "")
    if decision == Decision.MERGED and values.get("into") is None:
        yield "into", _("Enter the reference of the case that the signal joins")
    if decision != Decision.MERGED and values.get("into") is not None:
        yield "into", _("Only a signal that is merged joins a case. Leave it empty")
    if decision in MADE:
        yield from case_rules.allegation_problems(dict(values))
    elif values.get("lead") is not None:
        yield "lead", _("No case is made by this decision. Leave the lead empty")


def day_problems(field: str, day: datetime.date | None, received_on: datetime.date) -> Iterator[Problem]:
    """Nothing is done with a signal before it comes in, nor in the future."""
    yield from future_problems(field, day)
    if day and day < received_on:
        yield (
            field,
            _("That day lies before the signal came in. Enter %(received)s or later")
            % {"received": in_words(received_on)},
        )


def joining_problems(signal: Signal, case: Case | None, by: User) -> Iterator[Problem]:
    """A signal joins an open case that who decides may open, and of whose team nobody is kept out of the signal.

    One sentence says all of it, so that nobody learns of a case that does not exist for him; only a coordinator, who
    sees both, is told of the team.
    """
    if case is None or case.voided_on or case.status == Status.CLOSED or not _may_open(by, case):
        yield "into", _cannot_be_joined()
    elif any(walls.keep_out(walls.own_hashes_of(signal), member.user) for member in _team_of(case)):
        if by.has_perm("signals.triage"):
            yield "into", _("Somebody on the team of that case may not see this signal. Change the team first")
        else:
            yield "into", _cannot_be_joined()


def _cannot_be_joined() -> str:
    return _("This signal cannot be joined to that case. Check the reference, or ask a coordinator.")


def _may_open(by: User, case: Case) -> bool:
    return case_access.visible_to(by).filter(pk=case.pk).exists()


def _team_of(case: Case) -> Any:
    return TeamMember.objects.current().filter(case=case).select_related("user")


def lead_problems(signal: Signal, lead: User | None, by: User) -> Iterator[Problem]:
    """Only a coordinator chooses who leads the case that is made; nobody makes himself its lead."""
    if lead is None:
        return
    if not by.has_perm("signals.triage") or lead == by or not _investigates(signal, lead):
        yield "lead", _("This person cannot lead the case. Choose somebody else")


def triager_problems(signal: Signal, triager: User | None) -> Iterator[Problem]:
    """A triager is an investigator for whom the signal exists; the sentence is the same whatever the reason is."""
    if triager is not None and not _investigates(signal, triager):
        yield "triager", _("This person cannot decide on the signal. Choose somebody else")


def _investigates(signal: Signal, person: User) -> bool:
    return person.has_perm("cases.open_team") and not walls.keep_out(walls.hashes_of(signal), person)


def wall_problems(signal: Signal, person: User) -> Iterator[Problem]:
    """A wall is raised once around a person."""
    if SignalWall.objects.around(person.signal_wall_hash).filter(signal=signal).exists():
        yield "person", _("There is a wall around this person. Choose somebody else")


def acknowledgement_problems(signal: Signal, acknowledged_on: datetime.date | None) -> Iterator[Problem]:
    """The day on which receipt was acknowledged."""
    yield from day_problems("acknowledged_on", acknowledged_on, signal.received_on)
    if acknowledged_on and signal.feedback_on and acknowledged_on > signal.feedback_on:
        yield (
            "acknowledged_on",
            _("Feedback was given before that day. Enter %(day)s or earlier") % {"day": in_words(signal.feedback_on)},
        )


def feedback_problems(signal: Signal, feedback_on: datetime.date | None) -> Iterator[Problem]:
    """The day on which the reporter was told what became of it."""
    yield from future_problems("feedback_on", feedback_on)
    if feedback_on and signal.acknowledged_on and feedback_on < signal.acknowledged_on:
        yield (
            "feedback_on",
            _("That day lies before receipt was acknowledged. Enter %(day)s or later")
            % {"day": in_words(signal.acknowledged_on)},
        )


def reporter_problems(name: str, number: str, contact: str) -> Iterator[Problem]:
    """A reporter is somebody: by a name, a number, or a way to reach him."""
    if not any(said.strip() for said in (name, number, contact)):
        yield "name", _("Enter a name, a personnel number, or how to reach the reporter.")
    yield from identity.number_problems(number)


def no_reporter() -> str:
    """Why nobody can be shown."""
    return _("It is not recorded who reported this signal.")


def check_undecided(signal: Signal) -> None:
    """A signal is decided on once; its text, its triager and its walls change until then."""
    if signal.decision != Decision.UNDECIDED:
        raise Refused(_("This signal has been decided on already."))


def check_was_read(signal: Signal, by: User) -> None:
    """No signal is decided on unread: the log must hold a look of who decides, at what it says now."""
    about = Event.objects.filter(target=signal.reference)
    looked = about.filter(kind=Kind.SIGNAL_OPENED, actor=by.username)
    corrected = about.filter(kind=Kind.SIGNAL_CORRECTED).order_by("-pk").values_list("pk", flat=True).first()
    if corrected is not None:
        looked = looked.filter(pk__gt=corrected)
    if not looked.exists():
        raise Refused(_("You have not read what this signal says now. Read it first, then decide."))


def check_can_decide(signal: Signal, by: User) -> None:
    """What must hold of the signal before anything is decided."""
    check_undecided(signal)
    check_was_read(signal, by)


def check_can_take_back(signal: Signal) -> None:
    """A decision is taken back where no case came of it; a case that was made is registered in error instead."""
    if signal.decision == Decision.UNDECIDED:
        raise Refused(_("Nobody has decided on this signal yet."))
    if signal.decision in MADE:
        raise Refused(
            _("A case was made of this signal. Mark the case as registered in error; the signal is then undecided.")
        )
    if signal.case is not None:
        case_rules.check_not_closed(signal.case)


def check_without_case(signal: Signal) -> None:
    """Walls around a signal that belongs to a case stand around the case."""
    if signal.case_id is not None:
        raise Refused(_("This signal belongs to a case. Raise and lift walls there."))


def check_can_lift(wall: SignalWall) -> None:
    """A wall is lifted once, and not while the signal belongs to a case."""
    check_without_case(wall.signal)
    if wall.lifted_at:
        raise Refused(_("This wall was lifted before."))


def check_clock(signal: Signal) -> None:
    """Clocks run for what was reported under the act."""
    if not signal.whistleblower:
        raise Refused(_("This signal was not reported under the whistle-blower act: no clock runs."))


def check_can_give_feedback(signal: Signal) -> None:
    """Feedback follows the acknowledgement."""
    check_clock(signal)
    if signal.acknowledged_on is None:
        raise Refused(_("Record first on which day receipt was acknowledged."))


def track_of(signals: Iterable[Signal]) -> str:
    """The track for which a case was made of one of these signals; nothing if it was made otherwise."""
    decided = (Decision(signal.decision) for signal in signals)
    return next((TRACKS[decision].value for decision in decided if decision in TRACKS), "")
