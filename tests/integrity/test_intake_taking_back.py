"""An import of cases is taken back whole, as long as nobody has worked on one of its cases."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases import actions
from cases.models import Allegation, Case
from lib import clock, history
from lib.refusal import Refused
from office.models import FileKind, ImportRun, Unit
from tests.cast import Cast
from tests.support import world
from tests.support.audited import events, kinds
from tests.support.importing import bring, row

pytestmark = pytest.mark.django_db

WHY = "Of another office"
ClientOf = Callable[[User], Client]


@pytest.fixture
def run(cast: Cast, tmp_path: Path) -> ImportRun:
    """Two cases of three allegations, brought in by the investigator."""
    bring(tmp_path, row(), row(verdict="yes"), row(number="A-2"), by=cast.investigator)
    return ImportRun.objects.get()


def take_back(cast: Cast, run: ImportRun) -> ImportRun:
    return actions.take_back_import(run=run, by=cast.coordinator, reason=f" {WHY} ")


def test_a_run_says_what_came_in(run: ImportRun) -> None:
    assert run.kind == FileKind.CASES
    assert len(run.public_key) == 12


def test_every_case_leaves_every_figure_in_one_act(cast: Cast, run: ImportRun) -> None:
    with clock.at(datetime.date(2019, 5, 1)), events() as left:
        taken = take_back(cast, run)
    assert kinds(left) == [Kind.CASES_IMPORT_TAKEN_BACK]
    assert (left[0].target, left[0].actor) == (run.public_key, "cor")
    assert (taken.taken_back_on, taken.taken_back_by, taken.taken_back_reason) == (
        datetime.date(2019, 5, 1),
        cast.coordinator,
        WHY,
    )
    assert set(Case.objects.values_list("counted", "void_reason", "voided_on")) == {
        (False, WHY, datetime.date(2019, 5, 1))
    }
    assert set(Allegation.objects.values_list("counted", flat=True)) == {False}
    for model, number in ((Case, 2), (Allegation, 3)):
        rows = model.history.filter(history_type="~")
        assert rows.count() == number
        assert set(rows.values_list("event", "history_user__username", "history_change_reason")) == {
            (left[0].public_key, "cor", WHY)
        }


def test_afterwards_the_same_file_comes_in_again(cast: Cast, run: ImportRun, tmp_path: Path) -> None:
    take_back(cast, run)
    summary = bring(tmp_path, row(), row(verdict="yes"), row(number="A-2"), by=cast.investigator)
    assert (summary.cases, summary.known_cases) == (2, 0)
    assert Case.objects.filter(counted=True).count() == 2
    assert ImportRun.objects.filter(taken_back_on=None).count() == 1


def test_it_is_taken_back_once(cast: Cast, run: ImportRun) -> None:
    take_back(cast, run)
    with pytest.raises(Refused, match="before"):
        take_back(cast, run)
    assert Event.objects.filter(kind=Kind.CASES_IMPORT_TAKEN_BACK).count() == 1


def test_it_takes_a_reason(cast: Cast, run: ImportRun) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        actions.take_back_import(run=run, by=cast.coordinator, reason=" ")
    assert Case.objects.filter(counted=True).count() == 2


def test_an_import_that_brought_no_case_is_none(cast: Cast, run: ImportRun, tmp_path: Path) -> None:
    bring(tmp_path, row(number="A-2"), by=cast.investigator)
    empty = ImportRun.objects.latest("pk")
    with pytest.raises(Refused, match="no case"):
        take_back(cast, empty)


def correct(cast: Cast, case: Case) -> None:
    actions.correct_case(
        case=case, by=cast.investigator, reason="A slip", received_on=case.received_on, summary="Otherwise"
    )


def allege(cast: Cast, case: Case) -> None:
    first = Allegation.objects.filter(case=case).select_related("category", "recipient_type").first()
    assert first is not None
    said = {"category": first.category, "recipient": first.recipient, "recipient_type": first.recipient_type}
    actions.add_allegation(case=case, by=cast.investigator, unit=Unit.objects.get(pk="unknown"), **said)


def identify(cast: Cast, case: Case) -> None:
    allegation = Allegation.objects.filter(case=case).latest("pk")
    actions.identify_subject(allegation=allegation, by=cast.investigator, name="A. Bos", number="K1")


def investigate(cast: Cast, case: Case) -> None:
    actions.start_investigation(
        case=case, by=cast.investigator, track="criminal", body="own_office", offences=[], started_on=case.received_on
    )


def join(cast: Cast, case: Case) -> None:
    actions.grant_access(case=case, by=cast.investigator, person=cast.subject, role="member", reason="Helps")


def wall(cast: Cast, case: Case) -> None:
    actions.raise_wall(case=case, by=cast.investigator, person=cast.manager, reason="A neighbour")


def propose(cast: Cast, case: Case) -> None:
    actions.propose_closing(case=case, by=cast.investigator, proposal="All is done")


def void(cast: Cast, case: Case) -> None:
    actions.void_case(case=case, by=cast.coordinator, reason="Twice")


@pytest.mark.parametrize("work", [correct, allege, identify, investigate, join, wall, propose, void])
def test_work_on_one_case_keeps_them_all(cast: Cast, run: ImportRun, work: Callable[[Cast, Case], None]) -> None:
    work(cast, Case.objects.get(register_number="A-2"))
    before = set(Case.objects.values_list("pk", "counted"))
    with pytest.raises(Refused, match="worked on one of its cases"):
        take_back(cast, run)
    assert set(Case.objects.values_list("pk", "counted")) == before
    assert ImportRun.objects.get().taken_back_on is None


def test_a_signal_that_joined_keeps_them_all(cast: Cast, run: ImportRun) -> None:
    signal = world.signal(cast)
    signal.case, signal.decision = Case.objects.get(register_number="A-2"), "orientation"
    signal.decided_on, signal.decided_by, signal.decision_reason = signal.received_on, cast.coordinator, "It belongs"
    history.save(signal, by=cast.coordinator)
    with pytest.raises(Refused, match="worked on one of its cases"):
        take_back(cast, run)


def test_a_wall_around_the_coordinator_is_told_as_work(cast: Cast, run: ImportRun) -> None:
    """The sentence is that of any other work: nothing tells of a case that does not exist for him."""
    case = Case.objects.get(register_number="A-2")
    actions.raise_wall(case=case, by=cast.investigator, person=cast.coordinator, reason="A neighbour")
    with pytest.raises(Refused) as hidden:
        take_back(cast, run)
    with pytest.raises(Refused) as seen:
        actions.take_back_import(run=run, by=cast.second_coordinator, reason=WHY)
    assert hidden.value.message == seen.value.message


def test_an_import_of_which_a_case_is_hidden_does_not_exist(
    cast: Cast, run: ImportRun, client_of: Callable[[User], Client]
) -> None:
    """Its rows would tell how many cases there are besides those that he sees."""
    case = Case.objects.get(register_number="A-2")
    actions.raise_wall(case=case, by=cast.investigator, person=cast.coordinator, reason="A neighbour")
    client, other = client_of(cast.coordinator), client_of(cast.second_coordinator)
    path = f"/import/runs/{run.public_key}/take-back/"
    assert (client.get(path).status_code, other.get(path).status_code) == (404, 409)
    assert run.public_key not in client.get("/import/runs/").content.decode()
    assert run.public_key in other.get("/import/runs/").content.decode()


def test_what_fails_leaves_nothing_half_done(cast: Cast, run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    update, calls = history.update, []

    def fail_later(*arguments: object, **more: object) -> int:
        calls.append(arguments)
        if len(calls) == 2:
            raise IntegrityError
        return update(*arguments, **more)

    monkeypatch.setattr(history, "update", fail_later)
    with pytest.raises(IntegrityError):
        take_back(cast, run)
    assert len(calls) == 2
    assert not Allegation.objects.filter(counted=False).exists()
    assert not Event.objects.filter(kind=Kind.CASES_IMPORT_TAKEN_BACK).exists()
