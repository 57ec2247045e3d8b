"""The imports that brought cases in, for a coordinator: all of them, and one that is taken back whole."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import me
from audit import log
from audit.kinds import Kind as Act
from cases.actions import check_can_take_back, take_back_import
from integrity.intake import access
from integrity.intake.forms import TakeBackForm
from lib.methods import require_safe
from lib.steps import Step

MOST = 100
"""So many imports the list shows, the newest first."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The imports that brought cases in, the newest first."""
    user = me(request)
    runs = access.case_runs(user)
    if request.GET:
        raise BadRequest(_("This list cannot be filtered that way."))
    log.read(user, Act.IMPORTS_LISTED)
    return render(request, "intake/runs.html", {"runs": list(runs[:MOST])})


class TakeBack(Step):
    """Take an import back: every case of it leaves every figure."""

    template = "intake/take_back.html"
    form_class = TakeBackForm
    title = gettext_lazy("Take an import back")
    intro = gettext_lazy(
        "All its cases are marked as registered in error and leave every figure. The records and their history stay, "
        "and the same file can be imported again."
    )
    button = gettext_lazy("Take the import back")
    done = gettext_lazy("The import is taken back. None of its cases is in a figure.")

    def fetch(self, key: str) -> None:
        self.user = me(self.request)
        self.run = access.open_run(self.user, key, to_act=self.to_act)

    def reread(self) -> None:
        access.look_at_run(self.user, self.run)

    @property
    def record(self) -> Any:
        return _Place()

    def check(self) -> None:
        check_can_take_back(self.run)

    def act(self, answers: dict[str, Any]) -> None:
        take_back_import(run=self.run, by=self.user, reason=answers["reason"])

    def beside(self) -> dict[str, Any]:
        return {"run": self.run}


class _Place:
    """The list of imports, to which the step leads back: an import has no page of its own."""

    def get_absolute_url(self) -> str:
        return reverse("intake:runs")
