"""The forms of the steps in the work on a trajectory."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from lib.forms import DateField, Pick
from lib.problems import Problem
from lib.ruled import RuledForm, offer_choices
from office.fields import offer_items
from screening import rules
from screening.forms.fields import (
    OFFICER_HINT,
    DecisionFields,
    note_field,
    offer_people,
    offer_results,
    reason_field,
)
from screening.models import Stage, Trajectory
from screening.models.values import ObjectionResult, Result, StageKind


class StageForm(RuledForm):
    """Record that a stage was reached."""

    kind = forms.ChoiceField(label=_("Which stage?"), error_messages={"required": _("Choose a stage.")}, widget=Pick)
    reached_on = DateField(label=_("Reached on"))
    due_on = DateField(label=_("Next due"), required=False)
    note = note_field()

    def __init__(self, *args: Any, trajectory: Trajectory, stages: list[StageKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trajectory = trajectory
        offer_choices(self, "kind", [(stage.value, stage.label) for stage in stages])
        if trajectory.result != Result.PENDING:
            del self.fields["due_on"]
            return
        days = trajectory.level.stage_days
        self.fields["due_on"].help_text = ngettext(
            "When the next step must be there. Left empty: %(n)s day after this one was reached.",
            "When the next step must be there. Left empty: %(n)s days after this one was reached.",
            days,
        ) % {"n": days}

    def problems(self) -> Iterator[Problem]:
        values = self.cleaned_data
        kind, reached_on, due_on = values.get("kind", ""), values.get("reached_on"), values.get("due_on")
        yield from rules.reached_problems(self.trajectory, kind, reached_on)
        yield from rules.due_problems(reached_on, due_on)
        if kind and reached_on:
            yield from rules.place_problems(self.trajectory, kind, reached_on, due_on)


class CompleteForm(DecisionFields):
    """Complete a trajectory."""

    def __init__(self, *args: Any, trajectory: Trajectory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trajectory = trajectory
        offer_items(self)
        offer_results(self, rules.results_of(trajectory.level))

    def problems(self) -> Iterator[Problem]:
        yield from rules.completed_problems(self.cleaned_data, self.trajectory.stage_on, self.trajectory.level)
        yield from super().problems()


class EndRenewalForm(RuledForm):
    """Say why a screening is not renewed any more."""

    reason = forms.CharField(
        label=_("Why is it no longer renewed?"),
        help_text=_("For example: left service. Kept with the trajectory."),
        max_length=rules.LONGEST_REASON,
        error_messages={"required": _("Say why it is no longer renewed.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ObjectionForm(RuledForm):
    """Record an objection, or what came of it."""

    lodged_on = DateField(label=_("Lodged on"))
    result = forms.ChoiceField(
        label=_("Result of the objection"), choices=[("", _("Not known yet")), *ObjectionResult.choices], required=False
    )
    note = note_field()
    reason = reason_field(_("Why does the result change?"))

    def __init__(self, data: Any = None, *, trajectory: Trajectory, lodged: Stage | None) -> None:
        super().__init__(data, initial={"result": trajectory.objection_result})
        self.trajectory, self.lodged = trajectory, lodged
        if lodged:
            del self.fields["lodged_on"], self.fields["note"]
            self.fields["result"].required = True
            self.fields["result"].error_messages["required"] = _("Choose the result of the objection.")
        if not trajectory.objection_result:
            del self.fields["reason"]

    def problems(self) -> Iterator[Problem]:
        yield from rules.objection_problems(self.trajectory, self.cleaned_data, lodged=self.lodged is not None)


class OfficerForm(RuledForm):
    """Give a trajectory to an officer."""

    officer = forms.ChoiceField(label=_("Screening officer"), help_text=OFFICER_HINT)
    reason = reason_field(required=False)

    def __init__(self, data: Any = None, *, trajectory: Trajectory, officers: list[User]) -> None:
        present = trajectory.officer.username if trajectory.officer else None
        super().__init__(data, initial={"officer": present})
        self.officers = offer_people(self, "officer", officers)

    def clean_officer(self) -> User:
        """The person chosen."""
        return self.officers[self.cleaned_data["officer"]]
