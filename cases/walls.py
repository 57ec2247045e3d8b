"""For whom a case does not exist, said once: the person whom it concerns, and those walled off by decision.

Whom a signal concerns of which the case was made, or which joined it, the case concerns too. All are compared by keyed
hash, computed anew with every request, so that a wall holds at once and however it came about: also for the subject who
is identified later, and for the user whose number is corrected.
"""

from typing import Any

from accounts.models import User
from cases.models import Case, Signal, Subject, Wall


def ids_hidden_from(user: User) -> Any:
    """The primary keys of the cases that do not exist for this person, as a subquery of other questions."""
    walled = Wall.objects.around(user.wall_hash).order_by().values("case")
    if not user.subject_hash:
        return walled
    concerned = Subject.objects.filter(number_hash=user.subject_hash).order_by().values("case")
    reported = Signal.objects.about(user.signal_hash).exclude(case=None).order_by().values("case")
    return walled.union(concerned, reported)


def hashes_of(case: Case) -> frozenset[str]:
    """The hashes of all for whom the case does not exist."""
    walled = Wall.objects.standing().filter(case=case).values_list("person_hash", flat=True)
    concerned = Subject.objects.filter(case=case).exclude(number_hash="").values_list("number_hash", flat=True)
    reported = Signal.objects.filter(case=case).exclude(number_hash="").values_list("number_hash", flat=True)
    return frozenset([*walled, *concerned, *reported])


def keep_out(hashes: frozenset[str], person: User) -> bool:
    """Whether one of these hashes is this person's; each kind of hash has a purpose of its own, so none is mistaken."""
    return any(own.is_among(hashes) for own in (person.subject_hash, person.wall_hash, person.signal_hash))
