"""Import oaths or promises from a file."""

from office.importing import EXIT_STATUS
from screening.imports.command import ImportCommand
from screening.imports.oaths import OathImport


class Command(ImportCommand):
    help = f"Import oaths or promises from a CSV file. {EXIT_STATUS}"
    kind = OathImport
