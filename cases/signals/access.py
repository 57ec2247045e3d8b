"""The doors of signals: fetch a signal, ask whether this person may, and record the look, in one call.

`visible_to` says which signals a person may open, `countable_by` of which his numbers may be made. A coordinator opens
all that exist for him; an investigator those undecided of which he is the triager, and those of the cases that he may
open. What concerns the person himself, and what he is walled off from, does not exist for him (`walls.py`).

A door with `to_act` lets somebody in who comes to act: the act is what the log records then, and no look.
"""

from collections.abc import Callable, Mapping
from heapq import merge
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from audit import log, throttle
from audit.kinds import Kind
from cases import access as case_access
from cases.models import Case, Reporter, Signal, SignalWall
from cases.models.signal import SignalQuerySet
from cases.models.values import Decision, TeamRole
from cases.signals import clocks, rules, walls
from lib.problems import reason_problems, settle
from lib.refusal import Refused
from lib.scope import Scope
from office import looks

MOST_CLOCKS = 20
"""So many clocks that run stand above the undecided signals."""
_RELATED = ("source", "channel", "unit", "triager", "decided_by", "registered_by", "case")
May = Callable[[User, Signal], bool]
"""Whether a person may pass a door to a signal that he may open."""


def _existing_for(user: User) -> SignalQuerySet:
    return Signal.objects.exclude(pk__in=walls.ids_hidden_from(user))


def visible_to(user: User) -> SignalQuerySet:
    """The signals that this person may open."""
    if may_manage(user):
        return _existing_for(user)
    if not user.has_perm("cases.open_team"):
        return Signal.objects.none()
    # A union of two look-ups: an OR would read every signal.
    named = Signal.objects.undecided().filter(triager=user)
    of_cases = Signal.objects.filter(case__in=case_access.visible_to(user).order_by().values("pk"))
    mine = named.order_by().values("pk").union(of_cases.order_by().values("pk"))
    return _existing_for(user).filter(pk__in=mine)


def countable_by(user: User) -> SignalQuerySet:
    """The signals that this person may count and list in coded columns."""
    return _existing_for(user) if user.has_perm("cases.count_all") else visible_to(user)


def scope_of(user: User) -> Scope:
    """The same as `countable_by`, as a scope that figures count in."""
    if user.has_perm("cases.count_all"):
        return Scope(hidden=Signal.objects.filter(pk__in=walls.ids_hidden_from(user)))
    return Scope(only=visible_to(user))


def may_open_any(user: User) -> bool:
    """Whether this person opens signals at all; another may still count them in coded columns."""
    return may_manage(user) or user.has_perm("cases.open_team")


def listed_for(user: User) -> SignalQuerySet:
    """The signals of this person's list: those he may open, or, if he opens none, those he counts."""
    return visible_to(user) if may_open_any(user) else countable_by(user)


def may_register(user: User) -> bool:
    """Whether this person registers signals."""
    return user.has_perm("cases.log")


def may_count(user: User) -> bool:
    """Whether this person has any figures of signals at all."""
    return case_access.may_count(user)


def may_export(user: User) -> bool:
    """Whether the rows behind this person's figures may go out."""
    return case_access.may_export_counted(user)


def may_manage(user: User) -> bool:
    """Whether this person is a coordinator, who names triagers, decides on walls and takes decisions back."""
    return user.has_perm("signals.triage")


def may_triage_any(user: User) -> bool:
    """Whether undecided signals are this person's work: of a coordinator, and of a triager while he has one."""
    return may_manage(user) or undecided_for(user).exists()


def may_manage_signal(user: User, _signal: Signal) -> bool:
    """Whether this person acts as coordinator on a signal: every coordinator for whom it exists."""
    return may_manage(user)


def may_triage(user: User, signal: Signal) -> bool:
    """Whether this person decides on a signal: coordinators, and its triager."""
    return may_manage(user) or (user.has_perm("cases.open_team") and signal.triager_id == user.pk)


def may_clock(user: User, signal: Signal) -> bool:
    """Whether this person keeps the clocks of a signal: coordinators, its triager until it is decided, its lead."""
    if signal.decision == Decision.UNDECIDED:
        return may_triage(user, signal)
    return may_manage(user) or leads(user, signal)


def may_see_reporter(user: User, signal: Signal) -> bool:
    """Whether this person may learn who reported a signal: the lead of its case, and coordinators with a reason."""
    return may_manage(user) or leads(user, signal)


def leads(user: User, signal: Signal) -> bool:
    """Whether this person leads the case of a signal."""
    return role_on(user, signal) == TeamRole.LEAD and user.has_perm("cases.open_team")


