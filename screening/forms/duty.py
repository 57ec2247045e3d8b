"""The forms of the duty to report: what somebody reported who was screened, and what came of it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.forms import DateField, Pick
from lib.problems import Problem
from lib.ruled import RuledForm
from screening import rules
from screening.forms.fields import note_field
from screening.models import DutyReport, Trajectory
from screening.models.values import DutyKind, DutyOutcome

OUTCOME_HINTS: dict[str, str | Promise] = {
    DutyOutcome.NO_ACTION: _("The screening stands as it is"),
    DutyOutcome.RENEWED: _("Leads on to the start of a new trajectory of this person"),
}


class DutyForm(RuledForm):
    """Record what was reported."""

    kind = forms.ChoiceField(
        label=_("What was reported?"),
        choices=DutyKind.choices,
        error_messages={"required": _("Choose what was reported.")},
        widget=Pick,
    )
    reported_on = DateField(label=_("Reported on"))
    note = note_field()

    def __init__(self, *args: Any, trajectory: Trajectory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trajectory = trajectory

    def problems(self) -> Iterator[Problem]:
        yield from rules.reported_problems(self.trajectory, self.cleaned_data)


class AssessForm(RuledForm):
    """Record what came of it."""

    outcome = forms.ChoiceField(
        label=_("What does it need?"),
        choices=[choice for choice in DutyOutcome.choices if choice[0] != DutyOutcome.PENDING],
        error_messages={"required": _("Choose what it needs.")},
        widget=Pick(hints=OUTCOME_HINTS),
    )
    assessed_on = DateField(label=_("Assessed on"))

    def __init__(self, *args: Any, duty: DutyReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty

    def problems(self) -> Iterator[Problem]:
        yield from rules.assessed_problems(self.duty, self.cleaned_data)
