"""What only the lead and the coordinator see of a case: who looked at it, and who is walled off from it."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit import looks
from audit.columns import Line
from audit.kinds import Kind
from cases.models import Case, Wall
from cases.timeline import CHANGE, SEEN, Entry
from office.walls import with_people

LAST = 5
"""So many stand beside the case; the page of its own has them all."""
_IN_TIMELINE = 50


@dataclass(frozen=True)
class Raised:
    """A wall, with whom it concerns, if that account is still there."""

    it: Wall
    person: User | None


@dataclass(frozen=True)
class Watched:
    """What stands beside the case and in its line of time."""

    looks: list[Line]
    walls: list[Raised]

    @property
    def last(self) -> list[Line]:
        """The last looks and acts."""
        return self.looks[:LAST]

    @property
    def standing(self) -> list[Raised]:
        """The walls that hold now."""
        return [raised for raised in self.walls if raised.it.lifted_at is None]

    def entries(self) -> Iterator[Entry]:
        """The same for the line of time."""
        yield from _seen(self.looks)
        for raised in self.walls:
            yield from _of_wall(raised)


def watched(case: Case) -> Watched:
    """Who looked, and who is kept out; two queries, and one for the people if there is a wall."""
    raised = list(Wall.objects.filter(case=case).select_related("raised_by", "lifted_by"))
    return Watched(
        looks=looks.latest(case.reference, _IN_TIMELINE),
        walls=[Raised(wall, person) for wall, person in with_people(raised, lambda person: person.wall_hash)],
    )


def _seen(lines: Sequence[Line]) -> Iterator[Entry]:
    """One line for each day and for those on the team and outside it, for looks are many."""
    opened = sorted((line for line in lines if line.kind == Kind.CASE_OPENED), key=_day_and_side)
    for (day, outside), group in groupby(opened, key=_day_and_side):
        found = list(group)
        people = ", ".join(dict.fromkeys(line.who for line in found))
        said = {"people": people, "times": len(found)}
        yield Entry(
            day=day,
            kind=SEEN,
            icon="eye",
            what=ngettext("%(people)s looked at the case", "%(people)s looked at the case, %(times)s times", len(found))
            % said,
            who=_("Outside the team") if outside else "",
            moment=timezone.localtime(max(line.when for line in found)),
        )


def _day_and_side(line: Line) -> tuple[datetime.date, bool]:
    return timezone.localtime(line.when).date(), line.outside


def _of_wall(raised: Raised) -> Iterator[Entry]:
    wall, person = raised.it, raised.person
    whom = str(person) if person else _("an account that is no longer there")
    yield _wall_entry(_("Wall raised around %(person)s"), whom, wall.raised_by, wall.reason, wall.raised_at)
    if wall.lifted_at and wall.lifted_by:
        yield _wall_entry(_("Wall lifted for %(person)s"), whom, wall.lifted_by, wall.lift_reason, wall.lifted_at)


def _wall_entry(what: str, whom: str, by: User, why: str, at: datetime.datetime) -> Entry:
    moment = timezone.localtime(at)
    return Entry(
        day=moment.date(), kind=CHANGE, icon="lock", what=what % {"person": whom}, who=str(by), why=why, moment=moment
    )
