"""One step in the record of a member of staff."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.access import me
from accounts.models import User
from lib.steps import Step
from screening.models import StaffMember
from screening.staff import access
from screening.views.steps import warn_of_names


class StaffStep(Step):
    """A step of the screening officers."""

    template = "staff/step.html"
    staff: StaffMember

    @property
    def user(self) -> User:
        """Who takes the step."""
        return me(self.request)

    @property
    def record(self) -> StaffMember:
        return self.staff

    def fetch(self, reference: str) -> None:
        self.staff = access.open_staff(self.user, reference, to_act=self.to_act)

    def reread(self) -> None:
        access.record_look(self.user, self.staff)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"staff": self.staff}

    def post(self, request: HttpRequest, **keys: str) -> HttpResponse:
        """A reason is kept as it is typed."""
        before = StaffMember(name=self.staff.name, number=self.staff.number)
        answer = super().post(request, **keys)
        if answer.status_code == HTTPStatus.FOUND:
            warn_of_names(request, before, request.POST)
        return answer

    def beside(self) -> dict[str, Any]:
        return {"staff": self.staff}
