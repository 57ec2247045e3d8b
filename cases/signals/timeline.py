"""What happened with a signal: on its own page what was written of it, and its place in the line of time of its case.

Whom it concerns and who reported it are in neither, nor is a case that it belonged to before.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Signal
from cases.models.values import Decision
from cases.timeline import BEFORE, FACT, Entry
from cases.words import Words
from lib.timeline import Change, written
from office.models import SignalChannel, SignalSource, Unit

SHOWN = (
    "received_on",
    "source",
    "channel",
    "unit",
    "text",
    "whistleblower",
    "triager",
    "acknowledged_on",
    "feedback_on",
    "decided_on",
)
PERSON = ("name", "number_hash")


@dataclass
class Act:
    """What one person wrote in one go: each act saves the signal once."""

    moment: datetime.datetime
    who: str
    why: str
    what: str
    started: bool = False
    changes: list[Change] = field(default_factory=list)


def acts_of(signal: Signal, *, manages: bool) -> list[Act]:
    """All that was written of an opened signal, newest first; one query for its history and one for the lists.

    Who was triager, those who do not coordinate are not told: a triager may go because of a wall.
    """
    shown = SHOWN if manages else tuple(name for name in SHOWN if name != "triager")
    words = Words((SignalSource, SignalChannel, Unit))
    acts: list[Act] = []
    before: Mapping[str, Any] | None = None
    columns = [*PERSON, "decision", *(_source(name) for name in SHOWN)]
    for row in written(Signal, columns, id=signal.pk):
        acts.extend(_act(row, before, words, shown))
        before = row
    return acts[::-1]


def _source(name: str) -> str:
    """Where the history holds a column; of a triager the name is shown, not the key."""
    column: Any = Signal._meta.get_field(name)
    return "triager__name" if name == "triager" else column.attname


def _act(row: Mapping[str, Any], before: Mapping[str, Any] | None, words: Words, shown: Sequence[str]) -> Iterator[Act]:
    moment, who = row["valid_from"], row["history_user__name"] or ""
    why = row["history_change_reason"] or ""
    if before is None:
        yield Act(moment, who, why, _("Signal registered"), started=True)
        return
    differing = [name for name in shown if row[_source(name)] != before[_source(name)]]
    what = _what(row, before, differing)
    if what:
        yield Act(moment, who, why, what, changes=[_change(name, row, before, words) for name in differing])


def _what(row: Mapping[str, Any], before: Mapping[str, Any], differing: list[str]) -> str:
    """The name of an act, from what it wrote; nothing for one that changed nothing that is shown."""
    if row["decision"] != before["decision"]:
        if row["decision"] == Decision.UNDECIDED:
            return _("Decision taken back")
        return _("Decided: %(decision)s") % {"decision": Decision(row["decision"]).label}
    alone = {
        "triager": _("Triager changed"),
        "acknowledged_on": _("Acknowledgement of receipt recorded"),
        "feedback_on": _("Feedback to the reporter recorded"),
    }
    if len(differing) == 1 and differing[0] in alone:
        return alone[differing[0]]
    if any(row[name] != before[name] for name in PERSON):
        return _("Whom it concerns corrected")
    return _("Corrected") if differing else ""


def _change(name: str, row: Mapping[str, Any], before: Mapping[str, Any], words: Words) -> Change:
    column: Any = Signal._meta.get_field(name)
    old, new = (_in_words(name, column, values[_source(name)], words) for values in (before, row))
    return Change(str(capfirst(str(column.verbose_name))), old, new)


def _in_words(name: str, column: Any, value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return pgettext("triager", "nobody") if name == "triager" else ""
    return str(value) if name == "triager" else words.value(column, value)


def entries_of(signals: Iterable[Signal]) -> Iterator[Entry]:
    """The same for the case to which they belong: when each came in, and what was decided on it."""
    for signal in signals:
        said = {"source": signal.source}
        yield Entry(
            signal.received_on,
            FACT,
            "flag",
            _("Signal received: %(source)s") % said,
            who=signal.reference,
            place=BEFORE,
        )
        if signal.decided_on:
            yield Entry(
                signal.decided_on,
                FACT,
                "flag",
                _("Decided on the signal: %(decision)s") % {"decision": signal.get_decision_display()},
                who=str(signal.decided_by or ""),
                why=signal.decision_reason,
                place=BEFORE,
            )
