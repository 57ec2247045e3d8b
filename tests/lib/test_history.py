"""Record history: one row for each change, each with the range in which it holds."""

import datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from lib import clock, history
from office.models import Unit
from screening.models import Trajectory
from tests.cast import person
from tests.support.roles import as_owner

DAY = datetime.date(2018, 3, 1)


def moment(day: int) -> datetime.datetime:
    return datetime.datetime(2018, 3, day, 12, tzinfo=datetime.UTC)


def trajectory(reference: str) -> Trajectory:
    return Trajectory(
        reference=reference,
        started_on=DAY,
        started_year=2018,
        level_id="reliability",
        occasion_id="initial",
        subject_group="staff",
        registered_at=clock.now(),
        stage_on=DAY,
    )


def known_at(at: datetime.datetime) -> set[tuple[str, str]]:
    """What the register held at a past moment: one condition on the history, and no window function."""
    held = Trajectory.history.filter(valid_from__lte=at, valid_to__gt=at).exclude(history_type="-")
    return set(held.values_list("reference", "function"))


def rows(record: Trajectory, *columns: str) -> list[Any]:
    return list(Trajectory.history.filter(id=record.pk).order_by("history_id").values_list(*columns))


@pytest.fixture
def worker(db: None) -> User:
    return person("wil")


def test_one_save_is_one_row_with_who_when_and_why(worker: User) -> None:
    with clock.at(moment(1)):
        record = trajectory("S2018-00001")
        history.save(record, by=worker, reason="Asked for")
    assert rows(record, "history_type", "history_user", "history_change_reason", "history_date", "valid_from") == [
        ("+", worker.pk, "Asked for", moment(1), moment(1))
    ]
    assert rows(record, "valid_to") == [(history.OPEN_END,)]


def test_a_change_ends_the_range_of_the_row_before(worker: User) -> None:
    with clock.at(moment(1)):
        record = trajectory("S2018-00001")
        history.save(record, by=worker)
    with clock.at(moment(2)):
        record.function = "Analyst"
        history.save(record, by=None, reason="Forgotten")
    assert rows(record, "function", "valid_from", "valid_to", "history_user", "history_change_reason") == [
        ("", moment(1), moment(2), worker.pk, ""),
        ("Analyst", moment(2), history.OPEN_END, None, "Forgotten"),
    ]


def test_a_reason_does_not_stick_to_the_next_change(worker: User) -> None:
    record = trajectory("S2018-00001")
    history.save(record, by=worker, reason="First")
    history.save(record, by=worker)
    assert [reason for (reason,) in rows(record, "history_change_reason")] == ["First", ""]


def test_many_rows_get_the_history_that_one_gets(worker: User) -> None:
    with clock.at(moment(1)):
        single, *many = (trajectory(f"S2018-0000{number}") for number in range(1, 4))
        history.save(single, by=worker, reason="Taken over")
        history.create(many, by=worker, reason="Taken over")
    with clock.at(moment(2)):
        single.function = "Analyst"
        history.save(single, by=worker, reason="Named")
        changed = history.update(
            Trajectory.objects.exclude(pk=single.pk), by=worker, reason="Named", function="Analyst"
        )
    assert changed == 2
    copied = [field.name for field in Trajectory.history.model._meta.concrete_fields]
    copied = [name for name in copied if name not in {"history_id", "id", "reference"}]
    for record in many:
        assert rows(record, *copied) == rows(single, *copied)
        assert Trajectory.objects.get(pk=record.pk).function == "Analyst"


def test_more_rows_than_one_statement_takes(worker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 3)
    made = history.create([trajectory(f"S2018-0000{number}") for number in range(8)], by=worker)
    assert history.update(Trajectory.objects.all(), by=worker, function="Analyst") == 8
    assert Trajectory.history.count() == 16
    assert all(record.pk for record in made)


def test_many_rows_with_values_of_their_own(worker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 2)
    with clock.at(moment(1)):
        records = history.create([trajectory(f"S2018-0000{place}") for place in range(3)], by=None)
    history.update(Trajectory.objects.all(), by=None, function="Written by somebody else meanwhile")
    for place, record in enumerate(records):
        record.function = "Not among the columns"
        record.started_on = DAY + datetime.timedelta(days=place)
        record.set_identity(f"Person {place}", f"00{place}1")
    with clock.at(moment(2)):
        history.rewrite(records, ["started_on", "name", "number", "number_hash"], by=worker, reason="Corrected")
    for place, record in enumerate(records):
        kept = Trajectory.objects.get(pk=record.pk)
        assert (kept.started_on.day, kept.name, kept.number) == (1 + place, f"Person {place}", f"00{place}1")
        assert (kept.number_hash, kept.function) == (record.number_hash, "Written by somebody else meanwhile")
        last = Trajectory.history.filter(id=record.pk).latest("history_id")
        assert (last.started_on, last.name, last.history_user) == (kept.started_on, f"Person {place}", worker)
        assert (last.history_change_reason, last.valid_to) == ("Corrected", history.OPEN_END)
    history.rewrite([], ["function"], by=worker)


def test_nothing_to_do_writes_nothing(worker: User) -> None:
    assert history.create([], by=worker) == []
    assert history.update(Trajectory.objects.all(), by=worker, function="x") == 0
    assert not Trajectory.history.exists()


def test_a_past_moment_is_one_condition(worker: User) -> None:
    with clock.at(moment(2)):
        first, second = history.create([trajectory("S2018-00001"), trajectory("S2018-00002")], by=worker)
    with clock.at(moment(4)):
        history.update(Trajectory.objects.filter(pk=first.pk), by=worker, function="Analyst")
    with clock.at(moment(6)), as_owner():
        second.delete()

    assert known_at(moment(1)) == set()
    assert known_at(moment(2)) == known_at(moment(3)) == {("S2018-00001", ""), ("S2018-00002", "")}
    assert known_at(moment(4)) == known_at(moment(5)) == {("S2018-00001", "Analyst"), ("S2018-00002", "")}
    assert known_at(moment(6)) == {("S2018-00001", "Analyst")}


def test_of_two_changes_in_one_instant_the_last_holds(worker: User) -> None:
    with clock.at(moment(1)):
        record = trajectory("S2018-00001")
        history.save(record, by=worker)
        record.function = "Analyst"
        history.save(record, by=worker)
    assert known_at(moment(1)) == {("S2018-00001", "Analyst")}


@pytest.mark.parametrize("many", [False, True])
def test_a_clock_that_steps_back_makes_no_range_overlap(worker: User, many: bool) -> None:
    with clock.at(moment(5)):
        record = trajectory("S2018-00001")
        history.save(record, by=worker)
    with clock.at(moment(2)):
        if many:
            history.update(Trajectory.objects.all(), by=worker, function="Analyst")
        else:
            record.function = "Analyst"
            history.save(record, by=worker)
    assert rows(record, "function", "valid_from", "valid_to") == [
        ("", moment(5), moment(5)),
        ("Analyst", moment(5), history.OPEN_END),
    ]


@pytest.mark.django_db
def test_an_identity_is_hidden_in_the_history_too() -> None:
    record = trajectory("S2018-00001")
    record.set_identity("Sam Verburg", "K12345")
    history.create([record], by=None)
    history.update(Trajectory.objects.all(), by=None, unit=Unit.objects.get(pk="unknown"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Trajectory.history.model._meta.db_table}")
        stored = repr(cursor.fetchall())
    assert "Sam" not in stored
    assert "12345" not in stored
    assert [(row.name, row.number) for row in Trajectory.history.all()] == [("Sam Verburg", "K12345")] * 2
