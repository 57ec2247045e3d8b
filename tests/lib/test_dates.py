"""Dates as people write them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format

from lib import clock, dates

THE_DAY = datetime.date(2019, 1, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24 Jan 2019",
        "24 January 2019",
        "24 jan 2019",
        "24 jan. 2019",
        "24 Jan. 2019",
        "24 JANUARI 2019",
        "24 januari 2019",
        "24-1-2019",
        "24-01-2019",
        "24/1/2019",
        "24/01/2019",
        "24.1.2019",
        "24. 1. 2019",
        "24 - 1 - 2019",
        "2019-01-24",
        "2019-1-24",
        "2019/01/24",
        "  24   Jan   2019 ",
        "24\u00a0Jan\u00a02019",
        "24Jan2019",
        "24-jan-2019",
        "24 Jan, 2019",
        "24th January 2019",
        "24e januari 2019",
    ],
)
def test_every_usual_way_of_writing_one_day(text: str) -> None:
    assert dates.read(text) == THE_DAY


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("form", ["SHORT_DATE_FORMAT", "DATE_FORMAT"])
@pytest.mark.parametrize("month", range(1, 13))
def test_what_a_page_shows_can_be_typed_back(language: str, form: str, month: int) -> None:
    day = datetime.date(2018, month, 28)
    with translation.override(language):
        assert dates.read(date_format(day, form)) == day


@pytest.mark.parametrize(
    "text, month",
    [
        ("3 mrt 2018", 3),
        ("3 maart 2018", 3),
        ("3 mei 2018", 5),
        ("3 okt 2018", 10),
        ("3 Sept 2018", 9),
        ("3 aug 2018", 8),
    ],
)
def test_dutch_and_english_months(text: str, month: int) -> None:
    assert dates.read(text) == datetime.date(2018, month, 3)


def test_the_day_always_stands_before_the_month() -> None:
    assert dates.read("3-4-2018") == datetime.date(2018, 4, 3)
    assert dates.read("3/4/2018") == datetime.date(2018, 4, 3)


@pytest.mark.parametrize("text", ["today", "Today", "vandaag", " VANDAAG "])
def test_today(text: str) -> None:
    with clock.at(THE_DAY):
        assert dates.read(text) == THE_DAY


@pytest.mark.parametrize("text", ["yesterday", "gisteren"])
def test_yesterday_reaches_over_the_year(text: str) -> None:
    with clock.at(datetime.date(2019, 1, 1)):
        assert dates.read(text) == datetime.date(2018, 12, 31)


def test_today_is_the_day_in_amsterdam() -> None:
    with clock.at(datetime.datetime(2018, 12, 31, 23, 30, tzinfo=datetime.UTC)):
        assert dates.read("today") == datetime.date(2019, 1, 1)


def test_a_leap_day() -> None:
    assert dates.read("29 Feb 2020") == datetime.date(2020, 2, 29)


@pytest.mark.parametrize(
    "text, code, says",
    [
        ("31 Feb 2019", "day", "from 1 to 28"),
        ("29-2-2019", "day", "from 1 to 28"),
        ("31-4-2019", "day", "from 1 to 30"),
        ("0-1-2019", "day", "no day 0"),
        ("2019-01-32", "day", "no day 32"),
        ("24-13-2019", "month", "no month 13"),
        ("1/24/2019", "month", "day comes before the month"),
        ("24-0-2019", "month", "no month 0"),
        ("24 Janx 2019", "month", "“janx” is not the name of a month"),
        ("24 Jan 19", "year", "four digits"),
        ("24-1-19", "year", "four digits"),
        ("24-1-20199", "year", "four digits"),
        ("24 Jan", "year", "year is missing"),
        ("24-1", "year", "year is missing"),
        ("24 januari", "year", "year is missing"),
        ("24-1-0219", "year", "from 1900 to 2100"),
        ("24-1-2201", "year", "from 1900 to 2100"),
        ("January 24, 2019", "order", "day before the month"),
        ("Jan 24 2019", "order", "day before the month"),
        ("soon", "unreadable", "cannot be read"),
        ("2019", "unreadable", "cannot be read"),
        ("24 1 2019", "unreadable", "cannot be read"),
        ("20190124", "unreadable", "cannot be read"),
        ("٢٤-١-٢٠١٩", "unreadable", "cannot be read"),
        ("24-1-2019; DROP TABLE", "unreadable", "cannot be read"),
        ("24\x00-1-2019", "unreadable", "cannot be read"),
        ("%s", "unreadable", "cannot be read"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_enter(text: str, code: str, says: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        dates.read(text)
    assert refusal.value.code == code
    assert says in refusal.value.messages[0]
    assert "nvalid" not in refusal.value.messages[0]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2018-10-18", 3, "2019-01-18"),
        ("2018-11-30", 3, "2019-02-28"),
        ("2019-11-30", 3, "2020-02-29"),
        ("2018-12-31", 60, "2023-12-31"),
        ("2018-01-31", 1, "2018-02-28"),
        ("2018-12-01", 12, "2019-12-01"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(start: str, months: int, end: str) -> None:
    assert dates.months_later(datetime.date.fromisoformat(start), months) == datetime.date.fromisoformat(end)
