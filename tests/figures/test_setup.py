"""What stands beside the figures: who keeps it, what is written, and what is refused."""

import datetime
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.kinds import Kind
from figures.definitions import BY_KEY
from figures.models import EditionRule, Headcount, Publication, SeriesBreak
from figures.setup import actions
from integrity.demo import beside
from lib import clock
from lib.refusal import Refused
from tests.cast import Cast
from tests.support.audited import events, kinds

SignIn = Callable[[User], Client]
PAGE = "/figures/setup/"
BREAK = {
    "begins_on": "1 Jan 2023",
    "figures": ["suspicions", "signals"],
    "text_en": "Another law",
    "text_nl": "Een wet",
}
SAID = {**BREAK, "begins_on": datetime.date(2023, 1, 1)}
STAFF = {"year": "2018", "number": "65000", "source": "annual report"}
FIXED = "Figures have been published under this threshold."


@pytest.fixture
def admin(cast: Cast, client_of: SignIn) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def broken(cast: Cast) -> SeriesBreak:
    return actions.add_break(by=cast.admin, **SAID)


@pytest.fixture
def counted(cast: Cast) -> Headcount:
    return actions.record_headcount(by=cast.admin, year=2018, number=65_000, source="annual report")


def publish() -> None:
    """The least that counts as a publication."""
    Publication.objects.create(
        first=2018,
        last=2018,
        as_at=datetime.date(2019, 1, 20),
        known_until=clock.end_of(datetime.date(2019, 1, 20)),
        published_at=clock.now(),
        author_id=1,
        author="M. Martens",
        threshold=5,
        content="{}",
        edition="{}",
    )


def shown(client: Client, address: str = PAGE) -> str:
    return re.sub(r"\s+", " ", unescape(client.get(address).content.decode()))


class TestWho:
    def test_only_who_configures_the_figures_finds_it(
        self, cast: Cast, client_of: SignIn, broken: SeriesBreak, counted: Headcount
    ) -> None:
        unknown = client_of(cast.manager).get("/figures/nothing/").content
        own = (f"breaks/{broken.public_key}/", "headcounts/2018/", "breaks/add/", "headcounts/add/", "threshold/", "")
        for part, person in cast.everybody().items():
            client = client_of(person)
            for address in own:
                answer = client.get(PAGE + address)
                assert answer.status_code == (200 if part == "admin" else 404), (part, address)
                assert part != "manager" or answer.content == unknown
            linked = PAGE in client.get("/figures/").content.decode()
            assert linked is (part == "admin"), part

    def test_nobody_else_writes(self, cast: Cast, client_of: SignIn, broken: SeriesBreak, counted: Headcount) -> None:
        client, key = client_of(cast.manager), broken.public_key
        asked = {
            "breaks/add/": {**BREAK, "text_en": "Another"},
            f"breaks/{key}/": {**BREAK, "text_en": "Taken"},
            f"breaks/{key}/withdraw/": {},
            f"breaks/{key}/bring-back/": {},
            "headcounts/add/": {**STAFF, "year": "2017"},
            "headcounts/2018/": {**STAFF, "number": "1"},
            "threshold/": {"threshold": "3"},
        }
        for address, said in asked.items():
            assert client.post(PAGE + address, said).status_code == 404, address
        assert list(SeriesBreak.objects.values_list("text_en", "withdrawn")) == [("Another law", False)]
        assert list(Headcount.objects.values_list("year", "number")) == [(2018, 65_000)]
        assert EditionRule.objects.get().threshold == 5

    def test_the_actions_refuse_too(self, cast: Cast, broken: SeriesBreak, counted: Headcount) -> None:
        by, staff = cast.manager, {"year": 2017, "number": 1, "source": "none"}
        for act in (
            lambda: actions.add_break(by=by, **SAID),
            lambda: actions.change_break(by=by, changed=broken, **SAID),
            lambda: actions.withdraw_break(by=by, withdrawn=broken),
            lambda: actions.bring_back_break(by=by, withdrawn=broken),
            lambda: actions.record_headcount(by=by, **staff),
            lambda: actions.correct_headcount(by=by, corrected=counted, **staff),
            lambda: actions.set_threshold(by=by, threshold=3),
        ):
            with pytest.raises(PermissionDenied):
                act()

    @pytest.mark.parametrize(
        "address", ["breaks/000000000000/", "headcounts/2017/", "headcounts/99999999999999999999999/"]
    )
    def test_what_is_not_there(self, admin: Client, address: str) -> None:
        assert admin.get(PAGE + address).status_code == 404
        assert admin.post(PAGE + address).status_code == 404

    def test_each_look_is_recorded(self, admin: Client, broken: SeriesBreak, counted: Headcount) -> None:
        with events() as left:
            for address in ("", f"breaks/{broken.public_key}/", "headcounts/2018/", "threshold/"):
                admin.get(PAGE + address)
        assert {event.kind for event in left} == {Kind.SETUP_VIEWED}
        assert [event.target for event in left] == ["", f"break/{broken.public_key}", "headcount/2018", "threshold"]


