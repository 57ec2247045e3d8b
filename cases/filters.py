"""What lists of cases can be narrowed by."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.access import may_manage, may_open_any
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.models.values import Outcome, Recipient, Status
from lib.filters import StrictFilterSet, year_choices
from lib.publickey import as_typed
from office.labels import labels_of
from office.models import Category, Unit

VOIDED = "voided"
"""Asked as a status: the cases registered in error, which no other list shows."""

LONGEST = 100
"""So many characters a search may have: each word more makes the query longer."""
SEARCH = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST})


def years_of(records: QuerySet[Any], asked: str = "") -> list[tuple[str, str]]:
    """The years from the last record received to the first, and the one asked for; two look-ups in an index."""
    dated = records.values_list("received_on", flat=True)
    first, last = dated.order_by("received_on", "id").first(), dated.order_by("-received_on", "-id").first()
    return year_choices(first and first.year, last and last.year, [asked])


class CountedFilter(StrictFilterSet):
    """For those who count cases and open none: coded columns only, and a search by reference alone."""

    q = django_filters.CharFilter(label=_("Reference"), method="search", max_length=LONGEST, widget=SEARCH)
    year = django_filters.ChoiceFilter(label=_("Year received"), field_name="received_year", empty_label=_("Any"))
    recipient = django_filters.ChoiceFilter(
        label=_("Alleged recipient"), choices=Recipient.choices, empty_label=_("Any")
    )
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices, empty_label=_("Any"))
    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All units"))
    category = django_filters.ChoiceFilter(label=_("Category"), empty_label=_("Any"))
    status = django_filters.ChoiceFilter(
        label=_("Status"), method="of_status", choices=Status.choices, empty_label=_("Any")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        self.filters["year"].extra["choices"] = years_of(self.queryset, self.data.get("year", ""))
        self.filters["unit"].extra["choices"] = list(labels_of(Unit)().items())
        self.filters["category"].extra["choices"] = list(labels_of(Category)().items())
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def narrowed(self, records: Any, names: Iterable[str]) -> Any:
        """The cases that these filters let through; those registered in error only if they are asked for."""
        voided = self.form.cleaned_data["status"] == VOIDED
        return super().narrowed(records if voided else records.filter(counted=True), names)

    def search(self, cases: CaseQuerySet, _name: str, text: str) -> CaseQuerySet:
        """The cases whose reference begins with what was typed."""
        return cases.filter(reference__startswith=as_typed(text))

    def of_status(self, cases: CaseQuerySet, _name: str, status: str) -> CaseQuerySet:
        """The cases of a status, or those registered in error."""
        return cases.filter(counted=False) if status == VOIDED else cases.filter(status=status)


class OpenedFilter(CountedFilter):
    """For those who may open the cases listed."""

    q = django_filters.CharFilter(label=_("Reference or words"), method="search", max_length=LONGEST, widget=SEARCH)
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="of_status",
        choices=[*Status.choices, (VOIDED, _("Registered in error"))],
        empty_label=_("Any"),
    )

    class Meta(CountedFilter.Meta):
        pass

    def search(self, cases: CaseQuerySet, _name: str, text: str) -> CaseQuerySet:
        """The cases in which each word stands in the summary, or is the beginning of the reference."""
        for word in text.split():
            cases = cases.filter(Q(summary__icontains=word) | Q(reference__startswith=as_typed(word)))
        return cases


class CoordinatorFilter(OpenedFilter):
    """For the coordinator, who looks for cases that nobody leads."""

    lead = django_filters.ChoiceFilter(
        label=_("Lead"), method="led", choices=[("none", _("Nobody yet"))], empty_label=_("Any")
    )

    class Meta(OpenedFilter.Meta):
        pass

    def led(self, cases: CaseQuerySet, _name: str, _value: str) -> CaseQuerySet:
        """The cases without a lead."""
        return cases.without_lead()


def filter_for(user: User) -> type[CountedFilter]:
    """The filters of this person's list."""
    if may_manage(user):
        return CoordinatorFilter
    return OpenedFilter if may_open_any(user) else CountedFilter
