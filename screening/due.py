"""When something is due: overdue, within a week, or later. The lists, the board and the trajectory say it alike."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib import clock, dates
from screening.models.values import Result

SOON = 7
"""From so many days before it, what is due is due soon."""


class Due(models.TextChoices):
    """How the trajectories under way lie in time."""

    OVERDUE = "overdue", gettext_lazy("Overdue")
    WEEK = "week", gettext_lazy("Due within 7 days")
    LATER = "later", gettext_lazy("Due later")


class RenewalDue(models.TextChoices):
    """How far the list of renewals looks ahead; what is overdue is always among them."""

    OVERDUE = "overdue", gettext_lazy("Overdue")
    QUARTER = "quarter", gettext_lazy("Within 3 months")
    YEAR = "year", gettext_lazy("Within a year")


def lying(due: str) -> Q:
    """What says of a trajectory that it is under way and lies so in time; each lies in exactly one way."""
    today = clock.today()
    week = today + datetime.timedelta(days=SOON)
    lies = {
        Due.OVERDUE: Q(due_on__lt=today),
        Due.WEEK: Q(due_on__gte=today, due_on__lte=week),
        Due.LATER: Q(due_on__gt=week) | Q(due_on=None),
    }
    return Q(result=Result.PENDING) & lies[Due(due)]


def renewed_by(due: str) -> Q:
    """What says of a trajectory that it is to be renewed so soon."""
    today = clock.today()
    if due == RenewalDue.OVERDUE:
        return Q(renewal_on__lt=today)
    return Q(renewal_on__lte=dates.months_later(today, 3 if due == RenewalDue.QUARTER else 12))


def urgency(day: datetime.date) -> str:
    """How pressing a day is: `late`, `soon`, or nothing."""
    left = (day - clock.today()).days
    return "late" if left < 0 else "soon" if left <= SOON else ""


def in_days(day: datetime.date) -> str:
    """How far a day lies ahead or behind, in words."""
    left = (day - clock.today()).days
    if left < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}
    if left == 0:
        return _("today")
    return ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left}


def in_words(day: datetime.date) -> str:
    """The day on which something is due; of what is late or due soon also how many days."""
    named = date_format(day, "SHORT_DATE_FORMAT")
    if not urgency(day):
        return _("due %(day)s") % {"day": named}
    return _("due %(day)s, %(days)s") % {"day": named, "days": in_days(day)}


def in_short(day: datetime.date) -> str:
    """The same for a card: of what is late or due soon the days alone."""
    kind = urgency(day)
    if kind == "late":
        return in_days(day)
    return _("due %(day)s") % {"day": in_days(day) if kind else date_format(day, "SHORT_DATE_FORMAT")}
