"""What lists of trajectories can be narrowed by."""

from collections.abc import Iterable

import django_filters
from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from accounts.roles import Role
from lib import clock
from lib.filters import StrictFilterSet, year_choices
from lib.listing import CONTROLS
from lib.publickey import as_typed
from office.labels import labels_of
from office.models import Level, ListItem, Occasion, Unit
from screening.access import may_work
from screening.actions import PREFIX
from screening.due import Due, RenewalDue, lying, renewed_by
from screening.models import DutyReport, Trajectory
from screening.models.trajectory import TrajectoryQuerySet
from screening.models.values import DutyOutcome, Result, StageKind, SubjectGroup

DEFAULT = {"result": Result.PENDING.value}
"""What the list is narrowed to when nothing is asked: the trajectories under way."""

NOBODY = "~"
"""Stands for no officer; a user name cannot be this."""
WAITING = "waiting"

YEARS = ("started_year", "completed_year")
LISTS: dict[str, type[ListItem]] = {"level": Level, "occasion": Occasion, "unit": Unit}
"""The filters whose choices are a reference list."""


def years_of(trajectories: TrajectoryQuerySet, asked: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The years from now back to the first start, and those asked for; one look-up in an index."""
    first = trajectories.order_by("started_on", "id").values_list("started_year", flat=True).first()
    today = clock.today().year
    return year_choices(first or today, today, asked)


def officers_to_choose() -> list[tuple[str, str | Promise]]:
    """Whoever holds or held the officer's role, for trajectories stay with who left; one query."""
    held = RoleGrant.objects.filter(role=Role.SCREENING_OFFICER).order_by().values("user")
    people = User.objects.filter(pk__in=held).order_by("name", "username").values_list("username", "name")
    return [*((username, name or username) for username, name in people), (NOBODY, _("Nobody yet"))]


def of_officer(trajectories: TrajectoryQuerySet, officer: str) -> TrajectoryQuerySet:
    """Those of one officer, by user name, or of nobody."""
    return trajectories.filter(officer=None) if officer == NOBODY else trajectories.filter(officer__username=officer)


class CountedFilter(StrictFilterSet):
    """For those who count trajectories and open none: by coded columns only."""

    q = django_filters.CharFilter(
        label=_("Reference"),
        method="with_reference",
        max_length=20,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 20}),
    )
    started_year = django_filters.ChoiceFilter(label=_("Year started"), empty_label=_("Any"))
    completed_year = django_filters.ChoiceFilter(label=_("Year completed"), empty_label=_("Any"))
    level = django_filters.ChoiceFilter(label=_("Level"), empty_label=_("Any"))
    occasion = django_filters.ChoiceFilter(label=_("Occasion"), empty_label=_("Any"))
    subject_group = django_filters.ChoiceFilter(
        label=_("Subject group"), choices=SubjectGroup.choices, empty_label=_("Any")
    )
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=StageKind.choices, empty_label=_("Any"))
    result = django_filters.ChoiceFilter(label=_("Result"), choices=Result.choices, empty_label=_("Any"))

    class Meta:
        model = Trajectory
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        years = years_of(self.queryset, [self.data.get(name, "") for name in YEARS])
        for name in YEARS:
            self.filters[name].extra["choices"] = years
        # Read once a page, for the form and the chips alike.
        for name in LISTS.keys() & self.filters.keys():
            self.filters[name].extra["choices"] = list(labels_of(LISTS[name])().items())
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def with_reference(self, trajectories: TrajectoryQuerySet, _name: str, text: str) -> TrajectoryQuerySet:
        """The trajectories whose reference begins with what was typed; its first letter may be left out."""
        typed = as_typed(text)
        return trajectories.filter(reference__startswith=typed if typed.startswith(PREFIX) else f"{PREFIX}{typed}")


class OpenedFilter(CountedFilter):
    """For those who open trajectories: unit, officer and what is due are no coded columns."""

    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All units"))
    officer = django_filters.ChoiceFilter(label=_("Officer"), method="with_officer", empty_label=_("Any"))
    due = django_filters.ChoiceFilter(label=_("Due"), method="lying", choices=Due.choices, empty_label=_("Any"))
    duty = django_filters.ChoiceFilter(
        label=_("Duty to report"), method="with_duty", choices=[(WAITING, _("To be assessed"))], empty_label=_("Any")
    )

    class Meta(CountedFilter.Meta):
        pass

    def get_form_class(self) -> type[forms.Form]:
        self.filters["officer"].extra["choices"] = officers_to_choose()
        return super().get_form_class()

    def with_officer(self, trajectories: TrajectoryQuerySet, _name: str, officer: str) -> TrajectoryQuerySet:
        """Those of one officer, or of nobody."""
        return of_officer(trajectories, officer)

    def lying(self, trajectories: TrajectoryQuerySet, _name: str, due: str) -> TrajectoryQuerySet:
        """Those under way that lie so in time."""
        return trajectories.filter(lying(due))

    def with_duty(self, trajectories: TrajectoryQuerySet, _name: str, _value: str) -> TrajectoryQuerySet:
        """Those on which something was reported that nobody has assessed yet."""
        waiting = DutyReport.objects.filter(outcome=DutyOutcome.PENDING).order_by()
        return trajectories.filter(pk__in=waiting.values("trajectory"))


class BoardFilter(StrictFilterSet):
    """What the board is narrowed by."""

    officer = django_filters.ChoiceFilter(label=_("Officer"), method="with_officer", empty_label=_("Everybody"))

    class Meta:
        model = Trajectory
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: TrajectoryQuerySet) -> None:
        super().__init__(data, queryset)
        if set(data) & set(CONTROLS):
            raise BadRequest(_("This list cannot be ordered that way."))

    def get_form_class(self) -> type[forms.Form]:
        self.filters["officer"].extra["choices"] = officers_to_choose()
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def with_officer(self, trajectories: TrajectoryQuerySet, _name: str, officer: str) -> TrajectoryQuerySet:
        """Those of one officer, or of nobody."""
        return of_officer(trajectories, officer)


class RenewalFilter(StrictFilterSet):
    """What the due list of renewals is narrowed by."""

    due = django_filters.ChoiceFilter(
        label=_("Due"), method="renewed_by", choices=RenewalDue.choices, empty_label=_("Whenever")
    )
    level = django_filters.ChoiceFilter(label=_("Level"), empty_label=_("Any"))
    unit = django_filters.ChoiceFilter(label=_("Unit"), empty_label=_("All units"))

    class Meta:
        model = Trajectory
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        for name in ("level", "unit"):
            self.filters[name].extra["choices"] = list(labels_of(LISTS[name])().items())
        form_class: type[forms.Form] = super().get_form_class()
        return form_class

    def renewed_by(self, trajectories: TrajectoryQuerySet, _name: str, due: str) -> TrajectoryQuerySet:
        """Those that are to be renewed so soon."""
        return trajectories.filter(renewed_by(due))


def filter_for(user: User) -> type[CountedFilter]:
    """The filters of this person's list."""
    return OpenedFilter if may_work(user) else CountedFilter
