"""The doors of staff and training: fetch a record, ask whether this person may, record the look, in one call.

A person's own row does not exist for him, nor do his oath and his acknowledgements: in no list, no number and no file.
A training session concerns nobody. Who opens and records is who works trajectories; who counts them counts these.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

from accounts.models import User
from audit import log, throttle
from audit.kinds import Kind
from lib import identity
from lib.batches import batches
from lib.scope import Scope
from office import looks
from screening import access as screening
from screening.models import Acknowledgement, StaffMember, TrainingSession, Trajectory
from screening.models.staff import StaffQuerySet

Sessions = models.QuerySet[TrainingSession]


def visible_to(user: User) -> StaffQuerySet:
    """The members of staff whose page this person may open, and whose oath and acknowledgements he may record."""
    return _existing_for(user) if may_work(user) else StaffMember.objects.none()


def countable_by(user: User) -> StaffQuerySet:
    """The members of staff whom this person may count and list in coded columns."""
    return _existing_for(user) if may_count(user) else StaffMember.objects.none()


def _existing_for(user: User) -> StaffQuerySet:
    return StaffMember.objects.exclude(pk__in=_own(user).order_by().values("pk"))


def _own(user: User) -> StaffQuerySet:
    return StaffMember.objects.of_person(user.staff_hash)


def scope_of(user: User) -> Scope:
    """The same as `countable_by`, as a scope that figures count in; acknowledgements belong to their staff."""
    return Scope(hidden=_own(user)) if may_count(user) else Scope(only=StaffMember.objects.none())


def sessions_visible_to(user: User) -> Sessions:
    """The training sessions that this person may open."""
    return TrainingSession.objects.all() if may_work(user) else TrainingSession.objects.none()


def sessions_countable_by(user: User) -> Sessions:
    """The training sessions that this person may count and list in coded columns."""
    return TrainingSession.objects.all() if may_count(user) else TrainingSession.objects.none()


def scope_of_sessions(user: User) -> Scope:
    """The same as `sessions_countable_by`, as a scope that figures count in."""
    return Scope() if may_count(user) else Scope(only=TrainingSession.objects.none())


def may_count(user: User) -> bool:
    """Whether this person counts staff and training."""
    return screening.may_count(user)


def may_work(user: User) -> bool:
    """Whether this person opens and records staff and training."""
    return screening.may_work(user)


def may_export(user: User) -> bool:
    """Whether this person may take rows out."""
    return screening.may_export(user)


def enter_to_work(user: User) -> None:
    """The door of the pages that stand for no one record. Raises Http404."""
    screening.enter_to_work(user)


def record_list(user: User, asked: Mapping[str, str]) -> None:
    """Record a look at a list of staff: `asked` says what it is narrowed by and from where on, as the log keeps it."""
    log.read(user, Kind.STAFF_SEARCHED if looks.WORDS in asked else Kind.STAFF_LISTED, detail=asked)


def record_look(user: User, staff: StaffMember) -> None:
    """Record that this person sees what is kept of a member of staff."""
    log.read(user, Kind.STAFF_OPENED, target=staff.reference)


def open_staff(user: User, reference: str, *, to_act: bool = False) -> StaffMember:
    """The member of staff under this reference; the look is recorded, unless he who opens comes to act.

    Raises Http404 if it does not exist for him, PermissionDenied if he may count it but not open it, and Throttled
    where he opens, or guesses at, too many.
    """
    throttle.check(user, reference)
    staff = visible_to(user).select_related("unit", "sworn_in_unit").filter(reference=reference).first()
    if staff is None:
        if countable_by(user).filter(reference=reference).exists():
            raise PermissionDenied
        raise Http404
    if not to_act:
        record_look(user, staff)
    return staff


def acknowledgements_of(staff: StaffMember) -> list[Acknowledgement]:
    """The acknowledgements of a member of staff who has been opened, newest first; those in error stay among them."""
    return list(staff.acknowledgements.select_related("edition").order_by("-acknowledged_on", "-id"))


def open_acknowledgement(user: User, reference: str, key: str, *, to_act: bool) -> Acknowledgement:
    """An acknowledgement of a member of staff.

    It is looked up before the look is recorded: a key that leads nowhere is a refusal, and no look.
    """
    staff = open_staff(user, reference, to_act=True)
    found = Acknowledgement.objects.select_related("edition").filter(staff=staff, public_key=key).first()
    if found is None:
        raise Http404
    found.staff = staff
    if not to_act:
        record_look(user, staff)
    return found


def record_session_list(user: User, asked: Mapping[str, str]) -> None:
    """Record a look at the list of training sessions."""
    log.read(user, Kind.TRAINING_LISTED, detail=asked)


def record_session_look(user: User, session: TrainingSession) -> None:
    """Record that this person sees a training session."""
    log.read(user, Kind.TRAINING_OPENED, target=session.reference)


def open_session(user: User, reference: str, *, to_act: bool = False) -> TrainingSession:
    """The training session under this reference; the look is recorded, unless he who opens comes to act.

    Raises Http404 if there is none, and PermissionDenied if he may count it but not open it.
    """
    throttle.check(user, reference)
    session = sessions_visible_to(user).select_related("unit", "topic").filter(reference=reference).first()
    if session is None:
        if sessions_countable_by(user).filter(reference=reference).exists():
            raise PermissionDenied
        raise Http404
    if not to_act:
        record_session_look(user, session)
    return session


def in_service(user: User, trajectory: Trajectory) -> StaffMember | None:
    """The member of staff whom an opened trajectory led to, found by its number; none if it does not exist for him."""
    return visible_to(user).of_person(identity.staff_hash(trajectory.number)).first()


def known(numbers: Iterable[str], *, to: User | None) -> dict[str, StaffMember]:
    """The members of staff with these personnel numbers that exist for this person, or at all, by normalised number."""
    numbers = set(map(identity.normalised, numbers)) - {""}
    by_hash: dict[str, str] = {}
    for number in numbers:
        hashed = identity.staff_hash(number)
        by_hash |= {str(hashed): number, hashed.older: number}
    by_hash.pop("", None)
    staff = StaffMember.objects.all() if to is None else visible_to(to)
    hashes, found = list(by_hash), {}
    for some in batches(hashes):
        for one in staff.filter(number_hash__in=some).order_by("pk"):
            found[by_hash[one.number_hash]] = one
    return found
