"""Make the first admin or the first auditor of a register."""

import argparse
import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.invitations.mails import address
from accounts.people.first import make_first
from accounts.roles import Role
from audit.command import Command as AuditCommand


class Command(AuditCommand):
    """Print the one-time link by which the person sets a password; it is mailed to nobody."""

    help = (
        "Make the first admin or the first auditor, while no active person holds that role, "
        "and print the one-time link by which he sets a password."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Who, and where the register is reached."""
        parser.add_argument("role", choices=[Role.ADMIN.value, Role.AUDITOR.value])
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True, help="where links for a new password go later")
        parser.add_argument("--number", default="", help="personnel number: what concerns it stays out of sight")
        parser.add_argument("--language", default="", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument(
            "--url", default="", help="where the register is reached, such as https://integrity.example.org"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account and print the link."""
        site = options["url"] or self._site()
        if not site.startswith(("https://", "http://")):
            raise CommandError(_("Give --url with https:// in front of it."))
        named = {name: options[name].strip() for name in ("username", "name", "email", "number", "language")}
        for name in ("username", "name", "email"):
            if not named[name]:
                raise CommandError(_("Give a user name, a name and an e-mail address."))
        try:
            token = make_first(role=options["role"], **named)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            _("%(name)s is %(role)s. This link sets the password, once, within 72 hours:")
            % {"name": named["name"], "role": Role(options["role"]).label}
        )
        self.stdout.write(address(token, site))

    def _site(self) -> str:
        """Where the register is reached, as far as the settings say."""
        if settings.SITE:
            return settings.SITE
        named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
        if not named:
            raise CommandError(_("ALLOWED_HOSTS names no host. Say with --url where the register is reached."))
        return f"http://{named[0]}:{os.environ.get('PORT', '8000')}"
