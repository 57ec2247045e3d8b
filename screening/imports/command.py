"""What the import commands of screening have in common: who may, and which profiles ship."""

from django.utils.translation import gettext_lazy as _

from office import importing
from screening.imports import PROFILES

EXIT_STATUS = (
    "Exit status: 0 when the file was processed, rows refused or not; 1 when it could not be read; 2 for wrong use."
)


class ImportCommand(importing.ImportCommand):
    """Import one kind of file into screening."""

    folder = PROFILES
    permission = "screening.import"
    nobody = _("“%(person)s” is nobody who may import into screening.")
    as_whom = "user name of who imports it"
