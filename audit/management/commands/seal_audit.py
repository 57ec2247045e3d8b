"""Seal what waits in the audit log; for a timer that runs every minute or so."""

from typing import Any

from django.utils.translation import ngettext

from audit import sealing
from audit.command import Command as AuditCommand


class Command(AuditCommand):
    help = "Seal every event of the audit log that has no seal yet, and anchor the chain. For a timer."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and say how many."""
        number = sealing.seal(everything=True)
        self.stdout.write(
            ngettext("%(number)s event sealed.", "%(number)s events sealed.", number) % {"number": number}
        )