class TestBreaks:
    def test_a_break_is_added_and_listed(self, admin: Client) -> None:
        assert "No breaks yet" in shown(admin)
        with events() as left:
            answer = admin.post(f"{PAGE}breaks/add/", {**BREAK, "text_en": "  Another\r\n law "})
        assert answer.headers["Location"] == PAGE
        found = SeriesBreak.objects.get()
        assert (found.begins_on, found.figures) == (datetime.date(2023, 1, 1), ["signals", "suspicions"])
        assert found.figure_set == " signals suspicions "
        assert (found.text_en, found.text_nl) == ("Another law", "Een wet")
        assert (kinds(left), left[0].target) == ([Kind.BREAK_ADDED], f"break/{found.public_key}")
        history = found.history.get()
        assert (history.history_user, history.event) == (found.history.get().history_user, left[0].public_key)
        page = shown(admin)
        assert "1 Jan 2023</a>" in page
        assert "Signals, Suspected leaks</td>" in page
        assert 'lang="nl">Een wet</td>' in page

    def test_no_figure_ticked_means_all(self, admin: Client) -> None:
        admin.post(f"{PAGE}breaks/add/", {**BREAK, "figures": []})
        found = SeriesBreak.objects.get()
        assert found.figure_set == ""
        assert found.concerns("training")
        assert "All figures</td>" in shown(admin)

    @pytest.mark.parametrize(
        "wrong, says",
        [
            ({"begins_on": ""}, "Enter a date"),
            ({"begins_on": "31 Feb 2019"}, "from 1 to 28"),
            ({"figures": ["nothing"]}, "Choose figures of this list."),
            ({"text_en": " \n "}, "Say in English"),
            ({"text_nl": ""}, "Say in Dutch"),
            ({"text_nl": "x" * 301}, "at most 300"),
        ],
    )
    def test_a_wrong_answer_is_refused_beside_its_field(self, admin: Client, wrong: dict[str, str], says: str) -> None:
        page = shown_again(admin, "breaks/add/", {**BREAK, **wrong})
        assert says in page
        assert "One answer needs attention" in page
        assert "Another law" in page or "text_en" in wrong
        assert not SeriesBreak.objects.exists()

    def test_the_same_break_is_told_once(self, cast: Cast, admin: Client, broken: SeriesBreak) -> None:
        assert "stands there already" in shown_again(admin, "breaks/add/", BREAK)
        with pytest.raises(ValidationError, match="stands there already"):
            actions.add_break(by=cast.admin, **SAID)
        assert SeriesBreak.objects.get() == broken
        actions.withdraw_break(by=cast.admin, withdrawn=broken)
        actions.add_break(by=cast.admin, **SAID)

    def test_it_is_changed_and_what_stood_there_is_kept(self, admin: Client, broken: SeriesBreak) -> None:
        address = f"{PAGE}breaks/{broken.public_key}/"
        form = admin.get(address).context["form"]
        assert form["figures"].value() == ["signals", "suspicions"]
        assert admin.post(address, BREAK).headers["Location"] == PAGE
        assert broken.history.count() == 1
        with events() as left:
            admin.post(address, {**BREAK, "text_nl": "Een andere wet"})
        assert kinds(left) == [Kind.BREAK_CHANGED]
        assert [row.text_nl for row in broken.history.order_by("history_id")] == ["Een wet", "Een andere wet"]

    def test_it_is_withdrawn_and_brought_back(self, admin: Client, broken: SeriesBreak) -> None:
        address = f"{PAGE}breaks/{broken.public_key}/"
        assert "Withdraw this break" in shown(admin, address)
        with events() as left:
            admin.post(f"{address}withdraw/")
            admin.post(f"{address}withdraw/")
        assert kinds(left) == [Kind.BREAK_WITHDRAWN] * 2
        assert "No, withdrawn</td>" in shown(admin)
        assert "Bring it back" in shown(admin, address)
        with events() as left:
            admin.post(f"{address}bring-back/")
        assert kinds(left) == [Kind.BREAK_BROUGHT_BACK]
        assert [row.withdrawn for row in broken.history.order_by("history_id")] == [False, True, False]


def shown_again(client: Client, address: str, said: dict[str, object], status: int = 200) -> str:
    """The page of a form that was refused."""
    answer = client.post(PAGE + address, said)
    assert answer.status_code == status
    return unescape(answer.content.decode())


