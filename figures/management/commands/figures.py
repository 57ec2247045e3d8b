"""`manage.py figures`: the yearly figures of the whole register, on the terminal or for another program."""

import csv
import datetime
import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.core.management.base import CommandError
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from audit import log
from audit.command import Command as AuditCommand
from audit.kinds import Kind
from figures import output
from figures.basis import Basis, Categories
from figures.counted import Table
from figures.definitions import BY_KEY, FIGURES
from figures.selection import Selection, past_day
from figures.tables import WHOLE_REGISTER, span, tables_of
from lib import clock
from lib.dates import FIRST_YEAR, LAST_YEAR
from lib.periods import Period


class Command(AuditCommand):
    help = "Prints the yearly figures of the whole register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", type=int, dest="first", metavar="YEAR", help="first year (else the first one of the register)"
        )
        parser.add_argument(
            "--to", type=int, dest="last", metavar="YEAR", help="last year (else the last one of the register)"
        )
        parser.add_argument(
            "--categories",
            choices=[str(choice) for choice in Categories],
            default=str(Categories.LEAKS),
            help="count suspected leaks alone, or all categories of breaches",
        )
        parser.add_argument(
            "--certificates", action="store_true", help="count checks for a certificate of conduct as screening"
        )
        parser.add_argument("--as-at", metavar="DAY", help="as the register knew them at the end of that past day")
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to print them")
        parser.add_argument(
            "--figure",
            nargs="+",
            action="extend",
            choices=list(BY_KEY),
            metavar="KEY",
            help=f"only these: {', '.join(BY_KEY)}",
        )

    def handle(self, **options: Any) -> None:
        period = self._period(options["first"], options["last"])
        at = self._past_day(options["as_at"])
        basis = Basis(Categories(options["categories"]), options["certificates"], at=at, recounted=True)
        chosen = options["figure"] or [figure.key for figure in FIGURES]
        log.read(None, Kind.FIGURES_VIEWED, detail=self._detail(period, basis, options))
        figures = [tables_of(BY_KEY[key], period, basis, WHOLE_REGISTER) for key in dict.fromkeys(chosen)]
        {"json": self._json, "csv": self._csv, "table": self._table}[options["format"]](figures, period, basis)

    def _detail(self, period: Period, basis: Basis, options: dict[str, Any]) -> dict[str, Any]:
        """What was printed, in machine values."""
        figures = {"figures": list(dict.fromkeys(options["figure"]))} if options["figure"] else {}
        return {**Selection(period, basis).detail(), "format": options["format"], **figures}

    def _period(self, asked_first: int | None, asked_last: int | None) -> Period:
        whole = span(WHOLE_REGISTER) or Period.recent(clock.today())
        first = whole.first if asked_first is None else asked_first
        last = whole.last if asked_last is None else asked_last
        if not FIRST_YEAR <= first <= LAST_YEAR or not FIRST_YEAR <= last <= LAST_YEAR:
            raise CommandError(f"Years lie between {FIRST_YEAR} and {LAST_YEAR}.", returncode=2)
        if first > last:
            raise CommandError(f"--from {first} comes after --to {last}.", returncode=2)
        return Period(first, last)

    def _past_day(self, asked: str | None) -> datetime.date | None:
        try:
            return past_day(asked, clock.today()) if asked else None
        except BadRequest as error:
            raise CommandError(str(error), returncode=2) from error

    def _json(self, figures: Sequence[output.Tables], period: Period, basis: Basis) -> None:
        found = output.as_json(figures, period, basis, basis.known_on(clock.today()))
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))

    def _csv(self, figures: Sequence[output.Tables], _period: Period, _basis: Basis) -> None:
        """One header for all figures: a column that one does not have stays empty there."""
        tables = [table for found in figures for table in found]
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(output.header(tables))
        writer.writerows(output.rows(tables))

    def _table(self, figures: Sequence[output.Tables], _period: Period, basis: Basis) -> None:
        day = date_format(basis.known_on(clock.today()), "DATE_FORMAT")
        self.stdout.write(_("Yearly figures of the whole register, as known on %(day)s") % {"day": day})
        for tables in figures:
            self.stdout.write("")
            self._write(tables)
            for sentence in tables[0].figure.rules_in(basis):
                self.stdout.write(f"  {sentence}")

    def _write(self, tables: output.Tables) -> None:
        """The numbers of a figure; those of its parts one below the other."""
        heads = [*map(str, tables[0].period.years), tables[0].period.short_label]
        heads += [_("Date unknown")] if tables[0].whole.undated else []
        rows = [row for table in tables for row in _rows_of(table)]
        self._columns(heads, [(label, list(map(_written, cells))) for label, cells in rows])

    def _columns(self, heads: list[str], rows: list[tuple[str, list[str]]]) -> None:
        first = max(len(label) for label, _cells in rows)
        widths = [
            max(map(len, column)) for column in zip(heads, *(cells for _label, cells in rows if cells), strict=True)
        ]
        for label, cells in [("", heads), *rows]:
            numbers = (cell.rjust(width) for cell, width in zip(cells, widths, strict=False))
            self.stdout.write("  ".join([label.ljust(first), *numbers]).rstrip())


def _rows_of(table: Table) -> Iterator[tuple[str, list[int | None]]]:
    """The whole, then each breakdown under its title."""
    yield table.label, output.cells(table, table.whole)
    for dimension in table.figure.breakdowns:
        title = _("%(breakdown)s (adds to more than the total)") if dimension.is_set else "%(breakdown)s"
        yield f"  {title % {'breakdown': dimension.label}}", []
        for _value, words, line in table.lines(dimension):
            yield f"    {words}", output.cells(table, line)


def _written(number: int | None) -> str:
    return "–" if number is None else number_format(number)
