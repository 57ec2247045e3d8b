"""Production and demo as they are really served, on the database that the suite runs on: what starts, and what not."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from lib import keys
from tests.support.served import Answer, Served, certificate, environment, run, serving

POSTGRESQL = connection.vendor == "postgresql"
HEADERS = {
    "Content-Security-Policy": r"default-src 'none'(?!.*unsafe).*frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "^same-origin$",
    "Permissions-Policy": r"camera=\(\)",
    "Referrer-Policy": "^same-origin$",
    "Strict-Transport-Security": r"^max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "^nosniff$",
    "X-Frame-Options": "^DENY$",
}


def lacking(answer: Answer, *, kept: bool = False) -> list[str]:
    """The headers that an answer of production should have and does not."""
    wanted = HEADERS if kept else {**HEADERS, "Cache-Control": "no-store"}
    # A policy may come in any order.
    return [name for name, value in wanted.items() if not re.search(value, _sorted(name, answer.headers.get(name, "")))]


def _sorted(name: str, value: str) -> str:
    return "; ".join(sorted(value.split("; "))) if name == "Content-Security-Policy" else value


class Production:
    """A register in production, set up as README.md says: a role that owns, and one that serves."""

    def __init__(self, folder: Path) -> None:
        self.tls = certificate(folder)
        self.folder = folder
        self.values = {
            **keys.generate(),
            "INTEGRITY_MODE": "production",
            "INTEGRITY_VAR": str(folder / "var"),
            "ALLOWED_HOSTS": "localhost",
        }
        (folder / "var").mkdir()
        if POSTGRESQL:
            self._as_owner(
                "CREATE DATABASE real_register",
                "CREATE ROLE real_web LOGIN PASSWORD 'real_web'",
                "CREATE ROLE real_stranger LOGIN PASSWORD 'real_stranger'",
            )
        given = {"DATABASE_URL": self.as_role("")} if POSTGRESQL else {}
        self.owner = {**self.values, **given}
        self.web = {**self.values, **({"DATABASE_URL": self.as_role("real_web")} if POSTGRESQL else {})}

    def as_role(self, role: str) -> str:
        """The address of the database for one of its roles; without one, for the owner of the cluster."""
        given = os.environ["DATABASE_URL"].replace("/postgres?", "/real_register?")
        assert "real_register" in given
        return re.sub("//[^@]*@", f"//{role}:{role}@", given) if role else given

    def _as_owner(self, *statements: str, database: str = "postgres") -> None:
        given = os.environ["DATABASE_URL"].replace("/postgres?", f"/{database}?")
        line = psycopg2.connect(given)
        line.autocommit = True
        with line.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        line.close()

    def set_up(self) -> None:
        """Migrate, grant, and gather the style sheets."""
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
            done = run(["manage.py", *command], self.owner)
            assert done.returncode == 0, done.stderr
        if POSTGRESQL:
            printed = run(["manage.py", "grants", "real_web"], self.owner)
            assert printed.returncode == 0, printed.stderr
            self._as_owner(printed.stdout, database="real_register")

    def take_down(self) -> None:
        """Leave the cluster as it was."""
        if POSTGRESQL:
            self._as_owner("DROP DATABASE real_register WITH (FORCE)", "DROP ROLE real_web, real_stranger")


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    made = Production(tmp_path_factory.mktemp("production"))
    try:
        made.set_up()
        yield made
    finally:
        made.take_down()


@pytest.fixture(scope="module")
def served(production: Production) -> Iterator[Served]:
    with serving(production.web, tls=production.tls) as answering:
        yield answering


def refusal(values: Mapping[str, str]) -> str:
    """What a server says that does not start."""
    with pytest.raises(RuntimeError) as said, serving(values):
        pass
    assert "Traceback" not in str(said.value)
    return str(said.value)


def test_it_is_up(served: Served) -> None:
    assert served.ask("/health/").body == b"up\n"


@pytest.mark.parametrize(
    "path, method, status",
    [
        ("/sign-in/", "GET", 200),
        ("/cases/", "GET", 302),
        ("/nothing/", "GET", 404),
        ("/health/", "POST", 405),
        ("/sign-in/", "PUT", 405),
        ("/sign-in/", "POST", 403),
        ("/static/nothing.css", "GET", 404),
        ("/%00", "GET", 404),
    ],
)
def test_every_answer_has_every_header(served: Served, path: str, method: str, status: int) -> None:
    answer = served.ask(path, method)
    assert (answer.status, lacking(answer)) == (status, [])
    assert "Server" not in answer.headers or answer.headers["Server"] == "gunicorn"


def test_a_request_for_another_name_too(served: Served) -> None:
    answer = served.ask("/sign-in/", Host="elsewhere.example")
    assert (answer.status, lacking(answer)) == (400, [])


def test_a_style_sheet_too_though_it_is_kept(served: Served) -> None:
    page = served.ask("/sign-in/").body.decode()
    sheet = re.findall(r'href="(/static/css/[^"]+)"', page)[0]
    answer = served.ask(sheet)
    assert (answer.status, lacking(answer, kept=True)) == (200, [])
    assert "no-store" not in answer.headers["Cache-Control"]


def test_connections_on_which_nothing_is_asked_hold_nobody_up(served: Served) -> None:
    with ExitStack() as idle:
        for _ in range(12):
            idle.enter_context(served.greet())
        assert served.ask("/health/").body == b"up\n"


@pytest.mark.parametrize(
    "raw, status",
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431),
        (b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain; charset=hex\r\n\r\n", 400),
        (b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_too(served: Served, raw: bytes, status: int) -> None:
    answer = served.say(raw)
    assert (answer.status, lacking(answer)) == (status, [])
    assert b"NONSENSE" not in answer.body


def test_cookies_go_over_https_alone(served: Served) -> None:
    cookies = served.ask("/sign-in/").headers["Set-Cookie"]
    assert "Secure" in cookies
    assert "SameSite" in cookies


def test_over_http_it_only_says_where_https_is(production: Production) -> None:
    with serving(production.web) as plain:
        answer = plain.ask("/cases/", Host="localhost")
        assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/cases/")
        answer = plain.ask("/cases/", Host="elsewhere.example")
        assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/cases/")
        assert lacking(answer) == ["Strict-Transport-Security"]


def test_it_does_not_start_with_a_wrong_key(production: Production) -> None:
    for name in ("IDENTITY_KEYS", "SUBJECT_HASH_KEY", "ACCOUNT_HASH_KEY", "AUDIT_KEYS"):
        said = refusal({**production.web, name: keys.generate()[name]})
        assert f"{name} is not the key that this register knows" in said
        assert "Worker failed to boot" in said


def test_it_does_not_start_with_a_key_missing(production: Production) -> None:
    assert "Not set: AUDIT_KEYS." in refusal({**production.web, "AUDIT_KEYS": ""})


def test_it_does_not_start_before_it_is_migrated(production: Production, tmp_path: Path) -> None:
    values = {**production.values, "INTEGRITY_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    assert "Run `manage.py migrate`." in refusal(values)


def test_it_does_not_start_where_the_database_refuses_it(production: Production, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/nowhere/real.sqlite3"
    if POSTGRESQL:
        database = production.as_role("real_stranger")
    assert "The database answers: " in refusal({**production.web, "DATABASE_URL": database})


def test_it_does_not_start_without_its_style_sheets(production: Production, tmp_path: Path) -> None:
    database = production.web.get("DATABASE_URL", f"sqlite:///{production.folder}/var/production.sqlite3")
    said = refusal({**production.web, "INTEGRITY_VAR": str(tmp_path), "DATABASE_URL": database})
    assert "Run `manage.py collectstatic`." in said


def test_it_does_not_serve_as_the_owner_of_its_tables(production: Production) -> None:
    if POSTGRESQL:
        assert "owns the tables. Serve under another one" in refusal(production.owner)
    else:
        with serving(production.owner, tls=production.tls) as answering:
            assert answering.ask("/health/").status == 200


class Demo:
    """A demo, loaded with its people only."""

    def __init__(self, folder: Path) -> None:
        self.values = {"INTEGRITY_VAR": str(folder)}
        keys.ensure_file(folder / "integrity.env", "demo")
        for command in ("migrate --verbosity 0", "collectstatic --no-input --verbosity 0", "load_demo --people-only"):
            done = run(["manage.py", *command.split()], self.values)
            assert done.returncode == 0, done.stderr
        self.database = f"sqlite:///{folder}/demo.sqlite3"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


def test_a_demo_answers_this_machine_alone(demo: Demo) -> None:
    with serving(demo.values) as answering:
        assert answering.ask("/sign-in/").status == 200
        assert answering.ask("/sign-in/", Host=f"localhost:{answering.port}").status == 200
        for name in ("X_Forwarded_For", "X_Forwarded_Proto", "X_Forwarded_Host", "Forwarded", "X_Real_IP", "Via"):
            answer = answering.ask("/sign-in/", **{name: "127.0.0.1"})
            assert (answer.status, b"through a proxy" in answer.body) == (403, True), name
        answer = answering.ask("/sign-in/", Host="demo.example.org")
        assert (answer.status, b"no other name than localhost" in answer.body) == (403, True)
        assert answering.ask("/static/nothing.css", Via="x").status == 403


def test_a_demo_that_listens_to_the_network_answers_nobody(demo: Demo) -> None:
    with serving(demo.values, host="0.0.0.0") as answering:
        answer = answering.ask("/sign-in/")
        assert (answer.status, b"must listen on 127.0.0.1 alone" in answer.body) == (403, True)


def test_production_does_not_take_over_a_demo(demo: Demo) -> None:
    values = {**keys.generate(), "INTEGRITY_MODE": "production", "ALLOWED_HOSTS": "localhost", **demo.values}
    assert "born as a demo and stays one" in refusal({**values, "DATABASE_URL": demo.database})
    done = run(["manage.py", "migrate"], {**values, "DATABASE_URL": demo.database})
    assert done.returncode == 1
    assert "born as a demo and stays one" in done.stderr


def test_a_demo_does_not_take_over_a_real_register(production: Production, tmp_path: Path) -> None:
    database = production.owner.get("DATABASE_URL", f"sqlite:///{production.folder}/var/production.sqlite3")
    keys.ensure_file(tmp_path / "integrity.env", "demo")
    values = {"INTEGRITY_VAR": str(tmp_path), "DATABASE_URL": database}
    assert "is not the key that this register knows" in refusal(values)
    done = run(["manage.py", "load_demo"], values)
    assert done.returncode == 1
    assert "is not the key that this register knows" in done.stderr
    real = {name: production.values[name] for name in keys.NAMES}
    assert "was not made for a demo" in refusal({**values, **real})


def test_nothing_of_the_suite_leaks_into_what_is_served() -> None:
    assert not {"INTEGRITY_MODE", "DATABASE_URL", *keys.NAMES} & environment().keys()
