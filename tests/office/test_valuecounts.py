import time
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest

from office.tabular import Table, Unreadable
from office.valuecounts import LONGEST_VALUE, MOST_VALUES, count, not_listed


def table_of(folder: Path, lines: Iterable[str]) -> Table:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\r\n" for line in lines)
    return Table(path)


def test_values_are_counted_as_a_profile_reads_them(tmp_path: Path) -> None:
    rows = ["yes,x", "  YES ,y", "no  way,x", "No Way,-", "-,NA", "ß,z", "SS,"]
    found = count(table_of(tmp_path, ["a,b,c", *(f"{row},1" for row in rows)]), ["b", "a"], ["-", "NA"])
    assert found == {"a": {"yes": 2, "no  way": 2, "": 1, "ß": 2}, "b": {"x": 2, "y": 1, "": 3, "z": 1}}


def test_rows_of_another_width_count_for_nothing(tmp_path: Path) -> None:
    assert count(table_of(tmp_path, ["a,b", "1,2", "3", "4,5,6"]), ["a"]) == {"a": {"1": 1}}


def test_what_is_too_much_is_not_listed(tmp_path: Path) -> None:
    just = [f"{number},{number},{'x' * LONGEST_VALUE},{number % 3}" for number in range(MOST_VALUES)]
    table = table_of(tmp_path, ["a,b,c,d", *just, ",,,", f"0,more,{'x' * (LONGEST_VALUE + 1)},0"])
    found = count(table, ["a", "b", "c", "d"])
    assert found["a"] is not None
    assert (len(found["a"]), found["a"]["0"], found["a"][""]) == (MOST_VALUES + 1, 2, 1)
    assert (found["b"], found["c"]) == (None, None)
    assert found["d"] == {"0": 168, "1": 167, "2": 166, "": 1}
    assert "more than 500 different values" in not_listed()


def test_columns_that_are_not_there_are_said(tmp_path: Path) -> None:
    table = table_of(tmp_path, ["a,a,b", "1,2,3"])
    with pytest.raises(Unreadable, match="missing from the header: c"):
        count(table, ["b", "c"])
    with pytest.raises(Unreadable, match="header twice: a"):
        count(table, ["a"])


def test_memory_stays_flat_and_a_long_file_is_counted_soon(tmp_path: Path) -> None:
    table = table_of(tmp_path, ["a,b", *(f"{number},{'long text ' * 15}{number}" for number in range(60_000))])
    tracemalloc.start()
    began = time.monotonic()
    assert count(table, ["a", "b"]) == {"a": None, "b": None}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20
    assert time.monotonic() - began < 20
