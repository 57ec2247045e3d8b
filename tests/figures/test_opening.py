"""Rows of the dashboard that open into their breakdowns."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from figures.opening import MOST, inside
from figures.selection import LONGEST
from tests.cast import Cast
from tests.contract.test_numbers import behind, numbers_on

SignIn = Callable[[User], Client]
PERIOD = "from=2016&to=2019"
TOGGLE = re.compile(r'<a class="unfold" id="row-([^"]+)" href="([^"]+)" aria-expanded="(true|false)" title="([^"]+)">')
GROUP = re.compile(r'<tr class="group">\s*<th scope="row">([^<]+)')


def page(client: Client, query: str = PERIOD) -> str:
    answer = client.get(f"/figures/?{query}")
    assert answer.status_code == 200, query
    return answer.content.decode()


def main_of(shown: str) -> str:
    return shown.partition("<main")[2].partition("</main>")[0]


def toggles(shown: str) -> dict[str, tuple[str, bool]]:
    """The rows that open, each with where its link leads and whether it is open."""
    found = TOGGLE.findall(shown)
    assert len({key for key, *_ in found}) == len(found)
    return {key: (unescape(href), is_open == "true") for key, href, is_open, _said in found}


@pytest.mark.usefixtures("register")
class TestOpening:
    def test_a_row_opens_in_its_place_and_closes_again(self, cast: Cast, client_of: SignIn) -> None:
        client, key = client_of(cast.coordinator), "suspicions.recipient.criminal"
        closed = page(client)
        assert not GROUP.findall(closed)
        href, is_open = toggles(closed)[key]
        assert not is_open
        assert href.endswith(f"&open={key}#row-{key}")
        opened = page(client, href[1:])
        assert GROUP.findall(opened) == ["Alleged recipient, by type", "Unit", "Category, as alleged"]
        href, is_open = toggles(opened)[key]
        assert is_open
        assert "open=" not in href
        assert main_of(page(client, href[1:])) == main_of(closed)

    def test_what_is_in_a_row_adds_up_to_it(self, cast: Cast, client_of: SignIn) -> None:
        """A, E, H and W are to criminals; A of the harbour."""
        shown = page(client_of(cast.coordinator), f"{PERIOD}&open=suspicions.recipient.criminal")
        inner = shown.partition('<tr class="group">')[2].partition("Category, as alleged")[0]
        numbers = re.findall(r'aria-label="(\d+), Unit: ([^,]+), 2016–2019: open the list"', inner)
        assert sum(int(number) for number, _unit in numbers) == 4
        assert ("1", "Harbour") in numbers

    def test_every_number_in_every_row_is_that_of_its_list(self, cast: Cast, client_of: SignIn) -> None:
        """For a manager about whom a case is, so that what is walled is subtracted in rows that are open too."""
        client, followed, query = client_of(cast.manager), 0, "from=2018&to=2018"
        before = numbers_on(client, f"/figures/?{query}")
        keys = list(toggles(page(client, query)))
        assert {"suspicions", "outcomes.sub_reason.refuted", "screening_negative", "training.attendances"} <= {*keys}
        for key in keys:
            opened = numbers_on(client, f"/figures/?{query}&open={key}")
            inner = {address: led_from for address, led_from in opened.items() if address not in before}
            assert inner, key
            for address, led_from in inner.items():
                assert behind(client, address) == led_from, address
            followed += len(inner)
        assert followed > 50

    def test_so_it_is_narrowed_and_on_a_past_day(self, cast: Cast, client_of: SignIn) -> None:
        client, query = client_of(cast.manager), "from=2017&to=2018&only_recipient=criminal&as_at=2019-03-01"
        before = numbers_on(client, f"/figures/?{query}")
        opened = numbers_on(client, f"/figures/?{query}&open=outcomes.outcome.pending&open=signals.source.citizen")
        inner = {address: led_from for address, led_from in opened.items() if address not in before}
        assert inner
        for address, led_from in inner.items():
            assert behind(client, address) == led_from, address

    def test_what_stays_closed_is_not_counted(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        page(client)  # the first request also writes the session

        def queries(query: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                page(client, query)
            return len(captured)

        closed = queries(PERIOD)
        assert closed < queries(f"{PERIOD}&open=outcomes.outcome.pending") < queries(f"{PERIOD}&open=suspicions")
        assert queries(PERIOD) == closed

    def test_a_row_in_which_nothing_counts_does_not_open(self, cast: Cast, client_of: SignIn) -> None:
        """But for those of which the date is not known, which are in no year."""
        client = client_of(cast.coordinator)
        assert {key.partition(".")[0] for key in toggles(page(client, "from=1990&to=1991"))} == {"concluded", "causes"}
        assert not GROUP.findall(page(client, "from=1990&to=1991&open=suspicions"))

    def test_the_form_keeps_what_is_open(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator), f"{PERIOD}&open=suspicions&open=causes.cause.money")
        for key in ("suspicions", "causes.cause.money"):
            assert f'<input type="hidden" name="open" value="{key}">' in shown

    def test_the_log_says_what_was_opened(self, cast: Cast, client_of: SignIn) -> None:
        page(client_of(cast.coordinator), f"{PERIOD}&open=suspicions")
        event = Event.objects.filter(kind=Kind.FIGURES_VIEWED).order_by("pk").last()
        assert event is not None
        assert json.loads(event.detail)["open"] == ["suspicions"]


@pytest.mark.usefixtures("register")
class TestRefusals:
    @pytest.mark.parametrize(
        "key",
        [
            "",
            "nothing",
            "suspicions.",
            "suspicions.unit",
            "suspicions.unit.harbour",
            "suspicions.recipient.somebody",
            "suspicions.recipient.criminal.more",
            "suspicions.received_year.2017",
            "secrecy_bribery",
            "secrecy_bribery.offence.both",
            "outcomes",
            "stock",
            "stock.received",
            "lead_time.median",
            "subjects",
            "training",
            "training.people",
            "suspicions&open=suspicions",
        ],
    )
    def test_a_row_that_is_not_there_is_refused(self, cast: Cast, client_of: SignIn, key: str) -> None:
        assert client_of(cast.manager).get(f"/figures/?{PERIOD}&open={key}").status_code == 400

    def test_only_the_dashboard_opens_rows(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        for address in ("suspicions/", "suspicions.json", "suspicions.csv", "suspicions/records/", "compare/"):
            assert client.get(f"/figures/{address}?{PERIOD}&open=suspicions").status_code == 400, address

    def test_what_one_may_not_count_is_refused_like_what_is_not_there(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        unknown, hidden = (client.get(f"/figures/?open={key}") for key in ("nothing", "screening_started"))
        assert (hidden.status_code, hidden.content) == (400, unknown.content)

    def test_only_so_many_are_open_at_once(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        keys = list(toggles(page(client)))[: MOST + 1]
        assert client.get(f"/figures/?{PERIOD}", {"open": keys}).status_code == 400
        full = page(client, "&".join([PERIOD, *(f"open={key}" for key in keys[:MOST])]))
        next_one, _is_open = toggles(full)[keys[MOST]]
        assert re.findall(r"open=([^&#]+)", next_one) == keys[1:]


class TestInside:
    def test_a_breakdown_does_not_open_into_itself(self) -> None:
        found = inside("outcomes.sub_reason.refuted")
        assert found is not None
        assert [one.key for one in found.figure.breakdowns] == ["unit"]
        assert found.values == {"sub_reason": "refuted"}


@pytest.mark.usefixtures("register")
class TestManyYears:
    def test_years_stand_in_bands_each_dated_and_the_period_in_the_last(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator), "from=1989&to=2019&open=suspicions")
        section = shown.partition('id="suspicions"')[2].partition("</section>")[0]
        captions = re.findall(r"<caption>([^<]+)</caption>", section)
        assert [caption.rpartition(" · ")[2] for caption in captions] == ["1989–1998", "1999–2008", "2009–2019"]
        assert all("as known on 1 March 2019" in caption for caption in captions)
        assert "1989–2019</th>" in section.rpartition("<caption>")[2]
        assert section.count("1989–2019</th>") == 1
        assert section.count(">Alleged recipient, by type<") == 3
        toggles(shown)  # each once on the page

    def test_as_many_as_can_be_read(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        assert client.get(f"/figures/?from=2020&to={2019 + LONGEST}").status_code == 200
        refused = client.get(f"/figures/?from=2020&to={2020 + LONGEST}")
        assert refused.status_code == 400
        assert "A page shows 60 years at most, for each is a column" in refused.content.decode()

    def test_a_file_holds_any_number_of_them(self, cast: Cast, client_of: SignIn) -> None:
        years = client_of(cast.manager).get("/figures/suspicions.json?from=1900&to=2100").json()["figures"][0]["years"]
        assert len(years) == 201
        assert client_of(cast.manager).get("/figures/suspicions.csv?from=1900&to=2100").status_code == 200


@pytest.mark.usefixtures("register")
class TestShareConfirmed:
    def described(self, client: Client, query: str) -> str:
        found = re.search(r'<desc id="outcomes-chart-2-desc">([^<]+)</desc>', page(client, query))
        return found[1] if found else ""

    def test_it_says_each_share_with_its_interval_and_skips_years_without_one(
        self, cast: Cast, client_of: SignIn
    ) -> None:
        """2016: H; 2017: A and B, W is pending; 2018: E and G, C is pending; 2019: nothing."""
        assert self.described(client_of(cast.coordinator), PERIOD) == (
            "2016: 0 of 1, 0 %, interval 0 to 79 %; 2017: 1 of 2, 50 %, interval 9 to 91 %; "
            "2018: 1 of 2, 50 %, interval 9 to 91 %. The table beside it holds the same numbers."
        )

    def test_without_a_share_there_is_no_chart_of_it(self, cast: Cast, client_of: SignIn) -> None:
        assert not self.described(client_of(cast.coordinator), "from=1990&to=1991")
