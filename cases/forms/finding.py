"""The form of what was found."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import rules
from cases.forms.alleged import RECIPIENTS, type_of
from cases.forms.fields import reason_field
from cases.models import Allegation
from cases.models.values import Finding
from lib.forms import DateField, Pick, Prose
from lib.problems import Problem
from lib.ruled import RuledForm, offer_choices, stored_value
from office.fields import Item, offer_items
from office.models import Category, Cause, RecipientType

SAY_WHAT = {"required": _("Say what was established.")}


class FindingForm(RuledForm):
    """Record what was found of an allegation; what is established starts as what was alleged."""

    finding = forms.ChoiceField(
        label=_("What was found?"),
        error_messages={"required": _("Choose what was found.")},
        widget=Pick(
            hints={
                Finding.CONFIRMED: _("It happened"),
                Finding.REFUTED: _("It did not happen"),
                Finding.NOT_ESTABLISHED: _("It could not be found out"),
                Finding.NO_BREACH: _("It happened, within the rules"),
                Finding.ENDED: _("Say below why"),
                Finding.PENDING: _("Takes the finding back: the allegation is open again"),
            }
        ),
    )
    ended_reason = forms.ChoiceField(
        label=_("If it ended without a finding: why?"),
        choices=[("", _("Does not apply")), *rules.ENDED_REASONS_TO_CHOOSE],
        required=False,
    )
    found_on = DateField(
        label=_("Date of the finding"),
        help_text=_("The day of the decision, after the subject was heard. For example 24 Jan 2019 or 24-1-2019."),
    )
    ground = Prose(
        rows=4,
        label=_("Ground of the finding"),
        help_text=_("What it rests on, in a few sentences."),
        error_messages={"required": _("Say what the finding rests on.")},
    )
    established_category = Item(
        Category, label=_("Category, as established"), empty_label=None, error_messages=SAY_WHAT
    )
    established_recipient = forms.ChoiceField(
        label=_("Recipient, as established"), choices=RECIPIENTS, error_messages=SAY_WHAT
    )
    established_recipient_type = Item(
        RecipientType, label=_("Who received it, as established"), required=False, empty_label=_("Not known")
    )
    established_cause = Item(Cause, label=_("Cause, as established"), empty_label=None, error_messages=SAY_WHAT)
    reason = reason_field(_("Why does the finding change?"))

    def __init__(self, *args: Any, allegation: Allegation, **kwargs: Any) -> None:
        self.allegation, self.changes = allegation, allegation.finding != Finding.PENDING
        before = self._before(allegation)
        super().__init__(*args, initial=before, **kwargs)
        offer_items(self, kept=before)
        findings = [choice for choice in Finding.choices if self.changes or choice[0] != Finding.PENDING]
        offer_choices(self, "finding", findings)
        # The date of a finding taken over from elsewhere may stay unknown, and one taken back has none.
        self.fields["found_on"].required = self.fields["ground"].required = not self.changes
        if not self.changes:
            del self.fields["reason"]

    def _before(self, allegation: Allegation) -> dict[str, Any]:
        source = "established_" if allegation.finding == Finding.CONFIRMED else ""
        names = ("category", "recipient", "recipient_type", "cause")
        values = {f"established_{name}": stored_value(allegation, f"{source}{name}") for name in names}
        if self.changes:
            values |= {
                "finding": allegation.finding,
                "found_on": allegation.found_on,
                "ended_reason": allegation.ended_reason,
                "ground": allegation.finding_ground,
            }
        return values

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("finding") == Finding.CONFIRMED and not values.get("established_recipient_type"):
            values["established_recipient_type"] = type_of(values.get("established_recipient"))
        return super().clean()

    def problems(self) -> Iterator[Problem]:
        values = self.cleaned_data
        yield from rules.finding_problems(values, self.allegation.case.received_on)
        if values.get("finding") != Finding.PENDING and self.allegation.found_on and not values.get("found_on"):
            yield "found_on", _("Enter the date of the finding, for example 24 Jan 2019.")
