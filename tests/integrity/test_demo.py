"""The demo register as it stood on the day of the release: its numbers come out of the registry, exactly."""

import datetime
import json
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from cases import access
from cases.models import Case, Signal
from cases.models.values import Decision
from cases.signals import access as signals
from figures.models import Headcount, SeriesBreak
from integrity.demo import load, numbers, people
from lib import clock
from office.models import SignalSource
from screening import access as screening
from screening.models import StaffMember, Stage, Trajectory
from screening.models.values import StageKind
from tests.support.roles import as_owner

# The day of the release; one day later, so that what happened on it has happened.
RELEASE = datetime.date(2019, 1, 25)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, var: Path) -> Iterator[None]:
    """The demo as it stood on the day of the release, for the tests of this file only."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.VAR", var)
        with as_owner():
            load.load(people_only=False, today=RELEASE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def figures(demo: None, db: None) -> dict[str, Any]:
    out = StringIO()
    call_command("figures", "--from", "2015", "--to", "2018", "--format", "json", stdout=out)
    return {figure["key"]: figure for figure in json.loads(out.getvalue())["figures"]}


def test_suspicions_are_those_of_the_release(figures: dict[str, Any]) -> None:
    years = figures["suspicions"]["years"]
    assert (years["2017"], years["2018"], years["2017"] + years["2018"]) == (108, 111, 219)
    recipient = figures["suspicions"]["breakdowns"]["recipient"]
    assert recipient["criminal"]["2017"] + recipient["criminal"]["2018"] == 40
    assert recipient["non_criminal"]["2017"] + recipient["non_criminal"]["2018"] == 179


def test_a_third_is_confirmed(figures: dict[str, Any]) -> None:
    outcome = figures["outcomes"]["breakdowns"]["outcome"]
    assert outcome["confirmed"]["2017"] + outcome["confirmed"]["2018"] == 73
    assert outcome["pending"]["2017"] + outcome["pending"]["2018"] == 0


def test_investigations_are_those_of_the_release(figures: dict[str, Any]) -> None:
    found = figures["secrecy_bribery"]
    assert (found["years"]["2017"], found["years"]["2018"]) == (66, 66)
    assert {key: (row["2017"], row["2018"]) for key, row in found["breakdowns"]["offence"].items()} == {
        "secrecy": (47, 45),
        "bribery": (12, 13),
        "both": (7, 8),
    }


def test_screening_is_that_of_the_release(figures: dict[str, Any]) -> None:
    assert figures["screening_started"]["years"]["2017"] == 11_499
    assert figures["screening_negative"]["years"]["2017"] == 233


@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018])
def test_the_other_years_are_those_planned(figures: dict[str, Any], year: int) -> None:
    cases, trajectories, key = numbers.CASES[year], numbers.SCREENING[year], str(year)
    assert figures["suspicions"]["years"][key] == len(cases.recipients)
    assert figures["secrecy_bribery"]["years"][key] == cases.secrecy + cases.bribery + cases.both
    assert figures["screening_started"]["years"][key] == trajectories.started
    assert figures["screening_completed"]["years"][key] == sum(trajectories.results.values())


def test_carelessness_is_the_cause_in_most_confirmed_files(figures: dict[str, Any]) -> None:
    causes = figures["causes"]
    careless = sum(causes["breakdowns"]["cause"]["carelessness"].values())
    assert careless > sum(causes["years"].values()) / 2


def test_history_is_as_old_as_the_work(demo: None, db: None) -> None:
    first = Case.history.earliest("history_date")
    assert first.history_date.year == 2015
    assert Case.history.latest("history_date").history_date.date() < RELEASE
    for trajectory in Trajectory.history.filter(history_type="+").order_by("?")[:50]:
        assert 0 <= (trajectory.history_date.date() - trajectory.started_on).days <= 45


def test_trajectories_under_way_have_stages(demo: None, db: None) -> None:
    waiting = Trajectory.objects.under_way().filter(started_on__gte=datetime.date(2019, 1, 7), screening=True)
    assert waiting.exists()
    assert not waiting.exclude(pk__in=Stage.objects.values("trajectory")).exists()
    assert waiting.exclude(stage="requested").exists()


def test_one_case_does_not_exist_for_the_colleague_it_concerns(demo: None, db: None) -> None:
    colleague = User.objects.get(username="aydin")
    case = Case.objects.of_subject(colleague.subject_hash).get()
    assert not access.visible_to(colleague).filter(pk=case.pk).exists()
    assert case.received_on.year == 2018


def test_every_case_was_made_of_a_signal_and_no_figure_changed(demo: None, db: None, figures: dict[str, Any]) -> None:
    assert not Case.objects.filter(signals=None).exists()
    received = figures["signals"]["breakdowns"]
    assert set(received["source"]) >= set(SignalSource.objects.exclude(pk="unknown").values_list("pk", flat=True))
    assert sum(received["decision"][Decision.CONVERSATION].values()) > 0
    assert figures["signals"]["years"]["2018"] > len(numbers.CASES[2018].recipients)


def test_signals_wait_one_of_them_about_the_coordinator(demo: None, db: None) -> None:
    coordinator, other = User.objects.get(username="kuipers"), User.objects.get(username="terpstra")
    about = Signal.objects.undecided().about(coordinator.signal_hash).get()
    assert not signals.visible_to(coordinator).filter(pk=about.pk).exists()
    assert signals.undecided_for(other).filter(pk=about.pk).exists()
    assert signals.clocks_running_for(coordinator)
    assert signals.undecided_for(User.objects.get(username="verbeek")).count() == 1


def test_trajectories_stand_in_every_stage_and_fall_due_again(demo: None, db: None) -> None:
    under_way = set(Trajectory.objects.under_way().values_list("stage", flat=True))
    before = list(StageKind)[: list(StageKind).index(StageKind.DECISION)]
    assert under_way == set(before)
    officer = User.objects.get(username="okafor")
    assert screening.renewals_for(officer).filter(renewal_on__gt=RELEASE).exists()
    assert screening.duties_waiting(officer).exists()


def test_the_screening_team_is_screened_by_each_other(demo: None, db: None) -> None:
    officer, colleague = User.objects.get(username="okafor"), User.objects.get(username="haddad")
    own = Trajectory.objects.filter(own_staff=True)
    assert own.count() == 2
    for person in (officer, colleague):
        assert [one.officer for one in screening.visible_to(person).filter(own_staff=True)] == [person]


def test_somebody_of_each_intake_is_missing(demo: None, db: None, figures: dict[str, Any]) -> None:
    for key in ("sworn_in", "code_acknowledged"):
        assert all(figures[key]["years"][year] > 50 for year in ("2015", "2016", "2017", "2018"))
    assert figures["training"]["parts"]["attendances"]["years"]["2018"] > 100
    assert StaffMember.objects.filter(sworn_in_on=None).exists()
    assert StaffMember.objects.filter(acknowledgements=None).exists()


def test_passwords_are_for_the_owner_alone(demo: None, db: None, var: Path) -> None:
    file = var / people.PASSWORDS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(people.CAST) > len(file.read_text().splitlines()) == 7


def test_clock_is_put_back(demo: None, db: None) -> None:
    assert abs((clock.now() - datetime.datetime.now(datetime.UTC)).total_seconds()) < 60


def test_each_year_has_a_headcount_and_no_break_lies_ahead(demo: None, db: None) -> None:
    counted = {row.year: row for row in Headcount.objects.all()}
    assert sorted(counted) == list(range(2015, RELEASE.year + 1))
    assert {row.source for row in counted.values()} == {"invented for the demo"}
    recorded = {row.year: row.valid_from.date() for row in Headcount.history.all()}
    assert all(recorded[year].year == year for year in recorded)
    assert not SeriesBreak.objects.exists()
