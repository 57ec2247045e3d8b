"""What is going on in this thread: where the request or command comes from, and how many events it has written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Doing:
    """One request or command."""

    where: str = ""
    written: int = 0
    acting: bool = False
    """Whether an act is under way, of which any other is part."""


_doing: ContextVar[Doing | None] = ContextVar("doing", default=None)


def begin(where: str) -> None:
    """A request from an address begins; whatever the thread did before is over."""
    _doing.set(Doing(where))


def end() -> int:
    """It has ended; how many events it wrote."""
    doing = _doing.get()
    _doing.set(None)
    return doing.written if doing else 0


@contextmanager
def command(name: str) -> Iterator[Doing]:
    """A command runs, perhaps within another."""
    doing = Doing(name)
    token = _doing.set(doing)
    try:
        yield doing
    finally:
        _doing.reset(token)


def doing() -> Doing:
    """What is going on now."""
    found = _doing.get()
    if found is None:
        found = Doing()
        _doing.set(found)
    return found


def where() -> str:
    """The network address of the request, or the name of the command."""
    return doing().where


def written() -> int:
    """How many events have been written so far."""
    return doing().written
