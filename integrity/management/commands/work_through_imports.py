"""Work on the files that wait for a dry run or an import, and clear away those that lie too long."""

import argparse
import resource
from typing import Any

from django.utils.translation import gettext as _

from audit.command import Command as AuditCommand
from integrity.intake import working

MOST_MEGABYTES = 600
"""As much memory as the work on one file takes, at most."""


class Command(AuditCommand):
    help = (
        "Work on uploaded files that wait for a dry run or an import and on which nobody works, and clear away those "
        "that lie too long. The server starts it for each file; from a timer it takes up what a killed one left."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which files, and with how much memory."""
        parser.add_argument("--only", metavar="KEY", help="the public key of one file; nothing is cleared away then")
        parser.add_argument(
            "--megabytes", type=int, default=MOST_MEGABYTES, help="the most memory that it takes; 0 for any"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """One file after the other."""
        if options["megabytes"]:
            limit_memory(options["megabytes"])
        keys = [options["only"]] if options["only"] else working.waiting()
        done = sum(working.work_on(key) for key in keys)
        self.stdout.write(_("Files worked on: %(number)s") % {"number": done})
        if not options["only"]:
            self.stdout.write(_("Files cleared away: %(number)s") % {"number": working.expire()})


def limit_memory(megabytes: int) -> None:
    """From now on this process gets no more: it fails with MemoryError, and the machine goes on."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = megabytes * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
