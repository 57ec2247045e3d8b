"""Cases as the register takes them out itself: they come in again without a change, and elsewhere under their names."""

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from cases import actions
from cases.imports import PROFILES, CaseSummary
from cases.models import Allegation, Case, PossibleDuplicate
from cases.models.values import Finding, Recipient
from office.importing import Overtaken
from office.models import ImportRun
from office.profiles import template
from tests.cast import Cast
from tests.support.casework import Make, alleged, close, find, nth, start
from tests.support.importing import REGISTERS, bring_in, profile_named, said, write_rows

pytestmark = pytest.mark.django_db

Rows = Sequence[Mapping[str, str]]
NEW = {
    "reference": "2018-AAAAA",
    "received": "2018-03-01",
    "concluded": "2018-04-01",
    "closed": "",
    "unit": "unknown",
    "category": "disclosure",
    "recipient": "criminal",
    "status": "concluded",
    "outcome": "confirmed",
    "cause": "money",
    "export": "0123456789AB",
}


def taken_out(folder: Path, **options: Any) -> Path:
    """The file that the register writes."""
    path = folder / "cases.csv"
    call_command("export_cases", output=str(path), **options)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bring_own(folder: Path, *rows: Mapping[str, str], by: User | None = None, **options: Any) -> CaseSummary:
    """Import such rows by the profile that ships."""
    return bring_in(write_rows(folder / "own.csv", rows, list(NEW)), profile_named("own"), by=by, **options)


def counts(summary: CaseSummary) -> tuple[int, int, int, int]:
    """What came of the rows: accepted, refused, new and known cases."""
    return summary.accepted_rows, summary.refused_rows, summary.cases, summary.known_cases


def told(summary: CaseSummary) -> list[tuple[int | None, str]]:
    """Row and sentence of each warning, but for those on the file as a whole: of the columns that are left out."""
    assert summary.warnings[0].row is None
    return [(warning.row, warning.message) for warning in summary.warnings if warning.row is not None]


@pytest.fixture
def register(make_case: Make, cast: Cast) -> list[Case]:
    """Cases of every outcome and status, made as people make them, beside those of another register."""
    investigator = cast.investigator
    make_case()
    start(make_case(), investigator)
    find(nth(make_case(**alleged(recipient=Recipient.NON_CRIMINAL))), investigator)
    for finding in (Finding.REFUTED, Finding.NOT_ESTABLISHED, Finding.NO_BREACH, Finding.ENDED):
        find(nth(make_case()), investigator, finding)
    find(nth(make_case()), investigator, Finding.REFUTED, None)
    close(find(nth(make_case()), investigator), investigator, cast.coordinator)
    several = make_case(**alleged("own_use", Recipient.NONE))
    actions.add_allegation(case=several, by=investigator, **alleged("careless_loss", Recipient.UNKNOWN))
    find(nth(several), investigator, established_category=alleged("own_use")["category"])
    find(nth(make_case(**alleged("own_use", Recipient.NONE))), investigator, Finding.REFUTED)
    actions.void_case(case=make_case(), by=cast.coordinator, reason="Typed twice")
    bring_in(REGISTERS / "nopd.csv", profile_named("nopd"))
    return list(Case.objects.filter(counted=True))


def test_our_file_comes_in_again_without_a_change(register: list[Case], tmp_path: Path) -> None:
    history = Case.history.count(), Allegation.history.count()
    path = taken_out(tmp_path)
    assert {row["outcome"] for row in rows_of(path)} == {"confirmed", "unfounded", "pending"}
    summary = bring_in(path, profile_named("own"))
    assert counts(summary) == (len(register), 0, 0, len(register))
    assert told(summary) == []
    assert (Case.history.count(), Allegation.history.count()) == history


def test_so_does_the_file_of_the_page(register: list[Case], tmp_path: Path, client_of: Any, cast: Cast) -> None:
    content = client_of(cast.coordinator).post("/cases/export/", {"purpose": "x", "separator": "comma", "bom": "1"})
    (tmp_path / "page.csv").write_bytes(b"".join(content))
    summary = bring_in(tmp_path / "page.csv", profile_named("own"), by=cast.coordinator)
    assert counts(summary) == (len(register), 0, 0, len(register))
    assert told(summary) == []


