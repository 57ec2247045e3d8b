"""Print what gives the serving role of PostgreSQL its rights."""

import argparse
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from audit.command import Command as AuditCommand
from integrity import grants


class Command(AuditCommand):
    help = "Print the PostgreSQL statements that give a role what serving the register needs, and nothing more."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options."""
        parser.add_argument("role", help="the role that the server connects as")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print; nothing is changed."""
        if connection.vendor != "postgresql":
            raise CommandError(_("Only PostgreSQL has roles. On SQLite, the file's owner is whoever serves it."))
        role = options["role"]
        if not self._exists(role):
            raise CommandError(_("There is no role %(role)s. Make it first: createuser %(role)s") % {"role": role})
        self.stdout.writelines(f"{statement}\n" for statement in grants.statements(role))

    def _exists(self, role: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            return cursor.fetchone() is not None
