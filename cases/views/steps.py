"""One step in the work on a case."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.models import User
from cases import access
from cases.models import Case
from lib import narrative
from lib.forms import Prose
from lib.steps import Step


class CaseStep(Step):
    """A step of those who work on the case, unless `fetch` goes through another door."""

    template = "cases/step.html"
    case: Case

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def record(self) -> Case:
        return self.case

    def fetch(self, reference: str) -> None:
        self.case = access.work_case(self.user, reference, to_act=self.to_act)

    def reread(self) -> None:
        access.look_again(self.user, self.case)

    def beside(self) -> dict[str, Any]:
        return {"case": self.case}

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        """Take the step, and warn if what was written says who the people concerned are.

        Then the case follows, or the list, if it no longer exists for who took the step.
        """
        answer = super().post(request, **keys)
        if not isinstance(answer, HttpResponseRedirect):
            return answer
        warn_of_names(request, self.case, self.written())
        return answer if access.visible_to(self.user).filter(pk=self.case.pk).exists() else redirect("cases:list")

    def written(self) -> Iterable[str]:
        """The texts in clear that this step has saved."""
        fields = self.form_class.base_fields
        return [self.request.POST.get(name, "") for name, field in fields.items() if isinstance(field, Prose)]


def warn_of_names(request: HttpRequest, case: Case, texts: Iterable[str]) -> None:
    """Warn if a text in clear holds the name or number of somebody whom its case concerns."""
    text = "\n".join(texts)
    if text.strip() and narrative.mentions(text, access.people_of(case)):
        messages.warning(
            request,
            _(
                "The text seems to name a person concerned, or to give a personnel number. It is kept in clear: names "
                "and numbers belong in their own fields, where they are encrypted."
            ),
        )
