"""A file comes in: read row by row by a profile, held against the rules, compared with what is here, and written.

That way is the same for every kind of file; what a row is, and what is known, each kind says itself. Every row is
accepted or refused, with its reason. Nothing is written before everything has been read, and then in one transaction.
"""

import gc
import json
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from lib import clock
from office import profiles
from office.importruns import Note, Summary, note, record_run
from office.models import FileKind, ImportRun
from office.profiles import BadProfile, Profile, Unmapped
from office.tabular import Row, Source, Table, Unreadable, Unwritable

UNREAD, WRONG_USE = 1, 2
EXIT_STATUS = (
    "Exit status: 0 when the file was processed, rows refused or not; 1 when it could not be read; 2 for wrong use."
)
# How many notes a person reads on a screen; the JSON has them all.
_SHOWN = 20


class Overtaken(Exception):
    """What the file was compared with has changed since."""


Yearly = dict[int, dict[str, int]]
"""What would come of a file, counted by year: how much of what."""


class Witness:
    """Who stands by while a file comes in. This one only watches; another may record, and may stop it by raising."""

    def row_read(self, row: int) -> None:
        """Row `row` is about to be read, outside any transaction."""

    def known(self, coming: "Import") -> None:
        """Everything is known that will be told of the file; nothing has been written, and no transaction is open."""

    def writing(self, run: ImportRun) -> None:
        """The one transaction of the import is open, and all that follows is written in it or not at all."""


class WatchedTable(Table):
    """A table that tells its witness how far it has been read, and counts of which years its rows are."""

    witness = Witness()
    place: int | None = None
    """Where the cell stands in a row that says its year."""

    def __init__(self, source: Path | Source, profile: Profile, **how: Any) -> None:
        """`how` is what `Table` takes besides what a profile says. Raises Unreadable."""
        super().__init__(source, delimiter=profile.delimiter, row_names=profile.row_names, **how)
        self._profile = profile
        self.years: Counter[int | None] = Counter()
        """How many rows say each year, refused or not; under none those whose day cannot be read."""

    def watch(self, witness: Witness, dated: str) -> None:
        """Tell this one; `dated` is the field whose day puts a row into its year."""
        self.witness = witness
        column = self._profile.fields[dated].column if dated in self._profile.fields else ""
        self.place = self.header.index(column) if column in self.header else None

    def rows(self) -> Iterator[Row]:
        self.years.clear()
        for number, cells in super().rows():
            self.witness.row_read(number)
            self.years[self._year_of(cells)] += 1
            yield number, cells

    def _year_of(self, cells: list[str]) -> int | None:
        if self.place is None or self.place >= len(cells):
            return None
        try:
            return self._profile.date_of(self._profile.text_of(cells[self.place])).year
        except Unmapped:
            return None


