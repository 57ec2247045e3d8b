"""The doors of the screening register: fetch a trajectory and ask whether this person may, in one call.

`countable_by` says of which trajectories a person's numbers may be made, `visible_to` which he may open. Every query
starts at one of them. A person's own trajectory does not exist for him: compared by hash, stored nowhere.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from lib.scope import Scope
from screening.models import Stage, Trajectory
from screening.models.trajectory import TrajectoryQuerySet


def visible_to(user: User) -> TrajectoryQuerySet:
    """The trajectories that this person may open and work: for a screening officer, all but his own."""
    return _all_but_own(user) if may_work(user) else Trajectory.objects.none()


def countable_by(user: User) -> TrajectoryQuerySet:
    """The trajectories that this person may count and list in coded columns."""
    return _all_but_own(user) if may_count(user) else Trajectory.objects.none()


def _all_but_own(user: User) -> TrajectoryQuerySet:
    return Trajectory.objects.without_person(user.screening_hash)


def scope_of(user: User) -> Scope:
    """The same as `countable_by`, as a scope that figures count in."""
    if may_count(user):
        return Scope(hidden=Trajectory.objects.of_person(user.screening_hash))
    return Scope(only=Trajectory.objects.none())


def may_count(user: User) -> bool:
    """Whether this person has any screening figures at all."""
    return user.has_perm("screening.count")


def may_work(user: User) -> bool:
    """Whether this person opens and works trajectories."""
    return user.has_perm("screening.work")


def may_export(user: User) -> bool:
    """Whether this person may take rows out."""
    return user.has_perm("screening.export")


def enter_register(user: User) -> None:
    """The door of the list. Raises Http404: for one who may not count, there is no such register."""
    if not may_count(user):
        raise Http404


def enter_to_work(user: User) -> None:
    """The door of pages that stand for no one trajectory, such as that which starts one. Raises Http404."""
    if not may_work(user):
        raise Http404


def enter_to_export(user: User) -> None:
    """The door of files. Raises Http404."""
    if not may_export(user):
        raise Http404


def open_trajectory(user: User, reference: str) -> Trajectory:
    """The trajectory under this reference, to be read by this person.

    Raises Http404 if it does not exist for him, PermissionDenied if he may count it but not open it.
    """
    related = ("level", "occasion", "unit", "ground", "officer")
    trajectory = visible_to(user).select_related(*related).filter(reference=reference).first()
    if trajectory is not None:
        return trajectory
    if countable_by(user).filter(reference=reference).exists():
        raise PermissionDenied
    raise Http404


def work_trajectory(user: User, reference: str) -> Trajectory:
    """The trajectory under this reference, to be worked on: every screening officer may, for who opens also works."""
    return open_trajectory(user, reference)


def stages_of(trajectory: Trajectory) -> list[Stage]:
    """The stages of a trajectory that has been opened, in the order they were reached."""
    return list(Stage.objects.filter(trajectory=trajectory).order_by("reached_on", "id"))


def possible_officers(trajectory: Trajectory | None = None) -> list[User]:
    """The people who can be made its officer: active screening officers whom it does not concern."""
    holds = Q(grants__role=Role.SCREENING_OFFICER, grants__ended_at=None)
    officers = User.objects.filter(holds, is_active=True).order_by("name", "username")
    own_hash = trajectory.number_hash if trajectory else ""
    return [person for person in officers if not own_hash or person.screening_hash != own_hash]
