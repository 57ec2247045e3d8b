"""Loading the demo: once, never in production, and the same each time."""

import datetime
import socket
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.kinds import Kind
from audit.models import RegisterMark
from cases.models import Case
from integrity import birth
from integrity.demo import load, people, screening
from office.models import ImportRun
from screening.models import Trajectory
from tests.support.audited import events
from tests.support.roles import as_owner


@pytest.fixture(autouse=True)
def _owner(db: None) -> Iterator[None]:
    """A demo is loaded by whoever made its database."""
    with as_owner():
        yield


def test_the_same_day_gives_the_same_register_twice(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    told = []
    for _ in range(2):
        with transaction.atomic():
            load.load(people_only=False, today=datetime.date(2015, 3, 1))
            told.append(
                (
                    list(Case.objects.order_by("id").values_list("received_on", "summary", "unit", "outcome")),
                    list(Trajectory.objects.order_by("id").values_list("started_on", "level", "result")),
                )
            )
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert all(told[0])


def test_people_only(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR, out = tmp_path, StringIO()
    call_command("load_demo", "--people-only", stdout=out)
    assert User.objects.count() == len(people.CAST)
    assert not Case.objects.exists()
    assert not Trajectory.objects.exists()
    username, password, _ = people.known()[0]
    assert User.objects.get(username=username).check_password(password)
    assert password in out.getvalue()


def test_a_second_load_leaves_the_register_as_it_is(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    call_command("load_demo", "--people-only", stdout=StringIO())
    before = (tmp_path / people.PASSWORDS).read_text()
    call_command("load_demo", stdout=StringIO())
    assert (tmp_path / people.PASSWORDS).read_text() == before
    assert not Case.objects.exists()


def test_a_register_that_holds_anything_never_becomes_a_demo(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    ImportRun.objects.create(
        register="x",
        profile="x",
        sha256="0" * 64,
        started_at=timezone.now(),
        rows=1,
        accepted_rows=1,
        refused_rows=0,
    )
    with pytest.raises(CommandError, match="not born as a demo"):
        call_command("load_demo", "--people-only")
    with pytest.raises(ValueError, match="never becomes a demo"):
        birth.as_demo()
    assert not User.objects.exists()
    assert not birth.is_demo()


def test_a_load_that_fails_leaves_no_mark(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "nowhere"
    (tmp_path / "nowhere").touch()
    with pytest.raises(OSError, match="nowhere"):
        load.load(people_only=True)
    assert birth.is_empty()
    assert not birth.is_demo()


def test_the_mark_stays(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    load.load(people_only=True)
    assert birth.is_demo()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterMark.objects.filter(name=birth.MARK).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterMark.objects.filter(name=birth.MARK).update(value="x")


def test_a_load_is_one_act(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    with events() as found:
        load.load(people_only=False, today=datetime.date(2015, 2, 1))
    assert [event.kind for event in found] == [Kind.DEMO_LOADED]
    assert set(Case.history.values_list("event", flat=True)) == {found[0].public_key}


def test_never_in_production(db: None, settings: Any) -> None:
    settings.MODE = "production"
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.parametrize("year", range(2015, 2027))
def test_batch_days_cover_the_year(year: int) -> None:
    days = screening.batch_days(year)
    assert days == sorted(set(days))
    assert {day.year for day in days} == {year}
    assert days[-1].weekday() < 5
    assert days[-1] >= datetime.date(year, 12, 29)


def test_people_only_is_no_demo_register(db: None, client: Client, settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.MODE = tmp_path, "demo"
    assert "219" in client.get("/sign-in/").content.decode()
    call_command("load_demo", "--people-only", stdout=StringIO())
    page = client.get("/sign-in/").content.decode()
    assert "Trial register" in page
    assert "219" not in page


def test_a_port_in_use_is_said_first(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(CommandError, match="in use"):
            call_command("load_demo", "--people-only")
    for wrong in ("80800", "abc", "0"):
        monkeypatch.setenv("PORT", wrong)
        with pytest.raises(CommandError, match="1 to 65535"):
            call_command("load_demo", "--people-only")
    assert not User.objects.exists()
