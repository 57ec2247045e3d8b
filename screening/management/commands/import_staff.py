"""Import staff from a file."""

from office.importing import EXIT_STATUS
from screening.imports.command import ImportCommand
from screening.imports.staff import StaffImport


class Command(ImportCommand):
    help = f"Import staff from a CSV file. {EXIT_STATUS}"
    kind = StaffImport
