"""Import staff from a file."""

from screening.imports.command import EXIT_STATUS, ImportCommand
from screening.imports.staff import StaffImport


class Command(ImportCommand):
    help = f"Import staff from a CSV file. {EXIT_STATUS}"
    kind = StaffImport
