"""The units that figures count: which table, whose register, and how a list of them looks.

Units are never added or divided across.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

import cases.access
import cases.columns
import cases.signals.access
import cases.signals.columns
import screening.access
import screening.columns
import screening.staff.access
import screening.staff.columns
from accounts.models import User
from cases.models import Allegation, Case, Closure, Investigation, Signal
from figures.basis import Basis, Choice
from lib import history
from lib.columns import Column
from lib.scope import Scope
from screening.models import Acknowledgement, StaffMember, TrainingSession, Trajectory

Conditions = Mapping[str, Sequence[Any]]
"""The values that each column may have: equality only, so that the same condition holds on the history table."""


@dataclass(frozen=True)
class Register:
    """A register whose records are counted, and its doors."""

    key: str
    may_count: Callable[[User], bool]
    may_export: Callable[[User], bool]
    scope_of: Callable[[User], Scope]
    visible_to: Callable[[User], models.QuerySet[Any]]
    opens: str
    """The name of the page of a record, which takes its reference."""
    choice: Choice | None = None
    """What a reader may choose that its numbers count in, if anything."""


CASES = Register(
    key="cases",
    may_count=cases.access.may_count,
    may_export=cases.access.may_export_counted,
    scope_of=cases.access.scope_of,
    visible_to=cases.access.visible_to,
    opens="cases:detail",
    choice=Choice.CATEGORIES,
)
SIGNALS = Register(
    key="signals",
    may_count=cases.signals.access.may_count,
    may_export=cases.signals.access.may_export,
    scope_of=cases.signals.access.scope_of,
    visible_to=cases.signals.access.visible_to,
    opens="signals:detail",
)
SCREENING = Register(
    key="screening",
    may_count=screening.access.may_count,
    may_export=screening.access.may_export,
    scope_of=screening.access.scope_of,
    visible_to=screening.access.visible_to,
    opens="screening:detail",
    choice=Choice.CERTIFICATES,
)
STAFF = Register(
    key="staff",
    may_count=screening.staff.access.may_count,
    may_export=screening.staff.access.may_export,
    scope_of=screening.staff.access.scope_of,
    visible_to=screening.staff.access.visible_to,
    opens="staff:detail",
)
TRAINING = Register(
    key="training",
    may_count=screening.staff.access.may_count,
    may_export=screening.staff.access.may_export,
    scope_of=screening.staff.access.scope_of_sessions,
    visible_to=screening.staff.access.sessions_visible_to,
    opens="staff:training",
)
REGISTERS = (CASES, SIGNALS, SCREENING, STAFF, TRAINING)
"""Every register. Whoever needs one for each, such as scopes, makes them from this."""


def _of_cases(basis: Basis) -> Conditions:
    """What is registered in error or merged into another case is in no figure."""
    return {"counted": (True,), "leak": (True,)} if basis.leaks_only else {"counted": (True,)}


def _of_screening(basis: Basis) -> Conditions:
    return {} if basis.certificates else {"screening": (True,)}


def _all(_basis: Basis) -> Conditions:
    """A signal is never taken out of the register; of staff, the year of the oath says whether there was one."""
    return {}


def _once_a_year(_basis: Basis) -> Conditions:
    """Each person once in a year; what was recorded in error is the first of no year."""
    return {"first_in_year": (True,)}


def _counted(_basis: Basis) -> Conditions:
    """What is registered in error is in no figure."""
    return {"counted": (True,)}


@dataclass(frozen=True)
class Unit:
    """What is counted: one row of `model`."""

    key: str
    plural: str | Promise
    """Its name over a column or before a line."""
    counted: Any
    """The lazy plural sentence of a number of them."""
    register: Register
    model: type[models.Model]
    path: str
    """How a row belongs to a record of its register: `id` if it is one."""
    population: Callable[[Basis], Conditions]
    columns: Sequence[Column]
    public_key: str
    order: str
    tie: str = "pk"
    """What puts rows in order that are of one day or year."""
    since: str = ""
    """The column that says in which years its register has something; empty where another unit's says it."""
    narrows: Mapping[str, str] = field(default_factory=dict)
    """The column that each filter of a page narrows it by; a filter that it does not have leaves it as it is."""

    def columns_in(self, basis: Basis) -> Sequence[Column]:
        """The coded columns of a list; the outcome is the one that fits the categories counted."""
        if self.model is not Case or not basis.leaks_only:
            return self.columns
        return [
            replace(column, source="outcome_leak", sort="") if column.source == "outcome" else column
            for column in self.columns
        ]

    def rows(self, at: datetime.date | None) -> models.QuerySet[Any]:
        """Every row as it is now, or as it was known at the end of a past day, in no order."""
        return self.model._default_manager.order_by() if at is None else history.as_known(self.model, at)

    def rows_of(self, records: models.QuerySet[Any], at: datetime.date | None) -> models.QuerySet[Any]:
        """The rows that belong to these records of the register, each once whatever `records` joins."""
        return self.rows(at).filter(**self._belonging(records))

    def rows_in(self, scope: Scope, at: datetime.date | None) -> models.QuerySet[Any]:
        """The rows that belong to a scope, as lists and counts of persons need them; other counts subtract instead."""
        if scope.only is not None:
            return self.rows_of(scope.only, at)
        if scope.hidden is not None:
            return self.rows(at).exclude(**self._belonging(scope.hidden))
        return self.rows(at)

    def _belonging(self, records: models.QuerySet[Any]) -> dict[str, Any]:
        """A history row keeps the key of its record as `id`; so does the record, whose key it is."""
        return {f"{self.path}__in": records.order_by().values("pk")}


