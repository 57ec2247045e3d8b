"""Rows out: exactly those of the list, coded columns only, on the page and on the command line."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases import actions
from cases.models import Case
from cases.models.values import Finding, Recipient
from office.models import Unit
from tests.cast import Cast
from tests.support import exporting
from tests.support.casework import Make, alleged, find, nth
from tests.support.exporting import rows_of, take_out

Sign = Callable[[User], Client]
EXPORT = "/cases/export/"
HEADER = [
    "reference",
    "received",
    "concluded",
    "closed",
    "unit",
    "category",
    "recipient",
    "status",
    "outcome",
    "cause",
]


def text_of(client: Client, query: str = "", **written: str) -> str:
    return exporting.text_of(client, EXPORT + query, **written)


def test_a_file_holds_coded_columns_and_machine_values_only(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case(name="Sam Verburg", number="T-sam", **alleged())
    find(nth(case), cast.investigator)
    text = text_of(client_of(cast.investigator))
    row = [case.reference, "2018-10-18", "2019-01-17", "", "unknown", "disclosure", "criminal", "concluded"]
    assert rows_of(text) == [HEADER, [*row, "confirmed", "money"]]
    assert text.endswith("\r\n")


def test_a_file_holds_exactly_the_rows_of_the_list(make_case: Make, client_of: Sign, cast: Cast) -> None:
    for number in range(60):
        make_case(datetime.date(2017 + number % 2, 1, 1 + number % 28), lead=cast.investigator if number % 3 else None)
    find(nth(make_case(datetime.date(2017, 6, 1))), cast.investigator, Finding.REFUTED)
    for user in (cast.investigator, cast.coordinator, cast.admin):
        client = client_of(user)
        for query in ("", "?year=2017", "?outcome=unfounded", "?year=2018&outcome=pending&sort=reference"):
            total = client.get(f"/cases/{query}").context["total"]
            references = [row[0] for row in rows_of(text_of(client, query))[1:]]
            assert len(references) == len(set(references)) == total
    assert len(rows_of(text_of(client_of(cast.investigator)))) == 42


@pytest.mark.parametrize("part", ["manager", "auditor", "screening_officer", "stranger"])
def test_who_may_not_take_rows_out_finds_no_file(case: Case, client_of: Sign, cast: Cast, part: str) -> None:
    client = client_of(getattr(cast, part))
    assert client.get(EXPORT).status_code == 404
    page = client.get("/cases/")
    assert page.status_code == 404 or "Export" not in page.content.decode()


def test_the_subject_takes_out_everything_but_his_own_case(case: Case, client_of: Sign, cast: Cast) -> None:
    assert rows_of(text_of(client_of(cast.subject))) == [HEADER]


def test_separator_and_byte_order_mark_are_chosen(case: Case, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.coordinator)
    text = text_of(client, separator="semicolon", bom="1")
    assert text.startswith("\ufeffreference;received;")
    assert rows_of(text.removeprefix("\ufeff"), ";")[1][0] == case.reference
    assert text_of(client, separator="comma").startswith("reference,received,")


def test_the_address_may_choose_for_the_page(case: Case, client_of: Sign, cast: Cast) -> None:
    form = client_of(cast.coordinator).get(f"{EXPORT}?separator=semicolon&bom=1").context["form"]
    assert (form["separator"].value(), form["bom"].value()) == ("semicolon", True)


@pytest.mark.parametrize("query", ["separator=tab", "bom=yes", "format=xlsx", "year=soon", "summary=Plates"])
def test_a_choice_that_does_not_exist_is_refused(case: Case, client_of: Sign, cast: Cast, query: str) -> None:
    assert client_of(cast.coordinator).get(f"{EXPORT}?{query}").status_code == 400


def test_a_file_is_a_download_with_a_name(case: Case, client_of: Sign, cast: Cast) -> None:
    answer = take_out(client_of(cast.coordinator), EXPORT)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="cases-20')


def test_cells_that_look_like_a_formula_are_guarded(case: Case, client_of: Sign, cast: Cast) -> None:
    """References are made by us; in a register that was tampered with, still no cell runs."""
    Case.objects.filter(pk=case.pk).update(reference="=1+1")
    assert rows_of(text_of(client_of(cast.coordinator)))[1][0] == "'=1+1"


def test_rows_are_read_as_they_are_written(
    make_case: Make, client_of: Sign, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches, never all at once, and outside a transaction."""
    asked: list[int] = []
    iterator = QuerySet.iterator

    def counted(self: Any, chunk_size: int | None = None) -> Any:
        asked.append(chunk_size or 0)
        return iterator(self, chunk_size)

    monkeypatch.setattr(QuerySet, "iterator", counted)
    make_case()
    text_of(client_of(cast.coordinator))
    assert asked
    assert all(0 < size <= 5_000 for size in asked)


def test_the_number_of_queries_does_not_grow_with_the_rows(make_case: Make, client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.coordinator)
    numbers = []
    for cases in (1, 40):
        for _number in range(cases):
            make_case()
        with CaptureQueriesContext(connection) as captured:
            text_of(client)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_file_is_only_taken_out(client_of: Sign, cast: Cast, method: str) -> None:
    assert getattr(client_of(cast.coordinator), method)(EXPORT).status_code == 405


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("export_cases", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_writes_the_whole_register(case: Case, client_of: Sign, cast: Cast) -> None:
    assert rows_of(run()) == rows_of(text_of(client_of(cast.coordinator)))


def test_the_command_narrows_as_the_list_does(make_case: Make, cast: Cast, units: tuple[Unit, Unit]) -> None:
    old = make_case(datetime.date(2016, 1, 1), **alleged(unit=units[0]))
    new = make_case(datetime.date(2018, 1, 1), **alleged("own_use", Recipient.NONE))
    voided = make_case()
    actions.void_case(case=voided, by=cast.coordinator, reason="Logged twice")

    def references(*arguments: str) -> list[str]:
        return [row[0] for row in rows_of(run(*arguments))[1:]]

    assert references() == [new.reference, old.reference]
    assert references("--from", "2017") == [new.reference]
    assert references("--to", "2016") == [old.reference]
    assert references("--unit", "harbour") == [old.reference]
    assert references("--category", "own_use", "--recipient", "none") == [new.reference]
    assert references("--outcome", "confirmed") == []
    assert references("--status", "received", "--from", "2016", "--to", "2016") == [old.reference]


def test_the_command_writes_a_file_for_spreadsheets(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    assert run("--separator", "semicolon", "--bom", "--output", str(file)) == ""
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfreference;received;")
    assert data.count(b"\r\n") == 2
    assert b"\r\r\n" not in data


@pytest.mark.parametrize(
    "arguments", [("--recipient", "police"), ("--unit", "nowhere"), ("--output", "/nowhere/x.csv")]
)
def test_the_command_refuses_what_it_cannot_do(db: None, arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
