from pathlib import Path

import pytest

from office.tabular import REASON, Table, Unreadable, Unwritable


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
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "Row 2"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in why_not(tmp_path, content)


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
