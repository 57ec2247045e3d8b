"""Bring names, numbers and hashes under new keys."""

import argparse
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import factors
from accounts.models import User
from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from integrity import checks, generations
from integrity.intake import keeping
from lib import rotating


class Command(AuditCommand):
    help = (
        "Write all names, numbers, hashes, secrets and incoming files anew under the newest keys of the environment. "
        "Run it with --begin when a new key has been put there, restart the server, and run it again without. It can "
        "be stopped and started again; the server may go on."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--begin", action="store_true", help="let the register know the new keys, and no more")

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """The keys are what this command looks at itself."""
        return {}

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin, or go on to the end."""
        if connection.vendor == "postgresql" and not checks.role_and_whether_it_owns()[1]:
            raise CommandError(_("Run this as the role that owns the tables, as `migrate` does."))
        if options["begin"]:
            self._begin()
        else:
            self._renew()

    def _begin(self) -> None:
        new = generations.new()
        if problems := list(generations.beginning_problems()):
            raise CommandError(" ".join(problems))
        if not new:
            raise CommandError(_("There is no new key in the environment. README.md says where to put it."))
        with log.acting(None, Kind.KEYS_ADDED, detail={"keys": list(new)}):
            for name, value in new.items():
                generations.add(name, value)
        names = ", ".join(new)
        self.stdout.write(_("The register knows the new %(names)s. Restart the server now.") % {"names": names})

    def _renew(self) -> None:
        if problems := list(generations.problems()):
            raise CommandError(" ".join(problems))
        names = generations.unsettled()
        if not names:
            self.stdout.write(_("Everything is under the newest keys."))
            return
        rows = sum(self._renew_table(table) for table in rotating.tables())
        with transaction.atomic():
            rows += factors.renew_encryption()
        files = keeping.renew()
        with log.acting(None, Kind.KEYS_ROTATED, detail={"keys": names, "rows": rows, "files": files}):
            for name in names:
                generations.settle(name)
        self.stdout.write(_("Everything is under the newest keys. Take the older ones out of the environment."))

    def _renew_table(self, table: rotating.Table) -> int:
        try:
            rows = rotating.renew(table, User.objects.values_list("username", flat=True))
        except rotating.Stray as error:
            said = {"table": str(error)}
            raise CommandError(_("%(table)s: a wall names somebody whom no account has.") % said) from error
        self.stdout.write(f"{table.name}: {rows}")
        return rows
