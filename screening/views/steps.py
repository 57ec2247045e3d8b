"""One step in the work on a trajectory."""

from typing import Any

from accounts.access import me
from accounts.models import User
from lib.steps import Step
from screening import access
from screening.models import Trajectory


class TrajectoryStep(Step):
    """A step of the screening officers."""

    template = "screening/step.html"
    trajectory: Trajectory

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def record(self) -> Trajectory:
        return self.trajectory

    def fetch(self, reference: str) -> None:
        self.trajectory = access.work_trajectory(self.user, reference)

    def beside(self) -> dict[str, Any]:
        return {"trajectory": self.trajectory}
