"""The pages that start a trajectory. The level comes first, for it says what the form asks."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import me
from accounts.models import User
from lib import clock
from lib.methods import require_http_methods
from office.models import Level
from screening import access, actions, forms, rules
from screening.forms.start import PERIODIC
from screening.models import Trajectory
from screening.views.steps import TrajectoryStep, warn_of_names

INCIDENT = "renewed_incident"
"""The occasion of a screening that is renewed because of what was reported."""


def _of_today() -> QuerySet[Level]:
    levels: Any = Level.objects.valid_on(clock.today())
    chosen: QuerySet[Level] = levels
    return chosen


def levels_to_choose(last: Trajectory | None = None) -> list[Level]:
    """The levels that can be chosen today, in the order of their list; of those that can take the place of the last."""
    levels = _of_today()
    return list(levels.filter(screening=True) if last and last.screening else levels)


def _level(asked: Mapping[str, Any]) -> Level | None:
    """The level that is asked for; nothing where it cannot be chosen today."""
    return next((level for level in _of_today() if level.pk == asked.get("level")), None)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Start a trajectory: choose the level, then say what is asked and for whom."""
    user = me(request)
    access.enter_to_work(user)
    posted = request.method == "POST"
    level = _level(request.POST if posted else request.GET)
    if level is None:
        return render(request, "screening/level.html", {"levels": levels_to_choose()})
    data = request.POST if posted else None
    form = forms.StartForm(data, by=user, officers=access.possible_officers(), level=level)
    if form.is_valid():
        try:
            trajectory = actions.start_trajectory(by=user, level=level, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _started(request, user, trajectory, form.cleaned_data)
    return render(request, "screening/trajectory_new.html", {"form": form, "level": level})


def _started(request: HttpRequest, user: User, trajectory: Trajectory, answers: Mapping[str, Any]) -> HttpResponse:
    if rules.concerns(user, trajectory.number):
        messages.success(request, _("The trajectory is started. It concerns you, so you cannot open it."))
        return redirect("screening:list")
    if not access.is_open_to(user, trajectory):
        messages.success(request, _("The trajectory is started. Only its screening officer can open it."))
        return redirect("screening:list")
    messages.success(request, _("Trajectory %(reference)s started.") % {"reference": trajectory.reference})
    warn_of_names(request, trajectory, answers)
    return redirect(trajectory)


class Renew(TrajectoryStep):
    """Start the renewed screening of the same person, filled in from the last one."""

    template = "screening/trajectory_renew.html"
    title = gettext_lazy("Start the renewed screening")
    intro = gettext_lazy("What is known is filled in. Who it is stands in the last screening, and is carried over.")
    button = gettext_lazy("Start trajectory")
    level: Level | None = None

    def check(self) -> None:
        rules.check_decided(self.trajectory)
        asked = self.request.POST if self.to_act else self.request.GET
        self.level = _level({"level": asked.get("level", self.trajectory.level_id)})

    def get(self, request: HttpRequest, **_keys: str) -> HttpResponse:
        if self.level is None:
            return self._levels()
        return self.page(self._form(None))

    def post(self, request: HttpRequest, **_keys: str) -> HttpResponse:
        if self.level is None:
            self.reread()
            return self._levels()
        form = self._form(request.POST)
        if not form.is_valid():
            return self.shown_again(form)
        last = self.trajectory
        try:
            started = actions.start_trajectory(
                by=self.user, level=self.level, name=last.name, number=last.number, renews=last, **form.cleaned_data
            )
        except ValidationError as error:
            form.refuse(error)
            return self.shown_again(form)
        return _started(request, self.user, started, form.cleaned_data)

    @property
    def occasion(self) -> str:
        """Why it is renewed: because of what was reported, where the way here came from there."""
        return INCIDENT if self.request.GET.get("occasion") == INCIDENT else PERIODIC

    def _form(self, data: Any) -> forms.RenewForm:
        assert self.level is not None
        return forms.RenewForm(
            data,
            by=self.user,
            officers=access.possible_officers(),
            level=self.level,
            last=self.trajectory,
            occasion=self.occasion,
        )

    def _levels(self) -> HttpResponse:
        context = {
            "levels": levels_to_choose(self.trajectory),
            "last": self.trajectory,
            "occasion": self.occasion,
            "back": reverse("screening:detail", args=[self.trajectory.reference]),
        }
        return render(self.request, "screening/level.html", context)

    def beside(self) -> dict[str, Any]:
        return {**super().beside(), "level": self.level, "occasion": self.occasion}
