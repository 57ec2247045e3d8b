"""Numbers kept ahead are those of the records, whatever was written, and however it was added up."""

import datetime
import json
import os
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as settings_of
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases.models import Case
from figures.basis import Basis, Categories
from figures.counted import Scopes, Table
from figures.definitions import FIGURES
from figures.keeping import building, folding, reading
from figures.keeping.series import every_series
from figures.models import Change, Keeping, KeptNumber, KeptSeries
from figures.publications import content
from figures.tables import WHOLE_REGISTER, Asked, count, scopes_of
from lib import clock
from lib.periods import Period
from tests.cast import Cast, suspicion
from tests.support import postgres, roles, served
from tests.support.atwork import STEPS, Office, undone

FIRST = datetime.date(2018, 12, 20)
YEARS = Period(2017, 2019)
ASKED = [Asked(figure, figure.breakdowns, part) for figure in FIGURES for part in figure.parts or (None,)]
WHOLES = [Asked(figure) for figure in FIGURES if not figure.parts]
BASES = [Basis(), Basis(Categories.ALL, certificates=True)]


def numbers(tables: dict[str, Table]) -> list[Any]:
    return [(key, table.whole, table.breakdowns) for key, table in tables.items()]


def both(basis: Basis, scopes: Scopes, asked: list[Asked] = ASKED) -> tuple[list[Any], list[Any]]:
    """What the figures come to by what is kept, and by the rows."""
    by_rows = replace(basis, recounted=True)
    found = (numbers(count(asked, YEARS, one, scopes)) for one in (basis, by_rows))
    kept, counted = found
    return kept, counted


def with_others(data: st.DataObject) -> Iterator[str]:
    """Every step in an order that the rules allow, with others between."""
    for step in (
        "log",
        "find",
        "close",
        "reopen",
        "allege",
        "investigate",
        "screen",
        "complete",
        "bring_in",
        "correct",
    ):
        yield step
        if data.draw(st.booleans(), label="another"):
            yield data.draw(st.sampled_from(STEPS), label="step")
    yield from ("correct", "void")


def faults() -> list[building.Fault]:
    return list(building.verify())


