"""One record in each state that has pages of its own, and the public keys by which addresses name them.

Two people whose roles would open them are walled off from every one: the second coordinator of the cast, and a second
screening officer.
"""

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
from cases.models import Case, PossibleDuplicate, TeamMember
from cases.models import Wall as CaseWall
from cases.models.values import Finding, TeamRole
from office.models import Level, Occasion
from screening import actions as screening
from screening.models import Trajectory
from screening.models import Wall as TrajectoryWall
from screening.models.values import SubjectGroup
from tests.cast import Cast, person, suspicion
from tests.support.casework import RECEIVED, close, find, nth, start

UNKNOWN = {"case": "2018-00000", "found": "2018-00000", "proposed": "2018-00000", "closed": "2018-00000"} | {
    "trajectory": "S2018-00000",
    "decided": "S2018-00000",
    "screened": "S2018-00000",
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
        "number": "123",
    }
    return screening.start_trajectory(by=cast.screening_officer, **{**values, **more})


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
