"""Import training sessions from a file."""

from office.importing import EXIT_STATUS
from screening.imports.command import ImportCommand
from screening.imports.training import TrainingImport


class Command(ImportCommand):
    help = f"Import training sessions from a CSV file. {EXIT_STATUS}"
    kind = TrainingImport
