"""The server that is measured: gunicorn as the Makefile runs it, on a free port."""

import http.client
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
AS_SERVED = (
    *("--workers", "1", "--threads", "8", "--no-control-socket", "--log-level", "warning"),
    *("--worker-class", "integrity.serving.Worker"),
)
PATIENCE = 30
"""Seconds that the server has to answer for the first time."""
CHUNK = 1 << 16
TOKEN = "b" * 32
"""Any token will do, as long as cookie and form have the same."""


class Server:
    """A running server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def get(
        self, path: str, session: str, each: Callable[[], None] | None = None, form: dict[str, str] | None = None
    ) -> tuple[float, bytes]:
        """The seconds until a page has come whole, and the page; `each` is called after every piece of it.

        With a `form` it is sent. Raises ValueError for any other answer than a page.
        """
        line = http.client.HTTPConnection(HOST, self.port, timeout=120)
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "Accept-Language": "en"}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": TOKEN})
        begun = time.perf_counter()
        line.request("POST" if form is not None else "GET", path, body, headers)
        answer = line.getresponse()
        pieces = []
        while piece := answer.read(CHUNK):
            pieces.append(piece)
            if each is not None:
                each()
        taken = time.perf_counter() - begun
        line.close()
        if answer.status != http.HTTPStatus.OK:
            raise ValueError(f"{path} answered {answer.status}.")
        return taken, b"".join(pieces)

    def seconds_of(self, path: str, session: str) -> float:
        """The seconds until a page has come whole."""
        return self.get(path, session)[0]

    def memory(self) -> float:
        """The resident memory of the worker in MB."""
        master = self.process.pid
        (worker,) = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        lines = Path(f"/proc/{worker}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


@contextmanager
def serving(application: str = "integrity.wsgi") -> Iterator[Server]:
    """A server for as long as the block lasts."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}", *AS_SERVED]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the server answers. Raises RuntimeError if it ends or takes too long."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            line.request("GET", "/health/")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    raise RuntimeError("The server does not answer.")
