"""Entering service, from the page of a trajectory; leaving it; correcting what was recorded of somebody."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.refusal import Refused
from screening.models import StaffMember
from screening.staff import access, actions, forms, rules
from screening.staff.views.steps import StaffStep
from screening.views.steps import TrajectoryStep


class Enter(TrajectoryStep):
    """The person of a trajectory enters service."""

    form_class = forms.EnterForm
    title = gettext_lazy("Enters service")
    intro = gettext_lazy("Name and number are carried over from the trajectory. Oath and code are recorded after that.")
    button = gettext_lazy("Record")
    done = gettext_lazy("Recorded.")
    entered: StaffMember

    def check(self) -> None:
        rules.check_can_enter(self.trajectory)
        found = access.in_service(self.user, self.trajectory)
        if found is not None:
            raise Refused(rules.known_sentence(found))

    def form_arguments(self) -> Mapping[str, Any]:
        return {"trajectory": self.trajectory}

    def take(self, answers: dict[str, Any]) -> None:
        self.entered = actions.enter_service(trajectory=self.trajectory, by=self.user, **answers)

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        """On to the new record; who put in his own number finds the list, whatever stood there before."""
        answer = super().post(request, **keys)
        if answer.status_code != 302:
            return answer
        if rules.concerns(self.user, self.entered.number):
            messages.info(request, _("It concerns you, so you cannot open it."))
            return redirect("staff:list")
        return redirect(self.entered)


class Leave(StaffStep):
    """Somebody leaves service."""

    form_class = forms.LeaveForm
    title = gettext_lazy("Leaves service")
    intro = gettext_lazy("The screening of who left is not renewed any more.")
    button = gettext_lazy("Record")
    done = gettext_lazy("Recorded.")

    def check(self) -> None:
        rules.check_can_leave(self.staff)

    def act(self, answers: dict[str, Any]) -> None:
        actions.leave_service(by=self.user, staff=self.staff, **answers)


class Correct(StaffStep):
    """Correct what was recorded."""

    form_class = forms.CorrectForm
    title = gettext_lazy("Correct the record")
    intro = gettext_lazy(
        "What stood there before is kept in the history. An oath and an acknowledgement keep the unit of their day."
    )
    button = gettext_lazy("Correct")
    done = gettext_lazy("Record corrected.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_staff(by=self.user, staff=self.staff, **answers)
