"""Import a register of cases from a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from audit.command import Command as AuditCommand
from cases.imports import Overtaken, bring_in, profile_named
from office.importruns import Note, Summary
from office.profiles import BadProfile
from office.tabular import Unreadable, Unwritable

UNREAD, WRONG_USE = 1, 2
# How many notes a person reads on a screen; the JSON has them all.
_SHOWN = 20


class Command(AuditCommand):
    help = (
        "Import a register of cases from a CSV file. Exit status: 0 when the file was processed, rows refused or not; "
        "1 when it could not be read; 2 for wrong use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file, as CSV")
        parser.add_argument("--profile", required=True, help="a profile that ships, or a TOML file")
        parser.add_argument("--as", dest="person", metavar="PERSON", help="user name of who becomes lead")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the summary")
        parser.add_argument("--refused", type=Path, metavar="FILE", help="write the refused rows to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        file, refused = options["file"], options["refused"]
        if refused is not None and refused.resolve() == file.resolve():
            raise CommandError(_("--refused names the file that is imported."), returncode=WRONG_USE)
        person = self._person(options["person"])
        try:
            profile = profile_named(options["profile"])
            summary = bring_in(file, profile, by=person, dry_run=options["dry_run"], refused=refused)
        except BadProfile as error:
            raise CommandError(error, returncode=WRONG_USE) from error
        except Unreadable as error:
            sentence = _("%(why)s Nothing was imported.") % {"why": error}
            raise CommandError(sentence, returncode=UNREAD) from error
        except Unwritable as error:
            sentence = _("%(why)s Nothing was imported.") % {"why": error}
            raise CommandError(sentence, returncode=WRONG_USE) from error
        except (IntegrityError, Overtaken) as error:
            sentence = _("The register was changed during the import. Nothing was imported; run it again.")
            raise CommandError(sentence, returncode=UNREAD) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(summary.as_json(), indent=1))
        else:
            self._print(summary, dry_run=options["dry_run"])

    def _person(self, username: str | None) -> User | None:
        if username is None:
            return None
        person = User.objects.filter(username=username).first()
        if person is None or not person.has_perm("cases.import"):
            sentence = _("“%(person)s” is nobody who may import cases.") % {"person": username}
            raise CommandError(sentence, returncode=WRONG_USE)
        return person

    def _print(self, summary: Summary, *, dry_run: bool) -> None:
        counts = {
            _("Rows"): summary.rows,
            _("Rows accepted"): summary.accepted_rows,
            _("Rows refused"): summary.refused_rows,
            _("Cases created"): summary.cases,
            _("Cases known already"): summary.known_cases,
            _("Cases refused"): summary.refused_cases,
        }
        if dry_run:
            self.stdout.write(_("Dry run: nothing was imported. This is what would come of the file."))
        for label, count in counts.items():
            self.stdout.write(f"{label}: {count}")
        self._list(_("Refused"), summary.errors)
        self._list(_("Warnings"), summary.warnings)

    def _list(self, title: str, notes: list[Note]) -> None:
        if notes:
            self.stdout.write(f"\n{title}:")
        for item in notes[:_SHOWN]:
            self.stdout.write(f"  {_line(item)}")
        if len(notes) > _SHOWN:
            more = _("… and %(number)s more. --format json lists them all.") % {"number": len(notes) - _SHOWN}
            self.stdout.write(f"  {more}")


def _line(item: Note) -> str:
    """A note on one line, safe on a terminal whatever the file holds."""
    place = [] if item.row is None else [_("row %(row)s") % {"row": item.row}]
    if item.column:
        place.append(f"{item.column} “{item.value}”")
    text = ": ".join([*filter(None, [", ".join(place)]), item.message])
    return "".join(sign if sign.isprintable() else " " for sign in text)
