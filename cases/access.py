"""The doors of the case register: fetch a record, ask whether this person may, and record the look, in one call.

`countable_by` says of which cases a person's numbers may be made, `visible_to` which dossiers he may open. Every query
starts at one of them. What concerns the person himself, and what he is walled off from, does not exist for him
(`walls.py`).

A door with `to_act` lets somebody in who comes to act: the act is what the log records then, and no look.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from audit import log, throttle
from audit.kinds import Kind
from cases import rules, walls
from cases.models import Allegation, Case, Closure, Investigation, PossibleDuplicate, Subject, TeamMember, Wall
from cases.models.case import CaseQuerySet
from cases.models.duplicate import PossibleDuplicateQuerySet
from cases.models.values import Status, TeamRole
from lib.scope import Scope
from office import looks

WORKING_ROLES = (TeamRole.LEAD, TeamRole.MEMBER)
PAGE_KEYS = ("after", "before")
# The reference of a case or of a signal, or the random key of another record.
_PAGE_KEY = re.compile(r"(?:SG)?[0-9A-Z]{4}-[0-9A-Z]{5}|[0-9A-Z]{12}")
May = Callable[[User, str], bool]
"""Whether a person may pass a door, with the role that he has on the team (none: nothing)."""


def _existing_for(user: User) -> CaseQuerySet:
    return Case.objects.exclude(pk__in=walls.ids_hidden_from(user))


def visible_to(user: User) -> CaseQuerySet:
    """The cases that this person may open: his own teams', or, for a coordinator, all that exist for him."""
    if user.has_perm("cases.open_all"):
        return _existing_for(user)
    return _existing_for(user).with_on_team(user) if user.has_perm("cases.open_team") else Case.objects.none()


def countable_by(user: User) -> CaseQuerySet:
    """The cases that this person may count and list in coded columns."""
    return _existing_for(user) if user.has_perm("cases.count_all") else visible_to(user)


def scope_of(user: User) -> Scope:
    """The same as `countable_by`, as a scope that figures count in."""
    if user.has_perm("cases.count_all"):
        return Scope(hidden=Case.objects.filter(pk__in=walls.ids_hidden_from(user)))
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


def may_manage(user: User) -> bool:
    """Whether this person is a coordinator, who appoints leads and voids cases."""
    return user.has_perm("cases.appoint")


def may_manage_as(user: User, role: str) -> bool:
    """Whether a coordinator acts as one in a case: not where he works on it himself."""
    return may_manage(user) and role not in WORKING_ROLES


def may_work_as(user: User, role: str) -> bool:
    """Whether a person with this role on the team may change the case: lead and members, as investigators."""
    return user.has_perm("cases.open_team") and role in WORKING_ROLES


def may_lead_as(user: User, role: str) -> bool:
    """Whether a person with this role on the team leads it."""
    return may_work_as(user, role) and role == TeamRole.LEAD


def may_direct_as(user: User, role: str) -> bool:
    """Whether this person decides on walls and sees who looked at the case: its lead, and coordinators."""
    return may_lead_as(user, role) or may_manage(user)


def is_on_team_as(_user: User, role: str) -> bool:
    """Whether a role on the team is one."""
    return bool(role)


def _anybody(_user: User, _role: str) -> bool:
    return True


def _enter(user: User, reference: str, may: May) -> tuple[Case, str]:
    """The case under this reference, with the role of this person in it, if it exists for him and he may."""
    throttle.check(user, reference)
    case = visible_to(user).filter(reference=reference).first()
    if case is None:
        if countable_by(user).filter(reference=reference, counted=True).exists():
            raise PermissionDenied
        raise Http404
    role = role_on(user, case)
    if not may(user, role):
        raise PermissionDenied
    return case, role


def _opened(user: User, reference: str, may: May, *, to_act: bool, kind: Kind = Kind.CASE_OPENED) -> Case:
    case, role = _enter(user, reference, may)
    _record(user, case, role, to_act=to_act, kind=kind)
    return case


def _record(user: User, case: Case, role: str, *, to_act: bool, kind: Kind = Kind.CASE_OPENED) -> None:
    if not to_act:
        log.read(user, kind, target=case.reference, on_team=bool(role))


def open_case(user: User, reference: str, *, to_act: bool = False) -> Case:
    """The case under this reference, to be read by this person.

    Raises Http404 if it does not exist for him, PermissionDenied if he may count it but not open it, Throttled if he
    has asked for too many.
    """
    return _opened(user, reference, _anybody, to_act=to_act)


