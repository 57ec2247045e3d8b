"""The public edition: nothing small is on it, and nothing follows from it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client

from accounts.models import User
from cases.models.values import NOT_CONFIRMED, Decision, Recipient
from figures.definitions import BY_KEY, Counting
from figures.models import Publication
from figures.publications import access
from figures.publications.actions import publish
from figures.publications.content import as_text
from figures.publications.edition import SIGN, build
from figures.publications.numbers import Place, frozen_numbers
from figures.publications.printed import PRINTED, SAME, SAME_BREAKDOWN, SUM_OF_ALL_BUT, SUMS
from lib import clock
from office.models import Category
from tests.cast import Cast
from tests.support.counted import log
from tests.support.published import LATER, TODAY, number


def lines(edition: Any) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for figure in edition["figures"]:
        yield figure["key"], "", "", figure["years"]
        for breakdown in figure["breakdowns"]:
            for line in breakdown["lines"]:
                yield figure["key"], breakdown["key"], line["value"], line["years"]


def test_the_edition_prints_no_small_number(published: Publication) -> None:
    edition = json.loads(published.edition)
    printed = {line[:3]: line[3] for line in lines(edition)}
    assert {number for years in printed.values() for number in years.values()} & {1, 2, 3, 4} == set()
    assert printed["suspicions", "", ""] == {"2017": "<5", "2018": 13}
    assert printed["suspicions", "", ""] == printed["outcomes", "", ""]
    exact = frozen_numbers(json.loads(published.content))
    for figure, breakdown, value, years in lines(edition):
        for year, said in years.items():
            if said not in (SIGN, "<5"):
                assert said == exact.get(Place(figure, "", breakdown, value, year), 0)
            if said == "<5":
                assert exact[Place(figure, "", breakdown, value, year)] in (1, 2, 3, 4)
    assert set(PRINTED) == {figure["key"] for figure in edition["figures"]}
    assert not {"total", "undated", "share", "parts"} & set(edition["figures"][0])


def test_the_edition_tells_nothing_of_what_it_masks(cast: Cast, published: Publication) -> None:
    """Other exact numbers behind the same masks make the same bytes."""
    content = json.loads(published.content)
    figure = next(figure for figure in content["figures"] if figure["key"] == "sworn_in")
    (table,) = figure["tables"]
    assert as_text(build(content, 5, [])) == published.edition
    line = next(line for line in table["breakdowns"][0]["lines"] if line["years"]["2018"])
    for moved in (table, line):
        assert 0 < moved["years"]["2018"] < 4
        moved["years"]["2018"] += 1
        moved["total"] += 1
    assert as_text(build(content, 5, [])) == published.edition


def test_one_number_has_one_mask(published: Publication) -> None:
    """Three are confirmed: what hides them must be the same under both names of the outcome."""
    content = json.loads(published.content)
    counted: dict[str, Any] = {figure["key"]: figure["tables"][0] for figure in content["figures"]}
    found = {"confirmed": 3, "pending": 20, "refuted": 40, "not_established": 30, "no_breach": 25, "ended": 0}
    outcomes = {"confirmed": 3, "pending": 20, "unfounded": 95}
    put(counted["outcomes"], 118, {"outcome": outcomes, "sub_reason": found, "unit": {"harbour": 60, "unknown": 58}})
    of_suspicions = {"recipient": {"criminal": 118}, "category": {"disclosure": 118}, "recipient_type": {}}
    put(counted["suspicions"], 118, {**of_suspicions, "unit": {"harbour": 60, "unknown": 58}})
    edition = build(content, 5, [])
    printed = {line[:3]: line[3] for line in lines(edition)}
    assert printed["outcomes", "outcome", "confirmed"]["2018"] == "<5"
    for one, other in SAME.items():
        assert printed[one] == printed[other], (one, other)
    for figure, breakdown, value, years in lines(edition):
        if (figure, breakdown) in SAME_BREAKDOWN:
            assert years == printed[(*SAME_BREAKDOWN[figure, breakdown], value)]


def put(table: dict[str, Any], whole: int, breakdowns: dict[str, dict[str, int]]) -> None:
    """Put other numbers of 2018 into a frozen table."""
    table["years"]["2018"] = whole
    for breakdown in table["breakdowns"]:
        for line in breakdown["lines"]:
            line["years"]["2018"] = breakdowns[breakdown["key"]].get(line["value"], 0)


def test_its_page_is_made_of_its_text_alone(
    cast: Cast, published: Publication, client_of: Callable[[User], Client]
) -> None:
    found = access.open_edition(cast.coordinator, published.public_key)
    assert {"content", "remarks"} <= found.get_deferred_fields()
    page = client_of(cast.coordinator).get(f"/figures/publications/{published.public_key}/edition/").content.decode()
    assert "&lt;5" in page
    assert "public edition" in page
    rows: Any = client_of(cast.coordinator).get(f"/figures/publications/{published.public_key}/edition.csv")
    told = b"".join(rows.streaming_content).decode()
    assert "suspicions,,,,<5,13,,,2019-03-01" in told


def test_a_year_keeps_its_masks_and_a_correction_hides_who_came(cast: Cast, published: Publication) -> None:
    """Between two editions one person must not follow by subtraction."""
    with clock.at(TODAY):
        log(cast, "2018-12-12", "disclosure", Recipient.CRIMINAL)
    with clock.at(LATER):
        other = publish(by=cast.manager, first=2018, last=2018, as_at=TODAY)
    before = {line[:3]: line[3]["2018"] for line in lines(json.loads(published.edition))}
    after = {line[:3]: line[3]["2018"] for line in lines(json.loads(other.edition))}
    assert number(other, "suspicions", "2018") == 14
    assert (before["suspicions", "", ""], after["suspicions", "", ""]) == (13, SIGN)
    kept = [name for name, said in before.items() if isinstance(said, str)]
    assert kept
    assert all(isinstance(after[name], str) for name in kept)


def test_its_rows_are_those_of_the_list(published: Publication) -> None:
    """A row that stands there only when somebody counts under it tells; one that cannot count hides nobody."""
    values: dict[tuple[str, str], set[str]] = {}
    for figure, breakdown, value, _years in lines(json.loads(published.edition)):
        values.setdefault((figure, breakdown), set()).add(value)
    assert values["signals", "decision"] == set(Decision.values)
    assert values["suspicions", "recipient"] == {"criminal", "non_criminal", "unknown"}
    assert values["suspicions", "category"] == set(Category.objects.filter(leak=True).values_list("pk", flat=True))
    assert NOT_CONFIRMED not in values["causes", "cause"]
    assert ("suspicions", "recipient_type") not in values


def test_what_is_printed_exists(db: None) -> None:
    """Whatever the edition names is in the registry under that name."""
    for key, breakdowns in PRINTED.items():
        figure = BY_KEY[key]
        assert figure.counting is Counting.ROWS
        assert not figure.parts
        assert not any(figure.breakdown(breakdown).is_set for breakdown in breakdowns)
    for named in (*SAME, *SAME.values(), *SUMS, *(part for parts in SUMS.values() for part in parts)):
        figure_key, breakdown, value = named
        assert not breakdown or value in map(str, BY_KEY[figure_key].breakdown(breakdown).words())
    for figure_key, breakdown, *_ in (*SAME_BREAKDOWN, *SAME_BREAKDOWN.values(), *SUM_OF_ALL_BUT.values()):
        assert breakdown in PRINTED[figure_key]
