"""The page of what stands beside the figures, and the steps that write it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import me
from accounts.models import User
from figures.basis import Basis
from figures.definitions import BY_KEY
from figures.models import EditionRule, Headcount, SeriesBreak
from figures.setup import access, actions, forms, rules
from lib.methods import require_POST, require_safe
from lib.ruled import RuledForm
from lib.steps import Step

PAGE = "figures_setup:page"


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Breaks in the series, headcounts, and the threshold of public editions."""
    found = access.open_setup(me(request))
    breaks = [{"break": one, "figures": _figures_of(one)} for one in found.breaks]
    return render(request, "figures/setup_page.html", {"setup": found, "breaks": breaks})


def _figures_of(one: SeriesBreak) -> list[str]:
    """The names of the figures that a break concerns; none for all."""
    return [BY_KEY[key].label_in(Basis()) for key in one.figures if key in BY_KEY]


class _Page:
    """Where every step leads back to."""

    def get_absolute_url(self) -> str:
        return reverse(PAGE)


class SetupStep(Step):
    """A step beside the figures; it leads back to their page."""

    template = "figures/setup_step.html"

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def record(self) -> _Page:
        return _Page()

    def fetch(self) -> None:  # type: ignore[override]
        access.enter(self.user)

    def reread(self) -> None:
        """What has not been written yet shows nothing."""


class AddBreak(SetupStep):
    """Add a break in the series."""

    form_class = forms.BreakForm
    title = gettext_lazy("Add a break in the series")
    intro = gettext_lazy("Charts and tables get a marker at its year, with the footnote below them.")
    button = gettext_lazy("Add break")
    done = gettext_lazy("The break was added.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.add_break(by=self.user, **answers)


class ChangeBreak(SetupStep):
    """Change what is said of a break."""

    template = "figures/setup_break.html"
    form_class = forms.BreakForm
    title = gettext_lazy("Change the break in the series")
    intro = gettext_lazy("What stood there before is kept in the history.")
    button = gettext_lazy("Save")
    done = gettext_lazy("The break was changed.")
    found: SeriesBreak

    def fetch(self, key: str) -> None:  # type: ignore[override]
        self.found = access.open_break(self.user, key, to_act=self.to_act)

    def reread(self) -> None:
        access.record_look(self.user, access.name_of_break(self.found))

    def form_arguments(self) -> Mapping[str, Any]:
        return {"of": self.found}

    def act(self, answers: dict[str, Any]) -> None:
        actions.change_break(by=self.user, changed=self.found, **answers)

    def beside(self) -> dict[str, Any]:
        return {"break": self.found}


@require_POST
def break_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take a break off the figures."""
    found = access.open_break(me(request), key, to_act=True)
    actions.withdraw_break(by=me(request), withdrawn=found)
    messages.success(request, _("The break was withdrawn."))
    return redirect(PAGE)


@require_POST
def break_bring_back(request: HttpRequest, key: str) -> HttpResponse:
    """Put a withdrawn break beside the figures again."""
    found = access.open_break(me(request), key, to_act=True)
    actions.bring_back_break(by=me(request), withdrawn=found)
    messages.success(request, _("The break stands beside the figures again."))
    return redirect(PAGE)


class AddHeadcount(SetupStep):
    """Record the headcount of a year."""

    form_class = forms.HeadcountForm
    title = gettext_lazy("Add a headcount")
    intro = gettext_lazy("Where every year shown has one, figures show their number per 1,000 staff.")
    button = gettext_lazy("Add headcount")
    done = gettext_lazy("The headcount was added.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.record_headcount(by=self.user, **answers)


class CorrectHeadcount(SetupStep):
    """Correct the headcount of a year."""

    form_class = forms.HeadcountForm
    title = gettext_lazy("Correct the headcount")
    intro = gettext_lazy("What stood there before is kept in the history.")
    button = gettext_lazy("Correct")
    done = gettext_lazy("The headcount was corrected.")
    found: Headcount

    def fetch(self, year: int) -> None:  # type: ignore[override]
        self.found = access.open_headcount(self.user, year, to_act=self.to_act)

    def reread(self) -> None:
        access.record_look(self.user, access.name_of_headcount(self.found))

    def form_arguments(self) -> Mapping[str, Any]:
        return {"of": self.found}

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_headcount(by=self.user, corrected=self.found, **answers)


class SetThreshold(SetupStep):
    """Set the threshold of public editions, until the first publication."""

    form_class = forms.ThresholdForm
    title = gettext_lazy("Threshold of public editions")
    intro = gettext_lazy("A public edition masks numbers below it. The first publication fixes it for good.")
    button = gettext_lazy("Set threshold")
    done = gettext_lazy("The threshold was set.")
    found: EditionRule

    def fetch(self) -> None:  # type: ignore[override]
        self.found = access.open_rule(self.user, to_act=self.to_act)

    def reread(self) -> None:
        access.record_look(self.user, access.THRESHOLD)

    def check(self) -> None:
        rules.check_is_not_fixed()

    def form_arguments(self) -> Mapping[str, Any]:
        return {"of": self.found}

    def shown_again(self, form: RuledForm | None, *, refusal: str | Promise = "", status: int = 200) -> HttpResponse:
        """The form again; a threshold that it does not offer was not chosen on it, and is a bad request."""
        if form is not None and self.request.POST.get("threshold"):
            status = 400
        return super().shown_again(form, refusal=refusal, status=status)

    def act(self, answers: dict[str, Any]) -> None:
        actions.set_threshold(by=self.user, threshold=answers["threshold"])
