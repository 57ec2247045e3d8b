"""Verify the audit log against its keys and its anchor file."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from audit.verification import verify


class Command(AuditCommand):
    help = "Verify the audit log. Exit status: 0 when it is whole, 1 with the first bad number of the chain when not."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check first, then record that it was checked."""
        result = verify()
        log.read(None, Kind.LOG_VERIFIED, detail={"sealed": result.sealed, "bad": result.bad})
        if not result.is_whole:
            said = {"number": result.bad, "why": result.why, "faults": result.faults}
            raise CommandError(
                _("The audit log is not whole. First bad number: %(number)s. %(why)s Faults in all: %(faults)s.") % said
            )
        whole = ngettext(
            "The audit log is whole: %(number)s event sealed.",
            "The audit log is whole: %(number)s events sealed.",
            result.sealed,
        )
        self.stdout.write(whole % {"number": result.sealed})
