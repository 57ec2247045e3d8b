"""Dates as people write them: `24 Jan 2019`, `24-1-2019`, `2019-01-24`, `24 januari 2019`, `yesterday`, `vandaag`.

The day always stands before the month, except in the ISO order that begins with the year.
"""

import calendar
import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lib import clock

FIRST_YEAR, LAST_YEAR = 1900, 2100

_NAMES = (
    "jan january januari",
    "feb february februari",
    "mar march mrt maart",
    "apr april",
    "may mei",
    "jun june juni",
    "jul july juli",
    "aug august augustus",
    "sep sept september",
    "oct october okt oktober",
    "nov november",
    "dec december",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
TODAY = {"today", "vandaag"}
YESTERDAY = {"yesterday", "gisteren"}

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})\s?[-/.]\s?([0-9]{1,2})\s?[-/.]\s?([0-9]+)")
_WORDS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|e)?\.?[\s-]*([^\W\d_]+)\.?,?[\s-]*([0-9]+)")
_NO_YEAR = re.compile(r"[0-9]{1,2}(?:\s?[-/.]\s?[0-9]{1,2}|[\s-]*[^\W\d_]+\.?)")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def read(text: str) -> datetime.date:
    """The date that `text` means. Raises ValidationError, which says what is wrong and what to enter."""
    text = " ".join(text.split()).lower()
    if text in TODAY:
        return clock.today()
    if text in YESTERDAY:
        return clock.today() - datetime.timedelta(days=1)
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return _date(day, int(month), year)
    if match := _NUMBERS.fullmatch(text):
        day, month, year = match.groups()
        return _date(day, int(month), year)
    if match := _WORDS.fullmatch(text):
        day, word, year = match.groups()
        return _date(day, _month(word), year)
    raise _refusal(text)


def _date(day: str, month: int, year: str) -> datetime.date:
    if len(year) != 4:
        raise ValidationError(_("Write the year in four digits, for example 24 Jan 2019."), code="year")
    if not 1 <= month <= 12:
        raise ValidationError(
            _("There is no month %(month)s. The day comes before the month, for example 24-1-2019."),
            code="month",
            params={"month": month},
        )
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValidationError(
            _("The year is %(year)s. Enter a year from %(first)s to %(last)s."),
            code="year",
            params={"year": year, "first": str(FIRST_YEAR), "last": str(LAST_YEAR)},
        )
    days = calendar.monthrange(int(year), month)[1]
    if not 1 <= int(day) <= days:
        raise ValidationError(
            _("That month has no day %(day)s. Enter a day from 1 to %(days)s."),
            code="day",
            params={"day": int(day), "days": days},
        )
    return datetime.date(int(year), month, int(day))


def _month(word: str) -> int:
    if word not in MONTHS:
        raise ValidationError(
            _("“%(word)s” is not the name of a month. Write for example 24 Jan 2019 or 24-1-2019."),
            code="month",
            params={"word": word[:20]},
        )
    return MONTHS[word]


def _refusal(text: str) -> ValidationError:
    if _NO_YEAR.fullmatch(text):
        return ValidationError(
            _("The year is missing. Enter day, month and year, for example 24 Jan 2019."), code="year"
        )
    match = _MONTH_FIRST.fullmatch(text)
    if match and match[1] in MONTHS:
        return ValidationError(_("Put the day before the month, for example 24 Jan 2019."), code="order")
    return ValidationError(
        _("This cannot be read as a date. Enter day, month and year, for example 24 Jan 2019 or 24-1-2019."),
        code="unreadable",
    )
