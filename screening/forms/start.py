"""The forms that start a trajectory: for a level, or renewed from the last one of the same person."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib import clock
from lib.forms import DateField, Pick
from lib.problems import Problem
from lib.ruled import RuledForm
from office.fields import Item, offer_items
from office.models import Level, Occasion, Unit
from screening import rules
from screening.forms.fields import GROUP_HINTS, OFFICER_HINT, offer_people, own_staff_field
from screening.models import Trajectory
from screening.models.values import SubjectGroup

USUAL_OCCASION = "initial"
"""What a level is for that asks no occasion: a certificate is asked for by whoever needs one."""
PERIODIC = "renewed_periodic"


class WhatFields(RuledForm):
    """What was asked, for a level that is known."""

    started_on = DateField(label=_("When was the request received?"))
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


class WhomFields(RuledForm):
    """Who is screened."""

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
    own_staff = own_staff_field()


class _Start(WhatFields):
    """What both ways to start a trajectory ask."""

    officer = forms.ChoiceField(label=_("Screening officer"), help_text=OFFICER_HINT)

    def __init__(self, data: Any, *, level: Level, officers: list[User], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.level = level
        self.officers = offer_people(self, "officer", officers)
        offer_items(self, kept=initial)
        if not level.screening:
            del self.fields["occasion"]

    def clean_officer(self) -> User:
        """The person chosen."""
        return self.officers[self.cleaned_data["officer"]]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if "occasion" not in self.fields:
            answers["occasion"] = Occasion.objects.get(pk=USUAL_OCCASION)
        return answers

    def problems(self) -> Iterator[Problem]:
        yield from rules.started_problems(self.cleaned_data.get("started_on"))


class StartForm(WhomFields, _Start):
    """Start a trajectory of a level."""

    def __init__(self, data: Any = None, *, by: User, officers: list[User], level: Level) -> None:
        super().__init__(data, level=level, officers=officers, initial={"officer": by.username})

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from rules.identity_problems(self.cleaned_data)


class RenewForm(_Start):
    """Start the renewed screening of somebody. Who it is stands in the last one and is not asked again."""

    own_staff = own_staff_field()

    def __init__(
        self, data: Any = None, *, by: User, officers: list[User], level: Level, last: Trajectory, occasion: str
    ) -> None:
        super().__init__(data, level=level, officers=officers, initial=_as_last(last, by, officers, occasion))
        # Once ticked it is carried over with the person; only a correction takes it away.
        if last.own_staff:
            del self.fields["own_staff"]


def _as_last(last: Trajectory, by: User, officers: list[User], occasion: str) -> dict[str, Any]:
    """What the last trajectory says, of somebody who by now is in service."""
    group = SubjectGroup.STAFF if last.subject_group == SubjectGroup.CANDIDATE else last.subject_group
    officer = last.officer if last.officer and last.officer in officers else by
    return {
        "started_on": clock.today(),
        "occasion": occasion or PERIODIC,
        "subject_group": group,
        "function": last.function,
        "unit": last.unit_id,
        "officer": officer.username,
    }
