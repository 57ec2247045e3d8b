"""A case that the person who imports may not see: nothing tells him of it, and a coordinator who may see it decides."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit import hooks
from cases import access, actions
from cases.imports.gathering import CaseSummary
from cases.models import Case, PossibleDuplicate
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.importing import bring_in, profile_named, row, write_profile, write_rows

Sign = Callable[[User], Client]
PAGE = "/cases/duplicates/"


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., CaseSummary]:
    """Imports cases under these numbers."""
    profile = profile_named(write_profile(tmp_path))

    def bring_numbers(*numbers: str, **options: Any) -> CaseSummary:
        rows = [row(number=number, **({"verdict": "yes"} if "!" in number else {})) for number in numbers]
        return bring_in(write_rows(tmp_path / "rows.csv", rows), profile, **options)

    return bring_numbers


def of(number: str) -> list[Case]:
    return list(Case.objects.filter(register_number=number).order_by("pk"))


def told(summary: CaseSummary) -> dict[str, Any]:
    return summary.as_json()


def test_a_hidden_case_is_imported_anew_and_nothing_says_so(bring: Callable[..., CaseSummary], cast: Cast) -> None:
    unaware = told(bring("A-1", "A-2", by=cast.other_investigator, dry_run=True))
    bring("A-1", by=cast.investigator)
    assert told(bring("A-1", "A-2", by=cast.other_investigator, dry_run=True)) == unaware
    assert told(bring("A-1", "A-2", by=cast.other_investigator)) == unaware
    first, second = of("A-1")
    pair = PossibleDuplicate.objects.get()
    assert (pair.case, pair.other, pair.seen_at) == (second, first, None)
    assert list(access.visible_to(cast.other_investigator).order_by("pk")) == [second, *of("A-2")]


def test_what_one_may_see_is_recognised_as_before(bring: Callable[..., CaseSummary], cast: Cast) -> None:
    bring("A-1", by=cast.investigator)
    for user in (cast.investigator, cast.coordinator):
        summary = bring("A-1", by=user)
        assert (summary.cases, summary.known_cases) == (0, 1)
    assert not PossibleDuplicate.objects.exists()


def test_the_institution_recognises_every_case(bring: Callable[..., CaseSummary], cast: Cast) -> None:
    bring("A-1", by=cast.investigator)
    summary = bring("A-1")
    assert (summary.cases, summary.known_cases) == (0, 1)
    assert not PossibleDuplicate.objects.exists()


def test_a_walled_coordinator_is_told_nothing_either(
    bring: Callable[..., CaseSummary], client_of: Sign, cast: Cast
) -> None:
    bring("A-1", by=cast.investigator)
    [hidden] = of("A-1")
    actions.raise_wall(case=hidden, by=cast.investigator, person=cast.coordinator, reason="A friend")
    summary = bring("A-1", by=cast.coordinator)
    assert (summary.cases, summary.known_cases) == (1, 0)
    client = client_of(cast.coordinator)
    page = client.get(PAGE)
    assert hidden.reference not in page.content.decode()
    assert "No possible duplicate waits" in page.content.decode()
    assert "Possible duplicates" not in client.get("/cases/").content.decode()
    key = PossibleDuplicate.objects.get().public_key
    assert client.post(f"{PAGE}{key}/seen/").status_code == 404
    assert hidden.reference in client_of(cast.second_coordinator).get(PAGE).content.decode()


def test_a_case_registered_in_error_has_no_double(bring: Callable[..., CaseSummary], cast: Cast) -> None:
    bring("A-1", by=cast.investigator)
    actions.void_case(case=of("A-1")[0], by=cast.coordinator, reason="Twice")
    bring("A-1", by=cast.other_investigator)
    assert not PossibleDuplicate.objects.exists()


def test_the_coordinator_finds_the_pair_and_marks_it_as_seen(
    bring: Callable[..., CaseSummary], client_of: Sign, cast: Cast
) -> None:
    bring("A-1", by=cast.investigator)
    bring("A-1", by=cast.other_investigator)
    client = client_of(cast.coordinator)
    assert PAGE in client.get("/cases/").content.decode()
    with events() as written:
        text = client.get(PAGE).content.decode()
    assert kinds(written) == ["case.duplicates_listed"]
    assert all(case.reference in text for case in of("A-1"))
    pair = PossibleDuplicate.objects.get()
    with events() as written:
        assert client.post(f"{PAGE}{pair.public_key}/seen/")["Location"] == PAGE
    assert [(event.kind, event.target) for event in written] == [("case.duplicate_seen", of("A-1")[1].reference)]
    pair.refresh_from_db()
    assert (pair.seen_by, pair.seen_at is not None) == (cast.coordinator, True)
    assert PAGE not in client.get("/cases/").content.decode()
    assert client.post(f"{PAGE}{pair.public_key}/seen/").status_code == 404


@pytest.mark.parametrize("part", ["investigator", "manager", "admin", "auditor", "stranger"])
def test_nobody_else_finds_the_page(bring: Callable[..., CaseSummary], client_of: Sign, cast: Cast, part: str) -> None:
    bring("A-1", by=cast.investigator)
    bring("A-1", by=cast.other_investigator)
    client = client_of(getattr(cast, part))
    assert client.get(PAGE).status_code == 404
    assert client.get(PAGE + "?after=Sam").status_code == 404
    assert client.post(f"{PAGE}{PossibleDuplicate.objects.get().public_key}/seen/").status_code == 404
    assert PossibleDuplicate.objects.waiting().exists()


def test_where_no_coordinator_sees_both_the_auditor_is_told_that_a_case_waits(
    bring: Callable[..., CaseSummary], cast: Cast
) -> None:
    bring("A-1", "A-2", by=cast.investigator)
    bring("A-1", "A-2", by=cast.other_investigator)
    assert access.duplicates_waiting() == 0
    [hidden, _double] = of("A-1")
    for user in (cast.coordinator, cast.second_coordinator):
        actions.raise_wall(case=hidden, by=cast.investigator, person=user, reason="A friend")
    assert access.duplicates_waiting() == 1
    [sentence] = [str(told) for waiting in hooks.waiting for told in waiting()]
    assert sentence == "1 case waits: it may be the double of another, and no coordinator may see both."
    assert hidden.reference not in sentence
    cast.coordinator.is_active = cast.second_coordinator.is_active = False
    cast.coordinator.save()
    cast.second_coordinator.save()
    assert access.duplicates_waiting() == 2


def test_the_page_goes_on_by_key(bring: Callable[..., CaseSummary], client_of: Sign, cast: Cast) -> None:
    numbers = [f"A-{number}" for number in range(60)]
    bring(*numbers, by=cast.investigator)
    bring(*numbers, by=cast.other_investigator)
    client = client_of(cast.coordinator)
    first = client.get(PAGE)
    assert len(first.context["rows"]) == 50
    rest = client.get(PAGE + first.context["listing"]["older"])
    assert len(rest.context["rows"]) == 10
    assert client.get(PAGE + "?after=Sam").status_code == 400
    assert client.get(PAGE + "?case__summary=a").status_code == 400
