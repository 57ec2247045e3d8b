"""Import acknowledgements of the professional code from a file."""

from office.importing import EXIT_STATUS
from screening.imports.code import CodeImport
from screening.imports.command import ImportCommand


class Command(ImportCommand):
    help = f"Import acknowledgements of the professional code from a CSV file. {EXIT_STATUS}"
    kind = CodeImport
