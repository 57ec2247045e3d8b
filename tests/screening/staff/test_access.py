"""Who may do what with staff and training; and that nobody learns anything of his own row."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit import throttle
from screening.models import StaffMember, TrainingSession
from screening.staff import access, actions
from screening.staff.columns import ACKNOWLEDGED, SWORN, TRAINING
from tests.cast import Cast
from tests.screening.staff.conftest import TODAY, Staff
from tests.screening.staff.test_training import said

ClientOf = Callable[[User], Client]
COUNTS = {"screening_officer", "manager", "admin"}
OF_ONE = ["detail", "leave", "correct", "oath", "oath_correct", "oath_take_back", "code"]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def test_who_counts_and_who_opens(cast: Cast, staff: Staff) -> None:
    others = {staff.fresh, staff.sworn, staff.left}
    for part, person in cast.everybody().items():
        officer = part == "screening_officer"
        everybody = others if officer else {*others, staff.officers_own}
        assert set(access.countable_by(person)) == (everybody if part in COUNTS else set()), part
        assert set(access.visible_to(person)) == (others if officer else set()), part


def test_the_scope_is_what_one_counts(cast: Cast, staff: Staff) -> None:
    for part, person in cast.everybody().items():
        scope = access.scope_of(person)
        rows = set(StaffMember.objects.all()) if scope.only is None else set(scope.only)
        assert rows - set(scope.hidden or []) == set(access.countable_by(person)), part
        scope = access.scope_of_sessions(person)
        assert (scope.only is None) == (part in COUNTS), part
        assert scope.hidden is None


def test_training_concerns_nobody(cast: Cast, staff: Staff) -> None:
    made = set(actions.record_sessions(by=None, sessions=[said()]))
    for part, person in cast.everybody().items():
        assert set(access.sessions_countable_by(person)) == (made if part in COUNTS else set()), part
        assert set(access.sessions_visible_to(person)) == (made if part == "screening_officer" else set()), part


def test_who_takes_rows_out(cast: Cast) -> None:
    may = {part for part, person in cast.everybody().items() if access.may_export(person)}
    assert may == {"screening_officer", "admin"}


def test_the_doors(cast: Cast, staff: Staff) -> None:
    session = actions.record_sessions(by=None, sessions=[said()])[0]
    assert access.open_staff(cast.screening_officer, staff.sworn.reference) == staff.sworn
    assert access.open_session(cast.screening_officer, session.reference) == session
    for person in (cast.manager, cast.admin):
        with pytest.raises(PermissionDenied):
            access.open_staff(person, staff.sworn.reference)
        with pytest.raises(PermissionDenied):
            access.open_session(person, session.reference)
    for person in (cast.coordinator, cast.auditor, cast.stranger):
        with pytest.raises(Http404):
            access.open_staff(person, staff.sworn.reference)
        with pytest.raises(Http404):
            access.open_session(person, session.reference)
    with pytest.raises(Http404):
        access.open_staff(cast.screening_officer, staff.officers_own.reference)
    with pytest.raises(Http404):
        access.open_acknowledgement(
            cast.screening_officer, staff.fresh.reference, staff.acknowledgement.public_key, to_act=True
        )


@pytest.mark.parametrize("name", [*OF_ONE, "code_withdraw"])
def test_every_page_of_one_for_everybody(cast: Cast, staff: Staff, client_of: ClientOf, name: str) -> None:
    keys = [staff.acknowledgement.public_key] if name == "code_withdraw" else []
    path = reverse(f"staff:{name}", args=[staff.sworn.reference, *keys])
    expected = {"screening_officer": {200, 409}, "manager": {403}, "admin": {403}}
    for part, person in cast.everybody().items():
        assert client_of(person).get(path).status_code in expected.get(part, {404}), part
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("name", ["training", "training_correct", "training_void"])
def test_every_page_of_a_session_for_everybody(cast: Cast, staff: Staff, client_of: ClientOf, name: str) -> None:
    session = actions.record_sessions(by=None, sessions=[said()])[0]
    expected = {"screening_officer": 200, "manager": 403, "admin": 403}
    for part, person in cast.everybody().items():
        answer = client_of(person).get(reverse(f"staff:{name}", args=[session.reference]))
        assert answer.status_code == expected.get(part, 404), part


@pytest.mark.parametrize("name", ["list", "swear_in", "acknowledge", "trainings", "training_new"])
def test_the_pages_of_many_are_for_officers(cast: Cast, staff: Staff, client_of: ClientOf, name: str) -> None:
    for part, person in cast.everybody().items():
        status = client_of(person).get(reverse(f"staff:{name}")).status_code
        assert status == (200 if part == "screening_officer" else 404), part


def test_the_menu_leads_officers_there_and_nobody_else(cast: Cast, staff: Staff, client_of: ClientOf) -> None:
    for part in ("screening_officer", "manager"):
        page = client_of(getattr(cast, part)).get(reverse("screening:list")).content.decode()
        assert (f'href="{reverse("staff:list")}"' in page) == (part == "screening_officer")


def test_ones_own_row_does_not_exist(cast: Cast, staff: Staff, client_of: ClientOf) -> None:
    client, own = client_of(cast.screening_officer), staff.officers_own.reference
    for name in OF_ONE:
        for ask in (client.get, client.post):
            hidden = ask(reverse(f"staff:{name}", args=[own]))
            unknown = ask(reverse(f"staff:{name}", args=["P2019-AAAAA"]))
            assert hidden.status_code == unknown.status_code
            assert hidden.status_code in (404, 405)
            assert TOKEN.sub(b"", hidden.content.replace(own.encode(), b"")) == TOKEN.sub(
                b"", unknown.content.replace(b"P2019-AAAAA", b"")
            )


def test_what_is_hidden_or_unknown_is_sought_with_one_answer(cast: Cast, staff: Staff, client_of: ClientOf) -> None:
    client, answers = client_of(cast.screening_officer), set()
    for typed in (cast.screening_officer.number, staff.officers_own.reference, "T-nobody", "P2019-AAAAA"):
        page = client.get(reverse("staff:list"), {"q": typed})
        assert page.context["total"] == 0
        answers.add(TOKEN.sub(b"", re.sub(rb"(?i)" + typed.encode(), b"", page.content)))
    assert len(answers) == 1
    assert client.get(reverse("staff:list"), {"after": staff.officers_own.reference}).status_code == 400
    everywhere = client.get(reverse("staff:list"), {"sort": "-registered"}).content.decode()
    assert staff.officers_own.reference not in everywhere
    assert staff.fresh.reference in everywhere


@pytest.mark.parametrize("name, field", [("swear_in", "sworn_in_on"), ("acknowledge", "acknowledged_on")])
def test_ones_own_reference_and_an_unknown_one_are_refused_alike(
    cast: Cast, staff: Staff, client_of: ClientOf, name: str, field: str
) -> None:
    client, answers = client_of(cast.screening_officer), set()
    assert staff.officers_own.reference not in client.get(reverse(f"staff:{name}")).content.decode()
    for reference in (staff.officers_own.reference, "P2019-AAAAA"):
        page = client.post(reverse(f"staff:{name}"), {"chosen": [reference], field: "24 Jan 2019"})
        assert set(page.context["form"].errors) == {"chosen"}
        answers.add(TOKEN.sub(b"", page.content.replace(reference.encode(), b"")))
    assert len(answers) == 1
    page = client.post(reverse(f"staff:{name}"), {"everybody": "on", field: "24 Jan 2019"})
    assert staff.officers_own.pk not in {one.pk for one in page.context["intake"].staff}


def test_a_list_says_the_same_with_and_without_ones_own_row(cast: Cast, staff: Staff, client_of: ClientOf) -> None:
    client = client_of(cast.screening_officer)
    asked: list[tuple[str, dict[str, str]]] = [(name, {}) for name in ("list", "swear_in", "acknowledge")]
    asked += [("list", {"missing": missing}) for missing in ("oath", "code", "either")]

    def pages() -> list[bytes]:
        found = [client.get(reverse(f"staff:{name}"), query).content for name, query in asked]
        return [TOKEN.sub(b"", page) for page in found]

    before = pages()
    actions.correct_staff(by=None, staff=staff.officers_own, reason="x", in_service_to=TODAY.replace(day=1))
    assert pages() == before


def test_known_numbers(cast: Cast, staff: Staff) -> None:
    asked = ["04815", "16-23", cast.screening_officer.number, "9999", ""]
    assert access.known(asked, to=cast.screening_officer) == {"4815": staff.fresh, "1623": staff.sworn}
    assert staff.officers_own in access.known(asked, to=None).values()
    assert access.known(asked, to=cast.manager) == {}


def test_wrong_methods_are_refused(cast: Cast, staff: Staff, client_of: ClientOf) -> None:
    for person in (cast.screening_officer, cast.stranger):
        client = client_of(person)
        for name in OF_ONE[1:]:
            assert client.delete(reverse(f"staff:{name}", args=[staff.fresh.reference])).status_code == 405
        for name in ("list", "trainings"):
            assert client.post(reverse(f"staff:{name}")).status_code == 405
        for name in ("swear_in", "acknowledge", "training_new"):
            assert client.put(reverse(f"staff:{name}")).status_code == 405


def test_who_opens_or_guesses_at_too_many_is_braked(
    cast: Cast, staff: Staff, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST", 2)
    client = client_of(cast.screening_officer)
    for reference in ("P2019-AAAAA", staff.sworn.reference, staff.sworn.reference):
        client.get(reverse("staff:detail", args=[reference]))
    for reference in (staff.fresh.reference, staff.officers_own.reference, "P2019-BBBBB"):
        assert client.get(reverse("staff:detail", args=[reference])).status_code == 429


def test_the_coded_columns_are_exactly_these() -> None:
    assert [column.source for column in SWORN] == ["reference", "sworn_in_on", "sworn_in_unit_id"]
    assert [column.source for column in ACKNOWLEDGED] == [
        "staff__reference",
        "acknowledged_on",
        "edition_id",
        "unit_id",
    ]
    assert [column.source for column in TRAINING] == ["reference", "held_on", "unit_id", "topic_id", "attending"]
    assert TrainingSession._meta.get_field("attending")