CASE = Unit(
    key="case",
    plural=_("Suspicions"),
    counted=ngettext_lazy("%(count)s suspicion", "%(count)s suspicions", "number"),
    register=CASES,
    model=Case,
    path="id",
    population=_of_cases,
    columns=cases.columns.CODED,
    public_key="reference",
    order="-received",
    since="received_year",
    narrows={"unit": "unit_id", "category": "category_id", "recipient": "recipient"},
)
SIGNAL = Unit(
    key="signal",
    plural=_("Signals"),
    counted=ngettext_lazy("%(count)s signal", "%(count)s signals", "number"),
    register=SIGNALS,
    model=Signal,
    path="id",
    population=_all,
    columns=cases.signals.columns.CODED,
    public_key="reference",
    order="-received",
    since="received_year",
    narrows={"unit": "unit_id"},
)
ALLEGATION = Unit(
    key="allegation",
    plural=_("Allegations"),
    counted=ngettext_lazy("%(count)s allegation", "%(count)s allegations", "number"),
    register=CASES,
    model=Allegation,
    path="case",
    population=_of_cases,
    columns=cases.columns.ALLEGATION,
    public_key="public_key",
    order="-received",
    narrows={"unit": "unit_id", "category": "category_id", "recipient": "recipient"},
)
INVESTIGATION = Unit(
    key="investigation",
    plural=_("Investigations"),
    counted=ngettext_lazy("%(count)s investigation", "%(count)s investigations", "number"),
    register=CASES,
    model=Investigation,
    path="case",
    population=_of_cases,
    columns=cases.columns.INVESTIGATION,
    public_key="public_key",
    order="-started",
    narrows={"unit": "unit_id"},
)
CLOSURE = Unit(
    key="closure",
    plural=_("Closings"),
    counted=ngettext_lazy("%(count)s closing", "%(count)s closings", "number"),
    register=CASES,
    model=Closure,
    path="case",
    population=_of_cases,
    columns=cases.columns.CLOSURE,
    public_key="public_key",
    order="-received",
    narrows={"unit": "unit_id"},
)
SUSPECT = Unit(
    # A row is what is alleged of somebody; of each person, the first one counts.
    key="person",
    plural=_("People under suspicion"),
    counted=ngettext_lazy("%(count)s person under suspicion", "%(count)s people under suspicion", "number"),
    register=CASES,
    model=Allegation,
    path="case",
    population=_of_cases,
    columns=cases.columns.SUSPECT,
    # Neither key nor order is that of what is alleged: beside the list of allegations they would lead to the case.
    public_key="subject__public_key",
    order="-received",
    tie="subject__public_key",
    narrows={"unit": "unit_id"},
)
TRAJECTORY = Unit(
    key="trajectory",
    plural=_("Trajectories"),
    counted=ngettext_lazy("%(count)s screening trajectory", "%(count)s screening trajectories", "number"),
    register=SCREENING,
    model=Trajectory,
    path="id",
    population=_of_screening,
    columns=screening.columns.CODED,
    public_key="reference",
    order="-started_on",
    since="started_year",
    narrows={"unit": "unit_id"},
)
PERSON = Unit(
    key="person",
    plural=_("People sworn in"),
    counted=ngettext_lazy("%(count)s person sworn in", "%(count)s people sworn in", "number"),
    register=STAFF,
    model=StaffMember,
    path="id",
    population=_all,
    columns=screening.staff.columns.SWORN,
    public_key="reference",
    order="-sworn_in_on",
    since="sworn_in_year",
    narrows={"unit": "sworn_in_unit_id"},
)
ACKNOWLEDGEMENT = Unit(
    # What counts is the person, once a year: the row is that of his first acknowledgement in it.
    key="person",
    plural=_("People, once a year"),
    counted=ngettext_lazy(
        "%(count)s acknowledgement, one for each person and year",
        "%(count)s acknowledgements, one for each person and year",
        "number",
    ),
    register=STAFF,
    model=Acknowledgement,
    path="staff",
    population=_once_a_year,
    columns=screening.staff.columns.ACKNOWLEDGED,
    public_key="public_key",
    order="-acknowledged_on",
    since="acknowledged_year",
    narrows={"unit": "unit_id"},
)
SESSION = Unit(
    key="session",
    plural=_("Training sessions"),
    counted=ngettext_lazy("%(count)s training session", "%(count)s training sessions", "number"),
    register=TRAINING,
    model=TrainingSession,
    path="id",
    population=_counted,
    columns=screening.staff.columns.TRAINING,
    public_key="reference",
    order="-held_on",
    since="held_year",
    narrows={"unit": "unit_id"},
)
UNITS = (CASE, SIGNAL, ALLEGATION, INVESTIGATION, CLOSURE, SUSPECT, TRAJECTORY, PERSON, ACKNOWLEDGEMENT, SESSION)
