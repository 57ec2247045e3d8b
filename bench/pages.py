"""Time pages of the running server beside the raw SQL of the same question, and print a table: `bench/pages.py`.

The configured database is a PostgreSQL that `bench/generate.py` has filled. The server is started here, on a free port,
with the settings of this process. With `--only WORDS` just the pages whose name holds these words, and no file.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.db import connection

from bench.questions import Statement, export, questions
from bench.server import Server, serving
from bench.sessions import Sessions
from cases.models import Allegation, Case, Investigation
from screening.models import Trajectory

WARM_UPS = 3
TIMES = 15
FILES = 3
"""So many times the large file is taken."""
COUNTED = (Case, Allegation, Investigation, Trajectory)


def medians(served: Callable[[], float], sql: Callable[[], float]) -> tuple[float, float]:
    """The medians of the seconds that both take, in turn, so that what else the machine does slows both alike."""
    for _ in range(WARM_UPS):
        served()
        sql()
    pairs = [(served(), sql()) for _ in range(TIMES)]
    return statistics.median(first for first, _ in pairs), statistics.median(second for _, second in pairs)


def seconds_of_sql(statements: Sequence[Statement]) -> float:
    """The seconds that these statements take, rows fetched, on the bare connection."""
    connection.ensure_connection()
    begun = time.perf_counter()
    for sql, parameters in statements:
        with connection.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            cursor.fetchall()
    return time.perf_counter() - begun


def print_pages(server: Server, sessions: Sessions, only: str) -> None:
    """Print a line for each page whose name holds `only`."""
    print("| page | times raw SQL | page, ms | raw SQL, ms | queries |")
    print("|---|---:|---:|---:|---:|")
    for question in (one for one in questions() if only in one.name):
        served = partial(server.seconds_of, question.path, sessions.cookie(question.user))
        page, sql = medians(served, partial(seconds_of_sql, question.statements))
        count = sessions.queries_of(question)
        print(f"| {question.name} | {page / sql:.1f} | {page * 1000:.0f} | {sql * 1000:.1f} | {count} |", flush=True)


def print_file(server: Server, sessions: Sessions) -> None:
    """Print what the file of all cases takes, and the memory of the server's worker meanwhile."""
    question = export()
    cookie = sessions.cookie(question.user)
    readings: list[float] = []
    before = server.memory()
    form = {"purpose": "To measure", "separator": "comma"}
    taken = [server.get(question.path, cookie, lambda: readings.append(server.memory()), form) for _ in range(FILES)]
    after = server.memory()
    seconds, file = statistics.median(each for each, _ in taken), taken[0][1]
    sql = statistics.median(seconds_of_sql(question.statements) for _ in range(FILES))
    rows, size = file.count(b"\r\n") - 1, len(file) / 1024**2
    print(f"\n{question.name}: {rows} rows, {size:.1f} MB.\n")
    print("| times raw SQL | file, s | raw SQL, s | memory before, MB | at most during, MB | after, MB |")
    print("|---:|---:|---:|---:|---:|---:|")
    print(f"| {seconds / sql:.1f} | {seconds:.2f} | {sql:.2f} | {before:.0f} | {max(readings):.0f} | {after:.0f} |\n")


def main() -> None:
    """Print the size of the register, the figures, and the load of the machine before and after."""
    if connection.vendor != "postgresql":
        sys.exit("The raw SQL is PostgreSQL's. Set DATABASE_URL.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    sizes = [f"{model.objects.count()} {model._meta.verbose_name_plural}" for model in COUNTED]
    print(f"{', '.join(sizes)}. Load before: {os.getloadavg()[0]:.2f}.\n")
    sessions = Sessions()
    try:
        with serving() as server:
            print_pages(server, sessions, only)
            if not only:
                print_file(server, sessions)
    finally:
        sessions.end()
    print(f"Load after: {os.getloadavg()[0]:.2f}.")


if __name__ == "__main__":
    main()
