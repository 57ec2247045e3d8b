"""The suite runs on what an organisation runs on: SQLite in WAL mode in a file, or PostgreSQL 15 and later."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from office.models import LISTS, Unit
from tests.cast import person


@pytest.mark.django_db
def test_database_is_a_real_one() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert Path(str(connection.settings_dict["NAME"])).is_file()
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
        else:
            cursor.execute("SHOW server_version_num")
            assert int(cursor.fetchone()[0]) >= 150_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_reference_lists_survive_a_flush(run: int) -> None:
    """The second run starts after the flush of the first."""
    Unit.objects.create(key=f"extra_{run}", label_en="Extra", label_nl="Extra")
    assert Unit.objects.filter(key__startswith="extra").count() == 1
    for model in LISTS.values():
        assert model.objects.exclude(key__startswith="extra").exists(), model


@pytest.mark.django_db(transaction=True)
def test_threads_see_what_was_committed() -> None:
    person("thea")
    seen: list[Any] = []

    def look() -> None:
        seen.extend(User.objects.values_list("username", flat=True))
        person("theo")
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["thea"]
    assert User.objects.filter(username="theo").exists()
