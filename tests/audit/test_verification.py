"""What `verify_audit` finds, of what somebody with the database in his hands can do to the log."""

import datetime
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from audit import anchors, chain, log, sealing, triggers, verification
from audit.kinds import Kind
from audit.models import Event, Seal
from tests.cast import Cast
from tests.support.roles import as_owner


@pytest.fixture
def chain_of_ten(cast: Cast) -> None:
    """Ten events, sealed in two batches."""
    for number in range(10):
        log.read(cast.manager, Kind.CASE_LISTED, detail={"page": number})
        if number == 4:
            sealing.seal()
    sealing.seal()


def tampered(*statements: str) -> None:
    """What the owner of the tables can do: lift the triggers, change, and put them back."""
    with as_owner():
        triggers.lift(connection)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        triggers.put(connection)


def event_of(sequence: int) -> int:
    return Seal.objects.values_list("event_id", flat=True).get(sequence=sequence)


def test_a_whole_log_is_whole(chain_of_ten: None) -> None:
    result = verification.verify()
    assert (result.sealed, result.bad) == (10, None)


def test_an_empty_log_is_whole(db: None) -> None:
    assert verification.verify().is_whole


COLUMNS = {
    "actor": "'sam'",
    "actor_name": "'Somebody else'",
    "roles": "'auditor'",
    "on_team": "TRUE",
    "kind": "'case.opened'",
    "target": "'2018-AAAAA'",
    "detail": "''",
    '"where"': "'198.51.100.1'",
    "reason": "'because'",
    "public_key": "'0000000000000000'",
    "happened_at": "'2020-01-01 00:00:00+00:00'",
    "mac": "'00'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_field_is_found(chain_of_ten: None, column: str) -> None:
    tampered(f"UPDATE audit_event SET {column} = {COLUMNS[column]} WHERE id = {event_of(4)}")
    assert (verification.verify().bad, verification.verify().why) == (4, verification.EVENT_CHANGED)


def test_a_deleted_event_is_found(chain_of_ten: None) -> None:
    tampered(f"DELETE FROM audit_event WHERE id = {event_of(7)}")
    assert (verification.verify().bad, verification.verify().why) == (7, verification.EVENT_MISSING)


def test_a_deleted_seal_is_found(chain_of_ten: None) -> None:
    tampered("DELETE FROM audit_seal WHERE sequence = 3")
    assert (verification.verify().bad, verification.verify().why) == (3, verification.SEAL_MISSING)


def test_two_events_in_each_others_place_are_found(chain_of_ten: None) -> None:
    first, second = event_of(2), event_of(3)
    tampered(
        "UPDATE audit_seal SET event_id = -1 WHERE sequence = 2",
        f"UPDATE audit_seal SET event_id = {first} WHERE sequence = 3",
        f"UPDATE audit_seal SET event_id = {second} WHERE sequence = 2",
    )
    assert (verification.verify().bad, verification.verify().why) == (2, verification.LINK_BROKEN)


def test_an_event_and_its_seal_taken_out_with_the_numbers_closed_up_are_found(chain_of_ten: None) -> None:
    last = event_of(10)
    tampered(
        f"DELETE FROM audit_event WHERE id = {last}",
        "DELETE FROM audit_seal WHERE sequence = 10",
    )
    assert (verification.verify().bad, verification.verify().why) == (10, verification.TOO_SHORT)


def test_a_chain_written_anew_is_found_even_with_the_key(chain_of_ten: None) -> None:
    ids = [event_of(number) for number in range(1, 11) if number != 3]
    tampered(f"DELETE FROM audit_event WHERE id = {event_of(3)}", "DELETE FROM audit_seal")
    previous = anchors.register_id()
    for number, pk in enumerate(ids, 1):
        previous = chain.seal_mac(number, previous, pk, Event.objects.get(pk=pk).mac)
        Seal.objects.create(sequence=number, event_id=pk, mac=previous)
    assert (verification.verify().bad, verification.verify().why) == (5, verification.NOT_AS_ANCHORED)


def test_an_older_dump_is_found(chain_of_ten: None, cast: Cast) -> None:
    tampered("DELETE FROM audit_seal WHERE sequence > 5", f"DELETE FROM audit_event WHERE id > {event_of(5)}")
    assert (verification.verify().bad, verification.verify().why) == (6, verification.TOO_SHORT)
    # Also once it has grown past the anchor again.
    for _ in range(8):
        log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()
    assert (verification.verify().bad, verification.verify().why) == (10, verification.NOT_AS_ANCHORED)


def test_seals_without_a_file_are_found(chain_of_ten: None) -> None:
    anchors.file().unlink()
    assert (verification.verify().bad, verification.verify().why) == (1, verification.NO_ANCHOR)


def test_a_file_that_is_none_is_found(chain_of_ten: None) -> None:
    anchors.file().write_text("nonsense\n")
    assert (verification.verify().bad, verification.verify().why) == (1, verification.BAD_ANCHOR)


def test_an_event_that_waits_too_long_is_found(chain_of_ten: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    log.read(cast.manager, Kind.CASE_LISTED)
    assert verification.verify().is_whole
    later = timezone.now() + datetime.timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert (verification.verify().bad, verification.verify().why) == (11, verification.UNSEALED)
    sealing.seal()
    assert verification.verify().is_whole


def test_an_event_dated_ahead_is_found(chain_of_ten: None, cast: Cast) -> None:
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=365)
    log.read(cast.manager, Kind.CASE_LISTED)
    newest = Event.objects.latest("pk").pk
    with as_owner():
        triggers.lift(connection)
        Event.objects.filter(pk=newest).update(happened_at=later)
        triggers.put(connection)
    assert verification.verify().why == verification.UNSEALED


def test_what_is_of_another_kind_is_a_fault_and_no_failure(chain_of_ten: None) -> None:
    tampered(
        f"UPDATE audit_event SET mac = 'é' WHERE id = {event_of(2)}",
        "UPDATE audit_seal SET mac = 'é' WHERE sequence = 8",
    )
    result = verification.verify()
    assert (result.bad, result.why) == (2, verification.EVENT_CHANGED)
    # One fault does not hide the next: the seal itself, and the one that follows from it.
    assert result.faults == 3


def test_an_end_that_was_not_anchored_is_found_and_anchored_by_the_timer(
    chain_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = anchors.file().read_text().splitlines()
    anchors.file().write_text(lines[0] + "\n")
    assert verification.verify().is_whole
    later = timezone.now() + datetime.timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert (verification.verify().bad, verification.verify().why) == (11, verification.UNANCHORED)
    call_command("seal_audit")
    assert verification.verify().is_whole


def test_a_file_begun_anew_is_found(chain_of_ten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    anchors.file().write_text(anchors.file().read_text().splitlines()[1] + "\n")
    monkeypatch.setattr(sealing, "BATCH", 9)
    assert verification.verify().why == verification.BEGUN_ANEW


def test_another_registers_anchor_beside_it_is_found_in_production(chain_of_ten: None, settings: Any) -> None:
    (anchors.file().parent / "0123456789abcdef.jsonl").write_text("")
    assert verification.verify().is_whole
    settings.MODE = "production"
    assert verification.verify().why == verification.OTHER_REGISTER


def test_a_line_that_was_broken_off_does_not_spoil_the_next(chain_of_ten: None, cast: Cast) -> None:
    with anchors.file().open("a") as file:
        file.write('{"sequence": 1')
    assert verification.verify().why == verification.BAD_ANCHOR
    log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()
    assert verification.verify().is_whole


def test_an_id_that_leads_elsewhere_is_refused(chain_of_ten: None) -> None:
    tampered("UPDATE audit_registermark SET value = '../../elsewhere' WHERE name = 'register_id'")
    anchors._register_id.cache_clear()
    assert verification.verify().why == verification.BAD_ANCHOR
    tampered("UPDATE audit_registermark SET value = '0123456789abcdef' WHERE name = 'register_id'")
    assert verification.verify().why == verification.NO_ANCHOR
    anchors._register_id.cache_clear()


def test_a_replaced_key_signs_nothing_any_more(chain_of_ten: None, settings: Any, cast: Cast) -> None:
    old = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = ["a newer key, which is long enough as well", *old]
    log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()
    new = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = old
    log.read(cast.manager, Kind.CASE_LISTED)
    settings.AUDIT_KEYS = new
    sealing.seal()
    assert (verification.verify().bad, verification.verify().why) == (12, verification.OLD_KEY)


def test_an_event_put_in_without_the_key_is_found(chain_of_ten: None, settings: Any, cast: Cast) -> None:
    settings.AUDIT_KEYS = ["somebody else's key, which is long enough"]
    log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()
    assert verification.verify().bad == 1


def test_an_older_key_still_verifies(chain_of_ten: None, settings: Any, cast: Cast) -> None:
    settings.AUDIT_KEYS = ["a newer key, which is long enough as well", *settings.AUDIT_KEYS]
    log.read(cast.manager, Kind.CASE_LISTED)
    sealing.seal()
    assert verification.verify().sealed == 11
    assert verification.verify().is_whole


def test_the_command_says_which(chain_of_ten: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert "10 events sealed" in capsys.readouterr().out
    tampered(f"UPDATE audit_event SET target = 'x' WHERE id = {event_of(6)}")
    with pytest.raises(CommandError, match="First bad number: 6") as error:
        call_command("verify_audit")
    assert error.value.returncode == 1


def test_the_command_checks_first_and_then_writes_its_own_event(chain_of_ten: None) -> None:
    call_command("verify_audit")
    event = Event.objects.latest("pk")
    assert (event.kind, event.where, json.loads(event.detail)) == (
        Kind.LOG_VERIFIED,
        "manage.py verify_audit",
        {"bad": None, "sealed": 10},
    )
    assert Seal.objects.filter(event_id=event.pk).exists()


def test_seal_audit_seals_what_was_left_behind(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        log.read(cast.manager, Kind.CASE_LISTED)
    call_command("seal_audit")
    assert "3 events sealed." in capsys.readouterr().out
    assert verification.verify().sealed == 3


def test_each_seal_is_read_once_in_order(chain_of_ten: None) -> None:
    assert [row[0] for row in verification._rows()] == list(range(1, 11))
