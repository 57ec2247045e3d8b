"""One record in each state that has pages of its own, and the public keys by which addresses name them.

Two people whose roles would open them are walled off from every one: the second coordinator of the cast, and a second
screening officer.
"""

import datetime
from typing import Any

from accounts.models import User
from accounts.proposals.actions import propose_role
from accounts.roles import Role
from audit import log
from audit.kinds import Kind
from audit.models import Event
from audit.months import Month
from cases import actions
from cases.actions.duplicates import note_duplicates
from cases.models import Case, PossibleDuplicate, Signal, SignalWall, TeamMember
from cases.models import Wall as CaseWall
from cases.models.values import Decision, Finding, TeamRole
from cases.signals import access as signal_doors
from cases.signals import actions as signals
from figures.publications.actions import publish
from figures.setup import actions as setup
from figures.tokens import actions as tokens
from lib import clock, identity
from office.models import CodeEdition, Level, Occasion, SignalChannel, SignalSource, TrainingTopic, Unit
from screening import actions as screening
from screening.models import StaffMember, TrainingSession, Trajectory
from screening.models import Wall as TrajectoryWall
from screening.models.values import SubjectGroup
from screening.staff import actions as staff
from tests.cast import Cast, person, suspicion
from tests.support.casework import RECEIVED, close, find, nth, start
from tests.support.intake import make_intake

UNKNOWN = {"case": "2018-00000", "found": "2018-00000", "proposed": "2018-00000", "closed": "2018-00000"} | {
    "trajectory": "S2018-00000",
    "decided": "S2018-00000",
    "screened": "S2018-00000",
    "team_mate": "S2018-00000",
    "renewable": "S2018-00000",
    "signal": "SG2018-00000",
    "clocked": "SG2018-00000",
    "settled": "SG2018-00000",
    "followed": "SG2018-00000",
    "staff": "P2018-00000",
    "training": "T2018-00000",
    "incoming": "000000000000",
}
"""What records are called that do not exist, in place of those that do."""


def second_officer() -> User:
    """A screening officer beside the one of the cast."""
    return User.objects.filter(username="sven").first() or person("sven", Role.SCREENING_OFFICER, name="Sven Okafor")


def everybody(cast: Cast) -> dict[str, User]:
    """The cast and the second officer, by the part they play."""
    return {**cast.everybody(), "second_officer": second_officer()}


def trajectory(cast: Cast, **more: Any) -> Trajectory:
    """A trajectory of somebody outside, with the screening officer."""
    values = {
        "started_on": RECEIVED,
        "level": Level.objects.get(pk="reliability"),
        "occasion": Occasion.objects.get(pk="initial"),
        "subject_group": SubjectGroup.CANDIDATE,
        "function": "Control room operator",
        "officer": cast.screening_officer,
        "name": "B. Boom",
        # Nobody is screened twice at a time for one function.
        "number": f"C-{Trajectory.objects.count()}",
    }
    return screening.start_trajectory(by=cast.screening_officer, **{**values, **more})


def signal(cast: Cast, **more: Any) -> Signal:
    """A signal that the investigator registered; nothing says whom it concerns or who reported it."""
    values = {
        "received_on": RECEIVED,
        "source": SignalSource.objects.get(pk="colleague"),
        "channel": SignalChannel.objects.get(pk="phone"),
        "text": "Plates are looked up for a neighbour.",
    }
    return signals.register_signals(by=cast.investigator, signals=[{**values, **more}])[0]


def in_service(cast: Cast, *, by: User | None = None, **more: Any) -> StaffMember:
    """Somebody in service, recorded by the screening officer if nobody else is named."""
    values = {
        "name": "D. Dekker",
        "number": "456",
        "unit": Unit.objects.get(pk="unknown"),
        "in_service_from": RECEIVED,
        "in_service_to": None,
    }
    values |= more
    staff.enter_many(by=by or cast.screening_officer, rows=[values])
    return StaffMember.objects.of_person(identity.staff_hash(values["number"])).get()


