"""Signals, oaths, acknowledgements of the code and training on the pages of figures, in their lists and files."""

import re

import pytest

from cases.models import Signal
from figures.definitions import FIGURES
from lib import identity
from screening.models import StaffMember, TrainingSession
from tests.cast import Cast
from tests.figures.test_views import OF_SCREENING, PERIOD, SignIn, rows_of, text_of

pytestmark = pytest.mark.usefixtures("register")
OF_SIGNALS_AND_PREVENTION = ("signals", "sworn_in", "code_acknowledged", "training")


def test_what_is_undecided_stands_beside_the_signals(cast: Cast, client_of: SignIn) -> None:
    shown = text_of(client_of(cast.coordinator), f"/figures/?{PERIOD}")
    assert "Signals: 6 received in 2017–2018, 2 of them undecided" in shown
    assert "Sources of 6 signals received in 2017–2018, most often (2): Colleague" in shown
    rows = re.findall(r'aria-label="(\d+), (Undecided|Merged into a case), 2017–2018: open the list"', shown)
    assert rows == [("2", "Undecided"), ("2", "Merged into a case")]


def test_undecided_is_shown_where_there_is_none(cast: Cast, client_of: SignIn) -> None:
    shown = text_of(client_of(cast.coordinator), "/figures/?from=2016&to=2016")
    assert "Signals: 0 received in 2016, 0 of them undecided" in shown
    assert "Sources of 0 signals received in 2016" in shown
    assert 'aria-label="0, Undecided, 2016: open the list"' in shown


def test_prevention_has_each_number_in_its_own_unit(cast: Cast, client_of: SignIn) -> None:
    shown = text_of(client_of(cast.screening_officer), f"/figures/?{PERIOD}")
    title = "Prevention: 4 people sworn in, 5 who acknowledged the professional code, each once a year, and 3 training"
    assert f"{title} sessions in 2017–2018" in shown
    assert "<small>each once a year</small>" in shown
    for label, number in (
        ("People sworn in", 4),
        ("People who acknowledged the professional code", 5),
        ("Training sessions", 3),
        ("Attendances at training sessions", 40),
    ):
        assert f'aria-label="{number}, {label}, 2017–2018: open the list"' in shown
    assert "no rate follows from them" in shown
    for figure in FIGURES:
        if figure.key in OF_SCREENING:
            assert str(figure.rule) in shown


def test_key_numbers_are_those_of_cases_and_screening(cast: Cast, client_of: SignIn) -> None:
    keys = text_of(client_of(cast.manager), f"/figures/?{PERIOD}").partition("<dl")[2].partition("</dl>")[0]
    assert keys.count("<dt>") == 6
    for word in ("ignals", "worn in", "ttendances"):
        assert word not in keys


@pytest.mark.parametrize("key", OF_SIGNALS_AND_PREVENTION)
def test_what_has_no_categories_and_no_certificates_does_not_ask_for_them(
    cast: Cast, client_of: SignIn, key: str
) -> None:
    client = client_of(cast.manager)
    page = text_of(client, f"/figures/{key}/?{PERIOD}&categories=all&certificates=yes")
    assert 'name="categories"' not in page
    assert 'name="certificates"' not in page
    addresses = re.findall(rf'href="(/figures/{key}[^"]+)"', page)
    assert len(addresses) > 3
    assert not [address for address in addresses if "categories" in address or "certificates" in address]


@pytest.mark.parametrize("query", ["part=nothing", "part=sessions&part=attendances", "attendances=1"])
def test_a_part_that_a_figure_does_not_have_is_refused(cast: Cast, client_of: SignIn, query: str) -> None:
    client = client_of(cast.manager)
    for page in ("records/", "records.csv"):
        expected = 403 if page == "records.csv" else 400  # a manager takes no rows out, whatever he asks
        assert client.get(f"/figures/training/{page}?{query}").status_code == expected
    assert client.get("/figures/sworn_in/records/?part=sessions").status_code == 400
    assert client.get("/figures/training/?part=sessions").status_code == 400


@pytest.mark.parametrize("key", ["sworn_in", "code_acknowledged"])
def test_a_member_of_staff_is_a_link_for_those_who_may_open_him(cast: Cast, client_of: SignIn, key: str) -> None:
    staff = StaffMember.objects.get(number_hash=identity.staff_hash("S-1002"))
    shown = text_of(client_of(cast.screening_officer), f"/figures/{key}/records/?{PERIOD}")
    assert f'<a href="{staff.get_absolute_url()}">{staff.reference}</a>' in shown
    shown = text_of(client_of(cast.manager), f"/figures/{key}/records/?{PERIOD}")
    assert staff.reference in shown
    assert staff.get_absolute_url() not in shown


def test_a_session_is_a_link_for_those_who_may_open_it(cast: Cast, client_of: SignIn) -> None:
    session = TrainingSession.objects.get(attending=12)
    address = f"/figures/training/records/?{PERIOD}"
    assert session.get_absolute_url() in text_of(client_of(cast.screening_officer), address)
    shown = text_of(client_of(cast.admin), address)
    assert session.reference in shown
    assert session.get_absolute_url() not in shown


