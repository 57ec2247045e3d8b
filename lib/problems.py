"""What is wrong with values: pairs of a field and a sentence. Forms, imports and actions all ask the rules for them."""

import datetime
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import clock, dates

Problem = tuple[str, str | Promise]

REASON_NEEDED = gettext_lazy("Say why. The reason is kept with the change.")


def reason_problems(reason: str) -> Iterator[Problem]:
    """A change that others must be able to understand later says why."""
    if not reason.strip():
        yield "reason", REASON_NEEDED


def settle(problems: Iterable[Problem]) -> None:
    """Raise ValidationError, by field, unless there are no problems."""
    found: dict[str, list[str | Promise]] = {}
    for field, sentence in problems:
        found.setdefault(field, []).append(sentence)
    if found:
        raise ValidationError(found)


def in_words(day: datetime.date) -> str:
    """A date as pages write it in sentences."""
    return date_format(day, "DATE_FORMAT")


def future_problems(field: str, day: datetime.date | None) -> Iterator[Problem]:
    """A date of something that happened lies not in the future."""
    if day and day > clock.today():
        yield field, _("The date lies in the future. Enter %(today)s or earlier") % {"today": in_words(clock.today())}


def receipt_problems(field: str, day: datetime.date | None) -> Iterator[Problem]:
    """The day that puts a record in its year: not in the future, and not in the first century by a slip of the pen."""
    yield from future_problems(field, day)
    if day and day.year < dates.FIRST_YEAR:
        yield field, _("The year lies before 1900. Enter the year in four figures")
