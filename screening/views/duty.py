"""The duty to report: what somebody reported who was screened, and what came of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib import clock
from screening import access, actions, forms, rules
from screening.models import DutyReport
from screening.models.values import DutyOutcome
from screening.views.start import INCIDENT
from screening.views.steps import TrajectoryStep


class Report(TrajectoryStep):
    """Record what was reported."""

    form_class = forms.DutyForm
    title = _("Record a duty-to-report event")
    intro = _("A change that somebody who was screened has to report. What was reported is assessed apart.")
    button = _("Record")
    done = _("The event is recorded. It waits to be assessed.")

    def check(self) -> None:
        rules.check_can_report(self.trajectory)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"trajectory": self.trajectory, "initial": {"reported_on": clock.today()}}

    def take(self, answers: dict[str, Any]) -> None:
        actions.record_duty(trajectory=self.trajectory, by=self.user, **answers)


class Assess(TrajectoryStep):
    """Record what came of it; from a renewed screening it leads on to the start of one."""

    template = "screening/duty_assess.html"
    form_class = forms.AssessForm
    title = _("Assess a duty-to-report event")
    intro = _("Does what was reported need a renewed screening?")
    button = _("Record")
    done = _("The assessment is recorded.")
    duty: DutyReport

    def fetch(self, reference: str, key: str = "") -> None:
        self.duty = access.open_duty(self.user, reference, key, to_act=self.to_act)
        self.trajectory = self.duty.trajectory

    def check(self) -> None:
        rules.check_can_assess(self.duty)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"duty": self.duty, "initial": {"assessed_on": clock.today()}}

    def take(self, answers: dict[str, Any]) -> None:
        self.duty = actions.assess_duty(duty=self.duty, by=self.user, **answers)

    def beside(self) -> dict[str, Any]:
        return {**super().beside(), "duty": self.duty}

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        answer = super().post(request, **keys)
        if answer.status_code == 302 and self.duty.outcome == DutyOutcome.RENEWED:
            renew = reverse("screening:renew", args=[self.trajectory.reference])
            return redirect(f"{renew}?occasion={INCIDENT}")
        return answer
