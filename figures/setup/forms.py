"""Forms of what stands beside the figures."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from figures.basis import Basis
from figures.definitions import FIGURES
from figures.models import EditionRule, Headcount, SeriesBreak
from figures.publications.masking import THRESHOLDS
from figures.setup import rules
from lib.dates import FIRST_YEAR
from lib.forms import DateField, Pick, PickMany
from lib.problems import Problem
from lib.ruled import RuledForm, offer_choices

MOST_STAFF = 10_000_000


def _footnote(label: Any, asked: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": asked},
    )


def _whole_number(**more: Any) -> forms.IntegerField:
    """A text field for a whole number: a browser's own has arrows that change it by accident."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-date", "autocomplete": "off"})
    return forms.IntegerField(widget=widget, **more)


class BreakForm(RuledForm):
    """From which day on which figures are no longer what they were, and why."""

    begins_on = DateField(
        label=_("From which day on?"),
        help_text=_("The first day on which it is counted otherwise, for example 1 Jan 2023."),
    )
    figures = forms.MultipleChoiceField(
        label=_("Which figures?"),
        required=False,
        widget=PickMany,
        help_text=_("None ticked means all of them."),
        error_messages={"invalid_choice": _("Choose figures of this list.")},
    )
    text_en = _footnote(_("Footnote in English"), _("Say in English what is counted otherwise, and why."))
    text_nl = _footnote(_("Footnote in Dutch"), _("Say in Dutch what is counted otherwise, and why."))

    def __init__(self, *args: Any, of: SeriesBreak | None = None, **kwargs: Any) -> None:
        names = ("begins_on", "figures", "text_en", "text_nl")
        initial = {name: getattr(of, name) for name in names} if of else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.changed = of.pk if of else 0
        offer_choices(self, "figures", [(figure.key, figure.label_in(Basis())) for figure in FIGURES])

    def problems(self) -> Iterable[Problem]:
        said = self.cleaned_data
        if said.keys() >= {"begins_on", "figures", "text_en"}:
            yield from rules.break_problems(said["begins_on"], said["figures"], said["text_en"], self.changed)


class HeadcountForm(RuledForm):
    """How many people the organisation had in a year, and where that stands."""

    year = _whole_number(
        label=_("Year"),
        min_value=FIRST_YEAR,
        error_messages={
            "required": _("Enter the year, for example 2018."),
            "invalid": _("Enter the year in four figures, for example 2018."),
            "min_value": _("Enter the year in four figures, for example 2018."),
        },
    )
    number = _whole_number(
        label=_("Number of staff"),
        min_value=1,
        max_value=MOST_STAFF,
        help_text=_("Of the whole organisation: people, not full-time equivalents. In digits, for example 65000."),
        error_messages={
            "required": _("Enter the number of staff, for example 65000."),
            "invalid": _("Enter the number of staff in digits, for example 65000."),
            "min_value": _("Enter %(limit_value)s or more."),
            "max_value": _("Enter %(limit_value)s or less."),
        },
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Where the number stands, for example annual report 2018. It is shown below every rate."),
        error_messages={"required": _("Say where the number stands. It is shown below every rate.")},
    )

    def __init__(self, *args: Any, of: Headcount | None = None, **kwargs: Any) -> None:
        initial = {"year": of.year, "number": of.number, "source": of.source} if of else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.corrected = of.pk if of else 0

    def problems(self) -> Iterable[Problem]:
        if "year" in self.cleaned_data:
            yield from rules.headcount_problems(self.cleaned_data["year"], self.corrected)


class ThresholdForm(RuledForm):
    """Below which number a public edition masks."""

    threshold = forms.TypedChoiceField(
        label=_("Below which number is masked?"),
        coerce=int,
        choices=[(str(value), str(value)) for value in THRESHOLDS],
        widget=Pick,
        error_messages={"required": _("Choose a threshold.")},
    )

    def __init__(self, *args: Any, of: EditionRule, **kwargs: Any) -> None:
        super().__init__(*args, initial={"threshold": str(of.threshold)}, **kwargs)
