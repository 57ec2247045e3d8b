"""Workbooks: what their cells say, and every way in which one is refused before it can do harm."""

import datetime
import importlib
import io
import json
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lib import vault
from office import cellvalues, packages, sources, spreadsheet
from office.sources import Source
from office.spreadsheet import Workbook
from office.tabular import Table, Unreadable
from tests.support.workbooks import MAIN, book, links, packed, said, sheet

openpyxl: Any = importlib.import_module("openpyxl")
ROWS = said(["a", "b"], ["1", "2"])


def table_of(folder: Path, content: bytes, name: str = "file.xlsx", **options: Any) -> Table:
    path = folder / name
    path.write_bytes(content)
    return Table(path, **options)


def why_not(folder: Path, content: bytes, **options: Any) -> str:
    """What is said of a workbook that cannot be read."""
    with pytest.raises(Unreadable) as refusal:
        list(table_of(folder, content, **options).rows())
    return str(refusal.value)


def saved(workbook: Any) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def row(*cells: str, number: str = "") -> str:
    return f"<row {number}>{''.join(cells)}</row>"


def test_a_workbook_is_read_as_the_file_it_would_be_as_csv(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(["number", "day", "moment", "amount", "whole", "true", "text", "nothing", "last"])
    page.append(
        [
            "A-1",
            datetime.date(2019, 1, 24),
            datetime.datetime(2019, 1, 24, 13, 5, 7),
            0.1,
            3.0,
            True,
            " é\n€ ",
            None,
            1e20,
        ]
    )
    page.append([])
    page.append(["007", datetime.time(13, 5), None, -1.5, -3, False, "2019-01-24"])
    page["G4"].number_format = "yyyy-mm-dd"
    table = table_of(tmp_path, saved(workbook))
    assert table.header == ["number", "day", "moment", "amount", "whole", "true", "text", "nothing", "last"]
    assert list(table.rows()) == [
        (2, ["A-1", "2019-01-24", "2019-01-24T13:05:07", "0.1", "3", "TRUE", " é\n€ ", "", "100000000000000000000"]),
        (4, ["007", "13:05:00", "", "-1.5", "-3", "FALSE", "2019-01-24", "", ""]),
    ]
    assert list(table.rows()) == list(table.rows())
    assert (table.encoding, table.sheets, table.said) == ("xlsx", ["Sheet"], [])


@pytest.mark.django_db
def test_the_commands_take_workbooks(registers: Path, tmp_path: Path) -> None:
    """A register as a workbook, its days as days, by the profile of the CSV but for how days are written."""
    csv_file, there = registers / "indianapolis_complaints.csv", tmp_path / "complaints.xlsx"
    workbook = openpyxl.Workbook(write_only=True)
    page = workbook.create_sheet("Complaints")
    table = Table(csv_file)
    day = table.header.index("occurredDate")
    page.append(table.header)
    for _number, cells in table.rows():
        page.append([*cells[:day], datetime.datetime.fromisoformat(cells[day]), *cells[day + 1 :]])
    workbook.save(there)
    profile = tmp_path / "ours.toml"
    formats = '["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]'
    profile.write_text(f'like = "indianapolis"\ndate_formats = {formats}\n')
    summaries = []
    for path, named in ((csv_file, "indianapolis"), (there, str(profile))):
        out = io.StringIO()
        call_command("import_cases", str(path), profile=named, format="json", dry_run=True, stdout=out)
        summaries.append(json.loads(out.getvalue()))
    assert summaries[0] == summaries[1]
    assert summaries[0]["accepted_rows"] == 1_965
    there.write_bytes(packed(said(table.header) + row("<c><f>1</f></c>")))
    with pytest.raises(CommandError, match=r"row 2, column A holds a formula.* Nothing was imported"):
        call_command("import_cases", str(there), profile=str(profile), dry_run=True)


def test_it_can_stand_in_the_vault(tmp_path: Path) -> None:
    with vault.writer(tmp_path / "kept") as file:
        file.write(packed(ROWS))
    table = Table(Source("file.xlsx", lambda: vault.reader(tmp_path / "kept")))
    assert list(table.rows()) == [(2, ["1", "2"])]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>1</v></c>", "1"),
        ("<c t='n'><v>1.0</v></c>", "1"),
        ("<c><v>0.10000000000000001</v></c>", "0.1"),
        ("<c><v>1.5E-2</v></c>", "0.015"),
        ("<c><v>12345678901234567890</v></c>", "12345678901234567890"),
        ("<c><v>-0</v></c>", "-0"),
        ("<c t='b'><v>1</v></c>", "TRUE"),
        ("<c t='b'><v>0</v></c>", "FALSE"),
        ("<c t='e'><v>#N/A</v></c>", "#N/A"),
        ("<c t='str'><v>=1+1</v></c>", "=1+1"),
        ("<c t='d'><v>2019-01-24</v></c>", "2019-01-24"),
        ("<c t='d'><v>2019-01-24T00:00:00.000</v></c>", "2019-01-24"),
        ("<c t='d'><v>2019-01-24T13:05:00</v></c>", "2019-01-24T13:05:00"),
        ("<c t='s'><v>0</v></c>", "plain"),
        ("<c t='s'><v>1</v></c>", "rich text"),
        ("<c t='s'><v>2</v></c>", "東京"),
        ("<c t='s'><v>3</v></c>", "a\r_x0041_ 😀"),
        ("<c t='inlineStr'><is><r><t>in</t></r><r><t xml:space='preserve'> line</t></r></is></c>", "in line"),
        ("<c t='inlineStr'><is><t>東京</t><rPh><t>トウキョウ</t></rPh></is></c>", "東京"),
        ("<c s='1'><v>43489</v></c>", "2019-01-24"),
        ("<c s='1'><v>43489.54521990741</v></c>", "2019-01-24T13:05:07"),
        ("<c s='1'><v>43489.999999999</v></c>", "2019-01-25"),
        ("<c s='1'><v>0.5</v></c>", "12:00:00"),
        ("<c s='1'><v>59</v></c>", "1900-02-28"),
        ("<c s='1'><v>60</v></c>", "60"),
        ("<c s='1'><v>61</v></c>", "1900-03-01"),
        ("<c s='1'><v>2958465</v></c>", "9999-12-31"),
        ("<c s='1'><v>2958466</v></c>", "2958466"),
        ("<c s='1'><v>-1</v></c>", "-1"),
        ("<c s='2'><v>43489</v></c>", "2019-01-24"),
        ("<c s='3'><v>1.5</v></c>", "1.5"),
        ("<c s='4'><v>7</v></c>", "7"),
        ("<c s='99'><v>7</v></c>", "7"),
        ("<c s='1' t='s'><v>0</v></c>", "plain"),
    ],
)
def test_what_a_cell_says(tmp_path: Path, cell: str, text: str) -> None:
    texts = (
        f'<sst xmlns="{MAIN}"><si><t>plain</t></si><si><r><rPr/><t>rich </t></r><r><t>text</t></r></si>'
        "<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si><si><t>a_x000D__x005F_x0041_ _xD83D__xDE00_</t></si></sst>"
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy;@"/>'
        '<numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="0 &quot;days&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>'
    )
    content = packed(said(["a"]) + row(cell), {"xl/sharedStrings.xml": texts, "xl/styles.xml": styles})
    assert list(table_of(tmp_path, content).rows()) == [(2, [text])]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    cells = [f'<c s="0"><v>{number}</v></c>' for number in (0, 42_027, 2_957_003, 2_957_004)]
    more = {"xl/workbook.xml": book(before='<workbookPr date1904="1"/>'), "xl/styles.xml": styles}
    table = table_of(tmp_path, packed(said(["a", "b", "c", "d"]) + row(*cells), more))
    assert list(table.rows()) == [(2, ["1904-01-01", "2019-01-24", "9999-12-31", "2957004"])]


