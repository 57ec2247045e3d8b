"""Find what is recorded about one person, to answer who asks what is kept of him."""

import argparse
import sys
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from cases.models import Case
from lib import identity
from screening.models import Trajectory


class Command(AuditCommand):
    help = (
        "Print the references of all that is recorded about the person with a personnel number, which is read from "
        "standard input. For requests of access and correction; the audit log keeps the reason, and no number."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Why it is asked."""
        parser.add_argument("--reason", required=True, help="such as the number of the request; no names")

    def handle(self, *args: Any, **options: Any) -> None:
        """Record that somebody asks, then look."""
        reason = options["reason"].strip()
        if sys.stdin.isatty():
            self.stderr.write(_("Personnel number:"))
        number = sys.stdin.readline().strip()
        if not reason or not identity.normalised(number):
            raise CommandError(_("Give a reason, and the personnel number on standard input."))
        log.read(None, Kind.PERSON_SOUGHT, reason=reason)
        found = list(self._found(number))
        self.stdout.writelines(f"{line}\n" for line in found)
        if not found:
            self.stderr.write(_("Nothing is recorded under this number."))

    def _found(self, number: str) -> list[str]:
        cases = Case.objects.of_subject(identity.subject_hash(number)).order_by("reference")
        trajectories = Trajectory.objects.of_person(identity.screening_hash(number)).order_by("reference")
        accounts = User.objects.filter(number_hash=identity.account_hash(number))
        return [
            *(f"case {reference}" for reference in cases.values_list("reference", flat=True)),
            *(f"trajectory {reference}" for reference in trajectories.values_list("reference", flat=True)),
            *(f"account {username}" for username in accounts.values_list("username", flat=True)),
        ]
