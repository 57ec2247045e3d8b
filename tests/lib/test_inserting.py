"""Many records in one statement: each value comes back as it was, and what a column refuses is refused."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lib import clock
from lib.inserting import insert
from screening.models import Trajectory

DAY = datetime.date(2018, 3, 1)
TEXTS = (
    *("", "NULL", "null", r"\N", '"', "\\", r"\"", '\\\\"', "{}", "a,b", "{a,b}", " about ", "it's", "100%", "%s"),
    *("two\nlines", "a\ttab", "Zoë", "Сотрудник", "😀", "true", "0", "$1", ":name"),
)


def trajectory(number: int, **columns: Any) -> Trajectory:
    return Trajectory(
        reference=f"S2018-{number:05}",
        started_on=DAY,
        started_year=2018,
        level_id="reliability",
        occasion_id="initial",
        subject_group="staff",
        registered_at=clock.now(),
        stage_on=DAY,
        **columns,
    )


@pytest.mark.django_db
def test_every_text_comes_back_as_it_was() -> None:
    made = [trajectory(number, function=text, name=text) for number, text in enumerate(TEXTS)]
    insert(made)
    kept = Trajectory.objects.in_bulk([one.pk for one in made])
    assert [(kept[one.pk].reference, kept[one.pk].function, kept[one.pk].name) for one in made] == [
        (f"S2018-{number:05}", text, text) for number, text in enumerate(TEXTS)
    ]


@pytest.mark.django_db
def test_days_moments_and_nothing_come_back_as_they_were() -> None:
    ended = {"result": "positive", "completed_on": DAY, "completed_year": 2018, "stage": "decision"}
    made = [trajectory(1), trajectory(2, own_staff=True, **ended)]
    insert(made)
    assert not any(one._state.adding for one in made)
    for one in made:
        kept = Trajectory.objects.get(pk=one.pk)
        names = [field.attname for field in Trajectory._meta.concrete_fields]
        assert [getattr(kept, name) for name in names] == [getattr(one, name) for name in names]


@pytest.mark.django_db
def test_each_of_many_has_the_key_of_its_own_row() -> None:
    made = [trajectory(number) for number in range(1_000)]
    insert(made)
    kept = dict(Trajectory.objects.values_list("pk", "reference"))
    assert {one.pk: one.reference for one in made} == kept


@pytest.mark.django_db
def test_no_two_tokens_of_one_name_agree() -> None:
    insert([trajectory(number, name="A. Candidate") for number in range(3)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM screening_trajectory")
        tokens = {token for (token,) in cursor.fetchall()}
    assert len(tokens) == 3
    assert not any("Candidate" in token for token in tokens)


@pytest.mark.django_db
def test_what_the_database_refuses_is_refused_for_all() -> None:
    for wrong in ({"result": "unheard of"}, {"started_year": 2017}):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert([trajectory(1), trajectory(2), _changed(trajectory(3), wrong)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([trajectory(1), trajectory(1)])
    assert not Trajectory.objects.exists()


@pytest.mark.django_db
def test_what_is_too_long_is_refused_or_kept_whole_and_never_cut() -> None:
    """SQLite keeps text of any length; PostgreSQL would cut it if it were cast to the column's length."""
    long = "x" * 121
    try:
        with transaction.atomic():
            insert([trajectory(1), trajectory(2, function=long)])
    except DatabaseError:
        assert connection.vendor == "postgresql"
        assert not Trajectory.objects.exists()
    else:
        assert set(Trajectory.objects.values_list("function", flat=True)) == {"", long}


@pytest.mark.django_db
def test_what_was_saved_since_it_was_assigned_is_referred_to() -> None:
    first = trajectory(1)
    second = trajectory(2, renews=first)
    with pytest.raises(ValueError, match="unsaved"):
        insert([second])
    insert([first])
    insert([second])
    assert Trajectory.objects.get(pk=second.pk).renews_id == first.pk


def _changed(record: Trajectory, columns: dict[str, Any]) -> Trajectory:
    for name, value in columns.items():
        setattr(record, name, value)
    return record