def test_a_signal_is_a_link_for_those_who_may_open_it(cast: Cast, client_of: SignIn) -> None:
    signal = Signal.objects.get(source="citizen")
    address = f"/figures/signals/records/?{PERIOD}"
    assert signal.get_absolute_url() in text_of(client_of(cast.coordinator), address)
    shown = text_of(client_of(cast.manager), address)
    assert signal.reference in shown
    assert signal.get_absolute_url() not in shown


def test_a_persons_own_oath_and_a_signal_about_him_are_in_none_of_his_lists(cast: Cast, client_of: SignIn) -> None:
    own = StaffMember.objects.get(number_hash=cast.manager.staff_hash).reference
    about = Signal.objects.get(number_hash=cast.manager.signal_hash).reference
    lists = {"sworn_in": (own, 3, 4), "code_acknowledged": (own, 4, 5), "signals": (about, 4, 6)}
    for key, (reference, his, all_of_them) in lists.items():
        shown = text_of(client_of(cast.manager), f"/figures/{key}/records/?{PERIOD}")
        assert reference not in shown
        assert f"<h1>{his} " in shown
        shown = text_of(client_of(cast.admin), f"/figures/{key}/records/?{PERIOD}")
        assert reference in shown
        assert f"<h1>{all_of_them} " in shown


def test_the_list_behind_a_sum_says_both_how_many_rows_and_what_they_add_up_to(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.manager)
    shown = text_of(client, f"/figures/training/records/?{PERIOD}&part=attendances")
    assert "<h1>3 training sessions with an attendance of 40</h1>" in shown
    assert "<title>Attendances at training sessions: 40" in shown
    assert "Number attending" in shown
    assert [cells.count('data-label="Number attending"') for cells in shown.split("<tr>")[2:]] == [1, 1, 1]
    shown = text_of(client, "/figures/training/records/?year=2017&part=attendances&unit=harbour")
    assert "<h1>1 training session with an attendance of 12</h1>" in shown
    assert 'href="?year=2017&amp;part=attendances"' in shown  # the chip that takes the unit away keeps the part
    for part in ("", "&part=sessions"):
        assert "<h1>3 training sessions</h1>" in text_of(client, f"/figures/training/records/?{PERIOD}{part}")
    shown = text_of(client, "/figures/training/records/?year=2012&part=attendances")
    assert "<h1>0 training sessions with an attendance of 0</h1>" in shown


def test_a_file_of_counts_has_a_column_for_parts_where_there_are_any(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.screening_officer)
    rows = rows_of(client, f"/figures/training.csv?{PERIOD}")
    numbers = [(row["part"], row["breakdown"], row["value"], row["2017"], row["2018"], row["total"]) for row in rows]
    assert numbers == [
        ("sessions", "", "", "1", "2", "3"),
        ("sessions", "unit", "harbour", "1", "1", "2"),
        ("sessions", "unit", "unknown", "0", "1", "1"),
        ("attendances", "", "", "12", "28", "40"),
        ("attendances", "unit", "harbour", "12", "8", "20"),
        ("attendances", "unit", "unknown", "0", "20", "20"),
    ]
    assert {row["categories"] for row in rows} == {""}
    for key in ("sworn_in", "code_acknowledged"):
        assert "part" not in rows_of(client, f"/figures/{key}.csv?{PERIOD}")[0]


def test_a_file_of_signals_says_that_it_knows_no_categories(cast: Cast, client_of: SignIn) -> None:
    rows = rows_of(client_of(cast.coordinator), f"/figures/signals.csv?{PERIOD}&categories=all")
    assert {row["categories"] for row in rows} == {""}
    assert {row["value"]: row["total"] for row in rows}["undecided"] == "2"


@pytest.mark.parametrize(
    "query, attending",
    [("part=attendances", ["12", "8", "20"]), ("part=sessions&unit=harbour", ["12", "8"]), ("year=2017", ["12"])],
)
def test_the_rows_behind_a_part_go_out_with_what_is_added_up(
    cast: Cast, client_of: SignIn, query: str, attending: list[str]
) -> None:
    years = "" if query.startswith("year") else f"&{PERIOD}"
    rows = rows_of(client_of(cast.screening_officer), f"/figures/training/records.csv?{query}{years}")
    assert [row["attending"] for row in rows] == attending


@pytest.mark.parametrize("key", OF_SIGNALS_AND_PREVENTION)
def test_who_takes_out_no_rows_takes_none_of_these_out(cast: Cast, client_of: SignIn, key: str) -> None:
    client = client_of(cast.manager)
    assert client.get(f"/figures/{key}/records.csv?{PERIOD}").status_code == 403
    assert "records.csv" not in text_of(client, f"/figures/{key}/records/?{PERIOD}")
