"""Who looked at a record: who, when, what, on the team or not; never from where or why."""

import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from audit import looks
from audit.kinds import Kind
from lib.paging import PER_PAGE
from tests.cast import Cast
from tests.support.written import wrote

CASE = "2018-AAAAA"


def query(text: str = "") -> QueryDict:
    return QueryDict(text.removeprefix("?"))


def shown(parameters: str = "") -> str:
    return render_to_string("audit/_looks.html", {"looks": looks.on(CASE, query(parameters)), "caption": "Looks"})


def test_all_that_was_done_with_the_record_and_nothing_else(cast: Cast) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator, target=CASE, on_team=True)
    wrote(Kind.CASE_OPENED, cast.coordinator, target=CASE, on_team=False)
    wrote(Kind.REQUEST_REFUSED, cast.subject, target=CASE)
    wrote(Kind.CASE_OPENED, cast.investigator, target="2018-BBBBB")
    wrote(Kind.CASE_LISTED, cast.investigator)
    found = looks.on(CASE, query())
    assert [(line.who, line.kind, line.outside) for line in found.lines] == [
        ("Sam Verburg", Kind.REQUEST_REFUSED, False),
        ("Cor Jansen", Kind.CASE_OPENED, True),
        ("Ines de Wit", Kind.CASE_OPENED, False),
    ]


def test_the_list_says_who_in_which_role_and_marks_what_stands_out(cast: Cast) -> None:
    wrote(Kind.CASE_OPENED, cast.coordinator, target=CASE, on_team=False)
    wrote(Kind.REQUEST_REFUSED, cast.subject, target=CASE)
    page = shown()
    assert "Cor Jansen" in page
    assert "Coordinator" in page
    assert page.count('<span class="tag warn">outside the team</span>') == 1
    assert page.count('<span class="tag bad">Was refused</span>') == 1


def test_neither_the_address_nor_the_reason_is_shown(cast: Cast) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator, target=CASE, where="198.51.100.23", reason="a-reason")
    assert "198.51.100.23" not in shown()
    assert "a-reason" not in shown()


def test_a_command_is_named_as_one(cast: Cast) -> None:
    wrote(Kind.CASE_CORRECTED, target=CASE, where="manage.py import_cases")
    assert looks.on(CASE, query()).lines[0].who == "A command on the server"


def test_nobody_has_looked(db: None) -> None:
    assert "Nobody has looked yet." in shown()


def test_pages_by_key(cast: Cast) -> None:
    written = [wrote(Kind.CASE_OPENED, cast.investigator, target=CASE).public_key for _ in range(PER_PAGE + 5)]
    first = looks.on(CASE, query())
    assert [line.key for line in first.lines] == written[:4:-1]
    second = looks.on(CASE, query(first.older))
    assert [line.key for line in second.lines] == written[4::-1]
    assert [line.key for line in looks.on(CASE, query(second.newer)).lines] == written[:4:-1]


def test_a_page_key_of_another_record_is_none_of_this_list(cast: Cast) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator, target=CASE)
    other = wrote(Kind.CASE_OPENED, cast.investigator, target="2018-BBBBB")
    with pytest.raises(BadRequest):
        looks.on(CASE, query(f"after={other.public_key}"))


@pytest.mark.parametrize("parameters", ["actor=ines", "kind=case.opened", "where__startswith=1"])
def test_nothing_else_is_asked_through_the_address(db: None, parameters: str) -> None:
    with pytest.raises(BadRequest):
        looks.on(CASE, query(parameters))


def test_the_latest(cast: Cast) -> None:
    written = [wrote(Kind.CASE_OPENED, cast.investigator, target=CASE).public_key for _ in range(8)]
    assert [line.key for line in looks.latest(CASE, 3)] == written[:4:-1]


def test_an_empty_target_has_no_looks(cast: Cast) -> None:
    wrote(Kind.CASE_LISTED, cast.investigator)
    assert looks.latest("", 5) == []


def test_the_same_queries_however_many_looked(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator, target=CASE)
    with django_assert_num_queries(2):
        looks.on(CASE, query())
    for _ in range(60):
        wrote(Kind.CASE_OPENED, cast.coordinator, target=CASE)
    with django_assert_num_queries(2):
        looks.on(CASE, query())
