"""What lists of staff and of training can be narrowed by."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from audit.filters import DayFilter
from lib import clock, identity
from lib.filters import Chip, StrictFilterSet, year_choices
from lib.listing import CONTROLS
from lib.publickey import as_typed
from office.labels import labels_of
from office.models import CodeEdition, ListItem, TrainingTopic, Unit
from screening.models import Acknowledgement, StaffMember, TrainingSession
from screening.models.staff import StaffQuerySet
from screening.staff.actions.acts import PREFIX

IN_SERVICE, AHEAD, LEFT = "in", "ahead", "left"
DEFAULT = {"service": IN_SERVICE}
"""What the list is narrowed to when nothing is asked: those in service now."""
SERVICE = ((IN_SERVICE, _("In service")), (AHEAD, _("Not yet in service")), (LEFT, _("Left service")))
OATH, CODE = "oath", "code"
MISSING = ((OATH, _("Oath or promise")), (CODE, _("Professional code")), ("either", _("One of the two")))
LONGEST = 40
"""As many characters as a personnel number may have."""
_REFERENCE = re.compile(r"P?[0-9]{4}-[0-9A-Z]*|P[0-9]{1,4}")


def serving(staff: StaffQuerySet, service: str) -> StaffQuerySet:
    """Those in service today, those who have yet to begin, or those who left; an unknown start has been."""
    today = clock.today()
    begun = Q(in_service_from__isnull=True) | Q(in_service_from__lte=today)
    lasting = Q(in_service_to__isnull=True) | Q(in_service_to__gte=today)
    asked = {IN_SERVICE: begun & lasting, AHEAD: Q(in_service_from__gt=today), LEFT: Q(in_service_to__lt=today)}
    return staff.filter(asked[service])


def with_code(staff: StaffQuerySet, edition: CodeEdition | None) -> StaffQuerySet:
    """The same staff, each with the day on which this edition was acknowledged as `code_on`."""
    return staff.annotate(code_on=Subquery(_made(edition).values("acknowledged_on")[:1]))


def without_oath(staff: StaffQuerySet) -> StaffQuerySet:
    """Those whose oath or promise is not recorded."""
    return staff.filter(sworn_in_on__isnull=True)


def without_code(staff: StaffQuerySet, edition: CodeEdition | None) -> StaffQuerySet:
    """Those of whom no acknowledgement of this edition is recorded."""
    return staff.filter(~Exists(_made(edition)))


def _made(edition: CodeEdition | None) -> QuerySet[Acknowledgement]:
    return Acknowledgement.objects.filter(staff=OuterRef("pk"), edition=edition, withdrawn=False).order_by()


def _offer_lists(filters: StrictFilterSet, lists: dict[str, type[ListItem]]) -> None:
    """Read once a page, for the form and the chips alike."""
    for name, model in lists.items():
        filters.filters[name].extra["choices"] = list(labels_of(model)().items())


class StaffFilter(StrictFilterSet):
    """For those who open staff; one is found by reference, or by the whole of his personnel number."""

    q = django_filters.CharFilter(
        label=_("Reference or personnel number"),
        method="with_key",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST, "autocomplete": "off"}),
    )
    service = django_filters.ChoiceFilter(
        label=_("Service"), method="with_service", choices=SERVICE, empty_label=_("Anybody")
    )
    missing = django_filters.ChoiceFilter(
        label=_("Missing"), method="with_missing", choices=MISSING, empty_label=_("Any")
    )
    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All units"))

    class Meta:
        model = StaffMember
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: StaffQuerySet, *, edition: CodeEdition | None) -> None:
        self.edition = edition
        super().__init__(data, queryset)

    def get_form_class(self) -> type[forms.Form]:
        _offer_lists(self, {"unit": Unit})
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def with_key(self, staff: StaffQuerySet, _name: str, text: str) -> StaffQuerySet:
        """Those whose reference begins so, and the one whose number it is."""
        hashed, typed = identity.staff_hash(text), as_typed(text)
        found = Q(number_hash=hashed) if hashed else Q(pk__in=[])
        if _REFERENCE.fullmatch(typed):
            found |= Q(reference__startswith=typed if typed.startswith(PREFIX) else f"{PREFIX}{typed}")
        return staff.filter(found)

    def with_service(self, staff: StaffQuerySet, _name: str, service: str) -> StaffQuerySet:
        """Those in service, or those who are not."""
        return serving(staff, service)

    def with_missing(self, staff: StaffQuerySet, _name: str, missing: str) -> StaffQuerySet:
        """Those whose oath, or whose acknowledgement of the newest edition, is not recorded."""
        if missing == OATH:
            return without_oath(staff)
        if missing == CODE:
            return without_code(staff, self.edition)
        return staff.filter(Q(sworn_in_on__isnull=True) | ~Exists(_made(self.edition)))


class IntakeFilter(StrictFilterSet):
    """What those who miss something are narrowed by, so that one intake is left.

    A day that cannot be read is told beside its field.
    """

    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All units"))
    since = DayFilter(label=_("Entered since"), method="entered_since", help_text="")

    class Meta:
        model = StaffMember
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: StaffQuerySet) -> None:
        super().__init__(data, queryset)
        if set(data) & set(CONTROLS):
            raise BadRequest(_("This list cannot be ordered that way."))

    def is_valid(self) -> bool:
        """Whether nothing but the day is wrong."""
        return not set(self.form.errors) - {"since"}

    def narrowed(self, records: Any, names: Iterable[str]) -> Any:
        """Nobody while the day cannot be read."""
        return records.none() if self.form.errors else super().narrowed(records, names)

    def get_form_class(self) -> type[forms.Form]:
        _offer_lists(self, {"unit": Unit})
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def _in_words(self, name: str, value: Any) -> str:
        return date_format(value, "SHORT_DATE_FORMAT") if name == "since" else super()._in_words(name, value)

    def entered_since(self, staff: StaffQuerySet, _name: str, day: datetime.date) -> StaffQuerySet:
        """Those who entered service on this day or later."""
        return staff.filter(in_service_from__gte=day)


class CodeIntakeFilter(IntakeFilter):
    """The same for an edition of the code: which one stands first."""

    edition = django_filters.ChoiceFilter(label=_("Edition"), method="of_edition", empty_label=None)

    class Meta(IntakeFilter.Meta):
        pass

    def __init__(self, data: QueryDict, queryset: StaffQuerySet, *, editions: list[CodeEdition]) -> None:
        self.editions = {edition.key: edition for edition in editions}
        super().__init__(data, queryset)

    def get_form_class(self) -> type[forms.Form]:
        self.filters["edition"].extra["choices"] = [(key, str(edition)) for key, edition in self.editions.items()]
        form_class: Any = super().get_form_class()
        form_class.field_order = ["edition", "unit", "since"]
        return form_class

    @property
    def chips(self) -> list[Chip]:
        """The edition is not among them: one is always asked for."""
        label = str(self.filters["edition"].label)
        return [chip for chip in super().chips if chip.label != label]

    @property
    def chosen_edition(self) -> CodeEdition:
        """The edition that is asked for."""
        return self.editions[self.form.cleaned_data["edition"]]

    def of_edition(self, staff: StaffQuerySet, _name: str, key: str) -> StaffQuerySet:
        """Those who miss this edition."""
        return without_code(staff, self.editions[key])


class SessionFilter(StrictFilterSet):
    """What the list of training sessions is narrowed by."""

    held_year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("Any"))
    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All units"))
    topic = django_filters.ChoiceFilter(label=_("Topic"), empty_label=_("Any"))

    class Meta:
        model = TrainingSession
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        self.filters["held_year"].extra["choices"] = _years(self.queryset, self.data.get("held_year", ""))
        _offer_lists(self, {"unit": Unit, "topic": TrainingTopic})
        form_class: type[forms.Form] = super().get_form_class()
        return form_class


def _years(sessions: QuerySet[TrainingSession], asked: str) -> list[tuple[str, str]]:
    """The years from now back to the first session, and the one asked for."""
    first = sessions.order_by("held_on", "id").values_list("held_year", flat=True).first()
    today = clock.today().year
    return year_choices(first or today, today, [asked])
