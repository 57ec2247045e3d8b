"""What a first look at a file finds, what it says, and that everything it found can be said otherwise."""

import importlib
import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from cases.imports import PROFILES
from office import profiles
from office.dateshapes import formats_of
from office.sniffing import SHOWN, Look, look
from office.sources import Source, Unreadable
from office.tabular import Table
from tests.support.workbooks import book, links, packed, said, sheet


def look_at(folder: Path, content: bytes | str, name: str = "file.csv", **given: Any) -> Look:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return look(Source.at(path), **given)


@pytest.mark.parametrize("name", ["nopd", "nopd-semicolon", "indianapolis"])
def test_the_real_registers_are_read_as_their_profiles_say(registers: Path, name: str) -> None:
    files = {
        "nopd": "nopd_misconduct_20200214.csv",
        "nopd-semicolon": "nopd_misconduct_semicolon.csv",
        "indianapolis": "indianapolis_complaints.csv",
    }
    profile = profiles.load(name, PROFILES)
    source = Source.at(registers / files[name])
    found = look(source)
    assert (found.delimiter, found.row_names) == (profile.delimiter, profile.row_names)
    assert tuple(found.formats) == profile.date_formats
    assert {field.column for key, field in profile.fields.items() if key.endswith("_on")} <= {*found.date_formats, ""}
    assert profile.blanks <= {*found.blanks}
    assert (found.encoding, found.quote, found.header_row, found.sheets) == ("utf-8", '"', 1, [])
    assert len(found.said) == profile.row_names
    table = Table(source, **found.options)
    assert (table.header, table.sha256) == (found.header, found.sha256)
    assert [*table.rows()][:SHOWN] == found.rows


