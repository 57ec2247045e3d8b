"""The fields that several forms of screening share."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.forms import DateField, Pick, Prose
from lib.problems import REASON_NEEDED, Problem
from lib.ruled import RuledForm, offer_choices
from office.fields import Item
from office.models import Ground
from screening.models.values import Result, SubjectGroup

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


def reason_field(label: Any = _("Why?"), **kwargs: Any) -> Prose:
    """The reason that goes with a change into its history."""
    return Prose(
        rows=2,
        label=label,
        help_text=_("Kept with the change, and shown in the history."),
        error_messages={"required": REASON_NEEDED},
        **kwargs,
    )


def note_field() -> forms.CharField:
    """A few words beside a stage or a report."""
    return forms.CharField(
        label=_("Note"),
        help_text=_("A few words, such as “with a second person”. No findings about the person."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def own_staff_field() -> forms.BooleanField:
    """The tick that keeps the screening of a colleague from the other colleagues."""
    return forms.BooleanField(
        label=_("Works in the screening team"),
        help_text=_("Then only the named officer can open it. For the other officers it does not exist."),
        required=False,
    )


def offer_people(form: forms.Form, name: str, people: list[User]) -> dict[str, User]:
    """Fill a choice of people; returns them by user name."""
    by_name = {person.username: person for person in people}
    offer_choices(form, name, [(username, str(person)) for username, person in by_name.items()])
    return by_name


def offer_results(form: forms.Form, results: list[Result]) -> None:
    """Ask only what can come of this level: without conditions there is no field for them."""
    offer_choices(form, "result", [(result.value, result.label) for result in results])
    if Result.CONDITIONAL not in results:
        del form.fields["conditions"]


class DecisionFields(RuledForm):
    """A first decision: result, day, ground, conditions. `offer_results` fills the results."""

    result = forms.ChoiceField(
        label=_("How did it end?"),
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
