import io
import tracemalloc
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import vault
from office import csvrows, tabular
from office.sources import MOST_CHARACTERS
from office.tabular import REASON, Source, Table, Unreadable, Unwritable
from tests.support.workbooks import packed


def table_of(folder: Path, content: bytes, **options: object) -> Table:
    path = folder / "file.csv"
    path.write_bytes(content)
    return Table(path, **options)


def why_not(folder: Path, content: bytes, **options: object) -> str:
    """What is said of a file that cannot be read."""
    with pytest.raises(Unreadable) as refusal:
        list(table_of(folder, content, **options).rows())
    return str(refusal.value)


def test_rows_have_the_numbers_that_a_person_sees(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'a,b\n1,"two\nlines"\n\n3,4\n')
    assert table.header == ["a", "b"]
    assert list(table.rows()) == [(2, ["1", "two\nlines"]), (4, ["3", "4"])]


def test_rows_can_be_read_twice(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a\n1\n")
    assert list(table.rows()) == list(table.rows()) == [(2, ["1"])]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("naam,é\r\nRenée,ß\r\n".encode(), "utf-8"),
        ("naam,é\r\nRenée,ß\r\n".encode("utf-8-sig"), "utf-8-sig"),
        ("naam,é\r\nRenée,ß\r\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "naam,é\nRenée,ß\n".encode("utf-16-be"), "utf-16"),
        ("naam,é\nRenée,ß\n".encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, encoding: str) -> None:
    table = table_of(tmp_path, content)
    assert table.encoding == encoding
    assert table.header == ["naam", "é"]
    assert list(table.rows()) == [(2, ["Renée", "ß"])]


def test_row_names_for_which_the_header_has_no_cell(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'"a";"A"\n"1";x;y\n', delimiter=";", row_names=True)
    assert table.header == ["", "a", "A"]
    assert table.named_rows
    assert table.places(["A", "a"]) == {"A": 2, "a": 1}
    assert list(table.rows()) == [(2, ["1", "x", "y"])]


def test_row_names_under_a_header_with_an_empty_first_cell(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'"","a"\n"1",x\n', row_names=True)
    assert table.header == ["", "a"]
    assert list(table.rows()) == [(2, ["1", "x"])]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n\n\r\n", "no rows"),
        (b"a,b\n1,2\na,b\n3,4\n", "again in row 3"),
        (b'a,b\n1,2\n3,"4\n5,6\n', "Row 3"),
        (b'a,b\n1,"2"x\n', "Row 2"),
        (b'a,"b\n1,2\n', "Row 1"),
        (b"a,b\n1,2\x00\n", "NUL"),
        ("a,b\n1,\0\n".encode("utf-16"), "NUL"),
        (b"a,b\n1,\xed\xa0\x80\n", "surrogates"),
        (b"\xff\xfea\x00\n\x00\x00\xd8", "UTF-16"),
        (b"a,b\n1,\x81\n", "no encoding"),
        (b"\xef\xbb\xbfa,b\n1,\xe9\n", "no encoding"),
        (b"a,b\n1," + b"x" * 100_001 + b"\n", "Row 2 has a cell of more than 100,000 characters"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "Row 2 has a cell of more than 100,000 characters"),
        (b"a,b\n1," + b"x" * 1_200_000 + b"\n", "Row 2 has a cell of more than 100,000 characters"),
        (b"a,b\n1," + b"x," * 600_000 + b"\n", "Row 2 has more than 1,000,000 characters"),
        (b'a,b\n1,"' + b"2,3\n" * 26_000, "Row 2 cannot be split"),
        (b'a,b\n1,"' + b"2,3\n" * 26_000 + b'"\n', "Row 2 goes on over many lines"),
        (b'a,b\n1,"' + b"2,3\n" * 40_000, "Row 2 goes on over many lines"),
        (b'a,b\n1,"2\n' + b'","x\n' * 200_000, "Row 2 goes on over many lines"),
        (b"a," * 500 + b"a," * 500 + b"a\n1\n", "more than 1,000 columns"),
        (b"a," * 1_000_000 + b"a\n1\n", "more than 1,000 columns"),
        (b"a" * 1_000_001 + b"\n1\n", "Row 1 has a cell of more than 100,000"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in why_not(tmp_path, content)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(tmp_path: Path, end: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        content = end.join(["a,b", '1,"x', 'y"', "", "3,4"]).encode(encoding)
        assert list(table_of(tmp_path, content).rows()) == [(2, ["1", f"x{end}y"]), (4, ["3", "4"])]


def test_what_is_just_within_the_limits(tmp_path: Path) -> None:
    long, header = "x" * MOST_CHARACTERS, ",".join(f"c{number}" for number in range(1_000))
    rows = [long, *["1"] * 999]
    assert list(table_of(tmp_path, f"{header}\n{','.join(rows)}\n".encode()).rows()) == [(2, rows)]


class Large(io.BytesIO):
    """A file of this many bytes, not one of which may be read."""

    def __init__(self, size: int) -> None:
        self.size = size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.size + offset if whence == io.SEEK_END else offset

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("It was read.")


@pytest.mark.parametrize(
    ("size", "words"), [(200 << 20, "It was read"), ((200 << 20) + 1, r"larger than 200 MB\. Divide it")]
)
def test_a_file_that_is_too_large_is_not_read(size: int, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        Table(Source("file.csv", partial(Large, size)))


def test_a_file_of_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MOST_ROWS", 2)
    assert len(list(table_of(tmp_path, b"a\n1\n\n2\n").rows())) == 2
    assert "more than 2 rows" in why_not(tmp_path, b"a\n1\n2\n3\n")


def test_a_long_line_is_not_taken_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a,b\n" + b"1," * (8 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="more than 1,000,000 characters"):
            list(Table(path).rows())
        # One piece of the file and its text, and one row and its cells.
        assert tracemalloc.get_traced_memory()[1] < 48 << 20
    finally:
        tracemalloc.stop()


def test_an_encoding_that_somebody_names(tmp_path: Path) -> None:
    content = "naam\n€é\n".encode("iso8859-15")
    assert list(table_of(tmp_path, content).rows()) == [(2, ["¤é"])]
    table = table_of(tmp_path, content, encoding="iso8859-15")
    assert (table.encoding, list(table.rows())) == ("iso8859-15", [(2, ["€é"])])
    assert "not text in the encoding “utf-8”" in why_not(tmp_path, content, encoding="utf-8")
    for name in ("rot13", "base64", "nothing", "utf-7"):
        assert f"encoding “{name}” cannot be read" in why_not(tmp_path, content, encoding=name)
    for name in csvrows.ENCODINGS:
        assert list(table_of(tmp_path, "a\né\n".encode(name), encoding=name).rows()) == [(2, ["é"])]


def test_quotes_and_header_row_that_somebody_names(tmp_path: Path) -> None:
    content = b"'a','b'\n'1,2','3''s'\n"
    assert list(table_of(tmp_path, content, quote="'").rows()) == [(2, ["1,2", "3's"])]
    assert list(table_of(tmp_path, b'a,b\n"1,2"x\n', quote="").rows()) == [(2, ['"1', '2"x'])]
    table = table_of(tmp_path, b"The register\n\na,b\n1,2\n", header_row=2)
    assert (table.header, list(table.rows())) == (["a", "b"], [(4, ["1", "2"])])


def test_a_source_is_read_wherever_it_is_kept(tmp_path: Path) -> None:
    with vault.writer(tmp_path / "kept") as file:
        file.write("a;b\né;2\n".encode("cp1252"))
    table = Table(Source("file.csv", lambda: vault.reader(tmp_path / "kept")), delimiter=";")
    assert list(table.rows()) == list(table.rows()) == [(2, ["é", "2"])]
    path = tmp_path / "plain"
    path.write_bytes("a;b\né;2\n".encode("cp1252"))
    assert table.sha256 == Table(path).sha256
    (tmp_path / "kept").write_bytes(b"something else")
    with pytest.raises(Unreadable, match="damaged"):
        list(table.rows())


def test_a_disk_that_fails_is_told_of() -> None:
    def fail() -> BinaryIO:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(Unreadable, match="cannot be read: Permission denied"):
        Table(Source("file.csv", fail))


def test_every_refused_line_can_be_asked_for(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1,2\n3,4\n")
    assert list(table.refused_lines({3: "why"})) == ["", f'"a","b","{REASON}"\r\n', '"3","4","why"\r\n']
    assert list(table.refused_lines({})) == ["", f'"a","b","{REASON}"\r\n']


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
DIRT = ['"', '"\n', "\r", "\n\n", "\0", ",", ";", "\ufeff", "x" * 100_001, "é", "'=1", "\u2028", "\x1a"]


@given(
    rows=st.lists(st.lists(st.one_of(TEXT, st.sampled_from([*DIRT, ""])), min_size=1, max_size=4), max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from(list(csvrows.DELIMITERS)),
    always=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_row_comes_once_or_the_file_is_refused(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str, always: bool, end: str
) -> None:
    """A file that was written well is read as it was, whatever its cells hold, if a file may hold that."""

    def quoted(cells: list[str]) -> list[str]:
        bare = not always and cells != [""] and not {*delimiter, '"', "\r", "\n"} & {*"".join(cells)}
        return cells if bare else ['"' + cell.replace('"', '""') + '"' for cell in cells]

    lines = [delimiter.join(quoted(cells)) for cells in [["id", "b"], *rows]]
    content = end.join([*lines, ""]).encode(encoding, "replace")
    expected = [
        (number, [tabular._unguarded(cell.encode(encoding, "replace").decode(encoding)) for cell in cells])
        for number, cells in enumerate(rows, 2)
    ]
    may_be_refused = not rows or ["id", "b"] in rows
    may_be_refused |= any("\0" in cell or len(cell) > MOST_CHARACTERS for row in rows for cell in row)
    try:
        found = list(table_of(tmp_path, content, delimiter=delimiter, encoding=encoding).rows())
    except Unreadable:
        found = []
    assert found == expected or (may_be_refused and not found)


@given(
    content=st.one_of(
        st.binary(max_size=60),
        st.lists(
            st.sampled_from([b"a,b", b"1", b",", b'"', b"\n", b"\r", b"\0", b"\xe9", b"\xed\xa0\x80", b"PK\x03\x04"]),
            max_size=20,
        ).map(b"".join),
        st.tuples(st.integers(0, 1_200), st.binary(min_size=1, max_size=3)).map(
            lambda dirt: packed()[: dirt[0]] + dirt[1] + packed()[dirt[0] + len(dirt[1]) :]
        ),
    )
)
@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_comes_is_read_or_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    said, numbers = "", []
    try:
        numbers = [number for number, _cells in table_of(tmp_path, content).rows()]
    except Unreadable as refusal:
        said = str(refusal)
    assert said.endswith(".") if said else numbers == sorted(set(numbers)) != []


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no such file: nothing\.csv"):
        Table(tmp_path / "nothing.csv")
    with pytest.raises(Unreadable, match="no such file"):
        Table(tmp_path)


def test_missing_columns_are_named_together(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1,2\n")
    with pytest.raises(Unreadable, match="missing from the header: c, B"):
        table.places(["a", "c", "B"])


def test_a_column_that_is_read_may_not_stand_there_twice(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b,b\n1,2,3\n")
    assert table.places(["a"]) == {"a": 0}
    with pytest.raises(Unreadable, match="twice: b"):
        table.places(["a", "b"])


def test_the_wrong_delimiter_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="another character between the cells"):
        table_of(tmp_path, b"a;b\n1;2\n").places(["a"])


def test_refused_rows_come_back_as_the_same_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'n;é\nx;1;"a;""b"\ny;2;c\n=z;-3;d\n'.encode(), delimiter=";", row_names=True)
    there = tmp_path / "refused.csv"
    table.write_refused(there, {2: "=wrong", 4: "bad; worse"})
    assert there.stat().st_mode & 0o777 == 0o600
    again = Table(there, delimiter=";", row_names=True)
    assert again.header == table.header
    assert list(again.rows()) == [(2, ["x", "1", 'a;"b']), (3, ["=z", "-3", "d"])]


def test_refused_rows_are_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'a,b\n=cmd(),"\t=1"\n')
    there = tmp_path / "refused.csv"
    table.write_refused(there, {2: "=bad"})
    assert there.read_bytes() == b'"a","b","refused_because"\r\n"\'=cmd()","\'\t=1","\'=bad"\r\n'
    assert list(Table(there).rows()) == [(2, ["=cmd()", "\t=1"])]


def test_refused_twice_keeps_one_column_of_reasons(tmp_path: Path) -> None:
    table = table_of(tmp_path, f"a,{REASON}\n1,old\n".encode())
    there = tmp_path / "refused.csv"
    table.write_refused(there, {2: "new"})
    assert there.read_text() == f'"a","{REASON}"\n"1","new"\n'


@pytest.mark.parametrize("line", ["1", "1,2,3"])
def test_a_row_of_another_width_stays_one(tmp_path: Path, line: str) -> None:
    there = tmp_path / "refused.csv"
    table_of(tmp_path, f"a,b\n{line}\n".encode()).write_refused(there, {2: "width"})
    again = Table(there)
    assert [len(cells) == len(again.header) for _number, cells in again.rows()] == [False]


def test_a_file_from_a_spreadsheet_goes_back_to_one(tmp_path: Path) -> None:
    there = tmp_path / "refused.csv"
    table_of(tmp_path, "a\né\n".encode("cp1252")).write_refused(there, {2: "why"})
    assert there.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(Table(there).rows()) == [(2, ["é"])]


def test_refused_rows_that_cannot_be_written_leave_nothing(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a\n1\n")
    (tmp_path / "there").mkdir()
    for place in (tmp_path / "nowhere" / "refused.csv", tmp_path / "there"):
        with pytest.raises(Unwritable, match="cannot be written"):
            table.write_refused(place, {2: "why"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.csv", "there"]