def role_on(user: User, signal: Signal) -> str:
    """What this person does on the case of a signal; nothing without a case, or if he is not on its team."""
    return case_access.role_on(user, signal.case) if signal.case is not None else ""


def reporter_needs_reason(user: User, signal: Signal) -> bool:
    """Whether this person says why before he learns who reported a signal: all but the lead of its case."""
    return not leads(user, signal)


def has_reporter(signal: Signal) -> bool:
    """Whether it is recorded who reported an opened signal; no more than that."""
    return Reporter.objects.filter(signal=signal).exists()


def enter_undecided(user: User) -> SignalQuerySet:
    """The door of the undecided signals, for those who may be asked to decide; nothing is recorded yet.

    Raises Http404: for others there is no such page. An investigator who is nobody's triager finds it empty.
    """
    if not may_open_any(user):
        raise Http404
    return undecided_for(user)


def enter_all(user: User) -> SignalQuerySet:
    """The door of the list of all signals; nothing is recorded yet. Raises Http404."""
    if not may_count(user):
        raise Http404
    return listed_for(user)


def enter_to_register(user: User) -> None:
    """The door of the page that registers signals. Raises Http404."""
    if not may_register(user):
        raise Http404


def record_list(user: User, asked: Mapping[str, Any]) -> None:
    """Record that this person lists signals, or searches them; `asked` is what `office.looks` makes of it."""
    log.read(user, Kind.SIGNAL_SEARCHED if looks.WORDS in asked else Kind.SIGNAL_LISTED, detail=asked)


def _anybody(_user: User, _signal: Signal) -> bool:
    return True


def _enter(user: User, reference: str, may: May) -> Signal:
    """The signal under this reference, if it exists for this person and he may."""
    throttle.check(user, reference)
    signal = visible_to(user).select_related(*_RELATED).filter(reference=reference).first()
    if signal is None:
        if countable_by(user).filter(reference=reference).exists():
            raise PermissionDenied
        raise Http404
    if not may(user, signal):
        raise PermissionDenied
    return signal


def _opened(user: User, reference: str, may: May, *, to_act: bool) -> Signal:
    signal = _enter(user, reference, may)
    if not to_act:
        look_again(user, signal)
    return signal


def look_again(user: User, signal: Signal) -> None:
    """Record a look at an opened signal, also of somebody who came to act on it and did not."""
    log.read(user, Kind.SIGNAL_OPENED, target=signal.reference, on_team=is_on_team(user, signal))


def is_on_team(user: User, signal: Signal) -> bool | None:
    """Whether this person works on the signal: on the team of its case, or as its triager; open where nobody does."""
    if signal.case is not None:
        return bool(role_on(user, signal))
    return signal.triager_id == user.pk if signal.triager_id else None


def open_signal(user: User, reference: str, *, to_act: bool = False) -> Signal:
    """The signal under this reference, to be read by this person.

    Raises Http404 if it does not exist for him, PermissionDenied if he may count it but not open it, Throttled if he
    has asked for too many.
    """
    return _opened(user, reference, _anybody, to_act=to_act)


def triage_signal(user: User, reference: str, *, to_act: bool = False) -> Signal:
    """The signal under this reference, to be decided on or corrected: for coordinators and its triager.

    One that has been decided on comes through this door too; `rules` then say what is no longer possible.
    """
    return _opened(user, reference, may_triage, to_act=to_act)


def manage_signal(user: User, reference: str, *, to_act: bool = False) -> Signal:
    """The signal under this reference, for coordinators: triager, walls, reporter, taking a decision back."""
    return _opened(user, reference, may_manage_signal, to_act=to_act)


def clock_signal(user: User, reference: str, *, to_act: bool = False) -> Signal:
    """The signal under this reference, for who keeps its clocks."""
    return _opened(user, reference, may_clock, to_act=to_act)


def ask_reporter(user: User, reference: str) -> Signal:
    """The signal under this reference, for who may learn who reported it: the page that asks for the reason."""
    return _opened(user, reference, may_see_reporter, to_act=False)


def open_reporter(user: User, reference: str, reason: str = "") -> Reporter:
    """Who reported the signal under this reference: for the lead of its case, and for a coordinator with a reason.

    The look is recorded, with the reason, before anything is read. Raises ValidationError for `reason` where it is
    missing, and Refused if nobody is recorded; then nothing has been looked at.
    """
    signal = _enter(user, reference, may_see_reporter)
    if reporter_needs_reason(user, signal):
        settle(reason_problems(reason))
    if not has_reporter(signal):
        raise Refused(rules.no_reporter())
    on_team = is_on_team(user, signal)
    log.read(user, Kind.REPORTER_SHOWN, target=signal.reference, reason=reason, on_team=on_team)
    return Reporter.objects.select_related("signal").get(signal=signal)


