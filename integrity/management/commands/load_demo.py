"""Load the demo register into an empty database, and say who may sign in."""

import argparse
import os
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.roles import Role
from audit.command import Command as AuditCommand
from integrity import birth
from integrity.demo import load, people


class Command(AuditCommand):
    """Fill an empty register with fictional cases; a register that holds anything is left as it is."""

    help = "Load the fictional demo register, if the register is empty, and print the demo people."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--people-only", action="store_true", help="make the demo people and no records")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load once, print always."""
        if settings.MODE == "production":
            raise CommandError(_("This register is in production mode. Demo people and cases never enter it."))
        self._check_port()
        if not birth.is_demo():
            if not birth.is_empty():
                raise CommandError(_("This database holds a register that was not born as a demo. It stays as it is."))
            if options["people_only"]:
                self.stdout.write(_("Making the demo people."))
            else:
                self.stdout.write(_("Loading the demo register. This takes about a minute."))
            load.load(people_only=options["people_only"])
        self._introduce()

    def _check_port(self) -> None:
        """Say that the port is taken before anything is made or promised."""
        port = os.environ.get("PORT")
        if port is None:
            return
        if not port.isdigit() or not 0 < int(port) < 65_536:
            raise CommandError(_("PORT is %(port)s. Give a number from 1 to 65535.") % {"port": port})
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(port)))
            except OSError as error:
                said = {"port": port, "other": str(int(port) % 65_535 + 1)}
                raise CommandError(_("Port %(port)s is in use. Try: make run PORT=%(other)s") % said) from error

    def _introduce(self) -> None:
        address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/"
        self.stdout.write(f"\n{_('Integrity')}: {address}\n\n")
        for username, password, role in people.known():
            self.stdout.write(f"  {Role(role).label:<20} {username:<12} {password}")
        self.stdout.write(
            "\n"
            + _("The passwords were made on this machine and are kept in %(file)s.") % {"file": people.passwords_file()}
            + "\n"
        )