def test_a_real_register_as_a_workbook_says_the_same(registers: Path, tmp_path: Path) -> None:
    openpyxl: Any = importlib.import_module("openpyxl")
    table = Table(registers / "indianapolis_complaints.csv")
    workbook, file = openpyxl.Workbook(write_only=True), io.BytesIO()
    page = workbook.create_sheet("Complaints")
    page.append(table.header)
    for _number, cells in table.rows():
        page.append([cell or None for cell in cells])
    workbook.save(file)
    found = look_at(tmp_path, file.getvalue(), "complaints.xlsx")
    plain = look(Source.at(registers / "indianapolis_complaints.csv"))
    assert (found.header, found.rows, found.date_formats) == (plain.header, plain.rows, plain.date_formats)
    assert (found.encoding, found.sheet, found.sheets, found.said) == ("xlsx", "Complaints", ["Complaints"], [])
    assert [*Table(tmp_path / "complaints.xlsx", **found.options).rows()] == [*table.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["número", "bedrag", "tekst"], ["1", '"1,50"', '"a; b, c | d"'], ["2", '"2,25"', '"é\ne"'], ["3", "3", "x"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    found = look_at(tmp_path, text.encode(encoding))
    assert (found.delimiter, found.encoding, found.quote) == (delimiter, encoding, '"')
    assert found.header == ["número", "bedrag", "tekst"]
    assert found.rows[0] == (2, ["1", "1,50", "a; b, c | d"])
    assert any("Windows-1252" in sentence for sentence in found.said) == (encoding == "cp1252")


def test_decimal_commas_do_not_divide_a_file_with_semicolons(tmp_path: Path) -> None:
    for above in ("", "Register 2019\n"):
        found = look_at(tmp_path, f"{above}a;b;c\n" + "".join(f"1,5;2,5;{n},5\n" for n in range(30)) + "broken\n")
        assert (found.delimiter, found.header) == (";", ["a", "b", "c"])
    assert look_at(tmp_path, "2018;2019\n1,5;2,5\n").delimiter == ";"


@pytest.mark.parametrize(
    ("content", "quote", "cells"),
    [
        ('a,b\n1,"2,3"\n', '"', ["1", "2,3"]),
        ("'a','b'\n'1','2,3'\n", "'", ["1", "2,3"]),
        ("'a',b\n1,2\n", '"', ["1", "2"]),
        ('a,b\n"1,2\n3,4\n', "", ['"1', "2"]),
        ('a,b\n5" pipe,2\n', '"', ['5" pipe', "2"]),
    ],
)
def test_quotes(tmp_path: Path, content: str, quote: str, cells: list[str]) -> None:
    found = look_at(tmp_path, content)
    assert (found.quote, found.rows[0][1]) == (quote, cells)
    assert any("Quotation marks are read" in sentence for sentence in found.said) == (quote == "")


def test_a_quote_that_is_not_closed_is_not_taken_for_text(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Row 3 cannot be split"):
        look_at(tmp_path, 'a,b\n"1","2"\n"3","4\n"5","6"\n')


def test_a_header_one_cell_shorter_than_its_rows(tmp_path: Path) -> None:
    found = look_at(tmp_path, "a,b\nx,1,2\ny,3,4\nz,5\n")
    assert (found.row_names, found.header) == (True, ["", "a", "b"])
    assert ["one cell less" in sentence for sentence in found.said] == [True]
    found = look_at(tmp_path, "a\nx,1\ny,2\n")
    assert (found.row_names, found.header_row, found.header) == (True, 1, ["", "a"])
    found = look_at(tmp_path, ",a,b\nx,1,2\ny,3,4\n")
    assert (found.row_names, found.header, found.said) == (False, ["", "a", "b"], [])
    found = look_at(tmp_path, "a,b\nx,1,2\ny,3\nz,5\n")
    assert (found.row_names, found.header) == (False, ["a", "b"])


def test_a_title_above_the_header(tmp_path: Path) -> None:
    for title in ("Register 2019\n\n", "Register 2019,,,\n,,,\n"):
        found = look_at(tmp_path, f"{title}a,b,c,d\n1,2,3,4\n5,6,7,8\n9,10,11,12\n")
        assert (found.header_row, found.header, found.rows[0][1]) == (3, ["a", "b", "c", "d"], ["1", "2", "3", "4"])
        assert found.said == ["The header is taken from row 3. What stands above it is not read."]
    found = look_at(tmp_path, "Register\n1\n2\n3\n")
    assert (found.header_row, found.header) == (1, ["Register"])


def test_an_empty_line_above_the_header_is_no_title(tmp_path: Path) -> None:
    found = look_at(tmp_path, "\na,b,c\n1,2,3\n")
    assert (found.header_row, found.header, found.said) == (1, ["a", "b", "c"], [])


def test_a_file_of_one_column_is_doubted(tmp_path: Path) -> None:
    found = look_at(tmp_path, "name\nx\ny\n")
    assert (found.header, found.delimiter) == (["name"], ",")
    assert found.said == ["The file has one column. If it should have more, choose what stands between the cells."]


def test_lines_of_an_old_mac(tmp_path: Path) -> None:
    found = look_at(tmp_path, "a,b\r1,2\r3,4\r")
    assert found.rows == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert found.said == ["The lines end with CR alone, as old Macs wrote them. They were read as rows."]
    assert look_at(tmp_path, "a,b\r\n1,2\r\n").said == []


def test_columns_without_a_name_and_with_that_of_another(tmp_path: Path) -> None:
    assert look_at(tmp_path, "a,b,a,\n1,2,3,4\n").said == [
        "Columns that stand in the header twice: a.",
        "1 column has no name, and cannot be chosen.",
    ]


def test_a_sheet_is_chosen_among_several(tmp_path: Path) -> None:
    more = {
        "xl/workbook.xml": book([("First", ""), ("Second", "")]),
        "xl/_rels/workbook.xml.rels": links(2),
        "xl/worksheets/sheet2.xml": sheet(said(["Title"], ["c", "d", "e"], ["3", "4", "5"], ["6", "7", "8"])),
    }
    content = packed(said(["a", "b"], ["1", "2"]), more)
    found = look_at(tmp_path, content, "file.xlsx")
    assert (found.sheet, found.sheets, found.header) == ("First", ["First", "Second"], ["a", "b"])
    assert found.said == ["The workbook has 2 sheets. “First” is read, and none of the others."]
    found = look_at(tmp_path, content, "file.xlsx", sheet="Second")
    assert (found.sheet, found.header, found.header_row, found.rows[0]) == (
        "Second",
        ["c", "d", "e"],
        2,
        (3, ["3", "4", "5"]),
    )
    assert next(iter(Table(tmp_path / "file.xlsx", **found.options).rows())) == (3, ["3", "4", "5"])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("file.xlsx", b"a,b\n1,2\n", "is no workbook"), ("file.csv", packed(), "is a workbook")],
)
def test_a_name_that_says_something_else(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    assert words in look_at(tmp_path, content, name).said[0]


@pytest.mark.parametrize("content", ["", "a,b\n", "a,b\n1,2\na,b\n", "a,\0\n", "a" * 1_000_001])
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable):
        look_at(tmp_path, content)


def test_a_file_that_is_too_large_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    with path.open("wb") as file:
        file.truncate(500 << 20)
    with pytest.raises(Unreadable, match="larger than 200 MB"):
        look(Source.at(path))


def test_a_workbook_is_held_in_memory_once(tmp_path: Path) -> None:
    texts = "<sst>" + "".join(f"<si><t>{number:050}</t></si>" for number in range(50_000)) + "</sst>"
    path = tmp_path / "file.xlsx"
    path.write_bytes(packed(said(["a"], ["1"]), {"xl/sharedStrings.xml": texts}))
    del texts
    tracemalloc.start()
    try:
        look(Source.at(path))
        # The texts take 5.4 MB.
        assert 5 << 20 < tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("days", "formats"),
    [
        (["2019-01-24", "2019-1-4"], ["%Y-%m-%d"]),
        (["24-01-2019", "4-1-2019"], ["%d-%m-%Y"]),
        (["24.01.2019"], ["%d.%m.%Y"]),
        (["24/01/2019", "02/03/2019"], ["%d/%m/%Y"]),
        (["01/24/2019", "02/03/2019"], ["%m/%d/%Y"]),
        (["01/02/2019", "02/03/2019"], ["%d/%m/%Y", "%m/%d/%Y"]),
        (["2019-01-24T13:05:00"], ["%Y-%m-%dT%H:%M:%S"]),
        (["2019-01-24 13:05:00"], ["%Y-%m-%d %H:%M:%S"]),
        (["24-1-2019 13:05"], ["%d-%m-%Y %H:%M"]),
        (["1/24/2019 1:05 PM"], ["%m/%d/%Y %I:%M %p"]),
        (["2019-01-24", "2019-01-25", "24-01-2019"], ["%Y-%m-%d", "%d-%m-%Y"]),
        (["2019-01-24"] * 60 + ["24-01-2019"], ["%Y-%m-%d"]),
        (["2019-01-24"] * 4 + ["unknown"], ["%Y-%m-%d"]),
        (["2019-01-24"] * 3 + ["unknown"], []),
        (["2019-02-30", "2019-13-01"], []),
        (["24-01-19", "24/1/19"], []),
        (["201-01-24", "20190-01-24"], []),
        (["٢٠١٩-٠١-٢٤"], []),
        (["20190124", "43489", "1", ""], []),
        (["2019-01-24", "", " ", "NA", "n.v.t.", "-"], ["%Y-%m-%d"]),
    ],
)
def test_formats_of_days(tmp_path: Path, days: list[str], formats: list[str]) -> None:
    found = look_at(tmp_path, "n,day\n" + "".join(f"{n},{day}\n" for n, day in enumerate(days)))
    assert found.date_formats.get("day", []) == formats == found.formats


