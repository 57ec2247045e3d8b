"""Fill the configured database with a large, invented register: `bench/generate.py --cases N --trajectories M`.

The reference lists must be there (`manage.py migrate`), and no records. All that is counted comes out the
same each time; only encrypted identities differ. History rows are written like any others, each month's with the clock
of that month's last day.
"""

import argparse
import datetime
import random
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.db import connection

from bench import cases, people, signals, trajectories
from bench.draw import days_in_order
from lib import clock, history

FIRST_YEAR = 2016
LAST_YEAR = 2025
SEED = 20190117


def months(days: list[datetime.date]) -> Iterator[list[datetime.date]]:
    """The days of each month together."""
    for _, some in groupby(days, key=lambda day: (day.year, day.month)):
        yield list(some)


def add_cases(count: int) -> None:
    """Insert `count` cases with their allegations, subjects, investigations, closures and teams."""
    source = random.Random(SEED)
    by = people.coordinator()
    until = datetime.date(LAST_YEAR, 12, 31)
    drawing = cases.CaseSource(source, people.units(), people.investigators(), by, until)
    for days in months(days_in_order(source, count, FIRST_YEAR, LAST_YEAR)):
        drawn = cases.Drawn()
        with clock.at(days[-1]):
            for day in days:
                drawing.add(drawn, day)
            drawn.save(by)


def add_signals(count: int) -> None:
    """Insert `count` signals; those that were followed up belong to cases that are there."""
    source = random.Random(SEED + 2)
    by = people.coordinator()
    drawing = signals.Signals(source, people.units(), by, datetime.date(LAST_YEAR, 12, 31))
    for days in months(days_in_order(source, count, FIRST_YEAR, LAST_YEAR)):
        with clock.at(days[-1]):
            history.create([drawing.draw(day) for day in days], by=by)


def add_trajectories(count: int) -> None:
    """Insert `count` trajectories with their stages."""
    source = random.Random(SEED + 1)
    until = datetime.date(LAST_YEAR, 12, 31)
    officers = people.officers()
    drawing = trajectories.TrajectorySource(source, people.units(), officers, until)
    for days in months(days_in_order(source, count, FIRST_YEAR, LAST_YEAR)):
        drawn = trajectories.Drawn()
        with clock.at(days[-1]):
            for day in days:
                drawing.add(drawn, day)
            drawn.save(officers[0])


def tidy() -> None:
    """Let the database look at its tables, as it would by itself some time after such a load."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, insert, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--signals", type=int, default=100_000)
    parser.add_argument("--trajectories", type=int, default=100_000)
    given = parser.parse_args(arguments)
    begun = time.perf_counter()
    add_cases(given.cases)
    print(f"{given.cases} cases in {time.perf_counter() - begun:.0f} s")
    begun = time.perf_counter()
    add_signals(given.signals)
    print(f"{given.signals} signals in {time.perf_counter() - begun:.0f} s")
    begun = time.perf_counter()
    add_trajectories(given.trajectories)
    print(f"{given.trajectories} trajectories in {time.perf_counter() - begun:.0f} s")
    tidy()


if __name__ == "__main__":
    main()
