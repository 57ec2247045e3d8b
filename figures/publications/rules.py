"""What may be published, said once: the form asks before it shows what will be frozen, and the act asks again."""

import datetime

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from figures.models import EditionRule, Publication
from lib import clock
from lib.periods import Period
from lib.refusal import Refused

LONGEST = 20
"""So many years are published together at most."""


def period_of(first: int, last: int) -> Period:
    """The period of whole years that are over. Raises Refused."""
    if first > last:
        raise Refused(
            _("The last year comes before the first. Choose a last year from %(first)s on.") % {"first": first}
        )
    if last >= clock.today().year:
        raise Refused(_("%(year)s is not over yet. Choose years that are closed.") % {"year": last})
    if last - first >= LONGEST:
        raise Refused(_("Choose a period of %(years)s years at most.") % {"years": LONGEST})
    return Period(first, last)


def check_as_at(period: Period, as_at: datetime.date) -> None:
    """Figures of closed years are known after them, at the end of a day that is over. Raises Refused."""
    if as_at >= clock.today():
        raise Refused(_("That day is not over yet. Choose a day before today."))
    if as_at.year <= period.last:
        raise Refused(_("On that day %(year)s was not over yet. Choose a day after %(year)s.") % {"year": period.last})


def check_first(period: Period) -> None:
    """Years are published once; after that they are corrected. Raises Refused."""
    before = Publication.objects.filter(first=period.first, last=period.last, replaces=None).first()
    if before is not None:
        raise Refused(published_already(period))


def published_already(period: Period) -> str:
    """The same sentence for who comes later, and for who came at the same moment."""
    return _("%(period)s has been published already. Publish a correction of that publication.") % {
        "period": period.label
    }


def check_correction(replaced: Publication, as_at: datetime.date) -> None:
    """Only the last of a row of corrections is corrected, as known later. Raises Refused."""
    if Publication.objects.filter(replaces=replaced).exists():
        raise Refused(replaced_already())
    if as_at <= replaced.as_at:
        raise Refused(
            _("What this corrects is as known at the end of %(day)s. Choose a later day.")
            % {"day": date_format(replaced.as_at, "DATE_FORMAT")}
        )


def replaced_already() -> str:
    """The same sentence for who comes later, and for who came at the same moment."""
    return _("This publication has been corrected already. Correct the publication that replaced it.")


def threshold() -> int:
    """Below which number the next public edition masks: that of the first one, and before it what the rule says."""
    used = Publication.objects.aggregate(used=Max("threshold"))["used"]
    return int(used or EditionRule.objects.get(pk=1).threshold)


def check(period: Period, as_at: datetime.date, replaces: Publication | None) -> None:
    """Whether this can be published now. Raises Refused with the reason."""
    check_as_at(period, as_at)
    if replaces is None:
        check_first(period)
    else:
        check_correction(replaces, as_at)
