"""Who counts and opens nothing sees coded columns: no name and no text, on no page, in no file and in no refusal."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cases import actions as cases
from cases.models import Case, Signal
from cases.signals import access as signals_access
from cases.signals import actions as signals
from figures.definitions import FIGURES
from figures.units import ACKNOWLEDGEMENT, ALLEGATION, CASE, INVESTIGATION, PERSON, SESSION, SIGNAL, TRAJECTORY, Unit
from lib import clock
from office.models import CodeEdition, SignalSource, TrainingTopic
from screening import actions as screening
from screening.models import StaffMember, TrainingSession, Trajectory
from screening.staff import actions as staff
from tests.cast import Cast, suspicion
from tests.screening.conftest import request
from tests.support.casework import nth
from tests.support.exporting import take_out

SignIn = Callable[[User], Client]
CASES = {"reference", "received", "concluded", "closed", "unit", "category", "recipient", "status", "outcome", "cause"}
SCREENED = {"reference", "level", "occasion", "subject_group", "stage", "result", "ground"}
SCREENED |= {"started_on", "completed_on", "stage_on"}
YEARS = "from=2017&to=2019"
HIDDEN = {
    "summary": "Nachtegaal",
    "subject": "Merelbeke",
    "number": "77001122",
    "ground": "Zanglijster",
    "function": "Torenvalk",
    "note": "Ijsvogel",
    "screened": "Boomklever",
    "screened number": "88002233",
    "reason": "Kwartel",
    "signal": "Winterkoning",
    "concerned": "Grasmus",
    "concerned number": "66003344",
    "reporter": "Steenuil",
    "decision": "Roerdomp",
    "in service": "Wielewaal",
    "in service number": "55004455",
    "in error": "Bosrietzanger",
}
Records = tuple[Case, Trajectory, Signal, StaffMember, TrainingSession]


@pytest.mark.parametrize(
    "unit, allowed",
    [
        (CASE, CASES),
        # Of what hangs on a case its dates, and the columns of the case.
        (ALLEGATION, CASES | {"case", "found"}),
        (INVESTIGATION, CASES | {"case", "started", "ended"}),
        (TRAJECTORY, SCREENED),
        (SIGNAL, {"reference", "received", "source", "channel", "decision", "decided"}),
        (PERSON, {"reference", "sworn_in_on", "unit"}),
        (ACKNOWLEDGEMENT, {"reference", "acknowledged_on", "edition", "unit"}),
        (SESSION, {"reference", "held_on", "unit", "topic", "attending"}),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_a_list_behind_a_number_has_coded_columns_only(unit: Unit, allowed: set[str]) -> None:
    assert {column.key for column in unit.columns} <= allowed


@pytest.fixture
def texts(cast: Cast) -> Records:
    """A record of each register in which every field of free text, and of identity, holds a word of its own."""
    case, trajectory = _case_and_trajectory(cast)
    return case, trajectory, _signal(cast), *_staff_and_session(cast)


def _signal(cast: Cast) -> Signal:
    received_on = datetime.date(2018, 5, 5)
    told = {
        "received_on": received_on,
        "source": SignalSource.objects.get(pk="citizen"),
        "text": HIDDEN["signal"],
        "name": HIDDEN["concerned"],
        "number": HIDDEN["concerned number"],
        "reporter_name": HIDDEN["reporter"],
    }
    (made,) = signals.register_signals(by=cast.coordinator, signals=[told])
    return signals.decide(
        signal=signals_access.open_signal(cast.coordinator, made.reference),
        by=cast.coordinator,
        decision="no_action",
        decided_on=received_on,
        reason=HIDDEN["decision"],
    )


def _staff_and_session(cast: Cast) -> tuple[StaffMember, TrainingSession]:
    by, day = cast.screening_officer, datetime.date(2018, 5, 5)
    row = {"number": HIDDEN["in service number"], "name": HIDDEN["in service"]}
    member = staff.enter_many(by=by, rows=[row]).staff[0]
    staff.swear_in(by=by, staff=[member], sworn_in_on=day)
    staff.acknowledge(by=by, staff=[member], edition=CodeEdition.objects.get(pk="unknown"), acknowledged_on=day)
    topic = TrainingTopic.objects.get(pk="information")
    told = {"held_on": day, "topic": topic, "attending": 8}
    session, wrong = staff.record_sessions(by=by, sessions=[told, told])
    staff.void_session(by=by, session=wrong, reason=HIDDEN["in error"])
    return member, session


def _case_and_trajectory(cast: Cast) -> tuple[Case, Trajectory]:
    said = HIDDEN
    case = suspicion(cast.investigator, summary=said["summary"], name=said["subject"], number=said["number"])
    finding = {"finding": "refuted", "found_on": datetime.date(2018, 4, 1), "ground": said["ground"]}
    cases.record_finding(allegation=nth(case), by=cast.investigator, **finding)
    with clock.at(datetime.date(2019, 1, 24)):
        trajectory = screening.start_trajectory(
            by=cast.screening_officer,
            **request(
                function=said["function"],
                officer=cast.screening_officer,
                name=said["screened"],
                number=said["screened number"],
            ),
        )
        day = datetime.date(2019, 1, 20)
        move = {"trajectory": trajectory, "by": cast.screening_officer}
        screening.reach_stage(**move, kind="interview", reached_on=day, note=said["note"])
        screening.correct_trajectory(**move, reason=said["reason"], subject_group="staff")
    return case, trajectory


def answers(client: Client, records: Records) -> dict[str, str]:
    """Everything that somebody who counts may ask for, by its address."""
    pages = ["/cases/", "/screening/?sort=-started_on", "/signals/all/", f"/figures/?{YEARS}"]
    pages += [f"/figures/{figure.key}/?{YEARS}" for figure in FIGURES]
    pages += [f"/figures/{figure.key}/records/?{YEARS}" for figure in FIGURES]
    pages += [*(record.get_absolute_url() for record in records), f"/cases/?q={records[0].reference}"]
    files = ["/cases/export/", "/screening/export/", *(f"/figures/{figure.key}.csv?{YEARS}" for figure in FIGURES)]
    files += [f"/figures/{figure.key}/records.csv?{YEARS}" for figure in FIGURES]
    found = {address: client.get(address).content.decode() for address in [*pages, *files]}
    for address in files:
        answer = take_out(client, address)
        found[f"{address} (file)"] = (b"".join(answer) if answer.streaming else answer.content).decode()
    return found


@pytest.mark.parametrize("part", ["manager", "admin"])
def test_no_name_and_no_text_anywhere(cast: Cast, texts: Records, client_of: SignIn, part: str) -> None:
    found = answers(client_of(getattr(cast, part)), texts)
    for record in texts:
        assert any(record.reference in answer for answer in found.values()), record
    people = [cast.investigator.name, cast.screening_officer.name]
    for address, answer in found.items():
        for word in [*HIDDEN.values(), *people]:
            assert word not in answer, address


def test_those_words_stand_on_the_pages_of_who_opens_them(cast: Cast, texts: Records, client_of: SignIn) -> None:
    case, trajectory, signal, member, _session = texts
    wrong = TrainingSession.objects.get(counted=False)
    pages = [(cast.investigator, case.get_absolute_url()), (cast.coordinator, signal.get_absolute_url())]
    pages += [(cast.screening_officer, record.get_absolute_url()) for record in (trajectory, member, wrong)]
    said = "".join(client_of(who).get(address).content.decode() for who, address in pages)
    for name, word in HIDDEN.items():
        # Who reported a signal stands on no page of it.
        assert (word in said) is (name != "reporter"), name
