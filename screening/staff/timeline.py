"""What was changed in the record of a member of staff or of a session, when, by whom and why, newest first.

Names and numbers are in none of it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.timeline import Change, written
from office.labels import labels_of
from office.models import CodeEdition, TrainingTopic, Unit
from screening.models import Acknowledgement, StaffMember, TrainingSession

OF_STAFF = ("unit", "in_service_from", "in_service_to", "sworn_in_on", "sworn_in_unit")
OF_SESSION = ("held_on", "unit", "topic", "attending", "voided_on")
IDENTITY = ("name", "number_hash")
Row = Mapping[str, Any]


@dataclass
class Act:
    """What one person wrote in one act, for one reason."""

    moment: datetime.datetime
    event: str
    who: str
    why: str
    started: bool = False
    what: str = ""
    changes: list[Change] = field(default_factory=list)


def acts_of_staff(staff: StaffMember) -> list[Act]:
    """All that was written of a member of staff who has been opened: two queries, and one for each list."""
    rows = [
        *_history(StaffMember, (*IDENTITY, *OF_STAFF), id=staff.pk),
        *_history(Acknowledgement, ("edition", "acknowledged_on", "withdrawn"), staff_id=staff.pk),
    ]
    return _acts(StaffMember, OF_STAFF, rows)


def acts_of_session(session: TrainingSession) -> list[Act]:
    """All that was written of a session that has been opened."""
    return _acts(TrainingSession, OF_SESSION, _history(TrainingSession, OF_SESSION, id=session.pk))


def _history(model: type[models.Model], columns: Iterable[str], **mine: Any) -> list[Row]:
    return list(written(model, ["event", *(_source(model, name) for name in columns)], **mine))


def _source(model: type[models.Model], name: str) -> str:
    """Where the history holds a column."""
    column: Any = model._meta.get_field(name)
    source: str = column.attname
    return source


def _acts(model: type[models.Model], shown: Iterable[str], rows: list[Row]) -> list[Act]:
    acts: list[Act] = []
    before: dict[tuple[bool, int], Row] = {}
    words = _Words()
    for row in sorted(rows, key=lambda row: (row["valid_from"], "edition_id" in row)):
        if not acts or acts[-1].event != row["event"]:
            who = row["history_user__name"] or ""
            acts.append(Act(row["valid_from"], row["event"], who, row["history_change_reason"] or ""))
        key = ("edition_id" in row, row["id"])
        if key[0]:
            _tell_code(acts[-1], row, before.get(key), words)
        else:
            _tell(acts[-1], model, shown, row, before.get(key), words)
        before[key] = row
    return [act for act in acts if act.what][::-1]


def _tell(
    act: Act, model: type[models.Model], shown: Iterable[str], row: Row, earlier: Row | None, words: "_Words"
) -> None:
    if earlier is None:
        act.started, act.what = True, _("Recorded")
        return
    differing = {name for name in shown if row[_source(model, name)] != earlier[_source(model, name)]}
    who = any(row[name] != earlier[name] for name in IDENTITY if name in row)
    act.what = _("Person corrected") if who else _name_of(differing, row, earlier)
    for name in shown:
        if name in differing:
            label = capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            source = _source(model, name)
            act.changes.append(Change(label, words.of(source, earlier[source]), words.of(source, row[source])))


def _name_of(differing: set[str], row: Row, earlier: Row) -> str:
    """The name of an act, from what it wrote."""
    if "voided_on" in differing:
        return _("Marked as registered in error")
    if differing and differing <= {"sworn_in_on", "sworn_in_unit"}:
        if earlier["sworn_in_on"] is None:
            return _("Sworn in")
        return _("Oath or promise corrected") if row["sworn_in_on"] else _("Oath or promise taken back")
    if differing == {"in_service_to"} and earlier["in_service_to"] is None:
        return _("Left service")
    return _("Corrected")


def _tell_code(act: Act, row: Row, earlier: Row | None, words: "_Words") -> None:
    """An acknowledgement: made or withdrawn. Which one counts in a year follows from the others, and is not told."""
    edition, day = words.of("edition_id", row["edition_id"]), words.of("", row["acknowledged_on"])
    said = _("%(edition)s, %(day)s") % {"edition": edition, "day": day}
    if earlier is None:
        act.what = _("Code acknowledged")
        act.changes.append(Change(_("Professional code"), "", said))
    elif row["withdrawn"] and not earlier["withdrawn"]:
        act.what = _("Acknowledgement withdrawn")
        act.changes.append(Change(_("Professional code"), said, ""))


class _Words:
    """The words of stored values."""

    def __init__(self) -> None:
        units = labels_of(Unit)()
        self._labels: dict[str, Mapping[Any, Any]] = {
            "unit_id": units,
            "sworn_in_unit_id": units,
            "edition_id": labels_of(CodeEdition)(),
            "topic_id": labels_of(TrainingTopic)(),
        }

    def of(self, source: str, value: Any) -> str:
        """A stored value of a column as pages write it; nothing for nothing."""
        if value in (None, ""):
            return ""
        if isinstance(value, datetime.date):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(self._labels.get(source, {}).get(value, value))
