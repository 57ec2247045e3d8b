"""How long a session lasts, and who can end it.

A session ends after 30 minutes without work and 12 hours after sign-in, whatever the clock of the machine does
meanwhile (`readings`). It ends at once when its owner is deactivated, gets or loses a role, or changes his password or
second factor: whatever does one of these calls `end_all`.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import readings
from accounts.models import Session, User
from accounts.sessionstore import kept_key
from audit import current, log
from audit.kinds import Kind

IDLE = 30 * 60
ABSOLUTE = 12 * 60 * 60
_BETWEEN_WRITES = 60
_LONGEST_AGENT = 200


def begin(request: HttpRequest) -> None:
    """Somebody has just signed in with this session."""
    moment = readings.now()
    request.session["began"] = request.session["seen"] = moment
    request.session["agent"] = request.headers.get("User-Agent", "")[:_LONGEST_AGENT]
    request.session["address"] = current.where()


def passed(held: SessionBase | dict[str, object]) -> str:
    """Which limit a session has passed: `idle`, `absolute` or none. One that does not say when it began has."""
    if readings.since(held.get("began")) >= ABSOLUTE:
        return "absolute"
    return "idle" if readings.since(held.get("seen")) >= IDLE else ""


class Limits:
    """Middleware that ends a session at its limits, and notes once a minute that it is in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            limit = passed(request.session)
            if limit:
                self._end(request, request.user, limit)
            elif readings.since(request.session["seen"]) >= _BETWEEN_WRITES:
                request.session["seen"] = readings.now()
        return self.get_response(request)

    def _end(self, request: HttpRequest, user: User, limit: str) -> None:
        log.read(user, Kind.SESSION_ENDED, target=user.username, detail={"by": limit})
        logout(request)
        messages.info(
            request,
            _("You were signed out after 12 hours. Sign in again.")
            if limit == "absolute"
            else _("You were signed out after 30 minutes without work. Sign in again."),
        )


def end_all(user: User, but: SessionBase | None = None) -> int:
    """End the sessions of `user` at once, but for the one given; returns how many there were."""
    ending = _of(user)
    if but is not None:
        ending = ending.exclude(pk=kept_key(but.session_key))
    return ending.delete()[0]


@dataclass(frozen=True)
class Place:
    """Where somebody is signed in, as its owner is shown it. `key` ends it and opens nothing."""

    key: str
    began: datetime.datetime
    seen: datetime.datetime
    address: str
    device: str
    here: bool


def places(user: User, here: SessionBase) -> list[Place]:
    """Where `user` is signed in; this place first, then the one used last."""
    found = [_place(row, here) for row in _of(user) if not passed(row.get_decoded())]
    return sorted(found, key=lambda place: (place.here, place.seen), reverse=True)


def end_one(user: User, key: str, here: SessionBase) -> bool:
    """End one of the sessions of `user`, but not the one he is in; whether there was one with this key."""
    for row in _of(user).exclude(pk=kept_key(here.session_key)):
        if _shown_key(row) == key:
            row.delete()
            return True
    return False


def _of(user: User) -> QuerySet[Session]:
    return Session.objects.filter(user=user, expire_date__gt=timezone.now())


def _shown_key(row: Session) -> str:
    return salted_hmac("accounts.session.shown", row.session_key, algorithm="sha256").hexdigest()[:16]


def _place(row: Session, here: SessionBase) -> Place:
    held = row.get_decoded()
    began, seen = (datetime.datetime.fromtimestamp(held[name][0], datetime.UTC) for name in ("began", "seen"))
    return Place(
        key=_shown_key(row),
        began=began,
        seen=seen,
        address=str(held.get("address", "")),
        device=device(str(held.get("agent", ""))),
        here=row.session_key == kept_key(here.session_key),
    )


_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """The browser and the system, by the names that they give themselves; nothing if they give none that is known."""
    named = (next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, named))
