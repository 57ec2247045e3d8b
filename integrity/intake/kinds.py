"""The kinds of file that can come in: what the import command of each knows, said there once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import User
from cases.imports import CaseSummary
from cases.imports.vocabulary import FIELDS as CASE_FIELDS
from cases.management.commands import import_cases
from office import profiles
from office.importfields import Fields, Vocabulary
from office.importing import Import, ImportCommand
from office.importruns import Summary
from office.models import FileKind
from office.profiles import Profile
from screening.imports.code import CodeImport, CodeSummary
from screening.imports.oaths import OathImport, OathSummary
from screening.imports.staff import StaffImport, StaffSummary
from screening.imports.training import TrainingImport, TrainingSummary
from screening.imports.trajectories import TrajectoryImport, TrajectorySummary
from screening.management.commands import import_code, import_oaths, import_screening, import_staff, import_training


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    key: FileKind
    command: type[ImportCommand]
    fields: Fields
    summary: type[Summary]
    """What is counted of its rows."""

    @property
    def label(self) -> str:
        """What its rows are, in words."""
        return str(self.key.label)

    @property
    def imports(self) -> type[Import]:
        """What brings it in."""
        return self.command.kind

    @property
    def permission(self) -> str:
        """What a person needs to bring it in: the same on the page as for the command."""
        return self.command.permission

    @property
    def folder(self) -> Path:
        """Where the profiles lie that ship."""
        return self.command.folder

    @property
    def dated(self) -> str:
        """The field whose day puts a row into its year."""
        return self.imports.dated

    def may(self, user: User) -> bool:
        """Whether this person may bring such a file in."""
        return user.has_perm(self.permission)

    def vocabulary(self) -> Vocabulary:
        """The machine values that its fields take, as the lists are now."""
        return Vocabulary(self.fields)

    def checked(self, text: str, name: str) -> Profile:
        """A profile in TOML, held against the vocabulary of this kind. Raises BadProfile."""
        profile = profiles.parse(text, name, self.folder)
        self.vocabulary().check(profile)
        return profile

    def shipped(self) -> list[str]:
        """The names of the profiles that ship and read this kind of file, as far as they fit its fields."""
        found = []
        for path in sorted(self.folder.glob("*.toml")):
            try:
                self.checked(path.read_text(encoding="utf-8"), path.stem)
            except profiles.BadProfile:
                continue
            found.append(path.stem)
        return found


KINDS: tuple[Kind, ...] = (
    Kind(FileKind.CASES, import_cases.Command, CASE_FIELDS, CaseSummary),
    Kind(FileKind.TRAJECTORIES, import_screening.Command, TrajectoryImport.fields, TrajectorySummary),
    Kind(FileKind.STAFF, import_staff.Command, StaffImport.fields, StaffSummary),
    Kind(FileKind.OATHS, import_oaths.Command, OathImport.fields, OathSummary),
    Kind(FileKind.CODE, import_code.Command, CodeImport.fields, CodeSummary),
    Kind(FileKind.TRAINING, import_training.Command, TrainingImport.fields, TrainingSummary),
)
BY_KEY: dict[str, Kind] = {str(kind.key.value): kind for kind in KINDS}


def open_to(user: User) -> list[Kind]:
    """The kinds that this person may bring in."""
    return [kind for kind in KINDS if kind.may(user)]


def of(record: Any) -> Kind:
    """The kind of an incoming file, or of a saved profile."""
    return BY_KEY[record.kind]
