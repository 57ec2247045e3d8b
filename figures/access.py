"""The doors of the figures: a number is shown to those who may count its register, in their own scope."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from figures.behind import number_behind, rows_behind, value_behind
from figures.definitions import BY_KEY, FIGURES
from figures.figure import Figure
from figures.selection import Narrowing, Selection
from figures.tables import last_years
from figures.units import REGISTERS
from lib.periods import Period
from lib.scope import Scope


def open_figures(user: User) -> list[Figure]:
    """The figures of the registers that this person may count. Raises Http404 if there are none."""
    figures = [figure for figure in FIGURES if figure.unit.register.may_count(user)]
    if not figures:
        raise Http404
    return figures


def open_figure(user: User, key: str) -> Figure:
    """The figure under this key. Raises Http404 if there is none, or none for this person."""
    figure = BY_KEY.get(key)
    if figure is None or not figure.unit.register.may_count(user):
        raise Http404
    return figure


def record_view(user: User, selection: Selection, figure: Figure | None = None, opened: Sequence[str] = ()) -> None:
    """Record a look at the figures, or at one of them, in these years; and which rows were opened."""
    detail = {**selection.detail(), **({"open": list(opened)} if opened else {})}
    log.read(user, Kind.FIGURES_VIEWED, target=figure.key if figure else "", detail=detail)


def record_comparison(user: User, compared: Mapping[str, Any]) -> None:
    """Record a look at the figures of two periods beside each other."""
    log.read(user, Kind.FIGURES_VIEWED, detail=compared)


def record_drill(user: User, narrowing: Narrowing, seen: Mapping[str, Any]) -> None:
    """Record a look at the list behind a number: `seen` says how many rows it has, for few can point to a person."""
    log.read(user, Kind.FIGURE_DRILLED, target=narrowing.figure.key, detail={**narrowing.detail(), **seen})


def rows_for(user: User, narrowing: Narrowing) -> models.QuerySet[Any]:
    """The rows behind a number of this person's; on a past day, behind today's walls."""
    return rows_behind(narrowing, scope_for(user, narrowing.figure))


def scope_for(user: User, figure: Figure) -> Scope:
    """What this person's numbers are made of, in the register of a figure."""
    return figure.unit.register.scope_of(user)


def numbers_for(user: User, narrowing: Narrowing) -> tuple[int, int | None]:
    """How many rows this person's list has, and what they come to where the number is no number of rows."""
    scope = scope_for(user, narrowing.figure)
    return number_behind(narrowing, scope), value_behind(narrowing, scope)


def may_export(user: User, figure: Figure) -> bool:
    """Whether this person may take rows out."""
    return figure.unit.register.may_export(user)


def check_export(user: User, figure: Figure) -> None:
    """Raises PermissionDenied if this person may count rows and not take them out."""
    if not may_export(user, figure):
        raise PermissionDenied


def openable(user: User, figure: Figure, references: list[str]) -> set[str]:
    """Of these references, those whose dossier this person may open."""
    register = figure.unit.register
    return set(register.visible_to(user).filter(reference__in=references).values_list("reference", flat=True))


def recent(user: User, today: datetime.date) -> Period:
    """The years shown where none are asked for: the last ones, or, where these hold nothing, the last that do."""
    scopes = {register.key: register.scope_of(user) for register in REGISTERS if register.may_count(user)}
    period, last = Period.recent(today), 0
    for year in last_years(scopes):
        if year >= period.first:
            return period
        last = max(last, year)
    return Period.recent(datetime.date(last, 12, 31)) if last else period
