"""Publishing: the one act that freezes figures, for good and for everybody."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from audit import chain, log
from audit.kinds import Kind
from figures.models import EditionRule, Publication
from figures.publications import rules
from figures.publications.access import editions_before, whole_of
from figures.publications.content import Content, Tables, as_text, count_all, freeze, is_empty
from figures.publications.edition import build
from figures.publications.settled import wait_for_writers
from lib import clock
from lib.periods import Period
from lib.refusal import Refused


def publish(
    *,
    by: User,
    first: int,
    last: int,
    as_at: datetime.date,
    remarks: str = "",
    replaces: Publication | None = None,
) -> Publication:
    """Freeze all figures of these years as they were known at the end of `as_at`, and make their public edition.

    Whoever publishes waits in line at the rule of public editions, for each edition masks what those before it told;
    breaks and headcounts are written in the same line. The numbers are counted before: a past day that is settled does
    not change.

    Raises PermissionDenied, or Refused with the reason: a year is not closed, the day is not over or too early, nothing
    counts, the years were published already, or what this corrects was corrected already.
    """
    if not by.has_perm("figures.publish"):
        raise PermissionDenied
    period = rules.period_of(first, last)
    if replaces is not None and (replaces.first, replaces.last) != (first, last):
        raise ValueError("A correction is of the years that it corrects.")
    rules.check(period, as_at, replaces)
    wait_for_writers()
    counted = _counted(period, as_at)
    try:
        with log.acting(by, Kind.FIGURES_PUBLISHED) as act:
            EditionRule.objects.select_for_update().get(pk=1)
            rules.check(period, as_at, replaces)
            made = _write(by, freeze(period, as_at, counted), as_at, remarks, replaces)
            act.target, act.detail = made.public_key, _detail(made)
    except IntegrityError as error:
        raise Refused(rules.replaced_already() if replaces else rules.published_already(period)) from error
    return made


def _counted(period: Period, as_at: datetime.date) -> Sequence[Tables]:
    counted = count_all(period, as_at)
    if is_empty(counted):
        raise Refused(
            _("Nothing counts in %(period)s as known on that day, so there is nothing to publish.")
            % {"period": period.label}
        )
    return counted


def _write(by: User, content: Content, as_at: datetime.date, remarks: str, replaces: Publication | None) -> Publication:
    threshold = rules.threshold()
    return Publication.objects.create(
        first=content["first"],
        last=content["last"],
        as_at=as_at,
        known_until=clock.end_of(as_at),
        published_at=clock.now(),
        author_id=by.pk,
        author=by.name,
        remarks=remarks.strip(),
        replaces=replaces,
        threshold=threshold,
        content=as_text(content),
        edition=as_text(build(content, threshold, editions_before())),
    )


def _detail(made: Publication) -> dict[str, object]:
    """What the log keeps: of all it says a keyed hash, for the small numbers behind a plain one could be tried out."""
    return {
        "from": made.first,
        "to": made.last,
        "as_at": made.as_at.isoformat(),
        "publication": chain.content_mac(whole_of(made)),
        **({"replaces": made.replaces.public_key} if made.replaces else {}),
    }