def test_elsewhere_it_comes_in_under_its_references(register: list[Case], tmp_path: Path) -> None:
    before = rows_of(taken_out(tmp_path))
    away = {row["reference"]: f"{row['reference'][:5]}{place:05}" for place, row in enumerate(before)}
    summary = bring_own(tmp_path, *({**row, "reference": away[row["reference"]]} for row in before))
    assert counts(summary) == (len(register), 0, len(register), 0)
    after = {row["reference"]: row for row in rows_of(taken_out(tmp_path))}
    for row in before:
        # An import closes no case, and starts no investigation.
        same = set(row) - {"reference", "closed", "status", "export"}
        assert {name: after[away[row["reference"]]][name] for name in same} == {name: row[name] for name in same}
    again = bring_in(taken_out(tmp_path), profile_named("own"))
    assert (counts(again), told(again)) == ((2 * len(register), 0, 0, 2 * len(register)), [])


@pytest.mark.parametrize(
    ("cells", "differs"),
    [
        ({"received": "2018-03-02"}, True),
        ({"concluded": ""}, True),
        ({"unit": "harbour"}, True),
        ({"category": "careless_loss"}, True),
        ({"recipient": "unknown"}, True),
        ({"outcome": "unfounded", "cause": "not_confirmed"}, True),
        ({"cause": "curiosity"}, True),
        ({"closed": "2019-01-01", "status": "closed"}, False),
    ],
)
def test_a_row_that_differs_is_warned_of(tmp_path: Path, units: object, cells: dict[str, str], differs: bool) -> None:
    bring_own(tmp_path, NEW)
    case = Case.objects.get()
    summary = bring_own(tmp_path, {**NEW, **cells})
    assert counts(summary) == (1, 0, 0, 1)
    assert [(row, "differs" in message) for row, message in told(summary)] == [(2, True)] * differs
    assert list(Case.objects.values()) == list(Case.objects.filter(pk=case.pk, outcome="confirmed").values())


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"reference": "S2018-AAAAA"}, "reference", "S2018-AAAAA"),
        ({"reference": "2018-AAAAI"}, "reference", "2018-AAAAI"),
        ({"reference": "2018-AAAAAAAA"}, "reference", "2018-AAAAAAAA"),
        ({"reference": ""}, "reference", ""),
        ({"received": ""}, "received", ""),
        ({"concluded": "2018-02-01"}, "concluded", "2018-02-01"),
        ({"unit": "Harbour"}, "unit", "Harbour"),
        ({"outcome": "refuted"}, "outcome", "refuted"),
        ({"recipient": "none"}, "recipient", "none"),
    ],
)
def test_a_bad_cell_refuses_its_row(tmp_path: Path, cells: dict[str, str], column: str, value: str) -> None:
    summary = bring_own(tmp_path, {**NEW, "reference": "2018-BBBBB"}, {**NEW, **cells})
    assert said(summary)[0] == (3, column, value)
    assert {error.row for error in summary.errors} == {3}
    assert counts(summary) == (1, 1, 1, 0)


def test_a_person_who_brings_it_in_gets_new_references(tmp_path: Path, cast: Cast) -> None:
    assert counts(bring_own(tmp_path, NEW, by=cast.investigator)) == (1, 0, 1, 0)
    case = Case.objects.get()
    assert (case.register, case.register_number, case.received_year) == ("own", "2018-AAAAA", 2018)
    assert case.reference != "2018-AAAAA"
    assert counts(bring_own(tmp_path, NEW, by=cast.investigator)) == (1, 0, 0, 1)


