"""The doors of the screening register: fetch a trajectory, ask whether this person may, record the look, in one call.

`countable_by` says of which trajectories a person's numbers may be made, `visible_to` which he may open. Every query
starts at one of them. A person's own trajectory, that of a colleague of the screening team, and what he is walled off
from, does not exist for him (`walls.py`).
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from audit import log, throttle
from audit.kinds import Kind
from lib.batches import batches
from lib.scope import Scope
from office import looks
from screening import rules, walls
from screening.models import DutyReport, Stage, Trajectory, Wall
from screening.models.trajectory import TrajectoryQuerySet
from screening.models.values import DutyOutcome, Result

PAGE = "page"
"""Under which name the log keeps which of the lists it was."""
NAMED_AT_MOST = 5
"""So many references the auditor's sheet names."""


def visible_to(user: User) -> TrajectoryQuerySet:
    """The trajectories that this person may open and work: for a screening officer, all that exist for him."""
    return _existing_for(user) if may_work(user) else Trajectory.objects.none()


def countable_by(user: User) -> TrajectoryQuerySet:
    """The trajectories that this person may count and list in coded columns."""
    return _existing_for(user) if may_count(user) else Trajectory.objects.none()


def _existing_for(user: User) -> TrajectoryQuerySet:
    return Trajectory.objects.exclude(pk__in=walls.ids_hidden_from(user))


def scope_of(user: User) -> Scope:
    """The same as `countable_by`, as a scope that figures count in."""
    if may_count(user):
        return Scope(hidden=Trajectory.objects.filter(pk__in=walls.ids_hidden_from(user)))
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


def renewals_for(user: User) -> TrajectoryQuerySet:
    """The screenings that are due to be renewed, of those that this person may open."""
    return visible_to(user).exclude(renewal_on=None)


def may_direct(user: User, trajectory: Trajectory) -> bool:
    """Whether this person decides on walls around it and sees whom they concern: its officer; of none, any officer."""
    return may_work(user) and trajectory.officer_id in (None, user.pk)


def enter_to_export(user: User) -> None:
    """The door of files. Raises Http404."""
    if not may_export(user):
        raise Http404


def record_list(user: User, asked: Mapping[str, str]) -> None:
    """Record a look at the list: `asked` says what it is narrowed by and from where on, as the log keeps it."""
    log.read(user, Kind.TRAJECTORY_SEARCHED if looks.WORDS in asked else Kind.TRAJECTORY_LISTED, detail=asked)


def record_page(user: User, page: str, asked: Mapping[str, str]) -> None:
    """Record a look at another list of trajectories, such as the board; its name is a machine value."""
    log.read(user, Kind.TRAJECTORY_LISTED, detail={**asked, PAGE: page})


def record_look(user: User, trajectory: Trajectory) -> None:
    """Record that this person sees what a trajectory holds."""
    log.read(user, Kind.TRAJECTORY_OPENED, target=trajectory.reference, on_team=is_officer_of(user, trajectory))


def is_officer_of(user: User, trajectory: Trajectory) -> bool | None:
    """Whether he carries it out, which is of a trajectory what the team is of a case; open where nobody does."""
    return trajectory.officer_id == user.pk if trajectory.officer_id else None


def open_trajectory(user: User, reference: str, *, to_act: bool = False) -> Trajectory:
    """The trajectory under this reference, to be read by this person; the look is recorded, unless he comes to act.

    Raises Http404 if it does not exist for him, PermissionDenied if he may count it but not open it, and Throttled
    where he opens, or guesses at, too many.
    """
    trajectory = _enter(user, reference)
    if not to_act:
        record_look(user, trajectory)
    return trajectory


def _enter(user: User, reference: str) -> Trajectory:
    throttle.check(user, reference)
    related = ("level", "occasion", "unit", "ground", "officer")
    trajectory = visible_to(user).select_related(*related).filter(reference=reference).first()
    if trajectory is not None:
        return trajectory
    if countable_by(user).filter(reference=reference).exists():
        raise PermissionDenied
    raise Http404


def direct_trajectory(user: User, reference: str, *, to_act: bool) -> Trajectory:
    """The trajectory under this reference, for who decides on its walls."""
    trajectory = _enter(user, reference)
    if not may_direct(user, trajectory):
        raise PermissionDenied
    if not to_act:
        record_look(user, trajectory)
    return trajectory


def direct_wall(user: User, reference: str, key: str, *, to_act: bool) -> Wall:
    """A wall by decision, with its trajectory, for who decides on it.

    It is looked up before the look is recorded: a key that leads nowhere is a refusal, and no look.
    """
    trajectory = direct_trajectory(user, reference, to_act=True)
    wall = Wall.objects.filter(trajectory=trajectory, public_key=key).first()
    if wall is None:
        raise Http404
    wall.trajectory = trajectory
    if not to_act:
        record_look(user, trajectory)
    return wall