def session(cast: Cast) -> TrainingSession:
    """A training session."""
    topic, unit = TrainingTopic.objects.get(pk="everyday_dilemmas"), Unit.objects.get(pk="unknown")
    held = {"held_on": RECEIVED, "unit": unit, "topic": topic, "attending": 12}
    return staff.record_sessions(by=cast.screening_officer, sessions=[held])[0]


def found(cast: Cast, **said: Any) -> Case:
    """A case with a confirmed finding."""
    case = suspicion(cast.investigator, received_on=RECEIVED, **said)
    return find(nth(case), cast.investigator, Finding.CONFIRMED)


def make(cast: Cast) -> dict[str, str]:
    """The records, each about the subject of the cast, and their keys."""
    about = {"name": cast.subject.name, "number": cast.subject.number}
    case = suspicion(cast.investigator, received_on=RECEIVED, **about)
    proposed, closed = found(cast, **about), found(cast, **about)
    actions.propose_closing(case=proposed, by=cast.investigator, proposal="All is done")
    close(closed, cast.investigator, cast.coordinator)
    decided = trajectory(cast)
    screening.complete(
        trajectory=decided, by=cast.screening_officer, result="positive", completed_on=decided.started_on
    )
    allegation, investigation = nth(case), start(case, cast.investigator)
    again, screened = found(cast, **about), trajectory(cast)
    for hidden in (proposed, closed, again):
        wall_off_case(cast, hidden)
    for kept in (decided, screened):
        wall_off_trajectory(cast, kept)
    return {
        **_beside(cast, case),
        **make_setup(cast),
        **make_signals(cast),
        **make_work(cast),
        **make_staff(cast),
        **make_publication(cast),
        **make_intake(cast),
        "case": case.reference,
        "allegation": allegation.public_key,
        "investigation": investigation.public_key,
        "found": again.reference,
        "proposed": proposed.reference,
        "closed": closed.reference,
        "trajectory": screened.reference,
        "decided": decided.reference,
    }


def wall_off_case(cast: Cast, case: Case, reason: str = "A neighbour") -> CaseWall:
    """A wall by decision around a coordinator, to whom the case would be open."""
    return actions.raise_wall(case=case, by=cast.investigator, person=cast.second_coordinator, reason=reason)


def wall_off_trajectory(cast: Cast, trajectory: Trajectory, reason: str = "A neighbour") -> TrajectoryWall:
    """A wall by decision around a screening officer, to whom the trajectory would be open."""
    by, walled = cast.screening_officer, second_officer()
    return screening.raise_wall(trajectory=trajectory, by=by, person=walled, reason=reason)


def _beside(cast: Cast, case: Case) -> dict[str, str]:
    """What stands beside the records: a member and a wall on the case, a possible duplicate, a proposal, an event."""
    member = person("mia", Role.INVESTIGATOR)
    actions.grant_access(case=case, by=cast.investigator, person=member, role=TeamRole.MEMBER, reason="Helps")
    wall = wall_off_case(cast, case)
    screened = trajectory(cast)
    their_wall = wall_off_trajectory(cast, screened)
    note_duplicates([(case, suspicion(cast.coordinator, lead=None).pk)])
    proposal = propose_role(by=cast.admin, about=cast.stranger, role=Role.INVESTIGATOR, reason="Joins the office")
    log.read(cast.manager, Kind.FIGURES_VIEWED)
    return {
        "member": TeamMember.objects.current().get(case=case, user=member).public_key,
        "wall": wall.public_key,
        "screened": screened.reference,
        "screened_wall": their_wall.public_key,
        "duplicate": PossibleDuplicate.objects.get().public_key,
        "proposal": proposal.public_key,
        "event": Event.objects.latest("pk").public_key,
        "month": str(Month.present()),
        "item": f"{Month.present()}.power.{Event.objects.get(kind=Kind.ROLE_PROPOSED).public_key}",
    }


def make_setup(cast: Cast) -> dict[str, str]:
    """What stands beside the figures: a break in every series, and a headcount."""
    said = {"begins_on": RECEIVED, "figures": [], "text_en": "another list", "text_nl": "een andere lijst"}
    broken = setup.add_break(by=cast.admin, **said)
    counted = setup.record_headcount(by=cast.admin, year=RECEIVED.year, number=65_000, source="annual report")
    token, _shown = tokens.issue_token(by=cast.admin, name="Annual report")
    return {"break": broken.public_key, "headcount": str(counted.year), "figure_token": token.public_key}


