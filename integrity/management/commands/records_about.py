"""Find what is recorded about one person, to answer who asks what is kept of him."""

import argparse
import sys
from typing import Any

from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from cases.models import Case, Reporter, Signal
from lib import identity
from screening.models import StaffMember, Trajectory


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
        signals = Signal.objects.about(identity.signal_hash(number))
        reported = Reporter.objects.filter(number_hash=identity.reporter_hash(number))
        return [
            *_lines("case", Case.objects.of_subject(identity.subject_hash(number)), "reference"),
            *_lines("signal", signals, "reference"),
            *_lines("reporter", reported, "signal__reference"),
            *_lines("trajectory", Trajectory.objects.of_person(identity.screening_hash(number)), "reference"),
            *_lines("staff", StaffMember.objects.of_person(identity.staff_hash(number)), "reference"),
            *_lines("account", User.objects.filter(number_hash=identity.account_hash(number)), "username"),
        ]


def _lines(kind: str, found: QuerySet[Any], key: str) -> list[str]:
    """What was found of one kind, each by its key."""
    return [f"{kind} {value}" for value in found.order_by(key).values_list(key, flat=True)]
