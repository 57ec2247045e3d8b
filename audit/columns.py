"""The columns of a list of events, and an event as such a list shows it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import hooks
from audit.kinds import Kind
from audit.models import Event, Seal
from lib.columns import Column
from lib.listing import Heading, Listing, listing

COMMAND = "manage.py "
"""What the origin of a command's events begins with."""
OPENED = (
    Kind.CASE_OPENED,
    Kind.SIGNAL_OPENED,
    Kind.REPORTER_SHOWN,
    Kind.TRAJECTORY_OPENED,
    Kind.STAFF_OPENED,
)
"""Somebody read what a record holds of people."""
REFUSALS = (Kind.REQUEST_REFUSED, Kind.READING_THROTTLED)
FAILED = (Kind.SIGN_IN_FAILED, Kind.CONFIRM_FAILED)
EXPORTS = tuple(kind for kind in Kind if kind.value.endswith((".export_begun", ".export_ended")))


def columns(*, by_clock: bool = False) -> Sequence[Column]:
    """What a list of events reads. A column without a label has no heading of its own.

    Events stand in the order in which they were written, or in that of the clock.
    """
    return (
        Column("number", _("Number"), "id", kind="number"),
        Column("when", _("When"), "happened_at", sort="happened_at" if by_clock else "id"),
        Column("who", _("Who"), "actor_name"),
        Column("actor", "", "actor"),
        Column("roles", "", "roles"),
        Column("origin", "", "where"),
        Column("on_team", "", "on_team"),
        Column("kind", _("What was done"), "kind"),
        Column("target", _("To what"), "target"),
        Column("reason", _("Reason given"), "reason"),
    )


def who_of(actor: str, name: str, origin: str) -> str:
    """Who it was, as of then: a person, a command, or somebody who had not signed in."""
    if actor:
        return name or actor
    if origin.startswith(COMMAND):
        return gettext("A command on the server")
    return gettext("Somebody not signed in")


def roles_of(roles: str) -> str:
    """The roles held then, in words."""
    return ", ".join(str(hooks.role_labels.get(role, role)) for role in roles.split())


@dataclass(frozen=True)
class Line:
    """One event of a list."""

    key: str
    number: int | None
    when: datetime.datetime
    who: str
    actor: str
    roles: str
    on_team: bool | None
    kind: str
    target: str
    reason: str

    @property
    def label(self) -> str:
        """What was done."""
        return Event(kind=self.kind).label

    @property
    def tone(self) -> str:
        """`bad` for a refusal or a failed sign-in, `warn` for an export: what an eye that skims should stop at."""
        if self.kind in (*REFUSALS, *FAILED):
            return "bad"
        return "warn" if self.kind in EXPORTS else ""

    @property
    def outside(self) -> bool:
        """Whether it was done to a record on whose team this person was not."""
        return self.on_team is False


@dataclass(frozen=True)
class Events:
    """One page of events, ready for a list and `_pager.html`."""

    headings: list[Heading]
    lines: list[Line]
    newer: str
    older: str


def events_page(events: QuerySet[Event], parameters: QueryDict, *, by_clock: bool = False) -> Events:
    """The page of these events that the URL asks for, newest first unless it says otherwise."""
    found = listing(events, columns(by_clock=by_clock), parameters, key="public_key", default="-when")
    headings = [heading for heading in found.headings if heading.column.label]
    return Events(headings, list(_lines(found)), found.newer, found.older)


def _lines(found: Listing) -> Iterable[Line]:
    rows: list[dict[str, Any]] = [
        {"key": row.key, **{cell.column.key: cell.value for cell in row.cells}} for row in found.rows
    ]
    # What a line is numbered by is the place of its event in the chain. Looked up for the rows of the page alone.
    seals = Seal.objects.filter(event_id__in=[row["number"] for row in rows])
    numbers = dict(seals.values_list("event_id", "sequence"))
    for value in rows:
        yield Line(
            key=value["key"],
            number=numbers.get(value["number"]),
            when=value["when"],
            who=who_of(value["actor"], value["who"], value["origin"]),
            actor=value["actor"],
            roles=roles_of(value["roles"]),
            on_team=value["on_team"],
            kind=value["kind"],
            target=value["target"],
            reason=value["reason"],
        )
