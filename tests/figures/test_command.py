import csv
import datetime
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from figures.definitions import FIGURES
from figures.grids import STOCK
from lib import clock

YEARS = ("--from", "2017", "--to", "2018")


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("figures", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> dict[str, Any]:
    return json.loads(run(*arguments, "--format", "json"))


@pytest.mark.usefixtures("register")
def test_json_holds_every_figure_of_the_whole_register() -> None:
    found = as_json(*YEARS)
    assert {key: found[key] for key in found if key != "figures"} == {
        "from": 2017,
        "to": 2018,
        "as_at": "2019-03-01",
        "categories": "leaks",
    }
    assert [figure["key"] for figure in found["figures"]] == [figure.key for figure in FIGURES]
    first = next(figure for figure in found["figures"] if figure["key"] == "suspicions")
    assert set(first) == {"key", "label", "unit", "dated_by", "rule", "years", "total", "breakdowns"}
    assert (first["unit"], first["dated_by"], first["total"]) == ("case", "received_on", 6)
    assert first["years"] == {"2017": 3, "2018": 3}
    assert first["breakdowns"]["recipient"] == {
        "criminal": {"2017": 2, "2018": 1},
        "non_criminal": {"2017": 1, "2018": 1},
        "unknown": {"2017": 0, "2018": 1},
    }
    assert set(first["breakdowns"]) == {"recipient", "recipient_type", "unit", "category"}


@pytest.mark.usefixtures("register")
def test_a_figure_with_parts_has_its_numbers_under_them() -> None:
    (training,) = as_json(*YEARS, "--figure", "training")["figures"]
    assert set(training) == {"key", "label", "unit", "dated_by", "rule", "parts"}
    assert (training["unit"], training["dated_by"]) == ("session", "held_on")
    assert training["parts"] == {
        "sessions": {
            "years": {"2017": 1, "2018": 2},
            "total": 3,
            "breakdowns": {"unit": {"harbour": {"2017": 1, "2018": 1}, "unknown": {"2017": 0, "2018": 1}}},
        },
        "attendances": {
            "years": {"2017": 12, "2018": 28},
            "total": 40,
            "breakdowns": {"unit": {"harbour": {"2017": 12, "2018": 8}, "unknown": {"2017": 0, "2018": 20}}},
        },
    }


@pytest.mark.usefixtures("register")
def test_undecided_is_a_class_of_signals_even_where_there_is_none() -> None:
    (signals,) = as_json("--from", "2016", "--to", "2017", "--figure", "signals")["figures"]
    assert signals["breakdowns"]["decision"]["undecided"] == {"2016": 0, "2017": 0}
    assert signals["breakdowns"]["source"]["manager"] == {"2016": 0, "2017": 1}


@pytest.mark.usefixtures("register")
def test_an_unknown_date_is_a_year_of_its_own_in_json_and_not_in_the_total() -> None:
    (concluded,) = as_json(*YEARS, "--figure", "concluded")["figures"]
    assert concluded["years"] == {"2017": 2, "2018": 1, "unknown": 1}
    assert concluded["total"] == 3
    assert concluded["breakdowns"]["outcome"]["confirmed"] == {"2017": 1, "2018": 0, "unknown": 1}


@pytest.mark.usefixtures("register")
def test_machine_values_are_the_same_in_every_language() -> None:
    english = as_json(*YEARS)
    with translation.override("nl"):
        dutch = as_json(*YEARS)
    for figure in (*english["figures"], *dutch["figures"]):
        del figure["label"], figure["rule"]
    assert english == dutch


@pytest.mark.usefixtures("register")
def test_all_categories_and_certificates() -> None:
    found = as_json(*YEARS, "--categories", "all", "--certificates")
    totals = {figure["key"]: figure["total"] for figure in found["figures"] if "parts" not in figure}
    assert (found["categories"], found["certificates"]) == ("all", True)
    assert (totals["suspicions"], totals["secrecy_bribery"], totals["screening_started"]) == (7, 4, 5)


@pytest.mark.usefixtures("register")
def test_csv_is_one_table_of_all_figures() -> None:
    rows = list(csv.DictReader(io.StringIO(run(*YEARS, "--format", "csv"))))
    assert {row["figure"] for row in rows} == {figure.key for figure in FIGURES}
    by_place = {(row["figure"], row["breakdown"], row["value"]): row for row in rows if not row["part"]}
    assert by_place["suspicions", "", ""] == {
        "figure": "suspicions",
        "part": "",
        "breakdown": "",
        "value": "",
        "2017": "3",
        "2018": "3",
        "total": "6",
        "unknown": "",
    }
    assert by_place["causes", "cause", "carelessness"]["unknown"] == "1"
    assert {row["part"] for row in rows if row["figure"] == "stock"} == set(STOCK)
    parts = {(row["part"], row["breakdown"], row["value"]): row["total"] for row in rows if row["figure"] == "training"}
    assert parts == {
        ("sessions", "", ""): "3",
        ("sessions", "unit", "harbour"): "2",
        ("sessions", "unit", "unknown"): "1",
        ("attendances", "", ""): "40",
        ("attendances", "unit", "harbour"): "20",
        ("attendances", "unit", "unknown"): "20",
    }


@pytest.mark.usefixtures("register")
def test_csv_of_figures_without_parts_has_no_column_for_them() -> None:
    header = run(*YEARS, "--format", "csv", "--figure", "sworn_in", "signals").splitlines()[0]
    assert header == "figure,breakdown,value,2017,2018,total"


@pytest.mark.usefixtures("register")
def test_the_table_says_what_a_reader_must_know() -> None:
    printed = run(*YEARS, "--figure", "investigations", "concluded")
    assert "as known on 1 March 2019" in printed
    assert "adds to more than the total" in printed
    assert "Date unknown" in printed
    assert "Each investigation counts once" in printed
    assert "Suspicions concluded" not in printed
    assert max(map(len, printed.splitlines()[:8])) < 100


@pytest.mark.usefixtures("register")
def test_the_table_of_a_figure_with_parts_has_them_below_each_other() -> None:
    printed = run(*YEARS, "--figure", "training")
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    assert "Training sessions 1 2 3" in lines
    assert "Attendances at training sessions 12 28 40" in lines
    assert printed.count("Each session counts once") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2018", "--to", "2017"), "comes after"),
        (("--from", "17"), "between 1900 and 2100"),
        (("--figure", "leaks"), "invalid choice"),
        (("--categories", "some"), "invalid choice"),
    ],
)
def test_wrong_use_is_refused(db: None, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)


@pytest.mark.usefixtures("register")
def test_without_years_it_is_the_whole_span_of_the_register() -> None:
    whole = as_json("--categories", "all")
    assert (whole["from"], whole["to"]) == (2016, 2018)
    assert as_json("--to", "2017")["from"] == 2016
    assert as_json("--from", "2018")["to"] == 2018


def test_an_empty_register_has_the_recent_years(db: None) -> None:
    with clock.at(datetime.date(2019, 3, 1)):
        found = as_json()
    assert (found["from"], found["to"]) == (2015, 2019)
