"""Late changes: what became of the numbers of a publication, and which records explain it, to whom."""

import datetime
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from cases import actions
from cases.models import Case
from cases.models.values import Finding, Recipient
from figures.definitions import FIGURES, Counting
from figures.models import Publication
from figures.publications import pages
from figures.publications.actions import publish
from figures.publications.content import UNDATED, count_all
from figures.publications.late import late_changes
from figures.publications.numbers import Numbers, Place, frozen_numbers, numbers_of
from lib import clock
from lib.periods import Period
from office.models import Unit
from tests.cast import Cast
from tests.figures.test_as_at import FIRST, STEPS, Office, undone
from tests.support.casework import alleged, close, find, nth
from tests.support.counted import KNOWN_ON, day, log
from tests.support.published import AS_AT, LATER, TODAY, find_ten
from tests.support.roles import as_owner


def test_ten_cases_changed_are_ten_late_changes(cast: Cast, cases: dict[str, Case], published: Publication) -> None:
    with clock.at(LATER):
        find_ten(cast, cases)
        again = Publication.objects.get()
        seen = pages.since(cast.manager, again, pages.content_of(again))
    assert again.content == published.content
    assert again.edition == published.edition
    assert seen.recomputed == []
    assert seen.changed_records == len(seen.records) == 10
    assert {record.reference for record in seen.records} == {cases[f"N{place}"].reference for place in range(10)}
    assert "Outcomes of suspected leaks 2018, Outcome: Pending −1, Not confirmed +1" in seen.records[0].moves
    row = ("Outcomes of suspected leaks", "Outcome: Pending")
    pending = [change for change in seen.now if (change.figure, change.row) == row]
    assert [(change.year, change.old.text, change.new.text) for change in pending] == [
        ("2018", "11", "1"),
        ("2017–18", "12", "2"),
    ]


def test_frozen_and_what_moved_is_what_is_known_now(cast: Cast, cases: dict[str, Case]) -> None:
    """Of every number that adds up: what was frozen and what each record moves make what is counted now."""
    with clock.at(KNOWN_ON):
        younger = log(cast, "2019-01-15", "disclosure", Recipient.CRIMINAL)
    before = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)
    by = cast.coordinator
    with clock.at(LATER):
        for case, received_on in ((younger, "2018-11-11"), (cases["N5"], "2019-02-02")):
            actions.correct_case(case=case, by=by, reason="Misread", received_on=day(received_on), summary="")
        find(nth(cases["N0"]), by, Finding.REFUTED, clock.today(), reason="No plan was missing")
        actions.void_case(case=cases["N1"], by=by, reason="Logged twice")
        actions.void_case(case=cases["H"], by=by, reason="Logged twice")
        actions.correct_case(
            case=cases["N2"], by=by, reason="It came in earlier", received_on=day("2017-11-11"), summary=""
        )
        actions.correct_case(
            case=cases["N3"], by=by, reason="It came in earlier", received_on=day("2016-11-11"), summary=""
        )
        actions.add_allegation(case=cases["N4"], by=by, **alleged("careless_loss", Recipient.UNKNOWN))
        log(cast, "2018-12-12", "careless_loss", Recipient.UNKNOWN)
        find(nth(cases["C"]), by, Finding.REFUTED, None, reason="Nobody knows when")
        close(Case.objects.get(pk=cases["G"].pk), by, cast.second_coordinator)
        moves = moved(Period(2017, 2018), before.known_until)
        now = numbers_of(count_all(Period(2017, 2018), None))
    assert not unexplained(frozen_numbers(json.loads(before.content)), moves, now)
    # Of the years before 2018, H went, N2 and N3 came.
    assert moves[Place("stock", "open_at_start", "", "", "2018")] == 1
    assert moves[Place("concluded", "", "", "", UNDATED)] == 1


def test_what_is_closed_since_is_open_no_more(cast: Cast) -> None:
    """A closing of the period that is recorded late moves the balance of its year and of those after it."""
    by, known = cast.coordinator, datetime.date(2017, 12, 25)
    with clock.at(known):
        case = log(cast, "2017-02-02", "disclosure", Recipient.CRIMINAL)
        find(nth(case), by, Finding.REFUTED, known)
    with clock.at(known + datetime.timedelta(days=3)):
        close(Case.objects.get(pk=case.pk), by, cast.second_coordinator)
    with clock.at(TODAY):
        moves = moved(Period(2017, 2018), clock.end_of(known))
        then, now = (numbers_of(count_all(Period(2017, 2018), at)) for at in (known, None))
    stock = {(place.part, place.year): number for place, number in moves.items() if place.figure == "stock"}
    assert stock == {
        ("closed", "2017"): 1,
        ("closed", "total"): 1,
        ("open_at_end", "2017"): -1,
        ("open_at_start", "2018"): -1,
        ("open_at_end", "2018"): -1,
        ("open_at_end", "total"): -1,
    }
    # What a day does not know yet is no number then.
    known_then = {place: number for place, number in then.items() if number is not None}
    assert not {place: told for place, told in unexplained(then, moves, now).items() if place in known_then}


