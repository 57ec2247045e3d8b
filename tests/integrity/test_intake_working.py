"""The process that works on a file: taken up by one, given up by who is killed, and never half an import."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases import imports as case_imports
from cases.models import Case
from integrity.intake import keeping, starting, working
from lib import keys
from office.importing import Import
from office.models import ImportRun, Incoming
from office.models.intake import State
from tests.cast import Cast
from tests.conftest import ROOT
from tests.support.importing import row
from tests.support.intake import ROWS, address, bring_in, check, lying, ready, text_of, upload, use_profile, work

ClientOf = Callable[[User], Client]
LONG_AGO = datetime.timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.INCOMING_DIR = tmp_path, tmp_path / "incoming"


@pytest.fixture
def client(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.investigator)


def asked(client: Client) -> Incoming:
    """A file for which a dry run was asked, and on which nobody works."""
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    assert client.post(address(incoming, "check/")).status_code == 302
    return Incoming.objects.get(pk=incoming.pk)


def now(incoming: Incoming) -> Incoming:
    return Incoming.objects.get(pk=incoming.pk)


# Who takes a file up


@pytest.mark.django_db
def test_nobody_works_on_what_somebody_works_on(client: Client) -> None:
    incoming = asked(client)
    Incoming.objects.update(worker="SOMEBODYELSE", worked_at=timezone.now())
    assert working.waiting() == []
    assert not working.work_on(incoming.public_key)
    assert now(incoming).state == State.CHECKING


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.MAPPING, State.CHECKED, State.FAILED, State.DISCARDED])
def test_nobody_works_on_what_waits_for_its_owner(client: Client, state: str) -> None:
    incoming = asked(client)
    Incoming.objects.update(state=state)
    assert not working.work_on(incoming.public_key)
    assert now(incoming).state == state


@pytest.mark.django_db
def test_without_a_sign_of_life_another_takes_it_up(client: Client) -> None:
    """A dry run begins anew."""
    incoming = asked(client)
    Incoming.objects.update(worker="KILLEDKILLED", worked_at=timezone.now() - LONG_AGO, rows_read=2)
    assert working.waiting() == [incoming.public_key]
    assert work(incoming).state == State.CHECKED


@pytest.mark.django_db
def test_who_was_overtaken_writes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """He was slow, another took the file up; he finds out before he writes."""
    incoming = ready(client)
    assert client.post(address(incoming, "import/"), {"mark": incoming.outcome["mark"]}).status_code == 302
    known = working.Watch.known

    def overtaken(watch: working.Watch, coming: Import) -> None:
        known(watch, coming)
        Incoming.objects.update(worker="ANOTHERONE00")

    monkeypatch.setattr(working.Watch, "known", overtaken)
    assert working.work_on(incoming.public_key)
    assert not Case.objects.exists()
    assert not ImportRun.objects.exists()
    assert (now(incoming).state, now(incoming).worker) == (State.IMPORTING, "ANOTHERONE00")


@pytest.mark.django_db
def test_an_import_that_was_killed_is_made_by_the_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle of its transaction: nothing of it stands, and the next one does all of it."""
    incoming = ready(client)
    assert client.post(address(incoming, "import/"), {"mark": incoming.outcome["mark"]}).status_code == 302

    class Killed(BaseException):
        pass

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(case_imports, "import_cases", killed)
        with pytest.raises(Killed):
            working.work_on(incoming.public_key)
    assert not ImportRun.objects.exists()
    assert now(incoming).state == State.IMPORTING
    assert not working.work_on(incoming.public_key)
    Incoming.objects.update(worked_at=timezone.now() - LONG_AGO)
    assert work(incoming).state == State.IMPORTED
    assert Case.objects.count() == 2


@pytest.mark.django_db
def test_signs_of_life_are_given_while_rows_are_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_BETWEEN", 0)
    incoming = asked(client)
    seen: list[int] = []
    mine = working.Watch._mine

    def watched(watch: working.Watch, **said: Any) -> None:
        mine(watch, **said)
        seen.append(now(incoming).rows_read)
        assert not transaction.get_connection().savepoint_ids

    monkeypatch.setattr(working.Watch, "_mine", watched)
    assert work(incoming).rows_in_all == 3
    assert seen[:3] == [1, 2, 3]


# What can go wrong


