"""What the import commands of screening have in common: who may, and which profiles ship."""

from django.utils.translation import gettext_lazy as _

from office import importing
from screening.imports import PROFILES


class ImportCommand(importing.ImportCommand):
    """Import one kind of file into screening."""

    folder = PROFILES
    permission = "screening.import"
    nobody = _("“%(person)s” is nobody who may import into screening.")
    as_whom = "user name of who imports it"
