"""Reference lists and import runs."""

from office.models.importrun import ImportRun
from office.models.lists import (
    LISTS,
    Category,
    Cause,
    Channel,
    Ground,
    Information,
    InformationSystem,
    Level,
    ListItem,
    Occasion,
    Offence,
    RecipientType,
    Unit,
)

__all__ = [
    "LISTS",
    "Category",
    "Cause",
    "Channel",
    "Ground",
    "ImportRun",
    "Information",
    "InformationSystem",
    "Level",
    "ListItem",
    "Occasion",
    "Offence",
    "RecipientType",
    "Unit",
]
