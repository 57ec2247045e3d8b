"""Forms of staff and training. They hold what was typed against `rules.py`; the actions ask the same rules again."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.forms import DateField, PickMany
from lib.problems import Problem
from lib.ruled import RuledForm, offer_choices, stored_value
from office.fields import Item, offer_items
from office.models import CodeEdition, TrainingTopic, Unit
from screening.forms.fields import reason_field
from screening.models import StaffMember, TrainingSession, Trajectory
from screening.models.staff import StaffQuerySet
from screening.rules import LONGEST_REASON
from screening.staff import rules
from screening.staff.actions import CORRECTABLE
from screening.staff.actions import training as sessions


def _unit_field(label: Any = _("Unit")) -> Item:
    return Item(Unit, label=label, required=False, empty_label=_("Not known"))


def _number_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Personnel number"),
        max_length=40,
        error_messages={"required": _("Enter the personnel number.")},
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
        **kwargs,
    )


def _short_reason(label: Any = _("Why?")) -> forms.CharField:
    """A reason that also stands in a column of its own."""
    field = reason_field(label)
    return forms.CharField(
        label=label,
        help_text=field.help_text,
        max_length=LONGEST_REASON,
        error_messages={"required": field.error_messages["required"]},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EnterForm(RuledForm):
    """Somebody enters service; what the trajectory holds is not typed again."""

    in_service_from = DateField(label=_("First day of service"))
    unit = _unit_field()
    number = _number_field(help_text=_("The trajectory has none yet. It is filled in there, too."))

    def __init__(self, *args: Any, trajectory: Trajectory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, initial={"unit": trajectory.unit_id})
        offer_items(self, kept={"unit": trajectory.unit_id})
        if trajectory.number:
            del self.fields["number"]

    def problems(self) -> Iterator[Problem]:
        yield from rules.entered_problems(self.cleaned_data.get("in_service_from"))
        if "number" in self.cleaned_data:
            yield from rules.number_problems(self.cleaned_data["number"])


class LeaveForm(RuledForm):
    """Somebody leaves service."""

    in_service_to = DateField(label=_("Last day of service"))
    reason = _short_reason()

    def __init__(self, *args: Any, staff: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def problems(self) -> Iterator[Problem]:
        if not self.errors:
            values = self.cleaned_data
            yield from rules.left_problems(self.staff, values["in_service_to"], values["reason"])


class CorrectForm(RuledForm):
    """Correct what was recorded of somebody."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    number = _number_field(help_text=_("Who has this number can never open this record."))
    unit = _unit_field()
    in_service_from = DateField(label=_("In service from"), required=False)
    in_service_to = DateField(label=_("In service to"), required=False)
    reason = reason_field(_("Why is it corrected?"))

    def __init__(self, data: Any = None, *, staff: StaffMember) -> None:
        before = {name: stored_value(staff, name) for name in CORRECTABLE}
        super().__init__(data, initial=before)
        self.staff = staff
        offer_items(self, kept=before)

    def problems(self) -> Iterator[Problem]:
        if not self.errors:
            yield from rules.correction_problems(self.staff, self.cleaned_data, self.cleaned_data["reason"])