@settings(
    max_examples=10, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_done_its_records_explain_it(cast: Cast, tmp_path: Path, data: st.DataObject) -> None:
    def pick(what: str, of: int) -> int:
        return data.draw(st.integers(0, of - 1), label=what)

    with undone():
        office, known, period = Office(cast, pick, tmp_path), FIRST + datetime.timedelta(days=5), Period(2017, 2018)
        for after in (1, 3, 9, 12):
            for minute in range(data.draw(st.integers(1, 6), label="steps")):
                moment = datetime.datetime.combine(FIRST + datetime.timedelta(days=after), datetime.time(12, minute))
                step = data.draw(st.sampled_from(STEPS), label="step")
                with clock.at(moment), suppress(ValidationError):
                    getattr(office, step)()
        with clock.at(FIRST + datetime.timedelta(days=20)):
            then, now = (numbers_of(count_all(period, at)) for at in (known, None))
            moves = moved(period, clock.end_of(known))
        assert not unexplained(then, moves, now)


def moved(period: Period, since: datetime.datetime) -> Counter[Place]:
    """What all records with a late change move together."""
    moves: Counter[Place] = Counter()
    for change in late_changes(FIGURES, period, since):
        moves.update(change.moves)
    return moves


def unexplained(then: Numbers, moves: Counter[Place], now: Numbers) -> dict[Place, tuple[Any, ...]]:
    """Of the numbers that add up, those that changed by more or less than their records moved."""
    additive = {figure.key for figure in FIGURES if figure.counting in (Counting.ROWS, Counting.BALANCE)}
    places = {place for place in {*then, *now, *moves} if place.figure in additive}
    assert {place.figure for place in places} == additive
    return {
        place: (then.get(place), moves[place], now.get(place))
        for place in places
        if (then.get(place) or 0) + moves[place] != (now.get(place) or 0)
    }


def test_a_rewritten_history_is_seen(cast: Cast, cases: dict[str, Case], published: Publication) -> None:
    with as_owner():
        Case.history.filter(id=cases["N0"].pk).update(recipient=Recipient.UNKNOWN)
    seen = pages.since(cast.manager, published, pages.content_of(published))
    rows = {(one.figure, one.row, one.year): (one.old.text, one.new.text) for one in seen.recomputed}
    assert rows["Suspected leaks", "Alleged recipient: Criminal", "2018"] == ("11", "10")
    assert seen.now == []


def test_the_words_stay_and_only_what_was_frozen_is_compared(
    cast: Cast, cases: dict[str, Case], published: Publication, client_of: Callable[[User], Client]
) -> None:
    """A list that is reworded, and a figure that comes or goes, make no number another one."""
    Unit.objects.filter(pk="harbour").update(label_en="Quay", label_nl="Kade")
    content = pages.content_of(published)
    gone = {**content["figures"][0], "key": "gone"}
    content["figures"] = [gone, *content["figures"][2:]]
    seen = pages.since(cast.manager, published, content)
    assert (seen.recomputed, seen.now) == ([], [])
    client = client_of(cast.manager)
    page = client.get(f"/figures/publications/{published.public_key}/").content.decode()
    assert "Harbour" in page
    assert "Quay" not in page
    dutch = client.get(f"/figures/publications/{published.public_key}/", headers={"accept-language": "nl"})
    assert "Haven" in dutch.content.decode()


def test_many_late_changes_cost_no_more_queries(cast: Cast, cases: dict[str, Case], published: Publication) -> None:
    content = pages.content_of(published)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            pages.since(cast.manager, published, content)
        return len(captured)

    with clock.at(LATER):
        find(nth(cases["N9"]), cast.coordinator, Finding.REFUTED, clock.today(), reason="Nothing was missing")
        few = queries()
        for place in range(9):
            find(nth(cases[f"N{place}"]), cast.coordinator, Finding.REFUTED, clock.today(), reason="Not missing")
        assert queries() == few


# Who sees what


def test_late_changes_respect_walls(cast: Cast, cases: dict[str, Case], published: Publication) -> None:
    """The manager, who is a subject of W, sees as many changes as anybody, and W by no name."""
    with clock.at(LATER):
        find_ten(cast, cases)
        find(nth(cases["W"]), cast.coordinator, Finding.REFUTED, clock.today(), reason="Not him")
        content = pages.content_of(published)
        his, others = (pages.since(user, published, content) for user in (cast.manager, cast.admin))
    assert (his.recomputed, his.now, his.changed_records) == (others.recomputed, others.now, others.changed_records)
    assert (his.changed_records, his.untold, others.untold) == (11, 1, 0)
    assert cases["W"].reference not in {record.reference for record in his.records}
    assert cases["W"].reference in {record.reference for record in others.records}


def test_why_is_told_to_who_may_open(cast: Cast, cases: dict[str, Case], published: Publication) -> None:
    grant_role(to=cast.investigator, role=Role.MANAGER, by=None)
    both = User.objects.get(pk=cast.investigator.pk)
    with clock.at(LATER):
        find(nth(cases["B"]), cast.coordinator, Finding.NO_BREACH, clock.today(), reason="The law allows it")
        find(nth(cases["N0"]), cast.coordinator, Finding.REFUTED, clock.today(), reason="Nothing was missing")
        content = pages.content_of(published)
        seen = {record.reference: record for record in pages.since(both, published, content).records}
        blind = {record.reference: record for record in pages.since(cast.manager, published, content).records}
    opened, closed = seen[cases["B"].reference], seen[cases["N0"].reference]
    assert [(why["why"], why["by"]) for why in opened.reasons] == [("The law allows it", cast.coordinator.name)]
    assert opened.opens == f"/cases/{cases['B'].reference}/"
    assert (closed.reasons, closed.opens) == ([], "")
    assert (blind[cases["B"].reference].reasons, blind[cases["B"].reference].opens) == ([], "")
