"""Sealing under load: no gap, no bad link, nothing left behind, and nobody waits for a long transaction."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from audit import current, log, sealing, timer, verification
from audit.kinds import Kind
from audit.models import Event, Seal
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, EVENTS = 20, 50


def in_thread(work: Callable[[], None], failed: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def write_events(by: User) -> None:
    if connection.vendor == "sqlite":
        # One writer at a time, each of whose seals goes to the disk: nobody is to give up in the queue.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 60000")
    for _ in range(EVENTS):
        log.read(by, Kind.CASE_LISTED)
        sealing.seal()


def test_a_thousand_events_of_twenty_clients_leave_no_gap(cast: Cast) -> None:
    failed: list[BaseException] = []
    cast.manager.roles  # noqa: B018 - read before the threads share it
    threads = [in_thread(lambda: write_events(cast.manager), failed) for _ in range(CLIENTS)]
    for thread in threads:
        thread.join()
    assert not failed
    sealing.seal(everything=True)
    result = verification.verify()
    assert (result.bad, result.sealed) == (None, CLIENTS * EVENTS)


def test_a_look_while_an_act_takes_long(cast: Cast) -> None:
    """On PostgreSQL nobody waits for it; on SQLite, which has one writer, a look waits, and is then refused."""
    failed: list[BaseException] = []
    begun, done = threading.Event(), threading.Event()

    def slow() -> None:
        with log.acting(cast.admin, Kind.CASES_IMPORTED):
            begun.set()
            done.wait(10)

    thread = in_thread(slow, failed)
    begun.wait(10)
    started = time.monotonic()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 200")
        with pytest.raises(log.NotRecorded):
            log.read(cast.manager, Kind.CASE_LISTED)
        assert sealing.seal() == 0
    else:
        log.read(cast.manager, Kind.CASE_LISTED)
        assert sealing.seal() == 1
    assert time.monotonic() - started < 2
    done.set()
    thread.join()
    connection.close()
    assert not failed
    # Its event has a higher place in the chain, whenever it began.
    assert sealing.seal() == 1
    assert verification.verify().sealed == Event.objects.count()


def test_what_was_rolled_back_has_no_seal(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), log.acting(cast.admin, Kind.CASES_IMPORTED):
        _ = 1 / 0
    log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()
    assert list(Seal.objects.values_list("sequence", flat=True)) == [1]
    assert verification.verify().is_whole


def test_a_sealer_that_finds_the_lock_taken_leaves_at_once_and_nothing_is_left_behind(cast: Cast) -> None:
    """Whoever holds the lock looks again after letting it go."""
    log.read(cast.manager, Kind.CASE_LISTED)
    appended = sealing._append
    during: list[int] = []

    def while_another_writes(waiting: list[tuple[int, str]]) -> list[Seal]:
        if not during:
            during.append(1)
            if connection.vendor == "postgresql":
                failed: list[BaseException] = []

                def other() -> None:
                    log.read(cast.manager, Kind.CASE_LISTED)
                    during.append(sealing.seal())

                in_thread(other, failed).join()
                assert not failed
        return appended(waiting)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_append", while_another_writes)
        sealed = sealing.seal()
    assert sealed == Event.objects.count()
    assert during[1:] == ([0] if connection.vendor == "postgresql" else [])


def test_the_servers_timer_seals_what_a_request_wrote(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timer, "_serving", True)
    monkeypatch.setattr(timer, "MOMENT", 0.01)
    log.read(cast.manager, Kind.CASE_LISTED)
    timer.wake()
    for _ in range(500):
        if Seal.objects.exists():
            break
        time.sleep(0.01)
    assert Seal.objects.count() == 1


def test_a_request_wakes_the_timer(cast: Cast, client_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(timer, "wake", lambda: woken.append(True))
    client = client_of(cast.stranger)
    current.end()
    client.get("/account/")
    assert woken == []
    client.get("/nothing/here/")
    assert woken == [True]


@pytest.mark.parametrize("everything", [False, True])
def test_many_are_sealed_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch, everything: bool) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    with transaction.atomic():
        for number in range(8):
            with log.acting(cast.admin, Kind.ITEM_ADDED, target=str(number)):
                pass
    assert sealing.seal(everything=everything) == 8
    assert verification.verify().sealed == 8