def test_the_last_moment_that_there_is_stays_in_its_day(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    cells = [f'<c s="0"><v>{number}</v></c>' for number in ("2958465.999999", "43489.999999")]
    table = table_of(tmp_path, packed(said(["a", "b"]) + row(*cells), {"xl/styles.xml": styles}))
    assert list(table.rows()) == [(2, ["9999-12-31T23:59:59", "2019-01-25"])]


def test_formats_are_told_apart_as_a_known_library_does() -> None:
    numbers = importlib.import_module("openpyxl.styles.numbers")
    codes = [
        *(
            "General",
            "0",
            "0.00",
            "#,##0",
            "0%",
            "@",
            "0.00E+00",
            '0 "days"',
            "yyyy-mm-dd",
            "d-m-yy",
            "[$-413]d mmmm yyyy",
        ),
        *("h:mm", "[Red]0", "[Blue]yyyy", r"dd\-mm\-yyyy;@", '"dmy"0', "_-* #,##0_-", r"0\d", "mmm-yy"),
    ]
    for code in codes:
        assert cellvalues.is_date_format(164, code) == numbers.is_date_format(code), code
    for number, code in numbers.BUILTIN_FORMATS.items():
        assert cellvalues.is_date_format(number, "") == (numbers.is_date_format(code) and "[" not in code), code


def test_a_size_that_is_not_true_is_not_believed(tmp_path: Path) -> None:
    part = sheet(said(["a", "b"], ["1", "2"], ["3", "4"]), dimension="A1:A1")
    assert list(table_of(tmp_path, packed(more={"xl/worksheets/sheet1.xml": part})).rows()) == [
        (2, ["1", "2"]),
        (3, ["3", "4"]),
    ]
    part = sheet(said(["a"], ["1"]), dimension="A1:XFD1048576")
    assert list(table_of(tmp_path, packed(more={"xl/worksheets/sheet1.xml": part})).rows()) == [(2, ["1"])]


def test_cells_stand_where_they_say_they_do(tmp_path: Path) -> None:
    rows = (
        row('<c r="A3" t="str"><v>a</v></c>', '<c r="C3" t="str"><v>c</v></c>', number='r="3"')
        + row('<c r="A5"/>', '<c r="ZZ5" s="1"/>', number='r="5"')
        + row('<c r="B9"><v>2</v></c>', "<c><v>3</v></c>", '<c r="F9" t="str"><v></v></c>', number='r="9"')
        + row('<c r="D10"><v>4</v></c>')
    )
    table = table_of(tmp_path, packed(rows))
    assert table.header == ["a", "", "c"]
    assert list(table.rows()) == [(9, ["", "2", "3"]), (10, ["", "", "", "4"])]


def test_names_have_prefixes_or_none(tmp_path: Path) -> None:
    rows = '<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>'
    part = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert list(table_of(tmp_path, packed(more={"xl/worksheets/sheet1.xml": part})).rows()) == [(2, ["1"])]


def test_one_sheet_is_read(tmp_path: Path) -> None:
    more = {
        "xl/workbook.xml": book([("Lists", 'state="hidden"'), ("Cases", ""), ("Old", "")]),
        "xl/_rels/workbook.xml.rels": links(3),
        "xl/worksheets/sheet2.xml": sheet(said(["case"], ["1"])),
        "xl/worksheets/sheet3.xml": sheet(said(["case"], ["0"])),
    }
    content = packed(said(["list"], ["x"]), more)
    assert table_of(tmp_path, content).sheets == ["Lists", "Cases", "Old"]
    for name, header, cell in (("", "case", "1"), ("Old", "case", "0"), ("Lists", "list", "x")):
        table = table_of(tmp_path, content, sheet=name)
        assert (table.header, list(table.rows())) == ([header], [(2, [cell])])
    assert "no sheet “Other”" in why_not(tmp_path, content, sheet="Other")


def test_row_names_and_reasons_stand_in_a_sheet_too(tmp_path: Path) -> None:
    table = table_of(tmp_path, packed(said(["a", "b"], ["n", "1"], ["m", "2", "3"])), row_names=True)
    assert table.header == ["", "a", "b"]
    assert list(table.rows()) == [(2, ["n", "1", ""]), (3, ["m", "2", "3"])]
    table = table_of(tmp_path, packed(said(["a", "b", "refused_because"], ["1"], ["1", "2", "why"])))
    assert list(table.rows()) == [(2, ["1", ""]), (3, ["1", "2"])]


def test_refused_rows_of_a_sheet_come_back_as_csv(tmp_path: Path) -> None:
    table = table_of(tmp_path, packed(said(["a", "b"], ["é", "=1"], ["2"])))
    there = tmp_path / "refused.csv"
    table.write_refused(there, {2: "why", 3: "so"})
    assert there.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(Table(there).rows()) == [(2, ["é", "=1"]), (3, ["2", ""])]


@pytest.mark.parametrize("name", ["file.csv", "file", "file.xls", "FILE.TXT"])
def test_a_workbook_by_another_name_is_read_and_told_of(tmp_path: Path, name: str) -> None:
    table = table_of(tmp_path, packed(ROWS), name)
    assert list(table.rows()) == [(2, ["1", "2"])]
    assert table.said == ["The file is a workbook, although its name does not say so. It was read as one."]


@pytest.mark.parametrize("name", ["file.xlsx", "FILE.XLSX", "file.xls"])
def test_csv_by_the_name_of_a_workbook_is_read_and_told_of(tmp_path: Path, name: str) -> None:
    table = table_of(tmp_path, b"a,b\n1,2\n", name)
    assert list(table.rows()) == [(2, ["1", "2"])]
    assert table.said == [f"The file is called .{name[5:].lower()} and is no workbook. It was read as CSV."]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "empty"),
        (row(), "empty"),
        (said(["a"]), "no rows"),
        (said(["a"], ["1"], ["a"]), "again in row 3"),
        (said(["a"]) + row("<c><f>1+1</f><v>2</v></c>"), "row 2, column A holds a formula"),
        (said(["a"]) + row('<c r="AB7"><f t="shared" si="0"/></c>', number='r="7"'), "row 7, column AB holds a"),
        (row("<c t='str'><f>A2</f><v>a</v></c>") + said(["1"]), "row 1, column A holds a formula"),
        (said(["a"], ["x" * 100_001]), "Row 2 has a cell of more than 100,000"),
        (said(["a"], ["_x0000_"]), "NUL"),
        (said(["a"], ["_xD800_"]), "surrogates"),
        (said(["a"]) + row('<c r="ALM2"><v>1</v></c>'), "more than 1,000 columns"),
        (said([str(number) for number in range(1_001)]), "more than 1,000 columns"),
        (said(["a"]) + row("<c t='s'><v>0</v></c>"), "damaged"),
        (said(["a"]) + row("<c t='s'><v>-1</v></c>"), "damaged"),
        (said(["a"]) + row("<c><v>one</v></c>"), "damaged"),
        (said(["a"]) + row("<c><v>nan</v></c>"), "damaged"),
        (said(["a"]) + row("<c><v>1e999</v></c>"), "damaged"),
        (said(["a"]) + row("<c t='x'><v>1</v></c>"), "damaged"),
        (said(["a"]) + row('<c r="B2"/>', '<c r="A2"><v>1</v></c>'), "damaged"),
        (said(["a"]) + row('<c r="XFE2"/>'), "damaged"),
        (said(["a"]) + row('<c r="a2"/>'), "damaged"),
        (said(["a"]) + row('<c r="2"/>'), "damaged"),
        (said(["a"]) + row("<c s='x'/>"), "damaged"),
        (said(["a"]) + row("<c><c/></c>"), "damaged"),
        (said(["a"]) + "<c/>", "damaged"),
        (said(["a"]) + row(row()), "damaged"),
        (said(["a"]) + row(number='r="1"'), "damaged"),
        (said(["a"]) + row(number='r="1048577"'), "damaged"),
        (said(["a"]) + "<row>", "damaged"),
        ("<b>" * 101 + "</b>" * 101, "damaged"),
    ],
)
def test_a_sheet_that_cannot_be_read(tmp_path: Path, rows: str, words: str) -> None:
    assert words in why_not(tmp_path, packed(rows))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"xl/workbook.xml": None}, "no workbook"),
        ({"[Content_Types].xml": None}, "no workbook"),
        ({"xl/workbook.xml": None, "xl/workbook.bin": b"x"}, ".xlsb"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/VBAPROJECT.BIN": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": b"x"}, "macros"),
        ({"xl/externalLinks/externalLink1.xml": b"x"}, "links to other files"),
        ({"xl/worksheets/sheet1.xml": None}, "damaged"),
        ({"xl/worksheets/sheet1.xml": b"\xff\xfe"}, "damaged"),
        ({"xl/workbook.xml": "<workbook>"}, "damaged"),
        ({"xl/workbook.xml": book([])}, "no sheet with rows"),
        ({"xl/_rels/workbook.xml.rels": None}, "no sheet with rows"),
        ({"xl/_rels/workbook.xml.rels": links().replace("Target=", 'TargetMode="External" Target=')}, "no sheet with"),
        (
            {
                "xl/workbook.xml": book([("a", ""), ("a", "")]),
                "xl/_rels/workbook.xml.rels": links(2),
                "xl/worksheets/sheet2.xml": sheet(ROWS),
            },
            "damaged",
        ),
        *(
            ({name: ENTITIES + "<x>&b;</x>"}, "document type")
            for name in (
                *("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"),
                *("xl/styles.xml", "xl/sharedStrings.xml"),
            )
        ),
        ({"xl/styles.xml": '<a><cellXfs><xf numFmtId="x"/></cellXfs></a>'}, "damaged"),
        ({"xl/sharedStrings.xml": "<sst><si><t>" + "x" * 100_001 + "</t></si></sst>"}, "more than 100,000 characters"),
        ({"xl/worksheets/sheet1.xml": f"<a><!--{'x' * (2 << 20)}--></a>"}, "damaged"),
        ({"xl/worksheets/sheet1.xml": f"<a b='{'x' * (2 << 20)}'/>"}, "damaged"),
    ],
)
def test_a_package_that_cannot_be_read(tmp_path: Path, more: dict[str, Any], words: str) -> None:
    assert words in why_not(tmp_path, packed(ROWS, more))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * (sources.PIECE - 16) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"PK\x03\x04", "damaged"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (packed()[:-1], "damaged"),
        (packed()[:-30], "damaged"),
        (packed() + b"x", "damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "no workbook"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in why_not(tmp_path, content)


def _end_says(content: bytes, entries: int, length: int) -> bytes:
    end = bytearray(content[-22:])
    struct.pack_into("<HHI", end, 8, entries, entries, length)
    return content[:-22] + bytes(end)


def _changed(content: bytes, name: str, place: int, form: str, value: int) -> bytes:
    """The package with another value in the list of contents, at this place in the record of a part."""
    changed = bytearray(content)
    start = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    struct.pack_into(form, changed, start + place, value)
    return bytes(changed)


PART = "xl/worksheets/sheet1.xml"


def _data_of_sheet(content: bytes) -> int:
    """Where the packed bytes of the sheet begin."""
    return content.index(PART.encode()) + len(PART)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: _end_says(content, 5_001, 100), "far more"),
        (lambda content: _end_says(content, 4, 1 << 30), "far more"),
        (lambda content: content[:-22] + b"PK\x06\x07" + b"\0" * 16 + content[-22:], "far more"),
        (lambda content: content[:-2] + b"\x01\0x", "damaged"),
        (lambda content: content[:-2] + b"\x05\0", "damaged"),
        (lambda content: _changed(content, PART, 8, "<H", 1), "password"),
        (lambda content: _changed(content, PART, 10, "<H", 12), "damaged"),
        (lambda content: _changed(content, PART, 24, "<I", 4_000_000_000), "far more"),
        (lambda content: _changed(content, PART, 24, "<I", 30), "damaged"),
        (lambda content: _changed(content, PART, 16, "<I", 1), "damaged"),
        (lambda content: content.replace(b"xl/workbook.xml", b"xl/workbooks.ml", 1), "damaged"),
        # The packed bytes of the sheet, which stand behind its name, begin with what no such stream has.
        (
            lambda content: content[: _data_of_sheet(content)] + b"\xff" + content[_data_of_sheet(content) + 1 :],
            "damaged",
        ),
    ],
)
def test_a_list_of_contents_that_is_not_true(tmp_path: Path, change: Callable[[bytes], bytes], words: str) -> None:
    content = packed(ROWS)
    assert change(content) != content
    assert words in why_not(tmp_path, change(content))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice(tmp_path: Path) -> None:
    file = io.BytesIO(packed(ROWS))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(PART, sheet(said(["a", "b"], ["3", "4"])))
    assert "damaged" in why_not(tmp_path, file.getvalue())


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    """50 MB of spaces in 50 KB: nothing of them is unpacked."""
    content = packed(ROWS, {"xl/media/picture": b" " * (50 << 20)})
    assert len(content) < 100_000
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="far more"):
            Table(path)
        assert tracemalloc.get_traced_memory()[1] < 3 << 20
    finally:
        tracemalloc.stop()