def test_what_is_hidden_from_a_person_comes_in_anew_and_the_coordinator_is_told(
    make_case: Make, tmp_path: Path, cast: Cast
) -> None:
    hidden = make_case()
    path = taken_out(tmp_path)
    summary = bring_in(path, profile_named("own"), by=cast.other_investigator)
    assert counts(summary) == (1, 0, 1, 0)
    assert told(summary) == []
    double = Case.objects.exclude(pk=hidden.pk).get()
    assert [(found.case, found.other) for found in PossibleDuplicate.objects.all()] == [(double, hidden)]
    stranger = {**rows_of(path)[0], "reference": "2018-ZZZZZ"}
    unknown = bring_own(tmp_path, stranger, by=cast.other_investigator)
    assert (counts(unknown), told(unknown)) == (counts(summary), told(summary))
    assert PossibleDuplicate.objects.count() == 1


def test_one_that_was_registered_in_error_stays_so(make_case: Make, tmp_path: Path, cast: Cast) -> None:
    case = make_case()
    path = taken_out(tmp_path)
    actions.void_case(case=case, by=cast.coordinator, reason="Typed twice")
    summary = bring_in(path, profile_named("own"))
    assert counts(summary) == (1, 0, 0, 1)
    assert [(row, "registered in error" in message) for row, message in told(summary)] == [(2, True)]
    assert Case.objects.get().counted is False


def test_what_was_taken_back_comes_in_again(tmp_path: Path, cast: Cast) -> None:
    other = {**NEW, "reference": "2018-BBBBB"}
    bring_own(tmp_path, NEW)
    actions.take_back_import(run=ImportRun.objects.get(), by=cast.coordinator, reason="The wrong file")
    assert counts(bring_own(tmp_path, NEW, other)) == (2, 0, 2, 0)
    # The reference is that of the case that was taken back.
    numbers = dict(Case.objects.filter(counted=True).values_list("register_number", "reference"))
    assert numbers["2018-AAAAA"].startswith("2018-")
    assert numbers["2018-AAAAA"] != "2018-AAAAA"
    assert numbers["2018-BBBBB"] == "2018-BBBBB"
    assert counts(bring_own(tmp_path, NEW, other)) == (2, 0, 0, 2)


def test_one_that_came_in_meanwhile_stops_the_import(
    make_case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case()
    path = taken_out(tmp_path)
    monkeypatch.setattr("cases.imports.known", lambda *_arguments: {})
    with pytest.raises(Overtaken):
        bring_in(path, profile_named("own"))
    assert (Case.objects.count(), ImportRun.objects.count()) == (1, 0)


def test_references_beside_numbers_go_together(tmp_path: Path) -> None:
    before, number, after = (PROFILES / "own.toml").read_text().partition('number = "reference"')
    assert number
    (tmp_path / "files.toml").write_text(f'{before}number = "file"{after}')
    ends = [("1", "A"), ("1", "A"), ("2", "B"), ("3", "C"), ("3", "D"), ("4", "B"), ("5", "E")]
    rows = [{**NEW, "file": number, "reference": f"2018-{5 * end}"} for number, end in ends]
    path = write_rows(tmp_path / "files.csv", rows, ["file", *NEW])
    summary = bring_in(path, profile_named(str(tmp_path / "files.toml")))
    assert [(error.row, error.message) for error in summary.errors] == [
        (4, "Row 7 has the same reference. Keep one of them."),
        (5, "The rows of this case have different references."),
        (6, "The rows of this case have different references."),
        (7, "Row 4 has the same reference. Keep one of them."),
    ]
    assert (counts(summary), summary.refused_cases) == ((3, 4, 2, 0), 3)
    assert {(case.register_number, case.reference) for case in Case.objects.all()} == {
        ("1", "2018-AAAAA"),
        ("5", "2018-EEEEE"),
    }
    assert Allegation.objects.count() == 3


def test_a_plain_file_has_the_columns_of_its_template(tmp_path: Path) -> None:
    header = template("cases", PROFILES)
    row = {"number": "1", "received_on": "2018-03-01", "unit": "Harbour", "category": "disclosure"}
    summary = bring_in(write_rows(tmp_path / "plain.csv", [row], header), profile_named("cases"))
    assert (counts(summary), summary.warnings) == ((1, 0, 1, 0), [])
    case = Case.objects.get()
    assert (case.outcome, case.recipient, case.unit.label_en, case.received_on) == (
        "pending",
        "unknown",
        "Harbour",
        datetime.date(2018, 3, 1),
    )
