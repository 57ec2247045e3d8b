"""Second factors of the people in tests: an authenticator app that shows codes, and a clock that can be moved."""

import re
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.test import Client

from accounts import readings
from accounts.models import User
from tests.cast import PASSWORD


@dataclass(frozen=True)
class App:
    """Somebody's authenticator app."""

    secret: str

    @property
    def code(self) -> str:
        """The code it shows now."""
        return self._code(0)

    @property
    def next_code(self) -> str:
        """The code it shows half a minute later, which is taken already: clocks differ."""
        return self._code(1)

    @property
    def wrong(self) -> str:
        """A code that it does not show."""
        return f"{(int(self.code) + 1) % 1_000_000:06}"

    def _code(self, later: int) -> str:
        return auth.format_hotp_value(auth.hotp_value(self.secret, int(time.time()) // 30 + later))


def app_of(person: User) -> App:
    """Give a person an authenticator app and recovery codes."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return App(secret)


def recovery_codes_of(person: User) -> list[str]:
    """The recovery codes that a person has left."""
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = kept.wrap().get_unused_codes()
    return codes


def first_step(username: str, password: str = PASSWORD, **sent: Any) -> Client:
    """A client that has sent a name and a password."""
    client = Client(**sent)
    client.post("/sign-in/", {"login": username, "password": password})
    return client


def set_up_app(client: Client) -> App:
    """Set an app up through its page."""
    found = re.search(r"<code>([A-Z2-7]+)</code>", client.get("/account/factors/app/").content.decode())
    assert found
    app = App(found.group(1))
    assert client.post("/account/factors/app/", {"code": app.code}).status_code == 302
    return app


@dataclass
class Clock:
    """The machine's two clocks, moved by so many seconds: the one that can be set, and the time since the start."""

    wall: float = 0
    uptime: float = 0
    _time: Any = field(default=time.time, repr=False)
    _uptime: Any = field(default=readings.uptime, repr=False)

    def passes(self, seconds: float) -> None:
        """Time passes."""
        self.wall += seconds
        self.uptime += seconds

    def is_set(self, seconds: float) -> None:
        """Somebody sets the clock, ahead or back."""
        self.wall += seconds

    def install(self, patch: pytest.MonkeyPatch) -> "Clock":
        """Everybody reads these clocks from now on."""
        patch.setattr(time, "time", lambda: self._time() + self.wall)
        patch.setattr(readings, "uptime", lambda: self._uptime() + self.uptime)
        return self