def test_a_part_beside_the_sheets_has_a_limit_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BESIDE", 1_000)
    assert "far more" in why_not(tmp_path, packed(ROWS, {"xl/media/picture": b" " * 1_001}))
    assert table_of(tmp_path, packed(said(["a"], ["x" * 2_000]))).header == ["a"]


def test_all_parts_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 10_000)
    assert "far more" in why_not(tmp_path, packed(said(["a"], ["x" * 10_000])))


def test_texts_that_are_shared_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_TEXT", 10_000)
    texts = f"<sst>{'<si><t>text</t></si>' * 200}</sst>"
    assert "more text than" in why_not(tmp_path, packed(ROWS, {"xl/sharedStrings.xml": texts}))


@pytest.mark.parametrize(
    ("limit", "more"),
    [
        ("MOST_STYLES", {"xl/styles.xml": f"<a><cellXfs>{'<xf/>' * 4}</cellXfs></a>"}),
        ("MOST_STYLES", {"xl/styles.xml": "<a>" + "".join(f"<numFmt numFmtId='{n}'/>" for n in range(4)) + "</a>"}),
        ("MOST_LINKS", {"xl/_rels/workbook.xml.rels": links(4)}),
        ("MOST_SHEETS", {"xl/workbook.xml": book([(n, "") for n in "abcd"]), "xl/_rels/workbook.xml.rels": links(4)}),
    ],
)
def test_lists_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, more: dict[str, str]) -> None:
    monkeypatch.setattr(spreadsheet, limit, 3)
    parts = {f"xl/worksheets/sheet{number}.xml": sheet(ROWS) for number in range(1, 5)}
    assert "damaged" in why_not(tmp_path, packed(ROWS, {**parts, **more}))