class TestHeadcounts:
    def test_a_headcount_is_added_and_listed(self, admin: Client) -> None:
        assert "No headcounts yet" in shown(admin)
        with events() as left:
            assert admin.post(f"{PAGE}headcounts/add/", STAFF).headers["Location"] == PAGE
        found = Headcount.objects.get()
        assert (found.year, found.number, found.source) == (2018, 65_000, "annual report")
        assert (kinds(left), left[0].target) == ([Kind.HEADCOUNT_RECORDED], "headcount/2018")
        assert found.history.get().event == left[0].public_key
        assert '2018</a></th> <td class="num" data-label="Number of staff">65,000</td>' in shown(admin)

    @pytest.mark.parametrize(
        "wrong, says",
        [
            ({"year": "last"}, "in four figures"),
            ({"year": "18"}, "in four figures"),
            ({"year": "2031"}, "a year to come"),
            ({"year": "99999999999999999999"}, "a year to come"),
            ({"number": "65,5"}, "in digits"),
            ({"number": "0"}, "Enter 1 or more."),
            ({"number": "99999999999"}, "or less."),
            ({"source": " "}, "Say where the number stands."),
        ],
    )
    def test_a_wrong_answer_is_refused_beside_its_field(self, admin: Client, wrong: dict[str, str], says: str) -> None:
        with clock.at(datetime.date(2030, 5, 1)):
            page = shown_again(admin, "headcounts/add/", {**STAFF, **wrong})
        assert says in page
        assert "One answer needs attention" in page
        assert not Headcount.objects.exists()

    def test_a_year_has_one(self, cast: Cast, admin: Client, counted: Headcount) -> None:
        says = "The headcount of 2018 is there already. Correct that one."
        assert says in shown_again(admin, "headcounts/add/", STAFF)
        with pytest.raises(ValidationError, match="is there already"):
            actions.record_headcount(by=cast.admin, year=2018, number=1, source="none")
        other = actions.record_headcount(by=cast.admin, year=2017, number=64_000, source="annual report")
        assert says in shown_again(admin, "headcounts/2017/", STAFF)
        with pytest.raises(ValidationError, match="is there already"):
            actions.correct_headcount(by=cast.admin, corrected=other, year=2018, number=1, source="none")
        assert list(Headcount.objects.values_list("year", "number")) == [(2018, 65_000), (2017, 64_000)]

    def test_it_is_corrected_and_what_stood_there_is_kept(self, admin: Client, counted: Headcount) -> None:
        address = f"{PAGE}headcounts/2018/"
        assert admin.get(address).context["form"]["number"].value() == 65_000
        admin.post(address, STAFF)
        assert counted.history.count() == 1
        with events() as left:
            admin.post(address, {**STAFF, "number": "64900"})
        assert kinds(left) == [Kind.HEADCOUNT_CORRECTED]
        assert [row.number for row in counted.history.order_by("history_id")] == [65_000, 64_900]


class TestThreshold:
    def test_it_is_set_until_something_is_published(self, cast: Cast, admin: Client) -> None:
        address = f"{PAGE}threshold/"
        assert "masks every number below 5" in shown(admin)
        assert admin.get(address).context["form"]["threshold"].value() == "5"
        with events() as left:
            assert admin.post(address, {"threshold": "10"}).headers["Location"] == PAGE
        assert (kinds(left), left[0].target) == ([Kind.THRESHOLD_SET], "threshold")
        rule = EditionRule.objects.get()
        assert (rule.threshold, rule.history.get().threshold) == (10, 10)
        publish()
        page = shown(admin)
        assert FIXED in page
        assert address not in page
        for answer in (admin.get(address), admin.post(address, {"threshold": "3"})):
            assert answer.status_code == 409
            assert FIXED in answer.content.decode()
        with pytest.raises(Refused, match="published"):
            actions.set_threshold(by=cast.admin, threshold=3)
        assert EditionRule.objects.get().threshold == 10

    def test_one_is_chosen(self, admin: Client) -> None:
        for said in ({"threshold": ""}, {}):
            assert "Choose a threshold." in shown_again(admin, "threshold/", said)
        assert EditionRule.objects.get().threshold == 5

    @pytest.mark.parametrize("threshold", ["4", "0", "five", "-5", "5.0", "10\0", "9" * 400])
    def test_one_that_the_form_does_not_offer_is_a_bad_request(self, admin: Client, threshold: str) -> None:
        with events() as left:
            page = shown_again(admin, "threshold/", {"threshold": threshold}, status=400)
        assert "Choose a threshold." in page
        assert page.count('type="radio"') == 3
        assert kinds(left) == [Kind.SETUP_VIEWED]
        assert EditionRule.objects.get().threshold == 5
        assert not EditionRule.objects.get().history.exists()

    def test_whoever_writes_waits_at_the_rule_before_he_looks(self, cast: Cast) -> None:
        """Where who publishes waits too: neither sees half of what the other does."""
        with CaptureQueriesContext(connection) as queries:
            actions.set_threshold(by=cast.admin, threshold=3)
        asked = [query["sql"] for query in queries if "figures_" in query["sql"]]
        assert "figures_editionrule" in asked[0]
        assert ("FOR UPDATE" in asked[0]) is connection.features.has_select_for_update
        assert "figures_publication" in asked[1]


def test_the_breaks_of_the_demo_are_of_figures_and_texts_that_there_are(cast: Cast) -> None:
    beside.make({"deboer": cast.admin}, datetime.date(2026, 3, 1))
    breaks = SeriesBreak.objects.all()
    assert [(str(one.begins_on), len(one.figures)) for one in breaks] == [("2020-04-01", 2), ("2023-01-01", 3)]
    assert {key for one in breaks for key in one.figures} <= set(BY_KEY)
    assert Headcount.objects.count() == 12
