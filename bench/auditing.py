"""What the audit log costs: `bench/auditing.py`, on a PostgreSQL that `bench/generate.py` has filled.

Throughput of eight clients with and without auditing, a thousand events of twenty clients, and the verification of a
million events.
"""

import datetime
import http.client
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.people import Somebody
from bench.questions import questions
from bench.server import HOST, Server, serving
from bench.sessions import Sessions

# isort: split
# `bench` has made Django ready by now.
from django.db import connection, connections

from audit import chain, log, sealing, verification
from audit.kinds import Kind
from audit.models import Event, Seal, event_key

CLIENTS = 8
SECONDS = 4.0
ROUNDS = 3
MILLION = 1_000_000
PAGES = ("case list (coordinator)", "page of a case (coordinator)")


def throughput(server: Server, path: str, cookie: str = "") -> float:
    """Answers a second that eight clients get who ask for the same page again and again."""
    until = time.monotonic() + SECONDS
    counts = [0] * CLIENTS

    def ask(number: int) -> None:
        line = http.client.HTTPConnection(HOST, server.port, timeout=60)
        headers = {"Cookie": f"sessionid={cookie}", "Accept-Language": "en"}
        while time.monotonic() < until:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            if answer.status != http.HTTPStatus.OK:
                raise ValueError(f"{path} answered {answer.status}.")
            counts[number] += 1

    _together([lambda number=number: ask(number) for number in range(CLIENTS)])  # type: ignore[misc]
    return sum(counts) / SECONDS


def _together(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def print_bare() -> None:
    """A view with nothing in it."""
    print("| bare view, 8 clients | answers a second |\n|---|---:|")
    with serving("bench.bare:application") as server:
        for path in ("/health/", "/one-query/", "/recorded/"):
            print(f"| {path} | {statistics.median(throughput(server, path) for _ in range(ROUNDS)):.0f} |", flush=True)


def print_pages(sessions: Sessions) -> None:
    """The list and the case page, audited and not, in turn."""
    print("\n| page, 8 clients | audited, a second | not audited, a second | kept |\n|---|---:|---:|---:|")
    asked = [question for question in questions() if question.name in PAGES]
    with serving() as audited, serving("bench.unaudited:application") as unaudited:
        for question in asked:
            cookie = sessions.cookie(question.user)
            pairs = [
                (throughput(audited, question.path, cookie), throughput(unaudited, question.path, cookie))
                for _ in range(ROUNDS)
            ]
            first, second = (statistics.median(side) for side in zip(*pairs, strict=True))
            print(f"| {question.name} | {first:.1f} | {second:.1f} | {first / second:.0%} |", flush=True)


def print_clients() -> None:
    """A thousand events of twenty clients."""

    def write() -> None:
        for _ in range(50):
            log.read(Somebody(), Kind.CASE_LISTED)
            sealing.seal()
        connections.close_all()

    begun = time.perf_counter()
    _together([write] * 20)
    sealing.seal(everything=True)
    seconds = time.perf_counter() - begun
    print(f"\n1,000 events of 20 clients, each sealing: {seconds:.1f} s; whole: {verification.verify().is_whole}.")


def fill(number: int) -> None:
    """So many events more, as the application would have written them, in one COPY."""
    moment = datetime.datetime.now(datetime.UTC)
    lines = StringIO()
    for _ in range(number):
        values = [event_key(), moment, "somebody", "Somebody", "investigator", None, "case.opened"]
        values += ["2018-7KQ4P", "", "192.0.2.7", ""]
        written = ["\\N" if value is None else str(value) for value in values]
        lines.write("\t".join([*written, chain.event_mac(values)]) + "\n")
    lines.seek(0)
    columns = ", ".join(f'"{name}"' for name in (*chain.COVERED, "mac"))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY audit_event ({columns}) FROM STDIN", lines)


def print_verification() -> None:
    """A million events, sealed and verified."""
    fill(MILLION - Event.objects.count())
    begun = time.perf_counter()
    sealed = sealing.seal(everything=True)
    print(f"\n{sealed} events sealed in {time.perf_counter() - begun:.0f} s.")
    begun = time.perf_counter()
    result = verification.verify()
    print(f"{Seal.objects.count()} verified in {time.perf_counter() - begun:.1f} s; whole: {result.is_whole}.")


def main() -> None:
    """Print all of it, and the load of the machine before and after."""
    if connection.vendor != "postgresql":
        sys.exit("Measured on PostgreSQL. Set DATABASE_URL.")
    print(f"Load before: {os.getloadavg()[0]:.2f}.\n")
    sessions = Sessions()
    try:
        print_bare()
        print_pages(sessions)
        print_clients()
        print_verification()
    finally:
        sessions.end()
    print(f"\nLoad after: {os.getloadavg()[0]:.2f}.")


if __name__ == "__main__":
    main()
