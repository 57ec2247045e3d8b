"""A whole intake at once: chosen from those who miss the oath or the code, on one day, confirmed before it holds."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from accounts.access import me
from accounts.models import User
from office import looks
from office.models import CodeEdition
from screening.models import StaffMember
from screening.models.staff import StaffQuerySet
from screening.staff import access, actions, forms, rules
from screening.staff.filters import CODE, IN_SERVICE, OATH, CodeIntakeFilter, IntakeFilter, serving, without_oath

SHOWN = 200
"""So many people stand in the list; of more, those who entered last."""


class Intake(View):
    """One page to choose on, one to confirm on, and the act."""

    http_method_names = ["get", "head", "post"]
    form_class: ClassVar[type[forms.IntakeForm]]
    title: ClassVar[str | Promise]
    intro: ClassVar[str | Promise]
    empty: ClassVar[str | Promise]
    missing: ClassVar[str]
    """What these people miss, as the log keeps it."""
    user: User
    filters: IntakeFilter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (request.method or "").lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        self.user = me(request)
        access.enter_to_work(self.user)
        self.filters = self.make_filters(serving(access.visible_to(self.user), IN_SERVICE))
        response = super().dispatch(request, *args, **kwargs)
        assert isinstance(response, HttpResponse)
        return response

    def make_filters(self, staff: StaffQuerySet) -> IntakeFilter:
        """Those in service who miss it, narrowed by what the address asks."""
        raise NotImplementedError

    def act(self, staff: Sequence[StaffMember], answers: dict[str, Any]) -> int:
        """Record it; returns for how many. Raises Refused or ValidationError."""
        raise NotImplementedError

    @property
    def edition(self) -> CodeEdition | None:
        """The edition of the code that it is about, if it is about one."""
        return None

    def question(self, number: int) -> str:
        """What is confirmed."""
        raise NotImplementedError

    def done(self, number: int) -> str:
        """What was done."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list to choose from."""
        return self._list(self._form(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask whether it is meant; once that is confirmed, record it."""
        form = self._form(request.POST)
        if not form.is_valid() or "back" in request.POST:
            return self._list(form)
        seen = _mark_of(one.reference for one in form.staff)
        if request.POST.get("seen") != seen:
            return self._confirm(form, seen)
        answers = {form.day: form.cleaned_data[form.day]}
        try:
            number = self.act(form.staff, answers)
        except ValidationError as error:
            form.refuse(error)
            return self._list(form)
        messages.success(request, self.done(number))
        return redirect("staff:list")

    def _form(self, data: QueryDict | None) -> forms.IntakeForm:
        missing: StaffQuerySet = self.filters.qs
        self.shown = _shown(missing)
        self.total = missing.count()
        return self.form_class(data, missing=missing, shown=self.shown, total=self.total)

    def _list(self, form: forms.IntakeForm) -> HttpResponse:
        self._record_look()
        context = {
            "step": self,
            "filters": self.filters,
            "form": self.filters.form if self.filters.form.errors else form,
            "intake": form,
            "day": form[form.day],
            "rows": list(zip(self.shown, form["chosen"], strict=True)),
            "total": self.total,
        }
        return render(self.request, "staff/intake.html", context)

    def _confirm(self, form: forms.IntakeForm, seen: str) -> HttpResponse:
        """Which people, by name: the names of those who were chosen one by one stand in the list already."""
        self._record_look()
        chosen = {one.pk for one in form.staff}
        context = {
            "step": self,
            "question": self.question(len(form.staff)),
            "changed": "seen" in self.request.POST,
            "intake": form,
            "day": form.cleaned_data[form.day],
            "typed": form[form.day],
            "named": [one for one in self.shown if one.pk in chosen],
            "others": len(chosen - {one.pk for one in self.shown}),
            "chosen": form.cleaned_data["chosen"],
            "seen": seen,
        }
        return render(self.request, "staff/intake_confirm.html", context)

    def _record_look(self) -> None:
        access.record_list(self.user, {"missing": self.missing, **looks.asked_of(self.filters)})


def _shown(missing: StaffQuerySet) -> list[StaffMember]:
    """Those who entered last, by name within one day: names are encrypted, so the database cannot order by them."""
    last = missing.select_related("unit").order_by(F("in_service_from").desc(nulls_last=True), "-pk")[:SHOWN]
    by_name = sorted(last, key=lambda one: one.name.casefold())
    return sorted(by_name, key=lambda one: one.in_service_from.toordinal() if one.in_service_from else 0, reverse=True)


def _mark_of(references: Iterable[str]) -> str:
    """A short mark of a choice, by which the confirmation knows that nothing has changed since."""
    return hashlib.sha256(" ".join(sorted(references)).encode()).hexdigest()[:16]


class SwearIn(Intake):
    """Those in service whose oath or promise is not recorded."""

    form_class = forms.SwearInForm
    title = _("Swear in an intake")
    intro = _("Those in service whose oath or promise is not recorded. Only the day is kept, never which it was.")
    empty = _("Nobody misses the oath or promise")
    missing = OATH

    def make_filters(self, staff: StaffQuerySet) -> IntakeFilter:
        return IntakeFilter(self.request.GET, without_oath(staff))

    def act(self, staff: Sequence[StaffMember], answers: dict[str, Any]) -> int:
        return actions.swear_in(by=self.user, staff=staff, **answers)

    def question(self, number: int) -> str:
        return ngettext("Swear in %(number)s person?", "Swear in %(number)s people?", number) % {"number": number}

    def done(self, number: int) -> str:
        return ngettext(
            "Oath or promise recorded for %(number)s person.",
            "Oath or promise recorded for %(number)s people.",
            number,
        ) % {"number": number}


class Acknowledge(Intake):
    """Those in service of whom no acknowledgement of an edition of the code is recorded."""

    form_class = forms.AcknowledgeForm
    title = _("Record the code for an intake")
    intro = _("Those in service of whom no acknowledgement of this edition of the professional code is recorded.")
    empty = _("Nobody misses this edition of the code")
    missing = CODE
    filters: CodeIntakeFilter

    def make_filters(self, staff: StaffQuerySet) -> IntakeFilter:
        asked, editions = self.request.GET.copy(), rules.editions()
        if not editions:
            return CodeIntakeFilter(asked, staff.none(), editions=[])
        asked["edition"] = asked.get("edition") or editions[0].key
        return CodeIntakeFilter(asked, staff, editions=editions)

    @property
    def edition(self) -> CodeEdition:
        return self.filters.chosen_edition

    def act(self, staff: Sequence[StaffMember], answers: dict[str, Any]) -> int:
        return actions.acknowledge(by=self.user, staff=staff, edition=self.edition, **answers)

    def question(self, number: int) -> str:
        return ngettext(
            "Record that %(number)s person acknowledged the code?",
            "Record that %(number)s people acknowledged the code?",
            number,
        ) % {"number": number}

    def done(self, number: int) -> str:
        return ngettext(
            "Acknowledgement recorded for %(number)s person.",
            "Acknowledgement recorded for %(number)s people.",
            number,
        ) % {"number": number}
