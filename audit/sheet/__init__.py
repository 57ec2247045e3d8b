"""The monthly sheet: what of a month deserves an auditor's eye, piece by piece, each to be marked as reviewed.

What one person did of one sort is one item; an export or a change of power is one by itself. The key of an item is made
of these, so that it is the same each time the sheet is made, and a review of it is found again.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils import timezone

from audit import throttle
from audit.columns import FAILED, OPENED
from audit.hooks import waiting
from audit.kinds import Kind
from audit.models import Event
from audit.months import Month
from audit.sheet import questions
from audit.sheet.parts import Item, Mark, Review, Sheet

__all__ = ["Item", "Sheet", "sheet", "waiting"]

_READ = (
    Kind.REQUEST_REFUSED,
    Kind.READING_THROTTLED,
    Kind.FIGURE_DRILLED,
    *FAILED,
    *questions.BEGUN,
    *questions.POWER,
)
_COLUMNS = ("pk", "public_key", "kind", "actor", "actor_name", "where", "target", "reason", "happened_at", "detail")


def sheet(month: Month) -> Sheet:
    """The sheet of a month; the same queries however much happened in it."""
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in _marks(month, _READ):
        marks[mark.kind].append(mark)

    def of(kinds: Collection[Kind]) -> list[Mark]:
        return sorted((mark for kind in kinds for mark in marks[kind]), key=lambda mark: mark.pk)

    opened = list(_marks(month, OPENED))
    begun = of(questions.BEGUN)
    sections = [
        questions.refused(marks[Kind.REQUEST_REFUSED]),
        questions.throttled(marks[Kind.READING_THROTTLED], throttle.MOST, int(throttle.WITHIN.total_seconds() // 60)),
        questions.sign_ins(of(FAILED)),
        questions.drilled(marks[Kind.FIGURE_DRILLED]),
        questions.exported(begun, _ends_of(begun)),
        questions.many(opened),
        questions.unusual_hours(opened),
        questions.power(of(questions.POWER)),
    ]
    reviews = _reviews(month)
    for section in sections:
        for item in section.items:
            item.reviews.extend(reviews[item.key])
    said = [str(sentence) for told in waiting for sentence in told()] if month == Month.present() else []
    return Sheet(month, sections, said)


def _marks(month: Month, kinds: Collection[Kind]) -> Iterator[Mark]:
    """The events of these kinds in the month, in the order in which they were written."""
    events = Event.objects.filter(kind__in=kinds, happened_at__gte=month.begins, happened_at__lt=month.ends)
    return _read(events.order_by("happened_at", "pk").values_list(*_COLUMNS))


def _read(rows: Iterable[Any]) -> Iterator[Mark]:
    here = timezone.get_current_timezone()
    for pk, key, kind, actor, name, origin, target, reason, moment, detail in rows:
        said = json.loads(detail) if detail else {}
        yield Mark(pk, key, kind, actor, name, origin, target, reason, moment.astimezone(here), said)


def _ends_of(begun: list[Mark]) -> dict[str, Mark]:
    """The end of each of these exports that has one, by its number; it may be in the next month."""
    numbers = [mark.target for mark in begun if mark.target]
    events = Event.objects.filter(kind__in=questions.ENDED, target__in=numbers).exclude(target="")
    return {mark.target: mark for mark in _read(events.order_by("pk").values_list(*_COLUMNS))}


def _reviews(month: Month) -> defaultdict[str, list[Review]]:
    """The reviews of the month's items, by the key of the item, which begins with the month."""
    events = Event.objects.filter(kind=Kind.LOG_REVIEWED, target__startswith=f"{month}.").order_by("pk")
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for pk, target, who, moment, note in events.values_list("pk", "target", "actor_name", "happened_at", "reason"):
        found[target].append(Review(pk, who, moment, note))
    return found
