"""Draw screening trajectories with their stages. Their facts come from `screening.facts`, as for any other."""

import datetime
import random
from dataclasses import dataclass, field

from accounts.models import User
from bench.draw import Keys, Urn, falling
from lib import clock, history
from office.models import Ground, Level, Occasion
from screening import facts
from screening.models import Stage, Trajectory
from screening.models.values import Result, StageKind, SubjectGroup

RESULTS: dict[Result, float] = {
    Result.POSITIVE: 88,
    Result.CONDITIONAL: 3,
    Result.NEGATIVE: 2,
    Result.WITHDRAWN: 4,
    Result.DISCONTINUED: 1,
    Result.INSUFFICIENT: 1,
    Result.PENDING: 1,
}
GROUPS: dict[SubjectGroup, float] = {
    SubjectGroup.CANDIDATE: 55,
    SubjectGroup.STAFF: 30,
    SubjectGroup.EXTERNAL: 14,
    SubjectGroup.VOLUNTEER: 1,
}
HASHED = 0.9


@dataclass
class Drawn:
    """Records that are not in the database yet."""

    trajectories: list[Trajectory] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def save(self, by: User) -> None:
        """Insert all, with their history."""
        history.create(self.trajectories, by=by)
        history.create(self.stages, by=by)


class TrajectorySource:
    """Draws trajectories, one day at a time."""

    def __init__(self, source: random.Random, units: list[str], officers: list[User], until: datetime.date) -> None:
        self.source = source
        self.keys = Keys(source)
        self.units = falling(units)
        self.officers = officers
        self.until = until
        self.levels = falling(list(Level.objects.order_by("-screening", "-position")))
        self.occasions = falling(list(Occasion.objects.values_list("key", flat=True)))
        self.grounds = falling(list(Ground.objects.all()))
        self.groups = Urn(GROUPS)
        self.results = Urn(RESULTS)

    def add(self, drawn: Drawn, day: datetime.date) -> None:
        """Draw one trajectory started on `day`."""
        officer = self.source.choice(self.officers)
        trajectory = Trajectory(
            reference=self.keys.reference(day.year, "S"),
            occasion_id=self.occasions.draw(self.source),
            subject_group=self.groups.draw(self.source),
            function="Member of staff",
            unit_id=self.units.draw(self.source),
            officer=officer,
            registered_by=officer,
            registered_at=clock.now(),
            stage_on=day,
        )
        facts.put(trajectory, facts.of_start(day, self.levels.draw(self.source)))
        if self.source.random() < HASHED:
            trajectory.set_identity("A. Candidate", f"{self.source.randrange(10**7):07}1")
        drawn.stages.append(self._stage(trajectory, StageKind.REQUESTED, day))
        trajectory.due_on = facts.due_on(trajectory.level, day)
        self._decide(drawn, trajectory)
        drawn.trajectories.append(trajectory)

    def _decide(self, drawn: Drawn, trajectory: Trajectory) -> None:
        completed_on = trajectory.started_on + datetime.timedelta(days=5 + int(self.source.expovariate(1 / 40)))
        result = self.results.draw(self.source)
        if result == Result.PENDING or completed_on > self.until:
            return
        ground = self.grounds.draw(self.source) if result == Result.NEGATIVE else None
        facts.put(trajectory, facts.of_completion(result, completed_on, ground))
        if result in (Result.POSITIVE, Result.CONDITIONAL) and trajectory.number_hash:
            trajectory.renewal_on = facts.renewal_day(trajectory.level, completed_on)
        if result == Result.CONDITIONAL:
            trajectory.conditions = "Reported again within a year."
        drawn.stages.append(self._stage(trajectory, StageKind.DECISION, completed_on))

    def _stage(self, trajectory: Trajectory, kind: StageKind, day: datetime.date) -> Stage:
        return Stage(trajectory=trajectory, public_key=self.keys.public_key(), kind=kind, reached_on=day)
