"""One step in the work on a trajectory."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.models import User
from lib.narrative import mentions
from lib.steps import Step
from screening import access
from screening.models import StaffMember, Trajectory

IN_CLEAR = ("function", "conditions", "note", "reason")
"""The answers that are stored as they are typed, so that they can be read and searched."""


def warn_of_names(request: HttpRequest, person: Trajectory | StaffMember, answers: Mapping[str, Any]) -> None:
    """Say so where a text that was just saved tells whom it is about, which is otherwise stored encrypted."""
    people = [
        (person.name, person.number),
        (answers.get("name") or "", answers.get("number") or ""),
    ]
    if any(mentions(answers.get(name) or "", people) for name in IN_CLEAR):
        messages.warning(
            request,
            _("What you wrote holds a name or a number of the person it is about. It is stored in clear: name nobody."),
        )


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
        self.trajectory = access.open_trajectory(self.user, reference, to_act=self.to_act)

    def reread(self) -> None:
        access.record_look(self.user, self.trajectory)

    def act(self, answers: dict[str, Any]) -> None:
        self.take(answers)
        warn_of_names(self.request, self.trajectory, answers)

    def take(self, answers: dict[str, Any]) -> None:
        """What the step does. Raises Refused or ValidationError."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        """Who took it out of his own reach finds the list: the trajectory no longer exists for him."""
        answer = super().post(request, **keys)
        if answer.status_code == HTTPStatus.FOUND and not access.is_open_to(self.user, self.trajectory):
            return redirect("screening:list")
        return answer

    def beside(self) -> dict[str, Any]:
        return {"trajectory": self.trajectory}
