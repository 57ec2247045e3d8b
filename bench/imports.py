"""How fast files come in, and in how much memory: `python bench/imports.py`, on an empty register on PostgreSQL.

Each file has 100,000 rows, or `--rows` of them: trajectories with names and personnel numbers, the register's own
export of them, and staff. Each import is a command of its own, as anybody would run it; its memory is that of the
whole process, at most.
"""

import argparse
import csv
import datetime
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generate import FIRST_YEAR, LAST_YEAR, SEED

# isort: split
# `bench` has made Django ready by now.
from django.db import connection

from office.models import Ground, Level, Occasion

ROOT = Path(__file__).resolve().parent.parent
PROFILE = """
register = "bench"
number = "number"
date_formats = ["%Y-%m-%d"]
[fields.started_on]
column = "started_on"
[fields.completed_on]
column = "completed_on"
[fields.level]
column = "level"
[fields.occasion]
column = "occasion"
[fields.subject_group]
constant = "candidate"
[fields.stage]
column = "stage"
[fields.stage_on]
column = "stage_on"
[fields.result]
column = "result"
[fields.ground]
column = "ground"
blank = ""
[fields.function]
column = "function"
[fields.unit]
column = "unit"
create = true
[fields.name]
column = "name"
[fields.personnel_number]
column = "personnel_number"
"""
COLUMNS = (
    *("number", "started_on", "completed_on", "level", "occasion", "stage", "stage_on", "result", "ground"),
    *("function", "unit", "name", "personnel_number"),
)
UNITS = 25
# Of so many rows one is under way, at the interview; of so many others one ended negative.
OPEN, NEGATIVE = 10, 50
# So many rows have a person of their own; the others are renewals.
PEOPLE = 0.9


def trajectories(count: int) -> Iterator[Sequence[object]]:
    """The rows of a register of trajectories from elsewhere."""
    source = random.Random(SEED)
    levels = list(Level.objects.filter(screening=True).values_list("pk", flat=True))
    occasions = list(Occasion.objects.values_list("pk", flat=True))
    grounds = list(Ground.objects.values_list("pk", flat=True))
    first = datetime.date(FIRST_YEAR, 1, 1)
    days = (datetime.date(LAST_YEAR, 10, 1) - first).days
    for number in range(count):
        started_on = first + datetime.timedelta(days=source.randrange(days))
        later = started_on + datetime.timedelta(days=source.randrange(5, 80))
        stands: Sequence[object] = (later, "decision", later, "positive", "")
        if number % OPEN == 0:
            stands = ("", "interview", later, "pending", "")
        elif number % NEGATIVE == 1:
            stands = (later, "decision", later, "negative", source.choice(grounds))
        completed_on, stage, stage_on, result, ground = stands
        person = number if source.random() < PEOPLE else source.randrange(count)
        yield (
            *(f"B-{number}", started_on, completed_on, source.choice(levels), source.choice(occasions)),
            *(stage, stage_on, result, ground, f"Function {number % 400}", f"Unit {number % UNITS}"),
            *(f"A. Candidate {person}", f"7{person:07}"),
        )


def staff(count: int) -> Iterator[Sequence[object]]:
    """The rows of a staff file."""
    source = random.Random(SEED)
    for number in range(count):
        begun = datetime.date(source.randrange(1985, LAST_YEAR), source.randrange(1, 13), 1)
        yield f"7{number:07}", f"A. Candidate {number}", f"Unit {number % UNITS}", begun, ""


def write(path: Path, columns: Sequence[str], rows: Iterator[Sequence[object]]) -> Path:
    """Write a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def measure(name: str, command: str, *arguments: object) -> None:
    """Run one command, and print how long it took and what memory it had at most."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", command, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )
    said = process.stdout.read() if process.stdout else ""
    # Not `wait`, which does not tell what the process used.
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        sys.exit(f"{command} ended with status {os.waitstatus_to_exitcode(status)}.")
    counts = re.findall(r"^\S.*: \d+$", said, re.MULTILINE)
    own = used.ru_utime + used.ru_stime
    print(f"| {name} | {seconds:.1f} | {own:.1f} | {used.ru_maxrss / 1024:.0f} | {'; '.join(counts)} |", flush=True)


def main() -> None:
    """Write the files, bring each in twice, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    if connection.vendor != "postgresql":
        sys.exit("Measured on PostgreSQL. Set DATABASE_URL.")
    print(f"Load before: {os.getloadavg()[0]:.2f}.\n")
    print(
        "| file | s | of which the command's own | MB at most | what came of it |\n|---|---:|---:|---:|---|", flush=True
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = folder / "bench.toml"
        profile.write_text(PROFILE)
        file = write(folder / "trajectories.csv", COLUMNS, trajectories(count))
        measure("trajectories, dry run", "import_screening", file, "--profile", profile, "--dry-run")
        measure("trajectories", "import_screening", file, "--profile", profile)
        measure("the same again", "import_screening", file, "--profile", profile)
        own = folder / "own.csv"
        measure("taken out", "export_screening", "--output", own)
        measure("the own export again", "import_screening", own, "--profile", "own")
        columns = ("number", "name", "unit", "in_service_from", "in_service_to")
        file = write(folder / "staff.csv", columns, staff(count))
        measure("staff", "import_staff", file, "--profile", "staff")
        measure("the same staff again", "import_staff", file, "--profile", "staff")
    print(f"\nLoad after: {os.getloadavg()[0]:.2f}.")


if __name__ == "__main__":
    main()