class TestWhateverIsDone:
    def test_after_each_step_the_numbers_are_those_of_the_records(
        self, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Random work, some of it undone halfway, with some of the changes added up between."""
        done: Counter[str] = Counter()
        monkeypatch.setattr(folding, "TOGETHER", 7)

        @settings(max_examples=4, phases=[Phase.explicit, Phase.reuse, Phase.generate], deadline=None)
        @given(data=st.data())
        def work(data: st.DataObject) -> None:
            def pick(what: str, of: int) -> int:
                return data.draw(st.integers(0, of - 1), label=what)

            with undone():
                office, day = Office(cast, pick, tmp_path), FIRST
                for step in with_others(data):
                    day += datetime.timedelta(days=1)
                    acts = Event.objects.count()
                    halfway = undone() if pick("undone", 6) == 1 else nullcontext()
                    noon = datetime.datetime.combine(day, datetime.time(12))
                    with clock.at(noon), suppress(ValidationError), halfway:
                        getattr(office, step)()
                    done[step] += Event.objects.count() - acts
                    if pick("added up", 3) == 1:
                        folding.fold()
                    assert not faults()
                with clock.at(day):
                    agree(day, scopes_of(cast.manager), pick("until", 400))

        def agree(day: datetime.date, scopes: Scopes, days: int) -> None:
            """By what is kept, the numbers are those of the rows."""
            for basis in BASES:
                for whose in (WHOLE_REGISTER, scopes):
                    kept, counted = both(basis, whose)
                    assert kept == counted
                until = replace(basis, until=day - datetime.timedelta(days=days))
                kept, counted = both(until, scopes, WHOLES)
                assert kept == counted

        work()
        assert {step for step in STEPS if done[step]} == set(STEPS), "a step was refused every time"

    def test_what_is_written_past_django_is_noted_too(self, cast: Cast) -> None:
        case = suspicion(cast.investigator)
        folding.fold()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_historicalcase SET valid_to = valid_from WHERE id = %s", [case.pk])
        kept, _counted = both(Basis(Categories.ALL), WHOLE_REGISTER)
        assert {key: whole.total for key, whole, _breakdowns in kept}["suspicions"] == 0

    def test_the_past_that_is_written_is_no_change(self, cast: Cast) -> None:
        """A row of history that has ended already counts neither more nor less."""
        case = suspicion(cast.investigator)
        history: Any = case.history.get()
        folding.fold()
        history.pk, history.valid_to = None, history.valid_from
        history.save(force_insert=True)
        assert not Change.objects.exists()


class TestAddingUp:
    def test_only_changes_go(self, cast: Cast) -> None:
        suspicion(cast.investigator)
        before = numbers(count(ASKED, Period(2017, 2019), Basis(), WHOLE_REGISTER))
        assert Change.objects.exists()
        folding.fold()
        assert not Change.objects.exists()
        assert KeptNumber.objects.filter(year=2018, number=1).exists()
        assert numbers(count(ASKED, Period(2017, 2019), Basis(), WHOLE_REGISTER)) == before

    def test_who_finds_many_adds_them_up(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        suspicion(cast.investigator)
        monkeypatch.setattr(reading, "MANY", Change.objects.count())
        count(WHOLES, YEARS, Basis(), WHOLE_REGISTER)
        assert Change.objects.exists()
        monkeypatch.setattr(reading, "MANY", Change.objects.count() - 1)
        count(WHOLES, YEARS, Basis(), WHOLE_REGISTER)
        assert not Change.objects.exists()

    def test_another_version_of_the_code_keeps_other_series(self, cast: Cast) -> None:
        """It may not take changes away that they need, nor read what it does not know."""
        suspicion(cast.investigator)
        gone = next(key for key in every_series() if key.startswith("cases.case received_year recipient "))
        with roles.as_owner():
            KeptSeries.objects.filter(key=gone).delete()
        folding.fold()
        assert Change.objects.exists()
        for basis in BASES:
            kept, counted = both(basis, WHOLE_REGISTER)
            assert kept == counted

    def test_added_up_between_two_looks_the_rows_are_counted(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        """The numbers without the changes, then the changes without those that went into them: nothing of both."""
        suspicion(cast.investigator)
        add_changes = reading._add_changes

        def fold_first(*given: Any) -> None:
            folding.fold()
            add_changes(*given)

        monkeypatch.setattr(reading, "_add_changes", fold_first)
        assert not reading.read(list(every_series().values()), YEARS.years)
        monkeypatch.setattr(reading, "_add_changes", add_changes)
        suspicion(cast.investigator)
        monkeypatch.setattr(reading, "_add_changes", fold_first)
        kept, counted = both(Basis(), WHOLE_REGISTER)
        assert kept == counted

    @pytest.mark.django_db(transaction=True)
    def test_a_write_that_is_not_done_is_neither_lost_nor_waited_for(self, cast: Cast) -> None:
        """On SQLite, where it has the file to itself, adding up is left to the next."""
        suspicion(cast.investigator)
        with open_transaction(lambda: suspicion(cast.other_investigator)):
            folding.fold()
        assert not faults()
        assert Change.objects.exists()
        folding.fold()
        assert not Change.objects.exists()
        assert not faults()
        [whole] = [table.whole for table in count(WHOLES[1:2], YEARS, Basis(), WHOLE_REGISTER).values()]
        assert whole.total == Case.objects.count() == 2


@contextmanager
def open_transaction(write: Callable[[], object]) -> Iterator[None]:
    """While this block runs, another connection has written and has not committed; afterwards it has."""
    written, go_on = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with transaction.atomic():
                write()
                written.set()
                assert go_on.wait(20)
        except BaseException as error:
            failed.append(error)
            written.set()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert written.wait(20)
    try:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 50")
        yield
    finally:
        go_on.set()
        thread.join()
    assert not failed


class TestMigrations:
    def migrated(self, plan: list[Any]) -> None:
        config = apps.get_app_config("figures")
        said = {"app_config": config, "plan": plan, "using": "default", "verbosity": 0, "interactive": False}
        with roles.as_owner():
            for signal in (pre_migrate, post_migrate):
                signal.send(sender=config, **said)

    def test_what_a_migration_may_change_is_counted_anew(self, cast: Cast) -> None:
        suspicion(cast.investigator)
        KeptNumber.objects.create(series=KeptSeries.objects.earliest("pk"), year=1999, number=5)
        assert faults()
        self.migrated([])
        assert faults()
        self.migrated(["a migration"])
        assert not faults()
        assert KeptSeries.objects.count() == len(every_series())

    def test_between_two_migrations_nothing_is_kept(self, cast: Cast) -> None:
        with roles.as_owner():
            building.stop()
        suspicion(cast.investigator)
        assert not Change.objects.exists()
        kept, counted = both(Basis(), WHOLE_REGISTER)
        assert kept == counted
        with roles.as_owner():
            building.build()
        assert not faults()
        assert KeptNumber.objects.exists()

    def test_after_some_of_them_only_nothing_is_built(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(building, "can_build", lambda: False)
        self.migrated(["a migration"])
        assert not KeptSeries.objects.exists()
        monkeypatch.undo()
        assert building.can_build()
        self.migrated([])
        assert KeptSeries.objects.exists()

    @pytest.mark.usefixtures("db")
    def test_of_an_empty_register_every_series_is_kept(self) -> None:
        assert set(KeptSeries.objects.values_list("key", flat=True)) == set(every_series())
        assert Keeping.objects.count() == 1


class TestVerification:
    def test_a_wrong_number_is_named_and_mended(self, cast: Cast) -> None:
        suspicion(cast.investigator)
        folding.fold()
        number = KeptNumber.objects.earliest("pk")
        KeptNumber.objects.filter(pk=number.pk).update(number=number.number + 1)
        [fault] = faults()
        assert (fault.kept, fault.counted) == (number.number + 1, number.number)
        said = StringIO()
        with pytest.raises(CommandError, match=r"1 kept number is wrong\. Run: manage\.py verify_figures --rebuild"):
            call_command("verify_figures", stderr=said)
        assert f"{number.series.key}, {number.year} {number.value}" in said.getvalue()
        call_command("verify_figures", rebuild=True, stdout=said)
        assert f"{len(every_series())} series are right" in said.getvalue()
        events = Event.objects.filter(kind=Kind.KEPT_NUMBERS_VERIFIED).order_by("pk")
        assert [json.loads(event.detail)["faults"] for event in events] == [1, 0]

    def test_a_lost_change_is_found(self, cast: Cast) -> None:
        suspicion(cast.investigator)
        Change.objects.filter(table="cases.case").delete()
        assert {fault.series.split()[0] for fault in faults()} == {"cases.case"}

    @pytest.mark.parametrize("is_kept", [True, False])
    def test_a_series_that_only_one_of_the_two_knows_is_named(self, cast: Cast, *, is_kept: bool) -> None:
        """Another version of the code keeps other series: nothing is added up, and the night's check says so."""
        key = "cases.case gone" if is_kept else KeptSeries.objects.earliest("pk").key
        with roles.as_owner():
            if is_kept:
                KeptSeries.objects.create(key=key)
            else:
                KeptSeries.objects.filter(key=key).delete()
        said = StringIO()
        with pytest.raises(CommandError, match="1 series is kept and not read, or read and not kept"):
            call_command("verify_figures", stderr=said)
        assert key in said.getvalue()

    def test_what_is_published_and_printed_is_counted_by_the_rows(self, cast: Cast) -> None:
        suspicion(cast.investigator)
        folding.fold()
        KeptNumber.objects.update(number=99)
        said = StringIO()
        call_command("figures", format="json", first=2018, last=2018, stdout=said)
        assert "99" not in said.getvalue()
        published = content.count_all(YEARS, None)
        assert not any(99 in table.whole.years.values() for tables in published for table in tables)


class TestQueries:
    def number(self, who: User) -> int:
        with CaptureQueriesContext(connection) as queries:
            count(ASKED, YEARS, Basis(), scopes_of(who))
        return len(queries)

    def test_as_many_for_a_large_register_as_for_a_small_one(self, cast: Cast) -> None:
        assert cast.manager.roles
        folding.fold()
        few = self.number(cast.manager)
        for _ in range(5):
            suspicion(cast.investigator)
        folding.fold()
        assert self.number(cast.manager) == few


@contextmanager
def restored(folder: Path) -> Iterator[str]:
    """A backup as README says, taken back into a database of its own; the address of that."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "restored.sqlite3")])
        yield f"sqlite:///{folder}/restored.sqlite3"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        login = postgres.login(connection.settings_dict)
        subprocess.run(
            [postgres.binaries() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1"],
            input=postgres.dump(connection.settings_dict),
            env={**os.environ, **login, "PGDATABASE": name},
            capture_output=True,
            check=True,
        )
        host, port = login["PGHOST"], login.get("PGPORT", "")
        yield f"postgres://{login['PGUSER']}:{login.get('PGPASSWORD', '')}@/{name}?host={host}&port={port}"
    finally:
        with roles.as_owner(), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.django_db(transaction=True)
def test_what_is_restored_from_a_backup_is_right(cast: Cast, tmp_path: Path) -> None:
    """Some numbers are kept and some changes wait."""
    suspicion(cast.investigator)
    folding.fold()
    suspicion(cast.investigator)
    shutil.copy(settings_of.VAR / "development.env", tmp_path)
    with restored(tmp_path) as address:
        values = {"INTEGRITY_MODE": "development", "INTEGRITY_VAR": str(tmp_path), "DATABASE_URL": address}
        for wrong in (False, True):
            if wrong:
                written = "from figures.models import Change; Change.objects.filter(table='cases.case').delete()"
                assert served.run(["manage.py", "shell", "--command", written], values).returncode == 0
            said = served.run(["manage.py", "verify_figures"], values)
            assert said.returncode == int(wrong), said.stderr