def look_again(user: User, case: Case) -> None:
    """Record a look at an opened case that somebody came to act on, and did not."""
    _record(user, case, role_on(user, case), to_act=False)


def work_case(user: User, reference: str, *, to_act: bool = False) -> Case:
    """The case under this reference, to be worked on: for its lead and members."""
    return _opened(user, reference, may_work_as, to_act=to_act)


def manage_case(user: User, reference: str, *, to_act: bool = False) -> Case:
    """The case under this reference, for the coordinator: leads, voiding."""
    return _opened(user, reference, may_manage_as, to_act=to_act)


def lead_case(user: User, reference: str, *, to_act: bool = False) -> Case:
    """The case under this reference, for its lead: who is on the team."""
    return _opened(user, reference, may_lead_as, to_act=to_act)


def direct_case(user: User, reference: str, *, to_act: bool = False) -> Case:
    """The case under this reference, for its lead and coordinators: walls."""
    return _opened(user, reference, may_direct_as, to_act=to_act)


def leave_case(user: User, reference: str, *, to_act: bool = False) -> Case:
    """The case under this reference, for those who can step out of it: its team."""
    return _opened(user, reference, is_on_team_as, to_act=to_act)


def watch_case(user: User, reference: str) -> Case:
    """The case under this reference, for its lead and coordinators: who looked at it."""
    return _opened(user, reference, may_direct_as, to_act=False, kind=Kind.CASE_WATCHED)


def work_allegation(user: User, reference: str, key: str, *, to_act: bool = False) -> Allegation:
    """An allegation, to be worked on, with its case. Raises Http404 if this case has no such allegation."""
    found = Allegation.objects.select_related("subject", "category")
    return _opened_child(user, reference, found, key, may_work_as, to_act=to_act)


def work_investigation(user: User, reference: str, key: str, *, to_act: bool = False) -> Investigation:
    """An investigation, to be worked on, with its case. Raises Http404 if this case has no such investigation."""
    return _opened_child(user, reference, Investigation.objects.all(), key, may_work_as, to_act=to_act)


def lead_member(user: User, reference: str, key: str, *, to_act: bool = False) -> TeamMember:
    """Somebody on the team, for the lead, with the case. Raises Http404 if this team has no such member."""
    members = TeamMember.objects.select_related("user")
    return _opened_child(user, reference, members, key, may_lead_as, to_act=to_act)


def direct_wall(user: User, reference: str, key: str, *, to_act: bool = False) -> Wall:
    """A wall by decision, for the lead and coordinators, with its case. Raises Http404 if the case has no such wall."""
    return _opened_child(user, reference, Wall.objects.all(), key, may_direct_as, to_act=to_act)


def _opened_child(user: User, reference: str, queryset: Any, key: str, may: May, *, to_act: bool) -> Any:
    """A record of a case. Looked up before the look is recorded: a key that leads nowhere is a refusal, and no look."""
    case, role = _enter(user, reference, may)
    record = queryset.filter(case=case, public_key=key).first()
    if record is None:
        raise Http404
    record.case = case
    _record(user, case, role, to_act=to_act)
    return record


def page_asked(parameters: QueryDict) -> dict[str, str]:
    """The page keys of a list, as they may stand in the log. Raises BadRequest for what can be no key: no text does."""
    found = {name: str(parameters[name]) for name in PAGE_KEYS if parameters.get(name)}
    if not all(_PAGE_KEY.fullmatch(value) for value in found.values()):
        raise BadRequest(_("This page of the list does not exist."))
    return found


def look_through(user: User, asked: Mapping[str, Any]) -> None:
    """Record that this person lists cases, or searches them; `asked` is what `office.looks` makes of it."""
    log.read(user, Kind.CASE_SEARCHED if looks.WORDS in asked else Kind.CASE_LISTED, detail=asked)


def role_on(user: User, case: Case) -> str:
    """What this person does on the case now; nothing if he is not on its team."""
    found = TeamMember.objects.current().filter(case=case, user=user).values_list("role", flat=True).first()
    return found or ""


def lead_of(case: Case) -> User | None:
    """Who leads an opened case now."""
    member = TeamMember.objects.current().filter(case=case, role=TeamRole.LEAD).select_related("user").first()
    return member.user if member else None


def possible_team(case: Case) -> list[User]:
    """The people who can be put on the team: active investigators for whom the case exists."""
    hashes = walls.hashes_of(case)
    investigators = User.objects.filter(is_active=True, grants__role=Role.INVESTIGATOR, grants__ended_at=None)
    seconds = {
        pk for pair in Closure.objects.filter(case=case).values_list("confirmed_by", "declined_by") for pk in pair
    }
    return [
        person
        for person in investigators.order_by("name")
        if not walls.keep_out(hashes, person) and not (person.pk in seconds and rules.has_reviewed(case, person))
    ]


