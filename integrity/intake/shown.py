"""What the pages of a file show: its state in words, its progress, what came of it, year by year and row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models.values import Outcome
from integrity.intake import access, keeping, kinds
from integrity.intake.actions import OPEN
from office.importrows import NEW
from office.importruns import Note
from office.models import Incoming
from office.models.intake import State

MOST_FILES = 100
"""So many of one's own files the list shows, the newest first."""
TOGETHER = 100
"""So many notes a page shows at a time."""
SORTS = {"error": "refusals", "warning": "warnings"}
"""The notes of each sort, and the parameter that says from which one on they are shown."""


@dataclass(frozen=True)
class Notes:
    """One page of notes."""

    rows: list[Note]
    total: int
    first: int
    newer: str
    older: str

    @property
    def last(self) -> int:
        """The number of the last one shown."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True)
class Step:
    """One step of the way that a file goes."""

    label: str
    url: str
    done: bool
    current: bool


def listed(incoming: Incoming) -> dict[str, Any]:
    """A file in a list."""
    return {"file": incoming, "kind": kinds.of(incoming).label, "tone": tone_of(incoming)}


def tone_of(incoming: Incoming) -> str:
    """How its state is marked, beside its word."""
    return {State.IMPORTED: "good", State.FAILED: "bad", State.CHECKED: "warn"}.get(State(incoming.state), "")


WAY = {
    "reading": _("How it is read"),
    "columns": _("Columns"),
    "values": _("Values"),
    "incoming": _("Dry run"),
    "bring_in": _("Import"),
}
"""The steps of a file: the page of each, and what it is called."""
_REACHED = {State.MAPPING: 2, State.CHECKING: 3, State.FAILED: 3, State.DISCARDED: 0}
"""How many steps lie behind a file in a state; behind any other lie all but the last."""


def steps_of(incoming: Incoming, here: str) -> list[Step]:
    """The way of a file, with where it stands; a step can be gone to while nothing works on the file."""
    order, is_open = list(WAY), incoming.state in OPEN
    behind = order.index(here) if is_open else _REACHED.get(State(incoming.state), 4)
    open_steps = order[: 5 if incoming.state == State.CHECKED else 4] if is_open else []
    return [
        Step(
            str(label),
            reverse(f"intake:{name}", args=[incoming.public_key]) if name in open_steps and name != here else "",
            done=place < behind or incoming.state == State.IMPORTED,
            current=name == here,
        )
        for place, (name, label) in enumerate(WAY.items())
    ]


def page_of(incoming: Incoming, user: User, parameters: QueryDict) -> dict[str, Any]:
    """All that the page of a file shows."""
    kind, outcome = kinds.of(incoming), incoming.outcome
    has_outcome = "rows" in outcome
    here = "bring_in" if incoming.state in (State.IMPORTING, State.IMPORTED) else "incoming"
    return {
        "file": incoming,
        "kind": kind,
        "tone": tone_of(incoming),
        "steps": steps_of(incoming, here),
        "outcome": outcome if has_outcome else None,
        "counts": _counts(kind, outcome) if has_outcome else [],
        "years": list(_years(outcome)) if has_outcome else [],
        "has_outcomes": kind.key.value == "cases",
        "errors": notes_of(incoming, "error", parameters),
        "warnings": notes_of(incoming, "warning", parameters),
        "writing": incoming.state == State.IMPORTING
        and incoming.rows_in_all is not None
        and incoming.rows_read >= incoming.rows_in_all,
        "is_open": incoming.state in OPEN,
        "same_file": access.was_imported_before(incoming),
        "refused_file": bool(has_outcome and outcome["refused_rows"])
        and keeping.path_of(incoming.public_key, keeping.REFUSED).exists(),
        "kept_days": keeping.KEPT_FOR.days,
    }


def _counts(kind: kinds.Kind, outcome: Mapping[str, Any]) -> list[tuple[str, int]]:
    """What came of the rows, in words."""
    words = kind.summary.counted
    return [(str(words.get(name, name)), number) for name, number in outcome["counts"].items()]


def _years(outcome: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A line for each year: the rows of the file, and what is new; at the end the rows without a day."""
    own, new = outcome["own_years"], outcome["years"]
    for year in sorted({*own, *new} - {""}, key=int):
        counts = new.get(year, {})
        yield {"year": year, "rows": own.get(year, 0), "new": counts.get(NEW, 0), "outcomes": _outcomes(counts)}
    if "" in own:
        yield {"year": "", "rows": own[""], "new": 0, "outcomes": _outcomes({})}


def _outcomes(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(outcome.label), counts.get(outcome.value, 0)) for outcome in Outcome]


def notes_of(incoming: Incoming, word: str, parameters: QueryDict) -> Notes:
    """The notes of one sort that the address asks for; from the first one where it asks for none there are."""
    name, total = SORTS[word], int(incoming.outcome.get(f"{word}s", 0))
    asked = parameters.get(name, "")
    first = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:9]) <= total else 1
    rows = list(islice(keeping.told(incoming.public_key, word), first - 1, first - 1 + TOGETHER)) if total else []
    return Notes(
        rows,
        total,
        first,
        newer=f"?{name}={max(first - TOGETHER, 1)}#{name}" if first > 1 else "",
        older=f"?{name}={first + TOGETHER}#{name}" if first + TOGETHER <= total else "",
    )
