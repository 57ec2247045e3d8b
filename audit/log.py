"""Writing to the log: one act, one event.

A look is committed before the data is fetched; a change stands in the same transaction as what it changed; a refusal is
written after whatever it refused was rolled back.
"""

import datetime
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import Error, transaction

from audit import chain, current
from audit.kinds import Kind
from audit.models import Event, event_key
from lib import history

P = ParamSpec("P")
T = TypeVar("T")
Detail = Mapping[str, Any]


class Actor(Protocol):
    """Who acts, as the log writes it down."""

    @property
    def username(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def roles(self) -> frozenset[str]: ...


_KEY = re.compile(r"[A-Z]{0,2}\d{4}-[0-9A-Z]{5}|[0-9A-Z]{12,16}")


def as_key(asked: str) -> str:
    """What somebody put where a key belongs: the key, or, of anything else, which may be text, a keyed hash."""
    return asked if _KEY.fullmatch(asked) else chain.hidden(asked)


class NotRecorded(Exception):
    """The event of a look could not be written, so the look is refused."""


@dataclass
class Act:
    """What an act is about; what is not known when it begins can be filled in until it ends."""

    target: str = ""
    reason: str = ""
    on_team: bool | None = None
    detail: Detail = field(default_factory=dict)


def _insert(by: Any, kind: str, act: Act, key: str = "") -> None:
    values = {
        "public_key": key or event_key(),
        "happened_at": datetime.datetime.now(datetime.UTC),
        "actor": by.username if by else "",
        "actor_name": _clean(by.name) if by else "",
        "roles": " ".join(sorted(by.roles)) if by else "",
        "on_team": act.on_team,
        "kind": str(kind),
        "target": _clean(act.target)[:120],
        "detail": json.dumps(act.detail, sort_keys=True) if act.detail else "",
        "where": current.where()[:120],
        "reason": _clean(act.reason),
    }
    Event.objects.create(**values, mac=chain.event_mac([values[name] for name in chain.COVERED]))


def _clean(text: str) -> str:
    """Without what no database takes: NUL, and halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode().strip()


def read(
    by: Actor | None,
    kind: Kind,
    *,
    target: str = "",
    reason: str = "",
    detail: Detail | None = None,
    on_team: bool | None = None,
) -> None:
    """Record a look, or an attempt that was refused, committed when this returns.

    Raises NotRecorded if it cannot be written.
    """
    try:
        with transaction.atomic(durable=True):
            _insert(by, kind, Act(target=target, reason=reason, detail=detail or {}, on_team=on_team))
    except Error as error:
        raise NotRecorded from error
    current.doing().written += 1


@contextmanager
def acting(
    by: Actor | None,
    kind: Kind,
    *,
    target: str = "",
    reason: str = "",
    detail: Detail | None = None,
    on_team: bool | None = None,
) -> Iterator[Act]:
    """A change: one transaction, at the end of which its event is written; history rows bear the event's key.

    An act within an act is part of it. Not for what is streamed: a generator may end in another thread.
    """
    act, doing = Act(target, reason, on_team, detail or {}), current.doing()
    if doing.acting:
        with transaction.atomic():
            yield act
        return
    key = event_key()
    doing.acting = True
    try:
        with transaction.atomic(), history.under(key):
            yield act
            _insert(by, kind, act, key)
    finally:
        doing.acting = False
    doing.written += 1


def act(kind: Kind, about: Callable[[dict[str, Any], Any], Act]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function with keyword arguments, `by` among them, one act.

    `about` is given the arguments and the result, and says what the event is about.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def acted(*args: P.args, **arguments: P.kwargs) -> T:
            by: Any = arguments.get("by")
            with acting(by, kind) as doing:
                result = function(*args, **arguments)
                told = about(dict(arguments), result)
                doing.target, doing.reason = told.target, told.reason
                doing.detail, doing.on_team = told.detail, told.on_team
            return result

        return acted

    return decorate
