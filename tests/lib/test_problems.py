"""What is wrong with values: gathered by field, and the rules of days that every register has."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from lib import clock
from lib.problems import future_problems, receipt_problems, settle

TODAY = datetime.date(2019, 1, 24)


def test_problems_are_settled_by_raising_them_all_by_field() -> None:
    with pytest.raises(ValidationError) as error:
        settle([("first", "Too early."), ("last", "Too late."), ("first", "Too short.")])
    assert error.value.message_dict == {"first": ["Too early.", "Too short."], "last": ["Too late."]}
    settle([])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, []),
        (TODAY, []),
        (datetime.date(2019, 1, 25), ["The date lies in the future. Enter 24 January 2019 or earlier"]),
    ],
)
def test_what_happened_lies_not_in_the_future(day: datetime.date | None, said: list[str]) -> None:
    with clock.at(TODAY):
        assert [sentence for _field, sentence in future_problems("found_on", day)] == said


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (datetime.date(2019, 1, 25), "future"),
        (datetime.date(1899, 12, 31), "four figures"),
    ],
)
def test_a_day_of_receipt_is_no_slip_of_the_pen(day: datetime.date, word: str) -> None:
    with clock.at(TODAY):
        [(field, sentence)] = receipt_problems("received_on", day)
    assert field == "received_on"
    assert word in str(sentence)
    assert not list(receipt_problems("received_on", datetime.date(1900, 1, 1)))
