"""The list, the page of one, and each step: what is asked, what is refused, what stands there afterwards."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from screening.models import StaffMember
from screening.models.values import Result
from screening.staff import actions, rules
from tests.cast import Cast
from tests.screening.staff.conftest import Staff, day, edition, enter
from tests.screening.staff.test_actions import trajectory

ClientOf = Callable[[User], Client]
LIST = "/screening/staff/"


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


def path(name: str, one: StaffMember, *keys: str) -> str:
    return reverse(f"staff:{name}", args=[one.reference, *keys])


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def again(one: StaffMember) -> StaffMember:
    return StaffMember.objects.get(pk=one.pk)


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, {"fresh", "sworn"}),
        ({"service": "left"}, {"left"}),
        ({"service": "ahead"}, set()),
        ({"sort": "-registered"}, {"fresh", "sworn", "left"}),
        ({"missing": "oath"}, {"fresh", "left"}),
        ({"missing": "oath", "service": "in"}, {"fresh"}),
        ({"missing": "code", "service": "in"}, {"fresh"}),
        ({"missing": "either"}, {"fresh", "left"}),
        ({"unit": "harbour"}, {"fresh"}),
        ({"q": "p2019-"}, {"fresh", "sworn", "left"}),
        ({"q": "2019"}, set()),
        ({"q": " 16-23 "}, {"sworn"}),
        ({"q": "162"}, set()),
        ({"q": "--"}, set()),
        ({"q": "A. Bos"}, set()),
    ],
)
def test_the_list_and_its_filters(officer: Client, staff: Staff, asked: dict[str, str], found: set[str]) -> None:
    page = officer.get(LIST, asked)
    assert {row.key for row in page.context["listing"].rows} == {getattr(staff, name).reference for name in found}
    assert page.context["total"] == len(found)
    assert ("Nobody fits these filters" in text(page)) == (not found)


def test_one_reference_finds_one(officer: Client, staff: Staff) -> None:
    page = officer.get(LIST, {"q": staff.left.reference.lower().removeprefix("p")})
    assert [row.key for row in page.context["listing"].rows] == [staff.left.reference]


def test_the_list_says_what_is_missing(officer: Client, staff: Staff) -> None:
    page = text(officer.get(LIST))
    rows = {row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "P2019-" in row}
    fresh, sworn = (next(row for row in rows if one.reference in row) for one in (staff.fresh, staff.sworn))
    assert (fresh.count("not yet"), sworn.count("not yet")) == (2, 0)
    assert "A. Bos" in fresh
    assert sworn.count("2018-04-02") == 2
    assert "4815" not in page.replace(staff.fresh.reference, "")
    later = edition("code_2019", valid_from=day("2019-01-01"))
    assert rules.newest_edition() == later
    assert "not yet" in text(officer.get(LIST, {"q": staff.sworn.reference}))
    assert officer.get(LIST, {"missing": "code", "service": "in"}).context["total"] == 2


def test_the_newest_edition(staff: Staff) -> None:
    edition("code_2020", valid_from=day("2020-01-01"))
    assert rules.newest_edition() == staff.edition, "not begun yet"
    staff.edition.valid_to = day("2019-01-01")
    staff.edition.save()
    newest = rules.newest_edition()
    assert newest is not None
    assert newest.pk == "unknown", "nothing else can be chosen"


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "A. Bos"},
        {"number_hash__startswith": "a"},
        {"missing": "both"},
        {"sort": "name"},
        {"unit": "nowhere"},
        {"q": "x" * 41},
        {"after": "P2019-AAAAA"},
    ],
)
def test_what_the_list_does_not_offer_is_refused(officer: Client, staff: Staff, asked: dict[str, str]) -> None:
    assert officer.get(LIST, asked).status_code == 400


def test_the_list_takes_the_same_queries_small_and_large(
    officer: Client, staff: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; edition; the units of the filter and of the column; page, count; the event.
    expected = 3 + 1 + 1 + 1 + 2 + 3
    for query in ({}, {"missing": "either"}, {"q": "4815"}):
        with django_assert_num_queries(expected):
            officer.get(LIST, query)
    actions.enter_many(by=None, rows=[{"number": f"X{place}"} for place in range(120)])
    for query in ({}, {"missing": "either"}, {"q": "4815"}):
        with django_assert_num_queries(expected):
            officer.get(LIST, query)


def test_pages_by_key_show_everybody_once(officer: Client, staff: Staff) -> None:
    actions.enter_many(by=None, rows=[{"number": f"X{place}"} for place in range(110)])
    query, seen = "?sort=-registered", []
    while query:
        page = officer.get(f"{LIST}{query}")
        seen += [row.key for row in page.context["listing"].rows]
        query = page.context["listing"].older
    assert len(seen) == len(set(seen)) == 113


def test_a_trajectory_leads_to_service(officer: Client, cast: Cast, that_day: None) -> None:
    screened = trajectory(cast)
    address = reverse("staff:enter", args=[screened.reference])
    page = text(officer.get(screened.get_absolute_url()))
    assert address in page
    assert "Not among the staff." in page
    form = officer.get(address)
    assert set(form.context["form"].fields) == {"in_service_from", "unit"}
    assert set(errors_of(officer.post(address, {}))) == {"in_service_from"}
    response = officer.post(address, {"in_service_from": "1 Feb 2019", "unit": ""})
    made = StaffMember.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert "D. Wortel" in text(officer.get(made.get_absolute_url()))
    page = text(officer.get(screened.get_absolute_url()))
    assert address not in page
    assert made.reference in page
    assert "not sworn in yet" in page
    for again_ in (officer.get(address), officer.post(address, {"in_service_from": "1 Feb 2019"})):
        assert again_.status_code == 409
        assert made.reference in text(again_)


def test_a_trajectory_without_a_result_leads_nowhere(officer: Client, cast: Cast, that_day: None) -> None:
    screened = trajectory(cast, Result.PENDING)
    address = reverse("staff:enter", args=[screened.reference])
    assert address not in text(officer.get(screened.get_absolute_url()))
    assert officer.get(address).status_code == 409


def test_a_number_is_asked_where_the_trajectory_has_none(officer: Client, cast: Cast, staff: Staff) -> None:
    screened = trajectory(cast, number="")
    address = reverse("staff:enter", args=[screened.reference])
    answers = {"in_service_from": "1 Feb 2019", "unit": ""}
    assert set(errors_of(officer.post(address, answers))) == {"number"}
    assert set(errors_of(officer.post(address, {**answers, "number": "-"}))) == {"number"}
    known = officer.post(address, {**answers, "number": "4815"})
    assert staff.fresh.reference in errors_of(known)["number"][0]
    assert 'value="1 Feb 2019"' in text(known)
    assert officer.post(address, {**answers, "number": "5150"}).status_code == 302


@pytest.mark.parametrize("there", [False, True])
def test_ones_own_number_typed_tells_nothing(officer: Client, cast: Cast, that_day: None, there: bool) -> None:
    number = cast.screening_officer.number
    if there:
        enter(number)
    address = reverse("staff:enter", args=[trajectory(cast, number="").reference])
    response = officer.post(address, {"in_service_from": "1 Feb 2019", "unit": "", "number": number})
    assert response.headers["Location"] == LIST
    page = text(officer.get(LIST))
    assert "Recorded." in page
    assert "It concerns you" in page
    assert "P2019-" not in page
    assert officer.get(address).status_code == 404


def test_leave(officer: Client, staff: Staff) -> None:
    assert set(errors_of(officer.post(path("leave", staff.fresh), {}))) == {"in_service_to", "reason"}
    early = officer.post(path("leave", staff.fresh), {"in_service_to": "1 Feb 2018", "reason": "Moved"})
    assert "Enter 1 March 2018 or later" in errors_of(early)["in_service_to"][0]
    assert 'value="1 Feb 2018"' in text(early)
    assert officer.post(path("leave", staff.fresh), {"in_service_to": "today", "reason": "Moved"}).status_code == 302
    page = text(officer.get(path("detail", staff.fresh)))
    assert "Left service" in page
    assert "Moved" in page
    assert path("leave", staff.fresh) not in page
    assert officer.get(path("leave", staff.fresh)).status_code == 409


def test_a_reason_that_names_somebody_is_warned_of(officer: Client, staff: Staff) -> None:
    answers = {"in_service_to": "today", "reason": "Bos went to another employer"}
    officer.post(path("leave", staff.fresh), answers)
    assert "holds a name or a number of the person it is about" in text(officer.get(path("detail", staff.fresh)))
    assert "holds a name or a number" not in text(officer.get(path("detail", staff.fresh)))


def test_correct(officer: Client, staff: Staff) -> None:
    address = path("correct", staff.fresh)
    form = text(officer.get(address))
    for held in ('value="A. Bos"', 'value="4815"', 'value="1 Mar 2018"'):
        assert held in form
    answers = {"name": "A. Bos", "number": "1623", "unit": "harbour", "in_service_from": "", "reason": "x"}
    assert staff.sworn.reference in errors_of(officer.post(address, answers))["number"][0]
    assert set(errors_of(officer.post(address, {**answers, "number": "", "reason": ""}))) == {"number", "reason"}
    assert officer.post(address, {**answers, "number": "4816"}).status_code == 302
    changed = again(staff.fresh)
    assert (changed.number, changed.in_service_from, changed.unit) == ("4816", None, staff.harbour)
    page = text(officer.get(path("detail", staff.fresh)))
    assert "Person corrected" in page
    history = page[page.index('id="history"') : page.index('class="side"')]
    assert "4815" not in history.replace(staff.fresh.reference, "")


def test_correcting_to_ones_own_number_is_refused(officer: Client, cast: Cast, staff: Staff) -> None:
    own = cast.screening_officer.number
    answers = {"name": "A. Bos", "number": own, "unit": "harbour", "reason": "x"}
    first = errors_of(officer.post(path("correct", staff.fresh), answers))
    actions.correct_staff(by=None, staff=staff.officers_own, reason="x", number="99")
    assert errors_of(officer.post(path("correct", staff.fresh), answers)) == first
    assert "Ask a colleague" in first["number"][0]


def test_the_oath_of_one(officer: Client, staff: Staff) -> None:
    fresh = staff.fresh
    page = text(officer.get(path("detail", fresh)))
    assert f'class="btn main" href="{path("oath", fresh)}"' in page
    for name in ("oath_correct", "oath_take_back"):
        assert officer.get(path(name, fresh)).status_code == 409
    assert (
        "Enter 1 March 2018 or later"
        in errors_of(officer.post(path("oath", fresh), {"sworn_in_on": "1-2-2018"}))["sworn_in_on"][0]
    )
    assert officer.post(path("oath", fresh), {"sworn_in_on": "2 Jan 2019"}).status_code == 302
    assert again(fresh).sworn_in_unit == staff.harbour
    assert officer.get(path("oath", fresh)).status_code == 409
    assert f'class="btn main" href="{path("code", fresh)}"' in text(officer.get(path("detail", fresh)))
    answers = {"sworn_in_on": "3 Jan 2019", "unit": "unknown"}
    assert set(errors_of(officer.post(path("oath_correct", fresh), answers))) == {"reason"}
    assert officer.post(path("oath_correct", fresh), {**answers, "reason": "Typing."}).status_code == 302
    assert (again(fresh).sworn_in_on, again(fresh).sworn_in_unit_id) == (day("2019-01-03"), "unknown")
    assert set(errors_of(officer.post(path("oath_take_back", fresh), {}))) == {"reason"}
    assert officer.post(path("oath_take_back", fresh), {"reason": "Somebody else."}).status_code == 302
    assert again(fresh).sworn_in_on is None
    page = text(officer.get(path("detail", fresh)))
    for told in ("Sworn in", "Oath or promise corrected", "Oath or promise taken back", "Somebody else."):
        assert told in page


def test_the_code_of_one(officer: Client, staff: Staff) -> None:
    fresh = staff.fresh
    form = officer.get(path("code", fresh))
    assert form.context["form"].initial == {"edition": "code_2018"}
    assert set(errors_of(officer.post(path("code", fresh), {}))) == {"edition", "acknowledged_on"}
    answers = {"edition": "code_2018", "acknowledged_on": "2 Jan 2019"}
    assert officer.post(path("code", fresh), answers).status_code == 302
    twice = officer.post(path("code", fresh), answers)
    assert twice.status_code == 409
    assert "recorded already" in text(twice)
    made = fresh.acknowledgements.get()
    address = path("code_withdraw", fresh, made.public_key)
    assert address in text(officer.get(path("detail", fresh)))
    assert set(errors_of(officer.post(address, {}))) == {"reason"}
    assert officer.post(address, {"reason": "Somebody else."}).status_code == 302
    page = text(officer.get(path("detail", fresh)))
    assert "Acknowledgement withdrawn" in page
    assert "Recorded in error" in page
    assert officer.get(address).status_code == 409
    missing = officer.get(LIST, {"missing": "code", "service": "in"}).context["listing"].rows
    assert [row.key for row in missing] == [fresh.reference], "what is withdrawn is missing again"
    actions.swear_in(by=None, staff=[fresh], sworn_in_on=day("2019-01-02"))
    assert officer.get(LIST, {"missing": "either", "service": "in"}).context["total"] == 1
    assert f'class="btn main" href="{path("code", fresh)}"' in text(officer.get(path("detail", fresh)))


def test_the_page_of_one_takes_the_same_queries_whatever_it_holds(
    officer: Client, staff: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; brake; record, event; acknowledgements, editions; two histories and the three lists.
    expected = 3 + 1 + 1 + 3 + 1 + 1 + 2 + 3
    with django_assert_num_queries(expected):
        officer.get(path("detail", staff.fresh))
    for place in range(5):
        code = edition(f"code_{place}")
        actions.acknowledge(by=None, staff=[staff.sworn], edition=code, acknowledged_on=day("2018-05-05"))
        actions.correct_staff(by=None, staff=staff.sworn, reason="x", name=f"Name {place}")
    with django_assert_num_queries(expected):
        officer.get(path("detail", staff.sworn))
