"""Every write: one by one and in bulk give the same facts and history; allowed moves only, each refusal says why."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import grant_role
from accounts.roles import Role
from lib import clock, history, publickey
from lib.refusal import Refused
from office.models import Ground, Level, Occasion, Unit
from screening import access, actions
from screening.models import Stage, Trajectory
from screening.models.values import ObjectionResult, Result, StageKind, SubjectGroup
from tests.cast import Cast, person
from tests.support.roles import as_owner

START = datetime.date(2017, 3, 6)
DECIDED = datetime.date(2018, 1, 8)
TODAY = datetime.date(2019, 1, 24)


def day(number: int) -> datetime.date:
    return START + datetime.timedelta(days=number)


def request(**changed: Any) -> dict[str, Any]:
    level = Level.objects.get(pk=changed.pop("level", "reliability"))
    return {
        "started_on": START,
        "level": level,
        "occasion": Occasion.objects.get(pk="initial"),
        "subject_group": SubjectGroup.CANDIDATE,
        **changed,
    }


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def started(cast: Cast) -> Trajectory:
    return actions.start_trajectory(by=cast.screening_officer, **request())


def as_stored(trajectory: Trajectory) -> dict[str, Any]:
    """All columns but those that name this one record."""
    values = Trajectory.objects.filter(pk=trajectory.pk).values().get()
    own = {"id", "reference", "name", "number", "number_hash"}
    return {name: value for name, value in values.items() if name not in own}


def history_of(record: Any) -> list[tuple[Any, ...]]:
    rows = type(record).history.filter(id=record.pk).order_by("valid_from", "history_id")
    return list(
        rows.values_list(
            "history_type", "history_user", "history_change_reason", "valid_from", "valid_to", "history_date"
        )
    )


def problems_of(action: Any, **arguments: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        action(**arguments)
    return caught.value.message_dict


def test_a_start_sets_its_facts_and_its_first_stage(cast: Cast) -> None:
    unit = Unit.objects.create(key="harbour", label_en="Unit Harbour", label_nl="Eenheid Haven")
    started = actions.start_trajectory(
        by=cast.screening_officer,
        **request(function=" Detective ", unit=unit, officer=cast.screening_officer, name="A. Bos", number="00 123"),
    )
    started.refresh_from_db()
    assert started.reference.startswith("S2017-")
    assert (started.started_year, started.completed_year, started.screening) == (2017, None, True)
    assert (started.stage, started.stage_on, started.result) == (StageKind.REQUESTED, START, Result.PENDING)
    assert (started.function, started.unit, started.name, started.number) == ("Detective", unit, "A. Bos", "00 123")
    assert (started.registered_by, started.registered_at) == (cast.screening_officer, clock.now())
    assert list(started.stages.values_list("kind", "reached_on")) == [(StageKind.REQUESTED, START)]


def test_a_certificate_of_conduct_is_no_screening(cast: Cast) -> None:
    started = actions.start_trajectory(by=cast.screening_officer, **request(level="conduct_certificate"))
    assert started.screening is False


@pytest.mark.parametrize("result, ground", [(Result.NEGATIVE, "finances"), (Result.POSITIVE, "")])
def test_bulk_gives_the_same_facts_and_history_as_one_by_one(cast: Cast, result: str, ground: str) -> None:
    by, why = cast.screening_officer, Ground.objects.filter(pk=ground).first()
    rows = [request(name="A. Bos", number=number, function="Detective") for number in ("123", "124", "125")]
    with clock.at(START):
        single = actions.start_trajectory(by=by, **rows[0])
        several = actions.start_many(by=by, rows=rows[1:], with_stages=True)
    with clock.at(DECIDED):
        actions.complete(trajectory=single, by=by, result=result, completed_on=DECIDED, ground=why)
        done = actions.complete_many(
            by=by, trajectories=several, result=result, completed_on=DECIDED, ground=why, with_stages=True
        )
    assert done == 2
    assert (as_stored(single)["renewal_on"] is None) == (result == Result.NEGATIVE)
    for other in several:
        assert as_stored(other) == as_stored(single)
        assert history_of(other) == history_of(single)
        pairs = zip(single.stages.order_by("reached_on"), other.stages.order_by("reached_on"), strict=True)
        for one, two in pairs:
            assert (two.kind, two.reached_on) == (one.kind, one.reached_on)
            assert history_of(two) == history_of(one)
    ranges = [(kind, since, until) for kind, _by, _why, since, until, _date in history_of(single)]
    assert [kind for kind, _since, _until in ranges] == ["+", "~"]
    assert ranges[0][2] == ranges[1][1]
    assert ranges[1][2] == history.OPEN_END


def test_bulk_has_no_stage_rows_unless_asked(cast: Cast) -> None:
    several = actions.start_many(by=None, rows=[request()])
    actions.complete_many(by=None, trajectories=[several[0].pk], result=Result.POSITIVE, completed_on=DECIDED)
    several[0].refresh_from_db()
    assert (several[0].stage, several[0].stage_on, several[0].completed_year) == (StageKind.DECISION, DECIDED, 2018)
    assert not Stage.objects.exists()


def test_bulk_takes_the_same_few_statements_for_any_number(cast: Cast) -> None:
    row, counts = request(officer=cast.screening_officer, function="Detective"), []
    assert cast.screening_officer.roles  # read before counting
    for number in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            rows = [{**row, "number": f"{number}-{place}"} for place in range(number)]
            several = actions.start_many(by=cast.screening_officer, rows=rows)
            actions.complete_many(
                by=cast.screening_officer, trajectories=several, result=Result.POSITIVE, completed_on=DECIDED
            )
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 19
    assert len(set(Trajectory.objects.values_list("reference", flat=True))) == 31


def test_a_reference_that_is_taken_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["S2017-AAAAA", "S2017-AAAAA", "S2017-BBBBB", "S2017-AAAAA", "S2017-CCCCC"])
    monkeypatch.setattr(publickey, "reference", lambda year, prefix: next(drawn))
    actions.start_many(by=None, rows=[request()])
    several = actions.start_many(by=None, rows=[request(), request()])
    assert sorted(one.reference for one in several) == ["S2017-BBBBB", "S2017-CCCCC"]


def test_a_start_lies_not_in_the_future(cast: Cast) -> None:
    late = TODAY + datetime.timedelta(days=1)
    assert "future" in problems_of(actions.start_trajectory, by=None, **request(started_on=late))["started_on"][0]
    assert not Trajectory.objects.exists()


def test_nobody_screens_himself(cast: Cast) -> None:
    by = cast.screening_officer
    own = actions.start_trajectory(by=by, **request(number=by.number, officer=by))
    assert own.officer is None
    assert own not in access.visible_to(by)


def test_whose_number_it_is_no_answer_tells(cast: Cast) -> None:
    by, other, third = cast.screening_officer, person("sven", Role.SCREENING_OFFICER), person("tess", Role.MANAGER)
    grant_role(to=third, role=Role.SCREENING_OFFICER, by=None)
    guessed = actions.start_trajectory(by=by, **request(number=other.number, officer=other))
    missed = actions.start_trajectory(by=by, **request(number=third.number, officer=other))
    assert guessed.officer == missed.officer == other
    assert not access.visible_to(by).exists(), "of the team, but not who of them"
    assert set(access.visible_to(other)) == {missed}
    for number in (other.number, "12345"):
        mine = actions.start_trajectory(by=by, **request(number=number, officer=by))
        assert mine in access.visible_to(by)
        assert actions.assign_officer(trajectory=mine, by=by, officer=other).officer == other


def test_a_stage_becomes_the_stage_it_is_in(cast: Cast, started: Trajectory) -> None:
    by = cast.screening_officer
    actions.reach_stage(trajectory=started, by=by, kind=StageKind.INTERVIEW, reached_on=day(20), note=" Two hours ")
    started.refresh_from_db()
    assert (started.stage, started.stage_on) == (StageKind.INTERVIEW, day(20))
    assert started.stages.get(kind=StageKind.INTERVIEW).note == "Two hours"
    actions.reach_stage(trajectory=started, by=by, kind=StageKind.FORM, reached_on=day(3))
    started.refresh_from_db()
    assert (started.stage, started.stage_on) == (StageKind.INTERVIEW, day(20)), "recorded late, it does not set back"
    assert [kind for kind, *_rest in history_of(started)] == ["+", "~"]


def test_of_two_stages_on_one_day_the_later_one_holds(cast: Cast, started: Trajectory) -> None:
    for kind in (StageKind.ADVICE, StageKind.FILES):
        actions.reach_stage(trajectory=started, by=None, kind=kind, reached_on=day(5))
    started.refresh_from_db()
    assert started.stage == StageKind.ADVICE


def test_a_stage_lies_between_start_and_today(cast: Cast, started: Trajectory) -> None:
    stage = {"trajectory": started, "by": None, "kind": StageKind.FORM}
    assert (
        "before the trajectory started"
        in problems_of(actions.reach_stage, **stage, reached_on=day(-1))["reached_on"][0]
    )
    late = TODAY + datetime.timedelta(days=1)
    assert "future" in problems_of(actions.reach_stage, **stage, reached_on=late)["reached_on"][0]
    actions.reach_stage(**stage, reached_on=day(0))


@pytest.mark.parametrize(
    "kind, sentence",
    [
        (StageKind.REQUESTED, "reached already"),
        (StageKind.FORM, "reached already"),
        (StageKind.DECISION, "by completing"),
        (StageKind.OBJECTION, "no decision yet"),
        (StageKind.APPEAL, "no objection yet"),
    ],
)
def test_moves_that_are_refused_while_under_way(cast: Cast, started: Trajectory, kind: str, sentence: str) -> None:
    actions.reach_stage(trajectory=started, by=None, kind=StageKind.FORM, reached_on=day(3))
    with pytest.raises(Refused, match=sentence):
        actions.reach_stage(trajectory=started, by=None, kind=kind, reached_on=day(9))


def test_after_the_decision_only_objection_and_appeal_follow(cast: Cast, started: Trajectory) -> None:
    by, move = cast.screening_officer, {"trajectory": started, "by": cast.screening_officer}
    actions.complete(**move, result=Result.POSITIVE, completed_on=day(30))
    with pytest.raises(Refused, match="Only an objection"):
        actions.reach_stage(**move, kind=StageKind.INTERVIEW, reached_on=day(31))
    with pytest.raises(Refused, match="completed already"):
        actions.complete(**move, result=Result.NEGATIVE, completed_on=day(31), ground=Ground.objects.first())
    with pytest.raises(Refused, match="no objection yet"):
        actions.reach_stage(**move, kind=StageKind.APPEAL, reached_on=day(50))
    assert "before the decision" in problems_of(actions.record_objection, **move, lodged_on=day(29))["lodged_on"][0]
    actions.record_objection(**move, lodged_on=day(40))
    assert (
        "before the objection"
        in problems_of(actions.reach_stage, **move, kind=StageKind.APPEAL, reached_on=day(39))["reached_on"][0]
    )
    actions.reach_stage(trajectory=started, by=by, kind=StageKind.APPEAL, reached_on=day(80))
    started.refresh_from_db()
    assert (started.stage, started.result, started.completed_on) == (StageKind.APPEAL, Result.POSITIVE, day(30))


@pytest.mark.parametrize(
    "values, field",
    [
        ({"result": Result.PENDING}, "result"),
        ({"result": Result.NEGATIVE}, "ground"),
        ({"result": Result.WITHDRAWN, "ground": "finances"}, "ground"),
        ({"result": Result.POSITIVE, "conditions": "Again next year."}, "conditions"),
        ({"result": Result.POSITIVE, "completed_on": day(-1)}, "completed_on"),
        ({"result": Result.POSITIVE, "completed_on": day(9)}, "completed_on"),
        ({"result": Result.POSITIVE, "completed_on": TODAY + datetime.timedelta(days=1)}, "completed_on"),
    ],
)
def test_a_decision_keeps_its_rules(cast: Cast, started: Trajectory, values: dict[str, Any], field: str) -> None:
    actions.reach_stage(trajectory=started, by=None, kind=StageKind.ADVICE, reached_on=day(10))
    if "ground" in values:
        values = {**values, "ground": Ground.objects.get(pk=values["ground"])}
    found = problems_of(actions.complete, trajectory=started, by=None, **{"completed_on": day(30), **values})
    assert list(found) == [field]
    started.refresh_from_db()
    assert started.result == Result.PENDING


def test_a_bulk_decision_refuses_all_if_one_cannot_be(cast: Cast, started: Trajectory) -> None:
    done = actions.start_trajectory(by=None, **request())
    actions.complete(trajectory=done, by=None, result=Result.POSITIVE, completed_on=day(9))
    decision = {"by": None, "result": Result.POSITIVE, "completed_on": day(30)}
    with pytest.raises(Refused):
        actions.complete_many(**decision, trajectories=[started, done])
    with pytest.raises(Refused):
        actions.complete_many(**{**decision, "completed_on": day(-1)}, trajectories=[started])
    started.refresh_from_db()
    assert started.result == Result.PENDING
    assert "ground" in problems_of(
        actions.complete_many, **{**decision, "result": Result.NEGATIVE}, trajectories=[started]
    )


def test_the_result_of_an_objection_stands_apart_and_changes_only_with_a_reason(
    cast: Cast, started: Trajectory
) -> None:
    move = {"trajectory": started, "by": cast.screening_officer}
    with pytest.raises(Refused, match="no decision yet"):
        actions.record_objection(**move, lodged_on=day(1))
    ground = Ground.objects.get(pk="untruthful")
    actions.complete(**move, result=Result.NEGATIVE, completed_on=day(30), ground=ground)
    assert "lodged_on" in problems_of(actions.record_objection, **move)
    actions.record_objection(**move, lodged_on=day(40))
    assert "result" in problems_of(actions.record_objection, **move)
    actions.record_objection(**move, result=ObjectionResult.REVISED)
    assert "reason" in problems_of(actions.record_objection, **move, result=ObjectionResult.UPHELD)
    actions.record_objection(**move, result=ObjectionResult.UPHELD, reason="Read wrongly.")
    started.refresh_from_db()
    assert (started.objection_result, started.result, started.ground) == ("decision_upheld", Result.NEGATIVE, ground)
    assert history_of(started)[-1][2] == "Read wrongly."


def test_a_correction_needs_a_reason_and_moves_what_follows(cast: Cast, started: Trajectory) -> None:
    move = {"trajectory": started, "by": cast.screening_officer}
    assert "reason" in problems_of(actions.correct_trajectory, **move, reason=" ", function="Analyst")
    certificate = Level.objects.get(pk="conduct_certificate")
    actions.correct_trajectory(
        **move, reason="Wrong form.", started_on=datetime.date(2016, 12, 30), level=certificate, name="B", number="77"
    )
    started.refresh_from_db()
    assert (started.started_year, started.screening, started.stage_on) == (2016, False, datetime.date(2016, 12, 30))
    assert started.reference.startswith("S2017-"), "the reference stays"
    assert (started.name, started.number) == ("B", "77")
    assert started.stages.get().reached_on == datetime.date(2016, 12, 30)
    assert [row[2] for row in history_of(started)] == ["", "Wrong form."]


def test_a_correction_keeps_the_order_of_days(cast: Cast, started: Trajectory) -> None:
    move = {"trajectory": started, "by": None, "reason": "Typing error."}
    with pytest.raises(Refused, match="no decision yet"):
        actions.correct_trajectory(**move, result=Result.POSITIVE)
    actions.reach_stage(trajectory=started, by=None, kind=StageKind.ADVICE, reached_on=day(10))
    assert "started_on" in problems_of(actions.correct_trajectory, **move, started_on=day(11))
    actions.complete(trajectory=started, by=None, result=Result.POSITIVE, completed_on=day(30))
    actions.record_objection(trajectory=started, by=None, lodged_on=day(40))
    assert "completed_on" in problems_of(actions.correct_trajectory, **move, completed_on=day(41))
    assert "completed_on" in problems_of(actions.correct_trajectory, **move, completed_on=day(9))
    assert "ground" in problems_of(actions.correct_trajectory, **move, result=Result.NEGATIVE)
    actions.correct_trajectory(**move, result=Result.WITHDRAWN, completed_on=day(35))
    started.refresh_from_db()
    assert (started.result, started.completed_on, started.stage) == (Result.WITHDRAWN, day(35), StageKind.OBJECTION)
    assert started.stages.get(kind=StageKind.DECISION).reached_on == day(35)


def test_a_correction_that_changes_nothing_leaves_no_trace(cast: Cast, started: Trajectory) -> None:
    actions.correct_trajectory(trajectory=started, by=None, reason="Looked again.", function="")
    assert len(history_of(started)) == 1


def test_an_officer_is_assigned(cast: Cast, started: Trajectory) -> None:
    actions.assign_officer(
        trajectory=started, by=cast.screening_officer, officer=cast.screening_officer, reason="Mine."
    )
    started.refresh_from_db()
    assert started.officer == cast.screening_officer
    assert history_of(started)[-1][2] == "Mine."


def test_who_is_screened_stands_nowhere_in_clear(cast: Cast) -> None:
    by = cast.screening_officer
    row = request(name="Zwaluwdrager", number="Q-48151623")
    first = actions.start_trajectory(by=by, **row)
    actions.start_many(by=by, rows=[row], with_stages=True)
    actions.correct_trajectory(trajectory=first, by=by, reason="Spelling.", name="Zwaluwdraagster")
    with as_owner(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            content = repr(cursor.fetchall())
            assert "Zwaluw" not in content, table
            assert "48151623" not in content, table
