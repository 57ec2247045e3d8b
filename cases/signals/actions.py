"""Every write to signals: one transaction, one event in the audit log, who and why in the history.

All take keyword-only arguments. Who may do it, the doors of `access.py` have settled before; whether it is possible
now, `rules.py` says here, on the row that the transaction holds with a lock. Where a case is held too, the signal is
held first.
"""

import datetime
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from cases.actions import carried
from cases.actions.acts import join
from cases.actions.case import save_with_facts, write_case
from cases.models import Case, Reporter, Signal, SignalWall
from cases.models.values import Decision, Recipient, TeamRole
from cases.signals import access, rules, walls
from lib import clock, history
from lib.problems import reason_problems, settle
from lib.publickey import new_references
from office.models import Category, RecipientType, SignalSource

P = ParamSpec("P")
T = TypeVar("T")


def on_signal(kind: Kind) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function one act on the signal that it is given, or on that of the wall that it is given.

    The event says whether who acts worked on the signal before the act. Reasons stay in the history.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def acted(*args: P.args, **arguments: P.kwargs) -> T:
            given: dict[str, Any] = dict(arguments)
            by, signal = given["by"], given["signal"] if "signal" in given else given["wall"].signal
            with log.acting(by, kind, target=signal.reference, on_team=access.is_on_team(by, signal)):
                return function(*args, **arguments)

        return acted

    return decorate


def _held(signal: Signal, by: User) -> Signal:
    """The signal as it is now, which nobody else changes until this act is done.

    Raises Http404, as the door does, if it does not exist any more for who acts.
    """
    held = Signal.objects.select_for_update().get(pk=signal.pk)
    if walls.keep_out(walls.hashes_of(held), by):
        raise Http404
    return held


def _check_still(may: access.May, by: User, signal: Signal) -> None:
    """Raises Http404 if who acts may no longer do so: since then another triager may have been named."""
    if not may(by, signal):
        raise Http404


def register_signals(*, by: User | None, signals: Sequence[Mapping[str, Any]]) -> list[Signal]:
    """Register signals, one or several at once; the event names the one, or says how many.

    Each says `received_on`, `source`, `text`, and may say `channel`, `unit`, `name`, `number`, `whistleblower`,
    `reporter_name`, `reporter_number`, `reporter_contact`, `keep_from` (people) and `keep_reason`.
    Raises ValidationError, by field, if a rule does not hold of one of them.
    """
    for said in signals:
        settle(rules.registering_problems(said))
    references = new_references(Signal.objects.all(), [said["received_on"].year for said in signals], "SG")
    moment = clock.now()
    made = [
        _filled(Signal(reference=reference, registered_by=by, registered_at=moment), said)
        for reference, said in zip(references, signals, strict=True)
    ]
    with log.acting(by, Kind.SIGNAL_REGISTERED) as act:
        made = history.create(made, by=by)
        pairs = list(zip(made, signals, strict=True))
        history.create([reporter for signal, said in pairs if (reporter := _reporter(signal, said))], by=by)
        history.create([wall for signal, said in pairs for wall in _first_walls(signal, said, by)], by=by)
        if len(made) == 1:
            act.target = made[0].reference
        else:
            act.detail = {"signals": len(made)}
    return made


def _filled(signal: Signal, said: Mapping[str, Any]) -> Signal:
    """The signal with what is said of it; what may be left out is unknown then."""
    signal.received_on, signal.received_year = said["received_on"], said["received_on"].year
    signal.source, signal.text = said["source"], said["text"].strip()
    for name in ("channel", "unit"):
        item = said.get(name)
        setattr(signal, f"{name}_id", item.pk if item is not None else "unknown")
    signal.whistleblower = bool(said.get("whistleblower"))
    signal.set_identity(said.get("name") or "", said.get("number") or "")
    return signal


def _reporter(signal: Signal, said: Mapping[str, Any]) -> Reporter | None:
    parts = [(said.get(f"reporter_{part}") or "").strip() for part in ("name", "number", "contact")]
    if not any(parts):
        return None
    reporter = Reporter(signal=signal)
    reporter.set_identity(*parts)
    return reporter


def _first_walls(signal: Signal, said: Mapping[str, Any], by: User | None) -> list[SignalWall]:
    return [_new_wall(signal, person, by, said["keep_reason"]) for person in dict.fromkeys(said.get("keep_from") or ())]


