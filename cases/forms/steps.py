"""Forms of the other steps in the work on a case."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import rules
from cases.forms.fields import reason_field, received_field, summary_field
from cases.models import Case, Investigation
from cases.models.values import Body, Track
from lib import clock
from lib.forms import DateField, Pick, PickMany, Prose
from lib.problems import Problem
from lib.ruled import RuledForm
from office.models import Offence


class InvestigationForm(RuledForm):
    """Start an investigation."""

    track = forms.ChoiceField(
        label=_("Track"),
        choices=Track.choices,
        error_messages={"required": _("Choose a track.")},
        widget=Pick(
            hints={
                Track.ORIENTATION: _("Is there enough to investigate?"),
                Track.DISCIPLINARY: _("Under the law of public service"),
                Track.CRIMINAL: _("Led by the prosecution"),
            }
        ),
    )
    offences = forms.ModelMultipleChoiceField(
        Offence.objects.none(),
        label=_("Suspected offences"),
        help_text=_("One or more."),
        error_messages={"required": _("Choose at least one, or “None (neglect of duty only)”.")},
        widget=PickMany,
    )
    body = forms.ChoiceField(label=_("Investigating body"), choices=Body.choices, initial=Body.OWN)
    body_reference = forms.CharField(label=_("Reference at that body"), required=False, max_length=60)
    started_on = DateField(
        label=_("Started on"),
        help_text=_("May lie before the report, where another body had begun. For example 24 Jan 2019 or 24-1-2019."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offences = self.fields["offences"]
        assert isinstance(offences, forms.ModelMultipleChoiceField)
        offences.queryset = Offence.objects.valid_on(clock.today())

    def problems(self) -> Iterator[Problem]:
        yield from rules.investigation_problems(self.cleaned_data)


class EndForm(RuledForm):
    """End an investigation."""

    ended_on = DateField(label=_("Ended on"))

    def __init__(self, *args: Any, investigation: Investigation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.investigation = investigation

    def problems(self) -> Iterator[Problem]:
        values = {"started_on": self.investigation.started_on, "ended_on": self.cleaned_data.get("ended_on")}
        yield from rules.investigation_problems(values)


class CorrectCaseForm(RuledForm):
    """Correct the day of receipt or the summary."""

    received_on = received_field()
    summary = summary_field()
    reason = reason_field()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, initial={"received_on": case.received_on, "summary": case.summary}, **kwargs)
        # Cases taken over from elsewhere may have none.
        self.fields["summary"].required = bool(case.summary)

    def problems(self) -> Iterator[Problem]:
        received_on = self.cleaned_data.get("received_on")
        yield from rules.received_problems(received_on)
        if received_on:
            yield from rules.received_later_problems(self.case, received_on)


class ProposalForm(RuledForm):
    """Propose closing."""

    proposal = Prose(
        rows=3,
        label=_("Why can it be closed?"),
        required=False,
        help_text=_("For the one who takes the second look."),
    )


class ReasonForm(RuledForm):
    """A reason, and nothing else."""

    reason = reason_field()
