"""Training sessions with dilemmas: a number of people, no names."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import clock, history
from lib.problems import reason_problems, settle
from lib.publickey import new_references
from screening.models import TrainingSession
from screening.rules import short_reason_problems
from screening.staff import facts, rules
from screening.staff.actions.acts import UNKNOWN_UNIT

PREFIX = "T"
CORRECTABLE = ("held_on", "unit", "topic", "attending")


def _about_new(_said: Mapping[str, Any], made: Sequence[TrainingSession]) -> log.Act:
    return log.Act(target=made[0].reference) if len(made) == 1 else log.Act(detail={"sessions": len(made)})


def _about(said: Mapping[str, Any], _result: Any) -> log.Act:
    return log.Act(target=said["session"].reference)


@log.act(Kind.TRAINING_RECORDED, _about_new)
def record_sessions(*, by: User | None, sessions: Sequence[Mapping[str, Any]]) -> list[TrainingSession]:
    """Record training sessions, each with held_on, topic, attending and, if known, unit.

    Those that come from another register have register and register_number, too, and their import_run. Raises
    ValidationError, by field, if a rule does not hold of one; then none is recorded.
    """
    for session in sessions:
        settle(rules.session_problems(session["held_on"], session["attending"]))
    references = new_references(TrainingSession.objects.all(), [one["held_on"].year for one in sessions], PREFIX)
    made = [_made(session, key) for session, key in zip(sessions, references, strict=True)]
    return history.create(made, by=by)


def _made(said: Mapping[str, Any], reference: str) -> TrainingSession:
    return TrainingSession(
        reference=reference,
        topic=said["topic"],
        unit_id=said["unit"].pk if said.get("unit") else UNKNOWN_UNIT,
        attending=said["attending"],
        registered_at=clock.now(),
        register=said.get("register", ""),
        register_number=said.get("register_number", ""),
        import_run=said.get("import_run"),
        **facts.of_session(said["held_on"]),
    )


@log.act(Kind.TRAINING_CORRECTED, _about)
def correct_session(*, by: User | None, session: TrainingSession, reason: str, **corrected: Any) -> TrainingSession:
    """Correct, with a reason, what was recorded of a session; `corrected` are names of `CORRECTABLE`."""
    session = _locked(session)
    values = {name: corrected.get(name, getattr(session, name)) for name in CORRECTABLE}
    settle([*rules.session_problems(values["held_on"], values["attending"]), *reason_problems(reason)])
    before = history.columns_of(session)
    for name, value in facts.of_session(values["held_on"]).items():
        setattr(session, name, value)
    session.unit_id = values["unit"].pk if values["unit"] is not None else UNKNOWN_UNIT
    session.topic, session.attending = values["topic"], values["attending"]
    if history.columns_of(session) != before:
        history.save(session, by=by, reason=reason.strip())
    return session


@log.act(Kind.TRAINING_VOIDED, _about)
def void_session(*, by: User | None, session: TrainingSession, reason: str) -> TrainingSession:
    """Mark a session as registered in error, with a reason: it is in no figure any more."""
    session = _locked(session)
    settle(short_reason_problems(reason))
    session.voided_on, session.void_reason, session.counted = clock.today(), reason.strip(), False
    history.save(session, by=by, reason=reason.strip())
    return session


def _locked(session: TrainingSession) -> TrainingSession:
    """The session as it is now, which nobody else changes until this act is done."""
    held = TrainingSession.objects.select_for_update().get(pk=session.pk)
    rules.check_is_counted(held)
    return held
