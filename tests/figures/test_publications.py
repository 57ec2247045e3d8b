"""Publishing: who may, what is refused, what is frozen, and that it stays as it was made."""

import datetime
import json
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import User
from audit import chain, sealing, verification
from audit.models import Event
from cases.models import Case
from figures.definitions import FIGURES
from figures.models import EditionRule, Publication
from figures.publications import access, kept, rules, settled
from figures.publications import actions as publishing
from figures.publications.actions import publish
from figures.publications.content import as_text
from figures.setup import actions as beside
from lib import clock
from lib.refusal import Refused
from tests.cast import Cast, suspicion
from tests.support.audited import events, kinds
from tests.support.counted import KNOWN_ON, make_register
from tests.support.published import AS_AT, LATER, TODAY, number
from tests.support.roles import as_owner

POSTGRESQL = connection.vendor == "postgresql"


# What is frozen


def test_the_numbers_are_those_of_the_day(published: Publication) -> None:
    assert (number(published, "suspicions", "2017"), number(published, "suspicions", "2018")) == (3, 13)
    assert number(published, "suspicions", "total") == 16
    assert number(published, "outcomes", "2018", "outcome", "pending") == 11
    assert number(published, "screening_started", "2018") == 2
    content = json.loads(published.content)
    assert [figure["key"] for figure in content["figures"]] == [figure.key for figure in FIGURES]
    assert as_text(content) == published.content
    suspicions = content["figures"][1]
    assert suspicions["label"] == {"en": "Suspected leaks", "nl": "Vermoede lekken"}
    assert suspicions["rules"]["en"] != suspicions["rules"]["nl"]
    outcomes = next(figure for figure in content["figures"] if figure["key"] == "outcomes")
    assert outcomes["tables"][0]["share"]["2017"] == {"hits": 1, "of": 2, "low": 0.094531, "high": 0.905469}


def test_what_stands_beside_the_numbers_is_frozen_with_them(
    cast: Cast, cases: dict[str, Case], client_of: Callable[[User], Client]
) -> None:
    assert cases
    with clock.at(KNOWN_ON):
        said = {"begins_on": datetime.date(2018, 1, 1), "text_en": "A new law", "text_nl": "Een nieuwe wet"}
        found = beside.add_break(by=cast.admin, figures=["suspicions"], **said)
        beside.record_headcount(by=cast.admin, year=2018, number=65_000, source="Annual report")
    with clock.at(TODAY):
        made = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)
        beside.withdraw_break(by=cast.admin, withdrawn=found)
    for page in ("", "edition/"):
        shown = client_of(cast.manager).get(f"/figures/publications/{made.public_key}/{page}").content.decode()
        assert shown.count("From 1 January 2018: A new law") == 1
    exact = client_of(cast.manager).get(f"/figures/publications/{made.public_key}/").content.decode()
    assert "Staff: 65,000 in 2018 (Annual report)." in exact


# Who sees what


def test_readers(cast: Cast, published: Publication, client_of: Callable[[User], Client]) -> None:
    """The exact numbers for manager and admin, the edition for whoever has a role, and the rest is not there."""
    base = f"/figures/publications/{published.public_key}/"
    for part, user in cast.everybody().items():
        client = client_of(user)
        exact = 200 if part in ("manager", "admin") else 404
        edition = 404 if part == "stranger" else 200
        assert client.get(base).status_code == exact, part
        assert client.get(f"{base}edition/").status_code == edition, part
        assert client.get("/figures/publications/").status_code == edition, part
        corrects = {"manager": 200, "admin": 403}.get(part, 404)
        assert client.get(f"{base}correct/").status_code == corrects, part
    assert client_of(cast.manager).get("/figures/publications/AAAAAAAAAAAA/").status_code == 404


def test_every_reader_reads_the_same(cast: Cast, published: Publication, client_of: Callable[[User], Client]) -> None:
    def numbers(user: User) -> str:
        page = client_of(user).get(f"/figures/publications/{published.public_key}/").content.decode()
        return page[page.index('id="since"') :]

    with clock.at(LATER):
        assert numbers(cast.manager) == numbers(cast.admin)