def _new_wall(signal: Signal, person: User, by: User | None, reason: str) -> SignalWall:
    return SignalWall(
        signal=signal,
        person_hash=person.signal_wall_hash,
        reason=reason.strip(),
        raised_by=by,
        raised_at=clock.now(),
    )


def decide(*, signal: Signal, by: User, decision: str, **said: Any) -> Signal:
    """Decide what is done with a signal: nothing more, a talk, joining the case `into`, or a case that is made of it.

    `said` is what `write_decision` takes besides. Raises Refused for a second decision and for a signal that `by` never
    opened, ValidationError, by field, if a rule does not hold.
    """
    with log.acting(by, Kind.SIGNAL_DECIDED, target=signal.reference, on_team=access.is_on_team(by, signal)) as act:
        rules.check_can_decide(_held(signal, by), by)
        signal = write_decision(signal=signal, by=by, decision=decision, **said)
        act.detail = {"decision": str(decision), **({"case": signal.case.reference} if signal.case else {})}
    return signal


def write_decision(
    *,
    signal: Signal,
    by: User,
    decision: str,
    decided_on: datetime.date,
    reason: str,
    into: Case | None = None,
    lead: User | None = None,
    **alleged: Any,
) -> Signal:
    """Write a decision, as part of the act that makes it; that somebody read the signal, `decide` sees to.

    A case that is made takes over all that is known; `alleged` are columns of its allegation that say more. A
    coordinator may choose its `lead`; a triager becomes a member of its team, and a coordinator appoints the lead.
    """
    signal = _held(signal, by)
    rules.check_undecided(signal)
    _check_still(access.may_triage, by, signal)
    said = {"decision": decision, "decided_on": decided_on, "reason": reason, "into": into, "lead": lead}
    alleged = _alleged(signal, **alleged) if decision in rules.MADE else {}
    settle(rules.decision_problems(signal, {**said, **alleged}))
    if decision == Decision.MERGED and into is not None:
        signal.case = _joined(signal, into, by=by, reason=reason)
    elif decision in rules.MADE:
        signal.case = _made(signal, lead, by=by, **alleged)
    signal.decision, signal.decided_on, signal.decided_by = decision, decided_on, by
    signal.decision_reason = reason.strip()
    history.save(signal, by=by, reason=reason)
    return signal


def _alleged(signal: Signal, *, category: Category | None = None, recipient: str = "", **more: Any) -> dict[str, Any]:
    """What a case that is made alleges; what is not said is unknown."""
    kind = "none" if recipient == Recipient.NONE else "unknown"
    return {
        "category": category or Category.objects.get(pk=rules.USUAL_CATEGORY),
        "recipient": recipient or Recipient.UNKNOWN,
        "recipient_type": more.pop("recipient_type", None) or RecipientType.objects.get(pk=kind),
        "unit": more.pop("unit", None) or signal.unit,
        **more,
    }


def _joined(signal: Signal, into: Case, *, by: User, reason: str) -> Case:
    """The case, held, which came in when the first of its signals did; its reference stays."""
    case = Case.objects.select_for_update().get(pk=into.pk)
    settle(rules.joining_problems(signal, case, by))
    carried.walls_into(case, signal, by=by)
    if signal.received_on < case.received_on:
        case.received_on = signal.received_on
        save_with_facts(case, by=by, reason=reason)
    return case


def _made(signal: Signal, lead: User | None, *, by: User, **alleged: Any) -> Case:
    settle(rules.lead_problems(signal, lead, by))
    case = write_case(
        by=by,
        received_on=signal.received_on,
        summary=signal.text,
        name=signal.name,
        number=signal.number,
        **alleged,
    )
    carried.walls_into(case, signal, by=by)
    if lead is not None:
        join(case, lead, TeamRole.LEAD, by=by, reason="")
    elif not access.may_manage(by):
        join(case, by, TeamRole.MEMBER, by=by, reason="")
    return case


@on_signal(Kind.SIGNAL_TAKEN_BACK)
def take_back(*, signal: Signal, by: User, reason: str) -> Signal:
    """Take a decision back of which no case came; the signal is undecided again.

    A case that it had joined stays as it is, its day of receipt too.
    """
    signal = _held(signal, by)
    _check_still(access.may_manage_signal, by, signal)
    if signal.case_id is not None:
        signal.case = Case.objects.select_for_update().get(pk=signal.case_id)
    rules.check_can_take_back(signal)
    settle(reason_problems(reason))
    carried.give_back(signal, by=by, reason=reason)
    return signal


