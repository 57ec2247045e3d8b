"""The oath or promise of one person. Which of the two it was is asked nowhere."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from screening.staff import actions, forms, rules
from screening.staff.views.steps import StaffStep


class Record(StaffStep):
    """Somebody was sworn in."""

    form_class = forms.OathForm
    title = _("Oath or promise")
    intro = _("Only the day is recorded, never which of the two it was.")
    button = _("Record")
    done = _("Oath or promise recorded.")

    def check(self) -> None:
        rules.check_can_swear([self.staff])

    def act(self, answers: dict[str, Any]) -> None:
        actions.swear_in(by=self.user, staff=[self.staff], **answers)


class Correct(StaffStep):
    """The day was wrong, or the unit."""

    form_class = forms.OathCorrectForm
    title = _("Correct the oath or promise")
    intro = _("It counts in the year of its day, in the unit of then.")
    button = _("Correct")
    done = _("Oath or promise corrected.")

    def check(self) -> None:
        rules.check_is_sworn(self.staff)

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_oath(by=self.user, staff=self.staff, **answers)


class TakeBack(StaffStep):
    """It was recorded in error."""

    form_class = forms.ReasonForm
    title = _("Take back the oath or promise")
    intro = _("For what was recorded in error: the person then counts as not sworn in.")
    button = _("Take back")
    done = _("Oath or promise taken back.")

    def check(self) -> None:
        rules.check_is_sworn(self.staff)

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_oath(by=self.user, staff=self.staff, sworn_in_on=None, **answers)
