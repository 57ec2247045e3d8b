"""Import in the browser, from the upload to the result, as a person does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.kinds import Kind
from cases.models import Case, TeamMember
from integrity.intake import kinds as file_kinds
from integrity.intake import labels
from lib import uploads
from office.models import FileKind, ImportProfile, ImportRun, Incoming
from office.models.intake import State
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.importing import PROFILE, row
from tests.support.intake import (
    ROWS,
    address,
    bring_in,
    check,
    in_clear,
    lying,
    ready,
    send,
    text_of,
    upload,
    use_profile,
)

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.INCOMING_DIR = tmp_path, tmp_path / "incoming"


@pytest.fixture
def client(cast: Cast, client_of: ClientOf) -> Client:
    """The investigator's."""
    return client_of(cast.investigator)


def page(client: Client, incoming: Incoming, name: str = "") -> str:
    answer = client.get(address(incoming, name))
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_each_kind_is_one_and_says_what_its_fields_are_called() -> None:
    assert [kind.key for kind in file_kinds.KINDS] == list(FileKind)
    for kind in file_kinds.KINDS:
        assert kind.imports.file_kind == kind.key
        assert kind.dated in kind.fields.dates
        assert kind.shipped()
    assert {field for kind in file_kinds.KINDS for field in kind.fields.all} == set(labels.FIELDS)


def test_a_list_without_files_says_how_to_begin(client: Client) -> None:
    assert "No files yet" in client.get("/import/").content.decode()


def test_a_file_comes_in(cast: Cast, client: Client) -> None:
    content = text_of(ROWS)
    with events() as left:
        incoming = upload(client, content, name="our register.csv")
    assert kinds(left) == [Kind.INCOMING_RECEIVED]
    assert left[0].target == incoming.public_key
    assert (incoming.name, incoming.size, incoming.kind) == ("our register.csv", len(content), "cases")
    assert (incoming.by, incoming.state, incoming.run) == (cast.investigator, State.MAPPING, None)
    assert lying() == {incoming.public_key}
    listed = client.get("/import/").content.decode()
    assert "our register.csv" in listed
    assert "Being mapped" in listed


def test_from_upload_to_cases(cast: Cast, client: Client) -> None:
    incoming = ready(client)
    assert incoming.state == State.CHECKED
    assert not Case.objects.exists()
    shown = page(client, incoming)
    assert "Nothing is written yet" in shown
    assert incoming.outcome["counts"] == {"cases": 2, "known_cases": 0, "refused_cases": 0}
    assert incoming.outcome["own_years"] == {"2017": 2, "2018": 1}
    assert incoming.outcome["years"] == {
        "2017": {"new": 1, "confirmed": 1},
        "2018": {"new": 1, "unfounded": 1},
    }
    assert "all of them, or none" in page(client, incoming, "import/")
    with events() as left:
        imported = bring_in(client, incoming)
    assert kinds(left) == [Kind.INCOMING_IMPORT_ASKED, Kind.CASES_IMPORTED]
    assert {event.actor for event in left} == {"ines"}
    assert imported.state == State.IMPORTED
    assert imported.run == ImportRun.objects.get()
    assert set(TeamMember.objects.values_list("role", "user")) == {("lead", cast.investigator.pk)}
    assert Case.objects.count() == 2
    assert set(Case.history.values_list("event", flat=True)) == {left[1].public_key}
    assert incoming.public_key not in lying()
    assert "Imported" in page(client, imported)


def test_a_dry_run_leaves_one_event_and_no_record(client: Client) -> None:
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    with events() as left:
        check(client, incoming)
    assert kinds(left) == [Kind.INCOMING_CHECK_ASKED, Kind.CASES_IMPORT_TRIED]
    assert not ImportRun.objects.exists()


def test_every_row_is_accepted_or_refused_and_each_refusal_is_told(client: Client) -> None:
    incoming = ready(client, [*ROWS, row(number="B-1", verdict="perhaps"), row(number="B-2", received="tomorrow")])
    outcome = incoming.outcome
    assert (outcome["rows"], outcome["accepted_rows"], outcome["refused_rows"]) == (5, 3, 2)
    shown = page(client, incoming)
    for word in ("perhaps", "tomorrow", "The profile does not know this value.", "Download the 2 refused rows"):
        assert word in shown
    assert outcome["own_years"] == {"2017": 3, "2018": 1, "": 1}


