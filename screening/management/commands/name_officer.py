"""Name the screening officer of a trajectory that no officer may open."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from audit.command import Command as AuditCommand
from lib.publickey import as_typed
from screening import actions
from screening.models import Trajectory


class Command(AuditCommand):
    """What the auditor's sheet says waits: somebody of the screening team, whom no active officer may screen."""

    help = (
        "Name the screening officer of somebody who works in the screening team, where no active officer may open the "
        "trajectory. The audit sheet says which ones wait."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which trajectory, who, and why."""
        parser.add_argument("reference", help="such as S2019-7KQ4P, as the audit sheet says it")
        parser.add_argument("username", help="of an active screening officer")
        parser.add_argument("--reason", required=True, help="kept in the history of the trajectory: name nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        """Name the officer."""
        trajectory = Trajectory.objects.filter(reference=as_typed(options["reference"])).first()
        if trajectory is None:
            raise CommandError(_("There is no trajectory with this reference."))
        officer = User.objects.filter(username=options["username"]).first()
        if officer is None:
            raise CommandError(_("Nobody has this user name."))
        try:
            actions.name_officer(trajectory=trajectory, by=None, officer=officer, reason=options["reason"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            _("%(name)s is now the screening officer of %(reference)s.")
            % {"name": officer, "reference": trajectory.reference}
        )
