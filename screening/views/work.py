"""The pages on which trajectories are worked on: each asks, acts and leads back to the trajectory."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import clock
from lib.refusal import Refused
from screening import access, actions, forms, rules
from screening.models.values import StageKind
from screening.views.steps import TrajectoryStep


class ReachStage(TrajectoryStep):
    """Record that a stage was reached."""

    form_class = forms.StageForm
    title = gettext_lazy("Record a stage")
    intro = gettext_lazy("Each stage once, on the day it was reached. Checks may run side by side.")
    button = gettext_lazy("Record stage")
    done = gettext_lazy("Stage recorded.")

    def check(self) -> None:
        self.stages = rules.stages_ahead(self.trajectory, [stage.kind for stage in access.stages_of(self.trajectory)])
        if not self.stages:
            rules.check_under_way(self.trajectory)
            raise Refused(_("Every stage before the decision has been reached. Complete the trajectory."))

    def form_arguments(self) -> Mapping[str, Any]:
        return {"trajectory": self.trajectory, "stages": self.stages, "initial": {"reached_on": clock.today()}}

    def take(self, answers: dict[str, Any]) -> None:
        actions.reach_stage(trajectory=self.trajectory, by=self.user, **answers)


class Complete(TrajectoryStep):
    """Record the first decision."""

    template = "screening/trajectory_complete.html"
    form_class = forms.CompleteForm
    title = gettext_lazy("Complete the trajectory")
    button = gettext_lazy("Complete")
    done = gettext_lazy("Trajectory completed.")

    def check(self) -> None:
        rules.check_can_complete(self.trajectory)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"trajectory": self.trajectory, "initial": {"completed_on": clock.today()}}

    def take(self, answers: dict[str, Any]) -> None:
        actions.complete(trajectory=self.trajectory, by=self.user, **answers)


class RecordObjection(TrajectoryStep):
    """Record an objection, or its result."""

    form_class = forms.ObjectionForm
    title = gettext_lazy("Objection")
    intro = gettext_lazy("Stands apart: the first decision stays as it was, also if the objection succeeds.")
    button = gettext_lazy("Record objection")
    done = gettext_lazy("Objection recorded.")

    def check(self) -> None:
        rules.check_decided(self.trajectory)

    def form_arguments(self) -> Mapping[str, Any]:
        stages = {stage.kind: stage for stage in access.stages_of(self.trajectory)}
        return {"trajectory": self.trajectory, "lodged": stages.get(StageKind.OBJECTION)}

    def take(self, answers: dict[str, Any]) -> None:
        actions.record_objection(trajectory=self.trajectory, by=self.user, **answers)


class AssignOfficer(TrajectoryStep):
    """Give the trajectory to an officer."""

    form_class = forms.OfficerForm
    title = gettext_lazy("Screening officer")
    intro = gettext_lazy("Who carries out this screening.")
    button = gettext_lazy("Assign")
    done = gettext_lazy("Screening officer assigned.")

    def form_arguments(self) -> Mapping[str, Any]:
        return {"trajectory": self.trajectory, "officers": access.possible_officers()}

    def take(self, answers: dict[str, Any]) -> None:
        actions.assign_officer(trajectory=self.trajectory, by=self.user, **answers)


class Correct(TrajectoryStep):
    """Correct what was recorded."""

    form_class = forms.CorrectForm
    title = gettext_lazy("Correct the record")
    intro = gettext_lazy("What stood there before is kept in the history. The reference stays as it was given.")
    button = gettext_lazy("Correct")
    done = gettext_lazy("Record corrected.")

    def form_arguments(self) -> Mapping[str, Any]:
        return {"trajectory": self.trajectory}

    def take(self, answers: dict[str, Any]) -> None:
        actions.correct_trajectory(trajectory=self.trajectory, by=self.user, **answers)
