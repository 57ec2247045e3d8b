"""The doors of the log: for the auditor alone; whoever reads it is recorded in it."""

from typing import Any, Protocol

from django.http import Http404, HttpRequest

from audit import log
from audit.kinds import Kind
from audit.log import Actor, Detail
from audit.models import Event


class Reader(Actor, Protocol):
    """A person as these pages know him."""

    def has_perm(self, permission: str) -> bool:
        """Whether one of his roles gives the permission."""


def reader_of(request: HttpRequest) -> Reader:
    """The auditor who asks. Raises Http404 for everybody else: for them there is no log."""
    user: Any = request.user
    if not user.has_perm("audit.read"):
        raise Http404
    reader: Reader = user
    return reader


def record(reader: Reader, *, target: str = "", detail: Detail | None = None) -> None:
    """Record that somebody reads the log, before any of it is fetched."""
    log.read(reader, Kind.LOG_READ, target=target, detail=detail)


def open_event(reader: Reader, key: str) -> Event:
    """The event under this key, read by this person. Raises Http404 if there is none."""
    if not Event.objects.filter(public_key=key).exists():
        raise Http404
    record(reader, target=key)
    return Event.objects.get(public_key=key)
