"""What a reader sees beside the figures: markers and footnotes of breaks, and the number per 1,000 staff."""

import datetime
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from cases.models import Case
from figures.breaks import Footnote, breaks_of, footnotes, marks
from figures.definitions import BY_KEY
from figures.models import Headcount, SeriesBreak
from figures.setup import actions
from lib import clock, svg
from lib.pen import Drawing
from lib.periods import Period
from lib.svg import Part, Series, Stack
from tests.cast import Cast
from tests.support.counted import KNOWN_ON

SignIn = Callable[[User], Client]
YEARS = "from=2017&to=2018"
RATE = "Per 1,000 staff"
SUP = '<sup><span class="vh">footnote</span> %s</sup>'


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def breaks(cast: Cast, begins_on: str, *figures: str, text: str = "another law") -> SeriesBreak:
    return actions.add_break(
        by=cast.admin, begins_on=day(begins_on), figures=figures, text_en=text, text_nl="een andere wet"
    )


def count_staff(cast: Cast, numbers: dict[int, int]) -> None:
    for year, number in numbers.items():
        actions.record_headcount(by=cast.admin, year=year, number=number, source=f"report of {year}")


def page(client: Client, address: str) -> str:
    answer = client.get(f"/figures/{address}")
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def section(shown: str, key: str) -> str:
    """One section of the dashboard."""
    return shown.partition(f'<section class="figure" id="{key}"')[2].partition("</section>")[0]


class TestWhichBreaks:
    def test_those_that_begin_in_the_years_shown_and_were_not_withdrawn(self, cast: Cast) -> None:
        inside = [breaks(cast, text, "suspicions") for text in ("2017-01-01", "2018-12-31")]
        for text in ("2016-12-31", "2019-01-01"):
            breaks(cast, text)
        actions.withdraw_break(by=cast.admin, withdrawn=breaks(cast, "2017-06-01"))
        with CaptureQueriesContext(connection) as queries:
            assert breaks_of(Period(2017, 2018)) == inside
        assert len(queries) == 1

    def test_those_of_the_figures_shown_are_numbered_in_the_order_of_their_days(self, cast: Cast) -> None:
        breaks(cast, "2018-07-01", "suspicions", text="a third")
        breaks(cast, "2018-04-01", "suspicions", "training", text="a second")
        breaks(cast, "2017-01-01", text="a first")
        breaks(cast, "2017-05-01", "outcomes")
        found = footnotes(breaks_of(Period(2017, 2018)), [BY_KEY["suspicions"], BY_KEY["signals"]])
        assert found == [
            Footnote(1, day("2017-01-01"), "From 1 January 2017: a first"),
            Footnote(2, day("2018-04-01"), "From 1 April 2018: a second"),
            Footnote(3, day("2018-07-01"), "From 1 July 2018: a third"),
        ]
        assert marks(found) == {2017: "1", 2018: "2, 3"}

    def test_a_key_is_not_part_of_another(self, cast: Cast) -> None:
        found = breaks(cast, "2018-01-01", "screening_started")
        assert [key for key in BY_KEY if found.concerns(key)] == ["screening_started"]
        assert not found.concerns("screening")

    def test_it_is_said_in_the_readers_language(self, cast: Cast) -> None:
        breaks(cast, "2018-01-01")
        with translation.override("nl"):
            (note,) = footnotes(breaks_of(Period(2018, 2018)), [BY_KEY["signals"]])
        assert "1 januari 2018" in note.text
        assert "een andere wet" in note.text