def test_the_refused_rows_are_a_file_which_corrected_comes_in(client: Client) -> None:
    incoming = ready(client, [*ROWS, row(number="B-1", verdict="perhaps")])
    imported = bring_in(client, incoming)
    with events() as left:
        answer: Any = client.get(address(imported, "refused.csv"))
        content = b"".join(answer.streaming_content)
    assert kinds(left) == [Kind.REFUSED_ROWS_TAKEN]
    assert content.count(b"\r\n") == 2
    assert b"perhaps" in content
    corrected = upload(client, content.replace(b"perhaps", b"yes"))
    use_profile(client, corrected)
    corrected = check(client, corrected)
    assert corrected.outcome["counts"]["cases"] == 1
    assert bring_in(client, corrected).state == State.IMPORTED
    assert Case.objects.count() == 3


def test_the_same_file_creates_nothing_twice_and_is_told(cast: Cast, client: Client, client_of: ClientOf) -> None:
    bring_in(client, ready(client))
    again = ready(client)
    assert again.outcome["counts"] == {"cases": 0, "known_cases": 2, "refused_cases": 0}
    assert bring_in(client, again).state == State.IMPORTED
    assert Case.objects.count() == 2
    # Whoever uploads it, and without a word of who did before.
    other = client_of(cast.other_investigator)
    shown = page(other, upload(other, text_of(ROWS)), "reading/")
    assert "This very file was imported before" in shown
    assert cast.investigator.name not in shown


def test_somebody_elses_cases_come_in_anew_and_a_coordinator_is_told(
    cast: Cast, client: Client, client_of: ClientOf
) -> None:
    bring_in(client, ready(client))
    other = client_of(cast.other_investigator)
    incoming = ready(other)
    assert incoming.outcome["counts"]["known_cases"] == 0
    assert bring_in(other, incoming).state == State.IMPORTED
    assert Case.objects.count() == 4
    assert "Possible duplicates" in client_of(cast.coordinator).get("/cases/").content.decode()


def test_a_coordinators_cases_have_no_lead(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.coordinator)
    incoming = ready(client)
    assert "no lead" in page(client, incoming)
    bring_in(client, incoming)
    assert not TeamMember.objects.exists()