def test_a_look_is_recorded(cast: Cast, published: Publication, client_of: Callable[[User], Client]) -> None:
    with events() as left:
        client_of(cast.admin).get(f"/figures/publications/{published.public_key}/")
    assert [(event.kind, event.target) for event in left] == [("figure.publication_opened", published.public_key)]


# Publishing


def test_the_act_is_on_record_without_a_bare_hash(cast: Cast, cases: dict[str, Case]) -> None:
    with events() as left:
        made = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT, remarks=" Once ")
    assert kinds(left) == ["figure.published"]
    detail = json.loads(left[0].detail)
    assert (left[0].target, detail["from"], detail["to"], detail["as_at"]) == (
        made.public_key,
        2017,
        2018,
        AS_AT.isoformat(),
    )
    assert chain.is_mac_of_content(detail["publication"], access.whole_of(made))
    assert access.is_as_recorded(Publication.objects.get())
    for changed in ("content", "edition", "remarks", "author", "public_key"):
        other = Publication.objects.get()
        setattr(other, changed, getattr(other, changed) + "X")
        assert not chain.is_mac_of_content(detail["publication"], access.whole_of(other))
    assert (made.remarks, made.author, made.known_until) == ("Once", cast.manager.name, clock.end_of(AS_AT))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "not closed": ({"last": 2019}, "2019 is not over yet. Choose years that are closed."),
    "reversed": ({"first": 2018, "last": 2017}, "The last year comes before the first."),
    "long": ({"first": 1990}, "Choose a period of 20 years at most."),
    "today": ({"as_at": TODAY}, "That day is not over yet."),
    "to come": ({"as_at": LATER}, "That day is not over yet."),
    "too early": ({"as_at": datetime.date(2018, 12, 31)}, "On that day 2018 was not over yet."),
    "unknown then": ({"as_at": datetime.date(2019, 1, 1)}, "Nothing counts in 2017–2018 as known on that day"),
    "nothing": ({"first": 1999, "last": 2000}, "Nothing counts in 1999–2000 as known on that day"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_published(cast: Cast, cases: dict[str, Case], why: str) -> None:
    asked, sentence = REFUSED[why]
    with events() as left, pytest.raises(Refused) as refusal:
        publish(by=cast.manager, **{"first": 2017, "last": 2018, "as_at": AS_AT, **asked})
    assert refusal.value.messages[0].startswith(sentence)
    assert (Publication.objects.count(), left) == (0, [])


def test_only_a_manager_publishes(cast: Cast, cases: dict[str, Case]) -> None:
    for part, user in cast.everybody().items():
        if part != "manager":
            with pytest.raises(PermissionDenied):
                publish(by=user, first=2017, last=2018, as_at=AS_AT)


def test_a_period_is_published_once_and_then_corrected(cast: Cast, published: Publication) -> None:
    again: dict[str, Any] = {"by": cast.manager, "first": 2017, "last": 2018}
    with pytest.raises(Refused, match="2017–2018 has been published already"):
        publish(**again, as_at=AS_AT)
    with pytest.raises(Refused, match="Choose a later day"):
        publish(**again, as_at=AS_AT, replaces=published)
    correction = publish(**again, as_at=AS_AT + datetime.timedelta(days=1), replaces=published)
    assert correction.replaces == published
    with pytest.raises(Refused, match="has been corrected already"):
        publish(**again, as_at=AS_AT + datetime.timedelta(days=2), replaces=published)
    with pytest.raises(ValueError, match="of the years that it corrects"):
        publish(**{**again, "first": 2018}, as_at=AS_AT + datetime.timedelta(days=2), replaces=correction)
    publish(**again, as_at=AS_AT + datetime.timedelta(days=2), replaces=correction)
    publish(by=cast.manager, first=2018, last=2018, as_at=AS_AT)
    assert Publication.objects.count() == 4


def test_the_threshold_is_that_of_the_first(cast: Cast, published: Publication) -> None:
    with as_owner():
        EditionRule.objects.filter(pk=1).update(threshold=3)
    assert publish(by=cast.manager, first=2018, last=2018, as_at=AS_AT).threshold == 5


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let each act run in a thread of its own, begun together; what came of each."""
    start, results = threading.Barrier(len(acts)), ["?"] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            with clock.at(TODAY):
                act()
            results[place] = "done"
        except Refused as refusal:
            results[place] = refusal.messages[0]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_clicks_at_once_one_publishes(transactional_db: None, cast: Cast) -> None:
    make_register(cast)

    def click() -> None:
        publish(by=User.objects.get(pk=cast.manager.pk), first=2017, last=2018, as_at=AS_AT)

    with events() as left:
        results = at_once(click, click)
    assert sorted(results) == [
        "2017–2018 has been published already. Publish a correction of that publication.",
        "done",
    ]
    assert Publication.objects.count() == 1
    assert kinds(left) == ["figure.published"]


def test_of_two_corrections_at_once_one_counts(transactional_db: None, cast: Cast) -> None:
    make_register(cast)
    with clock.at(TODAY):
        first = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)

    def click() -> None:
        later = AS_AT + datetime.timedelta(days=1)
        publish(by=User.objects.get(pk=cast.manager.pk), first=2017, last=2018, as_at=later, replaces=first)

    assert sorted(at_once(click, click))[1] == "done"
    assert Publication.objects.count() == 2


def test_the_constraint_speaks_with_the_same_words(
    cast: Cast, published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: dict[str, Any] = {"by": cast.manager, "first": 2017, "last": 2018}
    later = AS_AT + datetime.timedelta(days=1)
    publish(**again, as_at=later, replaces=published)
    monkeypatch.setattr(rules, "check", lambda *_: None)
    with pytest.raises(Refused, match="has been published already"):
        publish(**again, as_at=AS_AT)
    with pytest.raises(Refused, match="has been corrected already"):
        publish(**again, as_at=later, replaces=published)


def test_of_two_periods_at_once_one_knows_the_other(
    transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each would show what the other masks."""
    make_register(cast)
    seen, look = [], access.editions_before

    def slowly() -> list[Any]:
        seen.append(look())
        time.sleep(0.3)
        return seen[-1]

    monkeypatch.setattr(publishing, "editions_before", slowly)

    def click(first: int) -> None:
        publish(by=User.objects.get(pk=cast.manager.pk), first=first, last=2018, as_at=AS_AT)

    assert at_once(partial(click, 2017), partial(click, 2018)) == ["done", "done"]
    assert sorted(len(editions) for editions in seen) == [0, 1]


def test_who_still_writes_is_waited_for(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was begun on the day and is not written yet would be missing from it for ever."""
    if not POSTGRESQL:
        return  # SQLite lets one write at a time.
    make_register(cast)
    monkeypatch.setattr(settled, "PATIENCE", "100ms")
    wrote, looked = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with clock.at(KNOWN_ON), transaction.atomic():
                suspicion(User.objects.get(pk=cast.investigator.pk))
                wrote.set()
                looked.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    wrote.wait(30)
    try:
        with clock.at(TODAY), pytest.raises(Refused, match="Somebody is writing to the register right now"):
            publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)
    finally:
        looked.set()
        writer.join()
    with clock.at(TODAY):
        made = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)
    assert number(made, "suspicions", "2018") == 4


# It stays


CHANGES = [
    "UPDATE figures_publication SET content = content",
    "UPDATE figures_publication SET remarks = 'x' WHERE id > 0",
    "DELETE FROM figures_publication",
    "TRUNCATE figures_publication CASCADE"
    if POSTGRESQL
    else "REPLACE INTO figures_publication SELECT * FROM figures_publication",
]


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_or_deletes_it(published: Publication, change: str) -> None:
    """Neither the role that serves, nor, past its rights, the one that owns the table."""
    connection.check_constraints()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with (
        as_owner(),
        pytest.raises(DatabaseError, match="stays as it was made"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Publication.objects.get().content == published.content


def test_the_models_are_refused_as_well(published: Publication) -> None:
    for change in (
        lambda: Publication.objects.update(remarks="x"),
        lambda: Publication.objects.all().delete(),
        published.save,
        published.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_text_that_was_changed_past_the_triggers_is_seen(
    cast: Cast, published: Publication, client_of: Callable[[User], Client]
) -> None:
    connection.check_constraints()
    address, told = f"/figures/publications/{published.public_key}/", "This is not what was published"
    assert told not in client_of(cast.manager).get(address).content.decode()
    with as_owner():
        kept.lift(connection)
        Publication.objects.update(edition=published.edition.replace("<5", "3"))
        kept.put(connection)
    assert told in client_of(cast.manager).get(address).content.decode()


def test_whoever_verifies_the_log_looks_after_its_triggers(published: Publication) -> None:
    way = {
        "sqlite": "DROP TRIGGER figures_publication_no_delete",
        "postgresql": "ALTER TABLE figures_publication DISABLE TRIGGER figures_publication_only_grows",
    }
    sealing.seal()
    assert verification.verify().is_whole
    with transaction.atomic():
        connection.check_constraints()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(way[connection.vendor])
        assert verification.verify().why == verification.OTHER_TRIGGERS
        transaction.set_rollback(True)


def test_deleting_its_author_leaves_it(published: Publication) -> None:
    """Nothing in it refers to a row that could go."""
    ours = [one.name for one in Publication._meta.get_fields() if one.is_relation]
    assert ours == ["replaced_by", "replaces"]


# The pages


def test_a_manager_publishes_on_the_page(
    cast: Cast, cases: dict[str, Case], client_of: Callable[[User], Client]
) -> None:
    client = client_of(cast.manager)
    assert "Nothing has been published yet" in client.get("/figures/publications/").content.decode()
    assert "28 Feb 2019" not in client.get("/figures/publications/new/").content.decode()
    asked = {"first": "2017", "last": "2018", "as_at": "1-3-2019", "remarks": "For parliament"}
    page = client.post("/figures/publications/new/", asked).content.decode()
    assert "All figures of 2017–2018 are frozen over the whole register, as known at the end of 1 March 2019" in page
    assert Publication.objects.count() == 0
    answer = client.post("/figures/publications/new/", {**asked, "confirmed": "yes"}, follow=True)
    made = Publication.objects.get()
    assert answer.redirect_chain[-1][0] == f"/figures/publications/{made.public_key}/"
    page = answer.content.decode()
    for told in ("it agrees in every number.", "no number has changed.", "For parliament", "No record counts"):
        assert told in page
    again = client.post("/figures/publications/new/", asked).content.decode()
    assert "2017–2018 has been published already. Publish a correction of that publication." in again
    corrected = {"as_at": "2-3-2019", "remarks": "", "confirmed": "yes"}
    client.post(f"/figures/publications/{made.public_key}/correct/", corrected)
    correction = Publication.objects.get(replaces=made)
    page = client.get(f"/figures/publications/{made.public_key}/").content.decode()
    assert f'href="/figures/publications/{correction.public_key}/"' in page
    assert "Publish a correction" not in page
    assert (
        "It replaces the publication" in client.get(f"/figures/publications/{correction.public_key}/").content.decode()
    )
    assert "replaced on" in client.get("/figures/publications/").content.decode()


def test_the_exact_numbers_go_out_with_a_purpose(
    cast: Cast, published: Publication, client_of: Callable[[User], Client]
) -> None:
    with events() as left:
        answer: Any = client_of(cast.admin).post(
            f"/figures/publications/{published.public_key}/figures.csv", {"purpose": "A report", "separator": "comma"}
        )
        told = b"".join(answer.streaming_content).decode()
    assert "suspicions,,,,3,13,16,,2019-03-01" in told
    assert kinds(left) == ["figure.export_begun", "figure.export_ended"]
    assert Event.objects.filter(kind="figure.export_begun", reason="A report").exists()
