"""One step in the work on a signal."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.models import User
from cases.models import Signal
from cases.signals import access
from lib import narrative
from lib.forms import Prose
from lib.steps import Step


class SignalStep(Step):
    """A step of those who decide on the signal, unless `fetch` goes through another door."""

    template = "signals/step.html"
    signal: Signal

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def record(self) -> Signal:
        return self.signal

    def fetch(self, reference: str) -> None:
        self.signal = access.triage_signal(self.user, reference, to_act=self.to_act)

    def reread(self) -> None:
        access.look_again(self.user, self.signal)

    def beside(self) -> dict[str, Any]:
        return {"signal": self.signal}

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        """Take the step, and warn if what was written names somebody.

        Then its page follows, or where else there is work, if the signal is no longer open to who took the step.
        """
        answer = super().post(request, **keys)
        if not isinstance(answer, HttpResponseRedirect):
            return answer
        posted = (request.POST.get("name", ""), request.POST.get("number", ""))
        warn_of_names(request, self.written(), [(self.signal.name, self.signal.number), posted])
        return self.onwards()

    def written(self) -> Iterable[str]:
        """The texts in clear that this step has saved."""
        fields = self.form_class.base_fields
        return [self.request.POST.get(name, "") for name, field in fields.items() if isinstance(field, Prose)]

    def onwards(self) -> HttpResponse:
        """Where the step leads: to the signal, or to the undecided ones."""
        still = access.visible_to(self.user).filter(pk=self.signal.pk).exists()
        return redirect(self.signal if still else "signals:undecided")


def warn_of_names(request: HttpRequest, texts: Iterable[str], people: Iterable[tuple[str, str]]) -> None:
    """Warn if a text in clear holds the name or number of somebody who is entered apart, encrypted."""
    text = "\n".join(texts)
    if text.strip() and narrative.mentions(text, people):
        messages.warning(
            request,
            _(
                "The text seems to name whom the signal concerns or who reports it, or to give a personnel number. It "
                "is kept in clear: names and numbers belong in their own fields, where they are encrypted."
            ),
        )
