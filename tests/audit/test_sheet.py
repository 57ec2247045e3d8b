"""The monthly sheet: what it asks of a month, and that each item can be marked as reviewed."""

import datetime
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import hooks
from audit.kinds import Kind
from audit.months import Month
from audit.sheet import Item, sheet
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.written import wrote

ClientOf = Callable[[User], Client]
JANUARY = Month(2019, 1)
ADDRESS = "/audit/sheet/2019-01/"
HERE = ZoneInfo("Europe/Amsterdam")


def on(day: int, hour: int = 14, minute: int = 0, month: int = 1) -> datetime.datetime:
    """A moment of 2019, local time; the 24th of January was a Thursday."""
    return datetime.datetime(2019, month, day, hour, minute, tzinfo=HERE)


def items(section: str, month: Month = JANUARY) -> list[Item]:
    return next(found.items for found in sheet(month).sections if found.key == section)


def days(item: Item) -> list[tuple[str, int]]:
    return [(str(day.date), day.number) for day in item.days]


def opened(person: User, moment: datetime.datetime, number: int, kind: Kind = Kind.CASE_OPENED) -> None:
    for index in range(number):
        wrote(kind, person, moment, target=f"2018-{index:05}")


@pytest.fixture
def auditor(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.auditor)


@pytest.fixture
def _told() -> Iterator[None]:
    """Another app says that something waits."""
    hooks.waiting.append(lambda: ["A thing waits for an eye."])
    yield
    hooks.waiting.pop()


def test_refused_attempts_by_person(cast: Cast) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24), target="2018-AAAAA")
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24, 15), target="2018-AAAAA")
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(25), target="2018-BBBBB")
    wrote(Kind.REQUEST_REFUSED, cast.manager, on(25))
    hers, his = items("refused")
    assert (hers.who, hers.says, days(hers)) == ("Mara Smit", ["1 attempt"], [("2019-01-25", 1)])
    assert (his.who, his.says) == ("Sam Verburg", ["3 attempts", "2 different references or names"])
    assert days(his) == [("2019-01-24", 2), ("2019-01-25", 1)]


def test_the_month_is_cut_by_local_days(cast: Cast) -> None:
    for moment in (on(1, 0, 0), on(31, 23, 59), on(1, 0, 0, month=2)):
        wrote(Kind.REQUEST_REFUSED, cast.subject, moment)
    assert days(items("refused")[0]) == [("2019-01-01", 1), ("2019-01-31", 1)]
    assert days(items("refused", Month(2019, 2))[0]) == [("2019-02-01", 1)]


def test_who_was_slowed_down(cast: Cast) -> None:
    wrote(Kind.READING_THROTTLED, cast.subject, on(24), target="2018-AAAAA")
    wrote(Kind.READING_THROTTLED, cast.subject, on(24), target="2018-BBBBB")
    assert [(item.who, item.says) for item in items("throttled")] == [("Sam Verburg", ["Had to wait 2 times"])]


def test_sign_ins_that_failed_often_on_one_day(cast: Cast) -> None:
    for moment, origin in ((on(24), "192.0.2.1"), (on(24, 15), "192.0.2.1"), (on(24, 16), "192.0.2.2")):
        wrote(Kind.SIGN_IN_FAILED, at=moment, target="ines", where=origin)
    wrote(Kind.CONFIRM_FAILED, cast.manager, on(24), target="mara")
    for day in (1, 2, 3):
        wrote(Kind.SIGN_IN_FAILED, at=on(day), target="otto")
        wrote(Kind.SIGN_IN_FAILED, at=on(3), where=f"192.0.2.{day}")
    found = [(item.who, item.says, days(item)) for item in items("sign_ins")]
    assert found == [
        ("Unknown user names", ["3 failures", "From 3 addresses"], [("2019-01-03", 3)]),
        ("ines", ["3 failures", "From 2 addresses"], [("2019-01-24", 3)]),
    ]


def test_drill_downs_into_small_numbers(cast: Cast) -> None:
    for rows in (0, 4, 5, 1):
        wrote(Kind.FIGURE_DRILLED, cast.manager, on(24), detail={"rows": rows})
    wrote(Kind.FIGURE_DRILLED, cast.admin, on(24), detail={"rows": 5})
    wrote(Kind.FIGURE_DRILLED, cast.admin, on(24))
    assert [(item.who, item.says) for item in items("drilled")] == [("Mara Smit", ["2 lists"])]


