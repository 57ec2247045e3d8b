"""Which database the suite runs on: a pytest plugin, loaded before Django reads its settings.

`--database sqlite` uses a file (the in-memory default never runs in WAL mode), `--database postgresql` the server of
`DATABASE_URL` or else a throw-away cluster. Without the option `DATABASE_URL` decides, and SQLite if there is none.
"""

import os
import signal
from collections.abc import Generator

import pytest

from tests.support import postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), help="the database to run the suite on")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    os.environ.setdefault("INTEGRITY_MODE", "development")
    # Playwright keeps an event loop in the thread of the test, in which Django would refuse its database.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # The workers of xdist inherit the environment, and with it the controller's database.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _choose(early_config)
    return (yield)


def _choose(config: pytest.Config) -> None:
    wanted = config.known_args_namespace.database
    if wanted == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif wanted == "postgresql" and not os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:")):
        try:
            cluster = postgres.Cluster()
        except postgres.MissingError as error:
            raise pytest.UsageError(str(error)) from error
        config.add_cleanup(cluster.stop)
        # A run that is told to end stops its cluster too, as it does on Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.url
