"""The form that corrects what was recorded of a trajectory."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.problems import Problem
from lib.ruled import stored_value
from office.fields import Item, offer_items
from office.models import Level
from screening import actions, rules
from screening.forms.fields import DecisionFields, offer_results, reason_field
from screening.forms.start import WhatFields, WhomFields
from screening.models import Trajectory
from screening.models.values import Result


class CorrectForm(DecisionFields, WhomFields, WhatFields):
    """Correct what was recorded; the decision only where there is one."""

    level = Item(
        Level,
        label=_("Level"),
        empty_label=_("Choose a level"),
        error_messages={"required": _("Choose the level of the screening.")},
    )
    reason = reason_field(_("Why is it corrected?"))
    field_order = [*actions.CORRECTABLE, "reason"]

    def __init__(self, data: Any = None, *, trajectory: Trajectory) -> None:
        before = {name: stored_value(trajectory, name) for name in actions.CORRECTABLE}
        super().__init__(data, initial=before)
        self.trajectory = trajectory
        offer_items(self, kept=before)
        # What was taken over from elsewhere may lack these.
        for name in ("function", "name"):
            self.fields[name].required = bool(before[name])
        if trajectory.completed_on is None:
            for name in actions.DECISION:
                del self.fields[name]
        else:
            # The level may be what is corrected, so every result is offered.
            offer_results(self, [result for result in Result if result != Result.PENDING])

    def problems(self) -> Iterator[Problem]:
        if self.errors:
            return
        values = {**dict.fromkeys(actions.DECISION), **self.cleaned_data}
        yield from rules.correction_problems(self.trajectory, values, values["reason"])
        yield from rules.identity_problems(values)
        yield from super().problems()