def make_publication(cast: Cast) -> dict[str, str]:
    """The figures of the year in which all was received, published as if today was over."""
    today = clock.today()
    with clock.at(today + datetime.timedelta(days=1)):
        made = publish(by=cast.manager, first=RECEIVED.year, last=RECEIVED.year, as_at=today, remarks="As agreed.")
    return {"publication": made.public_key}


def read_signal(by: User, signal: Signal) -> Signal:
    """The signal, after a look that the log holds."""
    return signal_doors.open_signal(by, signal.reference)


def decide(cast: Cast, signal: Signal, decision: str, **more: Any) -> Signal:
    """The signal after the coordinator read it and decided."""
    read_signal(cast.coordinator, signal)
    said = {"decided_on": RECEIVED, "reason": "After a talk with the manager", **more}
    return signals.decide(signal=signal, by=cast.coordinator, decision=decision, **said)


def wall_off_signal(cast: Cast, signal: Signal, reason: str = "A neighbour") -> SignalWall:
    """A wall by decision around a coordinator, to whom the signal would be open."""
    by, walled = cast.coordinator, cast.second_coordinator
    return signals.raise_wall(signal=signal, by=by, person=walled, reason=reason)


def make_signals(cast: Cast) -> dict[str, str]:
    """A signal that waits, with a triager; one under the act; one set aside; one with a case. Each has a wall.

    All but the one set aside say who reported it.
    """
    reporter = {"reporter_name": "R. Vos", "reporter_number": "T-vos", "reporter_contact": "After six"}
    kept = {"keep_from": [cast.second_coordinator], "keep_reason": "A neighbour"}
    waits = signal(cast, name=cast.subject.name, number=cast.subject.number, **reporter)
    wall = wall_off_signal(cast, waits)
    signals.name_triager(signal=waits, by=cast.coordinator, triager=cast.other_investigator)
    clocked = signal(cast, whistleblower=True, **reporter, **kept)
    read_signal(cast.coordinator, clocked)
    signals.acknowledge(signal=clocked, by=cast.coordinator, acknowledged_on=RECEIVED)
    settled = decide(cast, signal(cast, **kept), Decision.NO_ACTION)
    followed = signal(cast, whistleblower=True, **reporter, **kept)
    signals.acknowledge(signal=followed, by=cast.coordinator, acknowledged_on=RECEIVED)
    followed = decide(cast, followed, Decision.ORIENTATION, lead=cast.investigator)
    return {
        "signal": waits.reference,
        "signal_wall": wall.public_key,
        "clocked": clocked.reference,
        "settled": settled.reference,
        "followed": followed.reference,
    }


def make_work(cast: Cast) -> dict[str, str]:
    """A trajectory of somebody in the screening team; one that is to be renewed, with what was reported on it."""
    team_mate = trajectory(cast, name="T. Mate", number="T-mate", own_staff=True)
    renewable = trajectory(cast, name="R. Newal", number="T-newal")
    screening.complete(
        trajectory=renewable, by=cast.screening_officer, result="positive", completed_on=renewable.started_on
    )
    wall_off_trajectory(cast, renewable)
    report = screening.record_duty(
        trajectory=renewable, by=cast.screening_officer, kind="address", reported_on=RECEIVED, note="To Breda"
    )
    return {"team_mate": team_mate.reference, "renewable": renewable.reference, "duty": report.public_key}


def make_staff(cast: Cast) -> dict[str, str]:
    """Somebody sworn in who acknowledged the code, and a training session: the second officer is that somebody."""
    officer, walled = cast.screening_officer, second_officer()
    served = in_service(cast, name=walled.name, number=walled.number)
    staff.swear_in(by=officer, staff=[served], sworn_in_on=RECEIVED)
    edition = CodeEdition.objects.get(pk="unknown")
    staff.acknowledge(by=officer, staff=[served], edition=edition, acknowledged_on=RECEIVED)
    return {
        "staff": served.reference,
        "acknowledgement": served.acknowledgements.get().public_key,
        "training": session(cast).reference,
    }
