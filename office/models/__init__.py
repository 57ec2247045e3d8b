"""Reference lists, import runs, and the files and profiles of imports in the browser."""

from office.models.importrun import ImportRun
from office.models.intake import FileKind, ImportProfile, Incoming
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
    "FileKind",
    "Ground",
    "ImportProfile",
    "ImportRun",
    "Incoming",
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
