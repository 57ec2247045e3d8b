"""Import training sessions from a file."""

from screening.imports.command import EXIT_STATUS, ImportCommand
from screening.imports.training import TrainingImport


class Command(ImportCommand):
    help = f"Import training sessions from a CSV file. {EXIT_STATUS}"
    kind = TrainingImport
