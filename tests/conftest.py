"""What every test may ask for: the cast, a client or a page signed in as one of them, the real registers."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client, TransactionTestCase
from playwright.sync_api import BrowserContext, Page, Playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from cases.models import Case
from tests.cast import Cast, assemble, suspicion
from tests.support import roles
from tests.support.signedin import sign_in

ROOT = Path(__file__).resolve().parent.parent
REGISTERS = Path(os.environ.get("INTEGRITY_REGISTERS", ROOT.parent / "shared" / "data"))
IN_CI = os.environ.get("CI") == "true"
# What a browser needs to run as root, and to leave the network alone.
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure() -> None:
    if IN_CI and not REGISTERS.is_dir():
        raise pytest.UsageError(f"The real registers must be there in CI: {REGISTERS} is not a folder.")
    # Argon2 is slow on purpose; the suite makes thousands of people.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Files that tests bring in lie apart from those of the register beside them.
    settings.INCOMING_DIR = Path(tempfile.mkdtemp(prefix="incoming-"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser, and leave out those of the real registers where there are none."""
    left_out = []
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker("browser")
        if "registers" in fixtures and not REGISTERS.is_dir():
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: a missing part must not pass for a tested one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    shutil.rmtree(settings.INCOMING_DIR, ignore_errors=True)
    if IN_CI and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("\nSkipped in CI, where nothing may be.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the suite ran on, and whether the real registers were read."""
    terminalreporter.write_line(f"Database: {connection.display_name}.")
    if REGISTERS.is_dir():
        terminalreporter.write_line(f"Real registers: tested, from {REGISTERS}.")
    else:
        terminalreporter.write_line(
            f"Real registers: NOT tested, for {REGISTERS} is not there (INTEGRITY_REGISTERS names another folder)."
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; on PostgreSQL the tests use it under the role that serves, which owns nothing of it."""
    with django_db_blocker.unblock():
        roles.begin()
    yield
    roles.end()


@pytest.fixture(scope="session", autouse=True)
def _registers_survive_a_flush() -> Iterator[None]:
    """Tests with real transactions end by emptying every table; what the migrations ship comes back after each.

    The triggers that keep the audit log and publications from being emptied are always on, but for that moment.
    """
    from django.apps import apps

    from audit import triggers
    from audit.models import RegisterMark
    from figures.models import EditionRule
    from figures.publications import kept
    from office import shipped

    teardown: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown_and_load(self: TransactionTestCase) -> None:
        with roles.as_owner():
            marks = list(RegisterMark.objects.all())
            with transaction.atomic():
                triggers.lift(connection)
                kept.lift(connection)
                teardown(self)
                triggers.put(connection)
                kept.put(connection)
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM shared_cache")
            # After a flush Django tells that it has migrated, upon which the register learns its keys again.
            RegisterMark.objects.bulk_create(marks, ignore_conflicts=True)
            EditionRule.objects.bulk_create([EditionRule(pk=1)], ignore_conflicts=True)
        shipped.load(apps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown_and_load)
        yield


@pytest.fixture(autouse=True)
def _own_anchors(settings: Any, tmp_path: Path) -> None:
    """Each test begins with an empty log, and so with no anchor."""
    settings.AUDIT_ANCHOR_DIR = tmp_path / "anchors"


@pytest.fixture
def registers() -> Path:
    """The folder of the real registers. Tests that ask for it are left out where there is none, but never in CI."""
    return REGISTERS


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody."""
    return assemble()


@pytest.fixture
def case(cast: Cast) -> Case:
    """The case of the cast: led by its investigator, about its subject."""
    return suspicion(cast.investigator, name=cast.subject.name, number=cast.subject.number)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Makes a client signed in as a person.

    The session is made without a sign-in, and bears the mark that a second factor leaves (`tests.support.signedin`), so
    that nobody is sent to set one up and none has to be made. It is as recent as any sign-in.
    """
    return lambda person: sign_in(Client(), person)


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Playwright, whose event loop gives the thread of the tests a second set of connections: closed with it."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium instead of a build of Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise pytest.UsageError("No Chromium here. Install the package chromium.")
    return {**browser_type_launch_args, "executable_path": path, "args": list(CHROMIUM)}


@pytest.fixture
def page_of(
    live_server: LiveServer,
    transactional_db: None,
    new_context: Callable[..., BrowserContext],
    client_of: Callable[[User], Client],
) -> Callable[..., Page]:
    """Opens a browser page signed in as a person; keyword arguments go to Playwright's context (locale, viewport…)."""

    def open_for(person: User, **options: Any) -> Page:
        context = new_context(base_url=live_server.url, **options)
        cookie = client_of(person).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    return open_for
