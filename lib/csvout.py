"""CSV out: streamed, safe in a spreadsheet, with the separator its reader expects."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict, StreamingHttpResponse
from django.utils.translation import gettext as _

# What a spreadsheet takes for a formula, full-width forms included, also after spaces.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
BOM = "\ufeff"
MEDIA = "text/csv; charset=utf-8"
"""How the web calls a file of this kind."""


@dataclass(frozen=True)
class Dialect:
    """How a file is written: comma or semicolon, with or without a byte order mark for spreadsheets."""

    delimiter: str = ","
    bom: bool = False


SEPARATORS = {"comma": ",", "semicolon": ";"}


def take_dialect(parameters: QueryDict) -> Dialect:
    """Take the choice of separator and byte order mark out of the parameters, which are filters otherwise.

    Raises BadRequest for a choice that there is not.
    """
    separator, bom = parameters.pop("separator", ["comma"])[-1], parameters.pop("bom", [""])[-1]
    if separator not in SEPARATORS or bom not in {"", "1"}:
        raise BadRequest(_("This file cannot be written that way."))
    return Dialect(SEPARATORS[separator], bom=bool(bom))


def guarded(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe in front."""
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA) else value


class _Line:
    """A file that hands back each line it is given."""

    def write(self, line: str) -> str:
        return line


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]], dialect: Dialect) -> Iterator[str]:
    """The file line by line; holds one row in memory."""
    writer = csv.writer(_Line(), delimiter=dialect.delimiter, lineterminator="\r\n")
    yield (BOM if dialect.bom else "") + writer.writerow([guarded(cell) for cell in header])
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


def download(name: str, content: Iterable[bytes], media: str = MEDIA) -> StreamingHttpResponse:
    """A file called `name`, streamed as it is made."""
    return StreamingHttpResponse(
        content,
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
