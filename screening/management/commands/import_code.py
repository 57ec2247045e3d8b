"""Import acknowledgements of the professional code from a file."""

from screening.imports.code import CodeImport
from screening.imports.command import EXIT_STATUS, ImportCommand


class Command(ImportCommand):
    help = f"Import acknowledgements of the professional code from a CSV file. {EXIT_STATUS}"
    kind = CodeImport
