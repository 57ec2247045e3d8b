"""Forms of screening. They hold what was typed against `rules.py`; the actions ask the same rules again."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.forms import DateField, Pick, Prose
from lib.problems import REASON_NEEDED, Problem
from lib.ruled import RuledForm, offer_choices, stored_value
from office.fields import Item, offer_items
from office.models import Ground, Level, Occasion, Unit
from screening import actions, rules
from screening.models import Stage, Trajectory
from screening.models.values import ObjectionResult, Result, StageKind, SubjectGroup

GROUP_HINTS: dict[str, str | Promise] = {
    SubjectGroup.CANDIDATE: _("Not employed yet"),
    SubjectGroup.STAFF: _("Employed now, also for a new function"),
    SubjectGroup.EXTERNAL: _("Hired, or employed by a supplier"),
    SubjectGroup.VOLUNTEER: _("Police volunteer"),
}
RESULT_HINTS: dict[str, str | Promise] = {
    Result.POSITIVE: _("Nothing stands in the way"),
    Result.CONDITIONAL: _("Say below which"),
    Result.NEGATIVE: _("Choose the ground below"),
    Result.WITHDRAWN: _("The request was withdrawn. This does not count as negative"),
    Result.DISCONTINUED: _("Stopped before there was an answer"),
    Result.INSUFFICIENT: _("Too little is known to give an answer"),
}

OFFICER_HINT = _("Whoever it concerns, or is walled off from it, cannot open it: not as its officer either.")


def _reason_field(label: Any = _("Why?"), **kwargs: Any) -> Prose:
    """The reason that goes with a change into its history."""
    return Prose(
        rows=2,
        label=label,
        help_text=_("Kept with the change, and shown in the history."),
        error_messages={"required": REASON_NEEDED},
        **kwargs,
    )


def _note_field() -> forms.CharField:
    return forms.CharField(
        label=_("Note"),
        help_text=_("A few words, such as “with a second person”. No findings about the person."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RequestForm(RuledForm):
    """What was asked, and for whom."""

    started_on = DateField(label=_("When was the request received?"))
    level = Item(
        Level,
        label=_("Level"),
        empty_label=_("Choose a level"),
        error_messages={"required": _("Choose the level of the screening.")},
    )
    occasion = Item(
        Occasion,
        label=_("Occasion"),
        empty_label=_("Choose an occasion"),
        error_messages={"required": _("Choose what it is for.")},
    )
    subject_group = forms.ChoiceField(
        label=_("Who is screened?"),
        choices=SubjectGroup.choices,
        error_messages={"required": _("Choose a subject group.")},
        widget=Pick(hints=GROUP_HINTS),
    )
    function = forms.CharField(
        label=_("Function"),
        max_length=120,
        error_messages={"required": _("Enter the function it is for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = Item(Unit, label=_("Unit"), required=False, empty_label=_("Not known"))
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Enter the person's name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("Personnel number"),
        required=False,
        max_length=40,
        help_text=_("With a number, this person can never open the trajectory. Without one, nothing keeps them out."),
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
    )


class StartForm(RequestForm):
    """Start a trajectory."""

    officer = forms.ChoiceField(label=_("Screening officer"), help_text=OFFICER_HINT)

    def __init__(self, data: Any = None, *, by: User, officers: list[User]) -> None:
        super().__init__(data, initial={"officer": by.username})
        self.officers = _offer_people(self, "officer", officers)
        offer_items(self)

    def clean_officer(self) -> User:
        """The person chosen."""
        return self.officers[self.cleaned_data["officer"]]

    def problems(self) -> Iterator[Problem]:
        yield from rules.started_problems(self.cleaned_data.get("started_on"))
        yield from rules.identity_problems(self.cleaned_data)


def _offer_people(form: forms.Form, name: str, people: list[User]) -> dict[str, User]:
    by_name = {person.username: person for person in people}
    offer_choices(form, name, [(username, str(person)) for username, person in by_name.items()])
    return by_name


class StageForm(RuledForm):
    """Record that a stage was reached."""

    kind = forms.ChoiceField(label=_("Which stage?"), error_messages={"required": _("Choose a stage.")}, widget=Pick)
    reached_on = DateField(label=_("Reached on"))
    note = _note_field()

    def __init__(self, *args: Any, trajectory: Trajectory, stages: list[StageKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trajectory = trajectory
        offer_choices(self, "kind", [(stage.value, stage.label) for stage in stages])

    def problems(self) -> Iterator[Problem]:
        kind = self.cleaned_data.get("kind", "")
        yield from rules.reached_problems(self.trajectory, kind, self.cleaned_data.get("reached_on"))


class DecisionFields(RuledForm):
    """A first decision: result, day, ground, conditions."""

    result = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[choice for choice in Result.choices if choice[0] != Result.PENDING],
        error_messages={"required": _("Choose how the trajectory ended.")},
        widget=Pick(hints=RESULT_HINTS),
    )
    completed_on = DateField(label=_("Day of the decision"))
    ground = Item(Ground, label=_("Ground for a negative result"), required=False, empty_label=_("Does not apply"))
    conditions = Prose(
        rows=2,
        label=_("Conditions"),
        required=False,
        help_text=_("Only for a result with conditions."),
    )

    def problems(self) -> Iterator[Problem]:
        values = self.cleaned_data
        if values.get("result") == Result.CONDITIONAL and not values.get("conditions"):
            yield "conditions", _("Say which conditions")


class CompleteForm(DecisionFields):
    """Complete a trajectory."""

    def __init__(self, *args: Any, trajectory: Trajectory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trajectory = trajectory
        offer_items(self)

    def problems(self) -> Iterator[Problem]:
        yield from rules.completed_problems(self.cleaned_data, self.trajectory.stage_on)
        yield from super().problems()


class ObjectionForm(RuledForm):
    """Record an objection, or what came of it."""

    lodged_on = DateField(label=_("Lodged on"))
    result = forms.ChoiceField(
        label=_("Result of the objection"), choices=[("", _("Not known yet")), *ObjectionResult.choices], required=False
    )
    note = _note_field()
    reason = _reason_field(_("Why does the result change?"))

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
    reason = _reason_field(required=False)

    def __init__(self, data: Any = None, *, trajectory: Trajectory, officers: list[User]) -> None:
        present = trajectory.officer.username if trajectory.officer else None
        super().__init__(data, initial={"officer": present})
        self.officers = _offer_people(self, "officer", officers)

    def clean_officer(self) -> User:
        """The person chosen."""
        return self.officers[self.cleaned_data["officer"]]


class CorrectForm(DecisionFields, RequestForm):
    """Correct what was recorded; the decision only where there is one."""

    reason = _reason_field(_("Why is it corrected?"))
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

    def problems(self) -> Iterator[Problem]:
        if self.errors:
            return
        values = {**dict.fromkeys(actions.DECISION), **self.cleaned_data}
        yield from rules.correction_problems(self.trajectory, values, values["reason"])
        yield from rules.identity_problems(values)
        yield from super().problems()


def _wall_reason() -> Prose:
    """The reason of a wall stands with the wall alone: the history of the trajectory must not tell it."""
    reason = _reason_field()
    reason.help_text = _("Kept with the wall, and shown only to those who decide on it.")
    return reason


class WallForm(RuledForm):
    """Raise a wall around a trajectory for one person."""

    person = forms.ChoiceField(
        label=_("For whom does this trajectory not exist?"),
        help_text=_("Where the personnel number is recorded, the person screened needs none."),
        error_messages={"required": _("Choose a person.")},
    )
    reason = _wall_reason()

    def __init__(self, data: Any = None, *, people: list[User]) -> None:
        super().__init__(data)
        self.people = {person.username: person for person in people}
        offered = [(username, str(person)) for username, person in self.people.items()]
        offer_choices(self, "person", [("", _("Choose a person")), *offered])

    def clean_person(self) -> User:
        """The person chosen."""
        return self.people[self.cleaned_data["person"]]


class LiftForm(RuledForm):
    """Lift a wall."""

    reason = _wall_reason()
