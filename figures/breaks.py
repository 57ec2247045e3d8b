"""Breaks in the series beside the figures: a marker at the year in which each begins, and a footnote below."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from figures.figure import Figure
from figures.models import SeriesBreak
from lib.periods import Period


@dataclass(frozen=True)
class Footnote:
    """What a marker refers to."""

    number: int
    begins_on: datetime.date
    text: str

    @property
    def year(self) -> int:
        """The year at which its marker stands."""
        return self.begins_on.year


def breaks_of(period: Period) -> list[SeriesBreak]:
    """The breaks that begin in the years of the period and were not withdrawn, the earliest first; one look-up.

    They are those of today also where the numbers are those of a past day: what is known of a break warns every reader.
    """
    first, last = datetime.date(period.first, 1, 1), datetime.date(period.last, 12, 31)
    return list(SeriesBreak.objects.filter(begins_on__range=(first, last), withdrawn=False))


def footnotes(breaks: Sequence[SeriesBreak], figures: Iterable[Figure]) -> list[Footnote]:
    """The footnotes of the breaks that concern any of these figures, numbered as they stand below them."""
    keys = [figure.key for figure in figures]
    concerning = [one for one in breaks if any(one.concerns(key) for key in keys)]
    return [
        Footnote(number, one.begins_on, footnote(one.begins_on, one.text)) for number, one in enumerate(concerning, 1)
    ]


def footnote(begins_on: datetime.date, text: str) -> str:
    """A break as a footnote says it."""
    return _("From %(day)s: %(text)s") % {"day": date_format(begins_on, "DATE_FORMAT"), "text": text}


def marks(notes: Iterable[Footnote]) -> Mapping[int, str]:
    """What stands at each year that a series breaks in: the numbers of its footnotes."""
    found: dict[int, str] = {}
    for note in notes:
        found[note.year] = f"{found[note.year]}, {note.number}" if note.year in found else str(note.number)
    return found
