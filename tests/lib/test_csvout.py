"""CSV out: any reader gets back what went in, and no spreadsheet runs it."""

import csv
import datetime
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from lib import csvout
from lib.csvout import Dialect

COMMA = Dialect()


def back(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        " \t=1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "=",
        "-",
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert csvout.guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["2018-7KQ4P", "a=b", "", "'=1", "  plain", -5, 0, 1.5, datetime.date(2018, 3, 1)])
def test_what_no_spreadsheet_runs_stays(value: Any) -> None:
    assert csvout.guarded(value) == value


def test_nothing_is_an_empty_cell() -> None:
    assert csvout.guarded(None) == ""


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    for dialect in (COMMA, Dialect(";")):
        text = "".join(csvout.lines(["a", "b"], rows, dialect))
        found = back(text, dialect.delimiter)
        assert found == [["a", "b"], *([csvout.guarded(cell) for cell in row] for row in rows)]
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in found for cell in row)


def test_a_header_is_guarded_too() -> None:
    assert back("".join(csvout.lines(["=A1"], [], COMMA))) == [["'=A1"]]


def test_the_byte_order_mark_comes_once() -> None:
    text = "".join(csvout.lines(["a"], [["1"], ["2"]], Dialect(";", bom=True)))
    assert text == "\ufeffa\r\n1\r\n2\r\n"


def test_one_row_at_a_time_is_held() -> None:
    def endless() -> Iterator[list[int]]:
        number = 0
        while True:
            yield [number]
            number += 1

    first = list(islice(csvout.lines(["n"], endless(), COMMA), 3))
    assert first == ["n\r\n", "0\r\n", "1\r\n"]


def test_the_answer_streams_as_a_download() -> None:
    answer = csvout.download("cases.csv", (line.encode() for line in csvout.lines(["n"], [[0], [1]], COMMA)))
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert b"".join(answer) == b"n\r\n0\r\n1\r\n"


def test_the_dialect_is_taken_out_of_the_filters() -> None:
    parameters = QueryDict("separator=semicolon&bom=1&unit=harbour", mutable=True)
    assert csvout.take_dialect(parameters) == Dialect(";", bom=True)
    assert parameters.dict() == {"unit": "harbour"}
    assert csvout.take_dialect(parameters) == COMMA


@pytest.mark.parametrize("asked", ["separator=tab", "separator=", "bom=0"])
def test_another_dialect_is_refused(asked: str) -> None:
    with pytest.raises(BadRequest):
        csvout.take_dialect(QueryDict(asked, mutable=True))
