"""Named constraints that several tables need."""

from django.db import models
from django.db.models import F, Q


def one_of(
    field: str, choices: type[models.TextChoices], *, name: str, also: str | None = None
) -> models.CheckConstraint:
    """`field` holds one of the machine values that code fixes, or `also`."""
    values = [*choices.values, *([] if also is None else [also])]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def year_of(date: str, year: str, *, name: str, unknown: bool = False) -> models.CheckConstraint:
    """`year` is that of `date`; both are empty together, or, where `unknown` says so, the year of no date may be 0.

    Said with isnull on both sides, because a CHECK that comes out as NULL lets the row pass.
    """
    without = Q(**{f"{date}__isnull": True}) & (
        Q(**{f"{year}__isnull": True}) | Q(**{year: 0}) if unknown else Q(**{f"{year}__isnull": True})
    )
    both = Q(**{f"{date}__isnull": False, f"{year}__isnull": False, year: F(f"{date}__year")})
    return models.CheckConstraint(condition=without | both, name=name)
