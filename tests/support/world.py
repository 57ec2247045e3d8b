"""One record in each state that has pages of its own, and the public keys by which addresses name them."""

from typing import Any

from accounts.proposals.actions import propose_role
from accounts.roles import Role
from audit import log
from audit.kinds import Kind
from audit.models import Event
from audit.months import Month
from cases import actions
from cases.actions.duplicates import note_duplicates
from cases.models import Case, PossibleDuplicate, TeamMember
from cases.models.values import Finding, TeamRole
from office.models import Level, Occasion
from screening import actions as screening
from screening.models import Trajectory
from screening.models.values import SubjectGroup
from tests.cast import Cast, person, suspicion
from tests.support.casework import RECEIVED, close, find, nth, start

UNKNOWN = {"case": "2018-00000", "found": "2018-00000", "proposed": "2018-00000", "closed": "2018-00000"} | {
    "trajectory": "S2018-00000",
    "decided": "S2018-00000",
    "screened": "S2018-00000",
}
"""What records are called that do not exist, in place of those that do."""


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
    return {
        **_beside(cast, case),
        "case": case.reference,
        "allegation": nth(case).public_key,
        "investigation": start(case, cast.investigator).public_key,
        "found": found(cast, **about).reference,
        "proposed": proposed.reference,
        "closed": closed.reference,
        "trajectory": trajectory(cast).reference,
        "decided": decided.reference,
    }


def _beside(cast: Cast, case: Case) -> dict[str, str]:
    """What stands beside the records: a member and a wall on the case, a possible duplicate, a proposal, an event."""
    member = person("mia", Role.INVESTIGATOR)
    actions.grant_access(case=case, by=cast.investigator, person=member, role=TeamRole.MEMBER, reason="Helps")
    wall = actions.raise_wall(case=case, by=cast.investigator, person=cast.stranger, reason="A neighbour")
    screened = trajectory(cast)
    their_wall = screening.raise_wall(
        trajectory=screened, by=cast.screening_officer, person=cast.stranger, reason="A neighbour"
    )
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
