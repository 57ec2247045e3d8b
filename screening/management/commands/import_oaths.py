"""Import oaths or promises from a file."""

from screening.imports.command import EXIT_STATUS, ImportCommand
from screening.imports.oaths import OathImport


class Command(ImportCommand):
    help = f"Import oaths or promises from a CSV file. {EXIT_STATUS}"
    kind = OathImport