def test_staff_come_in_without_a_name_in_clear(cast: Cast, client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(cast.screening_officer)
    people = [
        {"number": "ZQ-4711", "name": "Zqxy van Wwvv", "unit": "Harbour", "in_service_from": "2018-01-01"},
        {"number": "ZQ-4712", "name": "Zqyx de Vvww", "unit": "Harbour", "in_service_from": "nonsense"},
    ]
    columns = ("number", "name", "unit", "in_service_from", "in_service_to")
    incoming = upload(client, text_of(people, columns), kind="staff")
    assert client.post(address(incoming, "profile/"), {"shipped": "staff"}).status_code == 302
    incoming = check(client, incoming)
    assert (incoming.outcome["accepted_rows"], incoming.outcome["refused_rows"]) == (1, 1)
    words = ["Zqxy", "Zqyx", "4711", "4712"]
    assert in_clear(words, tmp_path) == []
    kept = " ".join(map(str, Incoming.objects.values_list("profile", "outcome", "overrides", "failure")))
    assert not [word for word in words if word in kept]
    assert bring_in(client, incoming).state == State.IMPORTED
    assert in_clear(words, tmp_path) == []


def test_what_is_in_clear_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Zqxy")
    assert in_clear(["Zqxy"], tmp_path) == ["a"]


# The upload


def test_a_file_too_large_is_refused_while_it_comes_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("office.sources.MOST_BYTES", 1 << 20)
    answer = send(client, b"a" * (1 << 20) + b"a")
    assert answer.status_code == 200
    assert "The file is larger than 1 MB." in answer.content.decode()
    assert lying() == set()
    assert not Incoming.objects.exists()


def test_a_request_larger_than_any_file_is_refused_unread(client: Client) -> None:
    answer = client.post("/import/new/", {"a": "b"}, headers={"content-length": str((1 << 30) + 1)})
    assert answer.status_code == 400


def test_without_a_file_or_a_kind_nothing_is_kept(client: Client) -> None:
    answer = client.post("/import/new/", {"kind": "cases"})
    assert "Choose the file to import." in answer.content.decode()
    assert "Choose what the rows of the file are." in send(client, b"a,b\r\n", kind="").content.decode()
    assert lying() == set()
    assert not Incoming.objects.exists()


def test_a_kind_of_another_role_is_no_choice(client: Client) -> None:
    assert send(client, b"a,b\r\n", kind="staff").status_code == 200
    assert lying() == set()


def test_without_the_token_of_the_form_nothing_is_kept(cast: Cast, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert send(strict, text_of(ROWS)).status_code == 403
    assert lying() == set()


def test_a_disk_that_is_full_keeps_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.vault, "writer", full)
    answer = send(client, text_of(ROWS))
    assert "No space left on device" in answer.content.decode()
    assert not Incoming.objects.exists()


def test_there_is_an_end_to_the_files_that_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrity.intake.actions.MOST_WAITING", 1)
    upload(client, text_of(ROWS))
    answer = send(client, text_of(ROWS))
    assert "You have 1 files here that wait." in answer.content.decode()
    assert Incoming.objects.count() == len(lying()) == 1


def test_a_name_is_one_line(client: Client) -> None:
    assert upload(client, text_of(ROWS), name="a\u202eb\x07.csv").name == "ab.csv"


# Two tabs


def test_a_mapping_that_changes_makes_the_dry_run_void(client: Client) -> None:
    incoming = ready(client)
    mark = incoming.outcome["mark"]
    use_profile(client, incoming)
    answer = client.post(address(incoming, "import/"), {"mark": mark})
    assert answer.status_code == 409
    assert Incoming.objects.get().state == State.MAPPING
    assert not Case.objects.exists()


def test_a_tab_that_shows_an_older_dry_run_imports_nothing(client: Client) -> None:
    incoming = ready(client)
    mark = incoming.outcome["mark"]
    use_profile(client, incoming)
    check(client, incoming)
    answer = client.post(address(incoming, "import/"), {"mark": mark})
    assert answer.status_code == 409
    assert "There was another dry run since." in answer.content.decode()
    assert Incoming.objects.get().state == State.CHECKED


def test_two_clicks_are_one_import(client: Client) -> None:
    incoming = ready(client)
    mark = {"mark": incoming.outcome["mark"]}
    assert client.post(address(incoming, "import/"), mark).status_code == 302
    assert client.post(address(incoming, "import/"), mark).status_code == 409
    assert client.post(address(incoming, "check/")).status_code == 409
    assert client.post(address(incoming, "discard/")).status_code == 409
    assert client.post(address(incoming, "profile/"), {"text": PROFILE}).status_code == 409
    assert Incoming.objects.get().state == State.IMPORTING


def test_one_file_of_a_person_is_worked_on_at_a_time(client: Client) -> None:
    first, second = ready(client), ready(client)
    assert client.post(address(first, "check/")).status_code == 302
    answer = client.post(address(second, "check/"))
    assert answer.status_code == 409
    assert "Another file of yours is being worked on." in answer.content.decode()


def test_what_is_discarded_is_gone(client: Client) -> None:
    incoming = upload(client, text_of(ROWS))
    with events() as left:
        assert client.post(address(incoming, "discard/")).status_code == 302
    assert kinds(left) == [Kind.INCOMING_DISCARDED]
    assert Incoming.objects.get().state == State.DISCARDED
    assert client.post(address(incoming, "check/")).status_code == 409
    assert client.get(address(incoming, "reading/")).status_code == 409


# Profiles


def test_a_profile_is_saved_and_used_by_another(cast: Cast, client: Client, client_of: ClientOf) -> None:
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    with events() as left:
        answer = client.post(address(incoming, "profile/save/"), {"name": "Our register"})
    assert answer.status_code == 302
    assert kinds(left) == [Kind.PROFILE_SAVED]
    saved = ImportProfile.objects.get()
    other = client_of(cast.other_investigator)
    theirs = upload(other, text_of(ROWS))
    assert "Our register" in page(other, theirs, "profile/")
    assert other.post(address(theirs, "profile/"), {"saved": saved.public_key}).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.profile_name, check(other, theirs).outcome["counts"]["cases"]) == ("Our register", 2)
    officer = client_of(cast.screening_officer)
    staff = upload(officer, b"number\r\n1\r\n", kind="staff")
    assert "Our register" not in page(officer, staff, "profile/")
    assert officer.post(address(staff, "profile/"), {"saved": saved.public_key}).status_code == 200
    assert Incoming.objects.get(pk=staff.pk).profile == ""


