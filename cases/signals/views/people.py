"""Who may know of a signal, and who reported it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import me
from cases.forms import ReasonForm
from cases.models import SignalWall
from cases.signals import access, actions, rules
from cases.signals.forms import AskReporterForm, ReporterForm, WallForm
from cases.signals.views.work import ManageStep
from lib.methods import require_http_methods
from lib.refusal import Refused


class RaiseWall(ManageStep):
    """Let the signal no longer exist for somebody."""

    form_class = WallForm
    title = _("Raise a wall")
    intro = _(
        "From now on the signal does not exist for this person, and neither will a case that is made of it. Whom it "
        "concerns is kept out by the personnel number and needs no wall."
    )
    button = _("Raise the wall")
    done = _("The wall is raised. It holds at once.")

    def check(self) -> None:
        rules.check_without_case(self.signal)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"people": access.possible_to_wall_off(self.user, self.signal)}

    def act(self, answers: dict[str, Any]) -> None:
        actions.raise_wall(signal=self.signal, by=self.user, **answers)


class LiftWall(ManageStep):
    """Let the signal exist again for somebody."""

    form_class = ReasonForm
    title = _("Lift a wall")
    intro = _("The signal exists again for this person, as far as his or her roles reach.")
    button = _("Lift the wall")
    done = _("The wall is lifted.")

    wall: SignalWall

    def fetch(self, reference: str, key: str = "") -> None:
        self.wall = access.direct_wall(self.user, reference, key, to_act=self.to_act)
        self.signal = self.wall.signal

    def check(self) -> None:
        rules.check_can_lift(self.wall)

    def act(self, answers: dict[str, Any]) -> None:
        actions.lift_wall(wall=self.wall, by=self.user, **answers)


class CorrectReporter(ManageStep):
    """Record who reported the signal, without seeing who stood there."""

    form_class = ReporterForm
    title = _("Record who reported it")
    intro = _("It takes the place of whatever is recorded, which is not shown. Stored encrypted.")
    button = _("Save")
    done = _("Saved. It is shown to the lead of the case, and to coordinators who say why.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_reporter(signal=self.signal, by=self.user, **answers)


@require_http_methods(["GET", "HEAD", "POST"])
def reporter(request: HttpRequest, reference: str) -> HttpResponse:
    """Who reported the signal: at once for the lead of its case, once it is said why for a coordinator.

    That look is the event then; where nothing is shown, the page is a look at the signal.
    """
    user = me(request)
    form = AskReporterForm(request.POST if request.method == "POST" else None)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        shown = access.open_reporter(user, reference, reason)
    except Refused as refusal:
        signal = access.ask_reporter(user, reference)
        context = {"signal": signal, "form": None, "refusal": refusal.message}
        return render(request, "signals/reporter_ask.html", context, status=409)
    except ValidationError:
        return render(
            request, "signals/reporter_ask.html", {"signal": access.ask_reporter(user, reference), "form": form}
        )
    return render(request, "signals/reporter.html", {"signal": shown.signal, "reporter": shown})
