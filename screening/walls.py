"""For whom a trajectory does not exist, said once: its own person, colleagues in the screening team, the walled off.

Those who screen are screened by one colleague alone: for whoever holds the officer's role now, whatever else he holds,
a trajectory of somebody who works in the screening team exists only if he is its named officer.

People are compared by keyed hash, computed anew with every request, so that a wall holds at once and however it came
about: also for the person whose number is filled in later, and for the user whose number is corrected.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import RoleGrant, User
from accounts.roles import Role
from lib import identity
from lib.identity import Hash
from screening.models import Trajectory, Wall
from screening.models.trajectory import TrajectoryQuerySet


def ids_hidden_from(user: User) -> Any:
    """The primary keys of the trajectories that do not exist for this person, as a subquery of other questions."""
    parts = _kept_from(user)
    if Role.SCREENING_OFFICER in user.roles:
        parts += [part.exclude(officer=user) for part in _own_staff()]
    return _together(parts)


def ids_kept_from(user: User) -> Any:
    """The same of those that concern this person or from which he is walled off: not even its officer sees them."""
    return _together(_kept_from(user))


def _kept_from(user: User) -> list[QuerySet[Any]]:
    walled: QuerySet[Any] = Wall.objects.around(user.screening_wall_hash).values("trajectory")
    if not user.screening_hash:
        return [walled]
    return [walled, Trajectory.objects.of_person(user.screening_hash).values("pk")]


def _together(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    """Each part by an index of its own: as one condition they would cost a scan of the table."""
    first, *rest = (part.order_by() for part in parts)
    return first.union(*rest) if rest else first


def own_staff() -> TrajectoryQuerySet:
    """The trajectories of those who work, or worked, in the screening team."""
    return Trajectory.objects.filter(pk__in=_together(_own_staff()))


def _own_staff() -> list[QuerySet[Any]]:
    marked = Trajectory.objects.filter(own_staff=True).values("pk")
    known = Trajectory.objects.filter(number_hash__in=hashes_of_team()).values("pk")
    return [marked, known]


def hashes_of_team() -> frozenset[str]:
    """The hashes of all who hold or ever held the officer's role: who left the team was a colleague yesterday."""
    held = RoleGrant.objects.filter(role=Role.SCREENING_OFFICER).order_by().values("user")
    numbers = User.objects.filter(pk__in=held).values_list("number", flat=True)
    return as_stored(map(identity.screening_hash, numbers))


def as_stored(hashes: Iterable[str]) -> frozenset[str]:
    """These hashes as the database may have them: while a key is being replaced, each also under the key before."""
    found = {str(hashed) for hashed in hashes}
    found |= {hashed.older for hashed in hashes if isinstance(hashed, Hash)}
    return frozenset(found - {""})


def standing_around(trajectory: Trajectory) -> list[Wall]:
    """The walls by decision that hold now."""
    return list(Wall.objects.standing().filter(trajectory=trajectory))
