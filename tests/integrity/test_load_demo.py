"""Loading the demo: once, never in production, and the same each time."""

import datetime
import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from cases.models import Case
from integrity.demo import load, people, screening
from screening.models import Trajectory


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
