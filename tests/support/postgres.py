"""A throw-away PostgreSQL cluster from the system's own `initdb`, on a socket in a temporary folder."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OLDEST = 15
# Nothing in it is worth a sync: the cluster lives for one run.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
}


class MissingError(Exception):
    """The system has no PostgreSQL to start."""


def binaries() -> Path:
    """The folder of the newest `initdb`, on the path or in Debian's versioned folders.

    Raises MissingError if there is none of version 15 or later.
    """
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    fit = [(version, folder) for folder in found if (version := _version(folder)) >= OLDEST]
    if not fit:
        raise MissingError(f"No PostgreSQL {OLDEST} or later. Install the package postgresql, or set DATABASE_URL.")
    return max(fit)[1]


def login(known: Mapping[str, Any]) -> dict[str, str]:
    """The settings of a connection, as the programs of PostgreSQL read them from the environment."""
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    found = {name: str(known[key]) for name, key in given.items() if known.get(key)}
    return {"PGHOST": str(known.get("OPTIONS", {}).get("host", "")), **found}


def dump(known: Mapping[str, Any]) -> bytes:
    """What `pg_dump` says of a database, as its owner."""
    command = [binaries() / "pg_dump", "--inserts"]
    return subprocess.run(command, env={**os.environ, **login(known)}, capture_output=True, check=True).stdout


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


class Cluster:
    """One cluster, from `start` to `stop`. PostgreSQL refuses to run as root, so then it runs as `postgres`."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._user: int | None = None
        self._group: int | None = None
        if os.geteuid() == 0:
            try:
                owner = pwd.getpwnam("postgres")
            except KeyError as error:
                raise MissingError("There is no user postgres to run PostgreSQL as. Install postgresql.") from error
            self._user, self._group = owner.pw_uid, owner.pw_gid
        self._folder = Path(tempfile.mkdtemp(prefix="integrity-pg-"))

    @property
    def url(self) -> str:
        """The address of the cluster, as `DATABASE_URL` takes it."""
        return f"postgres://integrity@/postgres?host={self._folder / 'home'}"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        home = self._folder / "home"
        home.mkdir(mode=0o700)
        if self._user is not None and self._group is not None:
            self._folder.chmod(0o711)
            os.chown(home, self._user, self._group)
        self._run("initdb", "-D", "data", "-U", "integrity", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with (home / "data" / "postgresql.conf").open("a") as file:
            settings = {**OPTIONS, "unix_socket_directories": home}
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self) -> None:
        """Stop the cluster and remove every trace of it."""
        if (self._folder / "home" / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, command: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / command, *arguments],
            cwd=self._folder / "home",
            user=self._user,
            group=self._group,
            extra_groups=[] if self._user is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stdout}")
