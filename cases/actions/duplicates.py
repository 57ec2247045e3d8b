"""What is written of possible duplicates."""

from collections.abc import Iterable

from accounts.models import User
from audit import log
from audit.kinds import Kind
from cases.models import Case, PossibleDuplicate
from lib import clock

_BATCH = 5_000


def note_duplicates(pairs: Iterable[tuple[Case, int]]) -> None:
    """Keep, for a coordinator who sees both, that a new case may be the double of one that is here already.

    Part of the act that brings the cases in.
    """
    moment = clock.now()
    found = [PossibleDuplicate(case=case, other_id=other, noticed_at=moment) for case, other in pairs]
    PossibleDuplicate.objects.bulk_create(found, batch_size=_BATCH)


def mark_seen(*, duplicate: PossibleDuplicate, by: User) -> None:
    """A coordinator has looked at the two cases and done what had to be done."""
    with log.acting(by, Kind.DUPLICATE_SEEN, target=duplicate.case.reference):
        moment = clock.now()
        PossibleDuplicate.objects.filter(pk=duplicate.pk, seen_at=None).update(seen_by=by, seen_at=moment)
