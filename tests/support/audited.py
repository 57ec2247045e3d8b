"""What the log says of what a test does."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.models import Event


@contextmanager
def events() -> Iterator[list[Event]]:
    """The events that are written in the block, oldest first; filled when it ends."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found: list[Event] = []
    yield found
    found.extend(Event.objects.filter(pk__gt=last).order_by("pk"))


def kinds(found: list[Event]) -> list[str]:
    """Their kinds."""
    return [event.kind for event in found]
