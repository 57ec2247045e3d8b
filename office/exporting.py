"""A register taken out as CSV by a command: the coded columns of its list, narrowed by the filters of its list."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.core.management.base import CommandError
from django.db import models
from django.http import QueryDict

from audit.command import Command
from audit.kinds import Kind
from lib import csvout
from lib.columns import Column
from lib.filters import StrictFilterSet
from office import exports


class ExportCommand(Command):
    """Write the whole register, or what its filters leave of it, machine values only, newest first."""

    model: ClassVar[type[models.Model]]
    columns: ClassVar[Sequence[Column]]
    begun: ClassVar[Kind]
    ended: ClassVar[Kind]
    filter_class: ClassVar[type[StrictFilterSet]]
    filters: ClassVar[Sequence[str]]
    """The filters of the list that the command has as options."""
    day: ClassVar[str]
    """The date by which the rows are ordered."""
    year: ClassVar[str]
    """The column that `--from` and `--to` narrow."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The filters of the list, and how the file is written."""
        for name, bound in {"--from": "first", "--to": "last"}.items():
            parser.add_argument(name, type=int, dest=bound, metavar="YEAR", help=f"the {bound} {self.year}")
        for name in self.filters:
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help="machine value, as in the file")
        parser.add_argument("--separator", choices=csvout.SEPARATORS, default="comma")
        parser.add_argument("--bom", action="store_true", help="begin with a byte order mark, for spreadsheets")
        parser.add_argument("--output", metavar="FILE", help="write to this file instead of standard output")
        parser.add_argument("--purpose", default="command line", help="what the file is for; kept in the audit log")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file row by row; the audit log knows its beginning and its end."""
        dialect = csvout.Dialect(csvout.SEPARATORS[options["separator"]], bom=options["bom"])
        records = self._records(options).order_by(f"-{self.day}", "-pk")
        file = exports.File(
            name=options["output"] or "",
            begun=self.begun,
            ended=self.ended,
            read=exports.coded(records, self.columns),
            detail=self._asked(options),
        )
        with closing(exports.send(file, by=None, purpose=options["purpose"], dialect=dialect)) as content:
            self._write(content, options["output"])

    def _asked(self, options: dict[str, Any]) -> dict[str, str]:
        """What the file is narrowed by, in machine values."""
        asked = {"from": options["first"], "to": options["last"], **{name: options[name] for name in self.filters}}
        return {name: str(value) for name, value in asked.items() if value not in (None, "")}

    def _records(self, options: dict[str, Any]) -> models.QuerySet[Any]:
        asked = QueryDict(mutable=True)
        asked.update({name: options[name] for name in self.filters if options[name]})
        try:
            records: models.QuerySet[Any] = self.filter_class(asked, self.model._default_manager.all()).qs
        except BadRequest as error:
            raise CommandError(f"Unknown value for one of: {', '.join(self.filters)}.") from error
        years = {f"{self.year}__gte": options["first"], f"{self.year}__lte": options["last"]}
        return records.filter(**{name: year for name, year in years.items() if year is not None})

    def _write(self, content: Iterable[bytes], output: str | None) -> None:
        if not output:
            for data in content:
                self.stdout.write(data.decode(), ending="")
            return
        try:
            with Path(output).open("wb") as file:
                file.writelines(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
