"""For whom a trajectory does not exist, said once: the person screened, and those walled off by decision.

Both are compared by keyed hash, computed anew with every request, so that a wall holds at once and however it came
about: also for the person whose number is filled in later, and for the user whose number is corrected.
"""

from typing import Any

from accounts.models import User
from screening.models import Trajectory, Wall


def ids_hidden_from(user: User) -> Any:
    """The primary keys of the trajectories that do not exist for this person, as a subquery of other questions."""
    walled = Wall.objects.around(user.screening_wall_hash).order_by().values("trajectory")
    if not user.screening_hash:
        return walled
    return walled.union(Trajectory.objects.of_person(user.screening_hash).order_by().values("pk"))


def standing_around(trajectory: Trajectory) -> list[Wall]:
    """The walls by decision that hold now."""
    return list(Wall.objects.standing().filter(trajectory=trajectory))