def test_exports_with_their_purpose_and_their_end(cast: Cast) -> None:
    wrote(Kind.CASES_EXPORT_BEGUN, cast.coordinator, on(24), target="EXPORT1", reason="Yearly report")
    whole = {"rows": 1111, "sha256": "ab" * 32, "complete": True}
    wrote(Kind.CASES_EXPORT_ENDED, cast.coordinator, on(24), target="EXPORT1", detail=whole)
    wrote(Kind.SCREENING_EXPORT_BEGUN, cast.screening_officer, on(25), target="EXPORT2", reason="Audit")
    broken = {"rows": 1, "sha256": "cd" * 32, "complete": False}
    wrote(Kind.SCREENING_EXPORT_ENDED, cast.screening_officer, on(25), target="EXPORT2", detail=broken)
    wrote(Kind.FIGURE_EXPORT_BEGUN, cast.manager, on(26), target="EXPORT3", reason="Board")
    third, second, first = items("exported")
    assert third.says == ["Began an export of figures", "It never ended", "Purpose: Board", "Number EXPORT3"]
    assert second.says[:2] == ["Began an export of trajectories", "Broken off after 1 row"]
    assert first.says[1:] == ["1,111 rows", "Purpose: Yearly report", "Number EXPORT1", f"SHA-256 {'ab' * 32}"]
    assert [item.alarming for item in (third, second, first)] == [True, True, False]


def test_an_export_may_end_in_the_next_month(cast: Cast) -> None:
    wrote(Kind.CASES_EXPORT_BEGUN, cast.coordinator, on(31, 23, 59), target="EXPORT1")
    wrote(Kind.CASES_EXPORT_ENDED, cast.coordinator, on(1, 0, 1, month=2), target="EXPORT1", detail={"rows": 2})
    assert items("exported")[0].says[1] == "2 rows"
    assert items("exported", Month(2019, 2)) == []


def test_an_export_by_a_command(cast: Cast) -> None:
    wrote(Kind.CASES_EXPORT_BEGUN, at=on(24), target="EXPORT1", where="manage.py export_cases")
    assert items("exported")[0].who == "A command on the server"


def test_more_than_forty_different_records_on_one_day(cast: Cast) -> None:
    opened(cast.investigator, on(23), 40)
    opened(cast.coordinator, on(23), 25)
    opened(cast.coordinator, on(23), 25)
    opened(cast.coordinator, on(24), 30)
    opened(cast.coordinator, on(24), 41, Kind.TRAJECTORY_OPENED)
    found = items("many")
    assert [(item.who, item.says) for item in found] == [("Cor Jansen", ["41 different records on one day"])]
    assert days(found[0]) == [("2019-01-24", 71)]


@pytest.mark.parametrize(
    ("moment", "is_unusual"),
    [
        (on(24, 21, 59), False),
        (on(24, 22), True),
        (on(24, 5, 59), True),
        (on(24, 6), False),
        (on(25, 14), False),
        (on(26, 14), True),
        (on(27, 14), True),
        (on(28, 14), False),
        # Summer time: 20:00 in UTC is 22:00 here.
        (datetime.datetime(2019, 1, 24, 21, 0, tzinfo=datetime.UTC), True),
    ],
)
def test_reading_at_night_and_at_the_weekend(cast: Cast, moment: datetime.datetime, is_unusual: bool) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator, moment, target="2018-AAAAA")
    wrote(Kind.CASE_LISTED, cast.investigator, moment)
    assert bool(items("hours")) is is_unusual


def test_reading_at_unusual_hours_counts_different_records(cast: Cast) -> None:
    for hour in (22, 23):
        wrote(Kind.CASE_OPENED, cast.investigator, on(24, hour), target="2018-AAAAA")
    wrote(Kind.TRAJECTORY_OPENED, cast.investigator, on(26), target="S2018-AAAAA")
    (found,) = items("hours")
    assert (found.says, days(found)) == (["2 different records"], [("2019-01-24", 2), ("2019-01-26", 1)])


def test_changes_of_power(cast: Cast) -> None:
    wrote(Kind.ROLE_PROPOSED, cast.admin, on(24), target="otto", reason="New colleague")
    wrote(Kind.ROLE_GRANTED, cast.auditor, on(25), target="otto")
    wrote(Kind.PERSON_OPENED, cast.admin, on(25), target="otto")
    granted, proposed = items("power")
    assert (granted.who, granted.says) == ("Aude Peters", ["Gave a role", "Account: otto"])
    assert proposed.says == ["Proposed a role", "Account: otto", "Reason: New colleague"]


def test_the_sheet_of_a_quiet_month(auditor: Client) -> None:
    page = auditor.get(ADDRESS).content.decode()
    assert "Audit sheet, January 2019" in page
    assert page.count("Nothing in this month.") == len(sheet(JANUARY).sections)
    assert "Nothing waits for a review." in page


def test_the_rules_and_their_thresholds_stand_on_the_page(auditor: Client) -> None:
    page = auditor.get(ADDRESS).content.decode()
    for rule in (
        "more than 60 different records within 5 minutes",
        "fewer than 5 records",
        "More than 40 different records",
        "between 22:00 and 06:00 local time, or on Saturday or Sunday",
        "3 times or more on one day",
    ):
        assert rule in page


def test_the_links_lead_to_exactly_the_events(cast: Cast, auditor: Client) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24), target="2018-AAAAA")
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(25), target="2018-BBBBB")
    wrote(Kind.REQUEST_REFUSED, cast.manager, on(24), target="2018-CCCCC")
    (day, _other) = items("refused")[1].days
    assert f'href="/audit/{day.query}"'.replace("&", "&amp;") in auditor.get(ADDRESS).content.decode()
    page = auditor.get(f"/audit/{day.query}").content.decode()
    assert "2018-AAAAA" in page
    assert "2018-BBBBB" not in page
    assert "2018-CCCCC" not in page