@pytest.mark.parametrize("form", ["<n{}/>", "<n a{}='1'/>"])
def test_names_without_end_are_refused(tmp_path: Path, form: str) -> None:
    assert "damaged" in why_not(tmp_path, packed("".join(map(form.format, range(20_000))) + ROWS))


@pytest.mark.parametrize(
    "more",
    [
        {"xl/workbook.xml": book([("a" * 1_001, "")])},
        {"xl/_rels/workbook.xml.rels": links(more=f"<Relationship Id='{'a' * 1_001}'/>")},
    ],
)
def test_names_that_are_too_long_are_refused(tmp_path: Path, more: dict[str, str]) -> None:
    assert "damaged" in why_not(tmp_path, packed(ROWS, more))


def test_a_long_sheet_takes_the_memory_of_a_piece(tmp_path: Path) -> None:
    rows = said(["a", "b"]) + "".join(f"<row><c><v>{number}</v></c><c><v>1</v></c></row>" for number in range(30_000))
    path = tmp_path / "file.xlsx"
    path.write_bytes(packed(rows))
    del rows
    book = Workbook(Source.at(path))
    tracemalloc.start()
    try:
        assert sum(1 for _row in book) == 30_001
        assert tracemalloc.get_traced_memory()[1] < 3 << 20
    finally:
        tracemalloc.stop()


def test_a_wide_sheet_is_refused_fast(tmp_path: Path) -> None:
    content = packed("<row>" + "".join(f"<c><v>{number}</v></c>" for number in range(1_000_000)) + "</row>")
    start = time.monotonic()
    assert "more than 1,000 columns" in why_not(tmp_path, content)
    assert time.monotonic() - start < 2