def direct_wall(user: User, reference: str, key: str, *, to_act: bool = False) -> SignalWall:
    """A wall by decision, for coordinators, with its signal. Raises Http404 if the signal has no such wall.

    It is looked up before the look is recorded: a key that leads nowhere is a refusal, and no look.
    """
    signal = manage_signal(user, reference, to_act=True)
    wall = SignalWall.objects.filter(signal=signal, public_key=key).first()
    if wall is None:
        raise Http404
    wall.signal = signal
    if not to_act:
        look_again(user, signal)
    return wall


def case_to_join(user: User, signal: Signal, reference: str) -> Case:
    """The case under a reference that was typed to join an opened signal to it.

    Raises ValidationError for `into` if it cannot be joined. A reference typed in vain is recorded as refused, and
    braked as one in an address is.
    """
    throttle.check(user, reference)
    case = case_access.visible_to(user).filter(reference=reference).first()
    problems = list(rules.joining_problems(signal, case, user))
    if problems:
        log.read(user, Kind.REQUEST_REFUSED, target=log.as_key(reference), detail={"signal": signal.reference})
    settle(problems)
    assert case is not None
    return case


def undecided_for(user: User) -> SignalQuerySet:
    """The undecided signals that this person may decide on, oldest first."""
    return visible_to(user).undecided().select_related("source", "triager").order_by("received_on", "pk")


def with_clocks_running(user: User) -> SignalQuerySet:
    """The whistle-blower reports that this person may open and of which a clock runs, whatever was decided."""
    return visible_to(user).with_clock_running()


def clocks_running_for(user: User, most: int = MOST_CLOCKS) -> list[Signal]:
    """The same, those first of which something is due first: at most `most`, in two queries."""
    found = with_clocks_running(user).select_related("source", "triager")
    # Within each half what is due first began first, so that no more than `most` of each are asked for.
    halves = (
        found.filter(acknowledged_on=None).order_by("received_on", "pk")[:most],
        found.exclude(acknowledged_on=None).order_by("acknowledged_on", "pk")[:most],
    )
    return list(merge(*halves, key=_next_due))[:most]


def _next_due(signal: Signal) -> Any:
    if signal.acknowledged_on is None:
        return clocks.acknowledgement_due_on(signal)
    return clocks.feedback_due_on(signal)


def of_case(user: User, case: Case) -> SignalQuerySet:
    """The signals of an opened case, oldest first."""
    return visible_to(user).filter(case=case).select_related("source", "channel").order_by("received_on", "pk")


def possible_triagers(signal: Signal) -> list[User]:
    """The people who can be named triager: active investigators for whom the signal exists."""
    hashes = walls.hashes_of(signal)
    holds = Q(grants__role=Role.INVESTIGATOR, grants__ended_at=None)
    investigators = User.objects.filter(holds, is_active=True).order_by("name", "username")
    return [person for person in investigators if not walls.keep_out(hashes, person)]


def possible_leads(signal: Signal) -> list[User]:
    """The people who can lead the case that is made of a signal: the same ones."""
    return possible_triagers(signal)


def possible_to_wall_off(user: User, signal: Signal) -> list[User]:
    """The people around whom this person can raise a wall: all but himself and those who have one."""
    walled = {wall.person_hash for wall in walls.standing_around(signal)}
    people = User.objects.exclude(pk=user.pk).order_by("name", "username")
    return [person for person in people if not person.signal_wall_hash.is_among(walled)]


def possible_to_keep_from(user: User) -> list[User]:
    """The people from whom a signal can be kept when it is registered: all but its author."""
    return list(User.objects.exclude(pk=user.pk).order_by("name", "username"))


def waiting_for_nobody() -> list[str]:
    """In a sentence, for the auditor: how many signals no active coordinator may see. No more is said of them.

    Also those decided on without a case: nobody could take that back, or keep their clocks. Cases have a line of their
    own.
    """
    waiting = Signal.objects.filter(case=None)
    for coordinator in case_access.active_coordinators():
        waiting = waiting.filter(pk__in=walls.ids_hidden_from(coordinator))
    number = waiting.count()
    if not number:
        return []
    sentence = ngettext(
        "%(number)s signal waits, or was decided on, that no coordinator may see. Appoint another coordinator.",
        "%(number)s signals wait, or were decided on, that no coordinator may see. Appoint another coordinator.",
        number,
    )
    return [sentence % {"number": number}]
