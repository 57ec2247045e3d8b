"""What was changed in a trajectory, when, by whom and why, newest first. Who is screened is in none of it."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.timeline import ONE_ACT, Change, written
from office.labels import labels_of
from office.models import Ground, Level, Occasion, Unit
from screening.facts import NEGATIVE_RENEWAL
from screening.models import DutyReport, Stage, Trajectory
from screening.models.values import DutyKind, DutyOutcome, ObjectionResult, Result, StageKind, SubjectGroup

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
    "own_staff",
    "renewal_on",
    "renewal_ended_on",
    "renewal_end_reason",
)
RENEWAL = {"renewal_on", "renewal_ended_on", "renewal_end_reason"}
COLUMNS: Mapping[type[models.Model], list[str]] = {
    Trajectory: ["name", "number_hash"],
    Stage: ["kind", "reached_on", "due_on"],
    DutyReport: ["kind", "reported_on", "outcome", "assessed_on"],
}
"""What is read of each history; of a trajectory also all that is `SHOWN`."""


@dataclass
class Act:
    """What one person wrote in one go, for one reason."""

    moment: datetime.datetime
    who: str
    why: str
    started: bool = False
    person: bool = False
    duty: str = ""
    ended: bool = False
    columns: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    @property
    def what(self) -> str:
        """The name of the act, from what it wrote."""
        if self.started:
            return _("Trajectory started")
        if self.duty:
            return self.duty
        if self.person:
            return _("Person corrected")
        if self.columns == {"officer"}:
            return _("Screening officer assigned")
        if self.columns and self.columns <= RENEWAL:
            return _("Renewals ended") if self.ended else _("Renewal planned anew")
        if self.columns - RENEWAL == {"objection_result"}:
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
    """All that was written of an opened trajectory; a query for each of its histories and each list it refers to."""
    acts: list[Act] = []
    before: dict[tuple[type[models.Model], int], Mapping[str, Any]] = {}
    words = _Words()
    for model, row in sorted(_rows(trajectory), key=lambda pair: (pair[1]["valid_from"], ORDER.index(pair[0]))):
        if not acts or not acts[-1].takes(row):
            acts.append(Act(row["valid_from"], *_by(row)))
        TOLD[model](acts[-1], row, before.get((model, row["id"])), words)
        before[model, row["id"]] = row
    return acts[::-1]


def _rows(trajectory: Trajectory) -> Iterable[tuple[type[models.Model], Mapping[str, Any]]]:
    for model, columns in COLUMNS.items():
        if model is Trajectory:
            columns = [*columns, *(_source(name) for name in SHOWN)]
        mine = {"id" if model is Trajectory else "trajectory_id": trajectory.pk}
        for row in written(model, columns, **mine):
            yield model, row


def _source(name: str) -> str:
    """Where the history holds a column; of an officer the name is shown, not the key."""
    column: Any = Trajectory._meta.get_field(name)
    return "officer__name" if name == "officer" else column.attname


def _tell_trajectory(act: Act, row: Mapping[str, Any], earlier: Mapping[str, Any] | None, words: "_Words") -> None:
    if earlier is None:
        act.started = True
        return
    act.person = act.person or any(row[name] != earlier[name] for name in ("name", "number_hash"))
    differing = [name for name in SHOWN if row[_source(name)] != earlier[_source(name)]]
    act.columns.update(differing)
    act.ended = act.ended or (row["renewal_ended_on"] is not None and "renewal_ended_on" in differing)
    act.changes.extend(_change(name, row, earlier, words) for name in differing)


def _tell_stage(act: Act, row: Mapping[str, Any], earlier: Mapping[str, Any] | None, _words: "_Words") -> None:
    stage = StageKind(row["kind"])
    # Start and decision are told by their own columns.
    if earlier is None and stage not in {StageKind.REQUESTED, StageKind.DECISION}:
        act.changes.append(Change(_("Stage"), "", _on(stage.label, row["reached_on"])))
    if earlier is None and row["due_on"]:
        act.changes.append(Change(_("Next due"), "", date_format(row["due_on"], "SHORT_DATE_FORMAT")))


def _tell_duty(act: Act, row: Mapping[str, Any], earlier: Mapping[str, Any] | None, _words: "_Words") -> None:
    if earlier is None:
        act.duty = _("Duty-to-report event recorded")
        act.changes.append(Change(_("Reported"), "", _on(DutyKind(row["kind"]).label, row["reported_on"])))
    elif row["assessed_on"]:
        act.duty = _("Duty-to-report event assessed")
        act.changes.append(Change(_("Outcome"), "", _on(DutyOutcome(row["outcome"]).label, row["assessed_on"])))


Told = Callable[[Act, Mapping[str, Any], Mapping[str, Any] | None, "_Words"], None]
TOLD: Mapping[type[models.Model], Told] = {
    Trajectory: _tell_trajectory,
    Stage: _tell_stage,
    DutyReport: _tell_duty,
}
ORDER = list(TOLD)


def _on(what: str | Promise, day: datetime.date) -> str:
    return _("%(stage)s, %(day)s") % {"stage": what, "day": date_format(day, "SHORT_DATE_FORMAT")}


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
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime.date):
            return date_format(value, "SHORT_DATE_FORMAT")
        if value == NEGATIVE_RENEWAL:
            return _(value)
        return str(self._labels.get(name, {}).get(value, value))
