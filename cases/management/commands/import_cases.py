"""Import a register of cases from a file."""

from django.utils.translation import gettext_lazy as _

from cases.imports import PROFILES, CaseImport
from office.importing import EXIT_STATUS, ImportCommand


class Command(ImportCommand):
    help = f"Import a register of cases from a CSV file. {EXIT_STATUS}"
    kind = CaseImport
    folder = PROFILES
    permission = "cases.import"
    nobody = _("“%(person)s” is nobody who may import cases.")
    as_whom = "user name of who becomes lead"