class OathForm(RuledForm):
    """Record that somebody was sworn in."""

    sworn_in_on = DateField(label=_("Sworn in on"))

    def __init__(self, *args: Any, staff: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def problems(self) -> Iterator[Problem]:
        if not self.errors:
            yield from rules.day_problems("sworn_in_on", self.cleaned_data["sworn_in_on"], [self.staff])


class OathCorrectForm(OathForm):
    """Correct the day, or the unit of then."""

    unit = _unit_field(_("Unit on that day"))
    reason = reason_field(_("Why is it corrected?"))

    def __init__(self, data: Any = None, *, staff: StaffMember) -> None:
        before = {"sworn_in_on": staff.sworn_in_on, "unit": staff.sworn_in_unit_id}
        super().__init__(data, staff=staff, initial=before)
        self.fields["unit"].required = True
        offer_items(self, kept={"unit": staff.sworn_in_unit_id})


class ReasonForm(RuledForm):
    """Take something back: only why is asked."""

    reason = reason_field()


class CodeForm(RuledForm):
    """Record that somebody acknowledged an edition of the code."""

    edition = Item(
        CodeEdition,
        label=_("Edition of the code"),
        empty_label=_("Choose an edition"),
        error_messages={"required": _("Choose the edition.")},
    )
    acknowledged_on = DateField(label=_("Acknowledged on"))

    def __init__(self, *args: Any, staff: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        offer_items(self)

    def problems(self) -> Iterator[Problem]:
        if not self.errors:
            yield from rules.day_problems("acknowledged_on", self.cleaned_data["acknowledged_on"], [self.staff])


class _References(forms.MultipleChoiceField):
    """References out of a list of people; whether each may be chosen, the form asks the list itself."""

    widget = PickMany

    def valid_value(self, _value: Any) -> bool:
        return True


class IntakeForm(RuledForm):
    """Choose people out of a list of those who miss something, or all of them, and the day."""

    day: ClassVar[str]
    chosen = _References(label=_("People"), required=False)
    everybody = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, missing: StaffQuerySet, shown: Sequence[StaffMember], total: int) -> None:
        super().__init__(data)
        self.missing, self.total = missing, total
        offer_choices(self, "chosen", [(one.reference, str(one)) for one in shown])
        self.staff: list[StaffMember] = []

    def problems(self) -> Iterator[Problem]:
        chosen = self.cleaned_data.get("chosen") or []
        everybody = self.cleaned_data.get("everybody")
        if not chosen and not everybody:
            yield "chosen", _("Choose at least one person")
            return
        found = self.missing if everybody else self.missing.filter(reference__in=chosen)
        self.staff = list(found.defer("name", "number").order_by("pk"))
        if not self.staff or (not everybody and len(self.staff) != len(set(chosen))):
            yield "chosen", _("Somebody you chose is not in this list any more. Look at it again, and choose anew")
        elif self.cleaned_data.get(self.day):
            yield from rules.day_problems(self.day, self.cleaned_data[self.day], self.staff)


class SwearInForm(IntakeForm):
    """Swear in an intake."""

    day = "sworn_in_on"
    sworn_in_on = DateField(label=_("Sworn in on"))


class AcknowledgeForm(IntakeForm):
    """Record that an intake acknowledged the code."""

    day = "acknowledged_on"
    acknowledged_on = DateField(label=_("Acknowledged on"))


class SessionForm(RuledForm):
    """Record a training session."""

    held_on = DateField(label=_("Held on"))
    unit = _unit_field()
    topic = Item(
        TrainingTopic,
        label=_("Topic"),
        empty_label=_("Choose a topic"),
        error_messages={"required": _("Choose the topic.")},
    )
    attending = forms.IntegerField(
        label=_("Number attending"),
        help_text=_("A number only: who attended, and what was said, is recorded nowhere."),
        error_messages={
            "required": _("Enter how many attended."),
            "invalid": _("Enter how many attended, in figures."),
        },
        widget=forms.TextInput(attrs={"class": "w-date", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kept: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_items(self, kept=kept)

    def problems(self) -> Iterator[Problem]:
        if not self.errors:
            yield from rules.session_problems(self.cleaned_data["held_on"], self.cleaned_data["attending"])


class SessionCorrectForm(SessionForm):
    """Correct a training session."""

    reason = reason_field(_("Why is it corrected?"))

    def __init__(self, data: Any = None, *, session: TrainingSession) -> None:
        before = {name: stored_value(session, name) for name in sessions.CORRECTABLE}
        super().__init__(data, initial=before, kept=before)


class VoidForm(RuledForm):
    """Mark a session as registered in error."""

    reason = _short_reason()
