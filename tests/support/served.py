"""The register as it is served: gunicorn in a process of its own, started as README.md says, in any mode."""

import datetime
import http.client
import ipaddress
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lib import keys

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
# What a process must not take over from the one that runs the tests.
OURS = {*keys.NAMES, "INTEGRITY_MODE", "INTEGRITY_VAR", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}
AS_SERVED = (
    *("--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning"),
    *("--worker-class", "integrity.serving.Worker"),
)


def environment(**values: str) -> dict[str, str]:
    """A clean environment with these values."""
    return {**{name: value for name, value in os.environ.items() if name not in OURS}, **values}


def run(command: list[str], values: Mapping[str, str], said: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of the register; `said` is what it is given to read."""
    arguments = [sys.executable, *command]
    return subprocess.run(arguments, cwd=ROOT, env=environment(**values), input=said, capture_output=True, text=True)


def certificate(folder: Path) -> tuple[str, str]:
    """A certificate for localhost that nobody but us has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    certfile, keyfile = folder / "cert.pem", folder / "key.pem"
    certfile.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    keyfile.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(certfile), str(keyfile)


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A running server."""

    host: str
    port: int
    certfile: str = ""

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask it for something; `_` in the name of a header stands for `-`."""
        line = self._line()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body=body, headers=sent)
        response = line.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        line.close()
        return answer

    def say(self, raw: bytes) -> Answer:
        """Send it bytes that are no request, and read what it says."""
        with self._socket() as plain:
            plain.sendall(raw)
            response = http.client.HTTPResponse(plain)
            response.begin()
            return Answer(response.status, dict(response.getheaders()), response.read())

    def greet(self) -> socket.socket:
        """A connection on which nothing is asked, as browsers open them ahead; over TLS it is greeted."""
        return self._socket()

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certfile)

    def _line(self) -> http.client.HTTPConnection:
        if self.certfile:
            return http.client.HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=self._context())
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)

    def _socket(self) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        return self._context().wrap_socket(plain, server_hostname="localhost") if self.certfile else plain


@contextmanager
def serving(
    values: Mapping[str, str], *, host: str = "127.0.0.1", tls: tuple[str, str] | None = None
) -> Iterator[Served]:
    """A server for as long as the block lasts. Raises RuntimeError with what it said if it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--certfile", tls[0], "--keyfile", tls[1]] if tls else []
    command = [sys.executable, "-m", "gunicorn", "integrity.wsgi", "--bind", f"{host}:{port}", *AS_SERVED, *options]
    served = Served("127.0.0.1", port, tls[0] if tls else "")
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(**values), stdout=said, stderr=said)
        try:
            if not _answers(process, served):
                said.seek(0)
                raise RuntimeError(said.read() or "It does not answer.")
            yield served
        finally:
            process.terminate()
            process.wait()


def _answers(process: subprocess.Popen[bytes], served: Served) -> bool:
    """Wait until it answers, or has ended."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            served.ask("/health/")
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
