"""The pages of the reference lists, and what is written to them."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import User
from audit.kinds import Kind
from lib import clock
from office import actions
from office.models import LISTS, Category, Level, Offence, RecipientType, Unit
from tests.cast import Cast
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
HARBOUR = {"label_en": "Unit Harbour", "label_nl": "Eenheid Haven", "key": "harbour", "position": "10"}


@pytest.fixture
def admin(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def harbour(db: None) -> Unit:
    return Unit.objects.create(key="harbour", label_en="Unit Harbour", label_nl="Eenheid Haven", position=10)


@pytest.mark.parametrize("name", LISTS)
def test_each_list_shows_its_items(admin: Client, name: str) -> None:
    page = admin.get(f"/lists/{name}/").content.decode()
    for item in LISTS[name].objects.all():
        assert f"/lists/{name}/items/{item.key}/" in page
    assert admin.get(f"/lists/{name}/add/").status_code == 200


def test_all_lists_are_counted(admin: Client, harbour: Unit) -> None:
    Unit.objects.create(key="old", label_en="Old", label_nl="Oud", valid_to=datetime.date(2018, 1, 1))
    page = re.sub(r"\s+", " ", admin.get("/lists/").content.decode())
    assert 'Units</a></th> <td class="num">2</td> <td class="num">1</td>' in page


@pytest.mark.parametrize(
    "path",
    [
        "/lists/",
        "/lists/units/",
        "/lists/units/add/",
        "/lists/units/items/harbour/",
        "/lists/units/items/harbour/retire/",
    ],
)
def test_only_who_keeps_the_lists_finds_them(cast: Cast, client_of: ClientOf, harbour: Unit, path: str) -> None:
    for part, person in cast.everybody().items():
        expected = 200 if part == "admin" else 404
        assert client_of(person).get(path).status_code == expected, part


def test_nobody_else_writes(cast: Cast, client_of: ClientOf, harbour: Unit) -> None:
    client = client_of(cast.coordinator)
    assert client.post("/lists/units/add/", HARBOUR | {"key": "east"}).status_code == 404
    assert client.post("/lists/units/items/harbour/", HARBOUR | {"label_en": "Taken"}).status_code == 404
    assert client.post("/lists/units/items/harbour/retire/", {"on": "today"}).status_code == 404
    assert client.post("/lists/units/items/harbour/bring-back/").status_code == 404
    harbour.refresh_from_db()
    assert (harbour.label_en, harbour.valid_to, Unit.objects.count()) == ("Unit Harbour", None, 2)


def test_the_actions_refuse_too(cast: Cast, harbour: Unit) -> None:
    by = cast.manager
    with pytest.raises(PermissionDenied):
        actions.add_item(by=by, model=Unit, key="east", label_en="East", label_nl="Oost")
    with pytest.raises(PermissionDenied):
        actions.edit_item(by=by, item=harbour, label_en="Taken")
    with pytest.raises(PermissionDenied):
        actions.retire_item(by=by, item=harbour, on=datetime.date(2019, 1, 1))
    with pytest.raises(PermissionDenied):
        actions.bring_back_item(by=by, item=harbour)


@pytest.mark.parametrize("path", ["/lists/nothing/", "/lists/nothing/add/", "/lists/units/items/nothing/"])
def test_what_is_not_there(admin: Client, path: str) -> None:
    assert admin.get(path).status_code == 404


def test_an_item_is_added(admin: Client) -> None:
    answer = admin.post("/lists/units/add/", HARBOUR | {"valid_from": "1 Feb 2019"})
    assert answer.headers["Location"] == "/lists/units/"
    unit = Unit.objects.get(key="harbour")
    assert (unit.label_en, unit.label_nl, unit.position) == ("Unit Harbour", "Eenheid Haven", 10)
    assert unit.valid_from == datetime.date(2019, 2, 1)
    assert "“Unit Harbour” was added." in admin.get("/lists/units/").content.decode()


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"key": "Harbour"}, "Use lower-case letters"),
        ({"key": "unknown"}, "already has the machine value “unknown”"),
        ({"key": ""}, "Enter a machine value"),
        ({"label_en": "unknown UNIT"}, "already has an item labelled “unknown UNIT”"),
        ({"label_nl": ""}, "Enter the label in Dutch"),
        ({"position": "first"}, "as a whole number"),
        ({"position": "-1"}, "0 or more"),
        ({"position": "40000"}, "32767 or less"),
        ({"valid_from": "31 Feb 2019"}, "from 1 to 28"),
    ],
)
def test_a_wrong_answer_is_refused_with_the_reason(admin: Client, wrong: dict[str, str], says: str) -> None:
    page = admin.post("/lists/units/add/", HARBOUR | wrong).content.decode()
    assert says in page
    assert "One answer needs attention" in page
    assert Unit.objects.count() == 1


def test_the_leak_mark_is_given_once(admin: Client) -> None:
    admin.post("/lists/categories/add/", HARBOUR | {"key": "tip_off", "leak": "on"})
    assert Category.objects.get(key="tip_off").leak
    assert 'name="leak"' not in admin.get("/lists/categories/items/tip_off/").content.decode()
    admin.post("/lists/categories/items/tip_off/", HARBOUR | {"label_en": "Tip-off", "leak": ""})
    category = Category.objects.get(key="tip_off")
    assert (category.label_en, category.leak) == ("Tip-off", True)


def test_the_screening_mark_is_given_once(admin: Client) -> None:
    admin.post("/lists/levels/add/", HARBOUR | {"key": "certificate_b", "stage_days": "21"})
    assert not Level.objects.get(key="certificate_b").screening
    admin.post("/lists/levels/items/certificate_b/", HARBOUR | {"stage_days": "21", "screening": "on"})
    assert not Level.objects.get(key="certificate_b").screening


def test_a_recipient_belongs_to_a_class_from_the_start(admin: Client) -> None:
    refused = admin.post("/lists/recipients/add/", HARBOUR | {"key": "landlord"}).content.decode()
    assert "Choose the class this recipient belongs to." in refused
    admin.post("/lists/recipients/add/", HARBOUR | {"key": "landlord", "recipient": "non_criminal"})
    admin.post("/lists/recipients/items/landlord/", HARBOUR | {"recipient": "criminal"})
    assert RecipientType.objects.get(key="landlord").recipient == "non_criminal"


LEVEL = HARBOUR | {"key": "reliability_b", "screening": "on", "stage_days": "14", "renewal_months": "36"}
TERMS = ("environment", "stage_days", "renewal_months")


def stored_terms(key: str) -> dict[str, object]:
    return Level.objects.values(*TERMS).get(pk=key)


def test_the_terms_of_a_level_are_given_and_changed(admin: Client) -> None:
    assert 'value="21"' in admin.get("/lists/levels/add/").content.decode()
    assert admin.post("/lists/levels/add/", LEVEL | {"environment": "on"}).headers["Location"] == "/lists/levels/"
    assert stored_terms("reliability_b") == {"environment": True, "stage_days": 14, "renewal_months": 36}
    path = "/lists/levels/items/reliability_b/"
    page = admin.get(path).content.decode()
    assert 'name="environment" id="id_environment"' in re.sub(r' (aria-\S+|class="[^"]*")', "", page)
    assert 'value="14"' in page
    assert "What a change does" in page
    with events() as found:
        admin.post(path, LEVEL | {"stage_days": "10", "renewal_months": ""})
    assert stored_terms("reliability_b") == {"environment": False, "stage_days": 10, "renewal_months": None}
    assert [event.detail for event in found] == ['{"columns": ["environment", "renewal_months", "stage_days"]}']


def test_the_list_shows_the_terms_of_levels_alone(admin: Client) -> None:
    actions.edit_item(by=User.objects.get(username="adam"), item=Level.objects.get(pk="security_a"), stage_days=33)
    page = re.sub(r"\s+", " ", admin.get("/lists/levels/").content.decode())
    row = page.partition("/items/security_a/")[2].partition("</tr>")[0]
    assert re.findall(r'data-label="([^"]+)">([^<]*)</td>', row)[:4] == [
        ("Counts as screening", "Yes"),
        ("Looks at the environment", "Yes"),
        ("Days for a stage", "33"),
        ("Renewed after (months)", "60"),
    ]
    certificate = page.partition("/items/conduct_certificate/")[2].partition("</tr>")[0]
    assert 'data-label="Renewed after (months)">Never</td>' in certificate
    assert "Days for a stage" not in admin.get("/lists/units/").content.decode()
    assert 'name="stage_days"' not in admin.get("/lists/units/add/").content.decode()
    assert "What a change does" not in admin.get("/lists/units/items/unknown/").content.decode()


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"stage_days": ""}, "Enter how many days a stage takes, for example 21."),
        ({"stage_days": "a week"}, "Enter the days as a whole number, for example 21."),
        ({"stage_days": "0"}, "Enter 1 day or more."),
        ({"stage_days": "366"}, "Enter 365 days or less."),
        ({"renewal_months": "five years"}, "Enter the months as a whole number, for example 60."),
        ({"renewal_months": "0"}, "Enter 1 month or more, or leave it empty."),
        ({"renewal_months": "601"}, "Enter 600 months or less, or leave it empty."),
        ({"screening": "", "environment": "on"}, "Only a level that counts as screening can look at the environment."),
    ],
)
def test_a_wrong_term_is_refused_with_the_reason(admin: Client, wrong: dict[str, str], says: str) -> None:
    before = Level.objects.count()
    page = admin.post("/lists/levels/add/", LEVEL | wrong).content.decode()
    assert says in page
    assert "One answer needs attention" in page
    assert 'value="reliability_b"' in page
    assert Level.objects.count() == before


def test_a_certificate_never_looks_at_the_environment(cast: Cast, admin: Client) -> None:
    before = stored_terms("conduct_certificate")
    answers = LEVEL | {"environment": "on", "stage_days": "5"}
    page = admin.post("/lists/levels/items/conduct_certificate/", answers).content.decode()
    assert "Only a level that counts as screening" in page
    assert stored_terms("conduct_certificate") == before
    certificate = Level.objects.get(pk="conduct_certificate")
    with pytest.raises(ValidationError):
        actions.edit_item(by=cast.admin, item=certificate, environment=True)
    with pytest.raises(ValidationError):
        actions.add_item(
            by=cast.admin, model=Level, key="b", label_en="B", label_nl="B", screening=False, environment=True
        )
    assert stored_terms("conduct_certificate") == before


@pytest.mark.parametrize("name", ["signal-sources", "signal-channels", "code-editions", "training-topics"])
def test_the_lists_of_signals_and_staff_are_kept_like_any(admin: Client, name: str) -> None:
    assert f"/lists/{name}/" in admin.get("/lists/").content.decode()
    model, path = LISTS[name], f"/lists/{name}/items/harbour/"
    assert admin.post(f"/lists/{name}/add/", HARBOUR).headers["Location"] == f"/lists/{name}/"
    admin.post(path, HARBOUR | {"label_en": "Port"})
    assert model.objects.get(pk="harbour").label_en == "Port"
    assert "Port" in admin.get(f"/lists/{name}/").content.decode()
    admin.post(f"{path}retire/", {"on": "1 Mar 2019"})
    assert model.objects.get(pk="harbour").valid_to == datetime.date(2019, 3, 1)
    admin.post(f"{path}bring-back/")
    assert model.objects.get(pk="harbour").valid_to is None
    assert "This item cannot be retired" in admin.get(f"/lists/{name}/items/unknown/").content.decode()
    assert admin.post(f"/lists/{name}/items/unknown/retire/", {"on": "today"}).status_code == 200
    assert model.objects.get(pk="unknown").valid_to is None


@pytest.mark.parametrize("key", ["initial", "renewed_incident", "renewed_periodic"])
def test_the_occasions_that_pages_start_with_are_not_retired(cast: Cast, admin: Client, key: str) -> None:
    says = "This item cannot be retired: trajectories are started with it."
    assert says in admin.get(f"/lists/occasions/items/{key}/").content.decode()
    assert says in admin.post(f"/lists/occasions/items/{key}/retire/", {"on": "today"}).content.decode()
    assert LISTS["occasions"].objects.get(pk=key).valid_to is None
    # A value of another list is another value, whatever it is called.
    source = actions.add_item(by=cast.admin, model=LISTS["causes"], key=key, label_en="Same", label_nl="Zelfde")
    actions.retire_item(by=cast.admin, item=source, on=datetime.date(2019, 3, 1))


@pytest.mark.parametrize("fixed", ["key", "leak", "valid_to"])
def test_no_action_changes_what_is_fixed(cast: Cast, fixed: str) -> None:
    item = Category.objects.get(key="disclosure")
    with pytest.raises(ValueError, match=fixed):
        actions.edit_item(by=cast.admin, item=item, **{fixed: "other"})


def test_labels_position_and_article_are_edited(admin: Client) -> None:
    Offence.objects.create(key="theft", label_en="Theft", label_nl="Diefstal", article="Sr 310")
    path = "/lists/offences/items/theft/"
    page = admin.get(path).content.decode()
    assert 'value="Sr 310"' in page
    admin.post(path, {"label_en": "Theft ", "label_nl": "Diefstal!", "article": "Sr 311", "position": "7"})
    stored = Offence.objects.filter(key="theft").values_list("label_en", "label_nl", "article", "position")
    assert list(stored) == [("Theft", "Diefstal!", "Sr 311", 7)]


def test_an_item_is_retired_and_never_deleted(admin: Client, harbour: Unit) -> None:
    with clock.at(datetime.date(2019, 3, 1)):
        assert 'value="1 Mar 2019"' in admin.get("/lists/units/items/harbour/retire/").content.decode()
        assert admin.post("/lists/units/items/harbour/retire/", {"on": "today"}).headers["Location"] == "/lists/units/"
        assert "No, retired on 1 Mar 2019" in admin.get("/lists/units/").content.decode()
    assert Unit.objects.valid_on(datetime.date(2019, 2, 28)).filter(key="harbour").exists()
    assert not Unit.objects.valid_on(datetime.date(2019, 3, 1)).filter(key="harbour").exists()


def test_a_retired_item_is_brought_back(admin: Client, harbour: Unit) -> None:
    admin.post("/lists/units/items/harbour/retire/", {"on": "1 Mar 2019"})
    assert "Bring it back" in admin.get("/lists/units/items/harbour/").content.decode()
    assert admin.get("/lists/units/items/harbour/bring-back/").status_code == 405
    admin.post("/lists/units/items/harbour/bring-back/")
    harbour.refresh_from_db()
    assert harbour.valid_to is None


def test_a_machine_value_is_not_given_again_after_retirement(admin: Client, harbour: Unit) -> None:
    admin.post("/lists/units/items/harbour/retire/", {"on": "1 Mar 2019"})
    page = admin.post("/lists/units/add/", HARBOUR | {"label_en": "New Harbour"}).content.decode()
    assert "already has the machine value “harbour”" in page
    assert Unit.objects.get(key="harbour").label_en == "Unit Harbour"


def test_nothing_is_retired_twice(cast: Cast, admin: Client, harbour: Unit) -> None:
    actions.retire_item(by=cast.admin, item=harbour, on=datetime.date(2019, 3, 1))
    page = admin.post("/lists/units/items/harbour/retire/", {"on": "1 Apr 2019"}).content.decode()
    assert "This item is retired already." in page
    harbour.refresh_from_db()
    assert harbour.valid_to == datetime.date(2019, 3, 1)


def test_what_records_need_is_not_retired(cast: Cast, admin: Client) -> None:
    assert "Retire this item" not in admin.get("/lists/units/items/unknown/").content.decode()
    page = admin.post("/lists/units/items/unknown/retire/", {"on": "today"}).content.decode()
    assert "This item cannot be retired" in page
    with pytest.raises(ValidationError):
        actions.retire_item(by=cast.admin, item=Unit.objects.get(key="unknown"), on=datetime.date(2019, 3, 1))
    assert Unit.objects.get(key="unknown").valid_to is None


def test_nothing_is_retired_before_it_begins(admin: Client, harbour: Unit) -> None:
    harbour.valid_from = datetime.date(2019, 6, 1)
    harbour.save()
    page = admin.post("/lists/units/items/harbour/retire/", {"on": "1 May 2019"}).content.decode()
    assert "not yet valid on that day" in page
    assert 'href="#id_on"' in page


def test_a_list_is_shown_with_the_same_few_queries(
    admin: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    Unit.objects.bulk_create(Unit(key=f"u{n}", label_en=f"Unit {n}", label_nl=f"Eenheid {n}") for n in range(200))
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert admin.get("/lists/units/").content.decode().count('scope="row"') == 201


def test_each_change_is_one_act_and_a_look_none(cast: Cast, admin: Client) -> None:
    with events() as found:
        for path in ("/lists/", "/lists/units/", "/lists/units/add/", "/lists/units/items/unknown/"):
            assert admin.get(path).status_code == 200
        admin.post("/lists/units/add/", {})
    assert found == []
    with events() as found:
        admin.post("/lists/units/add/", HARBOUR)
        admin.post("/lists/units/items/harbour/", HARBOUR | {"label_en": "Port"})
        admin.post("/lists/units/items/harbour/retire/", {"on": "1 Mar 2019"})
        admin.post("/lists/units/items/harbour/bring-back/")
    assert kinds(found) == [Kind.ITEM_ADDED, Kind.ITEM_EDITED, Kind.ITEM_RETIRED, Kind.ITEM_BROUGHT_BACK]
    assert {(event.target, event.actor) for event in found} == {("units/harbour", "adam")}
    assert [event.detail for event in found] == ["", '{"columns": ["label_en"]}', '{"on": "2019-03-01"}', ""]


def test_what_is_not_changed_is_no_act(cast: Cast, harbour: Unit) -> None:
    with events() as found, pytest.raises(ValidationError):
        actions.add_item(by=cast.admin, model=Unit, key="harbour", label_en="East", label_nl="Oost")
    assert found == []