def test_to_save_anew_withdraws_the_one_before(client: Client) -> None:
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    for _time in range(2):
        assert client.post(address(incoming, "profile/save/"), {"name": "Ours"}).status_code == 302
    assert ImportProfile.objects.count() == 2
    assert ImportProfile.objects.standing().count() == 1


@pytest.mark.parametrize("name", ["", "nopd", "x" * 61])
def test_a_name_that_cannot_be_one_is_refused(client: Client, name: str) -> None:
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    assert client.post(address(incoming, "profile/save/"), {"name": name}).status_code == 200
    assert not ImportProfile.objects.exists()


def test_a_profile_goes_out_and_comes_in_as_toml(client: Client) -> None:
    incoming = upload(client, text_of(ROWS))
    use_profile(client, incoming)
    text = client.get(address(incoming, "profile.toml")).content.decode()
    other = upload(client, text_of(ROWS))
    use_profile(client, other, text)
    assert client.get(address(other, "profile.toml")).content.decode() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("register =", "TOML"),
        ('register = "a"\nnumber = "b"\ndate_formats = ["%Y"]\nteam = "x"\n', "unknown key"),
        (PROFILE.replace("fields.finding", "fields.team"), "The register has no field"),
        (PROFILE.replace('"confirmed"', '"guilty"'), "The register has no value"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused_with_its_reason(client: Client, text: str, said: str) -> None:
    incoming = upload(client, text_of(ROWS))
    answer = client.post(address(incoming, "profile/"), {"text": text})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Incoming.objects.get().profile == ""


def test_the_admin_keeps_profiles(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    said = {"kind": "cases", "name": "Ours", "text": PROFILE}
    assert client.post("/import/profiles/bring-in/", said).status_code == 302
    saved = ImportProfile.objects.get()
    assert "Ours" in client.get("/import/profiles/").content.decode()
    assert client.get(f"/import/profiles/{saved.public_key}.toml").content.decode() == PROFILE
    with events() as left:
        assert client.post(f"/import/profiles/{saved.public_key}/withdraw/").status_code == 302
    assert kinds(left) == [Kind.PROFILE_WITHDRAWN]
    assert not ImportProfile.objects.standing().exists()
    refused = client.post("/import/profiles/bring-in/", {**said, "text": "register ="})
    assert "TOML" in refused.content.decode()


# Taking back


def test_a_coordinator_takes_an_import_back(cast: Cast, client: Client, client_of: ClientOf) -> None:
    imported = bring_in(client, ready(client))
    coordinator, run = client_of(cast.coordinator), ImportRun.objects.get()
    assert "Take back" in coordinator.get("/import/runs/").content.decode()
    take_back = f"/import/runs/{run.public_key}/take-back/"
    assert "Say why." in coordinator.post(take_back, {"reason": ""}).content.decode()
    with events() as left:
        assert coordinator.post(take_back, {"reason": "Of another office"}).status_code == 302
    assert kinds(left) == [Kind.CASES_IMPORT_TAKEN_BACK]
    assert not Case.objects.filter(counted=True).exists()
    assert "Of another office" in coordinator.get("/import/runs/").content.decode()
    assert coordinator.get(take_back).status_code == 409
    # And in again.
    assert imported.state == State.IMPORTED
    assert "This very file was imported before" not in page(client, upload(client, text_of(ROWS)), "reading/")
    assert bring_in(client, ready(client)).outcome["counts"]["cases"] == 2
