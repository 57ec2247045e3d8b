"""One step in the work on a record: a page of its own with a small form, and what it does."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views import View

from lib.refusal import Refused
from lib.ruled import RuledForm


class Step(View):
    """The door, the rule, the form and the action of one step; a wrong method is refused before any of them.

    A step that the state of the record does not allow answers 409 with the sentence that says why. The form of a step
    that only has to be confirmed asks nothing.
    """

    http_method_names = ["get", "head", "post"]
    template: ClassVar[str]
    form_class: ClassVar[type[RuledForm]] = RuledForm
    title: str | Promise
    intro: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: str | Promise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (request.method or "").lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        self.fetch(**kwargs)
        try:
            self.check()
            response = super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            return self.shown_again(None, refusal=refusal.message, status=409)
        assert isinstance(response, HttpResponse)
        return response

    @property
    def record(self) -> Any:
        """The record that the step is about; its page is where the step leads back to."""
        raise NotImplementedError

    @property
    def to_act(self) -> bool:
        """Whether this request comes to take the step, so that its act is what the audit log records, and no look."""
        return self.request.method == "POST"

    def fetch(self, reference: str) -> None:
        """Open the record, through the door for those who may take this step; with `to_act` no look is recorded."""
        raise NotImplementedError

    def reread(self) -> None:
        """Record a look after all: the step was not taken, and the page shows the record again."""
        raise NotImplementedError

    def check(self) -> None:
        """Raise Refused if the step is not possible now."""

    def form_arguments(self) -> Mapping[str, Any]:
        """What the form needs to know."""
        return {}

    def act(self, answers: dict[str, Any]) -> Any:
        """Take the step. Raises Refused or ValidationError."""
        raise NotImplementedError

    def beside(self) -> dict[str, Any]:
        """What stands beside the form."""
        return {}

    def get(self, request: HttpRequest, **_keys: str) -> HttpResponse:
        """The form."""
        return self.page(self.form_class(**self.form_arguments()))

    def post(self, request: HttpRequest, **_keys: str) -> HttpResponse:
        """Take the step, or show what is wrong with the answers."""
        form = self.form_class(request.POST, **self.form_arguments())
        if not form.is_valid():
            return self.shown_again(form)
        try:
            self.act(form.cleaned_data)
        except Refused:
            raise
        except ValidationError as error:
            form.refuse(error)
            return self.shown_again(form)
        messages.success(request, str(self.done))
        return redirect(self.record)

    def shown_again(self, form: RuledForm | None, *, refusal: str | Promise = "", status: int = 200) -> HttpResponse:
        """The page of a step that was not taken."""
        if self.to_act:
            self.reread()
        return self.page(form, refusal=refusal, status=status)

    def page(self, form: RuledForm | None, *, refusal: str | Promise = "", status: int = 200) -> HttpResponse:
        """The page of this step: its form, or why it is not possible."""
        context = {"step": self, "record": self.record, "form": form, "refusal": refusal, **self.beside()}
        return render(self.request, self.template, context, status=status)
