"""One step in the work on a case."""

from typing import Any

from accounts.access import me
from accounts.models import User
from cases import access
from cases.models import Case
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
        self.case = access.work_case(self.user, reference)

    def beside(self) -> dict[str, Any]:
        return {"case": self.case}
