"""When something is due, in words; the colour comes third."""

import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from screening.due import in_days, in_short, in_words, urgency

register = template.Library()


@register.simple_tag
def due(day: datetime.date) -> SafeString:
    """The day and, where it presses, how many days: `due 28 Jan 2019, in 4 days`."""
    return _coloured(day, in_words(day))


@register.simple_tag
def due_in(day: datetime.date) -> SafeString:
    """How many days alone, where the day stands beside it."""
    return _coloured(day, in_days(day))


@register.simple_tag
def due_short(day: datetime.date) -> SafeString:
    """The day, or where it presses how many days, for a card."""
    return _coloured(day, in_short(day))


@register.simple_tag
def term(months: int) -> str:
    """A term as people say it: in years where it is whole years."""
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def _coloured(day: datetime.date, words: str) -> SafeString:
    kind = urgency(day)
    return format_html('<span class="{}">{}</span>', kind, words) if kind else format_html("<span>{}</span>", words)
