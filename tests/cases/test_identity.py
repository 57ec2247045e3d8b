"""Who a subject is stands nowhere in the database in clear, whatever is done with it."""

import datetime
from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client

from accounts.models import User
from cases import actions
from cases.models import Case, Subject
from lib.identity import decrypt
from tests.cast import Cast
from tests.support.casework import Make, close, find, nth
from tests.support.roles import as_owner

NAME, NUMBER, OTHER_NAME, OTHER_NUMBER = "Zacharias Vlinder", "ZZ-8675309", "Quirine Vos", "QQ-1234567"


def dump() -> Iterator[str]:
    """Every value in every table."""
    with as_owner(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (str(value) for value in row)


def in_clear(*texts: str) -> list[str]:
    """Those of the texts that the database holds, also as part of a longer value."""
    values = list(dump())
    return [text for text in texts if any(text.casefold() in value.casefold() for value in values)]


def test_the_search_finds_what_is_there(make_case: Make) -> None:
    make_case(summary=f"About {NAME}")
    assert in_clear(NAME, NUMBER) == [NAME]


def test_the_identity_is_in_clear_nowhere(make_case: Make, client_of: Callable[[User], Client], cast: Cast) -> None:
    client = client_of(cast.investigator)
    five = {"received_on": "18 Oct 2018", "summary": "Plates", "recipient": "criminal", "unit": "unknown"}
    client.post("/cases/new/", {**five, "category": "disclosure", "name": NAME, "number": NUMBER})
    case = Case.objects.get()
    step = f"/cases/{case.reference}/allegations/{nth(case).public_key}/subject/"
    client.post(step, {"name": OTHER_NAME, "number": OTHER_NUMBER, "reason": "Mistaken"})
    client.get(f"/cases/{case.reference}/")
    find(nth(case), cast.investigator, found_on=datetime.date(2019, 1, 1))
    close(case, cast.investigator, cast.coordinator)
    assert Subject.objects.get().name == OTHER_NAME
    assert in_clear(NAME, NUMBER, OTHER_NAME, OTHER_NUMBER, "8675309", "1234567") == []


def test_the_history_keeps_it_encrypted(make_case: Make, cast: Cast) -> None:
    case = make_case(name=NAME, number=NUMBER)
    actions.identify_subject(allegation=nth(case), by=cast.investigator, name=OTHER_NAME, number=OTHER_NUMBER)
    table = Subject.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {connection.ops.quote_name(table)} ORDER BY history_id")
        tokens = [row[0] for row in cursor.fetchall()]
    assert [decrypt(token) for token in tokens] == [NAME, OTHER_NAME]
