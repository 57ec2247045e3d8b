"""The doors of the import in the browser: everybody has his own files, and nobody another's.

A file that is another's, of a kind that he may no longer bring in, or that does not exist, is the same 404.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind as Act
from cases.access import visible_to
from cases.models import Case
from integrity.intake import kinds
from integrity.intake.kinds import Kind
from office.models import ImportProfile, ImportRun, Incoming
from office.models.intake import ImportProfileQuerySet, IncomingQuerySet


def may_import(user: User) -> bool:
    """Whether this person brings any kind of file in."""
    return bool(kinds.open_to(user))


def may_take_back(user: User) -> bool:
    """Whether this person takes imports of cases back: a coordinator, who voids cases too."""
    return user.has_perm("cases.appoint")


def may_keep_profiles(user: User) -> bool:
    """Whether this person keeps the saved profiles of everybody."""
    return user.has_perm("office.edit_lists")


def may_see_any(user: User) -> bool:
    """Whether the menu has anything of this for him."""
    return may_import(user) or may_keep_profiles(user)


def enter(user: User) -> list[Kind]:
    """The door of the pages that are about no file yet. Raises Http404 for who brings nothing in."""
    found = kinds.open_to(user)
    if not found:
        raise Http404
    return found


def enter_kind(user: User, key: str) -> Kind:
    """The door of what is about one kind of file. Raises Http404."""
    found = kinds.BY_KEY.get(key)
    if found is None or not found.may(user):
        raise Http404
    return found


def incoming_for(user: User) -> IncomingQuerySet:
    """The files that this person uploaded, of the kinds that he may bring in now."""
    return Incoming.objects.of(user).filter(kind__in=[kind.key for kind in kinds.open_to(user)])


def open_incoming(user: User, key: str, *, to_act: bool = False) -> Incoming:
    """One of them; the look is recorded, unless he who opens comes to act. Raises Http404."""
    found = incoming_for(user).filter(public_key=key).select_related("run", "by").first()
    if found is None:
        raise Http404
    if not to_act:
        look_again(user, found)
    return found


def look_again(user: User, incoming: Incoming) -> None:
    """Record a look at a file: its page shows what stands in it."""
    log.read(user, Act.INCOMING_OPENED, target=incoming.public_key)


def was_imported_before(incoming: Incoming) -> bool:
    """Whether the very same file came in before and stands, whoever brought it in. Who and what is told to nobody."""
    return (
        ImportRun.objects.filter(kind=incoming.kind, sha256=incoming.sha256, taken_back_on=None)
        .exclude(pk=incoming.run_id or 0)
        .exists()
    )


def profiles_for(user: User, only: Iterable[Kind] | None = None) -> ImportProfileQuerySet:
    """The saved profiles that this person may use: of the kinds that he brings in, whoever saved them."""
    return ImportProfile.objects.standing().filter(kind__in=[kind.key for kind in only or kinds.open_to(user)])


def all_profiles(user: User) -> QuerySet[ImportProfile]:
    """All saved profiles, withdrawn ones too, for who keeps them. Raises Http404."""
    if not may_keep_profiles(user):
        raise Http404
    return ImportProfile.objects.select_related("saved_by")


def open_profile(user: User, key: str) -> ImportProfile:
    """A saved profile, for who keeps them. Raises Http404."""
    found = all_profiles(user).filter(public_key=key).first()
    if found is None:
        raise Http404
    return found


def case_runs(user: User) -> QuerySet[ImportRun]:
    """The imports that brought cases in, newest first, for who takes them back. Raises Http404.

    One of which a case is hidden from this person does not exist for him: by its number of rows it would tell of it.
    """
    if not may_take_back(user):
        raise Http404
    brought = Case.objects.filter(import_run=OuterRef("pk"))
    hidden = brought.exclude(pk__in=visible_to(user).values("pk"))
    return (
        ImportRun.objects.filter(Exists(brought), ~Exists(hidden))
        .select_related("by", "taken_back_by")
        .order_by("-started_at", "-id")
    )


def open_run(user: User, key: str, *, to_act: bool = False) -> ImportRun:
    """One of them; the look is recorded, unless he who opens comes to act. Raises Http404."""
    found = case_runs(user).filter(public_key=key).first()
    if found is None:
        raise Http404
    if not to_act:
        look_at_run(user, found)
    return found


def look_at_run(user: User, run: ImportRun) -> None:
    """Record a look at an import."""
    log.read(user, Act.IMPORT_OPENED, target=run.public_key)
