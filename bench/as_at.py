"""A past day beside today: the same figures counted on the history tables and on the live ones, in one run.

Run it on a database that `generate.py` filled. Before it measures, it gives every record two earlier states, so that
the history has three rows for each. Aim: at most twice the live time on PostgreSQL, four times on SQLite.
"""

import datetime
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.db import connection

import bench  # noqa: F401  (Django is set up there)
from figures.basis import Basis
from figures.definitions import FIGURES
from figures.figure import Figure
from figures.sections import SHOWN, asked_of
from figures.tables import WHOLE_REGISTER, count
from lib import clock
from lib.periods import Period

TIMES = 5
YEARS = Period(2016, 2025)
STATES = (
    (datetime.date(2018, 1, 1), datetime.date(2019, 1, 1)),
    (datetime.date(2019, 1, 1), datetime.date(2020, 1, 1)),
)
PRESENT = datetime.date(2020, 1, 1)


def age(table: str) -> None:
    """Give each record of a history table two states before its present one, once."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE valid_to < '9999-01-01'")
        if cursor.fetchone()[0]:
            return
        cursor.execute(f"UPDATE {table} SET valid_from = %s", [clock.end_of(PRESENT)])
        description = connection.introspection.get_table_description(cursor, table)
        columns = [column.name for column in description if column.name not in ("history_id", "valid_from", "valid_to")]
        names = ", ".join(columns)
        for first, last in STATES:
            cursor.execute(
                f"INSERT INTO {table} ({names}, valid_from, valid_to) SELECT {names}, %s, %s FROM {table} "
                "WHERE valid_to > '9999-01-01'",
                [clock.end_of(first), clock.end_of(last)],
            )
        cursor.execute(f"VACUUM ANALYZE {table}" if connection.vendor == "postgresql" else "ANALYZE")


def seconds(figures: list[Figure], at: datetime.date | None) -> float:
    """How long these figures take together, with the breakdowns that the dashboard shows."""
    begun = time.perf_counter()
    count(asked_of(figures), YEARS, Basis(at=at), WHOLE_REGISTER)
    return time.perf_counter() - begun


def main() -> None:
    """Age the history, then print a table."""
    flows = {part.flow.unit.model for figure in FIGURES for part in figure.parts if part.flow}
    for model in flows | {figure.unit.model for figure in FIGURES}:
        age(model.history.model._meta.db_table)  # type: ignore[attr-defined]
    yesterday = clock.today() - datetime.timedelta(days=1)
    print("| figure | live, ms | as at yesterday, ms | times |\n|---|---:|---:|---:|")
    shown = [figure for figure in FIGURES if figure.key in SHOWN]
    for figure in shown:
        live, past = [], []
        for _ in range(TIMES):
            live.append(seconds([figure], None))
            past.append(seconds([figure], yesterday))
        now, then = statistics.median(live), statistics.median(past)
        print(f"| {figure.key} | {now * 1000:.0f} | {then * 1000:.0f} | {then / now:.1f} |")
    now = statistics.median(seconds(shown, None) for _ in range(TIMES))
    then = statistics.median(seconds(shown, yesterday) for _ in range(TIMES))
    print(f"| the dashboard | {now * 1000:.0f} | {then * 1000:.0f} | {then / now:.1f} |")


if __name__ == "__main__":
    main()
