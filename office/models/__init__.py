"""Reference lists and import runs."""

from office.models.importrun import ImportRun
from office.models.lists import (
    LISTS,
    Category,
    Cause,
    Channel,
    CodeEdition,
    Ground,
    Information,
    InformationSystem,
    Level,
    ListItem,
    Occasion,
    Offence,
    RecipientType,
    SignalChannel,
    SignalSource,
    TrainingTopic,
    Unit,
)

__all__ = [
    "LISTS",
    "Category",
    "Cause",
    "Channel",
    "CodeEdition",
    "Ground",
    "ImportRun",
    "Information",
    "InformationSystem",
    "Level",
    "ListItem",
    "Occasion",
    "Offence",
    "RecipientType",
    "SignalChannel",
    "SignalSource",
    "TrainingTopic",
    "Unit",
]