@pytest.mark.django_db
def test_a_register_that_changed_is_tried_anew_and_that_is_said(client: Client) -> None:
    incoming, other = ready(client), ready(client)
    bring_in(client, incoming)
    changed = bring_in(client, other)
    assert changed.state == State.CHECKED
    assert "The register has changed since your dry run" in changed.failure
    assert changed.outcome["counts"] == {"cases": 0, "known_cases": 2, "refused_cases": 0}
    assert changed.outcome["mark"] != other.outcome["mark"]
    assert Case.objects.count() == 2
    assert "The register has changed since your dry run" in client.get(address(changed)).content.decode()
    assert bring_in(client, changed).state == State.IMPORTED


@pytest.mark.django_db
def test_a_refusal_of_the_database_is_told_likewise(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = ready(client)

    def refuse(*_: Any, **__: Any) -> None:
        raise IntegrityError

    with monkeypatch.context() as patch:
        patch.setattr(case_imports, "import_cases", refuse)
        assert bring_in(client, incoming).state == State.CHECKED
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_vocabulary_that_changed_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = ready(client)
    Incoming.objects.update(profile=incoming.profile.replace('"financial"', '"abolished"'))
    failed = bring_in(client, incoming)
    assert failed.state == State.FAILED
    assert "abolished" in failed.failure
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_who_may_no_longer_import_does_not(cast: Cast, client: Client) -> None:
    incoming = ready(client)
    assert client.post(address(incoming, "import/"), {"mark": incoming.outcome["mark"]}).status_code == 302
    User.objects.filter(pk=cast.investigator.pk).update(is_active=False)
    assert work(incoming).failure == "You may no longer import this kind of file."
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_who_loses_the_right_while_it_is_read_writes_nothing(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = ready(client)
    assert client.post(address(incoming, "import/"), {"mark": incoming.outcome["mark"]}).status_code == 302
    read = case_imports.CaseImport.read

    def read_slowly(coming: Any) -> None:
        read(coming)
        User.objects.filter(pk=cast.investigator.pk).update(is_active=False)

    monkeypatch.setattr(case_imports.CaseImport, "read", read_slowly)
    assert work(incoming).failure == "You may no longer import this kind of file."
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_whatever_goes_wrong_with_one_file_ends_it_and_its_cells_are_not_told(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    incoming = asked(client)

    def strange(*_: Any, **__: Any) -> None:
        raise OverflowError("A. Bos")

    monkeypatch.setattr(case_imports.CaseImport, "read", strange)
    failed = work(incoming)
    assert failed.state == State.FAILED
    assert failed.failure.startswith("Something in this file or its profile cannot be worked on.")
    assert "OverflowError" in caplog.text
    assert "Bos" not in caplog.text + failed.failure


@pytest.mark.django_db
def test_what_lies_beside_a_file_has_its_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BESIDE", 10)
    assert "too large" in work(asked(client)).failure


@pytest.mark.django_db
def test_a_file_that_takes_too_much_memory_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = asked(client)

    def too_much(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(case_imports.CaseImport, "read", too_much)
    failed = work(incoming)
    assert (failed.state, failed.failure) == (
        State.FAILED,
        "The file takes more memory than an import may. Split it, and import the parts one by one.",
    )


@pytest.mark.django_db
def test_a_full_disk_is_told_and_nothing_is_imported(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = ready(client)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "tell", full)
    failed = bring_in(client, incoming)
    assert failed.state == State.FAILED
    assert "No space left on device" in failed.failure
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_file_that_was_changed_in_the_vault_is_told(client: Client) -> None:
    incoming = asked(client)
    path = keeping.path_of(incoming.public_key)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert work(incoming).state == State.FAILED


@pytest.mark.django_db
def test_it_is_told_in_the_language_of_who_asked(client: Client) -> None:
    incoming = upload(client, text_of([row(number="")]))
    use_profile(client, incoming)
    client.post("/language/", {"language": "nl"})
    assert client.post(address(incoming, "check/")).status_code == 302
    work(incoming)
    assert "De rij heeft geen zaaknummer." in client.get(address(incoming)).content.decode()


# What lies too long


@pytest.mark.django_db
def test_what_lies_too_long_is_discarded(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    old, new = ready(client), ready(client)
    Incoming.objects.filter(pk=old.pk).update(came_at=timezone.now() - datetime.timedelta(days=15))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("work_through_imports", megabytes=0, stdout=StringIO())
    assert now(old).state == State.DISCARDED
    assert now(new).state == State.CHECKED
    assert {name.partition(".")[0] for name in lying()} == {new.public_key}
    assert Event.objects.filter(kind=Kind.INCOMING_DISCARDED, actor="", target=old.public_key).count() == 1


@pytest.mark.django_db
def test_what_no_row_knows_is_cleared_away_a_day_later(client: Client) -> None:
    incoming = ready(client)
    for name, hours in (("000000000000", 25), ("000000000001", 1)):
        path = keeping.folder() / name
        path.write_bytes(b"")
        at = time.time() - hours * 3_600
        os.utime(path, (at, at))
    keeping.clear_away()
    assert lying() & {"000000000000", "000000000001"} == {"000000000001"}
    assert incoming.public_key in lying()


@pytest.mark.django_db
def test_a_file_that_an_import_left_behind_is_cleared_away(client: Client) -> None:
    """Killed between its end and the removal of the file."""
    imported = bring_in(client, ready(client))
    path = keeping.path_of(imported.public_key)
    path.write_bytes(b"")
    keeping.clear_away()
    assert not path.exists()
    assert f"{imported.public_key}.refused" in lying()


# A process of its own


def environment(settings: Any) -> dict[str, str]:
    """What a process needs to work on the database and the vault of this test, with the keys of this test."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        host = database["OPTIONS"].get("host") or database["HOST"]
        url = f"postgres://{database['USER']}@/{database['NAME']}?host={host}"
    values = {name: getattr(settings, name) for name in keys.NAMES}
    return {
        **os.environ,
        "INTEGRITY_MODE": "development",
        "INTEGRITY_VAR": str(settings.VAR),
        "AUDIT_ANCHOR_DIR": str(settings.AUDIT_ANCHOR_DIR),
        "DATABASE_URL": url,
        **{name: ",".join(value) if isinstance(value, list) else value for name, value in values.items()},
    }


def run(settings: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), starting.COMMAND, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(settings), capture_output=True, text=True, timeout=60)


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_tries_and_imports(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "start", lambda key: None)
    incoming = asked(client)
    done = run(settings, "--only", incoming.public_key)
    assert done.returncode == 0, done.stderr
    checked = now(incoming)
    assert checked.state == State.CHECKED, checked.failure
    mark = {"mark": checked.outcome["mark"]}
    assert client.post(address(incoming, "import/"), mark).status_code == 302
    done = run(settings)
    assert "Files worked on: 1" in done.stdout, done.stderr
    assert now(incoming).state == State.IMPORTED
    assert Case.objects.count() == 2
    made = Event.objects.get(kind=Kind.CASES_IMPORTED)
    assert (made.actor, made.where) == ("ines", "manage.py work_through_imports")


@pytest.mark.django_db(transaction=True)
def test_a_process_with_too_little_memory_says_so(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "start", lambda key: None)
    many = [row(number=f"A-{number}", unit=f"Unit {number}") for number in range(60_000)]
    incoming = upload(client, text_of(many))
    use_profile(client, incoming)
    assert client.post(address(incoming, "check/")).status_code == 302
    done = run(settings, "--only", incoming.public_key, "--megabytes", "110")
    assert now(incoming).state == State.FAILED, done.stderr
    assert "more memory than an import may" in now(incoming).failure


@pytest.mark.django_db(transaction=True)
def test_the_page_starts_it_and_does_not_wait(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    start, started = starting.start, []
    monkeypatch.setattr(starting, "start", lambda key: started.append(start(key)))
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    assert client.post(address(incoming, "check/")).status_code == 302
    assert now(incoming).state == State.CHECKING
    assert [process.wait(timeout=30) for process in started] == [0]
    assert now(incoming).state == State.CHECKED


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_leaves_nothing_half_done(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "start", lambda key: None)
    many = [row(number=f"A-{number}") for number in range(4_000)]
    incoming = upload(client, text_of(many))
    use_profile(client, incoming)
    incoming = check(client, incoming)
    assert client.post(address(incoming, "import/"), {"mark": incoming.outcome["mark"]}).status_code == 302
    command = [sys.executable, str(ROOT / "manage.py"), starting.COMMAND, "--only", incoming.public_key]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(settings))
    until = time.monotonic() + 30
    while now(incoming).rows_read < 4_000 and time.monotonic() < until:
        time.sleep(0.02)
    assert now(incoming).rows_read == 4_000
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert Case.objects.count() in (0, 4_000)
    if not Case.objects.exists():
        assert not ImportRun.objects.exists()
        Incoming.objects.filter(pk=incoming.pk).update(worked_at=timezone.now() - LONG_AGO)
        assert work(incoming).state == State.IMPORTED
    assert Case.objects.count() == 4_000
    assert ImportRun.objects.count() == 1
