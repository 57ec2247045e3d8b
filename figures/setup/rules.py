"""What must hold of what stands beside the figures. Forms and actions both ask."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from figures.models import Headcount, Publication, SeriesBreak
from lib import clock
from lib.dates import FIRST_YEAR
from lib.problems import Problem
from lib.refusal import Refused


def figure_set(keys: list[str]) -> str:
    """The keys of figures as a break keeps them: each between spaces; nothing for all figures."""
    return f" {' '.join(keys)} " if keys else ""


def in_one_line(text: str) -> str:
    """A footnote or a source as it is printed: without line breaks, and nothing before or after it."""
    return " ".join(text.split())


def break_problems(begins_on: datetime.date, figures: list[str], text_en: str, besides: int) -> Iterator[Problem]:
    """A break is told once, so a second click adds none. `besides` is the key of the one that is changed, or 0."""
    if begins_on.year < FIRST_YEAR:
        yield "begins_on", _("The year lies before 1900. Enter the year in four figures")
    same = SeriesBreak.objects.filter(begins_on=begins_on, figure_set=figure_set(figures), withdrawn=False)
    if same.filter(text_en=in_one_line(text_en)).exclude(pk=besides).exists():
        yield "begins_on", _("This break stands there already, with the same date, figures and footnote.")


def headcount_problems(year: int, besides: int) -> Iterator[Problem]:
    """A year has one headcount, and is not yet to come. `besides` is the key of that which is corrected, or 0."""
    if year > clock.today().year:
        yield (
            "year",
            _("Nobody can count the staff of a year to come. Enter %(year)s or earlier.")
            % {"year": clock.today().year},
        )
    if Headcount.objects.filter(year=year).exclude(pk=besides).exists():
        yield "year", _("The headcount of %(year)s is there already. Correct that one.") % {"year": year}


def is_fixed() -> bool:
    """Whether anything has been published, so that the threshold stays what it is."""
    return Publication.objects.exists()


def check_is_not_fixed() -> None:
    """Raise Refused if anything has been published.

    Under another threshold, what one edition masks could be read from another.
    """
    if is_fixed():
        raise Refused(_("Figures have been published under this threshold. It stays what it is in every edition."))