def is_open_to(user: User, trajectory: Trajectory) -> bool:
    """Whether a trajectory that this person has just acted on still exists for him."""
    return visible_to(user).filter(pk=trajectory.pk).exists()


def open_duty(user: User, reference: str, key: str, *, to_act: bool) -> DutyReport:
    """A duty-to-report event, with its trajectory.

    It is looked up before the look is recorded: a key that leads nowhere is a refusal, and no look.
    """
    trajectory = _enter(user, reference)
    duty = DutyReport.objects.filter(trajectory=trajectory, public_key=key).first()
    if duty is None:
        raise Http404
    duty.trajectory = trajectory
    if not to_act:
        record_look(user, trajectory)
    return duty


def duty_reports_of(trajectory: Trajectory) -> list[DutyReport]:
    """What was reported on a trajectory that has been opened, the oldest first."""
    return list(DutyReport.objects.filter(trajectory=trajectory).order_by("reported_on", "id"))


def duties_waiting(user: User) -> QuerySet[DutyReport]:
    """What was reported and not assessed yet, on the trajectories that this person may open, the oldest first."""
    waiting = DutyReport.objects.filter(outcome=DutyOutcome.PENDING).order_by("reported_on", "id")
    if not may_work(user):
        return waiting.none()
    return waiting.exclude(trajectory__in=walls.ids_hidden_from(user))


def open_ones(user: User | None, hashes: Iterable[str]) -> dict[tuple[str, str], str]:
    """The trajectories under way that this person may see (nobody: all) of the people with these hashes.

    Their references, by the hash of the number and the key of the function.
    """
    asked = {stored: str(hashed) for hashed in hashes for stored in walls.as_stored([hashed])}
    seen = Trajectory.objects.all() if user is None else visible_to(user)
    found = {}
    stored = sorted(asked)
    for some in batches(stored):
        those = seen.under_way().filter(number_hash__in=some)
        for hashed, function, reference in those.values_list("number_hash", "function", "reference"):
            found[asked[hashed], rules.function_key(function)] = reference
    return found


def stages_of(trajectory: Trajectory) -> list[Stage]:
    """The stages of a trajectory that has been opened, in the order they were reached."""
    return list(Stage.objects.filter(trajectory=trajectory).order_by("reached_on", "id"))


def possible_officers() -> list[User]:
    """The people who can be made officer of a trajectory: active screening officers.

    All of them, also whom it concerns: a name that is missing here would tell whose personnel number was typed.
    """
    holds = Q(grants__role=Role.SCREENING_OFFICER, grants__ended_at=None)
    return list(User.objects.filter(holds, is_active=True).order_by("name", "username"))


def possible_to_wall_off(user: User, trajectory: Trajectory) -> list[User]:
    """The people around whom this person can raise a wall: all but himself and those who have one."""
    walled = {wall.person_hash for wall in walls.standing_around(trajectory)}
    people = User.objects.exclude(pk=user.pk).order_by("name", "username")
    return [person for person in people if not person.screening_wall_hash.is_among(walled)]


def left_alone() -> list[Trajectory]:
    """The own staff of the screening team, under way or to be renewed, whose trajectory no active officer may open."""
    asked = Q(result=Result.PENDING) | Q(renewal_on__isnull=False)
    waiting = walls.own_staff().filter(asked)
    reached: set[int] = set()
    for officer in possible_officers():
        theirs = waiting.filter(officer=officer).exclude(pk__in=walls.ids_kept_from(officer))
        reached.update(theirs.order_by().values_list("pk", flat=True))
    return [one for one in waiting.order_by("started_on", "id") if one.pk not in reached]


def can_be_officer(trajectory: Trajectory, person: User) -> bool:
    """Whether a trajectory exists for this person once he is its officer: an active one, whom it does not concern."""
    if not may_work(person):
        return False
    return not Trajectory.objects.filter(pk=trajectory.pk).filter(pk__in=walls.ids_kept_from(person)).exists()


def waiting_for_nobody() -> list[str]:
    """The same in a sentence, for the auditor."""
    alone = left_alone()
    if not alone:
        return []
    sentence = ngettext(
        "%(number)s trajectory of somebody of the screening team waits, and no screening officer may open it: "
        "%(references)s. Have an officer named on the server, with manage.py name_officer.",
        "%(number)s trajectories of people of the screening team wait, and no screening officer may open them: "
        "%(references)s. Have officers named on the server, with manage.py name_officer.",
        len(alone),
    )
    named = ", ".join(trajectory.reference for trajectory in alone[:NAMED_AT_MOST])
    return [sentence % {"number": len(alone), "references": named}]