@pytest.mark.usefixtures("register")
class TestPages:
    def test_a_figure_shows_its_breaks_and_no_others(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        found = breaks(cast, "2018-04-01", "suspicions")
        shown = page(client, f"suspicions/?{YEARS}")
        # Under each breakdown, of which any may be cut out.
        tables = shown.count("<caption>")
        assert tables == len(BY_KEY["suspicions"].breakdowns)
        assert shown.count("<sup>1</sup> From 1 April 2018: another law") == tables
        assert shown.count("2018" + SUP % 1) == tables
        assert "2017" + SUP % 1 not in shown
        assert "another law" not in page(client, f"outcomes/?{YEARS}")
        assert "another law" not in page(client, "suspicions/?from=2016&to=2017")
        actions.withdraw_break(by=cast.admin, withdrawn=found)
        assert "another law" not in page(client, f"suspicions/?{YEARS}")

    def test_the_dashboard_marks_the_charts_and_tables_that_it_breaks(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        marked = {"suspicions": "suspicions", "outcomes": "outcomes", "investigations": "investigations"}
        marked |= {"signals": "signals", "screening": "screening_negative", "prevention": "training"}
        marked |= {"stock": "stock", "lead_time": "lead_time"}
        breaks(cast, "2018-01-01", *marked.values())
        shown = page(client, f"?{YEARS}")
        for key in marked:
            told = section(shown, key)
            assert told.count("<sup>1</sup> From 1 January 2018: another law") == 1, key
            assert "2018" + SUP % 1 in told, key
            assert '<line class="brk"' in told, key
            assert "Breaks in the series in: 2018." in told, key
        for key in ("findings", "concluded", "causes", "secrecy_bribery"):
            told = section(shown, key)
            assert told, key
            assert "another law" not in told, key
            assert "brk" not in told, key
            assert "Breaks in the series" not in told, key

    def test_it_asks_once_for_all_breaks(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        for month in range(1, 13):
            breaks(cast, f"2018-{month:02}-01")
        for address in ("", "suspicions/", "training/"):
            with CaptureQueriesContext(connection) as queries:
                page(client, f"{address}?{YEARS}")
            assert len([query for query in queries if "figures_seriesbreak" in query["sql"]]) == 1, address

    def test_what_an_admin_wrote_is_no_markup(self, cast: Cast, client_of: SignIn) -> None:
        breaks(cast, "2018-04-01", text="<b>law</b>")
        shown = client_of(cast.coordinator).get(f"/figures/suspicions/?{YEARS}").content.decode()
        assert "&lt;b&gt;law&lt;/b&gt;" in shown
        assert "<b>law" not in shown


def write(number: float) -> str:
    return str(int(number))


def lines(drawing: Drawing) -> list[tuple[float, float]]:
    """From where to where each dotted line goes: across for columns, down for bars."""
    found = [shape.attributes for shape in drawing.shapes if shape.attributes.get("class") == "brk"]
    return [(float(one["x1"]), float(one["x2"])) for one in found]


def left_edges(drawing: Drawing) -> list[float]:
    return [float(shape.attributes["x"]) for shape in drawing.shapes if shape.tag == "rect"]


class TestCharts:
    STACKS = [Stack(str(year), [Part("non", 100)], interval=(80.0, 120.0)) for year in range(2015, 2019)]

    @pytest.mark.parametrize("draw", [svg.columns, svg.counts])
    def test_a_dotted_line_stands_before_its_column(self, draw: Callable[..., Drawing]) -> None:
        assert not lines(draw(self.STACKS, write))
        drawing = draw(self.STACKS, write, {2: "1, 2"})
        ((x, other),) = lines(drawing)
        edges = left_edges(drawing)
        width = edges[1] - edges[0]
        assert x == other
        assert edges[1] + width * 0.62 < x < edges[2]
        assert "1, 2" in [shape.text for shape in drawing.shapes]

    def test_its_number_stands_above_the_highest_column(self) -> None:
        drawing = svg.columns(self.STACKS, write, {0: "1"})
        (number,) = (shape for shape in drawing.shapes if shape.text == "1")
        wholes = [shape for shape in drawing.shapes if shape.attributes.get("class") == "strong"]
        assert float(number.attributes["y"]) <= min(float(shape.attributes["y"]) for shape in wholes) - 6
        assert lines(drawing)[0][0] > 0

    def test_a_dotted_line_stands_between_bars_and_in_each_panel(self) -> None:
        drawing = svg.shares(self.STACKS, write, {1: "1"})
        (line,) = (shape.attributes for shape in drawing.shapes if shape.attributes.get("class") == "brk")
        bars = [shape.attributes for shape in drawing.shapes if shape.tag == "rect"]
        assert float(bars[0]["y"]) + float(bars[0]["height"]) < float(line["y1"]) < float(bars[1]["y"])
        panels = [Series("One", [1, 2]), Series("Two", [3, 4])]
        drawing = svg.panels(panels, ["2017", "2018"], ["", ""], write, {1: "1"})
        dots = [float(shape.attributes["cx"]) for shape in drawing.shapes if shape.tag == "circle"]
        assert len(lines(drawing)) == 2
        assert all(dots[0] < x < dots[1] for x, _ in lines(drawing))


@pytest.fixture
def staffed(register: dict[str, Case], cast: Cast) -> None:
    count_staff(cast, {2017: 1_000, 2018: 1_500})


def rates(shown: str) -> list[str]:
    """The cells of the line per 1,000 staff."""
    assert shown.count(f"{RATE}<") == 1
    row = shown.partition(f"{RATE}<")[2].partition("</tr>")[0]
    return re.findall(r"<td[^>]*>([^<]*)</td>", row)


@pytest.mark.usefixtures("staffed")
class TestPerThousand:
    def test_the_whole_is_divided_by_the_staff_of_its_year(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator), f"suspicions/?{YEARS}")
        assert rates(shown) == ["3.0", "2.0", "2.4"]
        assert "Staff: 1,000 in 2017 (report of 2017); 1,500 in 2018 (report of 2018)." in shown
        assert rates(page(client_of(cast.coordinator), "suspicions/?from=2018&to=2018")) == ["2.0"]

    def test_one_source_is_named_once(self, cast: Cast, client_of: SignIn) -> None:
        for year in (2015, 2016):
            actions.record_headcount(by=cast.admin, year=year, number=900 + year % 10, source="a letter")
        shown = page(client_of(cast.coordinator), "suspicions/?from=2015&to=2016")
        assert "Staff: 905 in 2015, 906 in 2016 (a letter)." in shown

    @pytest.mark.parametrize("query", ["from=2016&to=2018", "from=2018&to=2019", f"{YEARS}&only_unit=harbour"])
    def test_there_is_none_where_a_year_has_no_headcount_or_the_page_is_narrowed(
        self, cast: Cast, client_of: SignIn, query: str
    ) -> None:
        shown = page(client_of(cast.coordinator), f"suspicions/?{query}")
        assert RATE not in shown
        assert "Staff:" not in shown

    def test_there_is_none_for_who_counts_his_teams_cases_alone(self, cast: Cast, client_of: SignIn) -> None:
        assert RATE not in page(client_of(cast.investigator), f"suspicions/?{YEARS}")

    def test_a_wall_shows_in_no_rate(self, cast: Cast, client_of: SignIn) -> None:
        """The manager is a subject of one of the cases of 2017: his rate is that of the cases that exist for him."""
        shown = page(client_of(cast.manager), f"suspicions/?{YEARS}")
        assert rates(shown) == ["2.0", "2.0", "2.0"]
        assert "Staff: 1,000 in 2017" in shown

    def test_a_running_year_has_no_rate_over_the_period(self, cast: Cast, client_of: SignIn) -> None:
        count_staff(cast, {2019: 1_500})
        shown = page(client_of(cast.coordinator), "suspicions/?from=2018&to=2019")
        assert rates(shown) == ["2.0", "0.0", "–"]

    def test_a_person_counts_once_in_the_period_so_it_has_no_rate(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator), f"subjects/?{YEARS}")
        assert rates(shown)[-1] == "–"

    def test_only_what_is_counted_has_one(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        assert len(rates(page(client, f"training/?{YEARS}"))) == 3  # of the sessions, and not of the attendances
        for key in ("stock", "lead_time"):
            assert RATE not in page(client, f"{key}/?{YEARS}")

    def test_what_has_no_known_date_has_no_rate(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator), f"concluded/?{YEARS}")
        assert "Date unknown" in shown
        assert rates(shown)[3:] == [""]

    def test_a_rate_that_was_shown_can_be_shown_again(self, cast: Cast, client_of: SignIn) -> None:
        """On a past day a count is divided by the headcounts that were known then."""
        client = client_of(cast.coordinator)
        with clock.at(KNOWN_ON + datetime.timedelta(days=30)):
            found = Headcount.objects.get(year=2018)
            actions.correct_headcount(by=cast.admin, corrected=found, year=2018, number=3_000, source="recount")
            assert rates(page(client, f"suspicions/?{YEARS}")) == ["3.0", "1.0", "1.5"]
            past = page(client, f"suspicions/?{YEARS}&as_at={KNOWN_ON + datetime.timedelta(days=1)}")
            assert rates(past) == ["3.0", "2.0", "2.4"]
            assert "recount" not in past
            before = page(client, f"suspicions/?{YEARS}&as_at={KNOWN_ON - datetime.timedelta(days=1)}")
            assert RATE not in before

    def test_it_takes_one_look_up(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        with CaptureQueriesContext(connection) as queries:
            page(client, f"suspicions/?{YEARS}")
        assert len([query for query in queries if "figures_headcount" in query["sql"]]) == 1
