"""A whole intake at once: chosen, confirmed with how many it is for, and recorded; or nothing is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from office.models import CodeEdition
from screening.models import Acknowledgement, StaffMember
from screening.staff import actions
from screening.staff.views import intake
from tests.cast import Cast
from tests.screening.staff.conftest import Staff, day, edition, enter

ClientOf = Callable[[User], Client]
SWEAR, CODE = "/screening/staff/swear-in/", "/screening/staff/code/"
ON = "24 Jan 2019"
PAGES = [(SWEAR, "sworn_in_on"), (CODE, "acknowledged_on")]


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


@pytest.fixture
def recruits(staff: Staff) -> list[StaffMember]:
    """Three who entered on 7 January 2019, beside the one of 2018."""
    return [enter(f"R{place}", f"Recruit {place}", in_service_from=day("2019-01-07")) for place in range(3)]


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def listed(response: Any) -> list[str]:
    return [one.reference for one, _box in response.context["rows"]]


def confirm(client: Client, address: str, answers: dict[str, Any]) -> Any:
    """Go on, and say that it is meant."""
    page = client.post(address, answers)
    assert page.status_code == 200
    assert page.templates[0].name == "staff/intake_confirm.html", page.context["form"].errors
    return client.post(address, {**answers, "seen": page.context["seen"]})


def sworn() -> set[str]:
    return set(StaffMember.objects.exclude(sworn_in_on=None).values_list("reference", flat=True))


@pytest.mark.parametrize("address, field", PAGES)
def test_those_who_miss_it_are_offered_and_nobody_is_ticked(
    officer: Client, staff: Staff, recruits: list[StaffMember], address: str, field: str
) -> None:
    page = officer.get(address)
    assert listed(page) == [*(one.reference for one in recruits), staff.fresh.reference], "those who entered last first"
    assert "checked" not in text(page)
    assert "Recruit 1" in text(page)
    since = officer.get(address, {"since": "1 Jan 2019"})
    assert listed(since) == [one.reference for one in recruits]
    assert listed(officer.get(address, {"unit": "harbour"})) == [staff.fresh.reference]
    assert "Nobody fits these filters" in text(officer.get(address, {"unit": "harbour", "since": "today"}))


@pytest.mark.parametrize("address, field", PAGES)
def test_what_it_needs(officer: Client, staff: Staff, recruits: list[StaffMember], address: str, field: str) -> None:
    chosen = [recruits[0].reference]
    assert set(errors_of(officer.post(address, {}))) == {"chosen", field}
    assert set(errors_of(officer.post(address, {"chosen": chosen}))) == {field}
    early = officer.post(address, {"chosen": [*chosen, recruits[1].reference], field: "6 Jan 2019"})
    assert recruits[1].reference in errors_of(early)[field][0]
    assert text(early).count("checked") == 2, "who was chosen stays chosen"
    assert 'value="6 Jan 2019"' in text(early)
    gone = officer.post(address, {"chosen": [*chosen, staff.left.reference], field: ON})
    assert "not in this list any more" in errors_of(gone)["chosen"][0]
    assert 'href="#id_chosen_0"' in text(gone)
    outside = officer.post(f"{address}?since=1+Jan+2019", {"chosen": [staff.fresh.reference], field: ON})
    assert set(errors_of(outside)) == {"chosen"}, "the filters hold for what is sent, too"
    assert set(errors_of(officer.get(address, {"since": "31-2-2019"}))) == {"since"}
    assert not sworn() - {staff.sworn.reference}


def test_an_intake_is_sworn_in_once_it_is_confirmed(officer: Client, staff: Staff, recruits: list[StaffMember]) -> None:
    answers = {"chosen": [one.reference for one in recruits[:2]], "sworn_in_on": "today"}
    page = officer.post(SWEAR, answers)
    assert "Swear in 2 people?" in text(page)
    for told in ("Recruit 0", "Recruit 1", "24 January 2019"):
        assert told in text(page)
    assert "Recruit 2" not in text(page)
    assert not sworn() - {staff.sworn.reference}
    back = officer.post(SWEAR, {**answers, "back": "1"})
    assert text(back).count("checked") == 2
    response = confirm(officer, SWEAR, answers)
    assert response.status_code == 302
    assert "Oath or promise recorded for 2 people." in text(officer.get(response.headers["Location"]))
    assert sworn() == {staff.sworn.reference, *answers["chosen"]}
    assert listed(officer.get(SWEAR)) == [recruits[2].reference, staff.fresh.reference]


def test_everybody_who_fits_the_filters(officer: Client, staff: Staff, recruits: list[StaffMember]) -> None:
    address = f"{SWEAR}?since=1+Jan+2019"
    assert "Everybody who fits the filters: 3 people" in text(officer.get(address))
    answers = {"everybody": "on", "sworn_in_on": ON}
    assert "Swear in 3 people?" in text(officer.post(address, answers))
    assert confirm(officer, address, answers).status_code == 302
    assert sworn() == {staff.sworn.reference, *(one.reference for one in recruits)}
    whole = officer.post(SWEAR, {"everybody": "on", "sworn_in_on": ON})
    assert "Swear in 1 person?" in text(whole)


def test_one_who_came_in_meanwhile_is_not_sworn_in_unseen(
    officer: Client, staff: Staff, recruits: list[StaffMember]
) -> None:
    answers = {"everybody": "on", "sworn_in_on": ON}
    seen = officer.post(SWEAR, answers).context["seen"]
    enter("late", "Late", in_service_from=day("2019-01-07"))
    page = officer.post(SWEAR, {**answers, "seen": seen})
    assert page.status_code == 200
    assert "The choice is not the one that you saw" in text(page)
    assert "Swear in 5 people?" in text(page)
    assert not sworn() - {staff.sworn.reference}
    chosen = {"chosen": [recruits[0].reference], "sworn_in_on": ON}
    actions.swear_in(by=None, staff=[recruits[0]], sworn_in_on=day("2019-01-08"))
    assert set(errors_of(officer.post(SWEAR, {**chosen, "seen": "x"}))) == {"chosen"}


def test_more_than_stand_on_a_page(
    officer: Client, staff: Staff, recruits: list[StaffMember], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SHOWN", 2)
    page = officer.get(SWEAR)
    assert len(listed(page)) == 2
    assert "The 2 who entered last stand here, of 4." in text(page)
    answers = {"everybody": "on", "sworn_in_on": ON}
    assert "and 2 more" in text(officer.post(SWEAR, answers))
    assert confirm(officer, SWEAR, answers).status_code == 302
    assert len(sworn()) == 5
    assert "Nobody misses the oath or promise" in text(officer.get(SWEAR))


def test_the_code_of_an_intake(officer: Client, staff: Staff, recruits: list[StaffMember]) -> None:
    later = edition("code_2019", "Code of 2019", valid_from=day("2019-01-01"))
    page = officer.get(CODE)
    assert page.context["filters"].data["edition"] == "code_2019", "the newest one unless another is asked for"
    assert staff.sworn.reference in listed(page)
    assert staff.sworn.reference not in listed(officer.get(CODE, {"edition": "code_2018"}))
    answers = {"everybody": "on", "acknowledged_on": ON}
    confirming = officer.post(CODE, answers)
    assert "Record that 5 people acknowledged the code?" in text(confirming)
    assert "Code of 2019" in text(confirming)
    assert confirm(officer, CODE, answers).status_code == 302
    assert Acknowledgement.objects.filter(edition=later).count() == 5
    assert "Nobody misses this edition of the code" in text(officer.get(CODE))
    assert officer.get(CODE, {"edition": "code_1900"}).status_code == 400


def test_without_any_edition(officer: Client, staff: Staff) -> None:
    for one in CodeEdition.objects.all():
        one.valid_to = day("2019-01-01")
        one.save()
    assert "Nobody misses this edition of the code" in text(officer.get(CODE))
    assert set(errors_of(officer.post(CODE, {"everybody": "on", "acknowledged_on": ON}))) == {"chosen"}
    assert officer.get("/screening/staff/").status_code == 200


@pytest.mark.parametrize("address, field", PAGES)
def test_the_pages_take_the_same_queries_small_and_large(
    officer: Client, staff: Staff, address: str, field: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; the units; the list, its count; the event; for the code its editions.
    expected = 3 + 1 + 2 + 3 + (address == CODE)
    answers = {"everybody": "on", field: ON}
    for number in (1, 220):
        actions.enter_many(by=None, rows=[{"number": f"{number}-{place}"} for place in range(number)])
        with django_assert_num_queries(expected):
            officer.get(address)
        with django_assert_num_queries(expected + 1):
            officer.post(address, answers)