class Import(ABC):
    """One file that comes in by a profile, brought by a person or, if it is nobody, by the institution itself."""

    file_kind: ClassVar[FileKind | str] = ""
    """What the rows are; nothing for what comes in by no page and no command."""
    dated: ClassVar[str] = ""
    """The field whose day puts a row into its year; nothing where none does."""
    tried: ClassVar[Kind]
    """What the log calls a dry run: it tells what is known, so it is a look."""
    imported: ClassVar[Kind]
    summary: Summary

    def __init__(self, source: Path | Source, profile: Profile, *, by: User | None, **how: Any) -> None:
        """`how` is what `Table` takes besides what a profile says. Raises BadProfile and Unreadable."""
        self.started_at = clock.now()
        self.profile, self.by = profile, by
        self.table = WatchedTable(source, profile, **how)

    @abstractmethod
    def read(self) -> None:
        """Read every row: what is refused or doubtful goes into the summary. Looks no record up."""

    @abstractmethod
    def compare(self) -> None:
        """Part what is new from what the register has already, within what the person may see."""

    @abstractmethod
    def write(self, run: ImportRun) -> None:
        """Write what is new, as part of the act of the import. Raises Overtaken if another came between."""

    def yearly(self) -> Yearly:
        """What is new, by the year in which it will be counted. Known once the file has been compared."""
        return {}

    def about_the_file(self) -> list[str]:
        """What there is to say of the file as a whole."""
        said = list(self.table.said)
        left_out = [column for column in self.table.header if column and column not in self.profile.columns]
        if left_out:
            sentence = _("Columns left out, because the profile does not name them: %(columns)s.")
            said.append(sentence % {"columns": ", ".join(left_out)})
        if self.table.encoding == "cp1252":
            said.append(_("The file is not UTF-8: it was read as Windows-1252. Look at the letters with accents."))
        return said

    def bring_in(
        self, *, dry_run: bool = False, refused: Path | None = None, witness: Witness | None = None
    ) -> Summary:
        """Import the file; in a dry run only say what would come of it. Refused rows go to the file `refused`.

        Raises Unreadable, Unwritable, and Overtaken or IntegrityError if another import came between; then nothing was
        imported. What `witness` raises ends it likewise.
        """
        summary, witness = self.summary, witness or Witness()
        self.table.watch(witness, self.dated)
        self.read()
        if dry_run:
            log.read(self.by, self.tried, detail=self._detail())
        self.compare()
        summary.warnings = [*(note(None, "", "", said) for said in self.about_the_file()), *summary.warnings]
        if refused is not None:
            self.table.write_refused(refused, summary.reasons())
        witness.known(self)
        if not dry_run:
            with log.acting(self.by, self.imported, detail=self._detail()):
                run = record_run(
                    kind=self.file_kind,
                    by=self.by,
                    profile=self.profile,
                    sha256=self.table.sha256,
                    started_at=self.started_at,
                    summary=summary,
                )
                witness.writing(run)
                self._write(run)
        return summary

    def _write(self, run: ImportRun) -> None:
        try:
            self.write(run)
        except (ValidationError, Http404) as error:
            # It held when it was read: somebody has changed since what it has to agree with.
            raise Overtaken from error

    def _detail(self) -> dict[str, Any]:
        """What the log keeps of a file: which, read how, and what came of it so far."""
        return {
            "profile": self.profile.name,
            "sha256": self.table.sha256,
            "rows": self.summary.rows,
            "refused_rows": self.summary.refused_rows,
            **self.summary.counts,
        }


class ImportCommand(AuditCommand):
    """Import one kind of file from the command line."""

    kind: ClassVar[type[Import]]
    folder: ClassVar[Path]
    """Where the profiles lie that ship."""
    permission: ClassVar[str]
    nobody: ClassVar[str | Promise]
    """What is said of somebody without that permission; his user name is `person` in it."""
    as_whom: ClassVar[str]
    """What the person named becomes, for the help."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The same for every kind of file."""
        parser.add_argument("file", type=Path, help="the file, as CSV or XLSX")
        parser.add_argument("--profile", required=True, help="a profile that ships, or a TOML file")
        parser.add_argument("--as", dest="person", metavar="PERSON", help=self.as_whom)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the summary")
        parser.add_argument("--refused", type=Path, metavar="FILE", help="write the refused rows to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, and print what came of it."""
        file, refused = options["file"], options["refused"]
        if refused is not None and refused.resolve() == file.resolve():
            raise CommandError(_("--refused names the file that is imported."), returncode=WRONG_USE)
        person = self._person(options["person"])
        try:
            profile = profiles.load(options["profile"], self.folder)
            coming = self.kind(file, profile, by=person)
            with _without_collection():
                summary = coming.bring_in(dry_run=options["dry_run"], refused=refused)
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
        if person is None or not person.has_perm(self.permission):
            raise CommandError(self.nobody % {"person": username}, returncode=WRONG_USE)
        return person

    def _print(self, summary: Summary, *, dry_run: bool) -> None:
        counts = {
            _("Rows"): summary.rows,
            _("Rows accepted"): summary.accepted_rows,
            _("Rows refused"): summary.refused_rows,
            **{str(summary.counted[name]): number for name, number in summary.counts.items()},
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


@contextmanager
def _without_collection() -> Iterator[None]:
    """No row is part of a cycle: to look for one among ever more rows would cost much, and find nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _line(item: Note) -> str:
    """A note on one line, safe on a terminal whatever the file holds."""
    place = [] if item.row is None else [_("row %(row)s") % {"row": item.row}]
    if item.column:
        place.append(item.column if item.value is None else f"{item.column} “{item.value}”")
    text = ": ".join([*filter(None, [", ".join(place)]), item.message])
    return "".join(sign if sign.isprintable() else " " for sign in text)
