"""What happened in a case, in one line of time: its dated facts, and the changes that the history keeps.

A fact stands on its own day, whenever it was written down; a change stands at the moment it was made, with who and why.
The identity of a subject is in none of them. Walls and looks stand in it only for those who may know of them.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from cases.actions import ALLEGED
from cases.models import Allegation, Case, Closure, Investigation, Subject, TeamMember
from cases.models.values import TeamRole
from cases.words import Words
from lib.timeline import ONE_ACT, Change, written

FACT, CHANGE, SEEN = "fact", "change", "seen"

# The columns whose change is shown; derived ones are left out where they only repeat another.
SHOWN: dict[type[models.Model], tuple[str, ...]] = {
    Case: ("received_on", "summary", "status", "outcome"),
    Allegation: (
        *ALLEGED,
        "finding",
        "found_on",
        "ended_reason",
        "finding_ground",
        "established_category",
        "established_recipient",
        "established_recipient_type",
        "established_cause",
    ),
    Investigation: ("ended_on",),
    TeamMember: ("role", "until"),
    # Facts of their own say what became of a closure; of a subject nothing is shown.
    Closure: (),
    Subject: (),
}

# A finding is a fact of its own, which says these; only what they were before is news.
SAID_BY_FACT = {"found_on", "ended_reason", "finding_ground"}
LABELS = {
    "recipient_type": gettext_lazy("who received it"),
    "established_recipient_type": gettext_lazy("who received it, as established"),
}


# The order of what happened on one day.
BEFORE, WRITTEN, FOUND, CLOSING = range(4)
NO_HOUR = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass
class Entry:
    """One thing that happened: a fact of a day, or a change at a moment."""

    day: datetime.date
    kind: str
    icon: str
    what: str
    who: str = ""
    why: str = ""
    text: str = ""
    moment: datetime.datetime | None = None
    place: int = WRITTEN
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    """All that stands on one day, newest first."""

    date: datetime.date
    entries: list[Entry]


def days_of(
    case: Case,
    *,
    allegations: Sequence[Allegation],
    investigations: Sequence[Investigation],
    closures: Sequence[Closure],
    words: Words,
    beside: Iterable[Entry] = (),
) -> list[Day]:
    """The line of time of an opened case, newest day first; one query for each kind of record, however long it is.

    `beside` is what not everybody on the team may know of: looks and walls.
    """
    entries = [
        *_facts(case, allegations, investigations, closures, words),
        *_acts(list(_changes(case, words))),
        *beside,
    ]
    # Facts have no hour: on one day the report came before what was written down, and findings and closings after it.
    entries.reverse()
    entries.sort(key=lambda entry: (entry.day, entry.place, entry.moment or NO_HOUR), reverse=True)
    return [Day(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.day)]


def _facts(
    case: Case,
    allegations: Sequence[Allegation],
    investigations: Sequence[Investigation],
    closures: Sequence[Closure],
    words: Words,
) -> Iterator[Entry]:
    yield Entry(case.received_on, FACT, "flag", _("Report received"), text=_origin(case), place=BEFORE)
    for investigation in investigations:
        said = {"track": investigation.get_track_display()}
        yield Entry(
            investigation.started_on,
            FACT,
            "flag",
            _("Investigation started: %(track)s") % said,
            who=investigation.get_body_display(),
            text=words.offences(investigation),
        )
        if investigation.ended_on:
            yield Entry(investigation.ended_on, FACT, "flag", _("Investigation ended: %(track)s") % said)
    for allegation in allegations:
        if allegation.found_on:
            said = {"number": str(allegation.position), "finding": allegation.get_finding_display()}
            what = _("Finding on allegation %(number)s: %(finding)s") % said
            yield Entry(allegation.found_on, FACT, "flag", what, text=allegation.finding_ground, place=FOUND)
    for closure in closures:
        for fact in _closing_facts(closure):
            fact.place = CLOSING
            yield fact
    if case.voided_on:
        yield Entry(case.voided_on, FACT, "x", _("Registered in error"), text=case.void_reason)


def _origin(case: Case) -> str:
    if not case.register:
        return ""
    said = {"register": case.register, "number": case.register_number}
    return _("Taken over from the register %(register)s, where its number is %(number)s") % said


def _closing_facts(closure: Closure) -> Iterator[Entry]:
    by = _name(closure.proposed_by)
    yield Entry(closure.proposed_on, FACT, "lock", _("Closing proposed"), who=by, text=closure.proposal)
    if closure.declined_on:
        by = _name(closure.declined_by)
        yield Entry(closure.declined_on, FACT, "x", _("Closing declined"), who=by, text=closure.decline_reason)
    if closure.closed_on:
        yield Entry(closure.closed_on, FACT, "lock", _("Closed"), who=_name(closure.confirmed_by))
    if closure.reopened_on:
        by = _name(closure.reopened_by)
        yield Entry(closure.reopened_on, FACT, "flag", _("Reopened"), who=by, text=closure.reopen_reason)


def _name(person: User | None) -> str:
    """The name of a person; nothing where a closing was taken over from elsewhere."""
    return "" if person is None else str(person)


@dataclass(frozen=True)
class _Written:
    """One history row beside the one before it."""

    model: type[models.Model]
    now: Mapping[str, Any]
    before: Mapping[str, Any] | None
    changes: list[Change]

    @property
    def who(self) -> str:
        return self.now["history_user__name"] or ""

    @property
    def why(self) -> str:
        return self.now["history_change_reason"] or ""

    @property
    def event(self) -> str:
        """The key of the act in the audit log."""
        return self.now["event"] or ""

    @property
    def moment(self) -> datetime.datetime:
        moment: datetime.datetime = self.now["valid_from"]
        return moment


def _changes(case: Case, words: Words) -> Iterator[_Written]:
    for model, names in SHOWN.items():
        columns = [model._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
        before: dict[int, Mapping[str, Any]] = {}
        for row in _history(model, case, columns):
            earlier = before.get(row["id"])
            before[row["id"]] = row
            yield _Written(model, row, earlier, _differences(model, names, row, earlier, words))


def _history(model: type[models.Model], case: Case, columns: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    """The history of the records of one kind in a case, oldest first; of a subject no identity is read at all."""
    mine = {"id": case.pk} if model is Case else {"case_id": case.pk}
    beside = {TeamMember: ["user__name"], Allegation: ["position"]}.get(model, [])
    return written(model, ["event", *beside, *columns], **mine)


def _differences(
    model: type[models.Model],
    names: Sequence[str],
    row: Mapping[str, Any],
    earlier: Mapping[str, Any] | None,
    words: Words,
) -> list[Change]:
    if model is TeamMember:
        return [_membership(row, earlier)]
    if earlier is None:
        return []
    found = []
    for name in names:
        column: Any = model._meta.get_field(name)
        old, new = earlier[column.attname], row[column.attname]
        if old != new and (old or name not in SAID_BY_FACT):
            label = str(LABELS.get(name, column.verbose_name))
            found.append(Change(capfirst(label), words.value(column, old), words.value(column, new)))
    return found


def _membership(row: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> Change:
    gone = pgettext("team", "Not on the team")
    new = gone if row["until"] else str(TeamRole(row["role"]).label)
    old = str(TeamRole(earlier["role"]).label) if earlier else gone
    return Change(row["user__name"], old, new)


def _acts(written: list[_Written]) -> Iterator[Entry]:
    """The changes, put together by act: the rows that one person wrote in one go, under one key."""
    written.sort(key=lambda row: (row.moment, row.event))
    act: list[_Written] = []
    for row in written:
        if act and _is_another(row, act):
            yield from _entry(act)
            act = []
        act.append(row)
    if act:
        yield from _entry(act)


def _is_another(row: _Written, act: Sequence[_Written]) -> bool:
    """Whether a row is of another act. A key may stand for many acts, where they were one to the audit log."""
    first = act[0]
    other_reason = bool(row.why) and any(before.why not in ("", row.why) for before in act)
    return other_reason or (row.event, row.who) != (first.event, first.who) or row.moment - first.moment > ONE_ACT


def _entry(act: list[_Written]) -> Iterator[Entry]:
    what = _what(act)
    if what:
        moment = timezone.localtime(act[0].moment)
        yield Entry(
            day=moment.date(),
            kind=CHANGE,
            icon="swap",
            what=what,
            who=act[0].who,
            why=next((row.why for row in act if row.why), ""),
            moment=moment,
            changes=[change for row in act for change in row.changes],
        )


def _what(act: list[_Written]) -> str:
    """The name of an act, from what it wrote; nothing for one that changed nothing that is shown."""
    fresh = {row.model for row in act if row.before is None}
    changed = {row.model for row in act if row.before is not None and row.changes}
    if Case in fresh:
        return _("Suspicion logged")
    if any(row.model is Closure for row in act):
        return ""  # Facts of their own say what became of a closing.
    if any(row.model is Subject for row in act):
        return _("Subject identified") if Subject in fresh else _("Identity of the subject changed")
    if Allegation in fresh:
        return _("Allegation added")
    if Allegation in changed:
        return _allegation_act(next(row for row in act if row.model is Allegation and row.changes))
    if Investigation in fresh:
        return _("Investigation started")
    if Investigation in changed:
        return _("Investigation ended")
    if TeamMember in fresh | changed:
        return _("Team changed")
    if Case in changed:
        return _("Case changed")
    return ""


def _allegation_act(row: _Written) -> str:
    said = {"number": str(row.now["position"])}
    if row.before is not None and row.before["finding"] != row.now["finding"]:
        return _("Finding recorded on allegation %(number)s") % said
    return _("Allegation %(number)s changed") % said
