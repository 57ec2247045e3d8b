"""When screenings are due to be renewed: derived from all decisions on one person, whichever of them changes."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib import clock, history, identity
from lib.batches import batches
from lib.problems import settle
from screening import facts, rules, walls
from screening.actions.acts import about, locked
from screening.models import Trajectory

DERIVED = ("renewal_on", "renewal_ended_on", "renewal_end_reason")


@log.act(Kind.RENEWAL_ENDED, about)
def end_renewal(*, trajectory: Trajectory, by: User | None, reason: str) -> Trajectory:
    """From today on this screening is not renewed any more."""
    trajectory = locked(trajectory, by)
    rules.check_can_end_renewal(trajectory)
    settle(rules.short_reason_problems(reason))
    facts.put(trajectory, _ended(clock.today(), reason))
    history.save(trajectory, by=by, reason=reason.strip())
    return trajectory


def end_renewals_of(*, number: str, by: User | None, ended_on: datetime.date, reason: str) -> int:
    """End all that is planned for the person with this number, also what does not exist for who acts; how many.

    Part of another act, such as leaving service.
    """
    settle(rules.short_reason_problems(reason))
    planned = Trajectory.objects.of_person(identity.screening_hash(number)).exclude(renewal_on=None)
    return history.update(planned, by=by, reason=reason.strip(), **_ended(ended_on, reason))


def _ended(ended_on: datetime.date, reason: str) -> dict[str, Any]:
    return {"renewal_on": None, "renewal_ended_on": ended_on, "renewal_end_reason": reason.strip()}


def save_with_renewals(
    trajectory: Trajectory, before: Mapping[str, Any], *, by: User | None, reason: str = "", was: str = ""
) -> None:
    """Save a trajectory, if it changed from what it was `before`, and bring the renewals of its person up to date.

    `was` is the hash of the number that it had before, if that is corrected. All of both people are held with a lock
    (`locked_with_person`).
    """
    now = identity.screening_hash(trajectory.number)
    others = [other for other in _of_people([now]) if other.pk != trajectory.pk]
    facts.put(trajectory, facts.of_renewal(trajectory, others))
    if history.columns_of(trajectory) != before:
        history.save(trajectory, by=by, reason=reason)
    _rewrite([(other, [*others, trajectory]) for other in others], by=by)
    if was and was != now:
        refresh_renewals([was], by=by)


def refresh_renewals(hashes: Iterable[str], *, by: User | None) -> int:
    """Derive anew when the screenings of the people with these hashes are renewed; how many trajectories changed.

    In as few statements for many people as for one. Part of another act.
    """
    changed = 0
    for some in batches(sorted(set(hashes) - {""})):
        people: defaultdict[str, list[Trajectory]] = defaultdict(list)
        same = {stored: str(hashed) for hashed in some for stored in walls.as_stored([hashed])}
        for trajectory in _of_people(some):
            people[same[trajectory.number_hash]].append(trajectory)
        changed += _rewrite([(one, rows) for rows in people.values() for one in rows], by=by)
    return changed


def _of_people(hashes: Iterable[str]) -> QuerySet[Trajectory]:
    """The trajectories of these people, locked in one order; their names and numbers are not decrypted for it."""
    theirs = Trajectory.objects.filter(number_hash__in=walls.as_stored(hashes))
    return theirs.select_related("level").defer("name", "number").order_by("pk").select_for_update(of=("self",))


def _rewrite(derived_from: Iterable[tuple[Trajectory, list[Trajectory]]], *, by: User | None) -> int:
    """Write what now follows for each trajectory from those of its person.

    Without a reason: that of another trajectory is not told in this one's history.
    """
    changed = []
    for trajectory, person in derived_from:
        derived = facts.of_renewal(trajectory, person)
        if any(getattr(trajectory, name) != value for name, value in derived.items()):
            facts.put(trajectory, derived)
            changed.append(trajectory)
    history.rewrite(changed, DERIVED, by=by)
    return len(changed)


def people_among(trajectories: QuerySet[Trajectory]) -> set[str]:
    """The hashes of the people of these trajectories.

    While the key is being replaced, one person may stand there under two, so that the numbers are read.
    """
    known = trajectories.exclude(number_hash="").order_by()
    if identity.screening_hash("0").older:
        return {identity.screening_hash(number) for number in known.values_list("number", flat=True)}
    return set(known.values_list("number_hash", flat=True).distinct())


def with_others(hashes: Iterable[str]) -> set[str]:
    """Those of these people who have more than one trajectory."""
    several: set[str] = set()
    for some in batches(sorted(set(hashes) - {""})):
        same = {stored: hashed for hashed in some for stored in walls.as_stored([hashed])}
        counted = Trajectory.objects.filter(number_hash__in=same).order_by().values("number_hash")
        numbers: Counter[str] = Counter()
        for stored, number in counted.annotate(n=Count("*")).values_list("number_hash", "n"):
            numbers[same[stored]] += number
        several |= {hashed for hashed, number in numbers.items() if number > 1}
    return several
