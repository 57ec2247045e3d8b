"""For whom a signal does not exist: the person whom it concerns, and those walled off by decision.

Once it belongs to a case, exactly those for whom the case does not exist. Computed anew with every request.
"""

from typing import Any

from accounts.models import User
from cases import walls as case_walls
from cases.models import Signal, SignalWall


def ids_hidden_from(user: User) -> Any:
    """The primary keys of the signals that do not exist for this person, as a subquery of other questions."""
    walled = SignalWall.objects.around(user.signal_wall_hash).filter(signal__case=None).order_by().values("signal")
    with_case = Signal.objects.filter(case__in=case_walls.ids_hidden_from(user)).order_by().values("pk")
    if not user.signal_hash:
        return walled.union(with_case)
    return walled.union(with_case, Signal.objects.about(user.signal_hash).filter(case=None).order_by().values("pk"))


def hashes_of(signal: Signal) -> frozenset[str]:
    """The hashes of all for whom the signal does not exist."""
    if signal.case is not None:
        return case_walls.hashes_of(signal.case)
    return own_hashes_of(signal)


def own_hashes_of(signal: Signal) -> frozenset[str]:
    """The hashes of those whom the signal itself keeps out, whatever case it belongs to."""
    walled = SignalWall.objects.standing().filter(signal=signal).values_list("person_hash", flat=True)
    return frozenset([*walled, signal.number_hash]) - {""}


def keep_out(hashes: frozenset[str], person: User) -> bool:
    """Whether one of these hashes is this person's."""
    return case_walls.keep_out(hashes, person) or person.signal_wall_hash.is_among(hashes)


def standing_around(signal: Signal) -> list[SignalWall]:
    """The walls by decision that hold now around a signal, oldest first, with who raised them."""
    return list(SignalWall.objects.standing().filter(signal=signal).select_related("raised_by"))
