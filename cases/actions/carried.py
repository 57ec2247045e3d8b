"""What a signal takes along into a case, and out of it: who is kept out stays kept out.

Part of the act that joins or parts them, on rows that it holds with a lock. A wall by decision names its person by a
hash of its own in each table, so it is found again over all accounts, also those that are not active.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from cases import walls as case_walls
from cases.models import Case, Signal, SignalWall, Wall
from cases.models.values import Decision
from cases.signals import walls
from lib import clock, history
from office.walls import with_people


def walls_into(case: Case, signal: Signal, *, by: User) -> None:
    """Whoever is walled off from the signal is walled off from its case. Whom it concerns, the case knows itself."""
    standing = walls.standing_around(signal)
    there = set(Wall.objects.standing().filter(case=case).values_list("person_hash", flat=True))
    for _wall, person in with_people(standing, lambda account: account.signal_wall_hash):
        if person is not None and not person.wall_hash.is_among(there):
            raised = Wall(
                case=case,
                person_hash=person.wall_hash,
                # Why, stands with the signal's own wall, for coordinators alone; a case has a lead, who reads this.
                reason=_("Kept out of a signal of this case"),
                raised_by=by,
                raised_at=clock.now(),
            )
            history.save(raised, by=by)


def held_of(case: Case) -> list[Signal]:
    """The signals of a case, which nobody else changes until this act is done: held before the case is."""
    return list(Signal.objects.select_for_update().filter(case=case).order_by("pk"))


def give_back(signal: Signal, *, by: User, reason: str) -> None:
    """The signal leaves its case, if it has one, and is undecided again.

    Neither comes to exist by it for whom the other does not: who was kept out of both stays so.
    """
    case, signal.case = signal.case, None
    kept_out = case_walls.hashes_of(case) if case is not None else frozenset()
    signal.decision, signal.decision_reason = Decision.UNDECIDED, ""
    signal.decided_on = signal.decided_by = None
    without_triager_kept_out(signal, kept_out)
    history.save(signal, by=by, reason=reason)
    if case is not None:
        _keep_out_of_both(case, signal, kept_out, by=by)


def _keep_out_of_both(case: Case, signal: Signal, kept_out: frozenset[str], *, by: User) -> None:
    of_case, of_signal = case_walls.hashes_of(case), walls.own_hashes_of(signal)
    why, moment = _("Kept out while the signal belonged to the case"), clock.now()
    for person in User.objects.order_by("pk"):
        if not case_walls.keep_out(kept_out, person):
            continue
        if not walls.keep_out(of_signal, person):
            around = SignalWall(signal=signal, person_hash=person.signal_wall_hash)
            around.reason, around.raised_by, around.raised_at = why, by, moment
            history.save(around, by=by)
        if not case_walls.keep_out(of_case, person):
            wall = Wall(case=case, person_hash=person.wall_hash, reason=why, raised_by=by, raised_at=moment)
            history.save(wall, by=by)


def without_triager_kept_out(signal: Signal, hashes: frozenset[str] = frozenset()) -> None:
    """Nobody stays the triager of a signal that does not exist for him. Changes the object, saves nothing."""
    if signal.triager is not None and walls.keep_out(walls.own_hashes_of(signal) | hashes, signal.triager):
        signal.triager = None
