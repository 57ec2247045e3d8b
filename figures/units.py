"""The units that figures count: which table, whose register, and how a list of them looks.

Units are never added or divided across.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

import cases.access
import cases.columns
import screening.access
import screening.columns
from accounts.models import User
from cases.models import Allegation, Case, Investigation
from figures.basis import Basis
from lib.columns import Column
from lib.scope import Scope
from screening.models import Trajectory

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


CASES = Register(
    key="cases",
    may_count=cases.access.may_count,
    may_export=cases.access.may_export_counted,
    scope_of=cases.access.scope_of,
    visible_to=cases.access.visible_to,
    opens="cases:detail",
)
SCREENING = Register(
    key="screening",
    may_count=screening.access.may_count,
    may_export=screening.access.may_export,
    scope_of=screening.access.scope_of,
    visible_to=screening.access.visible_to,
    opens="screening:detail",
)


def _of_cases(basis: Basis) -> Conditions:
    """What is registered in error or merged into another case is in no figure."""
    return {"counted": (True,), "leak": (True,)} if basis.leaks_only else {"counted": (True,)}


def _of_screening(basis: Basis) -> Conditions:
    return {} if basis.certificates else {"screening": (True,)}


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
    """How a row belongs to a record of its register: `pk` if it is one."""
    population: Callable[[Basis], Conditions]
    columns: Sequence[Column]
    public_key: str
    order: str

    def columns_in(self, basis: Basis) -> Sequence[Column]:
        """The coded columns of a list; the outcome is the one that fits the categories counted."""
        if self.model is not Case or not basis.leaks_only:
            return self.columns
        return [
            replace(column, source="outcome_leak", sort="") if column.source == "outcome" else column
            for column in self.columns
        ]

    def rows(self) -> models.QuerySet[Any]:
        """Every row, in no order."""
        return self.model._default_manager.order_by()

    def rows_of(self, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows that belong to these records of the register, each once whatever `records` joins."""
        return self.rows().filter(**{f"{self.path}__in": records.order_by().values("pk")})

    def rows_in(self, scope: Scope) -> models.QuerySet[Any]:
        """The rows that belong to a scope, as a list needs them. A count subtracts what is hidden instead."""
        if scope.only is not None:
            return self.rows_of(scope.only)
        if scope.hidden is not None:
            return self.rows().exclude(**{f"{self.path}__in": scope.hidden.order_by().values("pk")})
        return self.rows()


CASE = Unit(
    key="case",
    plural=_("Suspicions"),
    counted=ngettext_lazy("%(count)s suspicion", "%(count)s suspicions", "number"),
    register=CASES,
    model=Case,
    path="pk",
    population=_of_cases,
    columns=cases.columns.CODED,
    public_key="reference",
    order="-received",
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
)
TRAJECTORY = Unit(
    key="trajectory",
    plural=_("Trajectories"),
    counted=ngettext_lazy("%(count)s screening trajectory", "%(count)s screening trajectories", "number"),
    register=SCREENING,
    model=Trajectory,
    path="pk",
    population=_of_screening,
    columns=screening.columns.CODED,
    public_key="reference",
    order="-started_on",
)
