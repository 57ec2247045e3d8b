"""Training sessions: the list, the page of one, and the steps that record and correct."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import me
from accounts.models import User
from lib.listing import listing
from lib.methods import require_http_methods, require_safe
from lib.steps import Step
from office import looks
from screening.models import TrainingSession
from screening.staff import access, actions, forms, rules
from screening.staff.columns import SESSIONS
from screening.staff.filters import SessionFilter
from screening.staff.timeline import acts_of_session

ORDER = "-held_on"


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    user = me(request)
    access.enter_to_work(user)
    asked = request.GET.copy()
    asked.setdefault("sort", ORDER)
    filters = SessionFilter(asked, access.sessions_visible_to(user))
    access.record_session_list(user, {**looks.asked_of(filters), **looks.place_of(filters.data)})
    context = {
        "filters": filters,
        "listing": listing(filters.qs, SESSIONS, filters.data, key="reference", default=ORDER),
        "total": filters.qs.count(),
    }
    return render(request, "staff/training_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Record a session."""
    user = me(request)
    access.enter_to_work(user)
    form = forms.SessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            (session,) = actions.record_sessions(by=user, sessions=[form.cleaned_data])
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Session %(reference)s recorded.") % {"reference": session.reference})
            return redirect(session)
    return render(request, "staff/training_new.html", {"form": form})


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One session, with its history."""
    session = access.open_session(me(request), reference)
    return render(request, "staff/training_detail.html", {"session": session, "acts": acts_of_session(session)})


class SessionStep(Step):
    """A step in the record of a session."""

    template = "staff/training_step.html"
    session: TrainingSession

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def record(self) -> TrainingSession:
        return self.session

    def fetch(self, reference: str) -> None:
        self.session = access.open_session(self.user, reference, to_act=self.to_act)

    def reread(self) -> None:
        access.record_session_look(self.user, self.session)

    def check(self) -> None:
        rules.check_is_counted(self.session)


class Correct(SessionStep):
    """Correct what was recorded."""

    form_class = forms.SessionCorrectForm
    title = gettext_lazy("Correct the session")
    intro = gettext_lazy("What stood there before is kept in the history.")
    button = gettext_lazy("Correct")
    done = gettext_lazy("Session corrected.")

    def form_arguments(self) -> Mapping[str, Any]:
        return {"session": self.session}

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_session(by=self.user, session=self.session, **answers)


class Void(SessionStep):
    """It was registered in error."""

    form_class = forms.VoidForm
    title = gettext_lazy("Mark as registered in error")
    intro = gettext_lazy("The session stays where it is, and is in no figure any more. This cannot be undone.")
    button = gettext_lazy("Mark as registered in error")
    done = gettext_lazy("Marked as registered in error.")

    def act(self, answers: dict[str, Any]) -> None:
        actions.void_session(by=self.user, session=self.session, **answers)
