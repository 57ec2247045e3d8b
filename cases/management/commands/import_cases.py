"""Import a register of cases from a file."""

from django.utils.translation import gettext_lazy as _

from cases.imports import PROFILES, CaseImport
from office.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Import a register of cases from a CSV file. Exit status: 0 when the file was processed, rows refused or not; "
        "1 when it could not be read; 2 for wrong use."
    )
    kind = CaseImport
    folder = PROFILES
    permission = "cases.import"
    nobody = _("“%(person)s” is nobody who may import cases.")
    as_whom = "user name of who becomes lead"
