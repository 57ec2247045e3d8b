"""A file goes out as two acts: begun before its first byte, ended with what was sent; each row leads back to both."""

import csv
import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases.models import Case
from lib.columns import Column
from lib.csvout import Dialect
from office import exports
from office.models import Unit
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.exporting import PURPOSE, take_out

ClientOf = Callable[[User], Client]
EXPORT = "/cases/export/"
MANY = [[number] for number in range(3 * exports.TOGETHER)]
BEGUN, ENDED = Kind.CASES_EXPORT_BEGUN, Kind.CASES_EXPORT_ENDED


def file_of(*rows: list[Any]) -> exports.File:
    return exports.File("file.csv", BEGUN, ENDED, lambda: (["n"], iter(rows)), {"year": "2018"})


def send(by: User | None, *rows: list[Any]) -> exports.Sending:
    return exports.send(file_of(*rows), by=by, purpose=PURPOSE, dialect=Dialect())


def said(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.detail or "{}")
    return found


class TestAPage:
    def test_it_asks_what_for_and_records_nothing(self, case: Case, cast: Cast, client_of: ClientOf) -> None:
        with events() as found:
            answer = client_of(cast.coordinator).get(f"{EXPORT}?outcome=pending")
        assert not answer.streaming
        page = answer.content.decode()
        assert "What is this file for?" in page
        assert "Outcome: Pending" in page
        assert case.reference not in page
        assert kinds(found) == []

    @pytest.mark.parametrize("purpose", [{}, {"purpose": "  "}, {"purpose": PURPOSE, "separator": "tab"}])
    def test_without_a_purpose_nothing_goes_out(
        self, case: Case, cast: Cast, client_of: ClientOf, purpose: dict[str, str]
    ) -> None:
        with events() as found:
            answer = client_of(cast.coordinator).post(EXPORT, {"separator": "comma", **purpose})
        assert answer.status_code == 200
        assert not answer.streaming
        assert answer.context["form"].errors
        assert kinds(found) == []

    def test_only_who_signed_in_a_moment_ago(self, case: Case, cast: Cast, client_of: ClientOf) -> None:
        client = client_of(cast.coordinator)
        session = client.session
        del session["confirmed"]
        session.save()
        for address in (EXPORT, "/figures/suspicions.csv", "/figures/suspicions/records.csv"):
            with events() as found:
                answers = [client.get(address), take_out(client, address)]
            assert [answer.status_code for answer in answers] == [302, 302], address
            assert kinds(found) == []

    def test_a_file_whose_beginning_cannot_be_recorded_stays_in(
        self, case: Case, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(**_: Any) -> None:
            raise DatabaseError

        client = client_of(cast.coordinator)
        monkeypatch.setattr(Event.objects, "create", broken)
        answer = take_out(client, EXPORT)
        assert answer.status_code == 503
        assert case.reference not in answer.content.decode()


class TestTwoActs:
    def test_begun_and_ended(self, case: Case, cast: Cast, client_of: ClientOf) -> None:
        with events() as found:
            content = b"".join(take_out(client_of(cast.coordinator), f"{EXPORT}?outcome=pending&q=plan"))
        assert kinds(found) == [BEGUN, ENDED]
        begun, ended = found
        assert {event.actor for event in found} == {"cor"}
        assert begun.reason == PURPOSE
        assert begun.target == ended.target
        assert said(begun).keys() == {"outcome", "words"}
        assert "plan" not in begun.detail
        assert said(ended) == {"rows": 1, "sha256": hashlib.sha256(content).hexdigest(), "complete": True}

    def test_every_row_bears_the_number_of_its_export(self, case: Case, cast: Cast, client_of: ClientOf) -> None:
        years = "?from=2017&to=2018"
        for address in (EXPORT, f"/figures/suspicions.csv{years}", f"/figures/suspicions/records.csv{years}"):
            with events() as found:
                content = b"".join(take_out(client_of(cast.coordinator), address)).decode()
            rows = list(csv.DictReader(io.StringIO(content)))
            assert rows
            assert {row["export"] for row in rows} == {found[0].target}
            assert len(found) == 2

    def test_it_is_begun_before_anything_is_read(self, cast: Cast) -> None:
        seen = []

        def read() -> exports.Content:
            seen.append(Event.objects.filter(kind=BEGUN).count())
            return ["n"], [[1]]

        file = exports.File("file.csv", BEGUN, ENDED, read)
        sending = exports.send(file, by=cast.coordinator, purpose=PURPOSE, dialect=Dialect())
        assert seen == []
        list(sending)
        assert seen == [1]

    def test_the_page_itself_counts_nothing(self, case: Case, cast: Cast, client_of: ClientOf) -> None:
        client = client_of(cast.coordinator)
        with CaptureQueriesContext(connection) as queries:
            client.get("/figures/suspicions.csv?from=2017&to=2018")
        assert not [query for query in queries if 'FROM "cases_case"' in query["sql"]]

    def test_who_breaks_off_leaves_what_was_sent(self, cast: Cast) -> None:
        with events() as found:
            sending = send(cast.coordinator, *MANY)
            sent = next(sending) + next(sending)
            sending.close()
        assert kinds(found) == [BEGUN, ENDED]
        rows = sent.count(b"\r\n") - 1
        assert 0 < rows < len(MANY)
        assert said(found[1]) == {"rows": rows, "sha256": hashlib.sha256(sent).hexdigest(), "complete": False}

    def test_who_is_gone_before_the_first_byte(self, cast: Cast) -> None:
        with events() as found:
            send(cast.coordinator, [1]).close()
        assert said(found[1]) == {"rows": 0, "sha256": hashlib.sha256().hexdigest(), "complete": False}

    def test_it_ends_once(self, cast: Cast) -> None:
        with events() as found:
            sending = send(cast.coordinator, [1])
            list(sending)
            sending.close()
        assert [said(event).get("complete") for event in found] == [None, True]

    def test_the_server_ends_what_its_reader_does_not(self, case: Case, cast: Cast, client_of: ClientOf) -> None:
        with events() as found:
            answer = take_out(client_of(cast.coordinator), EXPORT)
            next(answer._iterator)
            # As a server does whose reader has gone; the test client wraps it to keep the database open.
            answer._iterator.close()
        assert [said(event).get("complete") for event in found] == [None, False]

    def test_what_fails_half_way_is_broken_off(self, cast: Cast) -> None:
        def rows() -> Iterator[list[int]]:
            yield from MANY[: exports.TOGETHER]
            raise DatabaseError

        file = exports.File("file.csv", BEGUN, ENDED, lambda: (["n"], rows()))
        with events() as found:
            sending = exports.send(file, by=cast.coordinator, purpose=PURPOSE, dialect=Dialect())
            with pytest.raises(DatabaseError):
                list(sending)
            sending.close()
        assert said(found[1])["complete"] is False
        assert said(found[1])["rows"] == exports.TOGETHER - 1, "what was handed over, the header left out"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_broken_off_while_others_write_ends_too() -> None:
    """On SQLite an open reading of an older state would forbid the writing of the event."""
    Unit.objects.bulk_create(Unit(key=f"u{n}", label_en=f"Unit {n}", label_nl=f"Eenheid {n}") for n in range(5_000))
    read = exports.coded(Unit.objects.order_by("key"), [Column("key", "Key", "key")])
    sending = exports.send(exports.File("f", BEGUN, ENDED, read), by=None, purpose=PURPOSE, dialect=Dialect())
    assert next(sending)

    def write() -> None:
        Unit.objects.create(key="meanwhile", label_en="Meanwhile", label_nl="Intussen")
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    other.join()
    sending.close()
    assert [said(event).get("rows") for event in Event.objects.order_by("pk")] == [None, exports.TOGETHER - 1]
    assert Unit.objects.filter(key="meanwhile").exists()


class TestCommands:
    def run(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()

    @pytest.mark.parametrize(
        "command, begun, ended",
        [
            ("export_cases", Kind.CASES_EXPORT_BEGUN, Kind.CASES_EXPORT_ENDED),
            ("export_screening", Kind.SCREENING_EXPORT_BEGUN, Kind.SCREENING_EXPORT_ENDED),
        ],
    )
    def test_a_command_is_two_acts_too(self, db: None, command: str, begun: Kind, ended: Kind) -> None:
        with events() as found:
            text = self.run(command, "--from", "2017")
        assert kinds(found) == [begun, ended]
        assert {(event.actor, event.where) for event in found} == {("", f"manage.py {command}")}
        assert (found[0].reason, said(found[0])) == ("command line", {"from": "2017"})
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert said(found[1]) == {"rows": 0, "sha256": digest, "complete": True}
        with events() as found:
            self.run(command, "--purpose", "For the archive")
        assert found[0].reason == "For the archive"

    def test_a_file_has_the_hash_of_its_event(self, case: Case, tmp_path: Any) -> None:
        path = tmp_path / "cases.csv"
        with events() as found:
            self.run("export_cases", "--bom", "--separator", "semicolon", "--output", str(path))
        assert said(found[1])["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert said(found[1])["rows"] == 1
        assert found[0].target in path.read_text(encoding="utf-8-sig")
