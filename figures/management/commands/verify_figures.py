"""`manage.py verify_figures`: whether the numbers that are kept ahead are what the records say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from figures.keeping import building
from figures.keeping.series import every_series


class Command(AuditCommand):
    help = (
        "Counts every number anew that is kept ahead of the figures. Exit status: 0 when all are right, 1 with those "
        "that are not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="keep what was counted anew, then verify")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say which numbers are wrong. What waits to be added up counts as kept."""
        if options["rebuild"]:
            building.rebuild()
        strays, faults = building.strays(), list(building.verify())
        found = {"faults": len(faults), "strays": len(strays), "rebuilt": options["rebuild"]}
        log.read(None, Kind.KEPT_NUMBERS_VERIFIED, detail=found)
        if strays:
            self._refuse(sorted(strays))
        for fault in faults:
            self.stderr.write(_("%(series)s, %(year)s %(value)s: %(kept)s kept, %(counted)s counted.") % vars(fault))
        if faults:
            wrong = ngettext("%(number)s kept number is wrong.", "%(number)s kept numbers are wrong.", len(faults))
            raise CommandError(f"{wrong % {'number': len(faults)}} {_('Run: manage.py verify_figures --rebuild')}")
        right = ngettext(
            "The kept numbers of %(number)s series are right.",
            "The kept numbers of %(number)s series are right.",
            len(every_series()),
        )
        self.stdout.write(right % {"number": len(every_series())})

    def _refuse(self, strays: list[str]) -> None:
        for key in strays:
            self.stderr.write(key)
        differ = ngettext(
            "%(number)s series is kept and not read, or read and not kept.",
            "%(number)s series are kept and not read, or read and not kept.",
            len(strays),
        )
        raise CommandError(f"{differ % {'number': len(strays)}} {_('Run: manage.py migrate, as the owner')}")
