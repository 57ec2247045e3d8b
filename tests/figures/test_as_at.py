"""What the register knew at the end of a past day, by the same condition on its history."""

import datetime
import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audit.models import Event
from cases import actions
from cases.models import Allegation, Case, Subject, TeamMember
from figures.basis import Basis, Categories
from figures.definitions import FIGURES
from figures.tables import WHOLE_REGISTER, Asked, count
from lib import clock
from lib.periods import Period
from tests.cast import Cast
from tests.support.atwork import STEPS, Office, undone
from tests.support.casework import alleged
from tests.support.counted import log

FIRST = datetime.date(2018, 12, 20)
YEARS = Period(2017, 2019)
Sign = Callable[[User], Client]
LINKS = re.compile(r"<form.*?</form>", re.DOTALL)


BASES = [Basis(), Basis(Categories.ALL), Basis(narrowed={"unit": "unknown"})]


ASKED = [Asked(figure, figure.breakdowns, part) for figure in FIGURES for part in figure.parts or (None,)]


def known(at: datetime.date | None) -> list[Any]:
    """Every number of every figure."""
    found = [count(ASKED, YEARS, replace(basis, at=at), WHOLE_REGISTER) for basis in BASES]
    return [(key, table.whole, table.breakdowns) for tables in found for key, table in tables.items()]


def test_every_past_day_is_what_it_was(cast: Cast, tmp_path: Path) -> None:
    """Whatever is done on some days, the table of each of them comes out again afterwards as it was then."""
    done: Counter[str] = Counter()

    # Without shrinking: what it would try for minutes, the steps of the first failure tell at once.
    @settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate], deadline=None)
    @given(data=st.data())
    def work(data: st.DataObject) -> None:
        with undone():
            days = some_days(cast, tmp_path, data, done)
            for day, then in days.items():
                assert known(day) == then
            assert not any(whole.total for _key, whole, _breakdowns in known(FIRST))

    work()
    assert {step for step in STEPS if done[step]} == set(STEPS), "a step was refused every time"


def some_days(cast: Cast, folder: Path, data: st.DataObject, done: Counter[str]) -> dict[datetime.date, list[Any]]:
    """Work on six days; what was known at the end of each. Steps that the rules refuse are passed over."""

    def pick(what: str, of: int) -> int:
        return data.draw(st.integers(0, of - 1), label=what)

    office, days, day = Office(cast, pick, folder), {}, FIRST
    for _ in range(6):
        day += datetime.timedelta(days=data.draw(st.integers(1, 9), label="later"))
        for minute in range(data.draw(st.integers(1, 5), label="steps")):
            # The last minutes of a day, on which the next day's first act must not tell.
            moment = datetime.datetime.combine(day, datetime.time(23, 50 + minute, 59, 999_999))
            step = data.draw(st.sampled_from(STEPS), label="step")
            acts = Event.objects.count()
            with clock.at(moment), suppress(ValidationError):
                getattr(office, step)()
            done[step] += Event.objects.count() - acts
        with clock.at(day):
            days[day] = known(None)
    return days


def test_midnight_never_falls_within_an_act(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(1_000))
    monkeypatch.setattr(clock, "now", lambda: clock.end_of(FIRST) + datetime.timedelta(hours=next(moments) - 2))
    actions.log_case(
        by=cast.coordinator, received_on=FIRST, name="A. Bos", number="K777701", lead=cast.investigator, **alleged()
    )
    of_the_act = {row.valid_from for model in (Case, Allegation, Subject, TeamMember) for row in model.history.all()}
    assert len(of_the_act) == 1


class TestPages:
    """What the pages, files and the command say of a past day."""

    def test_a_page_on_a_past_day_and_the_lists_behind_it(self, cast: Cast, client_of: Sign) -> None:
        with clock.at(FIRST):
            first = log(cast, "2018-01-01", "disclosure", "criminal")
        with clock.at(FIRST + datetime.timedelta(days=1)):
            actions.void_case(case=first, by=cast.coordinator, reason="Logged twice")
            log(cast, "2018-02-02", "disclosure", "criminal")
            client = client_of(cast.manager)
            now = client.get("/figures/suspicions/?from=2018&to=2018").content.decode()
            then = client.get(f"/figures/suspicions/?from=2018&to=2018&as_at={FIRST}").content.decode()
            rows = client.get(f"/figures/suspicions/records/?year=2018&as_at={FIRST}").content.decode()
        assert "As known at the end of 20 December 2018." in then
        assert f"as_at={FIRST}" in then
        assert "as_at" not in LINKS.sub("", now)
        assert first.reference in rows

    def test_todays_walls_hold_on_every_past_day(self, cast: Cast, client_of: Sign) -> None:
        with clock.at(FIRST):
            case = log(cast, "2018-01-01", "disclosure", "criminal")
        with clock.at(FIRST + datetime.timedelta(days=2)):
            actions.raise_wall(case=case, by=cast.coordinator, person=cast.manager, reason="A neighbour")
            page = client_of(cast.manager).get(f"/figures/suspicions/records/?year=2018&as_at={FIRST}").content.decode()
        assert "Nothing counts here" in page

    def test_before_the_first_record_there_are_zeros_and_a_note(self, cast: Cast, client_of: Sign) -> None:
        page = client_of(cast.manager).get("/figures/?from=2018&to=2019&as_at=1999-01-01").content.decode()
        assert "Nothing counts here as known at the end of" in page

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("2099-01-01", "Choose a day until today."),
            ("yesteryear", "The day on which the figures were known:"),
            ("2018-02-30", "Enter a day from 1 to 28."),
            ("01-13-2018", "There is no month 13."),
        ],
    )
    def test_no_day_and_a_day_to_come_are_refused(self, cast: Cast, client_of: Sign, asked: str, said: str) -> None:
        for address in ("/figures/", "/figures/suspicions/", "/figures/suspicions/records/"):
            answer = client_of(cast.manager).get(f"{address}?as_at={asked}")
            assert answer.status_code == 400
            assert said in answer.content.decode()

    def test_today_is_now(self, cast: Cast, client_of: Sign) -> None:
        page = client_of(cast.manager).get(f"/figures/suspicions/?as_at={clock.today()}").content.decode()
        assert "As known on" in page

    def test_the_command_prints_it(self, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
        with clock.at(FIRST):
            log(cast, "2018-01-01", "disclosure", "criminal")
        for day, number in ((FIRST, 1), (FIRST - datetime.timedelta(days=1), 0)):
            call_command("figures", "--as-at", f"{day}", "--from", "2018", "--to", "2018", "--format", "json")
            found = json.loads(capsys.readouterr().out)
            assert found["as_at"] == f"{day}"
            assert {one["key"]: one.get("total") for one in found["figures"]}["suspicions"] == number
        with pytest.raises(CommandError, match="Choose a day until today"):
            call_command("figures", "--as-at", "2099-01-01")
