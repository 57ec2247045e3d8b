"""Forms of what is alleged, and of whom it concerns."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import rules
from cases.actions import ALLEGED
from cases.forms.fields import reason_field, received_field, summary_field
from cases.models import Allegation, Case
from cases.models.values import Damage, Recipient
from lib.forms import Pick
from lib.identity import number_problems
from lib.problems import Problem
from lib.ruled import RuledForm, stored_value
from office.fields import Item, offer_items
from office.models import Category, Cause, Channel, Information, InformationSystem, RecipientType, Unit

UNKNOWN = "unknown"
"""The item of a reference list that stands for what is not known."""

RECIPIENTS = [
    (Recipient.CRIMINAL, Recipient.CRIMINAL.label),
    (Recipient.NON_CRIMINAL, Recipient.NON_CRIMINAL.label),
    (Recipient.NONE, Recipient.NONE.label),
    (Recipient.UNKNOWN, pgettext_lazy("recipient", "Not known yet")),
]
RECIPIENT_HINTS: dict[str, str | Promise] = {
    Recipient.CRIMINAL: _("A suspect, a convicted person or a known associate"),
    Recipient.NON_CRIMINAL: _("Family, acquaintance, media, company or other"),
    Recipient.NONE: _("A look-up without passing on"),
    Recipient.UNKNOWN: _("Can be set later; the change is kept"),
}


class AllegedForm(RuledForm):
    """What is alleged. Five answers are enough; the rest may come when it is known."""

    recipient = forms.ChoiceField(
        label=_("To whom, as alleged?"),
        choices=RECIPIENTS,
        error_messages={"required": _("Choose to whom the information is said to have gone.")},
        widget=Pick(hints=RECIPIENT_HINTS),
    )
    category = Item(
        Category,
        label=_("Category, as alleged"),
        initial="leak_unknown_kind",
        empty_label=None,
        error_messages={"required": _("Choose a category.")},
    )
    unit = Item(
        Unit,
        label=_("Unit concerned"),
        empty_label=_("Choose a unit"),
        error_messages={"required": _("Choose the unit concerned.")},
    )
    recipient_type = Item(RecipientType, label=_("Who received it"), required=False, empty_label=_("Not known"))
    information = Item(Information, label=_("Kind of information"), required=False, empty_label=_("Not known"))
    system = Item(InformationSystem, label=_("Information system"), required=False, empty_label=None, initial=UNKNOWN)
    channel = Item(Channel, label=_("Channel of leak"), required=False, empty_label=None, initial=UNKNOWN)
    cause = Item(Cause, label=_("Cause, if known"), required=False, empty_label=None, initial=UNKNOWN)
    damage = forms.ChoiceField(label=_("Damage"), choices=Damage.choices, required=False, initial=Damage.UNKNOWN)

    def __init__(self, *args: Any, kept: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """`kept` holds the machine values chosen before: they stay a choice, retired or not."""
        super().__init__(*args, **kwargs)
        offer_items(self, kept)

    @property
    def unfolded(self) -> bool:
        """Whether something is wrong in the part that is folded away."""
        return bool(set(self.errors) - {"received_on", "summary", "recipient", "category", "unit"})

    def problems(self) -> Iterator[Problem]:
        yield from rules.allegation_problems(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["damage"] = cleaned.get("damage") or Damage.UNKNOWN
        for name, model in (("system", InformationSystem), ("channel", Channel), ("cause", Cause)):
            cleaned[name] = cleaned.get(name) or model.objects.get(pk=UNKNOWN)
        cleaned["recipient_type"] = cleaned.get("recipient_type") or type_of(cleaned.get("recipient"))
        return cleaned


def alleged_of(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers that are columns of an allegation."""
    return {name: answers[name] for name in ALLEGED}


def type_of(recipient: str | None) -> RecipientType:
    """The recipient type that says no more than the class does."""
    return RecipientType.objects.get(pk="none" if recipient == Recipient.NONE else UNKNOWN)


class IdentityForm(forms.Form):
    """Who the subject is, if known."""

    name = forms.CharField(
        label=_("Name of the person concerned"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("Personnel number"),
        required=False,
        max_length=40,
        help_text=_(
            "With a number, this person can never open the case. Without one, nothing keeps them out automatically."
        ),
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
    )


class LogForm(IdentityForm, AllegedForm):
    """Log a suspicion."""

    received_on = received_field()
    summary = summary_field()

    field_order = ("received_on", "summary", "recipient", "category", "unit")

    def problems(self) -> Iterator[Problem]:
        yield from rules.received_problems(self.cleaned_data.get("received_on"))
        yield from number_problems(self.cleaned_data.get("number") or "")
        yield from super().problems()


class AddAllegationForm(IdentityForm, AllegedForm):
    """Add an allegation to a case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Most often the same conduct at the same unit.
        self.initial.setdefault("unit", case.unit_id)

    def problems(self) -> Iterator[Problem]:
        yield from number_problems(self.cleaned_data.get("number") or "")
        yield from super().problems()


class CorrectAllegationForm(AllegedForm):
    """Correct what is alleged."""

    reason = reason_field()

    def __init__(self, *args: Any, allegation: Allegation, **kwargs: Any) -> None:
        before = {name: stored_value(allegation, name) for name in ALLEGED}
        super().__init__(*args, initial=before, kept=before, **kwargs)


class SubjectForm(IdentityForm, RuledForm):
    """Say who the subject of an allegation is."""

    reason = reason_field(_("How do you know?"))

    def __init__(self, *args: Any, allegation: Allegation, **kwargs: Any) -> None:
        subject = allegation.subject
        before = {"name": subject.name, "number": subject.number} if subject else {}
        super().__init__(*args, initial=before, **kwargs)

    def problems(self) -> Iterator[Problem]:
        if not self.cleaned_data.get("name") and not self.cleaned_data.get("number"):
            yield "name", _("Enter a name, a personnel number, or both.")
        yield from number_problems(self.cleaned_data.get("number") or "")
