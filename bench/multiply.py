"""Make a generated register many times as large: `bench/multiply.py --times 100`, on PostgreSQL, in a few minutes.

Cases with all that hangs on them but their history, and trajectories without their stages and history, are copied in
the database, each copy under keys of its own. That is enough for the figures as known now, and for nothing else.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generate import tidy

# isort: split
# `bench` has made Django ready by now.
from django.db import connection, transaction
from django.db.models import Max

from cases.models import Allegation, Case, Closure, Investigation, Subject, TeamMember
from figures.keeping import building
from screening.models import Trajectory

MODELS: list[Any] = [
    Case,
    Subject,
    Allegation,
    Investigation,
    Investigation.offences.through,
    Closure,
    TeamMember,
    Trajectory,
]


def multiply(times: int) -> None:
    """Add all records `times` - 1 times over."""
    steps = {model: model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0 for model in MODELS}
    with transaction.atomic(), connection.cursor() as cursor:
        for model in MODELS:
            fields = model._meta.concrete_fields
            names = ", ".join(f'"{field.column}"' for field in fields)
            values = ", ".join(_copied(field, model, steps) for field in fields)
            table = model._meta.db_table
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}", generate_series(1, %s) AS copy',
                [times - 1],
            )
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _copied(field: Any, model: Any, steps: dict[Any, int]) -> str:
    """What stands in this column of a copy: keys and what refers to them move on, the rest stays."""
    column = f'"{model._meta.db_table}"."{field.column}"'
    other = model if field.primary_key else field.related_model
    if other in steps:
        return f"{column} + copy * {steps[other]}"
    moved = f'to_hex("{model._meta.db_table}".id + copy * {steps[model]})'
    if field.name == "public_key":
        return f"lpad({moved}, 12, '0')"
    if field.name == "reference":
        return f"left({column}, strpos({column}, '-')) || lpad({moved}, 6, '0')"
    return column


def main() -> None:
    """Multiply, keep the numbers of what is there now, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    given = parser.parse_args()
    begun = time.perf_counter()
    multiply(given.times)
    print(f"multiplied in {time.perf_counter() - begun:.0f} s")
    tidy()
    begun = time.perf_counter()
    building.rebuild()
    print(f"all series counted anew in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