@on_signal(Kind.SIGNAL_CORRECTED)
def correct_signal(*, signal: Signal, by: User, reason: str, source: SignalSource, **said: Any) -> Signal:
    """Correct what was registered, until it is decided on: what `register_signals` takes but reporter and walls.

    A triager whom it turns out to concern is its triager no longer.
    """
    signal = _held(signal, by)
    rules.check_undecided(signal)
    _check_still(access.may_triage, by, signal)
    settle(reason_problems(reason))
    settle(rules.correction_problems(signal, {"source": source, **said}))
    _filled(signal, {"source": source, **said})
    carried.without_triager_kept_out(signal)
    history.save(signal, by=by, reason=reason)
    return signal


@on_signal(Kind.TRIAGER_NAMED)
def name_triager(*, signal: Signal, by: User, triager: User | None, reason: str = "") -> Signal:
    """Let an investigator decide on a signal, another one, or, with None, nobody but the coordinators."""
    signal = _held(signal, by)
    rules.check_undecided(signal)
    _check_still(access.may_manage_signal, by, signal)
    settle(rules.triager_problems(signal, triager))
    signal.triager = triager
    history.save(signal, by=by, reason=reason)
    return signal


@on_signal(Kind.SIGNAL_ACKNOWLEDGED)
def acknowledge(*, signal: Signal, by: User, acknowledged_on: datetime.date, reason: str = "") -> Signal:
    """Record on which day receipt was acknowledged; another day than the one recorded takes a reason."""
    signal = _held(signal, by)
    _check_still(access.may_clock, by, signal)
    rules.check_clock(signal)
    settle(rules.acknowledgement_problems(signal, acknowledged_on))
    if signal.acknowledged_on is not None:
        settle(reason_problems(reason))
    signal.acknowledged_on = acknowledged_on
    history.save(signal, by=by, reason=reason)
    return signal


@on_signal(Kind.FEEDBACK_GIVEN)
def give_feedback(*, signal: Signal, by: User, feedback_on: datetime.date, reason: str = "") -> Signal:
    """Record on which day the reporter was told what became of it; another day than recorded takes a reason."""
    signal = _held(signal, by)
    _check_still(access.may_clock, by, signal)
    rules.check_can_give_feedback(signal)
    settle(rules.feedback_problems(signal, feedback_on))
    if signal.feedback_on is not None:
        settle(reason_problems(reason))
    signal.feedback_on = feedback_on
    history.save(signal, by=by, reason=reason)
    return signal


@on_signal(Kind.REPORTER_CORRECTED)
def correct_reporter(
    *, signal: Signal, by: User, reason: str, name: str = "", number: str = "", contact: str = ""
) -> None:
    """Record who reported the signal, in the place of whatever was recorded, which is not shown for it."""
    signal = _held(signal, by)
    _check_still(access.may_manage_signal, by, signal)
    settle(reason_problems(reason))
    settle(rules.reporter_problems(name, number, contact))
    reporter = Reporter.objects.filter(signal=signal).first() or Reporter(signal=signal)
    reporter.set_identity(name, number, contact)
    history.save(reporter, by=by, reason=reason)


@on_signal(Kind.SIGNAL_WALL_RAISED)
def raise_wall(*, signal: Signal, by: User, person: User, reason: str) -> SignalWall:
    """From now on the signal does not exist for this person, and nor will a case that is made of it."""
    signal = _held(signal, by)
    _check_still(access.may_manage_signal, by, signal)
    rules.check_without_case(signal)
    settle(reason_problems(reason))
    settle(rules.wall_problems(signal, person))
    wall = _new_wall(signal, person, by, reason)
    history.save(wall, by=by, reason=reason)
    if signal.triager_id == person.pk:
        signal.triager = None
        # The reason stands with the wall alone.
        history.save(signal, by=by)
    return wall


@on_signal(Kind.SIGNAL_WALL_LIFTED)
def lift_wall(*, wall: SignalWall, by: User, reason: str) -> None:
    """The signal exists for this person again, if his roles let him see it."""
    signal = _held(wall.signal, by)
    _check_still(access.may_manage_signal, by, signal)
    wall = SignalWall.objects.get(pk=wall.pk)
    wall.signal = signal
    rules.check_can_lift(wall)
    settle(reason_problems(reason))
    wall.lifted_by, wall.lifted_at, wall.lift_reason = by, clock.now(), reason.strip()
    history.save(wall, by=by, reason=reason)