def test_the_months_before_and_after(auditor: Client) -> None:
    page = auditor.get(ADDRESS).content.decode()
    assert 'href="/audit/sheet/2018-12/"' in page
    assert 'href="/audit/sheet/2019-02/"' in page
    present = Month.present()
    page = auditor.get(f"/audit/sheet/{present}/").content.decode()
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page


@pytest.mark.parametrize("month", ["2019-13", "2019-00", "2019-1", "1899-12", "2999-01", "january", "2019-01-01"])
def test_a_month_that_there_is_not(auditor: Client, month: str) -> None:
    with events() as found:
        assert auditor.get(f"/audit/sheet/{month}/").status_code == 404
    assert kinds(found) == [Kind.REQUEST_REFUSED]


def test_a_look_at_the_sheet_is_an_event(auditor: Client) -> None:
    with events() as found:
        auditor.get(ADDRESS)
    assert kinds(found) == [Kind.LOG_READ]
    assert found[0].detail == '{"sheet": "2019-01"}'


@pytest.mark.usefixtures("_told")
def test_what_waits_now_stands_on_the_present_sheet_only(auditor: Client) -> None:
    assert "A thing waits for an eye." in auditor.get(f"/audit/sheet/{Month.present()}/").content.decode()
    assert "A thing waits for an eye." not in auditor.get(ADDRESS).content.decode()


def test_marking_as_reviewed(cast: Cast, auditor: Client) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24), target="2018-AAAAA")
    address = f"{ADDRESS}2019-01.refused.sam/"
    assert f'href="{address}"' in auditor.get(ADDRESS).content.decode()
    with events() as found:
        page = auditor.get(address).content.decode()
    assert [(event.kind, event.target) for event in found] == [(Kind.LOG_READ, "2019-01.refused.sam")]
    assert "Refused attempts: Sam Verburg" in page
    with events() as found:
        answer = auditor.post(address, {"note": "Asked him; a wrong link."}, follow=True)
    reviewed, _read = found
    assert (reviewed.kind, reviewed.target) == (Kind.LOG_REVIEWED, "2019-01.refused.sam")
    assert (reviewed.actor, reviewed.reason) == ("aude", "Asked him; a wrong link.")
    page = answer.content.decode()
    assert "Marked as reviewed." in page
    assert "Reviewed by Aude Peters" in page
    assert "Asked him; a wrong link." in page
    assert "Nothing waits for a review." in page


def test_what_happens_after_a_review_waits_again(cast: Cast, auditor: Client) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24))
    auditor.post(f"{ADDRESS}2019-01.refused.sam/", {"note": "Fine"})
    assert [item.is_open for item in items("refused")] == [False]
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24))
    assert [item.is_open for item in items("refused")] == [True]
    auditor.post(f"{ADDRESS}2019-01.refused.sam/", {"note": "Fine still"})
    (found,) = items("refused")
    assert [review.note for review in found.reviews] == ["Fine", "Fine still"]
    assert not found.is_open


def test_a_review_needs_a_note(cast: Cast, auditor: Client) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24))
    with events() as found:
        answer = auditor.post(f"{ADDRESS}2019-01.refused.sam/", {"note": " "})
    assert answer.status_code == 200
    assert "Write what you found, in a few words." in answer.content.decode()
    assert kinds(found) == [Kind.LOG_READ]


@pytest.mark.parametrize("key", ["2019-01.refused.nobody", "2019-02.refused.sam", "x"])
def test_an_item_that_there_is_not(cast: Cast, auditor: Client, key: str) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24))
    for ask in (auditor.get, auditor.post):
        with events() as found:
            assert ask(f"{ADDRESS}{key}/", {"note": "x"}).status_code == 404
        assert kinds(found) == [Kind.REQUEST_REFUSED]


def test_nobody_else_reviews(cast: Cast, client_of: ClientOf) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, on(24))
    with events() as found:
        assert client_of(cast.admin).post(f"{ADDRESS}2019-01.refused.sam/", {"note": "x"}).status_code == 404
    assert kinds(found) == [Kind.REQUEST_REFUSED]


def test_the_same_queries_however_much_happened(cast: Cast, auditor: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert auditor.get(ADDRESS).status_code == 200
        return len(queries)

    def happen(times: int) -> None:
        for index in range(times):
            wrote(Kind.REQUEST_REFUSED, cast.subject, on(1 + index % 28), target=f"2018-{index:05}")
            wrote(Kind.FIGURE_DRILLED, cast.manager, on(24), detail={"rows": 1})
            wrote(Kind.CASES_EXPORT_BEGUN, cast.coordinator, on(24), target=f"EXPORT{index}")
            wrote(Kind.CASE_OPENED, cast.investigator, on(26), target=f"2018-{index:05}")
            wrote(Kind.LOG_REVIEWED, cast.auditor, target="2019-01.refused.sam", reason="Fine")

    happen(1)
    few = count()
    happen(60)
    assert count() == few
