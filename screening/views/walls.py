"""Walls by decision around a trajectory: for its officer, or, where it has none, for any."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from screening import access, actions, forms, rules
from screening.models import Trajectory, Wall
from screening.views.steps import TrajectoryStep


class RaiseWall(TrajectoryStep):
    """Keep somebody out."""

    form_class = forms.WallForm
    title = _("Raise a wall")
    intro = _("From now on the trajectory does not exist for this person: in no list, no number and no file.")
    button = _("Raise the wall")
    done = _("The wall is raised. It holds from now on.")

    def fetch(self, reference: str) -> None:
        self.trajectory = access.direct_trajectory(self.user, reference, to_act=self.to_act)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"people": access.possible_to_wall_off(self.user, self.trajectory)}

    def take(self, answers: dict[str, Any]) -> None:
        actions.raise_wall(trajectory=self.trajectory, by=self.user, **answers)


class LiftWall(TrajectoryStep):
    """Let somebody in again."""

    form_class = forms.LiftForm
    title = _("Lift the wall")
    intro = _("The trajectory exists for this person again, as far as the person's roles go.")
    button = _("Lift the wall")
    done = _("The wall is lifted.")
    wall: Wall

    @property
    def record(self) -> Trajectory:
        return self.wall.trajectory

    def fetch(self, reference: str, key: str = "") -> None:
        self.wall = access.direct_wall(self.user, reference, key, to_act=self.to_act)
        self.trajectory = self.wall.trajectory

    def check(self) -> None:
        rules.check_can_lift(self.wall)

    def take(self, answers: dict[str, Any]) -> None:
        actions.lift_wall(wall=self.wall, by=self.user, **answers)
