"""The clocks of a report made under the whistle-blower act: receipt acknowledged, feedback given, each by its day."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Signal
from lib import clock
from lib.dates import months_later
from lib.problems import in_words

ACKNOWLEDGED_WITHIN = datetime.timedelta(days=7)
"""So long after receipt its acknowledgement is due."""
FEEDBACK_MONTHS = 3
"""So many months after the acknowledgement feedback is due; without one, after the day on which that was due."""

ACKNOWLEDGEMENT, FEEDBACK = "acknowledgement", "feedback"
DONE, DUE, OVERDUE = "done", "due", "overdue"
LABELS = {
    ACKNOWLEDGEMENT: gettext_lazy("Acknowledgement of receipt"),
    FEEDBACK: gettext_lazy("Feedback to the reporter"),
}


@dataclass(frozen=True)
class Clock:
    """One of the two clocks of a signal, as it stands on a day."""

    key: str
    due_on: datetime.date
    done_on: datetime.date | None
    today: datetime.date

    @property
    def label(self) -> str | Promise:
        """What is to be done."""
        return LABELS[self.key]

    @property
    def state(self) -> str:
        """`done`, `due` or `overdue`."""
        if self.done_on is not None:
            return DONE
        return OVERDUE if self.due_on < self.today else DUE

    @property
    def days(self) -> int:
        """How many days are left, or how many have passed since the day it was due."""
        return abs((self.due_on - self.today).days)

    @property
    def in_words(self) -> str:
        """The state with its date, and how far away that is."""
        if self.done_on is not None:
            return _("Done on %(day)s") % {"day": in_words(self.done_on)}
        said = {"day": in_words(self.due_on), "days": self.days}
        if self.state == OVERDUE:
            sentence = ngettext(
                "Overdue: it was due on %(day)s, %(days)s day ago",
                "Overdue: it was due on %(day)s, %(days)s days ago",
                self.days,
            )
            return sentence % said
        if not self.days:
            return _("Due today, %(day)s") % said
        return ngettext("Due on %(day)s, in %(days)s day", "Due on %(day)s, in %(days)s days", self.days) % said


def acknowledgement_due_on(signal: Signal) -> datetime.date:
    """The last day on which receipt is acknowledged in time."""
    return signal.received_on + ACKNOWLEDGED_WITHIN


def feedback_due_on(signal: Signal) -> datetime.date:
    """The last day on which feedback is given in time."""
    return months_later(signal.acknowledged_on or acknowledgement_due_on(signal), FEEDBACK_MONTHS)


def clocks_of(signal: Signal) -> list[Clock]:
    """The clocks of a signal, the first one first; none for what was not reported under the act."""
    if not signal.whistleblower:
        return []
    today = clock.today()
    return [
        Clock(ACKNOWLEDGEMENT, acknowledgement_due_on(signal), signal.acknowledged_on, today),
        Clock(FEEDBACK, feedback_due_on(signal), signal.feedback_on, today),
    ]


def running(signal: Signal) -> Clock | None:
    """The clock that runs now: the first that is not done, if there is one."""
    return next((one for one in clocks_of(signal) if one.state != DONE), None)
