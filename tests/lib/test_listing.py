"""A list as a page shows it. The URL is its state, and nothing that the URL does not offer can be asked."""

import django_filters
import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict

from lib import paging
from lib.columns import Column, raw_rows
from lib.filters import StrictFilterSet
from lib.listing import Listing, listing, with_changed
from office.models import Unit
from tests.support.roles import as_owner

COLUMNS = [
    Column("unit", "Unit", "key", words=lambda: {"u1": "First", "u2": "Second"}, sort="key"),
    Column("label", "Label", "label_en"),
    Column("place", "Place", "position", sort="position", kind="date"),
]


@pytest.fixture(autouse=True)
def _units(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    with as_owner():
        Unit.objects.all().delete()
    Unit.objects.bulk_create(
        Unit(key=f"u{number}", label_en=f"Label {number}", label_nl="", position=number) for number in range(1, 6)
    )


def shown(query: str = "") -> Listing:
    return listing(Unit.objects.all(), COLUMNS, QueryDict(query), key="key", default="-place")


def test_rows_carry_their_public_key_and_their_words() -> None:
    found = shown("sort=unit")
    assert [row.key for row in found.rows] == ["u1", "u2"]
    assert [(cell.value, cell.text) for cell in found.rows[0].cells] == [
        ("u1", "First"),
        ("Label 1", "Label 1"),
        (1, 1),
    ]


def test_a_value_without_words_is_shown_as_it_is() -> None:
    assert shown("sort=-unit").rows[0].cells[0].text == "u5"


def test_a_file_holds_machine_values() -> None:
    assert list(raw_rows(Unit.objects.filter(key="u1"), COLUMNS)) == [("u1", "Label 1", 1)]


def test_the_url_alone_says_order_and_page() -> None:
    assert [row.key for row in shown().rows] == ["u5", "u4"]
    assert [row.key for row in shown("sort=place&after=u2").rows] == ["u3", "u4"]
    assert [row.key for row in shown("sort=place&before=u4").rows] == ["u2", "u3"]


def test_neighbours_keep_the_rest_of_the_url() -> None:
    found = shown("year=2018&sort=place&after=u2")
    assert QueryDict(found.older[1:]).dict() == {"year": "2018", "sort": "place", "after": "u4"}
    assert QueryDict(found.newer[1:]).dict() == {"year": "2018", "sort": "place", "before": "u3"}
    assert shown().newer == ""


def test_a_head_turns_its_own_order_and_goes_back_to_the_first_page() -> None:
    unit, label, place = shown("sort=-place&after=u4").headings
    assert (unit.direction, unit.query) == ("", "?sort=unit")
    assert (label.direction, label.query) == ("", "")
    assert (place.direction, place.query) == ("descending", "?sort=place")
    assert shown("sort=place").headings[2].query == "?sort=-place"
    assert shown("sort=unit").headings[2].query == "?sort=-place"


@pytest.mark.parametrize("query", ["sort=label", "sort=label_en", "sort=--place", "sort=pk", "after=zz", "before=zz"])
def test_what_the_list_does_not_offer_is_refused(query: str) -> None:
    with pytest.raises(BadRequest):
        shown(query)


def test_a_change_of_the_url_leaves_its_other_parts() -> None:
    parameters = QueryDict("a=1&b=2&c=%26")
    assert with_changed(parameters, b="", d="4") == "?a=1&c=%26&d=4"
    assert parameters.urlencode() == "a=1&b=2&c=%26"


class UnitFilter(StrictFilterSet):
    place = django_filters.ChoiceFilter(field_name="position", label="Place", choices=[("1", "Front"), ("2", "Back")])
    text = django_filters.CharFilter(field_name="label_en", label="Label")

    class Meta:
        model = Unit
        fields: list[str] = []


def filtered(query: str) -> UnitFilter:
    return UnitFilter(QueryDict(query), Unit.objects.all())


def test_a_filter_narrows_the_list_it_was_given() -> None:
    assert [unit.key for unit in filtered("place=2").qs] == ["u2"]
    assert UnitFilter(QueryDict("place=2"), Unit.objects.filter(key="u1")).qs.count() == 0
    assert filtered("").qs.count() == 5


@pytest.mark.parametrize(
    "query", ["label_nl=x", "position=1", "text__startswith=L", "place=9", "place=x", "registered_by__password=x"]
)
def test_a_filter_that_the_list_does_not_have_is_refused(query: str) -> None:
    with pytest.raises(BadRequest):
        filtered(query)


def test_a_chip_takes_its_filter_away() -> None:
    place, text = filtered("place=2&text=Label+2&sort=unit&after=u1").chips
    assert (place.label, place.value, place.query) == ("Place", "Back", "?text=Label+2&sort=unit")
    assert (text.label, text.value, text.query) == ("Label", "Label 2", "?place=2&sort=unit")


def test_clearing_keeps_the_order() -> None:
    assert filtered("place=2&text=x&sort=unit&after=u1").cleared == "?sort=unit"
