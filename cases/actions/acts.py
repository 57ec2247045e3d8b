"""What all actions on a case are: one transaction, one event in the log, and the case held with a lock."""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from cases import access
from cases.models import Case, Subject, TeamMember
from lib import clock, history

P = ParamSpec("P")
T = TypeVar("T")


def on_case(kind: Kind) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function one act on the case that it is given, or on the case of the record that it is given.

    The event says whether who acts was on the team before the act. Reasons stay in the history of the case.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def acted(*args: P.args, **arguments: P.kwargs) -> T:
            given: dict[str, Any] = dict(arguments)
            by, case = given["by"], _case_of(given)
            with log.acting(by, kind, target=case.reference, on_team=is_on_team(by, case)):
                return function(*args, **arguments)

        return acted

    return decorate


def _case_of(arguments: dict[str, Any]) -> Case:
    found: Case = next(
        arguments[name] if name == "case" else arguments[name].case
        for name in ("case", "allegation", "investigation", "member", "wall")
        if name in arguments
    )
    return found


def is_on_team(user: User, case: Case) -> bool:
    """Whether this person is on the team of the case now."""
    return TeamMember.objects.current().filter(case=case, user=user).exists()


def locked(case: Case, by: User) -> Case:
    """The case as it is now, which nobody else changes until this act is done.

    Raises Http404, as the door does, if who acts may no longer open it: since then a wall may have come, or a new lead.
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if not access.visible_to(by).filter(pk=held.pk).exists():
        raise Http404
    return held


def new_subject(case: Case, *, by: User | None, name: str, number: str) -> Subject:
    """A subject of the case, identified."""
    subject = Subject(case=case, identified_on=clock.today())
    subject.set_identity(name, number)
    history.save(subject, by=by)
    return subject


def join(case: Case, user: User, role: str, *, by: User | None, reason: str) -> None:
    """Put a person on the team."""
    member = TeamMember(case=case, user=user, role=role, reason=reason.strip(), since=clock.now())
    history.save(member, by=by, reason=reason)


def leave(member: TeamMember, *, by: User, reason: str) -> None:
    """Take a person off the team."""
    member.until = clock.now()
    history.save(member, by=by, reason=reason)
