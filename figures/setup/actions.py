"""What is written beside the figures. Nothing is deleted; each change is an act in the audit log, with its history.

Whoever writes waits in line at the row of the edition rule, as who publishes does: a publication holds what stood
beside the figures at one moment.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit import log
from audit.kinds import Kind
from figures.definitions import BY_KEY
from figures.models import EditionRule, Headcount, SeriesBreak
from figures.setup import access, rules
from lib import history
from lib.problems import settle


def _about_break(_said: Mapping[str, Any], found: SeriesBreak) -> log.Act:
    return log.Act(target=access.name_of_break(found))


def _about_headcount(_said: Mapping[str, Any], found: Headcount) -> log.Act:
    return log.Act(target=access.name_of_headcount(found))


def _about_rule(_said: Mapping[str, Any], rule: EditionRule) -> log.Act:
    return log.Act(target=access.THRESHOLD, detail={"threshold": rule.threshold})


@log.act(Kind.BREAK_ADDED, _about_break)
def add_break(*, by: User, begins_on: datetime.date, figures: Sequence[str], text_en: str, text_nl: str) -> SeriesBreak:
    """Say that from a day on these figures, or all if none is named, are no longer what they were.

    Raises ValidationError, by field, if the same break stands there already.
    """
    _in_line(by)
    return _written(SeriesBreak(), by, begins_on, figures, text_en, text_nl)


@log.act(Kind.BREAK_CHANGED, _about_break)
def change_break(
    *, by: User, changed: SeriesBreak, begins_on: datetime.date, figures: Sequence[str], text_en: str, text_nl: str
) -> SeriesBreak:
    """Change what is said of a break. Raises ValidationError, by field, if another says the same already."""
    _in_line(by)
    return _written(SeriesBreak.objects.get(pk=changed.pk), by, begins_on, figures, text_en, text_nl)


def _written(
    found: SeriesBreak, by: User, begins_on: datetime.date, figures: Sequence[str], text_en: str, text_nl: str
) -> SeriesBreak:
    keys = [key for key in BY_KEY if key in figures]
    settle(rules.break_problems(begins_on, keys, text_en, found.pk or 0))
    before = history.columns_of(found)
    found.begins_on, found.figure_set = begins_on, rules.figure_set(keys)
    found.text_en, found.text_nl = rules.in_one_line(text_en), rules.in_one_line(text_nl)
    if history.columns_of(found) != before:
        history.save(found, by=by)
    return found


@log.act(Kind.BREAK_WITHDRAWN, _about_break)
def withdraw_break(*, by: User, withdrawn: SeriesBreak) -> SeriesBreak:
    """Take a break off the figures; it stays on the list."""
    return _with_mark(withdrawn, by, withdrawn=True)


@log.act(Kind.BREAK_BROUGHT_BACK, _about_break)
def bring_back_break(*, by: User, withdrawn: SeriesBreak) -> SeriesBreak:
    """Put a break that was withdrawn beside the figures again."""
    return _with_mark(withdrawn, by, withdrawn=False)


def _with_mark(marked: SeriesBreak, by: User, *, withdrawn: bool) -> SeriesBreak:
    _in_line(by)
    found = SeriesBreak.objects.get(pk=marked.pk)
    if found.withdrawn != withdrawn:
        found.withdrawn = withdrawn
        history.save(found, by=by)
    return found


@log.act(Kind.HEADCOUNT_RECORDED, _about_headcount)
def record_headcount(*, by: User, year: int, number: int, source: str) -> Headcount:
    """Record how many people the organisation had in a year. Raises ValidationError, by field, if it is there."""
    _in_line(by)
    return _counted(Headcount(), by, year, number, source)


@log.act(Kind.HEADCOUNT_CORRECTED, _about_headcount)
def correct_headcount(*, by: User, corrected: Headcount, year: int, number: int, source: str) -> Headcount:
    """Correct a headcount. Raises ValidationError, by field, if the year is that of another."""
    _in_line(by)
    return _counted(Headcount.objects.get(pk=corrected.pk), by, year, number, source)


def _counted(found: Headcount, by: User, year: int, number: int, source: str) -> Headcount:
    settle(rules.headcount_problems(year, found.pk or 0))
    before = history.columns_of(found)
    found.year, found.number, found.source = year, number, rules.in_one_line(source)
    if history.columns_of(found) != before:
        history.save(found, by=by)
    return found


@log.act(Kind.THRESHOLD_SET, _about_rule)
def set_threshold(*, by: User, threshold: int) -> EditionRule:
    """Set below which number every public edition masks. Raises Refused once anything has been published."""
    rule = _in_line(by)
    rules.check_is_not_fixed()
    if rule.threshold != threshold:
        rule.threshold = threshold
        history.save(rule, by=by)
    return rule


def _in_line(by: User) -> EditionRule:
    """The rule as it is now; until this act is done nobody else writes beside the figures, and nobody publishes."""
    if not access.may_configure(by):
        raise PermissionDenied
    return EditionRule.objects.select_for_update().get()
