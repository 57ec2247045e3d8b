"""What was changed in a trajectory, when, by whom and why, newest first. Who is screened is in none of it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.timeline import ONE_ACT, Change, written
from office.labels import labels_of
from office.models import Ground, Level, Occasion, Unit
from screening.models import Stage, Trajectory
from screening.models.values import ObjectionResult, Result, StageKind, SubjectGroup

SHOWN = (
    "started_on",
    "level",
    "occasion",
    "subject_group",
    "function",
    "unit",
    "officer",
    "result",
    "completed_on",
    "ground",
    "conditions",
    "objection_result",
)


@dataclass
class Act:
    """What one person wrote in one go, for one reason."""

    moment: datetime.datetime
    who: str
    why: str
    started: bool = False
    person: bool = False
    columns: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    @property
    def what(self) -> str:
        """The name of the act, from what it wrote."""
        if self.started:
            return _("Trajectory started")
        if self.person:
            return _("Person corrected")
        if self.columns == {"officer"}:
            return _("Screening officer assigned")
        if self.columns == {"objection_result"}:
            return _("Result of the objection recorded")
        if self.columns and self.why:
            return _("Corrected")
        return _("Completed") if "completed_on" in self.columns else _("Stage recorded")

    def takes(self, row: Mapping[str, Any]) -> bool:
        """Whether a history row belongs to this act."""
        same = (self.who, self.why) == _by(row)
        soon: bool = row["valid_from"] - self.moment <= ONE_ACT
        return same and soon


def _by(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["history_user__name"] or "", row["history_change_reason"] or ""


def acts_of(trajectory: Trajectory) -> list[Act]:
    """All that was written of an opened trajectory; two queries for its history and one for each list it refers to."""
    acts: list[Act] = []
    rows = [*_history(Trajectory, id=trajectory.pk), *_history(Stage, trajectory_id=trajectory.pk)]
    before: dict[tuple[bool, int], Mapping[str, Any]] = {}
    words = _Words()
    for row in sorted(rows, key=lambda row: (row["valid_from"], "kind" in row)):
        if not acts or not acts[-1].takes(row):
            acts.append(Act(row["valid_from"], *_by(row)))
        key = ("kind" in row, row["id"])
        _tell(acts[-1], row, before.get(key), words)
        before[key] = row
    return acts[::-1]


def _history(model: type[models.Model], **mine: Any) -> Iterable[Mapping[str, Any]]:
    if model is Stage:
        return written(model, ["kind", "reached_on"], **mine)
    return written(model, ["name", "number_hash", *(_source(name) for name in SHOWN)], **mine)


def _source(name: str) -> str:
    """Where the history holds a column; of an officer the name is shown, not the key."""
    column: Any = Trajectory._meta.get_field(name)
    return "officer__name" if name == "officer" else column.attname


def _tell(act: Act, row: Mapping[str, Any], earlier: Mapping[str, Any] | None, words: "_Words") -> None:
    if "kind" in row:
        stage = StageKind(row["kind"])
        # Start and decision are told by their own columns.
        if earlier is None and stage not in {StageKind.REQUESTED, StageKind.DECISION}:
            act.changes.append(Change(_("Stage"), "", _reached(stage, row["reached_on"])))
    elif earlier is None:
        act.started = True
    else:
        act.person = act.person or any(row[name] != earlier[name] for name in ("name", "number_hash"))
        differing = [name for name in SHOWN if row[_source(name)] != earlier[_source(name)]]
        act.columns.update(differing)
        act.changes.extend(_change(name, row, earlier, words) for name in differing)


def _reached(stage: StageKind, day: datetime.date) -> str:
    return _("%(stage)s, %(day)s") % {"stage": stage.label, "day": date_format(day, "SHORT_DATE_FORMAT")}


def _change(name: str, row: Mapping[str, Any], earlier: Mapping[str, Any], words: "_Words") -> Change:
    label = capfirst(str(Trajectory._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return Change(label, words.of(name, earlier[_source(name)]), words.of(name, row[_source(name)]))


class _Words:
    """The words of stored values."""

    def __init__(self) -> None:
        self._labels: dict[str, Mapping[Any, Any]] = {
            name: labels_of(model)()
            for name, model in (("level", Level), ("occasion", Occasion), ("unit", Unit), ("ground", Ground))
        }
        for name, choices in (
            ("subject_group", SubjectGroup),
            ("result", Result),
            ("objection_result", ObjectionResult),
        ):
            self._labels[name] = dict(choices.choices)

    def of(self, name: str, value: Any) -> str:
        """A stored value of a column as pages write it; nothing for nothing."""
        if value in (None, ""):
            return ""
        if isinstance(value, datetime.date):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(self._labels.get(name, {}).get(value, value))
