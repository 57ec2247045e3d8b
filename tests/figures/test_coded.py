"""Who counts and opens nothing sees coded columns: no name and no text, on no page, in no file and in no refusal."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cases import actions as cases
from cases.models import Case
from figures.definitions import FIGURES
from figures.units import ALLEGATION, CASE, INVESTIGATION, TRAJECTORY, Unit
from lib import clock
from screening import actions as screening
from screening.models import Trajectory
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
}


@pytest.mark.parametrize(
    "unit, allowed",
    [
        (CASE, CASES),
        # Of what hangs on a case its dates, and the columns of the case.
        (ALLEGATION, CASES | {"case", "found"}),
        (INVESTIGATION, CASES | {"case", "started", "ended"}),
        (TRAJECTORY, SCREENED),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_a_list_behind_a_number_has_coded_columns_only(unit: Unit, allowed: set[str]) -> None:
    assert {column.key for column in unit.columns} <= allowed


@pytest.fixture
def texts(cast: Cast) -> tuple[Case, Trajectory]:
    """A case and a trajectory in which every field of free text, and of identity, holds a word of its own."""
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


def answers(client: Client, case: Case, trajectory: Trajectory) -> dict[str, str]:
    """Everything that somebody who counts may ask for, by its address."""
    pages = ["/cases/", "/screening/?sort=-started_on", f"/figures/?{YEARS}"]
    pages += [f"/figures/{figure.key}/?{YEARS}" for figure in FIGURES]
    pages += [f"/figures/{figure.key}/records/?{YEARS}" for figure in FIGURES]
    pages += [case.get_absolute_url(), trajectory.get_absolute_url(), f"/cases/?q={case.reference}"]
    files = ["/cases/export/", "/screening/export/", *(f"/figures/{figure.key}.csv?{YEARS}" for figure in FIGURES)]
    files += [f"/figures/{figure.key}/records.csv?{YEARS}" for figure in FIGURES]
    found = {address: client.get(address).content.decode() for address in [*pages, *files]}
    for address in files:
        answer = take_out(client, address)
        found[f"{address} (file)"] = (b"".join(answer) if answer.streaming else answer.content).decode()
    return found


@pytest.mark.parametrize("part", ["manager", "admin"])
def test_no_name_and_no_text_anywhere(cast: Cast, texts: tuple[Case, Trajectory], client_of: SignIn, part: str) -> None:
    found = answers(client_of(getattr(cast, part)), *texts)
    for record in texts:
        assert sum(record.reference in answer for answer in found.values()) > 1
    people = [cast.investigator.name, cast.screening_officer.name]
    for address, answer in found.items():
        for word in [*HIDDEN.values(), *people]:
            assert word not in answer, address


def test_those_words_stand_on_the_pages_of_who_opens_them(
    cast: Cast, texts: tuple[Case, Trajectory], client_of: SignIn
) -> None:
    case = client_of(cast.investigator).get(texts[0].get_absolute_url()).content.decode()
    trajectory = client_of(cast.screening_officer).get(texts[1].get_absolute_url()).content.decode()
    for name, word in HIDDEN.items():
        assert word in case + trajectory, name
