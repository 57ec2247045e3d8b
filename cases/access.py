"""The doors of the case register: fetch a record and ask whether this person may, in one call.

`countable_by` says of which cases a person's numbers may be made, `visible_to` which dossiers he may open. Every query
starts at one of them. What concerns the person himself does not exist for him: compared by hash, stored nowhere.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from cases.models import Allegation, Case, Investigation, TeamMember
from cases.models.case import CaseQuerySet
from cases.models.values import TeamRole
from lib.scope import Scope

WORKING_ROLES = (TeamRole.LEAD, TeamRole.MEMBER)


def visible_to(user: User) -> CaseQuerySet:
    """The cases that this person may open: his own teams', or, for a coordinator, all but his own."""
    cases = Case.objects.without_subject(user.subject_hash)
    if user.has_perm("cases.open_all"):
        return cases
    return cases.with_on_team(user) if user.has_perm("cases.open_team") else cases.none()


def countable_by(user: User) -> CaseQuerySet:
    """The cases that this person may count and list in coded columns."""
    if user.has_perm("cases.count_all"):
        return Case.objects.without_subject(user.subject_hash)
    return visible_to(user)


def scope_of(user: User) -> Scope:
    """The same as `countable_by`, as a scope that figures count in."""
    if user.has_perm("cases.count_all"):
        return Scope(hidden=Case.objects.of_subject(user.subject_hash))
    return Scope(only=visible_to(user))


def may_open_any(user: User) -> bool:
    """Whether this person opens cases at all; another may still count them in coded columns."""
    return user.has_perm("cases.open_all") or user.has_perm("cases.open_team")


def listed_for(user: User) -> CaseQuerySet:
    """The cases of this person's list and of his files: those he may open, or, if he opens none, those he counts."""
    return visible_to(user) if may_open_any(user) else countable_by(user)


def may_log(user: User) -> bool:
    """Whether this person registers suspicions."""
    return user.has_perm("cases.log")


def may_count(user: User) -> bool:
    """Whether this person has any case figures at all."""
    return user.has_perm("cases.count_all") or user.has_perm("cases.open_team")


def may_export(user: User) -> bool:
    """Whether this person may take rows out."""
    return user.has_perm("cases.export")


def may_export_counted(user: User) -> bool:
    """Whether the rows behind this person's figures may go out: not where he counts more than he may list."""
    lists_fewer = may_open_any(user) and not user.has_perm("cases.open_all")
    return may_export(user) and not (lists_fewer and user.has_perm("cases.count_all"))


def open_case(user: User, reference: str) -> Case:
    """The case under this reference, to be read by this person.

    Raises Http404 if it does not exist for him, PermissionDenied if he may count it but not open it.
    """
    case = visible_to(user).filter(reference=reference).first()
    if case is not None:
        return case
    if countable_by(user).filter(reference=reference, counted=True).exists():
        raise PermissionDenied
    raise Http404


def work_case(user: User, reference: str) -> Case:
    """The case under this reference, to be worked on: for its lead and members."""
    case = open_case(user, reference)
    if not may_work(user, case):
        raise PermissionDenied
    return case


def manage_case(user: User, reference: str) -> Case:
    """The case under this reference, for the coordinator: leads, voiding."""
    case = open_case(user, reference)
    if not may_manage(user):
        raise PermissionDenied
    return case


def review_case(user: User, reference: str) -> Case:
    """The case under this reference, for the second look at closing and for reopening: its team, or a coordinator."""
    return open_case(user, reference)


def allegation_of(case: Case, public_key: str) -> Allegation:
    """An allegation of a case that has been opened."""
    return _child(Allegation.objects.select_related("subject", "category").filter(case=case), public_key, case)


def investigation_of(case: Case, public_key: str) -> Investigation:
    """An investigation of a case that has been opened."""
    return _child(Investigation.objects.filter(case=case), public_key, case)


def _child(queryset: Any, public_key: str, case: Case) -> Any:
    record = queryset.filter(public_key=public_key).first()
    if record is None:
        raise Http404
    record.case = case
    return record


def role_on(user: User, case: Case) -> str:
    """What this person does on the case now; nothing if he is not on its team."""
    found = TeamMember.objects.current().filter(case=case, user=user).values_list("role", flat=True).first()
    return found or ""


def lead_of(case: Case) -> User | None:
    """Who leads an opened case now."""
    member = TeamMember.objects.current().filter(case=case, role=TeamRole.LEAD).select_related("user").first()
    return member.user if member else None


def may_work(user: User, case: Case) -> bool:
    """Whether this person may change the case: lead and members, as investigators."""
    return may_work_as(user, role_on(user, case))


def may_work_as(user: User, role: str) -> bool:
    """The same, of a person whose role on the team is known."""
    return user.has_perm("cases.open_team") and role in WORKING_ROLES


def may_manage(user: User) -> bool:
    """Whether this person appoints leads and voids cases."""
    return user.has_perm("cases.appoint")


def possible_leads(case: Case) -> list[User]:
    """The people who can be appointed as lead: active investigators whom the case does not concern."""
    hashes = set(case.subjects.exclude(number_hash="").values_list("number_hash", flat=True))
    investigators = User.objects.filter(is_active=True, grants__role=Role.INVESTIGATOR, grants__ended_at=None)
    return [person for person in investigators.order_by("name") if person.subject_hash not in hashes]