def possible_to_wall_off(case: Case) -> list[User]:
    """The people around whom a wall can be raised: all accounts that have none."""
    walled = set(Wall.objects.standing().filter(case=case).values_list("person_hash", flat=True))
    return [person for person in User.objects.order_by("name") if not person.wall_hash.is_among(walled)]


def people_of(case: Case) -> list[tuple[str, str]]:
    """The names and numbers of those whom an opened case concerns."""
    return [(subject.name, subject.number) for subject in Subject.objects.filter(case=case)]


def narrative_of(case: Case) -> list[str]:
    """What stands in clear in an opened case: its summary, the grounds of its findings, the proposals to close it."""
    grounds = Allegation.objects.filter(case=case).exclude(finding_ground="").values_list("finding_ground", flat=True)
    proposals = Closure.objects.filter(case=case).exclude(proposal="").values_list("proposal", flat=True)
    return [case.summary, *grounds, *proposals]


def duplicates_for(user: User) -> PossibleDuplicateQuerySet:
    """The possible duplicates that this coordinator decides on: where he sees both cases."""
    if not may_manage(user):
        return PossibleDuplicate.objects.none()
    hidden = walls.ids_hidden_from(user)
    return PossibleDuplicate.objects.exclude(case__in=hidden).exclude(other__in=hidden)


def open_duplicates(user: User, parameters: QueryDict) -> PossibleDuplicateQuerySet:
    """The possible duplicates that wait for a coordinator, to be listed."""
    if not may_manage(user):
        raise Http404
    asked = page_asked(parameters)
    if set(parameters) - set(PAGE_KEYS):
        raise BadRequest(_("This list cannot be filtered that way."))
    log.read(user, Kind.DUPLICATES_LISTED, detail=asked)
    return duplicates_for(user).waiting()


def decide_duplicate(user: User, key: str) -> PossibleDuplicate:
    """A possible duplicate that waits, to be marked as seen."""
    found = duplicates_for(user).waiting().filter(public_key=key).select_related("case").first()
    if found is None:
        raise Http404
    return found


def active_coordinators() -> Any:
    """Those to whom what waits is given."""
    return User.objects.filter(is_active=True, grants__role=Role.COORDINATOR, grants__ended_at=None)


def duplicates_waiting() -> int:
    """How many possible duplicates wait for nobody: no active coordinator sees both cases. No more is said of them."""
    waiting = PossibleDuplicate.objects.waiting()
    for coordinator in active_coordinators():
        waiting = waiting.exclude(pk__in=duplicates_for(coordinator).values("pk"))
    return waiting.count()


def leaderless_waiting() -> int:
    """How many open cases wait for nobody: no lead can open them, and no active coordinator to appoint another."""
    waiting = Case.objects.filter(voided_on=None).exclude(status=Status.CLOSED)
    for coordinator in active_coordinators():
        waiting = waiting.filter(pk__in=walls.ids_hidden_from(coordinator))
    leads = TeamMember.objects.current().filter(role=TeamRole.LEAD, case__in=waiting.order_by().values("pk"))
    led = sum(_led_by(lead, waiting) for lead in User.objects.filter(pk__in=leads.order_by().values("user")))
    return waiting.count() - led


def _led_by(lead: User, cases: CaseQuerySet) -> int:
    """How many of these cases this person leads and can open."""
    led = TeamMember.objects.current().filter(user=lead, role=TeamRole.LEAD, case__in=cases.order_by().values("pk"))
    return visible_to(lead).filter(pk__in=led.order_by().values("case")).count()


def waiting_for_nobody() -> list[str]:
    """The same in sentences, for the auditor."""
    doubles, leaderless = duplicates_waiting(), leaderless_waiting()
    said = []
    if doubles:
        sentence = ngettext(
            "%(number)s case waits: it may be the double of another, and no coordinator may see both.",
            "%(number)s cases wait: each may be the double of another, and no coordinator may see both.",
            doubles,
        )
        said.append(sentence % {"number": doubles})
    if leaderless:
        sentence = ngettext(
            "%(number)s case waits: nobody leads it, and no coordinator may open it.",
            "%(number)s cases wait: nobody leads them, and no coordinator may open them.",
            leaderless,
        )
        said.append(sentence % {"number": leaderless})
    return said
