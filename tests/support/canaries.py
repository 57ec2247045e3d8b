"""One record of each kind with a word of its own in every field that is not coded, which tells what leaks."""

from typing import Any

from cases import actions
from cases.models import Case, SignalWall
from cases.models.values import Decision
from cases.signals import actions as signals
from office.models import CodeEdition
from screening import actions as screening
from screening.staff import actions as staff
from tests.cast import Cast, suspicion
from tests.support import world
from tests.support.casework import FOUND, RECEIVED, established, nth

CASE = ("summary", "name", "number", "reason", "ground", "bodyref", "proposal", "wallreason", "teamreason")
SCREENED = ("person", "personnumber", "function", "note", "conditions", "wallnote")
SIGNAL = ("sigtext", "signame", "signumber", "sigcorrected")
SIGNAL_COORDINATED = ("sigwall", "sigtriager")
FOLLOWED = ("followedtext", "followedname", "followednumber", "decided")
REPORTER = ("reporter", "reporternumber", "contact")
MATE = ("mate", "matenumber", "matefunction", "matemarked")
REPORTED = ("reported", "assessed", "ended")
SERVED = ("served", "servednumber", "moved", "oath", "withdrawn", "left", "session")


def canary(word: str) -> str:
    """A word that stands nowhere else."""
    return f"zq{word}7731"


def case(cast: Cast) -> dict[str, str]:
    """A case about somebody outside, which a wall keeps from the second coordinator."""
    made = suspicion(
        cast.investigator, received_on=RECEIVED, summary="A word", name=canary("name"), number=canary("number")
    )
    track = {"track": "criminal", "body": "rijksrecherche", "offences": [], "body_reference": canary("bodyref")}
    investigation = actions.start_investigation(case=made, by=cast.investigator, started_on=RECEIVED, **track)
    actions.end_investigation(investigation=investigation, by=cast.investigator, ended_on=RECEIVED)
    actions.correct_case(
        case=made,
        by=cast.investigator,
        reason=canary("reason"),
        received_on=RECEIVED,
        summary=canary("summary"),
    )
    actions.record_finding(
        allegation=nth(made),
        by=cast.investigator,
        finding="confirmed",
        found_on=FOUND,
        ground=canary("ground"),
        **established(),
    )
    made = Case.objects.get(pk=made.pk)
    world.wall_off_case(cast, made, canary("wallreason"))
    actions.appoint_lead(case=made, by=cast.coordinator, lead=cast.investigator, reason=canary("teamreason"))
    actions.propose_closing(case=made, by=cast.investigator, proposal=canary("proposal"))
    return {"case": made.reference}


def trajectory(cast: Cast) -> dict[str, str]:
    """A trajectory that a wall keeps from the second officer."""
    made = world.trajectory(
        cast, name=canary("person"), number=canary("personnumber"), function=canary("function"), officer=None
    )
    day = made.started_on
    screening.reach_stage(
        trajectory=made, by=cast.screening_officer, kind="interview", reached_on=day, note=canary("note")
    )
    decision = {"result": "conditional", "completed_on": day, "conditions": canary("conditions")}
    screening.complete(trajectory=made, by=cast.screening_officer, **decision)
    world.wall_off_trajectory(cast, made, canary("wallnote"))
    return {"trajectory": made.reference}


def signal(cast: Cast) -> dict[str, str]:
    """Two signals with a reporter, which walls keep from the second coordinator: one that waits, one with a case."""
    by = cast.coordinator
    names = ("reporter_name", "reporter_number", "reporter_contact")
    reporter = {name: canary(word) for name, word in zip(names, REPORTER, strict=True)}
    waits = world.signal(cast, text="A word", **reporter)
    said: dict[str, Any] = {"received_on": RECEIVED, "source": waits.source, "text": canary("sigtext")}
    signals.correct_signal(
        signal=waits,
        by=by,
        reason=canary("sigcorrected"),
        **said,
        name=canary("signame"),
        number=canary("signumber"),
    )
    signals.name_triager(signal=waits, by=by, triager=cast.other_investigator, reason=canary("sigtriager"))
    world.wall_off_signal(cast, waits, canary("sigwall"))
    followed = world.signal(
        cast,
        text=canary("followedtext"),
        name=canary("followedname"),
        number=canary("followednumber"),
        keep_from=[cast.second_coordinator],
        keep_reason="A neighbour",
        **reporter,
    )
    decision = {"reason": canary("decided"), "lead": cast.investigator}
    followed = world.decide(cast, followed, Decision.ORIENTATION, **decision)
    return {
        "signal": waits.reference,
        "signal_wall": SignalWall.objects.get(signal=waits).public_key,
        "followed": followed.reference,
    }


def own_staff(cast: Cast) -> dict[str, str]:
    """A trajectory of a colleague of the screening team, and one with what was reported on it, walled off."""
    by = cast.screening_officer
    mate = world.trajectory(
        cast, name=canary("mate"), number=canary("matenumber"), function=canary("matefunction"), own_staff=False
    )
    screening.correct_trajectory(trajectory=mate, by=by, own_staff=True, reason=canary("matemarked"))
    reported = world.trajectory(cast)
    screening.complete(trajectory=reported, by=by, result="positive", completed_on=reported.started_on)
    world.wall_off_trajectory(cast, reported)
    duty = screening.record_duty(
        trajectory=reported, by=by, kind="address", reported_on=RECEIVED, note=canary("reported")
    )
    screening.assess_duty(duty=duty, by=by, outcome="no_action", assessed_on=RECEIVED, note=canary("assessed"))
    screening.end_renewal(trajectory=reported, by=by, reason=canary("ended"))
    return {"team_mate": mate.reference, "renewable": reported.reference, "duty": duty.public_key}


def served(cast: Cast) -> dict[str, str]:
    """Somebody in service, with a reason for whatever was corrected, and a session that was registered in error."""
    by = cast.screening_officer
    made = world.in_service(cast, name=canary("served"), number=canary("servednumber"))
    staff.correct_staff(by=by, staff=made, in_service_from=None, reason=canary("moved"))
    staff.swear_in(by=by, staff=[made], sworn_in_on=FOUND)
    made = staff.correct_oath(by=by, staff=made, sworn_in_on=RECEIVED, reason=canary("oath"))
    edition = CodeEdition.objects.get(pk="unknown")
    staff.acknowledge(by=by, staff=[made], edition=edition, acknowledged_on=RECEIVED)
    acknowledged = made.acknowledgements.get()
    staff.withdraw_acknowledgement(by=by, acknowledgement=acknowledged, reason=canary("withdrawn"))
    made.refresh_from_db()
    staff.leave_service(by=by, staff=made, in_service_to=FOUND, reason=canary("left"))
    session = world.session(cast)
    staff.void_session(by=by, session=session, reason=canary("session"))
    return {
        "staff": made.reference,
        "acknowledgement": acknowledged.public_key,
        "training": session.reference,
    }


def make(cast: Cast) -> dict[str, str]:
    """All of them, by the keys under which addresses name them."""
    made = [case(cast), trajectory(cast), signal(cast), own_staff(cast), served(cast)]
    return {name: key for keys in made for name, key in keys.items()}
