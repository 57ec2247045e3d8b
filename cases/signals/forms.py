"""Forms of signals: what comes in, what is decided, and the smaller steps. They ask `rules.py`, as the actions do."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.alleged import RECIPIENT_HINTS, RECIPIENTS, UNKNOWN
from cases.forms.fields import reason_field
from cases.forms.team import PersonForm
from cases.models import Signal
from cases.models.values import Decision, Recipient
from cases.signals import rules
from lib import clock
from lib.forms import DateField, Pick, Prose
from lib.problems import REASON_NEEDED, Problem
from lib.publickey import as_typed
from lib.ruled import RuledForm, offer_choices, stored_value
from office.fields import Item, offer_items
from office.models import Category, SignalChannel, SignalSource, Unit

DECISIONS = [(decision.value, decision.label) for decision in Decision if decision != Decision.UNDECIDED]
DECISION_HINTS: dict[str, str | Promise] = {
    Decision.NO_ACTION: _("Nothing to look into. The reason says why"),
    Decision.CONVERSATION: _("The manager takes it up; no case is made"),
    Decision.MERGED: _("It is about a case that is there already: give its reference below"),
    Decision.ORIENTATION: _("Makes a case: is there enough to investigate?"),
    Decision.DISCIPLINARY: _("Makes a case, under the law of public service"),
    Decision.PROSECUTION: _("Makes a case, led by the prosecution"),
}


def typed_field(**kwargs: Any) -> forms.CharField:
    """A line of text that the browser does not fill in."""
    attrs = {"autocomplete": "off", **kwargs.pop("attrs", {})}
    return forms.CharField(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)


class ReceivedForm(RuledForm):
    """What came in, and whom it concerns."""

    received_on = DateField(label=_("When did it come in?"))
    source = Item(
        SignalSource,
        label=_("Where does it come from?"),
        empty_label=_("Choose a source"),
        error_messages={"required": _("Choose where it comes from.")},
    )
    channel = Item(SignalChannel, label=_("How did it come in?"), required=False, empty_label=None, initial=UNKNOWN)
    unit = Item(Unit, label=_("Unit concerned"), required=False, empty_label=None, initial=UNKNOWN)
    text = Prose(
        rows=4,
        label=_("What is the signal?"),
        help_text=_("What was seen or said. No names: whom it concerns and who reports it are entered apart."),
        error_messages={"required": _("Say in a sentence what was seen or said.")},
    )
    name = typed_field(label=_("Whom does it concern?"), max_length=120, help_text=_("The name, if it is known."))
    number = typed_field(
        label=_("Personnel number"),
        max_length=40,
        help_text=_("With a number the signal does not exist for this person."),
        attrs={"class": "w-date"},
    )
    whistleblower = forms.BooleanField(
        label=_("Made under the whistle-blower act"),
        required=False,
        help_text=_(
            "Starts its clocks: receipt is acknowledged within 7 days, feedback given within 3 months of that."
        ),
    )

    def __init__(self, *args: Any, kept: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """`kept` holds the machine values chosen before: they stay a choice, retired or not."""
        super().__init__(*args, **kwargs)
        offer_items(self, kept)

    def problems(self) -> Iterator[Problem]:
        yield from rules.signal_problems(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, model in (("channel", SignalChannel), ("unit", Unit)):
            cleaned[name] = cleaned.get(name) or model.objects.get(pk=UNKNOWN)
        return cleaned


class CorrectForm(ReceivedForm):
    """Correct what came in, until it is decided on."""

    reason = reason_field()

    def __init__(self, *args: Any, signal: Signal, **kwargs: Any) -> None:
        self.signal = signal
        before = {name: stored_value(signal, name) for name in ReceivedForm.base_fields}
        super().__init__(*args, initial=before, kept=before, **kwargs)

    def problems(self) -> Iterator[Problem]:
        yield from rules.correction_problems(self.signal, self.cleaned_data)


class DecideForm(RuledForm):
    """Decide what happens with a signal; what is known of it goes into the case by itself."""

    decision = forms.ChoiceField(
        label=_("What happens with it?"),
        choices=DECISIONS,
        error_messages={"required": _("Choose what happens with it.")},
        widget=Pick(hints=DECISION_HINTS),
    )
    into = typed_field(
        label=_("Reference of the case that it joins"),
        max_length=20,
        help_text=_("Only to merge it into a case, for example 2018-7KQ4P. The case must be open to you."),
        attrs={"class": "w-date"},
    )
    decided_on = DateField(label=_("Decided on"), initial=clock.today)
    reason = Prose(
        rows=3,
        label=_("Why?"),
        help_text=_("Kept with the decision. No names."),
        error_messages={"required": REASON_NEEDED},
    )
    category = Item(Category, label=_("Category, as alleged"), empty_label=None, initial=rules.USUAL_CATEGORY)
    recipient = forms.ChoiceField(
        label=_("To whom, as alleged?"),
        choices=RECIPIENTS,
        initial=Recipient.UNKNOWN,
        widget=Pick(hints=RECIPIENT_HINTS),
    )
    lead = forms.ChoiceField(
        label=_("Who leads the case?"),
        required=False,
        help_text=_("Investigators for whom it exists. A lead can be appointed later too."),
    )

    def __init__(self, *args: Any, signal: Signal, leads: Iterable[User] | None, **kwargs: Any) -> None:
        """`leads` are those who may be chosen as lead; none where this is not for the one who decides."""
        super().__init__(*args, **kwargs)
        self.signal = signal
        self.leads = {person.username: person for person in leads or ()}
        if leads is None:
            del self.fields["lead"]
        else:
            offered = [(username, str(person)) for username, person in self.leads.items()]
            offer_choices(self, "lead", [("", _("Nobody yet")), *offered])
        offer_items(self)
        for name in ("category", "recipient"):
            self.fields[name].required = False

    @property
    def unfolded(self) -> bool:
        """Whether the part for a new case has something to show: a decision that makes one, or an error."""
        makes = self.is_bound and self["decision"].value() in rules.MADE
        return bool(makes or set(self.errors) & {"category", "recipient", "lead"})

    def problems(self) -> Iterator[Problem]:
        # Which case it is, the door to that case says; here counts whether one was named.
        said = {**self.cleaned_data, "into": self.cleaned_data["into"] or None}
        yield from rules.decision_problems(self.signal, said)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        cleaned["into"] = as_typed(cleaned.get("into") or "")
        cleaned["lead"] = self.leads.get(cleaned.get("lead") or "")
        cleaned["recipient"] = cleaned.get("recipient") or Recipient.UNKNOWN
        return super().clean()


class TriagerForm(PersonForm):
    """Name the investigator who decides on a signal, or nobody."""

    person_field = "triager"
    triager = forms.ChoiceField(
        label=_("Who decides on it?"),
        required=False,
        help_text=_("Investigators for whom it exists. Coordinators can always decide."),
    )
    reason = Prose(rows=2, label=_("Why?"), required=False, help_text=_("Kept with the change, and shown with it."))

    def __init__(self, *args: Any, signal: Signal, **kwargs: Any) -> None:
        current = signal.triager.username if signal.triager else ""
        super().__init__(*args, initial={"triager": current}, **kwargs)
        offer_choices(
            self, "triager", [("", _("The coordinator")), *((name, str(one)) for name, one in self.people.items())]
        )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("triager"):
            self.cleaned_data["triager"] = None
        return super().clean()


class WallForm(PersonForm):
    """Raise a wall around a signal."""

    person = forms.ChoiceField(
        label=_("For whom does this signal no longer exist?"),
        error_messages={"required": _("Choose a person.")},
    )
    reason = Prose(
        rows=2,
        label=_("Why?"),
        help_text=_("Shown to coordinators only."),
        error_messages={"required": REASON_NEEDED},
    )


class DayForm(RuledForm):
    """A day of the clocks; another one than that recorded takes a reason."""

    day: str
    reason = reason_field(_("Why is it another day?"))

    def __init__(self, *args: Any, signal: Signal, **kwargs: Any) -> None:
        before = getattr(signal, self.day)
        super().__init__(*args, initial={self.day: before or clock.today()}, **kwargs)
        self.signal = signal
        if before is None:
            del self.fields["reason"]


class AcknowledgeForm(DayForm):
    """Record that the reporter was told that the report has come in."""

    day = "acknowledged_on"
    acknowledged_on = DateField(label=_("Acknowledged on"))
    field_order = ("acknowledged_on", "reason")

    def problems(self) -> Iterator[Problem]:
        yield from rules.acknowledgement_problems(self.signal, self.cleaned_data.get("acknowledged_on"))


class FeedbackForm(DayForm):
    """Record that the reporter was told what became of it."""

    day = "feedback_on"
    feedback_on = DateField(label=_("Feedback given on"))
    field_order = ("feedback_on", "reason")

    def problems(self) -> Iterator[Problem]:
        yield from rules.feedback_problems(self.signal, self.cleaned_data.get("feedback_on"))


class AskReporterForm(RuledForm):
    """Why a coordinator opens who reported a signal."""

    reason = Prose(
        rows=2,
        label=_("Why do you need to know?"),
        help_text=_("Stands in the audit log, with your name. Name nobody."),
        error_messages={"required": _("Say why you need to know.")},
    )


class ReporterForm(RuledForm):
    """Record who reported a signal, in place of what stands there; that is not shown."""

    name = typed_field(label=_("Name of the reporter"), max_length=120)
    number = typed_field(label=_("Personnel number of the reporter"), max_length=40, attrs={"class": "w-date"})
    contact = typed_field(label=_("How can the reporter be reached?"), max_length=200)
    reason = Prose(
        rows=2,
        label=_("How do you know?"),
        help_text=_("Kept with the change. Name nobody."),
        error_messages={"required": REASON_NEEDED},
    )

    def problems(self) -> Iterator[Problem]:
        said = [self.cleaned_data.get(name) or "" for name in ("name", "number", "contact")]
        yield from rules.reporter_problems(*said)
