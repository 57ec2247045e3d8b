"""What the log can be searched by: a person, a reference, a kind of act, and days."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import hooks, log
from audit.columns import EXPORTS, FAILED, OPENED, REFUSALS
from audit.kinds import Kind
from audit.models import Event
from audit.months import begin_of
from lib.filters import StrictFilterSet
from lib.forms import DateField
from lib.publickey import as_typed

LONGEST = 120
MOST_PEOPLE = 20
"""So many people of one name are looked up; of more the search says too little."""
SEARCH = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST})
GROUPS: dict[str, tuple[str | Promise, tuple[Kind, ...]]] = {
    "opened": (_("Opened records"), OPENED),
    "exports": (_("Exports"), EXPORTS),
    "refusals": (_("Refused attempts"), REFUSALS),
    "failures": (_("Failed sign-ins"), FAILED),
}
"""Kinds that are asked for together."""
_REFERENCE = re.compile(r"[A-Z]{0,2}[0-9]{4}-[0-9A-Z]{5}")
_AREAS: dict[str, str | Promise] = {
    "case": _("Cases"),
    "signal": _("Signals"),
    "trajectory": _("Screening"),
    "staff": _("Staff"),
    "training": _("Training"),
    "figure": _("Figures"),
    "list": _("Reference lists"),
    "person": _("People and their accounts"),
    "account": _("Signing in, and one's own account"),
}


def kind_choices() -> list[tuple[str | Promise, Any]]:
    """The kinds of act by what they are about; those about the log and the register itself stand last."""
    areas: dict[str | Promise, list[tuple[str, str | Promise]]] = {area: [] for area in _AREAS.values()}
    others: list[tuple[str, str | Promise]] = []
    for kind in Kind:
        area = _AREAS.get(kind.value.partition(".")[0])
        (areas[area] if area is not None else others).append((kind.value, kind.label))
    together = [(name, label) for name, (label, _kinds) in GROUPS.items()]
    return [(_("Several"), together), *areas.items(), (_("The log and the register itself"), others)]


class DayFilter(django_filters.Filter):
    """A filter on a day, typed as in every form of the register."""

    field_class = DateField


class EventFilter(StrictFilterSet):
    """The search of the log. Each filter but the days is an equality on an indexed column.

    A day that cannot be read is told beside its field; any other parameter or value that the form does not know is
    refused.
    """

    person = django_filters.CharFilter(label=_("Person"), method="by_person", max_length=LONGEST, widget=SEARCH)
    target = django_filters.CharFilter(
        label=_("Reference or other key"), method="on_target", max_length=LONGEST, widget=SEARCH
    )
    kind = django_filters.ChoiceFilter(
        label=_("What was done"), method="of_kind", choices=kind_choices, empty_label=_("Anything")
    )
    since = DayFilter(label=_("From"), method="from_day", help_text="")
    until = DayFilter(label=_("To"), method="to_day", help_text="")

    class Meta:
        model = Event
        fields: list[str] = []

    def is_valid(self) -> bool:
        """Whether nothing but a day is wrong."""
        return not set(self.form.errors) - {"since", "until"}

    @property
    def by_clock(self) -> bool:
        """Whether the events stand in the order of the clock: where days or a person are asked for.

        The one asks for it, and an index by person has that order; all other searches are in the order of writing.
        """
        answers = self.form.cleaned_data
        return any(answers.get(name) for name in ("person", "since", "until"))

    @property
    def target_asked(self) -> str:
        """The key searched for, as the log keeps it."""
        typed = self.form.cleaned_data["target"]
        reference = as_typed(typed)
        return reference if _REFERENCE.fullmatch(reference) else typed and log.as_key(typed)

    @property
    def told(self) -> dict[str, Any]:
        """What else the log says of this search: machine values, and a name that is nobody's only as a keyed hash."""
        told: dict[str, Any] = {name: str(value) for name, value in self.kept.items() if name != "target"}
        if "person" in told:
            told["person"] = self.usernames(told["person"]) or log.as_key(told["person"])
        pages = {name: log.as_key(self.data[name]) for name in ("after", "before") if self.data.get(name)}
        # Any other order than the one of the clock is refused.
        order = {"sort": "when"} if self.data.get("sort") else {}
        return {**told, **pages, **order}

    def narrowed(self, records: Any, names: Iterable[str]) -> Any:
        """The events that these filters let through; none while a day cannot be read."""
        return records.none() if self.form.errors else super().narrowed(records, names)

    def usernames(self, text: str) -> list[str]:
        """The user names of those whom a text names."""
        found = {name for find in hooks.find_people for name in find(text)}
        return sorted(found)[:MOST_PEOPLE]

    def by_person(self, events: QuerySet[Event], _name: str, text: str) -> QuerySet[Event]:
        """The events of those who have this name or user name."""
        names = self.usernames(text) or [text]
        return events.filter(actor=names[0]) if len(names) == 1 else events.filter(actor__in=names)

    def on_target(self, events: QuerySet[Event], _name: str, text: str) -> QuerySet[Event]:
        """The events on a record; a reference may be typed as it is heard, any other key stands as it is."""
        return events.filter(target__in={text, as_typed(text)}).exclude(target="")

    def of_kind(self, events: QuerySet[Event], _name: str, kind: str) -> QuerySet[Event]:
        """The events of a kind, or of the kinds that are asked for together."""
        return events.filter(kind__in=GROUPS[kind][1]) if kind in GROUPS else events.filter(kind=kind)

    def from_day(self, events: QuerySet[Event], _name: str, day: datetime.date) -> QuerySet[Event]:
        """The events of this day and later, local time."""
        return events.filter(happened_at__gte=begin_of(day))

    def to_day(self, events: QuerySet[Event], _name: str, day: datetime.date) -> QuerySet[Event]:
        """The events until this day, itself included."""
        return events.filter(happened_at__lt=begin_of(day + datetime.timedelta(days=1)))

    def _in_words(self, name: str, value: Any) -> str:
        if name != "kind":
            return super()._in_words(name, value)
        words = {kind: label for _area, kinds in kind_choices() for kind, label in kinds}
        return str(words.get(value, value))