def test_what_is_found_is_what_an_import_reads() -> None:
    """No cell is a day by a format by which Python's strptime, which reads the whole file, does not take it."""
    assert formats_of("2019-02-29") == ()
    assert formats_of("29/02/2020") == ("%d/%m/%Y",)
    assert formats_of("2019-01-24T25:00:00") == ()
    assert formats_of("2019-01-24 ") == ()


def test_day_and_month_that_could_be_either_are_told_of(tmp_path: Path) -> None:
    found = look_at(tmp_path, "a,b\n01/02/2019,13/02/2019\n03/04/2019,02/03/2019\n")
    assert found.date_formats == {"a": ["%d/%m/%Y", "%m/%d/%Y"], "b": ["%d/%m/%Y"]}
    assert found.said == ["Day and month could be either in these columns: a. Choose in which order they stand."]


def test_years_of_two_digits_are_told_of_and_not_read(tmp_path: Path) -> None:
    found = look_at(tmp_path, "a,b\n24-01-19,1\n25-01-19,2\n")
    assert found.date_formats == {}
    assert found.said == ["Years have two digits in these columns: a. Such days are not read; write four."]


def test_days_far_down_do_not_count(tmp_path: Path) -> None:
    text = "n,day\n" + "1,2019-01-24\n" * 5_000 + "1,24-01-2019\n" * 5_000
    assert look_at(tmp_path, text).date_formats == {"day": ["%Y-%m-%d"]}


def test_blanks_are_listed_as_they_are_written(tmp_path: Path) -> None:
    found = look_at(tmp_path, "a,b\nNA,n.v.t.\nNULL,N/A\n- ,#N/A\nNone,NAN\nx,\n")
    assert found.blanks == ["#N/A", "-", "N/A", "NA", "NULL", "n.v.t."]


def test_everything_that_was_found_can_be_said_otherwise(tmp_path: Path) -> None:
    text = "'a';'b'\n'x';'01/02/2019'\n'NA';'03/04/2019'\n"
    found = look_at(tmp_path, text)
    assert (found.delimiter, found.quote, found.encoding, found.header) == (";", "'", "utf-8", ["a", "b"])
    assert look_at(tmp_path, text, delimiter="|").header == ["'a';'b'"]
    assert look_at(tmp_path, text, quote="").header == ["'a'", "'b'"]
    assert look_at(tmp_path, text, encoding="cp1252").encoding == "cp1252"
    assert look_at(tmp_path, text, row_names=True).header == ["", "a", "b"]
    assert look_at(tmp_path, text, header_row=2).header == ["x", "01/02/2019"]
    assert look_at(tmp_path, text, blanks=["x"]).blanks == ["x"]
    chosen = look_at(tmp_path, text, date_formats={"b": ["%m/%d/%Y"], "gone": ["%Y"]})
    assert (chosen.date_formats, chosen.said) == ({"b": ["%m/%d/%Y"]}, [])
    assert look_at(tmp_path, text, date_formats={"b": []}).date_formats == {}
    named = look_at(tmp_path, "a,b\nx,1,2\ny,3,4\n", row_names=False)
    assert (named.header, named.row_names, named.said) == (["a", "b"], False, [])
