"""Pages by key: each row on one page, in one order, both ways."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib import paging
from lib.paging import Order, UnknownKey, page
from office.models import Unit
from tests.support.roles import as_owner


@pytest.fixture(autouse=True)
def _units(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven units, four to a position, so that pages end between equals; four to a page."""
    monkeypatch.setattr(paging, "PER_PAGE", 4)
    with as_owner():
        Unit.objects.all().delete()
    Unit.objects.bulk_create(
        Unit(key=f"u{number:02}", label_en=f"Unit {number}", label_nl="", position=number // 4) for number in range(11)
    )


def keys(found: paging.Page) -> list[str]:
    return [row["key"] for row in found.rows]


def forwards(order: Order) -> list[list[str]]:
    pages, after = [], ""
    while True:
        found = page(Unit.objects.all(), order, key="key", fields=["label_en"], after=after)
        pages.append(keys(found))
        if not found.older:
            return pages
        after = found.older


def backwards(order: Order, before: str) -> list[list[str]]:
    pages = []
    while before:
        found = page(Unit.objects.all(), order, key="key", fields=["label_en"], before=before)
        pages.append(keys(found))
        before = found.newer
    return pages


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("field", ["position", "key"])
def test_every_row_once_in_order(field: str, descending: bool) -> None:
    order = Order(field, descending)
    every = [f"u{number:02}" for number in range(11)]
    if descending:
        every.reverse()
    pages = forwards(order)
    assert pages == [every[:4], every[4:8], every[8:]]
    assert backwards(order, pages[2][0]) == [pages[1], pages[0]]


def test_the_ends_have_one_neighbour() -> None:
    first = page(Unit.objects.all(), Order("position"), key="key", fields=[])
    last = page(Unit.objects.all(), Order("position"), key="key", fields=[], after="u03")
    assert (first.newer, first.older) == ("", "u07")
    assert (keys(last), last.newer, last.older) == (["u02", "u01", "u00"], "u02", "")


def test_a_full_last_page_has_no_older_one() -> None:
    found = page(Unit.objects.filter(key__gte="u03"), Order("position"), key="key", fields=[], after="u07")
    assert (keys(found), found.older) == (["u06", "u05", "u04", "u03"], "")


def test_nothing_is_one_empty_page() -> None:
    found = page(Unit.objects.none(), Order("position"), key="key", fields=[])
    assert (found.rows, found.newer, found.older) == ([], "", "")


def test_a_row_holds_what_was_asked_for_and_its_key() -> None:
    found = page(Unit.objects.all(), Order("position"), key="key", fields=["label_en", "position"])
    assert found.rows[0] == {"key": "u10", "label_en": "Unit 10", "position": 2}


@pytest.mark.parametrize("side", ["after", "before"])
def test_a_record_outside_the_list_is_no_place_to_begin(side: str) -> None:
    """Whether it exists for somebody else, the answer does not tell."""
    narrowed = Unit.objects.exclude(key="u05")
    for key in ("u05", "nowhere"):
        with pytest.raises(UnknownKey):
            page(narrowed, Order("position"), key="key", fields=[], **{side: key})


def test_a_page_takes_two_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        page(Unit.objects.all(), Order("position"), key="key", fields=[], after="u07")
    assert len(queries) == 2
    assert "OFFSET" not in queries[1]["sql"]
