"""The door of what stands beside the figures: for who configures them, and each look is recorded."""

from dataclasses import dataclass

from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from figures.models import EditionRule, Headcount, SeriesBreak
from figures.setup import rules


@dataclass(frozen=True)
class Setup:
    """All that stands beside the figures."""

    breaks: list[SeriesBreak]
    headcounts: list[Headcount]
    rule: EditionRule
    is_fixed: bool
    """Whether there is a publication, after which the threshold stays what it is."""


def may_configure(user: User) -> bool:
    """Whether this person keeps what stands beside the figures."""
    return user.has_perm("figures.configure")


def enter(user: User) -> None:
    """The door of the pages that show nothing yet. Raises Http404 for who does not configure the figures."""
    if not may_configure(user):
        raise Http404


def record_look(user: User, target: str = "") -> None:
    """Record that this person sees what stands beside the figures, or one part of it."""
    log.read(user, Kind.SETUP_VIEWED, target=target)


def open_setup(user: User) -> Setup:
    """All of it; the look is recorded. Raises Http404."""
    enter(user)
    record_look(user)
    return Setup(
        breaks=list(SeriesBreak.objects.all()),
        headcounts=list(Headcount.objects.all()),
        rule=EditionRule.objects.get(),
        is_fixed=rules.is_fixed(),
    )


def open_break(user: User, key: str, *, to_act: bool) -> SeriesBreak:
    """The break under this key; the look is recorded, unless he who opens comes to act. Raises Http404."""
    enter(user)
    found = SeriesBreak.objects.filter(public_key=key).first()
    if found is None:
        raise Http404
    if not to_act:
        record_look(user, name_of_break(found))
    return found


def open_headcount(user: User, year: int, *, to_act: bool) -> Headcount:
    """The headcount of a year; the look is recorded, unless he who opens comes to act. Raises Http404."""
    enter(user)
    found = Headcount.objects.filter(year=year).first()
    if found is None:
        raise Http404
    if not to_act:
        record_look(user, name_of_headcount(found))
    return found


def open_rule(user: User, *, to_act: bool) -> EditionRule:
    """The rule of public editions; the look is recorded, unless he who opens comes to act. Raises Http404."""
    enter(user)
    if not to_act:
        record_look(user, THRESHOLD)
    return EditionRule.objects.get()


THRESHOLD = "threshold"
"""How the log names the threshold of public editions."""


def name_of_break(found: SeriesBreak) -> str:
    """How the log names a break."""
    return f"break/{found.public_key}"


def name_of_headcount(found: Headcount) -> str:
    """How the log names a headcount."""
    return f"headcount/{found.year}"
