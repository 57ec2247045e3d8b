"""Taking a file out as a person does: with its purpose."""

import csv
import io
from typing import Any

from django.test import Client

PURPOSE = "The yearly report"


def take_out(client: Client, address: str, **written: Any) -> Any:
    """The answer to somebody who says what a file is for."""
    return client.post(address, {"purpose": PURPOSE, "separator": "comma", **written})


def text_of(client: Client, address: str, **written: Any) -> str:
    """The file."""
    answer = take_out(client, address, **written)
    assert answer.status_code == 200, address
    assert answer.streaming, address
    return b"".join(answer).decode()


def rows_of(text: str, delimiter: str = ",") -> list[list[str]]:
    """The lines of a file, its header too, without the number of the export that each ends with."""
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    assert lines[0][-1] == "export"
    assert len({line[-1] for line in lines[1:]}) <= 1
    return [line[:-1] for line in lines]
