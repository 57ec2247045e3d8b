"""Files that cannot be read: each is told in a sentence where it can be changed, and nothing of it is half done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case
from office.models import Incoming
from office.models.intake import State
from tests.cast import Cast
from tests.support.importing import PROFILE, row
from tests.support.intake import ROWS, address, check, text_of, upload, use_profile

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
HEADER = text_of([])
UNREADABLE = {
    "empty": (b"", "The file is empty."),
    "header only": (HEADER, "The file has a header and no rows."),
    "unclosed quote": (HEADER + b'A-1,"2017-03-01",,,,,,\r\nA-2,2017-03-01,"no\r\n', "cannot be split into cells"),
    "NUL": (HEADER + b"A-1,\0,,,,,,\r\n", "NUL"),
    "half a character": (HEADER + b"A-1,\xed\xa0\x80,,,,,,\r\n", "lone surrogates"),
    "header twice": (text_of(ROWS) + text_of(ROWS), "The header stands again in row 5."),
    "a cell too long": (HEADER + b"A-1," + b"x" * 200_000 + b",,,,,,\r\n", "more than 100,000 characters"),
    "too wide": (b",".join([b"a"] * 1_000_000) + b"\r\n1\r\n", "more than 1,000 columns"),
}


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.INCOMING_DIR = tmp_path, tmp_path / "incoming"


@pytest.fixture
def client(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.investigator)


@pytest.mark.parametrize("name", UNREADABLE)
def test_it_is_said_where_it_can_be_changed(client: Client, name: str) -> None:
    content, said = UNREADABLE[name]
    incoming = upload(client, content)
    answer = client.get(address(incoming, "reading/"))
    assert answer.status_code == 200
    assert "The file cannot be read" in answer.content.decode()
    assert said in answer.content.decode()
    for page in ("columns/", "values/", "values/finding/", "profile.toml"):
        assert client.get(address(incoming, page)).status_code == 302
    refused = client.post(address(incoming, "check/"))
    assert refused.status_code == 409
    assert said in refused.content.decode()
    assert Incoming.objects.get().state == State.MAPPING
    assert client.post(address(incoming, "discard/")).status_code == 302


def test_a_profile_for_another_file_says_which_columns_are_missing(client: Client) -> None:
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming, PROFILE.replace('column = "verdict"', 'column = "judgement"'))
    refused = client.post(address(incoming, "check/"))
    assert refused.status_code == 409
    assert "Columns missing from the header: judgement." in refused.content.decode()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"received": "31-02-2017"}, "This is no date in a format that the profile lists."),
        ({"received": "02/03/2017"}, "This can be read as two dates"),
        ({"received": "2099-01-01", "done": ""}, "The date lies in the future."),
        ({"done": "2016-01-01"}, "The finding lies before the report came in."),
        ({"number": ""}, "The row has no case number."),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(client: Client, cells: dict[str, str], said: str) -> None:
    incoming = upload(client, text_of([*ROWS, row(**{"number": "B-1", **cells})]))
    use_profile(client, incoming)
    outcome = check(client, incoming).outcome
    assert (outcome["accepted_rows"], outcome["refused_rows"]) == (3, 1)
    assert said in client.get(address(incoming)).content.decode()
    assert not Case.objects.exists()


def test_a_csv_that_is_called_a_workbook_is_read_as_what_it_is(client: Client) -> None:
    incoming = upload(client, text_of(ROWS), name="rows.xlsx")
    use_profile(client, incoming)
    assert check(client, incoming).outcome["accepted_rows"] == 3
