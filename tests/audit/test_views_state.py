"""The state of the chain and its anchor on top of the log: what a glance can tell, and what it must not miss."""

import datetime
import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit import anchors, sealing
from audit.kinds import Kind
from audit.models import Seal
from audit.state import state
from tests.cast import Cast
from tests.support.written import wrote

ClientOf = Callable[[User], Client]


@pytest.fixture
def sealed(cast: Cast) -> int:
    """How many events are sealed and anchored."""
    for _ in range(3):
        wrote(Kind.CASE_OPENED, cast.investigator)
    sealing.seal()
    return Seal.objects.count()


def page_of_log(cast: Cast, client_of: ClientOf) -> str:
    return client_of(cast.auditor).get("/audit/").content.decode()


def anchor(sequence: int, mac: str) -> None:
    anchors.append(sequence, mac)


def test_sealed_and_anchored(sealed: int, cast: Cast) -> None:
    now = state()
    assert (now.sealed, now.waiting, now.problem) == (sealed, 0, "")
    assert now.head == Seal.objects.get(sequence=sealed).mac
    assert now.anchor is not None
    assert now.anchor.sequence == sealed
    assert datetime.datetime.now(datetime.UTC) - now.anchor.at < datetime.timedelta(minutes=1)


def test_the_page_says_so(sealed: int, cast: Cast, client_of: ClientOf) -> None:
    page = page_of_log(cast, client_of)
    assert f"Sealed and anchored up to number {sealed}," in page
    assert "The whole log has not been verified yet." in page
    assert "manage.py verify_audit" in page
    assert "waits for its seal" not in page


def test_what_waits_is_counted_without_the_look_itself(sealed: int, cast: Cast, client_of: ClientOf) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator)
    wrote(Kind.CASE_OPENED, cast.investigator)
    assert state().waiting == 2
    assert "2 newer events wait for their seals." in page_of_log(cast, client_of)


def test_what_waits_for_more_than_a_minute_is_a_fault(sealed: int, cast: Cast) -> None:
    now = datetime.datetime.now(datetime.UTC)
    wrote(Kind.CASE_OPENED, cast.investigator, now - datetime.timedelta(seconds=50))
    assert state().problem == ""
    wrote(Kind.CASE_OPENED, cast.investigator, now - datetime.timedelta(seconds=70))
    assert "more than a minute" in str(state().problem)


def test_an_empty_log_is_no_fault(db: None) -> None:
    now = state()
    assert (now.sealed, now.anchor, now.problem, now.tone) == (0, None, "", "warn")


def test_seals_that_were_never_made_are_a_fault(cast: Cast) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator, datetime.datetime(2019, 1, 24, tzinfo=datetime.UTC))
    assert state().tone == "bad"


def test_seals_without_an_anchor_are_a_fault(sealed: int, cast: Cast, client_of: ClientOf) -> None:
    anchors.file().unlink()
    assert state().tone == "bad"
    page = page_of_log(cast, client_of)
    assert "The chain is not as it should be" in page
    assert "There is no anchor file" in page


def test_an_anchor_beyond_the_end_is_a_fault(sealed: int) -> None:
    anchor(sealed + 7, "0" * 64)
    assert "shorter than its anchor" in str(state().problem)


def test_an_anchor_of_another_chain_is_a_fault(sealed: int) -> None:
    anchor(sealed, "0" * 64)
    anchors.file().write_text(anchors.file().read_text().splitlines()[-1] + "\n")
    assert "written anew" in str(state().problem)


def test_a_broken_file_is_a_fault(sealed: int) -> None:
    anchors.file().write_text("no anchor\n")
    assert "cannot be read" in str(state().problem)
    anchors.file().write_text("")
    assert "cannot be read" in str(state().problem)


def test_only_the_end_of_the_file_is_read(sealed: int) -> None:
    last = anchors.file().read_text()
    line = json.dumps({"sequence": 1, "mac": "f" * 64, "at": "2019-01-24T14:00:00+00:00"})
    anchors.file().write_text(f"{line}\n" * 5_000 + last)
    assert state().problem == ""


def test_two_anchors_made_at_once_may_stand_either_way_round(sealed: int) -> None:
    seals = Seal.objects.order_by("sequence")
    anchor(seals[0].sequence, seals[0].mac)
    now = state()
    assert now.anchor is not None
    assert (now.anchor.sequence, now.problem) == (sealed, "")


def test_the_last_verification_is_told(sealed: int, cast: Cast, client_of: ClientOf) -> None:
    wrote(Kind.LOG_VERIFIED, at=datetime.datetime(2019, 1, 24, 13, tzinfo=datetime.UTC), detail={"bad": None})
    sealing.seal()
    assert state().tone == ""
    page = page_of_log(cast, client_of)
    assert "The whole log was verified on 24 January 2019, 14:00, and nothing was wrong." in page


def test_a_verification_that_found_a_fault_stays_on_top(sealed: int, cast: Cast, client_of: ClientOf) -> None:
    wrote(Kind.LOG_VERIFIED, detail={"bad": 2, "sealed": 1})
    assert state().tone == "bad"
    page = page_of_log(cast, client_of)
    assert "The log is not whole" in page
    assert "found the first fault at number 2." in page


def test_the_anchor_is_a_line_in_the_list(sealed: int, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.auditor)
    page = client.get("/audit/").content.decode()
    # Only the look itself is newer than the anchor.
    first, second = page.index("Read the audit log</td>"), page.index('<tr class="anchor">')
    assert first < second < page.index("Opened a case</td>")
    assert '<tr class="anchor">' not in client.get("/audit/?kind=case.opened").content.decode()
