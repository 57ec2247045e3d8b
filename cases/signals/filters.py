"""What the list of signals can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.filters import LONGEST, SEARCH, years_of
from cases.models import Signal
from cases.models.signal import SignalQuerySet
from cases.models.values import Decision
from cases.signals.access import may_open_any
from lib.filters import StrictFilterSet
from lib.publickey import as_typed
from office.labels import labels_of
from office.models import SignalChannel, SignalSource

RUNNING = [("running", _("Runs"))]


class CountedFilter(StrictFilterSet):
    """For those who count signals and open none: coded columns only. Words of the text nobody searches."""

    q = django_filters.CharFilter(label=_("Reference"), method="search", max_length=LONGEST, widget=SEARCH)
    decision = django_filters.ChoiceFilter(label=_("Decision"), choices=Decision.choices, empty_label=_("Any"))
    source = django_filters.ChoiceFilter(label=_("Source"), empty_label=_("Any"))
    channel = django_filters.ChoiceFilter(label=_("Way in"), empty_label=_("Any"))
    year = django_filters.ChoiceFilter(label=_("Year received"), field_name="received_year", empty_label=_("Any"))

    class Meta:
        model = Signal
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        self.filters["year"].extra["choices"] = years_of(self.queryset, self.data.get("year", ""))
        self.filters["source"].extra["choices"] = list(labels_of(SignalSource)().items())
        self.filters["channel"].extra["choices"] = list(labels_of(SignalChannel)().items())
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def search(self, signals: SignalQuerySet, _name: str, text: str) -> SignalQuerySet:
        """The signals whose reference begins with what was typed."""
        return signals.filter(reference__startswith=as_typed(text))


class OpenedFilter(CountedFilter):
    """For those who may open the signals listed."""

    clock = django_filters.ChoiceFilter(
        label=_("Clock of the act"), method="of_clock", choices=RUNNING, empty_label=_("Any")
    )

    class Meta(CountedFilter.Meta):
        pass

    def of_clock(self, signals: SignalQuerySet, _name: str, _value: Any) -> SignalQuerySet:
        """The reports under the whistle-blower act on which feedback is still to be given."""
        return signals.with_clock_running()


def filter_for(user: User) -> type[CountedFilter]:
    """The filters of this person's list."""
    return OpenedFilter if may_open_any(user) else CountedFilter
