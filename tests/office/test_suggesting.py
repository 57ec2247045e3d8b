"""What is suggested for the columns and values of a file, and what a mapping still lacks."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from cases.imports import PROFILES as CASES
from cases.imports.vocabulary import FIELDS as CASE_FIELDS
from integrity.intake.labels import FIELDS as CALLED
from office import profiles
from office.importfields import Fields, Vocabulary
from office.lacking import left_out, missing, read_twice
from office.models import Unit
from office.sniffing import look
from office.suggesting import Suggestion, suggest, suggest_values
from office.tabular import Source, Table
from office.words import Words, joined, words_in
from screening.imports import PROFILES as SCREENING
from screening.imports.code import CodeImport
from screening.imports.oaths import OathImport
from screening.imports.staff import StaffImport
from screening.imports.training import TrainingImport
from screening.imports.trajectories import TrajectoryImport

pytestmark = pytest.mark.django_db

KINDS: list[tuple[str, Path, Fields]] = [
    ("own", CASES, CASE_FIELDS),
    ("cases", CASES, CASE_FIELDS),
    ("own", SCREENING, TrajectoryImport.fields),
    ("trajectories", SCREENING, TrajectoryImport.fields),
    ("staff", SCREENING, StaffImport.fields),
    ("oaths", SCREENING, OathImport.fields),
    ("code", SCREENING, CodeImport.fields),
    ("training", SCREENING, TrainingImport.fields),
]
CELLS = {
    "number": "100",
    "session_number": "T-1",
    "name": "A. Bos",
    "personnel_number": "104-5510",
    "function": "Detective",
    "unit": "Harbour",
    "finding": "confirmed",
    "outcome": "unfounded",
    "category": "disclosure",
    "recipient": "criminal",
    "recipient_type": "friend",
    "cause": "money",
    "level": "security_a",
    "occasion": "initial",
    "subject_group": "candidate",
    "stage": "interview",
    "result": "pending",
    "attending": "12",
    "status": "concluded",
}


def words_of(fields: Fields) -> Words:
    return Words(Vocabulary(fields), CALLED)


@pytest.fixture
def case_words(db: None) -> Words:
    return words_of(CASE_FIELDS)


def columns_of(suggestion: Suggestion) -> dict[str, str]:
    """The column of each field, and that of the number."""
    fields = {name: said["column"] for name, said in suggestion.content["fields"].items()}
    return {**fields, **({"number": suggestion.content["number"]} if "number" in suggestion.content else {})}


def suggested(words: Words, header: Sequence[str], *rows: Sequence[str], **options: Any) -> dict[str, str]:
    return columns_of(suggest(header, rows, words, **options))


def cell_of(column: str, reference: str) -> str:
    if column == "reference":
        return reference
    is_day = column.endswith("_on") or column in {"received", "concluded", "closed", "in_service_from"}
    return "2019-01-24" if is_day else CELLS.get(column, "")


@pytest.mark.parametrize(("name", "folder", "fields"), KINDS)
@pytest.mark.parametrize("filled", [False, True])
def test_the_columns_of_a_file_that_ships_are_known(name: str, folder: Path, fields: Fields, filled: bool) -> None:
    profile = profiles.load(name, folder)
    extra = ["closed", "status", "export"] if name == "own" else []
    header = [*reversed(profile.columns), *extra]
    reference = "2018-7KQ4P" if folder == CASES else "S2018-7KQ4P"
    rows = [[cell_of(column, reference) for column in header]] if filled else []
    found = suggest(header, rows, words_of(fields))
    mapped = {field: said.column for field, said in profile.fields.items()}
    assert columns_of(found) == {**mapped, "number": profile.number}
    assert found.unsure == frozenset()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("indianapolis_complaints.csv", {"number": "id", "received_on": "occurredDate"}),
        (
            "nopd_misconduct_20200214.csv",
            {
                "number": "Complaint Tracking Number",
                "received_on": "Date Complaint Received by NOPD (PIB)",
                "found_on": "Date Complaint Investigation Complete",
            },
        ),
        (
            "nopd_misconduct_semicolon.csv",
            {
                "number": "Complaint.Tracking.Number",
                "received_on": "Date.Complaint.Received.by.NOPD..PIB.",
                "found_on": "Date.Complaint.Investigation.Complete",
            },
        ),
    ],
)
def test_number_and_days_of_the_real_registers_are_found(
    registers: Path, case_words: Words, name: str, expected: dict[str, str]
) -> None:
    seen = look(Source.at(registers / name))
    sample = [cells for _number, cells in islice(Table(Source.at(registers / name), **seen.options).rows(), 200)]
    for rows in ([cells for _number, cells in seen.rows], sample):
        found = suggest(seen.header, rows, case_words, blanks=seen.blanks)
        columns = columns_of(found)
        assert {name: columns[name] for name in expected} == expected
        assert {*expected} <= found.unsure
        # What the register never records is read as nothing.
        never = {"race", "sex", "age", "gender", "ethnicity"}
        assert not any(never & {*words_in(column)} for column in columns.values())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("received_on", "received_on"),
        ("Day of receipt", "received_on"),
        ("RECEIVED", "received_on"),
        ("Datum melding", "received_on"),
        ("datum_melding", "received_on"),
        ("DatumMelding", "received_on"),
        ("Ontvangen", "received_on"),
        ("Oordeel", "finding"),
        ("bevinding", "finding"),
        ("Zaaknummer", "number"),
        ("Zaak-nummer", "number"),
        ("caseNumber", "number"),
        ("Case No.", "number"),
        ("Eenheid", "unit"),
        ("Afdeling", "unit"),
        ("Beëindigd wegens", "ended_reason"),
        ("beeindigd wegens", "ended_reason"),
    ],
)
def test_a_column_is_known_by_its_name_in_either_language(case_words: Words, header: str, field: str) -> None:
    found = suggest([header, "zzz"], [], case_words)
    assert (columns_of(found), found.unsure) == ({field: header}, frozenset())


def test_the_words_of_a_name() -> None:
    written = ("Beëindigd door wie?", "beeindigd_door_wie", "BeëindigdDoorWie", "  BEËINDIGD-door.wie ")
    assert {tuple(words_in(name)) for name in written} == {("beeindigd", "door", "wie")}
    assert words_in("PIBNumber2") == ["pib", "number2"]
    assert (joined("?"), joined(" € ")) == ("?", "€")


def test_the_labels_of_pages_are_names_in_both_languages() -> None:
    for _name, _folder, fields in KINDS:
        words = words_of(fields)
        for field in fields.all:
            for language in ("en", "nl"):
                with override(language):
                    label = str(CALLED[field])
                # A reference of ours is told by its cells from a number of theirs.
                assert {**suggested(words, [label]), "number": ""} == {field: label, "number": ""}


def test_no_two_fields_share_a_name() -> None:
    for _name, _folder, fields in KINDS:
        words = words_of(fields)
        names = [name for field in fields.all for name in {*map(joined, words.names_of(field))}]
        assert len(names) == len({*names})


def test_of_the_names_of_a_field_the_surest_counts(case_words: Words) -> None:
    header = ["Ontvangen", "Received", "received_on"]
    assert suggested(case_words, header) == {"received_on": "received_on"}
    assert suggested(case_words, header[:2]) == {"received_on": "Received"}


def test_what_is_called_just_so_comes_before_what_is_like_it(case_words: Words) -> None:
    header = ["Received by the police", "Received", "Outcome of the appeal", "Finding"]
    found = suggest(header, [["x", "2018-01-02", "x", "Confirmed"]], case_words)
    assert columns_of(found) == {"received_on": "Received", "finding": "Finding"}
    assert found.unsure == frozenset()
    # In the order of the file.
    assert list(found.content["fields"]) == ["received_on", "finding"]


def test_what_has_the_words_of_a_field_is_a_guess(case_words: Words) -> None:
    header = ["Zaak", "Datum ontvangen door ons", "Uitkomst van het onderzoek"]
    found = suggest(header, [["1", "2-1-2018", "Vastgesteld"], ["2", "3-1-2018", "?"]], case_words)
    assert columns_of(found) == {"number": "Zaak", "received_on": header[1], "finding": header[2]}
    assert found.unsure == {"received_on", "finding"}
    # The cells must allow it.
    assert suggested(case_words, header, ["1", "door de post", "2-1-2018"]) == {
        "number": "Zaak",
        "received_on": header[2],
    }


def test_the_column_with_the_fewest_words_besides_is_the_likest(case_words: Words) -> None:
    header = ["Ontvangen bij de balie", "Onze ontvangen", "Ontvangen door de wijkagent"]
    assert suggested(case_words, header) == {"received_on": "Onze ontvangen"}


def test_a_column_may_lack_the_little_words_of_a_name(case_words: Words) -> None:
    assert suggested(case_words, ["Finding recorded"], ["2018-01-02"]) == {"found_on": "Finding recorded"}
    assert suggested(case_words, ["Finding recorded"], ["Confirmed"]) == {"finding": "Finding recorded"}


def test_of_fields_alike_in_name_the_cells_choose(case_words: Words) -> None:
    header = ["Ontvanger informatie"]
    found = suggest(header, [["Familie"], ["Media"]], case_words)
    assert columns_of(found) == {"recipient_type": header[0], "recipient": header[0]}
    assert found.unsure == {"recipient_type", "recipient"}
    label = next(iter(case_words.vocabulary.items["information"].values())).label_nl
    assert suggested(case_words, header, [label]) == {"information": header[0]}


def test_a_name_that_the_cells_belie_is_a_guess(case_words: Words) -> None:
    found = suggest(["received", "finding", "nummer"], [["x", "y", "1"]] * 10, case_words)
    assert columns_of(found) == {"received_on": "received", "finding": "finding", "number": "nummer"}
    assert found.unsure == {"received_on", "finding", "number"}


def test_a_column_is_known_by_its_cells(case_words: Words) -> None:
    header = ["a", "b", "c", "d"]
    rows = [
        ["x", "Vastgesteld", "2018-01-02", "Mondeling"],
        ["y", "refuted", "2018-01-03", "phone"],
        ["z", "Onbekend", "", "onbekend"],
        ["z", "PENDING", "-", ""],
    ]
    found = suggest(header, rows, case_words, blanks=["-"])
    assert columns_of(found) == {"channel": "d", "received_on": "c"}
    rows[2][1] = "no breach"
    found = suggest(header, rows, case_words, blanks=["-"])
    assert columns_of(found) == {"finding": "b", "channel": "d", "received_on": "c"}
    assert found.unsure == {"finding", "channel", "received_on"}
    # Two columns of days: nothing tells which of them is meant.
    both = [[*cells[:3], "2018-01-01"] for cells in rows]
    assert suggested(case_words, header, *both, blanks=["-"]) == {"finding": "b"}


def test_unknown_alone_tells_nothing(case_words: Words) -> None:
    assert suggested(case_words, ["a"], ["unknown"], ["Onbekend"], ["criminal"]) == {}


def test_one_column_may_feed_two_fields(case_words: Words) -> None:
    header = ["Afdoening", "Ontvanger"]
    rows = [["Vastgesteld", "Family"], ["Ingetrokken", "Journalist"], ["Klacht ingetrokken", "Verdachte"]]
    found = suggest(header, rows, case_words)
    assert columns_of(found) == {
        "finding": "Afdoening",
        "ended_reason": "Afdoening",
        "recipient_type": "Ontvanger",
        "recipient": "Ontvanger",
    }
    assert found.unsure == {"ended_reason", "recipient"}
    assert read_twice(found.content, case_words) == [
        "The column “Afdoening” is read as more than one field: Ended without a finding because, Finding.",
        "The column “Ontvanger” is read as more than one field: Recipient class, Who received it.",
    ]
    # Where the cells say nothing more of it, it stays apart.
    assert suggested(case_words, header, ["Vastgesteld", "Anders"]).keys() == {"finding", "recipient_type"}


def test_the_number_tells_rows_apart_and_is_of_nobody(case_words: Words) -> None:
    rows = [[f"Z{place // 2}", f"P{place}", "8"] for place in range(20)]
    assert suggested(case_words, ["Onze zaaknr", "Officer number", "Shift no"], *rows) == {"number": "Onze zaaknr"}
    assert suggested(case_words, ["Zaak soort", "Officer number", "Shift no"], *rows) == {}
    named = [[f"P{place}", f"Z{place}"] for place in range(20)]
    assert suggested(case_words, ["Extern nummer", "Onze zaaknr"], *named) == {"number": "Onze zaaknr"}
    staff = words_of(StaffImport.fields)
    assert suggested(staff, ["Officer number", "Personeelsnummer"], ["1", "2"]) == {"number": "Personeelsnummer"}
    assert suggested(staff, ["Zaaknummer"], ["1"]) == {}
    trajectories = words_of(TrajectoryImport.fields)
    found = suggested(trajectories, ["Personnel number", "Trajectnummer"], ["1", "2"])
    assert found == {"personnel_number": "Personnel number", "number": "Trajectnummer"}


def test_a_reference_is_ours_or_a_number_of_theirs(case_words: Words) -> None:
    assert suggested(case_words, ["reference"], ["2018-7KQ4P"]) == {"reference": "reference", "number": "reference"}
    assert suggested(case_words, ["reference"], ["2018/33"]) == {"number": "reference"}
    assert suggested(case_words, ["reference", "zaaknummer"], ["2018-7KQ4P"], ["1"]) == {
        "reference": "reference",
        "number": "zaaknummer",
    }


@pytest.mark.parametrize("name", ["author", "Auteur", "team", "TEAM", "audit", "lead", "export", "Ras", "officerAge"])
def test_what_is_kept_here_or_never_recorded_is_suggested_for_nothing(case_words: Words, name: str) -> None:
    Unit.objects.create(key="harbour", label_en="Harbour", label_nl="Haven")
    Unit.objects.create(key="east", label_en="East", label_nl="Oost")
    words = words_of(CASE_FIELDS)
    values = [["Harbour", "2018-01-02"], ["East", "2018-01-03"]]
    assert suggested(words, ["a", "b"], *values) == {"unit": "a", "received_on": "b"}
    assert suggested(words, [name, "b"], *values) == {"received_on": "b"}
    assert suggested(words, ["a", name], *values) == {"unit": "a"}


def test_a_key_of_rows_is_a_number_at_best(case_words: Words) -> None:
    found = suggest(["id", "b"], [["Vastgesteld", "1"], ["Weerlegd", "2"]], case_words)
    assert (columns_of(found), found.unsure) == ({"number": "id"}, frozenset({"number"}))
    found = suggest(["id", "zaaknummer"], [["Vastgesteld", "1"], ["Weerlegd", "2"]], case_words)
    assert columns_of(found) == {"number": "zaaknummer"}


def test_a_column_that_cannot_be_chosen_is_not(case_words: Words) -> None:
    assert suggested(case_words, ["", "received", "received", "finding"], ["1", "2", "3", "4"]) == {
        "finding": "finding"
    }


def test_a_count_is_one(cast: object) -> None:
    words = words_of(TrainingImport.fields)
    assert suggested(words, ["aantal"], ["12"]) == {"attending": "aantal"}
    assert suggested(words, ["aantal"], ["twelve"]) == {}


@pytest.mark.parametrize(
    ("fields", "field", "values"),
    [
        (
            CASE_FIELDS,
            "finding",
            {
                "confirmed": ["confirmed", "Vastgesteld", "SUSTAINED", "Substantiated", "gegrond"],
                "refuted": ["Weerlegd", "Unfounded", "Ongegrond"],
                "no_breach": ["no breach", "Exonerated", "Geen schending"],
                "not_established": ["Not Sustained", "not-established", "niet bewezen"],
                "ended_without_finding": ["Ended without finding", "Beeindigd"],
                "pending": ["Pending", "Lopend", "in behandeling", "open"],
            },
        ),
        (CASE_FIELDS, "ended_reason", {"withdrawn": ["Ingetrokken", "Withdrawn"], "lapsed": ["Verjaard"]}),
        (
            CASE_FIELDS,
            "category",
            {"disclosure": ["Openbaar maken van informatie", "Leak"], "unknown": ["?", "Onbekend"]},
        ),
        (
            CASE_FIELDS,
            "recipient",
            {"criminal": ["Verdachte in een onderzoek"], "non_criminal": ["Media", "Non-Criminal"]},
        ),
        (CASE_FIELDS, "recipient_type", {"media": ["Media", "journalist"], "unknown": ["onbekend", "unknown"]}),
        (CASE_FIELDS, "damage", {"none": ["Geen"], "serious": ["ernstig"]}),
        (TrajectoryImport.fields, "result", {"negative": ["Afgewezen", "negative"], "pending": ["lopend"]}),
        (TrajectoryImport.fields, "level", {"security_a": ["Veiligheidsonderzoek A", "security A"]}),
        (TrajectoryImport.fields, "subject_group", {"candidate": ["Sollicitant"], "external": ["Extern"]}),
    ],
)
def test_values_are_known_in_either_language(fields: Fields, field: str, values: dict[str, list[str]]) -> None:
    texts = {text: value for value, said in values.items() for text in said}
    assert suggest_values(field, dict.fromkeys(texts, 1), words_of(fields)) == (texts, {})


def test_values_without_a_meaning_are_listed_with_their_counts(case_words: Words) -> None:
    counts = {"Sustained": 5, "NFIM": 3, "": 40, "Other": 9, "Action": 3, "€": 1}
    found = suggest_values("finding", counts, case_words)
    assert found.mapped == {"Sustained": "confirmed"}
    assert list(found.unmapped.items()) == [("", 40), ("Other", 9), ("Action", 3), ("NFIM", 3), ("€", 1)]
    assert suggest_values("received_on", {"open": 2}, case_words) == ({}, {"open": 2})


def test_a_label_of_two_values_means_neither() -> None:
    Unit.objects.create(key="north", label_en="Centre", label_nl="Noord")
    Unit.objects.create(key="south", label_en="Centre", label_nl="Zuid")
    found = suggest_values("unit", dict.fromkeys(("Centre", "Noord", "SOUTH"), 1), words_of(CASE_FIELDS))
    assert found == ({"Noord": "north", "SOUTH": "south"}, {"Centre": 1})


WHOLE: dict[str, Any] = {
    "register": "ours",
    "number": "Dossier",
    "date_formats": ["%Y-%m-%d"],
    "fields": {
        "received_on": {"column": "Ontvangen"},
        "finding": {"column": "Oordeel"},
        "category": {"constant": "unknown"},
        "recipient": {"constant": "unknown"},
        "unit": {"column": "Afdeling"},
    },
}
HEADER = ["Dossier", "Ontvangen", "Oordeel", "Afdeling", "Leeftijd", ""]


def test_nothing_is_missing(case_words: Words) -> None:
    assert missing(WHOLE, HEADER, case_words) == []
    assert read_twice(WHOLE, case_words) == []
    assert left_out(WHOLE, HEADER) == ["1 column is not read: Leeftijd."]
    assert left_out(WHOLE, HEADER[:4]) == []
    assert left_out({}, HEADER[:2]) == ["2 columns are not read: Dossier, Ontvangen."]


def test_what_is_missing_is_said(case_words: Words) -> None:
    assert missing({}, HEADER, case_words) == [
        "The register has no name yet.",
        "No column is chosen for the number.",
        "Nothing is said of “Day of receipt” yet.",
        "Nothing is said of “Finding” yet.",
        "Nothing is said of “Category” yet.",
        "Nothing is said of “Recipient class” yet.",
        "Nothing is said of “Unit” yet.",
        "No form of dates is chosen.",
    ]
    fields = {**WHOLE["fields"], "author": {"column": "Auteur"}, "channel": {"column": "Oordeel"}}
    assert missing({**WHOLE, "fields": fields}, [*HEADER, "Oordeel"], case_words) == [
        "The register has no field “author”.",
        "Columns missing from the header: Auteur.",
        "Columns that stand in the header twice: Oordeel.",
    ]


def test_who_somebody_is_stands_alone() -> None:
    words = words_of(StaffImport.fields)
    content = {"register": "r", "number": "Nr", "date_formats": ["%Y"], "fields": {"name": {"column": "Naam"}}}
    assert missing(content, ["Nr", "Naam"], words) == []
    for fields in ({"unit": {"column": "Nr"}}, {"name": {"column": "Nr"}, "unit": {"column": "Nr"}}):
        assert missing({**content, "fields": fields}, ["Nr", "Naam"], words) == [
            "The column “Nr” says who somebody is. It cannot be anything else too."
        ]
